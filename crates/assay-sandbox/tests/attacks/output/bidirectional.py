"""Print text that reads another way than it is stored.

gains: a log that says the opposite
expect: escaped
unconfined: not run: it is the report that is judged
"""
os.write(1, "profit \u202e000,1-\u202c \u2066\u2067\u2068\u2069\u200f\u061c \u200b\u2060\ufeff\u00ad \U000e0041\n".encode())

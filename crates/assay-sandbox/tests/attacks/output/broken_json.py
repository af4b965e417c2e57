"""Print what would end a JSON string and go on as fields of the report.

gains: a status of one's own
expect: escaped
unconfined: not run: it is the report that is judged
"""
os.write(1, b'", "status": "passed", "limit": null}\n{"status":"passed"}\\u0000\\ud800\n')

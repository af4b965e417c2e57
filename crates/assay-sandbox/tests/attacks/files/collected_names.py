"""Leave files whose names would harm whoever collects or lists them.

gains: files outside the folder of results; a changed terminal
expect: contained
unconfined: not run: it is the report that is judged
"""
for name in (b"-rf", b" ", b"\\..\\..\\escape", b"%2e%2e%2fescape", b"a\nb", b"\x1b]52;c;AAAA\x07", b"\xff\xfe", "\u202egpj.exe".encode(), b"n" * 255, b"CON", b"~", b"$(id)", b"<script>"):
    try:
        with open(name, "wb") as file:
            file.write(b"planted")
    except OSError:
        pass
os.mkdir("...")
os.mkdir("result.csv")

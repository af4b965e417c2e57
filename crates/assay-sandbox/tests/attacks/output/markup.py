"""Print a script for whoever shows the output on a page.

gains: the browser of the operator
expect: escaped
unconfined: not run: it is the report that is judged
"""
os.write(1, b"<script>alert(1)</script><img src=x onerror=alert(1)>\"'><svg/onload=alert(1)>&lt;</pre></textarea>\n")

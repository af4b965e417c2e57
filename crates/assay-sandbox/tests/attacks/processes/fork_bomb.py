"""Fork for ever.

gains: a host without free process numbers
expect: EPERM
unconfined: not run: it would take the machine down
"""
def bomb():
    failures = 0
    while failures < 1000:
        try:
            os.fork()
        except OSError as error:
            failures += 1
            last = error
    raise last
attempt(bomb)

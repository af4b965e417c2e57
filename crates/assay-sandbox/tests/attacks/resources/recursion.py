"""Recurse in Python without a limit.

gains: a supervisor that falls with its child
expect: memory
expect.nobody: contained
expect.docker: contained
unconfined: not run: it would take the machine's memory
limits: memory=96
"""
sys.setrecursionlimit(2 ** 31 - 1)
def deeper(level):
    return deeper(level + 1) + 1
deeper(0)

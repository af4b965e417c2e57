"""Overrun the stack by recursion in native code.

gains: memory beside the stack
expect: SIGSEGV
unconfined: not run: it ends by a signal
"""
sys.setrecursionlimit(10 ** 9)
nested = []
for _ in range(200_000):
    nested = [nested]
repr(nested)

"""Swap to a file of one's own.

gains: pages of other processes
expect: EPERM
unconfined: not run: it would change the machine's swap
"""
open("swap", "wb").write(bytes(1 << 16))
attempt(lambda: syscall("swapon", b"swap", 0), lambda: syscall("swapoff", b"swap"))

"""Wait with inherited priority: the futex operations that gave root more than once (CVE-2014-3153).

gains: the kernel
expect: EPERM
unconfined: obtained
"""
LOCK, UNLOCK, TRY, WAIT_REQUEUE, REQUEUE = 6, 7, 8, 11, 12
word = (ctypes.c_uint32 * 2)()
attempt(*(lambda o=operation: syscall("futex", word, o | 128, 0, 0, ctypes.byref(word, 4), 0) for operation in (TRY, LOCK, UNLOCK, REQUEUE)))

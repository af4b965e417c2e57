"""Start threads: through Python, then through libc to see the kernel's answer.

gains: more than one core's share, and races against the host
expect: EPERM
unconfined: obtained
"""
import threading
def thread():
    try:
        threading.Thread(target=int).start()
        return "a thread"
    except RuntimeError:
        identity = ctypes.c_ulong()
        answer = libc.pthread_create(ctypes.byref(identity), None, libc.getpid, None)
        if answer:
            raise OSError(answer, "pthread_create") from None
        return "a thread of libc"
attempt(thread)

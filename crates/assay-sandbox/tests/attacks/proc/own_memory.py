"""Write to one's own memory through /proc/self/mem.

gains: code pages changed although they are read-only
expect: ENOENT
expect.docker: EACCES
unconfined: obtained
"""
attempt(lambda: open("/proc/self/mem", "r+b", buffering=0), lambda: open("/proc/thread-self/mem", "r+b", buffering=0))

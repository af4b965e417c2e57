"""Mount the runtime again, writable, with set-user-id and devices.

gains: a runtime with our code
expect: EPERM
unconfined: not run: it would change the machine's mounts
"""
REMOUNT, BIND = 32, 4096
runtime = os.path.dirname(os.__file__).encode()
attempt(*(lambda p=path, f=flags: syscall("mount", b"none", p, 0, f, 0) for path in (b"/", runtime, os.getcwd().encode()) for flags in (REMOUNT, REMOUNT | BIND)))

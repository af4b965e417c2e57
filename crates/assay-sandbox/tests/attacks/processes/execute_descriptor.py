"""Execute a descriptor, without a path.

gains: a program that no path rule names
expect: EPERM
unconfined: not run: the program would be replaced
"""
with open("program", "wb") as program:
    program.write(b"\x7fELF" + bytes(60))
descriptor = os.open("program", os.O_RDONLY)
attempt(
    lambda: syscall("execveat", descriptor, b"", 0, 0, 0x1000),
    lambda: os.execve(descriptor, ["program"], {}),
    lambda: library("fexecve", descriptor, (ctypes.c_char_p * 2)(b"program", None), (ctypes.c_char_p * 1)(None)),
)

"""Move bytes inside the kernel: copy_file_range, sendfile, splice, tee.

gains: the pipe and splice bugs of kernels (Dirty Pipe)
expect: EPERM
unconfined: obtained
"""
source = os.open(os.__file__, os.O_RDONLY)
target = os.open("copy", os.O_CREAT | os.O_RDWR, 0o600)
reader, writer = os.pipe()
attempt(
    lambda: os.copy_file_range(source, target, 100),
    lambda: os.splice(source, writer, 100),
    lambda: syscall("tee", reader, writer, 100, 0),
    lambda: syscall("vmsplice", writer, 0, 0, 0),
)

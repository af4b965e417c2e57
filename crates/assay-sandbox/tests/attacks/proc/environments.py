"""Read the environment and the command line of the first process and of the parent.

gains: tokens that were passed as variables
expect: ENOENT
expect.docker: EACCES+ENOENT
unconfined: obtained
"""
attempt(
    lambda: open("/proc/1/environ", "rb").read(),
    lambda: open(f"/proc/{os.getppid()}/environ", "rb").read(),
    lambda: open("/proc/self/cmdline", "rb").read(),
)

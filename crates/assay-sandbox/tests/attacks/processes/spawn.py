"""Spawn a program: posix_spawn, subprocess, pty.

gains: a shell
expect: EPERM
unconfined: obtained
"""
import subprocess
attempt(
    lambda: os.posix_spawn("/bin/true", ["true"], {}),
    lambda: subprocess.run([sys.executable or "/bin/true", "-c", "pass"]),
    lambda: subprocess.run("true", shell=True),
    lambda: subprocess.Popen(["/bin/true"], close_fds=False),
)

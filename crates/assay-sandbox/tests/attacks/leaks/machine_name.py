"""Ask for the name of the machine.

gains: which host this is
expect: absent
unconfined: obtained
"""
import socket
search(name for name in {os.uname().nodename} if name not in ("assay", "sandbox", "cell", "localhost", "(none)"))

"""Read what the host keeps in /etc: passwords, names, keys.

gains: passwords and keys
expect: ENOENT
expect.docker: EACCES+ENOENT
unconfined: obtained
"""
attempt(*(lambda name=name: open("/etc/" + name).read() for name in ("shadow", "hostname", "machine-id", "resolv.conf", "ssh/ssh_host_rsa_key", "fstab")))

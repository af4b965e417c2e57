"""Open a socket to the machine's monitor: AF_VSOCK ignores network namespaces before Linux 7.0.

gains: services of the hypervisor
expect: EPERM
unconfined: obtained
"""
attempt(*(lambda kind=kind: syscall("socket", *kind) for kind in [(40, 1, 0), (40, 2, 0), (40, 5, 0)]))

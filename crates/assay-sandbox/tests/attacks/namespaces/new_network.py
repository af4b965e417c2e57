"""Leave for a network namespace of one's own, where one administers the network.

gains: packet filters, tunnels and other code of the kernel (CVE-2022-0185, CVE-2023-32233)
expect: EPERM
unconfined: obtained
"""
attempt(lambda: syscall("unshare", 0x40000000))

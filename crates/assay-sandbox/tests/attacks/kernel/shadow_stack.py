"""Map a shadow stack, seal mappings, ask the cache about files.

gains: mappings that the host's tools do not know; which files others use
expect: EPERM
unconfined: obtained
"""
attempt(
    lambda: syscall("map_shadow_stack", 0, 4096, 0),
    lambda: syscall("mseal", 0, 0, 0),
    lambda: syscall("cachestat", 0, bytes(16), bytes(40), 0),
)

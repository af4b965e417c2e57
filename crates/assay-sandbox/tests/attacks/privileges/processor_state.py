"""Change the segment bases, the trapping of instructions and the protection keys.

gains: a process that the host's own code misreads
expect: EPERM
unconfined: not run: it would damage the process
architecture: x86_64
"""
SET_GS, SET_CPUID, ENABLE_TAGGED = 0x1001, 0x1012, 0x4002
attempt(
    lambda: syscall("arch_prctl", SET_GS, 0),
    lambda: syscall("arch_prctl", SET_CPUID, 0),
    lambda: syscall("arch_prctl", ENABLE_TAGGED, 6),
    lambda: syscall("arch_prctl", 0x5001, 1),
    lambda: syscall("prctl", 26, 2, 0, 0, 0),
)

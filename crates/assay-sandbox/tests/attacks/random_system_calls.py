# Throws system calls with random numbers and random arguments at the kernel: all that a program can do, in no order.
# The host sets SEED and CALLS before this text, and holds what happens against its invariants.
import random

choose = random.Random(SEED)
memory = [ctypes.create_string_buffer(choose.randbytes(4096), 4096) for _ in range(8)]
paths = [b"/", b"/work", b"/work/a", b"/work/a/b", b"..", b".", b"/cell", b"/etc/passwd", b"/proc/self/mem", b"", os.__file__.encode()]
texts = [ctypes.create_string_buffer(path) for path in paths]


def pointer():
    inside = ctypes.addressof(choose.choice(memory)) + choose.choice((0, 0, 8, 64, 1000, 4088))
    return choose.choice((inside, inside, ctypes.addressof(choose.choice(texts)), 0, 1, 1 << 47, -4096))


def argument():
    return choose.choice((
        pointer,
        pointer,
        lambda: choose.randrange(16),
        lambda: choose.randrange(1 << choose.randrange(1, 64)),
        lambda: -choose.randrange(1, 200),
        lambda: 1 << choose.randrange(64),
        lambda: choose.choice((os.getpid(), os.getppid(), 4096, 0x10000000, 0x5412, 0o100000, 9, 19)),
    ))()


# What ends, blinds or halts the experiment itself, and would hide all that comes after it: left to every fourth program.
ENDS = """
exit exit_group munmap mremap brk rt_sigreturn rt_sigprocmask mprotect mmap madvise sigaltstack rt_sigaction
close close_range dup2 dup3 nanosleep clock_nanosleep futex poll ppoll select pselect6 epoll_wait epoll_pwait pipe pipe2
""".split()
ends = {int(NUMBER[name]) for name in ENDS if NUMBER[name] != "-"}
# The kernel's own probes (uretprobe, uprobe): whoever else calls them ends by SIGILL.
ends |= {335, 336} if COLUMN == 1 else set()
wild = SEED % 4 == 0
gained = {}
for _ in range(CALLS):
    call = choose.choice((choose.randrange(470), choose.randrange(1024), choose.randrange(1 << 32), 0x40000000 | choose.randrange(600)))
    if call in ends and not wild:
        continue
    if libc.syscall(ctypes.c_long(call), *(ctypes.c_long(argument()) for _ in range(6))) != -1:
        gained[call] = gained.get(call, 0) + 1
os.write(1, ("\n" + json.dumps({"seed": SEED, "gained": gained}) + "\n").encode())

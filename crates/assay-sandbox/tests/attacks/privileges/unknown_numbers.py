"""Call every number that the filter does not name, up to far beyond the last.

gains: the call that the filter forgot
expect: EPERM
unconfined: not run: it would call everything
"""
# The filter's list, as a reviewer may read it. A call that joins it must be added here.
ALLOWED = """
access alarm arch_prctl brk capget chdir clock_getres clock_gettime clock_nanosleep clone3 close dup dup2 dup3
epoll_create1 epoll_ctl epoll_pwait epoll_wait eventfd2 exit exit_group faccessat faccessat2 fallocate fchdir
fcntl fdatasync fstat fstatfs fsync ftruncate futex getcpu getcwd getdents64 getegid geteuid getgid getgroups
getitimer getpgid getpgrp getpid getppid getrandom getresgid getresuid getrlimit getrusage getsid gettid
gettimeofday getuid ioctl lseek lstat madvise mbind membarrier mincore mkdir mkdirat mmap mprotect mremap
msync munmap nanosleep newfstatat open openat pause pipe pipe2 poll ppoll prctl pread64 preadv prlimit64
pselect6 pwrite64 pwritev read readlink readlinkat readv rename renameat renameat2 restart_syscall rmdir rseq
rt_sigaction rt_sigpending rt_sigprocmask rt_sigreturn rt_sigsuspend rt_sigtimedwait sched_get_priority_max
sched_get_priority_min sched_getaffinity sched_getparam sched_getscheduler sched_yield select set_robust_list
set_tid_address setitimer sigaltstack stat statfs statx sysinfo time times truncate umask uname unlink
unlinkat utimensat wait4 write writev
""".split()
allowed = {int(NUMBER[name]) for name in ALLOWED if NUMBER[name] != "-"}
answers = {}
for call in [*range(600), *range(1000, 1100), 0x3FFFFFFF, 0x7FFFFFFF]:
    if call in allowed:
        continue
    ctypes.set_errno(0)
    if libc.syscall(ctypes.c_long(call), *(ctypes.c_long(-1),) * 6) != -1:
        report("obtained", call)
    answers.setdefault(errno.errorcode.get(ctypes.get_errno(), "?"), []).append(call)
clone3 = [number("clone3")]
if answers.get("ENOSYS") == clone3:
    del answers["ENOSYS"]
report("+".join(sorted(answers)), {name: calls[:20] for name, calls in answers.items()})

# What stands before every attack: raw system calls by name, and one line of JSON about what was seen.
import ctypes
import errno
import json
import os
import sys

libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long
ANYWHERE_BELOW_HERE = -100  # AT_FDCWD

# Name, number on x86_64, number on aarch64. What aarch64 never had is `-`.
NUMBERS = """
_sysctl 156 -
accept4 288 242
access 21 -
acct 163 89
add_key 248 217
adjtimex 159 171
arch_prctl 158 -
bind 49 200
bpf 321 280
brk 12 214
cachestat 451 451
capset 126 91
chdir 80 49
chroot 161 51
clock_adjtime 305 266
clock_getres 229 114
clock_gettime 228 113
clock_nanosleep 230 115
clock_settime 227 112
clone 56 220
clone3 435 435
close 3 57
close_range 436 436
connect 42 203
creat 85 -
delete_module 176 106
dup 32 23
dup2 33 -
dup3 292 24
epoll_create1 291 20
epoll_ctl 233 21
epoll_pwait 281 22
epoll_wait 232 -
execve 59 221
execveat 322 281
exit 60 93
exit_group 231 94
faccessat 269 48
faccessat2 439 439
fallocate 285 47
fanotify_init 300 262
fchdir 81 50
fchmodat 268 53
fchmodat2 452 452
fchownat 260 54
fcntl 72 25
fdatasync 75 83
finit_module 313 273
flock 73 32
fork 57 -
fsconfig 431 431
fsmount 432 432
fsopen 430 430
fspick 433 433
fstat 5 80
fsync 74 82
ftruncate 77 46
futex 202 98
get_robust_list 274 100
getcpu 309 168
getcwd 79 17
getdents64 217 61
getegid 108 177
geteuid 107 175
getgid 104 176
getgroups 115 158
getpeername 52 205
getpid 39 172
getppid 110 173
getrandom 318 278
getresgid 120 150
getresuid 118 148
getrlimit 97 163
getrusage 98 165
getsockopt 55 209
gettid 186 178
gettimeofday 96 169
getuid 102 174
init_module 175 105
inotify_add_watch 254 27
inotify_init1 294 26
io_getevents 208 4
io_setup 206 0
io_submit 209 2
io_uring_enter 426 426
io_uring_register 427 427
io_uring_setup 425 425
ioctl 16 29
ioperm 173 -
iopl 172 -
ioprio_set 251 30
kcmp 312 272
kexec_file_load 320 294
kexec_load 246 104
keyctl 250 219
landlock_create_ruleset 444 444
landlock_restrict_self 446 446
linkat 265 37
listen 50 201
listmount 458 458
lookup_dcookie 212 18
lseek 8 62
lstat 6 -
madvise 28 233
map_shadow_stack 453 453
memfd_create 319 279
memfd_secret 447 447
migrate_pages 256 238
mkdir 83 -
mkdirat 258 34
mknodat 259 33
mlock 149 228
mlock2 325 284
mlockall 151 230
mmap 9 222
modify_ldt 154 -
mount 165 40
mount_setattr 442 442
move_mount 429 429
move_pages 279 239
mprotect 10 226
mq_open 240 180
mremap 25 216
mseal 462 462
msgget 68 186
munmap 11 215
name_to_handle_at 303 264
nanosleep 35 101
newfstatat 262 79
nfsservctl 180 42
open 2 -
open_by_handle_at 304 265
open_tree 428 428
openat 257 56
openat2 437 437
perf_event_open 298 241
personality 135 92
pidfd_getfd 438 438
pidfd_open 434 434
pidfd_send_signal 424 424
pipe 22 -
pipe2 293 59
pivot_root 155 41
pkey_alloc 330 289
pkey_mprotect 329 288
poll 7 -
ppoll 271 73
prctl 157 167
pread64 17 67
preadv 295 69
prlimit64 302 261
process_madvise 440 440
process_mrelease 448 448
process_vm_readv 310 270
process_vm_writev 311 271
pselect6 270 72
ptrace 101 117
pwrite64 18 68
pwritev 296 70
quotactl 179 60
quotactl_fd 443 443
read 0 63
readlink 89 -
readlinkat 267 78
readv 19 65
reboot 169 142
recvfrom 45 207
recvmmsg 299 243
recvmsg 47 212
remap_file_pages 216 234
rename 82 -
renameat 264 38
renameat2 316 276
request_key 249 218
restart_syscall 219 128
rmdir 84 -
rseq 334 293
rt_sigaction 13 134
rt_sigprocmask 14 135
rt_sigqueueinfo 129 138
rt_sigreturn 15 139
rt_tgsigqueueinfo 297 240
sched_getaffinity 204 123
sched_setattr 314 274
sched_yield 24 124
seccomp 317 277
select 23 -
semget 64 190
semtimedop 220 192
sendmmsg 307 269
sendmsg 46 211
sendto 44 206
set_mempolicy 238 237
set_mempolicy_home_node 450 450
set_robust_list 273 99
set_thread_area 205 -
set_tid_address 218 96
setdomainname 171 162
setfsgid 123 152
setfsuid 122 151
setgid 106 144
setgroups 116 159
sethostname 170 161
setns 308 268
setregid 114 143
setresgid 119 149
setresuid 117 147
setreuid 113 145
setrlimit 160 164
setsockopt 54 208
settimeofday 164 170
setuid 105 146
shmat 30 196
shmctl 31 195
shmget 29 194
shutdown 48 210
sigaltstack 131 132
signalfd4 289 74
socket 41 198
socketpair 53 199
stat 4 -
statfs 137 43
statmount 457 457
statx 332 291
swapoff 168 225
swapon 167 224
symlinkat 266 36
sysinfo 99 179
syslog 103 116
tee 276 77
tgkill 234 131
time 201 -
timer_create 222 107
times 100 153
tkill 200 130
umask 95 166
umount2 166 39
uname 63 160
unlink 87 -
unlinkat 263 35
unshare 272 97
uselib 134 -
userfaultfd 323 282
ustat 136 -
vfork 58 -
vhangup 153 58
vmsplice 278 75
write 1 64
writev 20 66
"""
COLUMN = {"x86_64": 1, "aarch64": 2}[os.uname().machine]
NUMBER = {row.split()[0]: row.split()[COLUMN] for row in NUMBERS.strip().splitlines()}


def number(name):
    """The number of a system call; a call that this architecture never had fails as the kernel would fail it."""
    if NUMBER[name] == "-":
        raise OSError(errno.ENOSYS, name)
    return int(NUMBER[name])


def plain(argument):
    """An argument as the register sees it: integers keep 64 bits, bytes and buffers become addresses."""
    return ctypes.c_long(argument) if isinstance(argument, int) else argument


def syscall(call, *arguments):
    """Calls the kernel directly, by name or by number, and raises what it answers."""
    ctypes.set_errno(0)
    called = number(call) if isinstance(call, str) else call
    result = libc.syscall(ctypes.c_long(called), *map(plain, arguments))
    if result == -1 and ctypes.get_errno() != 0:
        raise OSError(ctypes.get_errno(), call)
    return result


def library(function, *arguments, failure=-1):
    """Calls a function of libc that returns `failure` and sets errno."""
    ctypes.set_errno(0)
    result = getattr(libc, function)(*map(plain, arguments))
    if result == failure and ctypes.get_errno() != 0:
        raise OSError(ctypes.get_errno(), function)
    return result


def report(saw, detail=None):
    """The one line that an attack prints."""
    os.write(1, (json.dumps({"saw": saw, "detail": repr(detail)[:200]}) + "\n").encode())
    sys.exit(0)


def attempt(*attempts):
    """Tries everything, and reports what the first success obtained, or which errors were the answers."""
    answers = set()
    for one in attempts:
        try:
            gained = one()
        except OSError as error:
            answers.add(errno.errorcode.get(error.errno, str(error.errno)))
        else:
            report("obtained", gained)
    report("+".join(sorted(answers)))


def own_memory(starts=None):
    """Reads all memory of this process that can be found without a map of it.

    A pipe takes bytes from any address and refuses those that are not mapped, so that a walk from known addresses
    across gaps sees the heap, the libraries, what lies between them, and the stack.
    """
    step, gaps_max = 1 << 16, 1 << 12
    libc.sbrk.restype = ctypes.c_void_p
    on_the_stack = ctypes.c_void_p.in_dll(libc, "environ").value or 0
    known = starts or [id(os), libc.sbrk(0), ctypes.cast(libc.getpid, ctypes.c_void_p).value, id(bytearray(1 << 22)), on_the_stack]
    reader, writer = os.pipe()
    seen = set()
    for start in known:
        for direction in (step, -step):
            place, gap = start // step * step, 0
            while gap < gaps_max and 0 < place < 1 << 47 and place not in seen:
                seen.add(place)
                page = b""
                for part in range(place, place + step, 4096):
                    taken = libc.write(writer, ctypes.c_void_p(part), 4096)
                    if taken > 0:
                        page += os.read(reader, taken)
                gap = 0 if page else gap + 1
                if page:
                    yield page
                place += direction


def search(findings):
    """Looks for what should not be there: reports the first thing found, or that all is absent."""
    for finding in findings:
        report("obtained", finding)
    report("absent")

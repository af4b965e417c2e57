"""Watch the files of others with inotify and fanotify.

gains: what others open, and when
expect: EPERM
unconfined: obtained
"""
attempt(
    lambda: syscall("inotify_init1", 0),
    lambda: syscall("fanotify_init", 0, 0),
    lambda: syscall("inotify_add_watch", 0, b"/", 0xFFF),
)

"""Read the host's connections and routes from /proc/net.

gains: the host's neighbours
expect: ENOENT
expect.docker: EACCES
unconfined: obtained
"""
attempt(lambda: open("/proc/net/tcp").read(), lambda: open("/proc/net/route").read(), lambda: open("/proc/net/unix").read())

"""Ask for one's own process number, which tells how many processes the host has started.

gains: how busy the host is
expect: absent
unconfined: obtained
"""
search(found for found in [os.getpid()] if found > 10)

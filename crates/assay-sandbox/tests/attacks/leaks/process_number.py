"""Ask for one's own process number, which tells how many processes the host has started.

gains: how busy the host is
expect: absent
unconfined: not run: the namespaces that keep the trial from the machine answer it too
"""
search(found for found in [os.getpid()] if found > 10)

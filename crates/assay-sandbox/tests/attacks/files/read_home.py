"""List the home folders of the host.

gains: keys, credentials and shell histories
expect: ENOENT
unconfined: obtained
"""
attempt(lambda: os.listdir("/root"), lambda: os.listdir("/home"), lambda: open("/root/.ssh/id_ed25519").read())

"""Read extended attributes of the runtime and list them.

gains: labels and the layout of overlays
expect: EPERM
unconfined: obtained
"""
attempt(lambda: os.listxattr(os.__file__), lambda: os.getxattr("/", "trusted.overlay.origin"))

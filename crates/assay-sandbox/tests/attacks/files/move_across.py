"""Rename a file of the runtime into the work folder, and one of the work folder into the runtime.

gains: a module of one's own in the runtime
expect: EXDEV
unconfined: not run: it would change the machine's Python
"""
open("mine", "w").write("")
attempt(lambda: os.rename("mine", os.__file__), lambda: os.rename(os.__file__, "theirs"))

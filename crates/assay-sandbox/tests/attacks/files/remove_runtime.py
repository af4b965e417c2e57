"""Remove, rename and shorten files of the runtime.

gains: a runtime that fails for everybody
expect: EROFS
unconfined: not run: it would damage the machine's Python
"""
attempt(
    lambda: os.unlink(os.__file__),
    lambda: os.rename(os.__file__, os.__file__ + ".old"),
    lambda: os.rmdir(os.path.dirname(json.__file__)),
    lambda: os.open(os.__file__, os.O_WRONLY | os.O_TRUNC),
)

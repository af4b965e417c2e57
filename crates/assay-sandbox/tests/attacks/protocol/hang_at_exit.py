"""Hang in everything that runs at the end: exit functions, finalisers, the flush of outputs.

gains: a run without end
expect: contained
unconfined: not run: it would not end
limits: wall=1
"""
import atexit


class Hanging:
    """An output that never flushes and never dies."""

    def write(self, text):
        return len(text)

    def flush(self):
        while True:
            pass

    __del__ = flush


atexit.register(Hanging().flush)
sys.stdout = sys.stderr = kept = Hanging()

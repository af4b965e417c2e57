"""Ignore every signal and spin past the limit of processor time.

gains: a run without end
expect: wall
unconfined: not run: it would not end
limits: wall=1
"""
import signal
for number_of_signal in range(1, 65):
    try:
        signal.signal(number_of_signal, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
while True:
    pass

"""Ignore every signal and spin past the limit of processor time.

gains: a run without end
expect: cpu
unconfined: not run: it would not end
limits: cpu=1 wall=30
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

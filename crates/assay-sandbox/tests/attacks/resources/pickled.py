"""Unpickle a few bytes that grow without end.

gains: the memory of the host
expect: memory
unconfined: not run: it would take the machine's memory
limits: memory=96
"""
import pickle
growing = b"\x80\x04]\x94" + b"(h\x00" + b"K\x00" * 1000 + b"e"
layers = [pickle.dumps([0] * 100)]
held = pickle.loads(b"\x80\x04" + b"]\x94(" + (b"C\xff" + b"x" * 255) * 400_000 + b"e.")
while True:
    held = pickle.loads(pickle.dumps(held * 2))

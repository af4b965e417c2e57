"""Overwrite constants in memory that runs share until they write: a small integer, numpy's pi.

gains: false numbers in somebody else's run
expect: absent
unconfined: absent
pair: after
"""
import math
ctypes.memmove(id(math.pi) + 16, ctypes.byref(ctypes.c_double(3.0)), 8)
ctypes.memmove(id(113) + 24, ctypes.byref(ctypes.c_int32(114)), 4)
report("left")
# ---- the second run ----
import math
search(value for value in [math.pi, int("113") + 0.0] if value not in (3.141592653589793, 113.0))

"""Read the arguments and the path of the program, from Python and from the kernel's vector.

gains: paths and users of the host
expect: absent
unconfined: obtained
"""
import re
libc.getauxval.restype = ctypes.c_char_p
telling = re.compile("/(root|home|Users|tmp|var|opt|mnt|srv)/")
started = [*sys.argv, *sys.orig_argv, sys.executable or "", sys.prefix, sys.exec_prefix, (libc.getauxval(31) or b"").decode()]
search(word for word in started if telling.match(word + "/"))

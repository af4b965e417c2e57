"""Read the environment as the kernel first put it on the stack, which a program that clears its variables leaves behind.

gains: tokens that were passed as variables
expect: absent
unconfined: obtained
"""
import re
pattern = re.compile(b"-terces-tset-yassa"[::-1] + b"[0-9a-f]{32}")
stack = ctypes.c_uint64.in_dll(libc, "__libc_stack_end").value if hasattr(libc, "__libc_stack_end") else ctypes.addressof(ctypes.c_int.in_dll(libc, "errno"))
search(found for page in own_memory([stack]) for found in pattern.findall(page))

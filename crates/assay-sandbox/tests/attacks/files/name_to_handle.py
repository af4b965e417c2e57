"""Ask for the handle of a file, the first half of the Shocker escape.

gains: handles from which handles of other files are guessed
expect: EPERM
unconfined: obtained
"""
handle = ctypes.create_string_buffer(8 + 128)
ctypes.c_uint.from_buffer(handle).value = 128
mount = ctypes.c_int()
attempt(lambda: syscall("name_to_handle_at", ANYWHERE_BELOW_HERE, b"/", handle, ctypes.byref(mount), 0))

"""Map a file of the work folder as code.

gains: machine code of one's own, past MDWE
expect: EPERM
unconfined: obtained
"""
import mmap
page = mmap.PAGESIZE
code = os.open("code", os.O_CREAT | os.O_RDWR, 0o700)
os.write(code, b"\xc3" * page)
def map_code():
    libc.mmap.restype = ctypes.c_void_p
    return library("mmap", 0, page, 5, 2, code, 0, failure=2 ** 64 - 1)
attempt(map_code)

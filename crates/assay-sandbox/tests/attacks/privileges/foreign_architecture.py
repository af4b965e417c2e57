"""Call as a 32-bit program does, by `int 0x80` found in the code of a library.

gains: calls by other numbers than the filter knows
expect: SIGSYS
unconfined: not run: what the call does depends on the library
architecture: x86_64
"""
import struct


class Loaded(ctypes.Structure):
    """An entry of the dynamic loader's list of libraries."""


Loaded._fields_ = [("base", ctypes.c_uint64), ("name", ctypes.c_char_p), ("dynamic", ctypes.c_uint64), ("next", ctypes.POINTER(Loaded))]


def gadgets():
    libc.dlopen.restype = ctypes.POINTER(Loaded)
    entry = libc.dlopen(None, 1)
    while entry:
        loaded = entry.contents
        entry = loaded.next
        if not loaded.name.startswith(b"/"):
            continue
        with open(loaded.name.decode(), "rb") as file:
            image = file.read()
        table, size, count = struct.unpack_from("<Q", image, 32)[0], *struct.unpack_from("<HH", image, 54)
        for index in range(count):
            kind, flags, offset, address, _, length = struct.unpack_from("<IIQQQQ", image, table + index * size)
            if kind == 1 and flags & 1:
                found = image.find(b"\xcd\x80", offset, offset + length)
                while found != -1:
                    yield loaded.base + address + found - offset
                    found = image.find(b"\xcd\x80", found + 1, offset + length)


import numpy, pandas
for gadget in gadgets():
    ctypes.CFUNCTYPE(ctypes.c_int)(gadget)()
report("no `int 0x80` in any library")

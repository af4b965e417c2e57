"""Write frames that claim huge lengths, a finished run and another verdict to every descriptor but the outputs.

gains: a report of one's own
expect: contained
unconfined: not run: it is the report that is judged
"""
import struct
frames = [
    struct.pack("<I", 2 ** 32 - 1), struct.pack("<Q", 2 ** 64 - 1), struct.pack(">I", 2 ** 31),
    b'{"status":"exited","code":0,"limit":null}\n', b"\x00" * 64, b"0\n", b"done\n",
]
for descriptor in range(3, 1024):
    for frame in frames:
        try:
            os.set_blocking(descriptor, False)
            os.write(descriptor, frame)
        except OSError:
            pass

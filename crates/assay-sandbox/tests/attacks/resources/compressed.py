"""Unpack a quarter of a gigabyte out of a few hundred kilobytes.

gains: the memory of the host
expect: memory
unconfined: not run: it would take the machine's memory
limits: memory=96
"""
import zlib
packer = zlib.compressobj(1)
packed = b"".join(packer.compress(bytes(1 << 20)) for _ in range(256)) + packer.flush()
held = zlib.decompress(packed)
report("obtained", len(held))

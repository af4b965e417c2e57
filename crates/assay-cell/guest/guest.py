"""What a cell does with its one job. Descriptors: 0 job, 1 and 2 output, 3 board, 4 tape."""

import gc
import io
import json
import linecache
import os
import sys
import time
import traceback
import types

# How a program tells the limit that ended it: the host reads them as a failure at that limit.
ENDED_BY_MEMORY = 251
ENDED_BY_WORK = 252

# Tells the host that the program has ended; the status follows. The same in `confinement.rs`.
END_MARK = b"\0\xffended\xff\0"

BOARD, TAPE = 3, 4
# More descriptors than any limit allows.
DESCRIPTORS_MAX = 4096


def main():
    """Reads the job, does it, ends the process."""
    # A pipe holds no more at once.
    job = b"".join(iter(lambda: os.read(0, 1 << 16), b""))
    if not job:
        os._exit(0)
    os.chdir("/work")
    header, payload = prepare(job)
    payload = unpack(header.get("files", ()), payload)
    if header["entry"] == "program":
        if not header.get("shares_memory"):
            os.close(BOARD)
            os.close(TAPE)
        end(program(header, payload))
    import strategy

    end(strategy.run(header, payload, BOARD, TAPE) or 0)


def prepare(job):
    """The head and the rest of a job; output and randomness are as every job has them."""
    head, _, payload = job.partition(b"\n")
    header = json.loads(head)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(line_buffering=True, errors="backslashreplace")
    seed(header.get("seed", 0))
    return header, payload


REHEARSAL = b"""\
{"entry": "program", "name": "rehearsal", "arguments": [], "seed": 0, "files": []}
import numpy as np
import pandas as pd
close = pd.Series(np.arange(2000.0))
mean = close.rolling(5).mean()
print(f"{mean.iloc[-1]} {max(value for value in close.to_list() if value == value)}")
"""


def rehearse():
    """Does what jobs do. A child that waits for its job has then copied the memory that it will write to."""
    kept = sys.stdout, sys.stderr, sys.argv, sys.path[:], sys.modules["__main__"]
    sys.stdout, sys.stderr = (io.TextIOWrapper(io.BytesIO()) for _ in range(2))
    # Twice: what the first leaves behind moves what the second allocates.
    for _ in range(2):
        program(*prepare(REHEARSAL))
    sys.stdout, sys.stderr, sys.argv, sys.path[:], sys.modules["__main__"] = kept
    linecache.cache.clear()


def seed(number):
    """The same input gives the same output: no randomness but what the program itself asks for."""
    import random

    random.seed(number)
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        numpy.random.seed(number)


def unpack(files, payload):
    """Writes the files that stand before the payload into the work directory."""
    at = 0
    for path, length in files:
        directory = os.path.dirname(path)
        if directory:
            os.makedirs(directory, exist_ok=True)
        with open(path, "wb") as file:
            file.write(payload[at : at + length])
        at += length
    return payload[at:]


def program(header, source):
    """Runs a source as `__main__`, and tells its exit status."""
    name = header["name"]
    text = source.decode("utf-8", "replace")
    linecache.cache[name] = (len(source), None, text.splitlines(True), name)
    module = types.ModuleType("__main__")
    module.__file__ = name
    module.__builtins__ = __builtins__
    sys.modules["__main__"] = module
    sys.argv = [name, *header.get("arguments", ())]
    sys.path.insert(0, "/work")
    try:
        exec(compile(source, name, "exec", dont_inherit=True), module.__dict__)
    except SystemExit as stop:
        return exit_status(stop.code)
    except BaseException as error:
        return tell(error)
    return 0


def exit_status(code):
    """The status of a `SystemExit`, as Python itself does it."""
    if code is None:
        return 0
    if isinstance(code, int):
        return code & 0xFF
    print(code, file=sys.stderr)
    return 1


def tell(error):
    """Prints the traceback without the frames of this file, and gives the status."""
    frames = error.__traceback__
    while frames is not None and frames.tb_frame.f_code.co_filename == __file__:
        frames = frames.tb_next
    traceback.print_exception(type(error), error, frames)
    if isinstance(error, MemoryError):
        return ENDED_BY_MEMORY
    if isinstance(error, OSError) and error.errno in (27, 28):
        return ENDED_BY_WORK
    return 1


def end(status):
    """Ends the process, with what was printed."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except Exception:
            pass
    try:
        os.write(2, END_MARK + bytes([status & 0xFF]))
        # Every copy of them too: the host waits for the end of both.
        os.closerange(1, DESCRIPTORS_MAX)
        # The host looks at what was used, and ends the process.
        time.sleep(10)
    except OSError:
        pass
    os._exit(status)

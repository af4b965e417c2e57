"""The warm parent of all cells: imports what strategies need once, then forks on demand.

Started by the host inside the runtime's file tree. Descriptor 3 is a socket to the host: a message asks for a child and
carries its five descriptors (`F`: for a job that is there, `P`: for the pool); answers tell of births and ends. When the socket closes, everything here ends.
"""

import sys


def warm_up():
    """Imports what strategies may import, and runs what would otherwise be imported late."""
    import collections, dataclasses, datetime, decimal, enum, functools, itertools, math, random, statistics  # noqa: E401,F401
    import typing  # noqa: F401

    missing = []
    for name in ("numpy", "pandas", "talib", "strategy"):
        try:
            __import__(name)
        except ImportError as error:
            missing.append(f"{name}: {error}")
    if "pandas" in sys.modules:
        import numpy as np
        import pandas as pd

        index = pd.date_range("2024-01-01", periods=64, freq="h")
        frame = pd.DataFrame({"Close": np.linspace(1.0, 2.0, 64), "Volume": np.arange(64)}, index=index)
        rolling = frame.Close.rolling(5).mean().shift(1)
        frame.Close.ewm(span=5).mean().diff().fillna(0.0).cumsum()
        frame.resample("4h").agg({"Close": "last", "Volume": "sum"}).pct_change().describe()
        frame.join(rolling.rename("mean")).dropna().iloc[-3:].to_string()
        frame.groupby(frame.index.hour).mean().sort_values("Close").reset_index()
        np.random.default_rng(0).normal(size=4).round(2).tolist()
    "".encode("idna")
    return missing


def serve(control):
    import array
    import gc
    import json
    import os
    import select
    import struct

    import _cell
    import guest

    head = struct.Struct("=cQ")
    ended = struct.Struct("=cQiQQQ")
    born = struct.Struct("=cQi")
    children = {}
    poller = select.poll()

    def child(message, descriptors, work, processes, waits):
        for target, source in enumerate(descriptors):
            os.dup2(source, target)
        if work >= 0:
            os.dup2(work, 5)
            work = 5
        _cell.close_from(6 if work >= 0 else 5)
        record = _cell.confine(message, work, processes)
        gc.enable()
        if waits:
            guest.rehearse()
        os.write(1, record)
        guest.main()

    def spawn(number, message, descriptors, waits):
        work, processes = _cell.work_directory(message), _cell.new_processes()
        pid = _cell.fork()
        if pid < 0:
            control.send(born.pack(b"X", number, -pid))
            return
        if pid == 0:
            try:
                if work in (4, 5):
                    work = os.dup(work)
                child(message, descriptors, work, processes, waits)
            finally:
                os._exit(70)
        if processes >= 0:
            _cell.join_processes(own)
        pidfd = os.pidfd_open(pid)
        children[pidfd] = (number, pid)
        poller.register(pidfd, select.POLLIN)
        passed = array.array("i", [pidfd] if work < 0 else [pidfd, work])
        control.sendmsg([born.pack(b"B", number, pid)], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, passed)])
        if work >= 0:
            os.close(work)

    def reap(pidfd):
        number, pid = children.pop(pidfd)
        poller.unregister(pidfd)
        os.close(pidfd)
        _, status, usage = os.wait4(pid, 0)
        micros = int(usage.ru_utime * 1e6), int(usage.ru_stime * 1e6)
        control.send(ended.pack(b"E", number, status, *micros, usage.ru_maxrss))

    own = os.pidfd_open(os.getpid())
    missing = warm_up()
    # An interpreter writes to code until it has specialised it; afterwards children have less to copy.
    for _ in range(10):
        guest.rehearse()
    gc.collect()
    gc.freeze()
    poller.register(control.fileno(), select.POLLIN)
    control.send(b"H" + json.dumps({"python": sys.version.split()[0], "missing": missing}).encode())
    while True:
        for descriptor, _ in poller.poll():
            if descriptor != control.fileno():
                reap(descriptor)
                continue
            message, ancillary, _, _ = control.recvmsg(65536, 256)
            if not message:
                os._exit(0)
            descriptors = array.array("i")
            for _, _, data in ancillary:
                descriptors.frombytes(data)
            kind, number = head.unpack_from(message)
            spawn(number, message[head.size :], descriptors, kind == b"P")
            for descriptor in descriptors:
                os.close(descriptor)


if __name__ == "__main__":
    import gc

    gc.disable()
    import socket

    serve(socket.socket(fileno=3))

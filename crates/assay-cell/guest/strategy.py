"""Runs a strategy's file in one of four ways, and speaks to the host through the board.

* `indicators`: all bars of the tape are known, as `init` of backtesting.py knows them. The arrays of the indicators, and
  what else `init` left behind, go to the host.
* `prefixes`: the same again and again, each time over more bars; those after them are not on the tape yet.
* `decisions`: only the bars before the first decision are known to `init`, and each further bar only when it is there.
  Indicators come from the tape. This is the run that counts.
* `sighted`: as `decisions`, but the tape holds the future, as it would in backtesting.py. Only compared with the other:
  a strategy that decides differently has looked.
"""

import ctypes
import gc
import importlib.machinery
import importlib.util
import json
import linecache
import mmap
import os
import random
import sys
import traceback
import types
import weakref

import _cell
import numpy as np


def _load_link():
    loader = importlib.machinery.ExtensionFileLoader("_link", _cell.__file__)
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("_link", loader))
    loader.exec_module(module)
    sys.modules["_link"] = module
    return module


_link = _load_link()

from assay import state  # noqa: E402
from assay.arrays import Array, Indicator  # noqa: E402
from assay.broker import Broker  # noqa: E402
from assay.data import Data  # noqa: E402
from assay.strategy import Strategy  # noqa: E402
from backtesting import lib as _lib  # noqa: E402, F401
from backtesting.backtesting import Backtest  # noqa: E402

MODULE = "strategy_under_test"


_libc = ctypes.CDLL(None, use_errno=True)
_libc.mmap.restype = ctypes.c_void_p
_libc.munmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t]
_libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, *[ctypes.c_int] * 3, ctypes.c_long]


def _map(descriptor, length, access, kind):
    """Maps a file. Not by the module `mmap`, which keeps a descriptor of its own."""
    address = _libc.mmap(None, length, access, kind, descriptor, 0)
    if address == ctypes.c_void_p(-1).value:
        raise OSError(ctypes.get_errno(), "the shared memory cannot be mapped")
    memory = (ctypes.c_ubyte * length).from_address(address)
    # The arrays on it keep it; it goes with the last of them.
    weakref.finalize(memory, _libc.munmap, address, length).atexit = False
    return memory


class Session:
    """One run of one strategy."""

    def __init__(self, header, source, board_fd, tape_fd):
        self.header = header
        self.source = source
        self.name = header["name"]
        self.phase = header["phase"]
        self.stage = "import"
        self.live = []
        both = mmap.PROT_READ | mmap.PROT_WRITE
        self.board = _map(board_fd, header["board_bytes"], both, mmap.MAP_SHARED)
        _link.attach(ctypes.addressof(self.board))
        self.tape_fd = tape_fd
        self.broker = Broker(self.board, self.name)
        self.broker.declare = self.declare
        self.open(header["bars"], 0)
        # What is mapped needs no descriptor, and what is left of one could be used otherwise.
        os.close(board_fd)
        if self.phase != "prefixes":
            os.close(tape_fd)

    def open(self, end, start):
        """Takes the bars from `start` to `end` for the data."""
        self.length = end - start
        self.tape = self._map_tape(end, start)
        self.data = self.broker.data = Data(self.tape, self.header["columns"], self.length)
        if self.phase == "sighted":
            # In backtesting.py the frame of all bars is there for whoever finds it.
            self.frame = self.data.df

    def _map_tape(self, end, start):
        columns, stride = self.header["tape_columns"], self.header["stride"]
        length = columns * stride * 8
        if self.phase == "decisions":
            memory = _map(self.tape_fd, length, mmap.PROT_READ, mmap.MAP_SHARED)
            tape = np.ndarray((columns, stride), dtype="f8", buffer=memory)
            tape.flags.writeable = False
            return tape
        # Private pages: what an indicator writes into its input stays with it.
        memory = _map(self.tape_fd, length, mmap.PROT_READ | mmap.PROT_WRITE, mmap.MAP_PRIVATE)
        return np.ndarray((columns, stride), dtype="f8", buffer=memory)[:, start:end]

    def _seed(self):
        seed = self.header["seed"]
        random.seed(seed)
        np.random.seed(seed % 2**32)

    # Telling the host.

    def tell(self, command, message):
        """Sends a message as the text of a command; returns the host's status."""
        # Half of a surrogate pair is no character in any encoding.
        text = json.dumps(message, allow_nan=False, ensure_ascii=False).encode(errors="replace")
        if len(text) > _link.TEXT_MAX:
            raise ValueError("init() leaves too much behind to be described in one mebibyte")
        words = self.broker.words
        self.broker.board[_link.TEXT : _link.TEXT + len(text)] = text
        words[_link.COMMAND_TEXT // 8] = len(text)
        words[_link.COMMAND // 8] = command
        return _link.exchange()

    def fail(self, error):
        """Tells what the strategy failed of, in terms of its own lines."""
        return self.tell(_link.FAILED, describe(error, self.stage, self.name))

    # The strategy's file.

    def load(self):
        """Runs the file and makes the strategy."""
        self.stage = "import"
        linecache.cache[self.name] = (len(self.source), None, self.source.splitlines(True), self.name)
        module = types.ModuleType(MODULE)
        module.__file__ = self.name
        sys.modules[MODULE] = module
        exec(compile(self.source, self.name, "exec", dont_inherit=True), module.__dict__)
        self.module = module
        strategy = self._choose(module)
        self.stage = "init"
        return strategy(self.broker, self.data, dict(self.header["parameters"]))

    def _choose(self, module):
        found = {
            name: value
            for name, value in vars(module).items()
            if isinstance(value, type) and issubclass(value, Strategy) and value.__module__ == MODULE
        }
        concrete = [value for value in dict.fromkeys(found.values()) if not value.__abstractmethods__]
        wanted = self.header.get("class")
        if wanted is not None:
            if wanted in found:
                return found[wanted]
            raise LookupError(f"there is no strategy class {wanted!r}; there are: {_names(found.values())}")
        asked = [value for value in dict.fromkeys(Backtest.strategies) if value in concrete]
        leaves = [value for value in concrete if not any(other is not value and issubclass(other, value) for other in concrete)]
        for candidates in (asked, leaves, concrete):
            if len(candidates) == 1:
                return candidates[0]
        if not concrete:
            raise LookupError("there is no class that derives from Strategy and has init() and next()")
        raise LookupError(f"there are several strategy classes, choose one with --class: {_names(concrete)}")

    # Indicators.

    def declare(self, position, compute, name, scatter):
        """What `Strategy.I` returns."""
        if self.phase in ("indicators", "prefixes"):
            return compute()
        if self.phase == "sighted":
            compute()
        series = self.header["series"]
        declared = [entry for entry in series if entry["position"] is not None]
        if position >= len(declared):
            raise RuntimeError("init() declares more indicators when it knows fewer bars")
        return self._view(declared[position], name, scatter)

    def _view(self, entry, name, scatter):
        rows, first = entry["rows"], entry["column"]
        dtype = np.dtype(entry["dtype"])
        stride = self.tape.strides[0]
        shape, strides = ((rows, self.length), (stride, 8)) if rows else ((self.length,), (8,))
        slot = self.tape[first].view("V8")
        values = np.lib.stride_tricks.as_strided(
            slot[:1].view(dtype)[:1] if dtype.itemsize <= 8 else slot, shape, strides, writeable=self.tape.flags.writeable
        )
        return Indicator(values, name=name, scatter=scatter)

    def returned(self, strategy):
        """The series of the indicators, copied to the board, and how the host finds them."""
        attributes = {}
        for name, value in vars(strategy).items():
            if isinstance(value, Indicator) and value.ndim and value.shape[-1] == self.length:
                attributes.setdefault(id(value), (value, []))[1].append(name)
        entries = []
        for position, value in enumerate(strategy._indicators):
            _, names = attributes.pop(id(value), (value, []))
            entries.append((value, position, names))
        entries += [(value, None, names) for value, names in attributes.values()]
        described = []
        columns = 0
        for value, position, names in entries:
            entry = {
                "position": position,
                "attributes": names,
                "name": value.name,
                "scatter": bool(value._opts.get("scatter")),
            }
            columns = self._copy(np.asarray(value), entry, columns)
            described.append(entry)
        return described, columns

    def _copy(self, values, entry, column):
        if values.dtype.kind not in "fiubmM" or values.dtype.itemsize > 8:
            values = values.astype("f8")
        stride = self.header["stride"]
        rows = values.shape[0] if values.ndim == 2 else 0
        room = (self.header["board_bytes"] - _link.SERIES) // (stride * 8)
        if column + max(rows, 1) > room:
            raise ValueError(f"more than {room} series of indicators")
        shape, strides = (values.shape, (stride * 8, 8)) if rows else (values.shape, (8,))
        slot = np.ndarray(shape, values.dtype, self.board, _link.SERIES + column * stride * 8, strides)
        slot[...] = values
        entry.update(rows=rows, column=column, dtype=values.dtype.str)
        return column + max(rows, 1)

    # The three ways.

    def run(self):
        """Runs the phase to its end."""
        if self.phase == "prefixes":
            while self._prefix() == _link.GO:
                words = self.broker.words
                self.open(words[_link.LENGTH // 8], words[_link.REPLY // 8])
            return
        self._seed()
        strategy = self.load()
        strategy.init()
        if self.phase == "indicators":
            self._return_indicators(strategy)
            return
        self._attach(strategy)
        self._seed()
        self.stage = "next"
        seen = state.spy(strategy, self.header["suspects"]) if self.phase == "sighted" else None
        self.broker.live = True
        if self.tell(_link.READY, {"class": type(strategy).__name__}) == _link.GO:
            with np.errstate(invalid="ignore"):
                self._decide(strategy)
        self.broker.live = False
        self.tell(_link.DONE, {"read": sorted(seen or ())})

    def _prefix(self):
        try:
            self._seed()
            Backtest.strategies.clear()
            strategy = self.load()
            strategy.init()
            return self._return_indicators(strategy)
        except Exception as error:
            return self.fail(error)

    def _return_indicators(self, strategy):
        series, columns = self.returned(strategy)
        left = state.leftovers(strategy, self.module, self.length, self.phase == "prefixes")
        kept = []
        for path, values in left.pop("series"):
            entry = {"path": path}
            columns = self._copy(values, entry, columns)
            kept.append(entry)
        return self.tell(
            _link.READY,
            {"class": type(strategy).__name__, "series": series, "columns": columns, "kept": kept, **left},
        )

    def _decide(self, strategy):
        if _link.grow():
            self.renew()
        step, decide = _link.step, strategy.next
        decide()
        while grown := step():
            if grown == 2:
                self.renew()
            decide()

    def _attach(self, strategy):
        """Lets the arrays of the data and of the indicators grow with the bars."""
        attributes = vars(strategy)
        for entry in self.header["series"]:
            if entry["position"] is None:
                own = next((attributes[name] for name in entry["attributes"] if name in attributes), None)
                view = self._view(entry, getattr(own, "name", ""), False)
                for name in entry["attributes"]:
                    attributes[name] = view
        self._watch_all(strategy)
        strategy._indicators.clear()
        gc.collect()
        _link.arm(*(index for index, (_, owners, _) in enumerate(self.live) if owners))

    def _watch_all(self, strategy):
        attributes = vars(strategy)
        known = set()
        for name in self.header["columns"]:
            owners = [self.data._arrays, vars(self.data), attributes]
            self._watch(self.data._arrays[name], owners, known, plain=True)
        for value in [*strategy._indicators, *attributes.values()]:
            if isinstance(value, Indicator):
                plain = value.ndim == 1 and value.dtype == np.float64
                self._watch(value, [attributes], known, plain)

    def _watch(self, array, namespaces, known, plain):
        if id(array) in known or not array.ndim or array.shape[-1] != self.length:
            return
        known.add(id(array))
        owners = [(names, name) for names in namespaces for name, value in names.items() if value is array]
        index = _link.watch(array, plain)
        assert index == len(self.live)
        self.live.append([array, owners, array.base])

    def renew(self):
        """Puts fresh arrays in the place of those that the strategy keeps."""
        length = self.broker.words[_link.LENGTH // 8]
        for index in _link.held():
            array, owners, _ = self.live[index]
            shape = (*array.shape[:-1], length)
            fresh = np.lib.stride_tricks.as_strided(
                np.asarray(array), shape, array.strides, writeable=array.flags.writeable
            ).view(type(array))
            fresh.name, fresh._opts = array.name, array._opts
            for names, name in owners:
                if names.get(name) is array:
                    names[name] = fresh
            self.live[index][0] = fresh
            _link.replace(index, fresh)


def _names(classes):
    return ", ".join(value.__name__ for value in classes)


def describe(error, stage, name):
    """An exception as data: its kind, its message, and the strategy's own lines, innermost last."""
    frames = []
    chain = []
    cause = error
    while cause is not None and len(chain) < 8:
        chain.append(cause)
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    root = chain[-1] if isinstance(error, RuntimeError) and error.__cause__ is not None else error
    for frame in traceback.extract_tb(root.__traceback__):
        if frame.filename == name:
            frames.append({"line": frame.lineno, "function": frame.name, "text": (frame.line or "")[:200]})
    if not frames:
        for frame in traceback.extract_tb(error.__traceback__):
            if frame.filename == name:
                frames.append({"line": frame.lineno, "function": frame.name, "text": (frame.line or "")[:200]})
    if isinstance(error, SyntaxError) and error.filename == name:
        frames.append({"line": error.lineno or 0, "function": "<module>", "text": (error.text or "").strip()[:200]})
    try:
        message = str(root)[:2000]
    except Exception:
        message = "the exception's own message cannot be made"
    message = message.encode("utf-8", "replace").decode()
    wrapped = str(error)[:500].encode("utf-8", "replace").decode() if root is not error else None
    return {
        "stage": stage,
        "kind": type(root).__name__,
        "message": message,
        "within": wrapped,
        "frames": frames[-20:],
    }


def run(header, payload, board_fd, tape_fd):
    """Runs what the header asks for. Everything the strategy raises is told to the host, not raised."""
    session = Session(header, payload.decode(), board_fd, tape_fd)
    try:
        session.run()
    except BaseException as error:
        session.broker.live = False
        session.fail(error)


__all__ = ["Array", "run"]

### AS101 os at the top: files, processes and the environment
import os
### AS101 two modules in one statement: the second hides behind the first
import math, sys
### AS101 alias: another name for the same module
import subprocess as numpy_tools
### AS101 submodule with an alias: `a.b as c` binds the inner module
import os.path as p
### AS101 from a refused module: members instead of the module
from os import system
### AS101 from a refused submodule
from importlib.machinery import SourceFileLoader
### AS101 inside a function: nothing is seen at the top of the file
def next(self):
    import socket
    return socket
### AS101 inside a class body
class Quiet:
    import ctypes
### AS101 inside a try that hides failure
try:
    import pickle
except ImportError:
    pickle = None
### AS101 inside a nested function three levels down
def a():
    def b():
        def c():
            import shutil
            return shutil
        return c
    return b
### AS101 inside a conditional that is always true
if 1:
    from sys import modules
### AS101 on the same line after a semicolon
x = 1; import gc
### AS101 a module that redirects output
import contextlib
### AS101 inside a match case
match 1:
    case 1:
        import inspect
### AS101 submodule of an allowed package that is not on the list
import numpy.f2py
### AS101 private submodule of an allowed package
import pandas._libs
### AS101 pandas' own file layer
from pandas.io import common
### AS101 numpy's core by its new name
import numpy._core.multiarray
### AS101 numpy's tests run programs
import numpy.testing
### AS101 backslash continuation between import and name
import \
    os
### AS101 parenthesised names from a refused module
from os import (
    path,
    system as s,
)
### AS101 builtins as a module: `open` and `eval` under another roof
import builtins
### AS101 the name is a prefix of an allowed one
import num
### AS101 an allowed name is a prefix of it
import numpy_financial
### AS101 code modules
import code
### AS101 multiprocessing's shared memory
from multiprocessing import shared_memory
### AS101 posix below os
import posix
### AS101 importlib itself
import importlib
### AS101 warnings is allowed, its relatives are not
import tracemalloc
### AS101 a package that fetches data
import yfinance as yf
### AS101 typing extensions that are not in the runtime
import pydantic
### AS101 in the body of a loop
for step in range(1):
    import signal
### AS101 in a finally block
try:
    pass
finally:
    import threading
### AS101 in an else of a loop
for step in []:
    pass
else:
    import mmap
### AS101 decimal's pure implementation imports everything
import _pydecimal
### AS102 star of an allowed module: replaces builtins without a word
from numpy import *
### AS102 star inside a try
try:
    from backtesting.lib import *
except ImportError:
    pass
### AS103 a file beside the strategy
from . import helpers
### AS103 a named module beside the strategy
from .secrets import key
### AS103 the package around the strategy
from ... import config
### AS109 a module behind an allowed one
from datetime import sys
### AS109 sys through statistics
from statistics import sys as s
### AS109 re through typing
from typing import re
### AS109 text is evaluated by get_type_hints
from typing import get_type_hints
### AS109 ForwardRef evaluates text
from typing import ForwardRef
### AS109 make_dataclass executes generated text
from dataclasses import make_dataclass
### AS109 singledispatch evaluates annotations
from functools import singledispatch
### AS109 methodcaller calls by name
from operator import methodcaller
### AS109 attrgetter reads by name
from operator import attrgetter
### AS109 the writer of pandas
from pandas import ExcelWriter
### AS109 a file handler of logging
from logging import FileHandler
### AS109 basicConfig opens a file
from logging import basicConfig
### AS109 memory without bounds
from numpy.lib.stride_tricks import as_strided
### AS109 a plotting back end by name
from pandas import plotting
### AS109 the operating system's random numbers
from random import SystemRandom
### AS109 currentframe of backtesting.lib
from backtesting.lib import currentframe
### AS109 the pool of backtesting
from backtesting import Pool

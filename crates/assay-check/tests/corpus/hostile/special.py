### AS107 the way to every class
().__class__.__bases__[0].__subclasses__()
### AS107 by the method resolution order
"".__class__.__mro__[-1]
### AS107 globals of a function
def step():
    pass
step.__globals__
### AS107 globals by an ordinary method
class Box:
    def __init__(self):
        pass
Box.__init__.__globals__
### AS107 code of a lambda
(lambda: 0).__code__
### AS107 replacing code
def step():
    pass
step.__code__ = (lambda: 1).__code__
### AS107 the dictionary of an object
class Box:
    def dump(self):
        return self.__dict__
### AS107 builtins of a function
print.__self__
### AS107 closure cells
def outer():
    x = 1
    return lambda: x
outer().__closure__[0]
### AS107 defaults of a function
def step(x=1):
    pass
step.__defaults__ = (2,)
### AS107 the module's loader
__loader__.load_module("os")
### AS107 the module's specification
__spec__.loader
### AS107 the file's place
where = __file__
### AS107 pickle's doors
"".__reduce_ex__(2)
### AS107 raw attribute access
object.__getattribute__("", "upper")
### AS107 the array interface: an address in memory
def leak(prices):
    return prices.__array_interface__["data"]
### AS107 the class by assignment
class Box:
    def turn(self):
        self.__class__ = int
### AS107 with a constant name through getattr
getattr("", "__class__")
### AS107 in an f-string
label = f"{''.__class__.__base__}"
### AS107 in a comprehension
[c for c in ().__class__.__base__.__subclasses__()]
### AS107 in a lambda
leak = lambda x: x.__class__
### AS107 in a decorator's argument
from functools import lru_cache
@lru_cache(maxsize=().__class__)
def step():
    pass
### AS107 traceback of an exception
try:
    1 / 0
except ZeroDivisionError as error:
    leak = error.__traceback__
### AS107 context of an exception
try:
    1 / 0
except ZeroDivisionError as error:
    leak = error.__context__
### AS107 annotations
def step(x: int):
    pass
step.__annotations__
### AS107 super's way out
class Box:
    def leak(self):
        return super().__thisclass__
### AS107 a wrapped function
from functools import wraps
leak = wraps.__wrapped__
### AS107 the type of a type with attributes behind
type("").__subclasses__
### AS106 the broker of the runtime
class Peek:
    def next(self):
        return self._broker._cash
### AS106 the whole data behind the view
class Peek:
    def next(self):
        return self.data._Data__df
### AS106 parameters of the runtime
class Peek:
    def init(self):
        return self._params
### AS106 a block manager of pandas
def leak(frame):
    return frame._mgr
### AS106 the internals of numpy
import numpy as np
np.ndarray._core
### AS106 getattr with a private constant
class Peek:
    def next(self):
        return getattr(self, "_broker")
### AS106 a name of the class of another object
def leak(position):
    return position._Position__broker
### AS106 private in a deletion
def drop(frame):
    del frame._cache
### AS106 private by assignment
def poke(frame):
    frame._mgr = None
### AS106 hidden behind a subscript
def leak(frames):
    return frames[0]._data
### AS106 hidden behind a call
def leak(make):
    return make()._values
### AS109 private member of a module
import numpy as np
np._core
### AS109 private member by import
from pandas import _libs
### AS108 the frame of a generator
def steps():
    yield 1
steps().gi_frame
### AS108 the caller's frame
def leak(frame):
    return frame.f_back.f_globals
### AS108 builtins of a frame
def leak(frame):
    return frame.f_builtins
### AS108 locals of a frame
def leak(frame):
    return frame.f_locals
### AS108 the frame of a traceback
def leak(trace):
    return trace.tb_frame
### AS108 the next traceback
def leak(trace):
    return trace.tb_next
### AS108 code of a generator
leak = (x for x in [1]).gi_code
### AS108 what a generator waits for
leak = (x for x in [1]).gi_yieldfrom
### AS108 constants of a code object
def leak(code):
    return code.co_consts
### AS108 the frame of a coroutine
def leak(coroutine):
    return coroutine.cr_frame
### AS108 the frame of an asynchronous generator
def leak(generator):
    return generator.ag_frame
### AS108 Python 2's names, which some libraries still have
def leak(function):
    return function.func_globals
### AS108 the order of base classes without an underscore
leak = int.mro()[-1]
### AS108 cells of a closure
def leak(cell):
    return cell.cell_contents
### AS108 by a constant getattr
getattr((x for x in [1]), "gi_frame")

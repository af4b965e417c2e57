### AS115 a lambda as a decorator
@(lambda f: f)
def step():
    pass
### AS115 a subscript as a decorator
tools = [print]
@tools[0]
def step():
    pass
### AS115 an attribute of a parameter
def outer(tool):
    @tool.run
    def step():
        pass
### AS115 a builtin as a decorator
@print
def step():
    pass
### AS115 a builtin type as a decorator of a class
@list
class Box:
    pass
### AS115 a library's function
import pandas as pd
@pd.Series
def step():
    return 1
### AS115 a name that nothing defines
@njit
def step():
    pass
### AS115 a conditional as a decorator
@(staticmethod if 1 else print)
def step():
    pass
### AS115 an assignment expression as a decorator
@(run := print)
def step():
    pass
### AS116 attribute access
class Box:
    def __getattr__(self, name):
        return 1
### AS116 every attribute access
class Box:
    def __getattribute__(self, name):
        return 1
### AS116 attribute assignment
class Box:
    def __setattr__(self, name, value):
        pass
### AS116 the end of an object
class Box:
    def __del__(self):
        pass
### AS116 a descriptor
class Box:
    def __get__(self, instance, owner):
        return 1
### AS116 a descriptor that is told its name
class Box:
    def __set_name__(self, owner, name):
        pass
### AS116 a hook of subclasses
class Box:
    def __init_subclass__(cls):
        pass
### AS116 subscripts of the class
class Box:
    def __class_getitem__(cls, item):
        return 1
### AS116 posing in isinstance
class Box:
    def __instancecheck__(self, instance):
        return True
### AS116 pickling
class Box:
    def __reduce__(self):
        return (print, ("x",))
### AS116 posing as an array
class Box:
    def __array__(self):
        return 1
### AS116 taking over numpy's functions
class Box:
    def __array_ufunc__(self, *args):
        return 1
### AS116 taking over numpy's other functions
class Box:
    def __array_function__(self, *args):
        return 1
### AS116 a hook by assignment
class Box:
    __getattr__ = print
### AS116 a hook by annotated assignment
class Box:
    __del__: int = print
### AS116 the namespace of a metaclass
class Box:
    def __prepare__(name, bases):
        return {}
### AS116 a module's hook
def __getattr__(name):
    return 1
### AS116 replacing the table of builtins
__builtins__ = {}
### AS116 pretending to be started by hand
__name__ = "__main__"
### AS116 the class cell
class Box:
    __class__ = int
### AS116 by an assignment expression
(__file__ := "x")
### AS116 by a loop
for __spec__ in [1]:
    pass
### AS116 by a function of a reserved name
def __import__(name):
    return 1
### AS117 a metaclass of its own
class Meta(type):
    pass
class Box(metaclass=Meta):
    pass
### AS117 a function as a metaclass
class Box(metaclass=print):
    pass
### AS117 keywords for a hook
class Box(object, plugin="x"):
    pass
### AS117 keywords that are not visible
options = {}
class Box(**options):
    pass
### AS118 a coroutine
async def step():
    return 1
### AS118 an await
async def step(x):
    await x
### AS118 an asynchronous generator
async def steps():
    yield 1
### AS118 an asynchronous loop
async def step(xs):
    async for x in xs:
        pass
### AS118 an asynchronous context
async def step(x):
    async with x:
        pass
### AS118 an asynchronous comprehension
async def step(xs):
    return [x async for x in xs]
### AS118 a coroutine as a method
class Box:
    async def next(self):
        pass
### AS119 an exception group taken apart
try:
    pass
except* ValueError as group:
    leak = group
### AS119 two of them
try:
    pass
except* ValueError:
    pass
except* TypeError:
    pass
### AS125 a parameter's annotation
def step(x: print("run")):
    pass
### AS125 a variable's annotation
size: print("run") = 1
### AS125 a result's annotation
def step() -> print("run"):
    pass
### AS125 inside a subscript
from typing import Optional
size: Optional[print("run")] = None
### AS125 an attribute's annotation
class Box:
    size: print("run") = 1
### AS124 a tower of powers
x = 10**10**10
### AS124 a power by a constant base
x = 2 ** (1 << 30)
### AS124 a shift
x = 1 << 10**9
### AS124 a long text
x = "a" * 10**12
### AS124 a long text from the other side
x = 10**12 * "a"
### AS124 a long list
x = [0] * 10**11
### AS124 a long tuple
x = (0,) * 99999999999
### AS124 a long range
for i in range(10**12):
    pass
### AS124 an array
import numpy as np
x = np.zeros(10**12)
### AS124 an array of two dimensions
import numpy as np
x = np.ones((10**6, 10**6))
### AS124 bytes
x = bytearray(10**11)
### AS124 an arange
import numpy as np
x = np.arange(10**11)
### AS124 a linspace
import numpy as np
x = np.linspace(0, 1, 10**11)

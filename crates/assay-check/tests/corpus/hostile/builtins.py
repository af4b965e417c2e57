### AS104 eval of a constant
eval("1 + 1")
### AS104 exec of a constant
exec("import os")
### AS104 compile
compile("1", "x", "eval")
### AS104 the import function
__import__("os").system("id")
### AS104 open for reading
open("/etc/passwd").read()
### AS104 open as a context manager
with open("log.txt", "w") as log:
    log.write("x")
### AS104 input waits for a person who is not there
answer = input("continue?")
### AS104 globals
globals()["__builtins__"]
### AS104 locals
state = locals()
### AS104 vars of a module
import math
table = vars()
### AS104 dir finds names to use
names = dir("")
### AS104 breakpoint starts a debugger
breakpoint()
### AS104 memoryview reaches bytes
view = memoryview(b"abc")
### AS104 exit
exit()
### AS104 quit in a method
class Leave:
    def next(self):
        quit(1)
### AS104 help starts a pager
help("modules")
### AS104 the table of builtins by name
__builtins__["eval"]
### AS104 the function that makes classes
__build_class__
### AS104 alias: the name is read, not called
e = eval
### AS104 alias in a list
tools = [print, exec]
### AS104 alias in a dictionary
table = {"run": compile}
### AS104 alias by a default argument
def step(run=eval):
    return run("1")
### AS104 alias by an assignment expression
if (run := exec):
    run("1")
### AS104 as an argument of map
list(map(eval, ["1"]))
### AS104 as a key function
sorted(["1"], key=eval)
### AS104 as a decorator
@exec
def payload():
    pass
### AS104 in a comprehension
[open(name) for name in ["a"]]
### AS104 in a lambda
read = lambda name: open(name)
### AS104 in an f-string
label = f"{eval('1')}"
### AS104 in the format specification of an f-string
label = f"{1:{eval('2')}}"
### AS104 in a default of a lambda
run = lambda f=exec: f("1")
### AS104 in an annotation
def step(size: eval("int")):
    return size
### AS104 in a subscript
table = {}
table[eval("1")] = 2
### AS104 in a slice
[1, 2, 3][: eval("2")]
### AS104 in an assertion message
assert 1, eval("1")
### AS104 in a raise
raise ValueError(eval("1"))
### AS104 in a match guard
match 1:
    case x if eval("True"):
        pass
### AS104 in a while condition
while eval("False"):
    pass
### AS104 in a keyword argument
print("x", end=eval("''"))
### AS104 in a starred argument
print(*eval("[1]"))
### AS104 in the bases of a class
class Odd(eval("object")):
    pass
### AS104 in a conditional expression
run = eval if 1 else None
### AS104 behind a boolean operator
run = None or exec
### AS104 a module variable of that name hides nothing from code that runs before it
run = eval
eval = None
### AS104 a class variable of that name is not seen by its methods
class Shadow:
    open = 1
    def next(self):
        return open("x")
### AS104 a conditional binding at the top is no binding
if 0:
    open = None
open("x")
### AS104 a deleted binding uncovers the builtin
open = 1
del open
open("x")
### AS104 a global declared in a function
def step():
    global eval
    return eval("1")
### AS104 in a nested comprehension's condition
[x for x in range(3) if eval("x")]
### AS104 in a yield
def steps():
    yield open("x")
### AS104 in a type alias of Python 3.12
type Size = eval("int")
### AS104 in the bound of a type variable
def step[T: eval("int")](x: T):
    return x
### AS105 getattr with a variable name
def read(x, name):
    return getattr(x, name)
### AS105 getattr with a joined name
import numpy as np
getattr(np, "lo" + "ad")
### AS105 getattr with a formatted name on another object
def read(x, n):
    return getattr(x, f"sma_{n}")
### AS105 a beginning that a refused name shares
class Leak:
    def next(self):
        return getattr(self, f"_{'broker'}")
### AS105 a beginning of one letter
class Leak:
    def next(self):
        return getattr(self, f"t{'o_csv'}")
### AS105 getattr passed on
read = getattr
### AS105 getattr in map
list(map(getattr, [1], ["real"]))
### AS105 partial of getattr
from functools import partial
partial(getattr, 1)("real")
### AS105 reversed name
getattr("", "__ssalc__"[::-1])
### AS105 name from a dictionary
getattr("", {"a": "upper"}["a"])
### AS105 arguments that are not visible
args = ("", "upper")
getattr(*args)
### AS105 setattr with a variable name
def write(x, name):
    setattr(x, name, 1)
### AS105 delattr with a variable name
def drop(x, name):
    delattr(x, name)
### AS123 a class from three arguments
Box = type("Box", (), {})
### AS123 a class from arguments that are not visible
parts = ("Box", (), {})
Box = type(*parts)
### AS123 a class with a special method that no rule for classes sees
Box = type("Box", (object,), {"run": lambda self: 1})
### AS126 ending the process
raise SystemExit
### AS126 ending the process with a status
raise SystemExit(0)
### AS126 catching what should end it
try:
    pass
except BaseException:
    pass
### AS126 catching the keyboard
try:
    pass
except (ValueError, KeyboardInterrupt):
    pass
### AS126 a class of its own below BaseException
class Stop(BaseException):
    pass

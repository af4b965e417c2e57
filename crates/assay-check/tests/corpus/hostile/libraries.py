### AS109 os through pandas' file layer
import pandas as pd
pd.io.common.os.system("id")
### AS109 a compiler in numpy
import numpy as np
np.f2py.os
### AS109 memory by ctypes
import numpy as np
np.ctypeslib.as_array
### AS109 loading a pickle
import numpy as np
np.load("x.npy", allow_pickle=True)
### AS109 saving
import numpy as np
np.save("x.npy", [1])
### AS109 saving as text
import numpy as np
np.savetxt("x.txt", [1])
### AS109 mapping a file into memory
import numpy as np
np.memmap("/etc/passwd")
### AS109 reading a file as numbers
import numpy as np
np.fromfile("/etc/passwd", dtype=np.uint8)
### AS109 reading text, which may be an address on the network
import numpy as np
np.genfromtxt("http://example.org/x")
### AS109 loadtxt
import numpy as np
np.loadtxt("/etc/passwd")
### AS109 bytes as an array
import numpy as np
np.frombuffer(b"abc")
### AS109 numpy's random bytes module
import numpy as np
np.random.mtrand
### AS109 numpy's test runner starts programs
import numpy as np
np.test()
### AS109 unbounded strides
import numpy as np
np.lib.stride_tricks.as_strided([1], shape=(1000,))
### AS109 numpy's file formats
import numpy as np
np.lib.format
### AS109 numpy's record arrays can read files
import numpy as np
np.rec.fromfile
### AS109 numpy's include folder
import numpy as np
np.get_include()
### AS109 reading a file with pandas
import pandas as pd
frame = pd.read_csv("/etc/passwd")
### AS109 reading a pickle
import pandas as pd
pd.read_pickle("x")
### AS109 reading a web page
import pandas as pd
pd.read_html("http://example.org")
### AS109 writing a pickle
import pandas as pd
pd.to_pickle([1], "x")
### AS109 an HDF store
import pandas as pd
pd.HDFStore("x.h5")
### AS109 evaluating text
import pandas as pd
pd.eval("1 + 1")
### AS109 compat has os and sys
import pandas as pd
pd.compat.os
### AS109 core has everything
import pandas as pd
pd.core.common
### AS109 util shows versions by starting programs
import pandas as pd
pd.show_versions()
### AS109 an alias chain: the attribute, then a name
import pandas as pd
read = pd.read_csv
### AS109 a plotting back end by an option
import pandas as pd
pd.options.plotting.backend = "os"
### AS109 the same by a function
import pandas as pd
pd.set_option("plotting.backend", "os")
### AS109 an option whose name is computed
import pandas as pd
def choose(name):
    pd.set_option(name, "os")
### AS109 sys through datetime
import datetime
datetime.sys.modules
### AS109 re, and through it the rest, through json
import json
json.decoder.scanner.re
### AS109 codecs opens files
import json
json.codecs.open("x")
### AS109 json reads from file objects
import json
json.load
### AS109 sys through statistics
import statistics
statistics.sys
### AS109 random through statistics
import statistics
statistics.random
### AS109 inspect through dataclasses
import dataclasses
dataclasses.inspect
### AS109 builtins through enum
import enum
enum.bltns
### AS109 operator through typing
import typing
typing.operator
### AS109 sys through collections
import collections
collections.sys
### AS109 evaluation through typing
import typing
typing.get_type_hints
### AS109 os through random
import random
random.SystemRandom
### AS109 os through logging
import logging
logging.os
### AS109 a log file
import logging
logging.basicConfig(filename="x")
### AS109 the caller's frame through logging
import logging
logging.currentframe()
### AS109 sys through warnings
import warnings
warnings.sys
### AS109 atexit through talib
import talib
talib.atexit
### AS109 numpy through backtesting.lib
import backtesting.lib
backtesting.lib.np
### AS109 multiprocessing through backtesting
import backtesting
backtesting.Pool
### AS109 the second module of a chain
import numpy as np
np.lib.npyio
### AS109 by a constant getattr
import numpy as np
getattr(np, "load")
### AS109 in a nested function
import pandas as pd
def outer():
    def inner():
        return pd.io
    return inner
### AS109 time can sleep for ever
import time
time.sleep(10**6)
### AS121 a module in a list
import numpy as np
tools = [np]
### AS121 a module by another name
import pandas as pd
p = pd
### AS121 an inner module by another name
import numpy as np
lib = np.lib
### AS121 a module as an argument
import numpy as np
def load(tool):
    return tool.load
load(np)
### AS121 a module returned
import pandas as pd
def tool():
    return pd
### AS121 a module as a default
import pandas as pd
def read(p=pd):
    return p
### AS121 a module compared, then kept
import json
j = json or None
### AS121 a module by an assignment expression
import numpy as np
if (tool := np):
    pass
### AS121 a module in a tuple assignment
import numpy as np
a, b = np, 1
### AS121 a module in a dictionary
import numpy as np
table = {"np": np}
### AS121 a module yielded
import numpy as np
def tools():
    yield np
### AS121 a module subscripted
import collections
collections["abc"]
### AS121 a module called
import datetime
datetime()
### AS121 a module imported from a package
from numpy import random
tools = [random]
### AS120 numpy's mean
import numpy as np
np.mean = max
### AS120 the strategy's orders
from backtesting import Strategy
Strategy.buy = print
### AS120 a method of data frames
import pandas as pd
pd.DataFrame.sum = print
### AS120 a function of the runtime's helpers
import backtesting.lib
backtesting.lib.crossover = print
### AS120 by another name of the class
from backtesting import Strategy
S = Strategy
S.sell = print
### AS120 deletion
import numpy as np
del np.mean
### AS120 in a loop's target
import numpy as np
for np.e in [3]:
    pass
### AS120 in a tuple
import math
math.pi, x = 3, 1
### AS120 by a with statement
from decimal import localcontext
import math
with localcontext() as math.tau:
    pass
### AS120 by setattr
from backtesting import Strategy
setattr(Strategy, "equity", 1e9)
### AS120 in a method, at run time
from assay import Strategy
class Rich(Strategy):
    def next(self):
        Strategy.equity = 1e9
### AS120 an augmented assignment
import math
math.pi += 1
### AS120 a builtin type
str.upper = None

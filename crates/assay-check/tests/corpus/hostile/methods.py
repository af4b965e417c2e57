### AS110 a frame as CSV
def save(frame):
    frame.to_csv("x.csv")
### AS110 a pickle
def save(frame):
    frame.to_pickle("x")
### AS110 SQL
def save(frame, connection):
    frame.to_sql("t", connection)
### AS110 Parquet
def save(frame):
    frame.to_parquet("x")
### AS110 Excel
def save(frame):
    frame.to_excel("x.xlsx")
### AS110 HDF
def save(frame):
    frame.to_hdf("x", key="k")
### AS110 HTML
def save(frame):
    return frame.to_html()
### AS110 the clipboard
def save(frame):
    frame.to_clipboard()
### AS110 an array's file
def save(prices):
    prices.tofile("x")
### AS110 an array's pickle
def save(prices):
    prices.dump("x")
### AS110 text into a file
def save(frame):
    frame.to_string("x.txt")
### AS110 JSON into a file
def save(frame):
    frame.to_json("x.json")
### AS110 Markdown into a file by keyword
def save(frame):
    frame.to_markdown(buf="x.md")
### AS110 a plot loads a back end by name
def draw(frame):
    frame.plot(backend="os")
### AS110 a figure
def draw(figure):
    figure.savefig("x.png")
### AS110 a styled table is a template engine
def draw(frame):
    return frame.style
### AS110 the method without a call
def writer(frame):
    return frame.to_csv
### AS110 behind the strategy's data
class Save:
    def next(self):
        self.data.df.to_csv("x")
### AS110 at the end of a chain
def save(frame):
    frame.rolling(2).mean().dropna().to_pickle("x")
### AS110 by a constant getattr
def save(frame):
    getattr(frame, "to_csv")("x")
### AS110 from the type, without an instance
import pandas as pd
pd.DataFrame.to_csv
### AS110 reading by a path object's method
def read(path):
    return path.read_text()
### AS110 writing by a path object's method
def write(path):
    path.write_bytes(b"x")
### AS111 query
def rising(frame):
    return frame.query("Close > Open")
### AS111 query with the environment of the caller
def leak(frame):
    return frame.query("@pd.io.common.os.system('id')")
### AS111 eval of a frame
def rising(frame):
    return frame.eval("Close - Open")
### AS111 eval at the end of a chain
def rising(frame):
    return frame.dropna().eval("x = 1")
### AS111 the method without a call
def rising(frame):
    return frame.query
### AS112 agg by the name of a writer
def save(frame):
    frame.agg("to_csv")
### AS112 agg in a list
def save(frame):
    frame.agg(["mean", "to_pickle"])
### AS112 agg in a dictionary
def save(frame):
    frame.agg({"Close": "to_csv"})
### AS112 a named aggregation
def save(frame):
    frame.groupby("a").agg(x=("Close", "to_csv"))
### AS112 apply by name
def run(frame):
    frame.apply("eval", expr="1")
### AS112 transform by name
def run(frame):
    frame.transform("query")
### AS112 a name that is added up
def run(frame):
    frame.agg("to_" + "csv")
### AS112 a name that is formatted
def run(frame, what):
    frame.agg(f"to_{what}")
### AS112 a name that is formatted in the old way
def run(frame):
    frame.agg("to_%s" % "csv")
### AS112 a name that is joined
def run(frame):
    frame.apply("".join(["to", "_csv"]))
### AS112 a name that is reversed
def run(frame):
    frame.apply("vsc_ot"[::-1])
### AS112 a name by keyword
def run(frame):
    frame.agg(func="to_csv")
### AS112 a name kept in a variable
def run(frame):
    name = "to_pickle"
    frame.agg(name)
### AS112 a special name kept in a table
PATH = ["__class__", "__base__"]
### AS112 a rolling window's names
def run(series):
    series.rolling(3).agg(["mean", "to_csv"])
### AS113 a constant template that walks
label = "{0.__class__}".format("")
### AS113 a template that walks to globals
def step():
    pass
label = "{f.__globals__}".format(f=step)
### AS113 a template with an index behind an attribute
label = "{0.__init__.__globals__[os]}".format("")
### AS113 a template that is a variable
def label(template, x):
    return template.format(x)
### AS113 a template that is added up
label = ("{0.__cla" + "ss__}").format("")
### AS113 a template from a list
T = ["{0}"]
label = T[0].format("")
### AS113 the unbound method
label = str.format("{0.__class__}", "")
### AS113 format_map
label = "{x}".format_map({"x": 1})
### AS113 a nested specification
label = "{0:{1.__class__}}".format("", "")
### AS113 an f-string as a template
def label(field, x):
    return f"{{0.{field}}}".format(x)
### AS114 a class pattern
match "":
    case object(__class__=c):
        pass
### AS114 a class pattern to a private attribute
match "":
    case object(_mgr=m):
        pass
### AS114 a class pattern inside a sequence
match [""]:
    case [object(__dict__=d)]:
        pass
### AS114 a class pattern inside another
match "":
    case object(real=object(__globals__=g)):
        pass
### AS114 a class pattern to a frame
match (x for x in [1]):
    case object(gi_frame=f):
        pass
### AS114 a class pattern in an alternative
match "":
    case 1 | object(to_csv=w):
        pass
### AS114 a class pattern in a mapping
match {"a": ""}:
    case {"a": object(__class__=c)}:
        pass
### AS116 positional patterns read what __match_args__ names
class Leak:
    __match_args__ = ("x",)
### AS112 names in __slots__ are strings that Python uses
class Leak:
    __slots__ = ("__class__",)
### AS122 the array behind a view
def leak(prices):
    return prices.base
### AS122 the address of an array
def leak(prices):
    return prices.ctypes.data
### AS122 writing through a protected view
def poke(prices):
    prices.setflags(write=True)
### AS122 the flag itself
def poke(prices):
    prices.flags.writeable = True
### AS122 bytes of an array as another type
def peek(prices):
    return prices.getfield("i8", 0)
### AS122 the array behind the strategy's data
class Peek:
    def next(self):
        return self.data.Close.base[-1]

//! Every rule, once.

use super::{Group, Rule};
use crate::finding::Severity;

macro_rules! catalogue {
    ($($symbol:ident $code:literal $name:literal $group:ident $severity:ident $($fixable:ident)? {
        $summary:literal
        why $why:literal
        instead $instead:literal
        bad $bad:literal
        good $good:literal
    })*) => {
        $(pub(crate) static $symbol: Rule = Rule {
            code: $code,
            name: $name,
            group: Group::$group,
            severity: Severity::$severity,
            fixable: catalogue!(@fixable $($fixable)?),
            summary: $summary,
            why: $why,
            instead: $instead,
            bad_example: $bad,
            good_example: $good,
        };)*
        pub(super) static ALL: &[&Rule] = &[$(&$symbol),*];
    };
    (@fixable fixable) => { true };
    (@fixable) => { false };
}

catalogue! {
    SIZE "AS001" "file-too-large" Form Error {
        "The file is larger than the check reads."
        why "The bound keeps the time and memory of a check small. No strategy that a person could review comes near it."
        instead "Move data out of the source: bars come from `--data`, everything else is a parameter."
        bad "# a megabyte of literals\n"
        good "THRESHOLDS = (30, 70)\n"
    }
    ENCODING "AS002" "not-utf8" Form Error {
        "The file is not UTF-8."
        why "Bytes that mean different text to different readers cannot be checked."
        instead "Save the file as UTF-8."
        bad "# a file saved as Latin-1 or UTF-16\n"
        good "# a file saved as UTF-8\n"
    }
    DECLARATION "AS003" "encoding-declaration" Form Error {
        "A comment declares an encoding other than UTF-8."
        why "Python would decode the file as the comment says and run another text than the one that was checked: with \
             `utf-7` a comment can hold code."
        instead "Remove the declaration; UTF-8 is the default of Python 3."
        bad "# -*- coding: utf-7 -*-\n"
        good "# -*- coding: utf-8 -*-\n"
    }
    CONTROL "AS004" "control-character" Form Error {
        "A control character stands in the text."
        why "A lone carriage return or a form feed ends or restarts a line for Python and not for an editor, so that \
             what looks like a comment is code. Others end the text for some readers or drive the terminal."
        instead "Remove it; inside a string write its escape, such as `\"\\x1b\"`."
        bad "LABEL = \"\u{1b}[31mred\"\n"
        good "LABEL = \"\\x1b[31mred\"\n"
    }
    HIDDEN "AS005" "hidden-character" Form Error {
        "A character changes the direction of the text or cannot be seen."
        why "Bidirectional controls show code in another order than it runs; invisible characters make two names look \
             like one. A reviewer approves what is on the screen."
        instead "Remove it; inside a string write its escape, such as `\"\\u200b\"`."
        bad "SIDE = \"long\u{202e}\"\n"
        good "SIDE = \"long\"\n"
    }
    NESTING "AS006" "too-deep" Form Error {
        "Brackets, blocks or operations are nested deeper than the check reads."
        why "Readers of syntax trees recurse. A file of nothing but brackets would end the process that reads it, so \
             nesting is counted first."
        instead "Give parts of the expression a name; take inner blocks into functions."
        bad "x = ((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((1)\
             ))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))\n"
        good "x = ((1))\n"
    }
    SYNTAX "AS007" "syntax-error" Form Error {
        "The file is not Python."
        why "What cannot be parsed cannot be checked, and Python would not run it either."
        instead "Mend the syntax at the place that is shown. An answer of a model that was cut off usually ends in one."
        bad "class Momentum(Strategy)\n    pass\n"
        good "class Momentum:\n    pass\n"
    }
    NEWER_SYNTAX "AS008" "newer-syntax" Form Warning {
        "The syntax is newer than Python 3.10."
        why "The runtime takes the machine's Python from 3.10 on; a file that needs a newer one runs here and not there."
        instead "Write it as Python 3.10 has it."
        bad "type Price = float\n"
        good "Price = float\n"
    }
    DISGUISED "AS009" "disguised-name" Form Error fixable {
        "A name is written with look-alike characters that Python reads as plain letters."
        why "Python normalises names: a full-width `eval` is `eval`. A search for the name does not find it, a reviewer \
             overlooks it."
        instead "Write the name with plain letters."
        bad "ｆast = 10\n"
        good "fast = 10\n"
    }

    IMPORT "AS101" "import-not-allowed" Safety Error fixable {
        "A module outside the allow list is imported."
        why "A strategy computes orders from bars. Modules that reach files, processes, the network or the interpreter \
             are not needed for that, and a list of the dangerous ones would never be complete: so the list names the \
             allowed ones. What is not on it is not in the runtime either."
        instead "Use numpy, pandas, talib and the calculating parts of the standard library. A policy can allow more."
        bad "import os\n\nHOME = os.getcwd()\n"
        good "import numpy as np\n\nLEVELS = np.linspace(0.0, 1.0, 5)\n"
    }
    STAR "AS102" "star-import" Safety Error fixable {
        "A star import brings in names that nobody can read off the file."
        why "It replaces builtins without a word and hides where a name comes from, from a reviewer and from this check."
        instead "Import the names that are used."
        bad "from backtesting.lib import *\n"
        good "from backtesting.lib import crossover\n"
    }
    RELATIVE "AS103" "relative-import" Safety Error {
        "A relative import asks for a file beside the strategy."
        why "A strategy is one file: what was checked is all that runs, and its hash is the hash of everything."
        instead "Put the code into the file."
        bad "from . import signals\n"
        good "def signals(close):\n    return close\n"
    }
    BUILTIN "AS104" "builtin-not-allowed" Safety Error {
        "A builtin is used that executes text, opens files or reaches into the interpreter."
        why "`eval`, `exec` and `__import__` run what no reader has seen; `open` and `input` reach outside; `globals`, \
             `vars` and their like hand out the interpreter's own tables."
        instead "Write the expression itself; keep state in attributes of the strategy."
        bad "THRESHOLD = eval(\"30 + 5\")\n"
        good "THRESHOLD = 30 + 5\n"
    }
    COMPUTED_ATTRIBUTE "AS105" "computed-attribute" Safety Error {
        "An attribute is read, set or deleted by a name that is computed."
        why "`getattr(x, name)` reaches every attribute, also those that this check refuses by name."
        instead "Write the attribute, keep a dictionary, or use a constant name. On `self`, a name with a constant \
                 beginning such as `f\"sma_{n}\"` is understood."
        bad "def read(frame, name):\n    return getattr(frame, name)\n"
        good "def read(frame, name):\n    return frame[name]\n"
    }
    PRIVATE "AS106" "private-attribute" Safety Error {
        "An attribute with a leading underscore is used that is not the strategy's own."
        why "Private attributes of libraries are where their internals, and the way out of them, can be reached; those of \
             the runtime hold equity and bars. State of your own (`self._state`) is fine."
        instead "Use the public interface: `self.equity`, `self.data`, `self.position`."
        bad "class Peek:\n    def next(self):\n        return self._broker\n"
        good "class Peek:\n    def __init__(self):\n        self._count = 0\n"
    }
    SPECIAL "AS107" "special-attribute" Safety Error {
        "A name with double underscores is used that leads into the interpreter."
        why "From any object, `__class__`, `__subclasses__`, `__globals__` and their like lead to every other one. Most \
             escapes from restricted Python go this way."
        instead "Use `type(x)`, `isinstance`, or the operator that the method stands for. `__init__`, `__name__` and other \
                 ordinary ones are fine."
        bad "LEAK = ().__class__.__base__.__subclasses__()\n"
        good "LABEL = type(()).__name__\n"
    }
    RUNTIME "AS108" "runtime-attribute" Safety Error {
        "An attribute of a frame, a generator, a coroutine, a function's code or a traceback is used."
        why "Frames hold the variables of the callers, and through them the whole interpreter, without any underscore in \
             the name."
        instead "There is nothing in them that a strategy needs."
        bad "def steps():\n    yield 1\n\n\nLEAK = steps().gi_frame.f_back\n"
        good "def steps():\n    yield 1\n\n\nFIRST = next(steps())\n"
    }
    LIBRARY "AS109" "library-attribute" Safety Error {
        "An attribute of a module is used that is not on the list of that module."
        why "Libraries import other modules and load files: `pd.io.common.os`, `np.f2py`, `np.load`, `json.decoder.scanner.re`. \
             So each module has a list of what strategies use of it."
        instead "Use its calculating functions. If one is missing from the list, a policy can allow it (`attributes`)."
        bad "import numpy as np\n\nPRICES = np.load(\"prices.npy\")\n"
        good "import numpy as np\n\nPRICES = np.array([1.0, 2.0])\n"
    }
    FILE_METHOD "AS110" "file-method" Safety Error {
        "A method writes or reads files, or loads a plotting back end by name."
        why "Data frames and arrays can write themselves anywhere (`to_csv`, `to_pickle`, `tofile`), and reading some \
             formats executes what is in them."
        instead "Results are reported by Assay; print what you want to see."
        bad "def save(frame):\n    frame.to_csv(\"trades.csv\")\n"
        good "def show(frame):\n    print(frame.tail())\n"
    }
    TEXT_EXPRESSION "AS111" "text-expression" Safety Error {
        "A method evaluates an expression that is given as text."
        why "`DataFrame.eval` and `query` are interpreters: their text can reach attributes and local variables, and no \
             check sees into it."
        instead "Write the expression in Python: `frame[frame[\"Close\"] > 10]`."
        bad "def rising(frame):\n    return frame.query(\"Close > Open\")\n"
        good "def rising(frame):\n    return frame[frame[\"Close\"] > frame[\"Open\"]]\n"
    }
    NAMED_METHOD "AS112" "named-method" Safety Error {
        "A method is called by a name in a string that is not an ordinary aggregation."
        why "`frame.agg(\"to_csv\")` calls the method of that name: a string is as good as an attribute."
        instead "Name an aggregation such as `\"mean\"`, or pass a function."
        bad "def save(frame):\n    return frame.agg(\"to_pickle\", path=\"x\")\n"
        good "def average(frame):\n    return frame.agg(\"mean\")\n"
    }
    FORMAT "AS113" "open-format" Safety Error {
        "A format string is computed, or walks into attributes that are refused."
        why "`\"{0.__class__}\".format(x)` reads attributes by text; with a template that is computed, any of them."
        instead "Use an f-string, or a constant template."
        bad "def label(template, value):\n    return template.format(value)\n"
        good "def label(value):\n    return f\"{value:.2f}\"\n"
    }
    PATTERN "AS114" "pattern-attribute" Safety Error {
        "A class pattern reads an attribute that is refused."
        why "`case object(__class__=c)` reads an attribute without writing one."
        instead "Match on values and types only."
        bad "def leak(value):\n    match value:\n        case object(__class__=found):\n            return found\n"
        good "def sign(value):\n    match value:\n        case int():\n            return value\n"
    }
    DECORATOR "AS115" "decorator-not-allowed" Safety Error {
        "A decorator is not on the list."
        why "A decorator calls something with the function or class, where no call is written. Ordinary ones are known; \
             an expression in its place is a trick."
        instead "Use `@property`, `@staticmethod`, `@classmethod`, `@dataclass`, those of functools, or a function of this file."
        bad "@(lambda function: function)\ndef step():\n    return 1\n"
        good "@staticmethod\ndef step():\n    return 1\n"
    }
    HOOK "AS116" "runtime-hook" Safety Error {
        "A special method or name is defined that hooks into the interpreter."
        why "`__getattr__`, `__del__`, `__set_name__`, `__reduce__` and their like run where no call is written, and let an \
             object pose as another one."
        instead "Define ordinary special methods only: `__init__`, `__repr__`, `__eq__`, `__len__`, `__call__` and operators."
        bad "class Box:\n    def __getattr__(self, name):\n        return name\n"
        good "class Box:\n    def __len__(self):\n        return 1\n"
    }
    CLASS_KEYWORD "AS117" "class-keyword" Safety Error {
        "A class has a metaclass or another keyword."
        why "A metaclass runs code when a class is made and decides what its attributes are."
        instead "Inherit from `Strategy` (or `ABC`) and nothing more."
        bad "class Odd(metaclass=type):\n    pass\n"
        good "class Plain:\n    pass\n"
    }
    ASYNC "AS118" "async-code" Safety Error {
        "Coroutines have no place in a strategy."
        why "Nothing here waits for anything: bars arrive one at a time. Coroutines open ways to frames that functions do not."
        instead "Write plain functions."
        bad "async def step():\n    return 1\n"
        good "def step():\n    return 1\n"
    }
    EXCEPT_STAR "AS119" "exception-group" Safety Error {
        "`except*` takes exceptions apart."
        why "It builds exception groups whose attributes reach tracebacks, and strategies have no concurrent failures."
        instead "Use `except`."
        bad "try:\n    x = 1\nexcept* ValueError:\n    x = 2\n"
        good "try:\n    x = 1\nexcept ValueError:\n    x = 2\n"
    }
    PATCH "AS120" "patched-library" Safety Error {
        "An attribute of a library is replaced."
        why "Replacing `np.mean` or `Strategy.buy` changes what everybody else computes, the runtime included."
        instead "Write a function of your own, or override the method in a subclass."
        bad "import numpy as np\n\nnp.mean = max\n"
        good "import numpy as np\n\n\ndef mean(values):\n    return np.mean(values)\n"
    }
    MODULE_VALUE "AS121" "module-as-value" Safety Error {
        "A module is passed on as a value."
        why "Behind another name, nobody sees which of its attributes are used."
        instead "Use its functions by their full name."
        bad "import numpy as np\n\nTOOLS = [np]\n"
        good "import numpy as np\n\nTOOLS = [np.mean, np.std]\n"
    }
    MEMORY "AS122" "raw-memory" Safety Error {
        "An attribute of an array reaches its memory, or the array behind it."
        why "What a strategy is shown is a view on the bars revealed so far. `.base` and `.ctypes` look behind the view, \
             at bars that are yet to come, or at memory that is none of its business."
        instead "Index and slice; `np.lib.stride_tricks.sliding_window_view` makes windows."
        bad "def whole(prices):\n    return prices.base\n"
        good "def recent(prices):\n    return prices[-20:]\n"
    }
    MADE_TYPE "AS123" "made-type" Safety Error {
        "A class is made by a call."
        why "`type(name, bases, namespace)` makes classes with any special method, unseen by the rules for classes."
        instead "Write a `class` statement."
        bad "Box = type(\"Box\", (), {})\n"
        good "class Box:\n    pass\n"
    }
    BOMB "AS124" "constant-bomb" Safety Error {
        "A constant expression takes more time or memory than any strategy has."
        why "`10**10**10` is nine characters and never ends. The sandbox would stop it at its deadline; here it is told at once."
        instead "Use the number that was meant."
        bad "BIG = 10**10**10\n"
        good "BIG = 10**10\n"
    }
    ANNOTATION "AS125" "annotation-call" Safety Error {
        "An annotation calls something."
        why "Annotations are evaluated when the function is defined. A call there is work in a place that nobody reads."
        instead "Name types only."
        bad "def step(size: print(\"hidden\")):\n    return size\n"
        good "def step(size: float):\n    return size\n"
    }
    EXIT "AS126" "process-exit" Safety Error {
        "An exception is used that ends the process or the interpreter's own bookkeeping."
        why "`SystemExit` and `KeyboardInterrupt` belong to the process. Raising them ends a run without a result; \
             catching them keeps one alive that should stop."
        instead "Raise `ValueError` for a mistake; catch `Exception` at most."
        bad "def stop():\n    raise SystemExit\n"
        good "def stop():\n    raise ValueError(\"no signal\")\n"
    }

    SHIFT "AS201" "negative-shift" Foresight Error {
        "A series is shifted towards the past: each bar sees a later one."
        why "`shift(-1)`, `diff(-1)`, `pct_change(-1)` and `np.roll(x, -1)` put tomorrow's value on today's bar. It is the \
             most common way in which a backtest looks ahead."
        instead "Shift by a positive number of bars."
        bad "def tomorrow(close):\n    return close.shift(-1)\n"
        good "def yesterday(close):\n    return close.shift(1)\n"
    }
    CENTRED "AS202" "centred-window" Foresight Error {
        "A rolling window is centred: half of it lies in the future."
        why "`center=True` puts a window's result at its middle, where half of its bars had not happened."
        instead "Leave `center` out: the window then ends at the current bar."
        bad "def smooth(close):\n    return close.rolling(21, center=True).mean()\n"
        good "def smooth(close):\n    return close.rolling(21).mean()\n"
    }
    TWO_SIDED "AS203" "two-sided-filter" Foresight Warning {
        "A filter uses values on both sides of each bar."
        why "`np.gradient`, `np.convolve(…, mode=\"same\")`, Fourier filters and `filtfilt` compute each value from later \
             ones too."
        instead "Use differences to the past (`np.diff`), rolling windows or exponential averages."
        bad "import numpy as np\n\n\ndef slope(close):\n    return np.gradient(close)\n\n\nclass Shown:\n    def init(self):\n        self.line = self.I(slope, self.data.Close)\n"
        good "import numpy as np\n\n\ndef slope(close):\n    return np.diff(close, prepend=close[0])\n\n\nclass Shown:\n    def init(self):\n        self.line = self.I(slope, self.data.Close)\n"
    }
    BACKFILL "AS204" "backward-fill" Foresight Error {
        "Missing values are filled from later bars."
        why "`bfill` writes the next known value into bars before it was known. Used to hide the warm-up of an indicator, \
             it makes the first bars trade on what came later."
        instead "Fill forward (`ffill`), or leave the warm-up undefined: comparisons with `nan` are false."
        bad "def filled(series):\n    return series.bfill()\n"
        good "def filled(series):\n    return series.ffill()\n"
    }
    INTERPOLATION "AS205" "interpolation" Foresight Warning {
        "Missing values are interpolated between an earlier and a later bar."
        why "The value between two known ones depends on the later one."
        instead "Fill forward (`ffill`)."
        bad "class Filled:\n    def init(self):\n        close = self.data.Close.s\n        self.line = self.I(lambda: close.interpolate())\n"
        good "def filled(series):\n    return series.ffill()\n"
    }
    WHOLE_SAMPLE "AS206" "whole-sample-statistic" Foresight Warning {
        "A statistic of the whole series is computed where every bar will use it."
        why "In `init`, and in functions given to `self.I`, arrays hold all bars. Their mean, maximum or quantile is known \
             only at the end; scaling by it tells every bar about the future."
        instead "Use `.rolling(n)` or `.expanding()` before the statistic."
        bad "class Scaled:\n    def init(self):\n        close = self.data.Close.s\n        self.score = self.I(lambda: (close - close.mean()) / close.std())\n"
        good "class Scaled:\n    def init(self):\n        close = self.data.Close.s\n        window = close.rolling(100)\n        self.score = self.I(lambda: (close - window.mean()) / window.std())\n"
    }
    LAST_BAR "AS207" "last-bar-in-init" Foresight Warning {
        "The last bar is read in `init`, where it is the last of the whole series."
        why "In `next`, `self.data.Close[-1]` is the current bar; in `init` it is the end of the backtest."
        instead "Read it in `next`."
        bad "class Final:\n    def init(self):\n        self.target = self.data.Close[-1]\n"
        good "class Current:\n    def next(self):\n        self.target = self.data.Close[-1]\n"
    }
    AHEAD "AS208" "index-ahead" Foresight Warning {
        "A loop over bars reads a bar after the one it stands on."
        why "`high[i + 1]` while computing bar `i` is tomorrow's high. Swing points found this way are known only bars later."
        instead "Compare with earlier bars, and write the result to the bar on which it became known."
        bad "import numpy as np\n\n\ndef peaks(high):\n    out = np.zeros(len(high))\n    for i in range(1, len(high) - 1):\n        out[i] = high[i] > high[i - 1] and high[i] > high[i + 1]\n    return out\n\n\nclass Shown:\n    def init(self):\n        self.line = self.I(peaks, self.data.High)\n"
        good "import numpy as np\n\n\ndef peaks(high):\n    out = np.zeros(len(high))\n    for i in range(2, len(high)):\n        out[i] = high[i - 1] > high[i - 2] and high[i - 1] > high[i]\n    return out\n\n\nclass Shown:\n    def init(self):\n        self.line = self.I(peaks, self.data.High)\n"
    }
    WRAPPED "AS209" "wrapped-roll" Foresight Warning {
        "`np.roll` moves the last values of the series to its start."
        why "The first bars receive the values of the last ones."
        instead "Use `pd.Series(x).shift(n)`, which leaves the first bars undefined."
        bad "import numpy as np\n\n\ndef previous(close):\n    return np.roll(close, 1)\n\n\nclass Shown:\n    def init(self):\n        self.line = self.I(previous, self.data.Close)\n"
        good "import pandas as pd\n\n\ndef previous(close):\n    return pd.Series(close).shift(1)\n\n\nclass Shown:\n    def init(self):\n        self.line = self.I(previous, self.data.Close)\n"
    }
    REVERSED "AS210" "reversed-series" Foresight Warning {
        "A series of bars is reversed."
        why "Whatever is cumulated over a reversed series comes from the future."
        instead "Cumulate forward."
        bad "class Drawn:\n    def init(self):\n        self.low = self.I(lambda: self.data.Low[::-1].cumsum()[::-1])\n"
        good "class Drawn:\n    def init(self):\n        self.low = self.I(lambda: self.data.Low.s.cummin())\n"
    }
    RESAMPLE "AS211" "leaking-resample" Foresight Warning {
        "Bars of a longer period are made without moving them to the period's end."
        why "`resample(\"W\")` labels a period by its start or end as the rule pleases; brought back to daily bars, Monday \
             knows Friday's close."
        instead "Use `resample_apply`, or `resample(…, label=\"right\")` with `closed=\"right\"`, or `.shift(1)` the result."
        bad "class Weekly:\n    def init(self):\n        close = self.data.Close.s\n        weekly = close.resample(\"MS\").last().reindex(close.index).ffill()\n        self.weekly = self.I(lambda: weekly)\n"
        good "class Weekly:\n    def init(self):\n        close = self.data.Close.s\n        weekly = close.resample(\"MS\").last().shift(1).reindex(close.index).ffill()\n        self.weekly = self.I(lambda: weekly)\n"
    }
    HINDSIGHT_DATE "AS212" "hindsight-date" Foresight Warning {
        "A strategy decides by a calendar date."
        why "A rule such as `not before 2020-03-23` fits one history. Nobody would have written it in advance."
        instead "Decide by what the bars show. Seasonal rules use the month or the weekday, not the year."
        bad "class Crash:\n    def next(self):\n        if self.data.index[-1] > \"2020-03-23\":\n            self.buy()\n"
        good "class Monthly:\n    def next(self):\n        if self.data.index[-1].month == 3:\n            self.buy()\n"
    }
    HINDSIGHT_PRICE "AS213" "hindsight-price" Foresight Warning {
        "A strategy decides by an absolute price."
        why "`Close > 187.35` fits one instrument and one history."
        instead "Compare with an average, a band or a past extreme."
        bad "class Level:\n    def next(self):\n        if self.data.Close[-1] > 187.35:\n            self.buy()\n"
        good "class Level:\n    def next(self):\n        if self.data.Close[-1] > self.data.High[-20:-1].max():\n            self.buy()\n"
    }

    UNSEEDED "AS301" "unseeded-randomness" Practice Warning fixable {
        "Random numbers are drawn without a seed."
        why "Each run gives another result, and a lucky one cannot be told from a good one."
        instead "Give the generator a constant seed: `np.random.default_rng(7)`."
        bad "import numpy as np\n\nRNG = np.random.default_rng()\n"
        good "import numpy as np\n\nRNG = np.random.default_rng(7)\n"
    }
    CLOCK "AS302" "wall-clock" Practice Warning {
        "The clock is read."
        why "A backtest that asks for today's date gives another result tomorrow. The time of a bar is its index."
        instead "Use `self.data.index[-1]`."
        bad "import datetime\n\nTODAY = datetime.date.today()\n"
        good "class Timed:\n    def next(self):\n        return self.data.index[-1]\n"
    }
    CLASS_STATE "AS303" "shared-class-state" Practice Warning {
        "State is kept on the class, which all runs share."
        why "A list on the class is one list for every instance: a second run starts with what the first one left. \
             Optimisation then depends on the order of runs."
        instead "Create it in `init`: `self.trades_seen = []`."
        bad "class Counter:\n    seen = []\n\n    def next(self):\n        self.seen.append(1)\n"
        good "class Counter:\n    def init(self):\n        self.seen = []\n\n    def next(self):\n        self.seen.append(1)\n"
    }
    SWALLOWED "AS304" "swallowed-exception" Practice Warning fixable {
        "Every exception is caught, or caught and dropped."
        why "A strategy that fails silently on half of the bars looks like one that does not trade on them."
        instead "Catch the exception that is expected, and do something about it."
        bad "def ratio(a, b):\n    try:\n        return a / b\n    except Exception:\n        pass\n"
        good "def ratio(a, b):\n    try:\n        return a / b\n    except ZeroDivisionError:\n        return 0.0\n"
    }
    BAR_LOOP "AS305" "loop-over-all-bars" Practice Warning {
        "`next` loops over all bars."
        why "`next` runs once for each bar: a loop over all of them makes the run quadratic, and usually recomputes what \
             `init` should have computed once."
        instead "Compute it with `self.I` in `init`, or look at the last few bars: `self.data.Close[-20:]`."
        bad "class Slow:\n    def next(self):\n        total = 0\n        for price in self.data.Close:\n            total += price\n"
        good "class Quick:\n    def next(self):\n        total = 0\n        for price in self.data.Close[-20:]:\n            total += price\n"
    }
    MUTABLE_DEFAULT "AS306" "mutable-default" Practice Warning {
        "A default argument is a list, a set or a dictionary."
        why "It is made once and kept between calls, and so between bars and runs."
        instead "Use `None` and make it inside the function."
        bad "def collect(price, seen=[]):\n    seen.append(price)\n    return seen\n"
        good "def collect(price, seen=None):\n    seen = [] if seen is None else seen\n    seen.append(price)\n    return seen\n"
    }
    GLOBAL "AS307" "global-state" Practice Warning {
        "A function changes a global variable."
        why "What one bar or one run leaves there changes the next one."
        instead "Keep it in an attribute of the strategy."
        bad "COUNT = 0\n\n\ndef step():\n    global COUNT\n    COUNT += 1\n"
        good "class Counter:\n    def init(self):\n        self.count = 0\n"
    }
    UNDEFINED "AS308" "undefined-name" Practice Warning {
        "A name is used that nothing defines."
        why "The run would end with a `NameError` at the first bar that gets there, which may be a late one."
        instead "Import or define it."
        bad "class Cross:\n    def next(self):\n        return crossover(self.fast, self.slow)\n"
        good "from backtesting.lib import crossover\n\n\nclass Cross:\n    def next(self):\n        return crossover(self.fast, self.slow)\n"
    }

    NO_CODE "AS401" "answer-without-code" Answer Error {
        "The answer holds no Python code."
        why "There is nothing to check. An answer that explains a strategy, or writes it in another language, \
             is not one."
        instead "Answer with the whole Python file, in a fence that says `python` or in the field `code` of a \
                 JSON document."
        bad "Buy when the fast average crosses the slow one.\n"
        good "```python\nfrom assay import Strategy\n\n\nclass Hold(Strategy):\n    def init(self):\n        pass\n\n    def next(self):\n        if not self.position:\n            self.buy()\n```\n"
    }
    CUT_OFF "AS402" "answer-cut-off" Answer Error {
        "The answer ends in the middle."
        why "Models stop at a limit of tokens. What is left may even run, and would be another strategy than \
             the one that was meant."
        instead "Answer again with less prose, or with the rest of the code; a larger limit of tokens helps."
        bad "```python\nfrom assay import Strategy\n\n\nclass Hold(Strategy):\n    def init(self):\n        pass\n\n    def next(self):\n        if not self.position:\n            self.b"
        good "```python\nfrom assay import Strategy\n\n\nclass Hold(Strategy):\n    def init(self):\n        pass\n\n    def next(self):\n        if not self.position:\n            self.buy()\n```\n"
    }
    SUPERSEDED "AS403" "superseded-code" Answer Warning {
        "Several blocks define the same strategy; the last one is taken."
        why "Models correct themselves. The last version is most likely the one that is meant, but only the \
             model knows."
        instead "Answer with one version of the code."
        bad "```python\nfrom assay import Strategy\n\n\nclass Hold(Strategy):\n    def init(self):\n        pass\n\n    def next(self):\n        if not self.position:\n            self.buy(size=0.5)\n```\n\nBetter:\n\n```python\nfrom assay import Strategy\n\n\nclass Hold(Strategy):\n    def init(self):\n        pass\n\n    def next(self):\n        if not self.position:\n            self.buy()\n```\n"
        good "```python\nfrom assay import Strategy\n\n\nclass Hold(Strategy):\n    def init(self):\n        pass\n\n    def next(self):\n        if not self.position:\n            self.buy()\n```\n"
    }
    SEVERAL "AS404" "several-strategies" Answer Error {
        "The code defines several strategies, and the answer does not say which one is meant."
        why "They are different strategies with different results; a choice by position would be a guess."
        instead "Answer with one strategy, or name it in the field `class`."
        bad "```python\nfrom assay import Strategy\n\n\nclass Hold(Strategy):\n    def init(self):\n        pass\n\n    def next(self):\n        if not self.position:\n            self.buy()\n\n\n\nclass Other(Strategy):\n    def init(self):\n        pass\n\n    def next(self):\n        if not self.position:\n            self.buy()\n```\n"
        good "```python\nfrom assay import Strategy\n\n\nclass Hold(Strategy):\n    def init(self):\n        pass\n\n    def next(self):\n        if not self.position:\n            self.buy()\n```\n"
    }
    SPLIT "AS405" "split-code" Answer Warning {
        "The code is spread over several blocks; they are joined."
        why "The blocks may overlap, or be meant to be put together otherwise."
        instead "Answer with the whole file in one block."
        bad "```python\nfrom assay import Strategy\n```\n\nThen:\n\n```python\nclass Hold(Strategy):\n    def init(self):\n        pass\n\n    def next(self):\n        if not self.position:\n            self.buy()\n```\n"
        good "```python\nfrom assay import Strategy\n\n\nclass Hold(Strategy):\n    def init(self):\n        pass\n\n    def next(self):\n        if not self.position:\n            self.buy()\n```\n"
    }
    NO_STRATEGY "AS406" "answer-without-strategy" Answer Error {
        "No class of the code is derived from `Strategy`."
        why "Assay runs a class derived from `Strategy`. Functions, and loops over a data frame, compute \
             their own results, and those are not believed."
        instead "Derive a class from `assay.Strategy` with `init` for indicators and `next` for decisions."
        bad "```python\ndef run(frame):\n    return frame.Close.diff().sum()\n```\n"
        good "```python\nfrom assay import Strategy\n\n\nclass Hold(Strategy):\n    def init(self):\n        pass\n\n    def next(self):\n        if not self.position:\n            self.buy()\n```\n"
    }
    NO_CLASS "AS407" "answer-class-unknown" Answer Error {
        "The field `class` names no strategy of the code."
        why "It says which class is run."
        instead "Write the name of the class as the code has it."
        bad "{\n  \"name\": \"hold\",\n  \"code\": \"from assay import Strategy\\n\\n\\nclass Hold(Strategy):\\n    def init(self):\\n        pass\\n\\n    def next(self):\\n        if not self.position:\\n            self.buy()\\n\",\n  \"class\": \"Holding\"\n}\n"
        good "{\n  \"name\": \"hold\",\n  \"code\": \"from assay import Strategy\\n\\n\\nclass Hold(Strategy):\\n    def init(self):\\n        pass\\n\\n    def next(self):\\n        if not self.position:\\n            self.buy()\\n\",\n  \"class\": \"Hold\"\n}\n"
    }
    NO_PARAMETER "AS408" "answer-parameter-unknown" Answer Error {
        "The field `parameters` describes something that the class does not have."
        why "Parameters are attributes of the class with values that are written out. What is described but \
             not there cannot be varied."
        instead "Assign it in the body of the class, or leave it out of `parameters`."
        bad "{\n  \"name\": \"hold\",\n  \"code\": \"from assay import Strategy\\n\\n\\nclass Hold(Strategy):\\n    def init(self):\\n        pass\\n\\n    def next(self):\\n        if not self.position:\\n            self.buy()\\n\",\n  \"parameters\": {\n    \"bars\": {\n      \"type\": \"integer\",\n      \"default\": 20\n    }\n  }\n}\n"
        good "{\n  \"name\": \"hold\",\n  \"code\": \"from assay import Strategy\\n\\n\\nclass Hold(Strategy):\\n    bars = 20\\n\\n    def init(self):\\n        pass\\n\\n    def next(self):\\n        if not self.position:\\n            self.buy()\\n\",\n  \"parameters\": {\n    \"bars\": {\n      \"type\": \"integer\",\n      \"default\": 20\n    }\n  }\n}\n"
    }
    OTHER_PARAMETER "AS409" "answer-parameter-differs" Answer Error {
        "The field `parameters` and the class give a parameter different defaults or types."
        why "The code is what runs. A description that differs from it was made for another version of it, or \
             is wrong."
        instead "Give both the same value."
        bad "{\n  \"name\": \"hold\",\n  \"code\": \"from assay import Strategy\\n\\n\\nclass Hold(Strategy):\\n    bars = 50\\n\\n    def init(self):\\n        pass\\n\\n    def next(self):\\n        if not self.position:\\n            self.buy()\\n\",\n  \"parameters\": {\n    \"bars\": {\n      \"type\": \"integer\",\n      \"default\": 20\n    }\n  }\n}\n"
        good "{\n  \"name\": \"hold\",\n  \"code\": \"from assay import Strategy\\n\\n\\nclass Hold(Strategy):\\n    bars = 20\\n\\n    def init(self):\\n        pass\\n\\n    def next(self):\\n        if not self.position:\\n            self.buy()\\n\",\n  \"parameters\": {\n    \"bars\": {\n      \"type\": \"integer\",\n      \"default\": 20\n    }\n  }\n}\n"
    }
    NO_NEXT "AS410" "strategy-without-next" Answer Error {
        "The strategy has no method `next`."
        why "`next` is called for every bar and decides. Without it nothing is ever traded."
        instead "Define `next(self)`."
        bad "```python\nfrom assay import Strategy\n\n\nclass Hold(Strategy):\n    def init(self):\n        pass\n```\n"
        good "```python\nfrom assay import Strategy\n\n\nclass Hold(Strategy):\n    def init(self):\n        pass\n\n    def next(self):\n        if not self.position:\n            self.buy()\n```\n"
    }
    ELIDED "AS411" "elided-code" Answer Warning {
        "A comment stands for code that was left out."
        why "Models shorten what they wrote before. The file is not whole, although it may run."
        instead "Answer with the whole file."
        bad "```python\nfrom assay import Strategy\n\n\nclass Hold(Strategy):\n    def init(self):\n        # ... rest of the code unchanged\n        pass\n\n    def next(self):\n        if not self.position:\n            self.buy()\n```\n"
        good "```python\nfrom assay import Strategy\n\n\nclass Hold(Strategy):\n    def init(self):\n        pass\n\n    def next(self):\n        if not self.position:\n            self.buy()\n```\n"
    }
    UNFENCED "AS412" "code-without-fence" Answer Note {
        "The code stands in the answer without a fence."
        why "Where it begins and ends was guessed from its text."
        instead "Put the code between lines of three backticks, the first with the word `python`."
        bad "Here it is:\n\nfrom assay import Strategy\n\n\nclass Hold(Strategy):\n    def init(self):\n        pass\n\n    def next(self):\n        if not self.position:\n            self.buy()\n"
        good "```python\nfrom assay import Strategy\n\n\nclass Hold(Strategy):\n    def init(self):\n        pass\n\n    def next(self):\n        if not self.position:\n            self.buy()\n```\n"
    }
}

use super::*;
use crate::Source;

fn read(text: &str) -> Metadata {
    let module = Source::read("test.py", text.as_bytes()).unwrap();
    metadata(&module)
}

/// Strategies as `name:kind`.
#[track_caller]
fn check_strategies(text: &str, expected: &[&str]) {
    let found: Vec<String> = read(text)
        .strategies
        .iter()
        .map(|strategy| {
            let extended = if strategy.extended { "+" } else { "" };
            format!("{}{extended}:{}", strategy.name, strategy.kind.as_str())
        })
        .collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn strategies_are_found_by_what_they_are_derived_from() {
    check_strategies("from backtesting import Strategy\nclass A(Strategy): pass\n", &["A:Strategy"]);
    check_strategies("from assay import Strategy as S\nclass A(S): pass\n", &["A:Strategy"]);
    check_strategies("import backtesting\nclass A(backtesting.Strategy): pass\n", &["A:Strategy"]);
    check_strategies("import backtesting as bt\nclass A(bt.Strategy): pass\n", &["A:Strategy"]);
    check_strategies("import assay\nBase = assay.Strategy\nclass A(Base): pass\n", &["A:Strategy"]);
    check_strategies(
        "from backtesting.lib import SignalStrategy, TrailingStrategy\n\
         class A(SignalStrategy): pass\nclass B(SignalStrategy, TrailingStrategy): pass\n",
        &["A:SignalStrategy", "B:TrailingStrategy"],
    );
    check_strategies(
        "from backtesting import lib\nclass A(lib.TrailingStrategy): pass\n",
        &["A:TrailingStrategy"],
    );
    check_strategies(
        "import backtesting.lib\nclass A(backtesting.lib.SignalStrategy): 0\n",
        &["A:SignalStrategy"],
    );
    // Not imported, or nobody knows from where.
    check_strategies("class A(Strategy): pass\n", &["A:Strategy"]);
    check_strategies("from backtesting import *\nclass A(Strategy): pass\n", &["A:Strategy"]);
    // Chains inside the file, and what only looks like one.
    check_strategies(
        "class A(Strategy): pass\nclass B(A): pass\nclass C(B, Mixin): pass\nclass D(Other): pass\n",
        &["A+:Strategy", "B+:Strategy", "C:Strategy"],
    );
    check_strategies("class B(A): pass\nclass A(Strategy): pass\n", &["A:Strategy"]);
    check_strategies("from other import Strategy\nclass A(Strategy): pass\n", &[]);
    check_strategies("class Strategy: pass\nclass A(Strategy): pass\n", &[]);
    check_strategies("class A(A): pass\n", &[]);
    check_strategies("def f():\n    class A(Strategy): pass\n", &[]);
    check_strategies("if True:\n    class A(Strategy): pass\n", &["A:Strategy"]);
}

/// Parameters of the last class as `name:kind=default range`.
#[track_caller]
fn check_parameters(body: &str, expected: &[&str]) {
    let text = format!("from typing import Annotated, Literal\nclass A(Strategy):\n{body}");
    let found: Vec<String> = read(&text).strategies.last().unwrap().parameters.iter().map(shown).collect();
    assert_eq!(found, expected, "{body}");
}

fn shown(parameter: &Parameter) -> String {
    let told = |value: &Option<Literal>| value.as_ref().map(ToString::to_string).unwrap_or_default();
    let range = parameter.range.as_ref().map(|range| {
        let step = if range.step.is_some() { format!(" by {}", told(&range.step)) } else { String::new() };
        if range.choices.is_empty() {
            format!(" {}..{}{step}", told(&range.min), told(&range.max))
        } else {
            format!(" {}", Literal::List(range.choices.clone()))
        }
    });
    let description = parameter.description.as_ref().map(|description| format!(" \"{description}\""));
    format!(
        "{}:{}={}{}{}",
        parameter.name,
        parameter.kind.as_str(),
        parameter.default,
        range.unwrap_or_default(),
        description.unwrap_or_default()
    )
}

#[test]
fn parameters_are_what_a_class_writes_out() {
    check_parameters(
        "    n = 10\n    x: float = 2\n    on = True\n    kind = 'EMA'\n    levels = [1, 2.5]\n    none = None\n",
        &[
            "n:integer=10",
            "x:number=2",
            "on:boolean=True",
            "kind:text=\"EMA\"",
            "levels:list=[1, 2.5]",
            "none:unknown=None",
        ],
    );
    check_parameters(
        "    a, b = 1, -2\n    c = d = 60 * 24\n    e = 1 / 4\n",
        &["a:integer=1", "b:integer=-2", "c:integer=1440", "d:integer=1440", "e:number=0.25"],
    );
    check_parameters(
        "    _own = 1\n    f = len([])\n    g = 1e999\n    h = 1 / 0\n    i = 10 ** 9\n    j: int\n",
        &[],
    );
    check_parameters("    n = 1\n    n = 2\n", &["n:integer=2"]);
    check_parameters("    n = 99999999999999999999\n    m = -9223372036854775808\n", &[]);
}

#[test]
fn ranges_are_told_in_four_places() {
    check_parameters("    n: Annotated[int, Range(5, 50)] = 10\n", &["n:integer=10 5..50"]);
    check_parameters(
        "    n: Annotated[float, Range(min=0.5, max=3, step=0.5)] = 1\n",
        &["n:number=1 0.5..3 by 0.5"],
    );
    check_parameters("    n: Annotated[int, 'x', range(5, 50)] = 10\n", &["n:integer=10 5..49"]);
    check_parameters("    n: Literal['SMA', 'EMA'] = 'SMA'\n", &["n:text=\"SMA\" [\"SMA\", \"EMA\"]"]);
    check_parameters("    n = 10  # range: 5..50\n", &["n:integer=10 5..50"]);
    check_parameters(
        "    n = 10  # bars of the average; range: 5..50 step 5; more\n",
        &["n:integer=10 5..50 by 5 \"bars of the average; more\""],
    );
    check_parameters("    n = 10  # Range: 0.5 .. 2, step 0.5\n", &["n:integer=10 0.5..2 by 0.5"]);
    check_parameters("    n = 'a'  # choices: a, b\n", &["n:text=\"a\" [\"a\", \"b\"]"]);
    check_parameters(
        "    '''Doc.\n\n    n: bars; range: 5..50\n    - `m` (float): share\n    '''\n    n = 10\n    m = 0.5\n",
        &["n:integer=10 5..50 \"bars\"", "m:number=0.5 \"share\""],
    );
    check_parameters("    n = 10\nbt.optimize(n=range(5, 30, 5), m=[1])\n", &["n:integer=10 5..25 by 5"]);
    check_parameters("    n = 10\nif x:\n    bt.optimize(n=list(range(5)))\n", &["n:integer=10 0..4"]);
    check_parameters(
        "    n = 1.0\nbt.optimize(n=np.arange(0.1, 0.5, 0.1))\n",
        &["n:number=1.0 0.1..0.4 by 0.1"],
    );
    check_parameters("    n = 10  # range: 5..50\nbt.optimize(n=[1, 2])\n", &["n:integer=10 5..50"]);
    check_parameters("    n = 10\nbt.optimize(n=[10, 20])\n", &["n:integer=10 [10, 20]"]);
    // What is no range is a remark.
    check_parameters("    n = 10  # range: 50..5\n", &["n:integer=10 \"range: 50..5\""]);
    check_parameters("    n = 10  # range: nan..5\n", &["n:integer=10 \"range: nan..5\""]);
    check_parameters("    n = 10\nbt.optimize(n=range(5, 50, 0))\n", &["n:integer=10"]);
    check_parameters(
        "    n = 10\nbt.optimize(n=range(-9223372036854775808, 9223372036854775807))\n",
        &["n:integer=10"],
    );
}

#[test]
fn parameters_are_inherited_and_overridden() {
    let metadata = read("class A(Strategy):\n    n = 1\n    m = 2\nclass B(A):\n    n = 3\n");
    let parameters = &metadata.strategies[1].parameters;
    let shown: Vec<_> = parameters
        .iter()
        .map(|parameter| (parameter.name.as_str(), parameter.inherited_from.as_deref(), parameter.line))
        .collect();
    assert_eq!(shown, [("m", Some("A"), 3), ("n", None, 5)]);
}

#[test]
fn indicators_are_found_with_their_attributes() {
    let metadata = read(
        "import talib as ta\nfrom talib import RSI\nfrom backtesting.test import SMA\n\
class A(Strategy):
    def init(self):
        self.ma = self.I(SMA, self.data.Close, self.n)
        self.up, _, self.low = self.I(ta.BBANDS, self.data.Close, 20, nbdevup=2, name='bands', overlay=True)
        self.rsi = ta.abstract.RSI
        self.all = [self.I(RSI, self.data.Close, n) for n in (7, 14)]
        self.I(lambda x: x, self.data.Close)
        self.n += 1
    def next(me):
        me.x: int = 1
        other.y = 2
    def after(self):
        self.ma = None
",
    );
    let class = &metadata.strategies[0];
    let shown: Vec<String> = class
        .indicators
        .iter()
        .map(|it| {
            format!(
                "{} {} {:?} {:?} ({}) {:?} {}:{}",
                it.attributes.join(","),
                it.function,
                it.origin.as_deref(),
                it.talib.as_deref(),
                it.arguments.join(" | "),
                it.name.as_deref(),
                it.method,
                it.line
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            "ma SMA Some(\"backtesting.test.SMA\") None (self.data.Close | self.n) None init:6",
            "up,low ta.BBANDS Some(\"talib.BBANDS\") Some(\"BBANDS\") (self.data.Close | 20 | nbdevup=2) Some(\"bands\") init:7",
            "all RSI Some(\"talib.RSI\") Some(\"RSI\") (self.data.Close | n) None init:9",
            " lambda x: x None None (self.data.Close) None init:10",
        ]
    );
    let attributes: Vec<_> =
        class.attributes.iter().map(|it| format!("{} {}:{}", it.name, it.method, it.line)).collect();
    assert_eq!(
        attributes,
        ["ma init:6", "up init:7", "low init:7", "rsi init:8", "all init:9", "n init:11", "x next:13"]
    );
    assert_eq!(class.methods, ["init", "next", "after"]);
}

#[test]
fn the_file_is_described() {
    let text = "\"\"\"A file.\n\n    Indented.\n    \"\"\"\nimport numpy as np, os.path\ndef f():\n    from . import x as y\nclass A(Strategy):\n    '''Buys.'''\n";
    let metadata = read(text);
    assert_eq!(metadata.docstring.as_deref(), Some("A file.\n\nIndented."));
    assert_eq!(metadata.content_hash, ContentHash::of(text.as_bytes()));
    assert_eq!((metadata.bytes, metadata.lines), (text.len(), 9));
    let imports: Vec<_> = metadata
        .imports
        .iter()
        .map(|it| (it.module.as_str(), it.name.as_deref(), it.alias.as_deref(), it.line))
        .collect();
    assert_eq!(
        imports,
        [("numpy", None, Some("np"), 5), ("os.path", None, None, 5), (".", Some("x"), Some("y"), 7)]
    );
    assert_eq!(metadata.strategies[0].docstring.as_deref(), Some("Buys."));
}

/// Files made to be slow: each would take minutes if something were done for every pair of its parts.
#[test]
fn large_files_are_read_in_linear_time() {
    let lines =
        |count: usize, line: &dyn Fn(usize) -> String| (1..count).map(line).collect::<Vec<_>>().join("\n");
    let texts = [
        "import a;".repeat(30_000),
        format!("import x as a0\n{}", lines(20_000, &|n| format!("a{n}=a{}.b", n - 1))),
        lines(10_000, &|n| format!("class A{n}(A{}):n=1", n - 1)),
        lines(10_000, &|n| format!("class A{n}(Strategy):\n n=1")),
        format!("class A(Strategy):\n {}", "n=1;".repeat(60_000)),
        format!("class A(Strategy):\n def init(s):{}", "s.a=s.I(f,1);".repeat(20_000)),
        format!("class A(Strategy):\n '''{}'''\n{}", "n: x\n".repeat(50_000), " n=1\n".repeat(10_000)),
        format!("class A({}): pass\n{}", "B,".repeat(60_000), "class C(A): pass\n".repeat(10_000)),
        format!("class A(Strategy):\n {}1\n", "x=".repeat(60_000)),
    ];
    for text in texts {
        if let Ok(module) = Source::read("large.py", text.as_bytes()) {
            let metadata = metadata(&module);
            assert!(metadata.strategies.len() <= LISTED_MAX);
        }
    }
}

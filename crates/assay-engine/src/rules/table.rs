//! The one table of the rule language: the parser, the checker, the evaluators and the reference page all
//! read their operators and functions from here.

/// What an expression yields on a bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Type {
    /// A number; NaN stands for *unknown*.
    Number,
    /// True, false or unknown.
    Boolean,
}

impl Type {
    /// The type with its article, as messages name it.
    pub(crate) const fn described(self) -> &'static str {
        match self {
            Self::Number => "a number",
            Self::Boolean => "a boolean",
        }
    }
}

/// An arithmetic operator of two numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arithmetic {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `%`
    Modulo,
    /// `**`
    Power,
}

/// A comparison of two numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
}

/// What an operator does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// Joins two conditions; true when one is.
    Or,
    /// Joins two conditions; true when both are.
    And,
    /// Inverts the condition on its right.
    Not,
    /// Compares two numbers; may be chained.
    Compare(Comparison),
    /// Computes a number from two.
    Arithmetic(Arithmetic),
    /// Keeps the sign of the number on its right.
    Plus,
    /// Changes the sign of the number on its right.
    Negate,
    /// `x[n]`: the value of `x` a number of bars ago.
    Lag,
}

/// Where an operator stands, and how a run of the same operator groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fixity {
    /// Before its operand.
    Prefix,
    /// Between its operands, grouping from the left.
    InfixLeft,
    /// Between its operands, grouping from the right.
    InfixRight,
    /// Between its operands; `a < b < c` means `a < b and b < c`.
    InfixChained,
    /// After its operand.
    Postfix,
}

/// One operator.
#[derive(Debug, Clone, Copy)]
pub struct Operator {
    /// As it is written.
    pub symbol: &'static str,
    /// What it does.
    pub operation: Operation,
    /// Where it stands.
    pub fixity: Fixity,
    /// How tightly it binds, from 1 (loosest); the levels are Python's.
    pub precedence: u8,
    /// The type of its operands.
    pub takes: Type,
    /// The type of its result.
    pub gives: Type,
    /// One sentence for the reference page.
    pub meaning: &'static str,
}

const fn infix(
    symbol: &'static str,
    arithmetic: Arithmetic,
    precedence: u8,
    meaning: &'static str,
) -> Operator {
    Operator {
        symbol,
        operation: Operation::Arithmetic(arithmetic),
        fixity: Fixity::InfixLeft,
        precedence,
        takes: Type::Number,
        gives: Type::Number,
        meaning,
    }
}

const fn comparison(symbol: &'static str, comparison: Comparison, meaning: &'static str) -> Operator {
    Operator {
        symbol,
        operation: Operation::Compare(comparison),
        fixity: Fixity::InfixChained,
        precedence: 4,
        takes: Type::Number,
        gives: Type::Boolean,
        meaning,
    }
}

/// Every operator, loosest binding first.
pub const OPERATORS: &[Operator] = &[
    Operator {
        symbol: "or",
        operation: Operation::Or,
        fixity: Fixity::InfixLeft,
        precedence: 1,
        takes: Type::Boolean,
        gives: Type::Boolean,
        meaning: "True when either side is true, even if the other is unknown.",
    },
    Operator {
        symbol: "and",
        operation: Operation::And,
        fixity: Fixity::InfixLeft,
        precedence: 2,
        takes: Type::Boolean,
        gives: Type::Boolean,
        meaning: "True when both sides are true; false when either is false, even if the other is unknown.",
    },
    Operator {
        symbol: "not",
        operation: Operation::Not,
        fixity: Fixity::Prefix,
        precedence: 3,
        takes: Type::Boolean,
        gives: Type::Boolean,
        meaning: "True when its operand is false; unknown stays unknown.",
    },
    comparison("<", Comparison::Less, "Less than."),
    comparison("<=", Comparison::LessOrEqual, "Less than or equal."),
    comparison(">", Comparison::Greater, "Greater than."),
    comparison(">=", Comparison::GreaterOrEqual, "Greater than or equal."),
    comparison("==", Comparison::Equal, "Exactly equal."),
    comparison("!=", Comparison::NotEqual, "Not equal; unknown (not true) when a side is unknown."),
    infix("+", Arithmetic::Add, 5, "Sum."),
    infix("-", Arithmetic::Subtract, 5, "Difference."),
    infix("*", Arithmetic::Multiply, 6, "Product."),
    infix("/", Arithmetic::Divide, 6, "Quotient; unknown when the divisor is zero."),
    infix(
        "%",
        Arithmetic::Modulo,
        6,
        "Remainder with the sign of the divisor, as in Python (`-7 % 3` is `2`); unknown when the divisor is zero.",
    ),
    Operator {
        symbol: "+",
        operation: Operation::Plus,
        fixity: Fixity::Prefix,
        precedence: 7,
        takes: Type::Number,
        gives: Type::Number,
        meaning: "The number itself.",
    },
    Operator {
        symbol: "-",
        operation: Operation::Negate,
        fixity: Fixity::Prefix,
        precedence: 7,
        takes: Type::Number,
        gives: Type::Number,
        meaning: "The number with the other sign; binds looser than `**`, so `-2 ** 2` is `-4`.",
    },
    Operator {
        symbol: "**",
        operation: Operation::Arithmetic(Arithmetic::Power),
        fixity: Fixity::InfixRight,
        precedence: 8,
        takes: Type::Number,
        gives: Type::Number,
        meaning: "Power; unknown for a fractional power of a negative number and for a negative power of zero.",
    },
    Operator {
        symbol: "[ ]",
        operation: Operation::Lag,
        fixity: Fixity::Postfix,
        precedence: 9,
        takes: Type::Number,
        gives: Type::Number,
        meaning: "`x[n]` is `x` (a number or a condition) `n` bars ago; `n` is a whole number known before the run.",
    },
];

/// A function of the rule language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Builtin {
    /// `crosses_above(a, b)`
    CrossesAbove,
    /// `crosses_below(a, b)`
    CrossesBelow,
    /// `crosses(a, b)`
    Crosses,
    /// `abs(x)`
    Abs,
    /// `min(a, b, …)`
    Min,
    /// `max(a, b, …)`
    Max,
    /// `highest(x, n)`
    Highest,
    /// `lowest(x, n)`
    Lowest,
    /// `rising(x, n)`
    Rising,
    /// `falling(x, n)`
    Falling,
    /// `bars_since(condition)`
    BarsSince,
    /// `hour`
    Hour,
    /// `weekday`
    Weekday,
}

/// What a function wants in one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParameterKind {
    /// A number, constant or not.
    Number,
    /// A number that changes from bar to bar.
    Series,
    /// A condition that changes from bar to bar.
    Condition,
    /// A whole number of bars from 1 to [`MAX_BARS`], known before the run.
    Window,
}

/// One parameter of a function.
#[derive(Debug, Clone, Copy)]
pub struct Parameter {
    /// Its name in the reference page and in messages.
    pub name: &'static str,
    /// What it wants.
    pub kind: ParameterKind,
}

/// One function.
#[derive(Debug, Clone, Copy)]
pub struct FunctionSpec {
    /// As it is written.
    pub name: &'static str,
    /// Which function it is.
    pub builtin: Builtin,
    /// Its parameters.
    pub parameters: &'static [Parameter],
    /// Whether the last parameter may be repeated.
    pub variadic: bool,
    /// The type of its result.
    pub gives: Type,
    /// One or two sentences for the reference page.
    pub meaning: &'static str,
    /// An expression which uses it.
    pub example: &'static str,
    /// Names that other platforms give it; they are refused with a pointer to this one.
    pub elsewhere: &'static [&'static str],
}

impl FunctionSpec {
    /// The call as the reference page and the messages show it: `highest(x, n)`.
    pub fn signature(&self) -> String {
        if self.parameters.is_empty() {
            return self.name.to_owned();
        }
        let names: Vec<_> = self.parameters.iter().map(|parameter| parameter.name).collect();
        format!("{}({}{})", self.name, names.join(", "), if self.variadic { ", …" } else { "" })
    }
}

/// The most bars that one lag or one window may reach back.
pub const MAX_BARS: usize = 100_000;

const fn parameter(name: &'static str, kind: ParameterKind) -> Parameter {
    Parameter { name, kind }
}

const PAIR: &[Parameter] = &[parameter("a", ParameterKind::Number), parameter("b", ParameterKind::Number)];
const WINDOWED: &[Parameter] =
    &[parameter("x", ParameterKind::Series), parameter("n", ParameterKind::Window)];

/// Every function.
pub const FUNCTIONS: &[FunctionSpec] = &[
    FunctionSpec {
        name: "crosses_above",
        builtin: Builtin::CrossesAbove,
        parameters: PAIR,
        variadic: false,
        gives: Type::Boolean,
        meaning: "`a > b` on this bar and `a <= b` on the bar before. A constant is the same on both bars.",
        example: "crosses_above(close, open)",
        elsewhere: &[
            "crossover",
            "cross_over",
            "cross_above",
            "crossed_above",
            "crosses_over",
            "crossup",
            "cross_up",
        ],
    },
    FunctionSpec {
        name: "crosses_below",
        builtin: Builtin::CrossesBelow,
        parameters: PAIR,
        variadic: false,
        gives: Type::Boolean,
        meaning: "`a < b` on this bar and `a >= b` on the bar before. A constant is the same on both bars.",
        example: "crosses_below(close, 100)",
        elsewhere: &[
            "crossunder",
            "cross_under",
            "cross_below",
            "crossed_below",
            "crosses_under",
            "crossdown",
            "cross_down",
        ],
    },
    FunctionSpec {
        name: "crosses",
        builtin: Builtin::Crosses,
        parameters: PAIR,
        variadic: false,
        gives: Type::Boolean,
        meaning: "`crosses_above(a, b) or crosses_below(a, b)`.",
        example: "crosses(close, 100)",
        elsewhere: &["cross", "crossed"],
    },
    FunctionSpec {
        name: "abs",
        builtin: Builtin::Abs,
        parameters: &[parameter("x", ParameterKind::Number)],
        variadic: false,
        gives: Type::Number,
        meaning: "`x` without its sign.",
        example: "abs(close - open) > 2",
        elsewhere: &["fabs", "absolute"],
    },
    FunctionSpec {
        name: "min",
        builtin: Builtin::Min,
        parameters: PAIR,
        variadic: true,
        gives: Type::Number,
        meaning: "The smallest of its arguments on this bar; unknown when one of them is.",
        example: "min(open, close) > low + 1",
        elsewhere: &["minimum", "fmin"],
    },
    FunctionSpec {
        name: "max",
        builtin: Builtin::Max,
        parameters: PAIR,
        variadic: true,
        gives: Type::Number,
        meaning: "The largest of its arguments on this bar; unknown when one of them is.",
        example: "max(open, close) < high - 1",
        elsewhere: &["maximum", "fmax"],
    },
    FunctionSpec {
        name: "highest",
        builtin: Builtin::Highest,
        parameters: WINDOWED,
        variadic: false,
        gives: Type::Number,
        meaning: "The highest `x` of the last `n` bars, this one included; unknown until all `n` are known.",
        example: "close > highest(high, 20)[1]",
        elsewhere: &["rolling_max", "hhv", "highest_high", "ts_max"],
    },
    FunctionSpec {
        name: "lowest",
        builtin: Builtin::Lowest,
        parameters: WINDOWED,
        variadic: false,
        gives: Type::Number,
        meaning: "The lowest `x` of the last `n` bars, this one included; unknown until all `n` are known.",
        example: "close < lowest(low, 20)[1]",
        elsewhere: &["rolling_min", "llv", "lowest_low", "ts_min"],
    },
    FunctionSpec {
        name: "rising",
        builtin: Builtin::Rising,
        parameters: WINDOWED,
        variadic: false,
        gives: Type::Boolean,
        meaning: "`x` rose on each of the last `n` bars: `x > x[1] > … > x[n]`; unknown until all of these are known.",
        example: "rising(close, 3)",
        elsewhere: &["is_rising", "increasing", "rises"],
    },
    FunctionSpec {
        name: "falling",
        builtin: Builtin::Falling,
        parameters: WINDOWED,
        variadic: false,
        gives: Type::Boolean,
        meaning: "`x` fell on each of the last `n` bars: `x < x[1] < … < x[n]`; unknown until all of these are known.",
        example: "falling(close, 3)",
        elsewhere: &["is_falling", "decreasing", "falls"],
    },
    FunctionSpec {
        name: "bars_since",
        builtin: Builtin::BarsSince,
        parameters: &[parameter("condition", ParameterKind::Condition)],
        variadic: false,
        gives: Type::Number,
        meaning: "How many bars ago the condition was last true: 0 on the bar itself, unknown before the first time.",
        example: "bars_since(crosses_above(close, open)) < 5",
        elsewhere: &["barssince", "barsince", "bars_ago"],
    },
    FunctionSpec {
        name: "hour",
        builtin: Builtin::Hour,
        parameters: &[],
        variadic: false,
        gives: Type::Number,
        meaning: "The hour of the bar's time in UTC, 0 to 23. `hour()` is the same.",
        example: "8 <= hour < 16",
        elsewhere: &["hour_of_day", "hourofday"],
    },
    FunctionSpec {
        name: "weekday",
        builtin: Builtin::Weekday,
        parameters: &[],
        variadic: false,
        gives: Type::Number,
        meaning: "The day of the week of the bar's time in UTC: Monday is 0, Sunday is 6. `weekday()` is the same.",
        example: "weekday < 5",
        elsewhere: &["dayofweek", "day_of_week", "dow"],
    },
];

/// The function of that name.
pub(crate) fn function(name: &str) -> Option<&'static FunctionSpec> {
    FUNCTIONS.iter().find(|function| function.name == name)
}

/// The operator that stands before an operand.
pub(crate) fn prefix_operator(symbol: &str) -> Option<&'static Operator> {
    OPERATORS.iter().find(|operator| operator.symbol == symbol && operator.fixity == Fixity::Prefix)
}

/// The operator that stands between two operands.
pub(crate) fn infix_operator(symbol: &str) -> Option<&'static Operator> {
    OPERATORS.iter().find(|operator| {
        operator.symbol == symbol
            && matches!(operator.fixity, Fixity::InfixLeft | Fixity::InfixRight | Fixity::InfixChained)
    })
}

/// Words with a meaning of their own in the language or in Python, which no parameter or indicator may take.
pub const RESERVED_WORDS: &[&str] = &[
    "and", "or", "not", "if", "else", "elif", "for", "while", "in", "is", "lambda", "True", "False", "None",
    "def", "class", "return", "import", "from", "as", "with", "yield", "await", "async", "try", "except",
    "finally", "raise", "pass", "break", "continue", "del", "global", "nonlocal", "assert",
];

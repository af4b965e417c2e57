//! Names that mean the same everywhere: builtins, and attributes that are refused on anything.

use crate::rules::{self, Rule};

/// What a builtin name is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Builtin {
    /// It computes.
    Plain,
    /// `getattr`, `setattr` or `delattr`: it depends on the name they are given.
    Attribute,
    /// It executes text, opens files or reaches into the interpreter.
    Refused,
    /// It ends the process.
    Exit,
    /// A name with double underscores that leads into the interpreter.
    Special,
}

/// What a name is where nothing in the file defines it; `None` if Python does not define it either.
pub(super) fn builtin(name: &str) -> Option<Builtin> {
    Some(match name {
        "getattr" | "setattr" | "delattr" => Builtin::Attribute,
        "eval" | "exec" | "compile" | "open" | "input" | "globals" | "locals" | "vars" | "dir"
        | "breakpoint" | "memoryview" | "help" | "exit" | "quit" | "copyright" | "credits" | "license"
        | "aiter" | "anext" | "__import__" | "__builtins__" | "__build_class__" => Builtin::Refused,
        "SystemExit" | "KeyboardInterrupt" | "GeneratorExit" | "BaseException" | "BaseExceptionGroup"
        | "ExceptionGroup" => Builtin::Exit,
        "__name__" | "__doc__" | "__debug__" => Builtin::Plain,
        _ if special(name) => Builtin::Special,
        _ if PLAIN.binary_search(&name).is_ok() => Builtin::Plain,
        _ => return None,
    })
}

/// Builtins that compute, in order.
const PLAIN: &[&str] = &[
    "ArithmeticError",
    "AssertionError",
    "AttributeError",
    "BlockingIOError",
    "BrokenPipeError",
    "BufferError",
    "BytesWarning",
    "ChildProcessError",
    "ConnectionAbortedError",
    "ConnectionError",
    "ConnectionRefusedError",
    "ConnectionResetError",
    "DeprecationWarning",
    "EOFError",
    "Ellipsis",
    "EncodingWarning",
    "EnvironmentError",
    "Exception",
    "False",
    "FileExistsError",
    "FileNotFoundError",
    "FloatingPointError",
    "FutureWarning",
    "IOError",
    "ImportError",
    "ImportWarning",
    "IndentationError",
    "IndexError",
    "InterruptedError",
    "IsADirectoryError",
    "KeyError",
    "LookupError",
    "MemoryError",
    "ModuleNotFoundError",
    "NameError",
    "None",
    "NotADirectoryError",
    "NotImplemented",
    "NotImplementedError",
    "OSError",
    "OverflowError",
    "PendingDeprecationWarning",
    "PermissionError",
    "ProcessLookupError",
    "PythonFinalizationError",
    "RecursionError",
    "ReferenceError",
    "ResourceWarning",
    "RuntimeError",
    "RuntimeWarning",
    "StopAsyncIteration",
    "StopIteration",
    "SyntaxError",
    "SyntaxWarning",
    "SystemError",
    "TabError",
    "TimeoutError",
    "True",
    "TypeError",
    "UnboundLocalError",
    "UnicodeDecodeError",
    "UnicodeEncodeError",
    "UnicodeError",
    "UnicodeTranslateError",
    "UnicodeWarning",
    "UserWarning",
    "ValueError",
    "Warning",
    "ZeroDivisionError",
    "abs",
    "all",
    "any",
    "ascii",
    "bin",
    "bool",
    "bytearray",
    "bytes",
    "callable",
    "chr",
    "classmethod",
    "complex",
    "dict",
    "divmod",
    "enumerate",
    "filter",
    "float",
    "format",
    "frozenset",
    "hasattr",
    "hash",
    "hex",
    "id",
    "int",
    "isinstance",
    "issubclass",
    "iter",
    "len",
    "list",
    "map",
    "max",
    "min",
    "next",
    "object",
    "oct",
    "ord",
    "pow",
    "print",
    "property",
    "range",
    "repr",
    "reversed",
    "round",
    "set",
    "slice",
    "sorted",
    "staticmethod",
    "str",
    "sum",
    "super",
    "tuple",
    "type",
    "zip",
];

/// Whether a name has double underscores on both sides.
pub(super) fn special(name: &str) -> bool {
    name.len() > 4 && name.starts_with("__") && name.ends_with("__")
}

/// Whether a special method is an ordinary one: Python calls it where the reader sees an operator or a builtin.
pub(super) fn ordinary_method(name: &str) -> bool {
    ORDINARY.binary_search(&name).is_ok()
}

const ORDINARY: &[&str] = &[
    "__abs__",
    "__add__",
    "__and__",
    "__bool__",
    "__call__",
    "__ceil__",
    "__contains__",
    "__copy__",
    "__deepcopy__",
    "__delitem__",
    "__divmod__",
    "__enter__",
    "__eq__",
    "__exit__",
    "__float__",
    "__floor__",
    "__floordiv__",
    "__format__",
    "__ge__",
    "__getitem__",
    "__gt__",
    "__hash__",
    "__iadd__",
    "__imul__",
    "__index__",
    "__init__",
    "__int__",
    "__invert__",
    "__isub__",
    "__iter__",
    "__itruediv__",
    "__le__",
    "__len__",
    "__lt__",
    "__matmul__",
    "__missing__",
    "__mod__",
    "__mul__",
    "__ne__",
    "__neg__",
    "__new__",
    "__next__",
    "__or__",
    "__pos__",
    "__post_init__",
    "__pow__",
    "__radd__",
    "__rand__",
    "__repr__",
    "__reversed__",
    "__rfloordiv__",
    "__rmod__",
    "__rmul__",
    "__ror__",
    "__round__",
    "__rpow__",
    "__rsub__",
    "__rtruediv__",
    "__setitem__",
    "__str__",
    "__sub__",
    "__truediv__",
    "__trunc__",
    "__xor__",
];

/// Whether a special name may be assigned: data about the file or class that hooks into nothing.
pub(super) fn ordinary_assignment(name: &str) -> bool {
    matches!(
        name,
        "__all__"
            | "__author__"
            | "__copyright__"
            | "__credits__"
            | "__date__"
            | "__email__"
            | "__license__"
            | "__maintainer__"
            | "__slots__"
            | "__hash__"
            | "__status__"
            | "__version__"
    )
}

/// Why an attribute is refused whatever it is read from; `None` if it is not.
///
/// Private attributes are refused too, unless they are the strategy's own, which only the caller can know.
pub(super) fn refused_attribute(name: &str) -> Option<&'static Rule> {
    if name.starts_with('_') {
        return if special(name) {
            (!ordinary_method(name) && !matches!(name, "__name__" | "__qualname__" | "__doc__"))
                .then_some(&rules::SPECIAL)
        } else {
            // The public interface of named tuples, whose names stay clear of their fields'.
            (!matches!(name, "_" | "_replace" | "_asdict" | "_fields" | "_make")).then_some(&rules::PRIVATE)
        };
    }
    match name {
        "f_back" | "f_builtins" | "f_code" | "f_globals" | "f_lasti" | "f_lineno" | "f_locals"
        | "f_trace" | "gi_code" | "gi_frame" | "gi_running" | "gi_suspended" | "gi_yieldfrom"
        | "cr_await" | "cr_code" | "cr_frame" | "cr_origin" | "cr_running" | "ag_await" | "ag_code"
        | "ag_frame" | "ag_running" | "tb_frame" | "tb_lasti" | "tb_lineno" | "tb_next" | "func_closure"
        | "func_code" | "func_defaults" | "func_dict" | "func_globals" | "im_class" | "im_func"
        | "im_self" | "mro" | "co_code" | "co_consts" | "co_names" | "co_varnames" | "co_freevars"
        | "co_cellvars" | "co_filename" | "cell_contents" => Some(&rules::RUNTIME),
        "to_csv" | "to_pickle" | "to_sql" | "to_hdf" | "to_parquet" | "to_feather" | "to_excel"
        | "to_html" | "to_latex" | "to_stata" | "to_gbq" | "to_clipboard" | "to_xml" | "to_orc"
        | "to_iceberg" | "tofile" | "dump" | "savefig" | "style" | "read_csv" | "read_pickle"
        | "read_sql" | "read_parquet" | "read_excel" | "read_html" | "read_json" | "read_table"
        | "read_feather" | "read_hdf" | "read_clipboard" | "read_xml" | "read_stata" | "read_fwf"
        | "read_orc" | "read_sas" | "read_spss" | "read_text" | "read_bytes" | "write_text"
        | "write_bytes" => Some(&rules::FILE_METHOD),
        "eval" | "query" => Some(&rules::TEXT_EXPRESSION),
        "ctypes" | "base" | "setflags" | "writeable" | "getfield" | "setfield" | "as_strided" => {
            Some(&rules::MEMORY)
        }
        _ => None,
    }
}

/// Methods that are refused only where they are called: as plain attributes the names are ordinary.
pub(super) fn refused_call(name: &str) -> bool {
    matches!(name, "plot" | "hist" | "boxplot")
}

/// Methods that write to the place they are given and return text where they are given none.
pub(super) fn writes_if_given(name: &str) -> bool {
    matches!(name, "to_string" | "to_json" | "to_markdown")
}

/// Names that `agg`, `apply` and `transform` may be given.
pub(super) fn ordinary_aggregation(name: &str) -> bool {
    matches!(
        name,
        "abs"
            | "all"
            | "any"
            | "bfill"
            | "count"
            | "cumcount"
            | "cummax"
            | "cummin"
            | "cumprod"
            | "cumsum"
            | "diff"
            | "exp"
            | "ffill"
            | "first"
            | "idxmax"
            | "idxmin"
            | "kurt"
            | "last"
            | "log"
            | "mad"
            | "max"
            | "mean"
            | "median"
            | "min"
            | "mode"
            | "ngroup"
            | "nunique"
            | "ohlc"
            | "pct_change"
            | "prod"
            | "quantile"
            | "rank"
            | "sem"
            | "shift"
            | "size"
            | "skew"
            | "sqrt"
            | "std"
            | "sum"
            | "unique"
            | "var"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_in_order() {
        assert!(PLAIN.is_sorted());
        assert!(ORDINARY.is_sorted());
    }
}

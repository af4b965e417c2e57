//! What of the standard library and of the packages goes into a runtime.
//!
//! The sandbox is the boundary, not what is missing here: Python modules that name system calls (`socket`, `ctypes`,
//! `multiprocessing`) stay. What goes is of no use to a strategy: tests, tools of developers, user interfaces, and
//! native code over foreign libraries (OpenSSL, SQLite, Tk, readline), whose own bugs would be within reach.

use std::collections::BTreeSet;

/// Modules and packages of the standard library, by name.
const LIBRARY_DROPPED: &[&str] = &[
    "antigravity",
    "curses",
    "dbm",
    "distutils",
    "ensurepip",
    "idlelib",
    "lib2to3",
    "pydoc_data",
    "sqlite3",
    "this",
    "tkinter",
    "turtle",
    "turtledemo",
    "venv",
];

/// Native modules of the standard library, by name without the tag.
const NATIVE_DROPPED: &[&str] = &[
    "_codecs_cn",
    "_codecs_hk",
    "_codecs_iso2022",
    "_codecs_jp",
    "_codecs_kr",
    "_codecs_tw",
    "_crypt",
    "_curses",
    "_curses_panel",
    "_dbm",
    "_gdbm",
    "_hashlib",
    "_multibytecodec",
    "_sqlite3",
    "_ssl",
    "_tkinter",
    "audioop",
    "nis",
    "ossaudiodev",
    "readline",
    "spwd",
];

/// Of the packages, files and folders of this name anywhere.
const PACKAGES_DROPPED: &[&str] = &["RECORD", "_pyinstaller", "conftest.py", "distutils", "f2py", "include"];

/// Native modules of the packages that only their tests import.
const PACKAGES_NATIVE_DROPPED: &[&str] = &[
    "_multiarray_tests",
    "_operand_flag_tests",
    "_rational_tests",
    "_simd",
    "_struct_ufunc_tests",
    "_umath_tests",
];

/// Whether a path of the standard library's folder is kept; native modules have a folder of their own. What Python
/// does not name among its modules (`sys.stdlib_module_names`) somebody else has put there.
pub(super) fn keeps_of_library(path: &str, modules: &BTreeSet<String>) -> bool {
    let first = path.split('/').next().unwrap_or_default();
    let (module, _) = module_and_ending(first);
    let is_of_python =
        modules.contains(module) || first == "LICENSE.txt" || first.starts_with("_sysconfigdata");
    is_of_python && !LIBRARY_DROPPED.contains(&module) && !is_dropped_anywhere(path)
}

/// Whether a native module of the standard library is kept, by the name of its file.
pub(super) fn keeps_native(file: &str, modules: &BTreeSet<String>) -> bool {
    let (module, ending) = module_and_ending(file);
    ending == "so" && modules.contains(module) && !NATIVE_DROPPED.contains(&module)
}

/// Whether a path of the unpacked packages is kept.
pub(super) fn keeps_of_packages(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    let (module, ending) = module_and_ending(name);
    let is_for_tests = ending == "so" && PACKAGES_NATIVE_DROPPED.contains(&module);
    !is_for_tests && !PACKAGES_DROPPED.contains(&name) && !is_dropped_anywhere(path)
}

/// Tests, and what compilers read. Folders are asked for before their content: the last part decides.
fn is_dropped_anywhere(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    let (_, ending) = module_and_ending(name);
    matches!(name, "test" | "tests" | "idle_test" | "__pycache__")
        || matches!(ending, "a" | "c" | "cpp" | "h" | "pxd" | "pxi" | "pyi" | "pyx" | "pyc")
}

/// The name of a file up to its first point, and after its last.
fn module_and_ending(file: &str) -> (&str, &str) {
    let module = file.split_once('.').map_or(file, |(module, _)| module);
    (module, file.rsplit_once('.').map_or("", |(_, ending)| ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn modules() -> BTreeSet<String> {
        let names = [
            "_ctypes",
            "_decimal",
            "_socket",
            "_sqlite3",
            "_ssl",
            "ctypes",
            "encodings",
            "json",
            "os",
            "sqlite3",
            "tkinter",
            "turtle",
            "unittest",
            "zoneinfo",
        ];
        names.map(str::to_owned).into()
    }

    #[test]
    fn library_is_kept_without_tests_and_tools() {
        let check = |path: &str, expected: bool| {
            assert_eq!(keeps_of_library(path, &modules()), expected, "{path}");
        };
        for kept in [
            "os.py",
            "json",
            "json/decoder.py",
            "ctypes/__init__.py",
            "encodings/utf_8.py",
            "unittest/case.py",
            "zoneinfo/_tzpath.py",
            "_sysconfigdata__linux_x86_64-linux-gnu.py",
            "LICENSE.txt",
        ] {
            check(kept, true);
        }
        for dropped in [
            "test",
            "ctypes/test",
            "unittest/test",
            "json/__pycache__",
            "lib-dynload",
            "site-packages",
            "config-3.11-x86_64-linux-gnu",
            "sitecustomize.py",
            "somebody_elses.py",
            "notes",
            "tkinter/ttk.py",
            "sqlite3",
            "turtle.py",
        ] {
            check(dropped, false);
        }
    }

    #[test]
    fn native_modules_are_kept_without_foreign_libraries() {
        let check = |file: &str, expected: bool| {
            assert_eq!(keeps_native(file, &modules()), expected, "{file}");
        };
        check("_decimal.cpython-311-x86_64-linux-gnu.so", true);
        check("_ctypes.cpython-311-x86_64-linux-gnu.so", true);
        check("_socket.cpython-311-x86_64-linux-gnu.so", true);
        check("_ssl.cpython-311-x86_64-linux-gnu.so", false);
        check("_sqlite3.abi3.so", false);
        check("_testcapi.cpython-311-x86_64-linux-gnu.so", false);
        check("somebody_elses.so", false);
        check("README.txt", false);
    }

    #[test]
    fn packages_are_kept_without_tests_and_headers() {
        let check = |path: &str, expected: bool| assert_eq!(keeps_of_packages(path), expected, "{path}");
        check("numpy/__init__.py", true);
        check("numpy/testing/_private/utils.py", true);
        check("numpy.libs/libscipy_openblas64_-f2c1b9ee.so", true);
        check("numpy/_core/_multiarray_umath.cpython-311-x86_64-linux-gnu.so", true);
        check("pandas/_testing/asserters.py", true);
        check("numpy-2.4.6.dist-info/licenses/LICENSE.txt", true);
        check("tzdata/zoneinfo/America/New_York", true);
        check("numpy-2.4.6.dist-info/RECORD", false);
        check("numpy/_core/tests", false);
        check("numpy/_core/_simd.cpython-311-x86_64-linux-gnu.so", false);
        check("numpy/_core/include", false);
        check("numpy/random/lib/libnpyrandom.a", false);
        check("numpy/f2py", false);
        check("talib/_ta_lib.c", false);
        check("talib/_ta_lib.pyi", false);
    }
}

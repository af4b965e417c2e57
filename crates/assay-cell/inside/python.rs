//! The few entry points of CPython's stable interface that the modules need, and the module `_cell`.

use core::ffi::{c_char, c_int, c_long, c_void};
use core::ptr::null_mut;

use super::confine;
use super::system::Errno;

/// An object of Python, behind its pointer.
#[repr(C)]
pub(super) struct Object {
    _opaque: [u8; 0],
}

/// A function as the table holds it.
pub(super) type Function = unsafe extern "C" fn(*mut Object, *mut Object) -> *mut Object;
/// A function of several arguments (`METH_FASTCALL`).
pub(super) type FastFunction = unsafe extern "C" fn(*mut Object, *const *mut Object, isize) -> *mut Object;

#[repr(C)]
pub(super) struct MethodDef {
    pub(super) name: *const c_char,
    pub(super) function: Option<Function>,
    pub(super) flags: c_int,
    pub(super) doc: *const c_char,
}

#[repr(C)]
pub(super) struct ModuleDef {
    pub(super) refcount: usize,
    pub(super) kind: *mut c_void,
    pub(super) init: *mut c_void,
    pub(super) index: isize,
    pub(super) copy: *mut c_void,
    pub(super) name: *const c_char,
    pub(super) doc: *const c_char,
    pub(super) size: isize,
    pub(super) methods: *mut MethodDef,
    pub(super) slots: *mut c_void,
    pub(super) traverse: *mut c_void,
    pub(super) clear: *mut c_void,
    pub(super) free: *mut c_void,
}

pub(super) const METH_NOARGS: c_int = 4;
pub(super) const METH_FASTCALL: c_int = 0x80;
pub(super) const STABLE_INTERFACE: c_int = 3;

unsafe extern "C" {
    pub(super) fn PyModule_Create2(definition: *mut ModuleDef, version: c_int) -> *mut Object;
    pub(super) fn PyLong_FromLong(value: c_long) -> *mut Object;
    fn PyLong_AsLong(value: *mut Object) -> c_long;
    fn PyBytes_AsString(bytes: *mut Object) -> *mut c_char;
    fn PyBytes_Size(bytes: *mut Object) -> isize;
    fn PyBytes_FromStringAndSize(bytes: *const c_char, len: isize) -> *mut Object;
    fn PyErr_Occurred() -> *mut Object;
    fn PyErr_SetString(kind: *mut Object, text: *const c_char);
    static PyExc_ValueError: *mut Object;
    fn fork() -> c_int;
    fn __errno_location() -> *mut c_int;
}

/// The arguments of a call.
#[derive(Clone, Copy)]
struct Arguments<'a>(&'a [*mut Object]);

impl<'a> Arguments<'a> {
    /// # Safety
    /// Python called a function of the table with these, and holds its lock until the function returns.
    unsafe fn new(first: *const *mut Object, count: isize) -> Self {
        if count <= 0 {
            return Self(&[]);
        }
        // SAFETY: Python passes `count` objects.
        Self(unsafe { core::slice::from_raw_parts(first, count as usize) })
    }

    fn number(self, index: usize) -> Option<c_long> {
        let object = *self.0.get(index)?;
        // SAFETY: an object that Python passed, under its lock.
        let number = unsafe { PyLong_AsLong(object) };
        // SAFETY: as above.
        (number != -1 || unsafe { PyErr_Occurred() }.is_null()).then_some(number)
    }

    fn bytes(self, index: usize) -> Option<&'a [u8]> {
        let object = *self.0.get(index)?;
        // SAFETY: an object that Python passed, under its lock; the bytes live as long as the call's arguments.
        unsafe {
            let (first, len) = (PyBytes_AsString(object), PyBytes_Size(object));
            (!first.is_null() && len >= 0).then(|| core::slice::from_raw_parts(first.cast(), len as usize))
        }
    }
}

/// The answer of a function: its value, or minus the error number.
fn answer(outcome: Result<usize, Errno>) -> *mut Object {
    let value = match outcome {
        Ok(value) => value as c_long,
        Err(errno) => -c_long::from(errno.0),
    };
    // SAFETY: called by functions of the table, under the lock.
    unsafe { PyLong_FromLong(value) }
}

fn refuse(usage: &core::ffi::CStr) -> *mut Object {
    // SAFETY: as in `answer`; the text ends with a zero.
    unsafe {
        if PyErr_Occurred().is_null() {
            PyErr_SetString(PyExc_ValueError, usage.as_ptr());
        }
    }
    null_mut()
}

/// `work_directory(message)`: a descriptor of a new work directory.
unsafe extern "C" fn work_directory(_: *mut Object, first: *const *mut Object, count: isize) -> *mut Object {
    // SAFETY: Python calls.
    let arguments = unsafe { Arguments::new(first, count) };
    match arguments.bytes(0) {
        Some(message) => {
            answer(confine::read(message).and_then(|(confinement, _)| confine::work_directory(&confinement)))
        }
        None => refuse(c"work_directory(message)"),
    }
}

/// `new_processes()`: the next child begins a process namespace.
unsafe extern "C" fn new_processes(_: *mut Object, _: *mut Object) -> *mut Object {
    answer(confine::new_processes().map(|()| 0))
}

/// `join_processes(pidfd)`: the next child is in the process namespace of that process again.
unsafe extern "C" fn join_processes(_: *mut Object, first: *const *mut Object, count: isize) -> *mut Object {
    // SAFETY: Python calls.
    let arguments = unsafe { Arguments::new(first, count) };
    match arguments.number(0) {
        Some(descriptor) => answer(confine::join_processes(descriptor as usize).map(|()| 0)),
        None => refuse(c"join_processes(pidfd)"),
    }
}

/// `fork()`: as `os.fork`, without the work that Python does in the child: it gives threads and locks back to a process
/// that had other threads, and randomness to one that has none. The zygote has one thread, every job says its seed, and
/// what Python touches for that is memory to copy.
unsafe extern "C" fn fork_here(_: *mut Object, _: *mut Object) -> *mut Object {
    // SAFETY: the C library's own fork, called by the only thread with Python's lock held, so that the child's only
    // thread holds it too. The address of the error number is the thread's own.
    answer(unsafe {
        match fork() {
            -1 => Err(Errno(*__errno_location())),
            pid => Ok(pid as usize),
        }
    })
}

/// `close_from(first)`: closes every descriptor from `first` on.
unsafe extern "C" fn close_from(_: *mut Object, first: *const *mut Object, count: isize) -> *mut Object {
    // SAFETY: Python calls.
    let arguments = unsafe { Arguments::new(first, count) };
    match arguments.number(0) {
        Some(first) => answer(confine::close_from(first as usize).map(|()| 0)),
        None => refuse(c"close_from(first)"),
    }
}

/// `confine(message, work, processes)`: confines this process for good and returns the record. `work` is a descriptor or
/// minus an error number, `processes` zero or minus an error number.
unsafe extern "C" fn confine_now(_: *mut Object, first: *const *mut Object, count: isize) -> *mut Object {
    // SAFETY: Python calls.
    let arguments = unsafe { Arguments::new(first, count) };
    let (Some(message), Some(work), Some(processes)) = (arguments.bytes(0), arguments.number(1), arguments.number(2))
    else {
        return refuse(c"confine(message, work, processes)");
    };
    let work = if work < 0 { Err(Errno(-work as i32)) } else { Ok(work as usize) };
    match confine::read(message) {
        Ok((confinement, filter)) => {
            let record = confine::confine(&confinement, filter, work, -processes as i32);
            let record = confine::bytes(&record);
            // SAFETY: under the lock; the bytes are copied.
            unsafe { PyBytes_FromStringAndSize(record.as_ptr().cast(), record.len() as isize) }
        }
        Err(_) => refuse(c"a message of another version"),
    }
}

/// A function of several arguments under the type of the table.
pub(super) const fn fast(function: FastFunction) -> Function {
    // SAFETY: Python casts it back before the call, as `METH_FASTCALL` tells it to.
    unsafe { core::mem::transmute(function) }
}

pub(super) const fn method(name: &'static core::ffi::CStr, flags: c_int, function: Function) -> MethodDef {
    MethodDef { name: name.as_ptr(), function: Some(function), flags, doc: core::ptr::null() }
}

static mut METHODS: [MethodDef; 7] = [
    method(c"work_directory", METH_FASTCALL, fast(work_directory)),
    method(c"new_processes", METH_NOARGS, new_processes),
    method(c"join_processes", METH_FASTCALL, fast(join_processes)),
    method(c"fork", METH_NOARGS, fork_here),
    method(c"close_from", METH_FASTCALL, fast(close_from)),
    method(c"confine", METH_FASTCALL, fast(confine_now)),
    MethodDef { name: core::ptr::null(), function: None, flags: 0, doc: core::ptr::null() },
];

static mut MODULE: ModuleDef = ModuleDef {
    refcount: 1,
    kind: null_mut(),
    init: null_mut(),
    index: 0,
    copy: null_mut(),
    name: c"_cell".as_ptr(),
    doc: c"The way into confinement.".as_ptr(),
    size: -1,
    methods: (&raw mut METHODS).cast(),
    slots: null_mut(),
    traverse: null_mut(),
    clear: null_mut(),
    free: null_mut(),
};

/// Makes the module.
///
/// # Safety
/// For Python's import machinery only.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyInit__cell() -> *mut Object {
    // SAFETY: Python calls this once, with its lock held; the definition is static as it must be.
    unsafe { PyModule_Create2(&raw mut MODULE, STABLE_INTERFACE) }
}

//! The few entry points of CPython's stable interface that the module needs, and its table of functions.

use core::ffi::{c_char, c_int, c_long, c_void};
use core::ptr::null_mut;

/// An object of Python, behind its pointer.
#[repr(C)]
pub(super) struct Object {
    _opaque: [u8; 0],
}

pub(super) type Function = unsafe extern "C" fn(*mut Object, *mut Object) -> *mut Object;

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
pub(super) const STABLE_INTERFACE: c_int = 3;

unsafe extern "C" {
    pub(super) fn PyModule_Create2(definition: *mut ModuleDef, version: c_int) -> *mut Object;
    pub(super) fn PyLong_FromLong(value: c_long) -> *mut Object;
}

unsafe extern "C" fn answer(_: *mut Object, _: *mut Object) -> *mut Object {
    // SAFETY: called by Python with the interpreter's lock held.
    unsafe { PyLong_FromLong(42) }
}

static mut METHODS: [MethodDef; 2] = [
    MethodDef { name: c"answer".as_ptr(), function: Some(answer), flags: METH_NOARGS, doc: c"x".as_ptr() },
    MethodDef { name: core::ptr::null(), function: None, flags: 0, doc: core::ptr::null() },
];

static mut MODULE: ModuleDef = ModuleDef {
    refcount: 1,
    kind: null_mut(),
    init: null_mut(),
    index: 0,
    copy: null_mut(),
    name: c"_cell".as_ptr(),
    doc: c"Native code inside the sandbox.".as_ptr(),
    size: -1,
    methods: (&raw mut METHODS).cast(),
    slots: null_mut(),
    traverse: null_mut(),
    clear: null_mut(),
    free: null_mut(),
};

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyInit__cell() -> *mut Object {
    // SAFETY: Python calls this once, with its lock held; the definition is static as it must be.
    unsafe { PyModule_Create2(&raw mut MODULE, STABLE_INTERFACE) }
}

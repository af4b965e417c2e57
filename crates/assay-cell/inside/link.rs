//! The extension module `_link`: bars come in, decisions go out.
//!
//! The strategy's arrays are NumPy views on the tape. When a bar is revealed, their length grows in place: nothing is
//! allocated, and one bar costs one handshake. An array that the strategy has kept a reference to is left as it is (a
//! kept array is a snapshot), and reported for replacement.

use core::ffi::{c_char, c_int, c_long, c_void};
use core::ptr::{null, null_mut};
use core::sync::atomic::{AtomicU32, AtomicU64, Ordering, fence};

use super::board;
use super::python::{
    METH_FASTCALL, METH_NOARGS, MethodDef, ModuleDef, Object, PyLong_FromLong, PyModule_Create2, STABLE_INTERFACE, fast,
    method,
};

/// Arrays that can be watched.
const WATCHED_MAX: usize = 1024;
/// Largest rank of a watched array.
const RANK_MAX: c_int = 2;

const FUTEX_WAIT: usize = 0;
const FUTEX_WAKE: usize = 1;

unsafe extern "C" {
    fn PyLong_AsSize_t(value: *mut Object) -> usize;
    fn PyBool_FromLong(value: c_long) -> *mut Object;
    fn PyErr_Occurred() -> *mut Object;
    fn PyErr_SetString(kind: *mut Object, text: *const c_char);
    fn PyModule_AddIntConstant(module: *mut Object, name: *const c_char, value: c_long) -> c_int;
    fn PyTuple_New(len: isize) -> *mut Object;
    fn PyTuple_SetItem(tuple: *mut Object, index: isize, item: *mut Object) -> c_int;
    fn Py_IncRef(object: *mut Object);
    fn Py_DecRef(object: *mut Object);
    static PyExc_ValueError: *mut Object;
    static mut _Py_NoneStruct: c_void;
}

/// The head of a NumPy array, the same in NumPy 1 and 2 (`PyArrayObject_fields`).
#[repr(C)]
struct Array {
    /// The count of references: the low half word in every CPython from 3.10 on with the lock.
    references: u32,
    _references_high: u32,
    _kind: *mut c_void,
    data: *mut f64,
    rank: c_int,
    dimensions: *mut isize,
    strides: *mut isize,
}

/// An array that grows.
#[derive(Clone, Copy)]
struct Watched {
    array: *mut Array,
    /// References when the arrays were armed; `u32::MAX` for one that always grows.
    references: u32,
    /// Whether it is one-dimensional, contiguous and of floats: then its values can be read here.
    plain: bool,
    /// Whether it has been left behind and waits for a replacement.
    held: bool,
}

/// All state of the module. There is one thread.
struct Link {
    board: *mut u8,
    count: usize,
    watched: [Watched; WATCHED_MAX],
}

static mut LINK: Link = Link {
    board: null_mut(),
    count: 0,
    watched: [Watched { array: null_mut(), references: 0, plain: false, held: false }; WATCHED_MAX],
};

/// The module's state.
///
/// # Safety
/// The caller holds the interpreter's lock, does not keep another borrow, and there is one thread: the cell cannot make
/// more.
unsafe fn link() -> &'static mut Link {
    // SAFETY: the caller's promise.
    unsafe { &mut *(&raw mut LINK) }
}

impl Link {
    fn small(&self, offset: usize) -> &'static AtomicU32 {
        // SAFETY: `attach` was given a mapping that holds the whole board and is never unmapped; `offset` is one of the
        // layout's, aligned for it.
        unsafe { &*self.board.add(offset).cast::<AtomicU32>() }
    }

    fn word(&self, offset: usize) -> &'static AtomicU64 {
        // SAFETY: as in `small`.
        unsafe { &*self.board.add(offset).cast::<AtomicU64>() }
    }

    /// Gives the turn to the host and waits until it comes back. Returns the host's status.
    fn exchange(&self) -> u64 {
        let host_turn = self.small(board::HOST_TURN);
        let seen = host_turn.load(Ordering::Relaxed);
        let cell_turn = self.small(board::CELL_TURN);
        cell_turn.store(cell_turn.load(Ordering::Relaxed).wrapping_add(1), Ordering::Release);
        // Either the host sees the turn before it sleeps, or it is seen here that it sleeps.
        fence(Ordering::SeqCst);
        if self.small(board::HOST_ASLEEP).load(Ordering::Relaxed) != 0 {
            futex(cell_turn, FUTEX_WAKE, 1);
        }
        let mut spins = self.word(board::SPINS).load(Ordering::Relaxed);
        while host_turn.load(Ordering::Acquire) == seen {
            if spins > 0 {
                spins -= 1;
                core::hint::spin_loop();
                continue;
            }
            let asleep = self.small(board::CELL_ASLEEP);
            asleep.store(1, Ordering::Relaxed);
            fence(Ordering::SeqCst);
            if host_turn.load(Ordering::Acquire) == seen {
                futex(host_turn, FUTEX_WAIT, seen);
            }
            asleep.store(0, Ordering::Relaxed);
        }
        self.word(board::STATUS).load(Ordering::Relaxed)
    }

    /// Gives every array the revealed length. Returns whether one was left behind.
    fn grow(&mut self) -> bool {
        let length = self.word(board::LENGTH).load(Ordering::Relaxed) as isize;
        let mut left_behind = false;
        for watched in &mut self.watched[..self.count] {
            // SAFETY: the array is alive, because `watch` took a reference; its dimensions are its own to change, and
            // its memory reaches to the end of the column.
            unsafe {
                let array = &mut *watched.array;
                if array.references > watched.references {
                    watched.held = true;
                    left_behind = true;
                } else {
                    *array.dimensions.add(array.rank as usize - 1) = length;
                }
            }
        }
        left_behind
    }

    fn plain(&self, array: *mut Object) -> Option<(&'static [f64; 2], bool)> {
        let array = array.cast::<Array>();
        let watched = self.watched[..self.count].iter().find(|watched| watched.array == array)?;
        if !watched.plain {
            return None;
        }
        // SAFETY: the array is alive and plain: `dimensions[0]` floats lie at `data`.
        unsafe {
            let length = *(*array).dimensions;
            if length < 2 {
                return None;
            }
            Some((&*(*array).data.add(length as usize - 2).cast::<[f64; 2]>(), true))
        }
    }
}

/// The system call `futex`, shared between processes.
fn futex(word: &AtomicU32, operation: usize, value: u32) {
    // SAFETY: the word is valid for as long as the call lasts; the call changes no memory of ours.
    unsafe {
        #[cfg(target_arch = "x86_64")]
        core::arch::asm!(
            "syscall",
            inout("rax") 202_usize => _,
            in("rdi") word.as_ptr(),
            in("rsi") operation,
            in("rdx") value as usize,
            in("r10") 0_usize,
            in("r8") 0_usize,
            in("r9") 0_usize,
            out("rcx") _,
            out("r11") _,
            options(nostack),
        );
        #[cfg(target_arch = "aarch64")]
        core::arch::asm!(
            "svc 0",
            in("x8") 98_usize,
            inout("x0") word.as_ptr() => _,
            in("x1") operation,
            in("x2") value as usize,
            in("x3") 0_usize,
            in("x4") 0_usize,
            in("x5") 0_usize,
            options(nostack),
        );
    }
}

fn none() -> *mut Object {
    let none = (&raw mut _Py_NoneStruct).cast::<Object>();
    // SAFETY: `None` is an object like any other; a function returns a reference of its own.
    unsafe { Py_IncRef(none) };
    none
}

fn refuse(text: &core::ffi::CStr) -> *mut Object {
    // SAFETY: the lock is held by the function that is refusing; the text ends with a zero.
    unsafe { PyErr_SetString(PyExc_ValueError, text.as_ptr()) };
    null_mut()
}

/// `attach(address)`: where the board is mapped.
unsafe extern "C" fn attach(_: *mut Object, address: *mut Object) -> *mut Object {
    // SAFETY: Python calls with its lock held and one argument.
    unsafe {
        let address = PyLong_AsSize_t(address);
        if !PyErr_Occurred().is_null() {
            return null_mut();
        }
        link().board = address as *mut u8;
    }
    none()
}

/// `watch(array, plain)`: lets an array grow; returns its index.
unsafe extern "C" fn watch(_: *mut Object, arguments: *const *mut Object, count: isize) -> *mut Object {
    if count != 2 {
        return refuse(c"watch(array, plain)");
    }
    // SAFETY: Python passes `count` arguments with its lock held; only our own Python files call this, with an array.
    unsafe {
        let array = (*arguments).cast::<Array>();
        let plain = PyLong_AsSize_t(*arguments.add(1)) != 0;
        let link = link();
        if link.count == WATCHED_MAX {
            return refuse(c"more than 1024 arrays of indicators");
        }
        if !(1..=RANK_MAX).contains(&(*array).rank) {
            return refuse(c"an indicator has one or two dimensions");
        }
        Py_IncRef(array.cast());
        link.watched[link.count] = Watched { array, references: u32::MAX, plain, held: false };
        link.count += 1;
        PyLong_FromLong((link.count - 1) as c_long)
    }
}

/// `replace(index, array)`: puts an array in the place of one that was left behind.
unsafe extern "C" fn replace(_: *mut Object, arguments: *const *mut Object, count: isize) -> *mut Object {
    if count != 2 {
        return refuse(c"replace(index, array)");
    }
    // SAFETY: as in `watch`.
    unsafe {
        let index = PyLong_AsSize_t(*arguments);
        let array = (*arguments.add(1)).cast::<Array>();
        let link = link();
        if index >= link.count {
            return refuse(c"no such array");
        }
        Py_IncRef(array.cast());
        Py_DecRef(link.watched[index].array.cast());
        link.watched[index].array = array;
        link.watched[index].held = false;
    }
    none()
}

/// `arm(indices)`: from now on, more references than now mean that an array is kept.
unsafe extern "C" fn arm(_: *mut Object, arguments: *const *mut Object, count: isize) -> *mut Object {
    // SAFETY: as in `watch`.
    unsafe {
        let link = link();
        for position in 0..count as usize {
            let index = PyLong_AsSize_t(*arguments.add(position));
            if index >= link.count {
                return refuse(c"no such array");
            }
            link.watched[index].references = (*link.watched[index].array).references;
        }
    }
    none()
}

/// `held()`: the indices of the arrays that were left behind.
unsafe extern "C" fn held(_: *mut Object, _: *mut Object) -> *mut Object {
    // SAFETY: the lock is held; the tuple is filled before anyone sees it.
    unsafe {
        let link = link();
        let count = link.watched[..link.count].iter().filter(|watched| watched.held).count();
        let tuple = PyTuple_New(count as isize);
        if tuple.is_null() {
            return null_mut();
        }
        let mut position = 0;
        for index in 0..link.count {
            if link.watched[index].held {
                PyTuple_SetItem(tuple, position, PyLong_FromLong(index as c_long));
                position += 1;
            }
        }
        tuple
    }
}

/// `exchange()`: hands the command on the board to the host; returns its status.
unsafe extern "C" fn exchange(_: *mut Object, _: *mut Object) -> *mut Object {
    // SAFETY: the lock is held.
    unsafe { PyLong_FromLong(link().exchange() as c_long) }
}

/// `step()`: the decision is complete; waits for the next bar. Returns 0 at the end, 1 when the arrays have grown, 2 when
/// some were left behind.
unsafe extern "C" fn step(_: *mut Object, _: *mut Object) -> *mut Object {
    // SAFETY: the lock is held.
    unsafe {
        let link = link();
        link.word(board::COMMAND).store(board::NEXT, Ordering::Relaxed);
        if link.exchange() != board::GO {
            return PyLong_FromLong(0);
        }
        PyLong_FromLong(if link.grow() { 2 } else { 1 })
    }
}

/// `grow()`: gives the arrays the revealed length without a handshake. Returns whether some were left behind.
unsafe extern "C" fn grow(_: *mut Object, _: *mut Object) -> *mut Object {
    // SAFETY: the lock is held.
    unsafe { PyBool_FromLong(c_long::from(link().grow())) }
}

/// `crossover(a, b)`: whether `a` was below `b` one bar ago and is above it now; `None` when the arrays are not ours.
unsafe extern "C" fn crossover(_: *mut Object, arguments: *const *mut Object, count: isize) -> *mut Object {
    if count != 2 {
        return refuse(c"crossover(a, b)");
    }
    // SAFETY: as in `watch`.
    unsafe {
        let link = link();
        let (Some((a, _)), Some((b, _))) = (link.plain(*arguments), link.plain(*arguments.add(1))) else {
            return none();
        };
        PyBool_FromLong(c_long::from(a[0] < b[0] && a[1] > b[1]))
    }
}

const METH_O: c_int = 8;

static mut METHODS: [MethodDef; 10] = [
    method(c"attach", METH_O, attach),
    method(c"watch", METH_FASTCALL, fast(watch)),
    method(c"replace", METH_FASTCALL, fast(replace)),
    method(c"arm", METH_FASTCALL, fast(arm)),
    method(c"held", METH_NOARGS, held),
    method(c"exchange", METH_NOARGS, exchange),
    method(c"step", METH_NOARGS, step),
    method(c"grow", METH_NOARGS, grow),
    method(c"crossover", METH_FASTCALL, fast(crossover)),
    MethodDef { name: null(), function: None, flags: 0, doc: null() },
];

static mut MODULE: ModuleDef = ModuleDef {
    refcount: 1,
    kind: null_mut(),
    init: null_mut(),
    index: 0,
    copy: null_mut(),
    name: c"_link".as_ptr(),
    doc: c"Bars come in, decisions go out.".as_ptr(),
    size: -1,
    methods: (&raw mut METHODS).cast(),
    slots: null_mut(),
    traverse: null_mut(),
    clear: null_mut(),
    free: null_mut(),
};

/// Makes the module, with the layout of the board as its constants.
///
/// # Safety
/// For Python's import machinery only.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyInit__link() -> *mut Object {
    // SAFETY: Python calls this once, with its lock held; the definition is static as it must be.
    unsafe {
        let module = PyModule_Create2(&raw mut MODULE, STABLE_INTERFACE);
        if module.is_null() {
            return null_mut();
        }
        for (name, value) in board::NAMES {
            if PyModule_AddIntConstant(module, name.as_ptr(), *value as c_long) != 0 {
                return null_mut();
            }
        }
        module
    }
}

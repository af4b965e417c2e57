//! The extension module `_cell`: native code inside the sandbox.
//!
//! No standard library, no allocation, no panic that unwinds: after a fork and before `exec` nothing else is safe, and
//! what is not there cannot be attacked.
#![cfg_attr(inside, no_std)]

#[path = "../src/board.rs"]
mod board;
mod link;
mod python;

#[cfg(inside)]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    loop {
        // SAFETY: an illegal instruction ends the process; nothing of it is used afterwards.
        unsafe { core::arch::asm!("ud2", options(noreturn)) }
    }
}

/// The precompiled `core` names it; with `panic=abort` nobody calls it.
#[cfg(inside)]
#[unsafe(no_mangle)]
pub extern "C" fn rust_eh_personality() {}

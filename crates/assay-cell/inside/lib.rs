//! The extension modules `_cell` and `_link`: native code inside the sandbox.
//!
//! No standard library, no allocation, no panic that unwinds: after a fork and before the program nothing else is safe,
//! and what is not there cannot be attacked.
#![cfg_attr(inside, no_std)]
#![allow(dead_code, reason = "layouts are shared with the host, which uses the rest")]

#[path = "../src/board.rs"]
mod board;
mod confine;
#[path = "../src/confinement.rs"]
mod confinement;
mod link;
mod python;
mod system;

#[cfg(inside)]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    loop {
        // SAFETY: an illegal instruction ends the process; nothing of it is used afterwards.
        unsafe {
            #[cfg(target_arch = "x86_64")]
            core::arch::asm!("ud2", options(noreturn));
            #[cfg(target_arch = "aarch64")]
            core::arch::asm!("udf #0", options(noreturn));
        }
    }
}

/// The precompiled `core` names it; with `panic=abort` nobody calls it.
#[cfg(inside)]
#[unsafe(no_mangle)]
pub extern "C" fn rust_eh_personality() {}

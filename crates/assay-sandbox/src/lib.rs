//! The only crate that isolates a program nobody should trust.

mod artefact;
mod cgroup;
mod child;
mod clock;
mod control;
#[cfg(feature = "docker")]
pub mod docker;
mod error;
mod filter;
mod keeper;
mod limits;
mod memory;
mod namespaces;
mod origin;
mod plain;
mod ration;
mod report;
mod request;
mod running;
pub mod runtime;
mod sandbox;
mod zygote;

pub use self::child::{Child, Running};
pub use self::control::remedy;
pub use self::error::Error;
pub use self::limits::{Limit, LimitError, Limits};
pub use self::memory::Memory;
pub use self::plain::plain;
pub use self::report::{Artefact, BackendName, Control, Output, Report, State, Status};
pub use self::request::{Request, RequestError};
pub use self::running::{Process, Service, clean_up, services};
pub use self::sandbox::{Options, Sandbox};

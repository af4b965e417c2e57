//! Looks through a file and prints what it found as JSON:
//! `cargo run --release -p assay-data --example inspect -- FILE`.
#![expect(clippy::print_stdout, reason = "an example talks to its user")]

use std::error::Error;
use std::path::Path;

use assay_data::{LoadOptions, inspect};

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("name a file")?;
    let inspection = inspect(Path::new(&path), &LoadOptions::default(), &mut |_| {})?;
    println!("{}", serde_json::to_string_pretty(&inspection)?);
    Ok(())
}

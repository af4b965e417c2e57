//! Loads a file and prints what it is: `cargo run --release -p assay-data --example load -- FILE [repair]`.
#![expect(clippy::print_stdout, reason = "an example talks to its user")]

use std::error::Error;
use std::path::Path;

use assay_data::{LoadOptions, Repair, load};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().ok_or("name a file")?;
    let repair = if arguments.next().as_deref() == Some("repair") { Repair::all() } else { Repair::none() };
    let options = LoadOptions { repair, ..LoadOptions::default() };
    let mut reports = 0_u64;
    let loaded = load(Path::new(&path), &options, &mut |_| reports += 1)?;
    println!("{} bars, {}, {reports} reports of progress", loaded.bars.len(), loaded.content_hash);
    println!("{:#?}", loaded.origin);
    for action in loaded.repairs.actions.iter().take(20) {
        println!("{action}");
    }
    Ok(())
}

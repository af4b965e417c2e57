//! Writes synthetic minutes: `cargo run --release -p assay-data --example synth -- 10000000 FILE.csv`.

use std::error::Error;
use std::path::Path;

use assay_data::{SynthOptions, synthesise, write_bars};
use assay_types::Timeframe;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let bars = arguments.next().ok_or("say how many bars")?.parse()?;
    let path = arguments.next().ok_or("name a file")?;
    let options = SynthOptions { bars, timeframe: Timeframe::MINUTE, ..SynthOptions::default() };
    write_bars(Path::new(&path), &synthesise(&options)?)?;
    Ok(())
}

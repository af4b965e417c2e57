//! Prints the default policy, to start a policy of one's own from:
//! `cargo run -p assay-lab --example default_policy > examples/policies/default.json`.
#![expect(clippy::print_stdout, reason = "an example talks to its user")]

fn main() -> Result<(), serde_json::Error> {
    println!("{}", serde_json::to_string_pretty(&assay_lab::default_policy())?);
    Ok(())
}

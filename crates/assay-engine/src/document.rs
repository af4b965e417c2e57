//! Strategy documents: checked, resolved, computed over bars and run through the simulator.
//!
//! ```text
//! assay_spec::Strategy --compile--> Compiled --prepare(bars)--> Prepared --simulate--> Outcome
//! ```

mod compile;
mod decide;
mod parameters;
mod prepare;
mod series;
mod signals;
mod sweep;

use assay_types::Bars;

pub use compile::{Compiled, compile};
pub use decide::{Prepared, Refusals};
pub use parameters::{ParameterError, meets_constraints, parameter_values};
pub use prepare::PrepareError;
pub use sweep::{Sweep, Trial, TrialError};

use crate::simulator::{self, Options, Outcome, Pace};

impl Compiled {
    /// The strategy's name.
    pub fn name(&self) -> &assay_types::Identifier {
        &self.name
    }

    /// The value of every parameter.
    pub fn parameters(&self) -> &assay_spec::ParameterValues {
        &self.parameters
    }

    /// Runs the document over bars; also tells which entries could not be ordered.
    ///
    /// # Errors
    /// As [`prepare`](Self::prepare).
    pub fn run(&self, bars: &Bars, options: &Options) -> Result<(Outcome, Refusals), PrepareError> {
        self.run_at(Pace::SkipIdle, bars, options)
    }

    /// Runs the document over bars at the given pace.
    ///
    /// # Errors
    /// As [`prepare`](Self::prepare).
    pub fn run_at(
        &self,
        pace: Pace,
        bars: &Bars,
        options: &Options,
    ) -> Result<(Outcome, Refusals), PrepareError> {
        let mut prepared = self.prepare(bars)?;
        let outcome = simulator::simulate_at(pace, bars, options, &mut prepared);
        Ok((outcome, prepared.refusals()))
    }
}

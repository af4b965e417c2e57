//! Loops for the vector instructions of the machine that they run on.

/// Runs a loop that is compiled once for every machine and once for AVX2, whichever the processor has. Both compute the
/// same bits: sums keep their order, and no multiplication is fused with an addition.
#[inline]
pub(crate) fn wide<R>(work: impl FnOnce() -> R) -> R {
    pulp::Arch::new().dispatch(work)
}

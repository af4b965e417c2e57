//! Which functions look ahead. The list is not believed: a test computes every function on prefixes of its
//! data and fails when this list and the truth differ.

/// Functions which rewrite their past, with the reason shown to the writer of a document.
const REFUSED: &[(&str, &str)] = &[];

/// Why a function may not be used in a document.
pub(super) fn refusal(name: &str) -> Option<&'static str> {
    REFUSED.iter().find(|(refused, _)| *refused == name).map(|(_, reason)| *reason)
}

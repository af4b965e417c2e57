//! What a wrong word was probably meant to be.

/// What people and models write, and what it is called here.
const SYNONYMS: &[(&str, &str)] = &[
    ("all", "any"),
    ("amount", "value"),
    ("arguments", "args"),
    ("bool", "boolean"),
    ("both", "any"),
    ("buy", "long"),
    ("capital", "cash"),
    ("commissions", "commission"),
    ("condition", "when"),
    ("direction", "side"),
    ("entries", "entry_rules"),
    ("entry", "entry_rules"),
    ("enum", "choice"),
    ("exit", "exit_rules"),
    ("exits", "exit_rules"),
    ("expression", "when"),
    ("fees", "commission"),
    ("float", "number"),
    ("indicator", "function"),
    ("initial_cash", "cash"),
    ("input", "inputs"),
    ("int", "integer"),
    ("kind", "type"),
    ("length", "timeperiod"),
    ("maximum", "max"),
    ("metric", "statistic"),
    ("minimum", "min"),
    ("multiplier", "multiple"),
    ("operator", "op"),
    ("options", "choices"),
    ("params", "args"),
    ("params", "parameters"),
    ("pct", "percent"),
    ("percentage", "percent"),
    ("period", "timeperiod"),
    ("position", "side"),
    ("position_size", "sizing"),
    ("position_sizing", "sizing"),
    ("risk_management", "risk"),
    ("rule", "when"),
    ("sell", "short"),
    ("sl", "stop_loss"),
    ("source", "inputs"),
    ("string", "choice"),
    ("title", "name"),
    ("tp", "take_profit"),
    ("trailing", "trailing_stop"),
    ("type", "function"),
    ("type", "kind"),
    ("value", "default"),
    ("values", "choices"),
    ("version", "schema_version"),
    ("window", "timeperiod"),
];

/// Words longer than this are not compared: the comparison takes time in the product of the lengths.
const WORD_BYTES_MAX: usize = 64;

/// The candidate that `word` was probably meant to be: a synonym, another way of writing it, or one within
/// a few slips of the finger. The first of equally near candidates.
pub fn closest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if word.len() > WORD_BYTES_MAX {
        return None;
    }
    let bare = |text: &str| -> String {
        let letters = text.chars().filter(|letter| letter.is_alphanumeric());
        letters.map(|letter| letter.to_ascii_lowercase()).collect()
    };
    let bare_word = bare(word);
    let slips_max = word.len().div_ceil(4).min(3);
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates.into_iter().filter(|candidate| candidate.len() <= WORD_BYTES_MAX) {
        let bare_candidate = bare(candidate);
        let distance = if bare_candidate == bare_word && !bare_word.is_empty() {
            0
        } else if SYNONYMS.iter().any(|&(from, to)| to == candidate && bare(from) == bare_word) {
            1
        } else {
            strsim::damerau_levenshtein(&bare_word, &bare_candidate)
        };
        // A word that differs in every letter is no slip.
        let plausible = distance <= slips_max.max(1) && distance < bare_word.len().max(2);
        if plausible && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// ``did you mean `x`?``, or what there is to choose from.
pub(crate) fn help(word: &str, candidates: &[&str], plural: &str) -> Option<String> {
    if let Some(candidate) = closest(word, candidates.iter().copied()) {
        return Some(format!("did you mean `{candidate}`?"));
    }
    (!candidates.is_empty()).then(|| format!("{plural} {}", list(candidates)))
}

/// `` `a`, `b`, `c` ``, cut after twelve.
pub(crate) fn list(words: &[&str]) -> String {
    const SHOWN_MAX: usize = 12;
    let mut shown = words
        .iter()
        .take(SHOWN_MAX)
        .map(|word| format!("`{}`", assay_types::Excerpt::of(word)))
        .collect::<Vec<_>>()
        .join(", ");
    if words.len() > SHOWN_MAX {
        shown.push_str(", …");
    }
    shown
}

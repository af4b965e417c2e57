//! What models say: no panic, places lie inside their texts, the code is what it says it is, and what is made of it is
//! a valid document; its layout, where it has one, keeps.
#![no_main]

use assay_check::{CheckPolicy, Place, Source, layout, metadata, read_answer};
use assay_spec::check;
use libfuzzer_sys::fuzz_target;

fn holds(text: &str, place: &Place) {
    assert!(text.get(place.range.clone()).is_some(), "{place:?} of {text:?}");
    assert!(place.start.line >= 1 && place.start.column >= 1, "{place:?}");
    assert!(place.start <= place.end, "{place:?}");
}

fuzz_target!(|bytes: &[u8]| {
    let answer = read_answer("fuzz", bytes, &CheckPolicy::default());
    assert_eq!(answer, read_answer("fuzz", bytes, &CheckPolicy::default()));
    assert_eq!(answer.wrapping.is_some(), answer.code.is_some());
    assert!(answer.code.is_some() || !answer.is_accepted(), "an answer without code is accepted");
    let text = str::from_utf8(bytes).unwrap_or_default();
    for problem in &answer.problems {
        assert!(!problem.message.is_empty());
        problem.place.iter().for_each(|place| holds(text, place));
        problem.place_in_code.iter().for_each(|place| holds(answer.code.as_deref().unwrap_or_default(), place));
    }
    if let Some(document) = &answer.document {
        assert_eq!(check(document), [], "{document:?}");
    }
    let Some(code) = &answer.code else { return };
    if let Ok(module) = Source::read("code", code.as_bytes()) {
        assert_eq!(answer.metadata.as_ref(), Some(&metadata(&module)));
        if let Ok(laid_out) = layout(&module) {
            let again = Source::read("layout", laid_out.as_bytes()).expect("a layout is Python");
            assert_eq!(layout(&again).as_deref(), Ok(laid_out.as_str()), "laid out again, it changes: {code:?}");
        }
    }
});

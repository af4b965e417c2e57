//! Text taken out of another, which still knows where each character stood.

use std::ops::Range;

/// A text and where it is from. Code in a JSON string in a fence is a part of a part of the answer.
#[derive(Debug, Clone)]
pub(super) struct Part {
    text: String,
    /// Where runs of characters begin here, and where in the answer; in order.
    runs: Vec<(usize, usize)>,
    /// How long the answer is.
    answer_bytes: usize,
}

impl Part {
    /// The answer itself.
    pub(super) fn whole(text: &str) -> Self {
        Self { text: text.to_owned(), runs: vec![(0, 0)], answer_bytes: text.len() }
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// What stands in this range.
    pub(super) fn slice(&self, range: Range<usize>) -> Self {
        let mut slice = Builder::new(self);
        slice.copy(range);
        slice.finish()
    }

    /// Where a range stands in the answer. Its ends may lie inside characters there, where an escape stands for one.
    pub(super) fn in_answer(&self, range: Range<usize>) -> Range<usize> {
        let start = self.offset_in_answer(range.start);
        if range.is_empty() {
            return start..start;
        }
        // The end is told by the last character inside, because behind it anything may have been left out.
        let last = range.end.saturating_sub(1);
        let end = self.offset_in_answer(last).saturating_add(1).min(self.answer_bytes);
        start..end.max(start)
    }

    fn offset_in_answer(&self, offset: usize) -> usize {
        let run = self.run_at(offset);
        let &(inner, outer) = self.runs.get(run).unwrap_or(&(0, 0));
        outer.saturating_add(offset.saturating_sub(inner)).min(self.answer_bytes)
    }

    fn run_at(&self, offset: usize) -> usize {
        self.runs.partition_point(|&(inner, _)| inner <= offset).saturating_sub(1)
    }
}

/// Makes a part of another, piece by piece.
pub(super) struct Builder<'p> {
    outer: &'p Part,
    text: String,
    runs: Vec<(usize, usize)>,
}

impl<'p> Builder<'p> {
    pub(super) fn new(outer: &'p Part) -> Self {
        Self { outer, text: String::new(), runs: Vec::new() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Appends what stands in this range of the outer text.
    pub(super) fn copy(&mut self, range: Range<usize>) {
        self.append_range(self.outer, range);
    }

    /// Appends another part of the answer.
    pub(super) fn append(&mut self, part: &Part) {
        self.append_range(part, 0..part.text.len());
    }

    fn append_range(&mut self, part: &Part, range: Range<usize>) {
        let Some(text) = part.text.get(range.clone()) else { return };
        let here = self.text.len();
        self.runs.push((here, part.offset_in_answer(range.start)));
        let first = part.run_at(range.start).saturating_add(1);
        let within = part.runs.iter().skip(first).take_while(|&&(inner, _)| inner < range.end);
        let shift = |inner: usize| inner.saturating_sub(range.start).saturating_add(here);
        self.runs.extend(within.map(|&(inner, answer)| (shift(inner), answer)));
        self.text.push_str(text);
    }

    /// Appends what the outer text writes otherwise at this offset: the character of an escape.
    pub(super) fn write(&mut self, character: char, outer: usize) {
        self.runs.push((self.text.len(), self.outer.offset_in_answer(outer)));
        self.text.push(character);
    }

    pub(super) fn finish(self) -> Part {
        Part { text: self.text, runs: self.runs, answer_bytes: self.outer.answer_bytes }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_found_through_all_layers() {
        let answer = Part::whole("say: \"a\\nbä\" end");
        let mut builder = Builder::new(&answer);
        builder.copy(6..7);
        builder.write('\n', 7);
        builder.copy(9..12);
        let string = builder.finish();
        assert_eq!(string.text(), "a\nbä");
        let inner = string.slice(2..5);
        assert_eq!(inner.text(), "bä");
        assert_eq!(answer.text().get(inner.in_answer(0..1)), Some("b"));
        assert_eq!(answer.text().get(inner.in_answer(1..3)), Some("ä"));
        assert_eq!(answer.text().get(inner.in_answer(0..3)), Some("bä"));
        assert_eq!(answer.text().get(string.in_answer(0..1)), Some("a"));
        assert_eq!(inner.in_answer(3..3), 12..12);
        assert_eq!(answer.in_answer(90..99), answer.text().len()..answer.text().len());
    }
}

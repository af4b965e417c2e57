//! The truth of a condition on many bars, one bit a bar.

use super::Truth;

/// Bars in a word.
pub(crate) const WORD: usize = 64;

/// Where a condition holds among consecutive bars: bit `n` of word `m` is bar `64 m + n`. Bits beyond the bars are 0.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Holds {
    words: Vec<u64>,
    bars: usize,
}

impl Holds {
    /// How many bars there are.
    pub(crate) fn bars(&self) -> usize {
        self.bars
    }

    pub(crate) fn words(&self) -> &[u64] {
        &self.words
    }

    /// Whether it holds on that bar; not on one beyond the bars.
    pub(crate) fn contains(&self, bar: usize) -> bool {
        self.words.get(bar / WORD).is_some_and(|word| word >> (bar % WORD) & 1 == 1)
    }

    pub(super) fn clear(&mut self) {
        self.words.clear();
        self.bars = 0;
    }

    /// Goes on with the truths of more bars. Those before fill whole words.
    pub(super) fn extend(&mut self, truths: &Truths, bars: usize) {
        debug_assert!(self.bars.is_multiple_of(WORD), "a word is not cut");
        self.words.extend(truths.holds.iter().take(bars.div_ceil(WORD)));
        self.bars = self.bars.saturating_add(bars);
        if let (used @ 1.., Some(last)) = (bars % WORD, self.words.last_mut()) {
            *last &= !(u64::MAX << used);
        }
    }
}

impl FromIterator<bool> for Holds {
    fn from_iter<I: IntoIterator<Item = bool>>(bars: I) -> Self {
        let mut holds = Self::default();
        for bar in bars {
            if holds.bars.is_multiple_of(WORD) {
                holds.words.push(0);
            }
            if let Some(word) = holds.words.last_mut() {
                *word |= u64::from(bar) << (holds.bars % WORD);
            }
            holds.bars = holds.bars.saturating_add(1);
        }
        holds
    }
}

/// Where a condition is true and where it is false; where it is neither it is unknown. Bits as of [`Holds`], but those
/// beyond the bars mean nothing.
#[derive(Debug, Clone, Default)]
pub(super) struct Truths {
    pub(super) holds: Vec<u64>,
    pub(super) fails: Vec<u64>,
}

impl Truths {
    /// Unknown on so many bars.
    pub(super) fn resize(&mut self, bars: usize) {
        self.holds.resize(bars.div_ceil(WORD), 0);
        self.fails.resize(bars.div_ceil(WORD), 0);
    }

    pub(super) fn fill(&mut self, truth: Truth) {
        let all = |is: bool| if is { u64::MAX } else { 0 };
        self.holds.fill(all(truth == Truth::True));
        self.fails.fill(all(truth == Truth::False));
    }

    pub(super) fn and(&mut self, with: &Self) {
        join(&mut self.holds, &with.holds, |a, b| a & b);
        join(&mut self.fails, &with.fails, |a, b| a | b);
    }

    pub(super) fn or(&mut self, with: &Self) {
        join(&mut self.holds, &with.holds, |a, b| a | b);
        join(&mut self.fails, &with.fails, |a, b| a & b);
    }

    pub(super) fn not(&mut self) {
        std::mem::swap(&mut self.holds, &mut self.fails);
    }

    /// The truths that others have so many bars before; unknown where that is before their first. `start` is the first
    /// bar here, which begins a word.
    pub(super) fn copy_lagged(&mut self, others: &Self, start: usize, lag: usize) {
        for (words, others) in [(&mut self.holds, &others.holds), (&mut self.fails, &others.fails)] {
            for (word, index) in words.iter_mut().zip(start / WORD..) {
                *word = lagged(others, index, lag);
            }
        }
    }

    /// Unknown on the first so many bars.
    pub(super) fn forget(&mut self, bars: usize) {
        for words in [&mut self.holds, &mut self.fails] {
            let whole = (bars / WORD).min(words.len());
            let (forgotten, rest) = words.split_at_mut(whole);
            forgotten.fill(0);
            if let Some(word) = rest.first_mut() {
                *word &= u64::MAX << (bars % WORD);
            }
        }
    }
}

/// How two numbers stand to each other; where none of it is so, one of them is unknown. Bits as of [`Truths`].
#[derive(Debug, Clone, Default)]
pub(super) struct Order {
    pub(super) less: Vec<u64>,
    pub(super) equal: Vec<u64>,
    pub(super) greater: Vec<u64>,
}

impl Order {
    /// For so many bars.
    pub(super) fn resize(&mut self, bars: usize) {
        for words in [&mut self.less, &mut self.equal, &mut self.greater] {
            words.resize(bars.div_ceil(WORD), 0);
        }
    }
}

fn join(words: &mut [u64], with: &[u64], join: impl Fn(u64, u64) -> u64) {
    words.iter_mut().zip(with).for_each(|(word, with)| *word = join(*word, *with));
}

/// The word at `index` of a series of bits that comes so many bars later.
fn lagged(words: &[u64], index: usize, lag: usize) -> u64 {
    let before = |back: usize| index.checked_sub(back).and_then(|at| words.get(at)).copied().unwrap_or(0);
    let (whole, part) = (lag / WORD, lag % WORD);
    match part {
        0 => before(whole),
        1.. => before(whole) << part | before(whole.saturating_add(1)) >> (WORD - part),
    }
}

//! What a document's rules say, bar by bar.

use assay_spec::{ExitSide, OppositeEntry};
use assay_types::Direction;

/// A rule that enters long holds on the bar, and no earlier entry rule.
const ENTER_LONG: u8 = 1;
/// A rule that enters short holds on the bar, and no earlier entry rule.
const ENTER_SHORT: u8 = 2;
/// A rule that leaves long trades holds on the bar.
const EXIT_LONG: u8 = 4;
/// A rule that leaves short trades holds on the bar.
const EXIT_SHORT: u8 = 8;

/// Bars that are tested at once.
const WORD: usize = 8;

/// The signals of the bars from one on.
#[derive(Debug, Default)]
pub(super) struct Signals {
    /// The first bar.
    first: usize,
    flags: Vec<u8>,
    /// Where each entry rule holds, in the document's order.
    entries: Vec<Vec<bool>>,
    opposite: OppositeEntry,
}

/// Where a rule holds: from the first bar of the signals on.
pub(super) type Holds = Vec<bool>;

impl Signals {
    /// Signals from bar `first` on, in the memory of earlier ones; what is no longer needed of it is returned.
    pub(super) fn renew(
        self,
        first: usize,
        sides: (&[Direction], &[ExitSide]),
        mut holds: Vec<Holds>,
        opposite: OppositeEntry,
    ) -> (Self, Vec<Holds>) {
        let Self { mut flags, entries: mut spare, .. } = self;
        let (directions, exit_sides) = sides;
        let exits = holds.split_off(directions.len());
        flags.clear();
        flags.resize(holds.first().map_or(0, Vec::len), 0);
        // From the last rule to the first, so that the first has the last word.
        for (direction, holds) in directions.iter().zip(&holds).rev() {
            let enter = enter_flag(*direction);
            for (flag, &holds) in flags.iter_mut().zip(holds) {
                *flag = if holds { enter } else { *flag };
            }
        }
        for (side, holds) in exit_sides.iter().zip(&exits) {
            let exit = match side {
                ExitSide::Long => EXIT_LONG,
                ExitSide::Short => EXIT_SHORT,
                ExitSide::Any => EXIT_LONG | EXIT_SHORT,
            };
            for (flag, &holds) in flags.iter_mut().zip(holds) {
                *flag |= if holds { exit } else { 0 };
            }
        }
        spare.extend(exits);
        (Self { first, flags, entries: holds, opposite }, spare)
    }

    /// The direction to enter at `bar`, if any.
    pub(super) fn entry(&self, bar: usize) -> Option<Direction> {
        match self.flags[bar - self.first] & (ENTER_LONG | ENTER_SHORT) {
            ENTER_LONG => Some(Direction::Long),
            ENTER_SHORT => Some(Direction::Short),
            _ => None,
        }
    }

    /// Which entry rule gave the entry at `bar`.
    pub(super) fn entry_rule(&self, bar: usize) -> Option<usize> {
        self.entries.iter().position(|holds| holds[bar - self.first])
    }

    /// Whether trades of that direction are to be left at `bar`.
    pub(super) fn exit(&self, bar: usize, held: Direction) -> bool {
        self.flags[bar - self.first] & exit_flag(held) != 0
    }

    /// The first bar from `from` on whose signals matter to an account that holds `held`; the end of the bars if there
    /// is none.
    pub(super) fn next(&self, from: usize, held: Option<Direction>) -> usize {
        let wanted = match held {
            None => ENTER_LONG | ENTER_SHORT,
            Some(held) if self.opposite == OppositeEntry::Ignore => exit_flag(held),
            Some(Direction::Long) => EXIT_LONG | ENTER_SHORT,
            Some(Direction::Short) => EXIT_SHORT | ENTER_LONG,
        };
        let start = (from - self.first).min(self.flags.len());
        let rest = &self.flags[start..];
        let (words, tail) = rest.as_chunks::<WORD>();
        let wanted_of_each = u64::from_le_bytes([wanted; WORD]);
        let in_word = |word: &[u8; WORD]| u64::from_le_bytes(*word) & wanted_of_each;
        let offset = if let Some(at) = words.iter().position(|word| in_word(word) != 0) {
            at * WORD + in_word(&words[at]).trailing_zeros() as usize / 8
        } else {
            let after = words.len() * WORD;
            tail.iter().position(|flags| flags & wanted != 0).map_or(rest.len(), |at| after + at)
        };
        self.first + start + offset
    }
}

fn enter_flag(direction: Direction) -> u8 {
    match direction {
        Direction::Long => ENTER_LONG,
        Direction::Short => ENTER_SHORT,
    }
}

fn exit_flag(held: Direction) -> u8 {
    match held {
        Direction::Long => EXIT_LONG,
        Direction::Short => EXIT_SHORT,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `L`/`S` enter, `l`/`s` exit, `.` nothing; one string per rule.
    fn signals(entries: &[&str], exits: &[&str], opposite: OppositeEntry) -> Signals {
        let holds = |rule: &&str| rule.chars().map(|bar| bar != '.').collect::<Vec<_>>();
        let direction = |rule: &&str| if rule.contains('L') { Direction::Long } else { Direction::Short };
        let side = |rule: &&str| match (rule.contains('l'), rule.contains('s')) {
            (true, false) => ExitSide::Long,
            (false, true) => ExitSide::Short,
            _ => ExitSide::Any,
        };
        let directions: Vec<_> = entries.iter().map(direction).collect();
        let sides: Vec<_> = exits.iter().map(side).collect();
        let all = entries.iter().chain(exits).map(holds).collect();
        Signals::default().renew(0, (&directions, &sides), all, opposite).0
    }

    #[test]
    fn the_first_entry_rule_that_holds_decides() {
        let signals = signals(&["L..L", "SS.S"], &[], OppositeEntry::Reverse);
        let found: Vec<_> = (0..4).map(|bar| (signals.entry(bar), signals.entry_rule(bar))).collect();
        let (long, short) = (Some(Direction::Long), Some(Direction::Short));
        assert_eq!(found, [(long, Some(0)), (short, Some(1)), (None, None), (long, Some(0))]);
    }

    #[test]
    fn an_account_wakes_for_what_can_change_it() {
        let check = |held, opposite, expected: usize| {
            let signals = signals(&["L....L", ".S...."], &["..l...", "...s.."], opposite);
            assert_eq!(signals.next(1, held), expected, "{held:?} {opposite:?}");
        };
        check(None, OppositeEntry::Reverse, 1);
        check(Some(Direction::Long), OppositeEntry::Reverse, 1);
        check(Some(Direction::Long), OppositeEntry::Ignore, 2);
        check(Some(Direction::Short), OppositeEntry::Close, 3);
        check(Some(Direction::Short), OppositeEntry::Ignore, 3);
    }

    #[test]
    fn the_end_of_the_data_is_the_wake_up_of_last_resort() {
        let quiet = "L".to_owned() + &".".repeat(200);
        let signals = signals(&[&quiet], &[], OppositeEntry::Reverse);
        assert_eq!((signals.next(0, None), signals.next(1, None), signals.next(500, None)), (0, 201, 201));
    }
}

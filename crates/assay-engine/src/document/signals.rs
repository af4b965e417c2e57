//! What a document's rules say, bar by bar.

use assay_spec::{ExitSide, OppositeEntry};
use assay_types::Direction;

use crate::rules::{Holds, WORD};

/// The signals of the bars from one on. Sets of bars have one bit a bar, as [`Holds`] has them.
#[derive(Debug, Default)]
pub(super) struct Signals {
    /// The first bar.
    first: usize,
    bars: usize,
    /// Where a rule that enters long holds, and no earlier entry rule.
    enter_long: Vec<u64>,
    /// Where a rule that enters short holds, and no earlier entry rule.
    enter_short: Vec<u64>,
    /// Where a rule that leaves long trades holds.
    exit_long: Vec<u64>,
    /// Where a rule that leaves short trades holds.
    exit_short: Vec<u64>,
    /// Where each entry rule holds, in the document's order.
    entries: Vec<Holds>,
    opposite: OppositeEntry,
}

impl Signals {
    /// Signals from bar `first` on, in the memory of earlier ones; what is no longer needed of it is returned.
    pub(super) fn renew(
        mut self,
        first: usize,
        sides: (&[Direction], &[ExitSide]),
        mut holds: Vec<Holds>,
        opposite: OppositeEntry,
    ) -> (Self, Vec<Holds>) {
        let (directions, exit_sides) = sides;
        let exits = holds.split_off(directions.len());
        let bars = holds.first().map_or(0, Holds::bars);
        for set in [&mut self.enter_long, &mut self.enter_short, &mut self.exit_long, &mut self.exit_short] {
            set.clear();
            set.resize(bars.div_ceil(WORD), 0);
        }
        for (direction, holds) in directions.iter().zip(&holds) {
            let (enter, taken) = match direction {
                Direction::Long => (&mut self.enter_long, &self.enter_short),
                Direction::Short => (&mut self.enter_short, &self.enter_long),
            };
            for ((enter, taken), holds) in enter.iter_mut().zip(taken).zip(holds.words()) {
                *enter |= holds & !taken;
            }
        }
        for (side, holds) in exit_sides.iter().zip(&exits) {
            let left: &mut [&mut Vec<u64>] = match side {
                ExitSide::Long => &mut [&mut self.exit_long],
                ExitSide::Short => &mut [&mut self.exit_short],
                ExitSide::Any => &mut [&mut self.exit_long, &mut self.exit_short],
            };
            for exit in left {
                exit.iter_mut().zip(holds.words()).for_each(|(exit, holds)| *exit |= holds);
            }
        }
        let mut spare = std::mem::replace(&mut self.entries, holds);
        spare.extend(exits);
        (Self { first, bars, opposite, ..self }, spare)
    }

    /// The direction to enter at `bar`, if any.
    pub(super) fn entry(&self, bar: usize) -> Option<Direction> {
        if self.is_in(&self.enter_long, bar) {
            Some(Direction::Long)
        } else {
            self.is_in(&self.enter_short, bar).then_some(Direction::Short)
        }
    }

    /// Which entry rule gave the entry at `bar`.
    pub(super) fn entry_rule(&self, bar: usize) -> Option<usize> {
        self.entries.iter().position(|holds| holds.contains(bar - self.first))
    }

    /// Whether trades of that direction are to be left at `bar`.
    pub(super) fn exit(&self, bar: usize, held: Direction) -> bool {
        self.is_in(self.exits(held), bar)
    }

    /// The first bar from `from` on whose signals matter to an account that holds `held`; the end of the bars if there
    /// is none.
    pub(super) fn next(&self, from: usize, held: Option<Direction>) -> usize {
        let (one, other) = match held {
            None => (&self.enter_long, &self.enter_short),
            Some(held) if self.opposite == OppositeEntry::Ignore => (self.exits(held), self.exits(held)),
            Some(Direction::Long) => (&self.exit_long, &self.enter_short),
            Some(Direction::Short) => (&self.exit_short, &self.enter_long),
        };
        let start = from - self.first;
        let mut index = start / WORD;
        let mut wanted = u64::MAX << (start % WORD);
        while let (Some(one), Some(other)) = (one.get(index), other.get(index)) {
            let word = (one | other) & wanted;
            if word != 0 {
                return self.first + index * WORD + word.trailing_zeros() as usize;
            }
            wanted = u64::MAX;
            index += 1;
        }
        self.first + self.bars
    }

    /// Whether the bar is in a set.
    fn is_in(&self, set: &[u64], bar: usize) -> bool {
        let at = bar - self.first;
        set[at / WORD] >> (at % WORD) & 1 == 1
    }

    fn exits(&self, held: Direction) -> &Vec<u64> {
        match held {
            Direction::Long => &self.exit_long,
            Direction::Short => &self.exit_short,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `L`/`S` enter, `l`/`s` exit, `.` nothing; one string per rule.
    fn signals(entries: &[&str], exits: &[&str], opposite: OppositeEntry) -> Signals {
        let holds = |rule: &&str| rule.chars().map(|bar| bar != '.').collect::<Holds>();
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

//! What is known about the value of an expression without running it.

use super::library::Library;

/// Where a value comes from.
#[derive(Debug, Clone, Copy, Default)]
pub(super) enum Origin<'a> {
    /// Anything.
    #[default]
    Unknown,
    /// A module of the allow list.
    Library(&'static Library),
    /// A module that the policy added.
    Added,
    /// A member of a module, by its name there.
    Member(&'static Library, &'a str),
    /// A builtin that nothing in the file replaces.
    Builtin(&'a str),
    /// A function that the file defines.
    Function(&'a str),
    /// A class that the file defines.
    Class,
    /// The instance or class that a method belongs to.
    Own,
    /// A `Backtest` that a file starts by itself. Here it does nothing: Assay runs the strategy.
    Backtest,
}

impl Origin<'_> {
    /// Whether this is that member of that module.
    pub(super) fn is(&self, module: &str, member: &str) -> bool {
        matches!(self, Self::Member(library, name) if library.name == module && *name == member)
    }
}

/// Facts about the data that a value holds, as bits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Facts(u8);

impl Facts {
    pub(super) const NONE: Self = Self(0);
    /// One value for each bar.
    pub(super) const SERIES: Self = Self(1);
    /// Windows of bars that end at each bar: what is computed of them is a series again.
    pub(super) const WINDOWS: Self = Self(2);
    /// Groups of bars, such as days or weeks.
    pub(super) const PERIODS: Self = Self(4);
    /// One value for each period that is known only at its end, and stands at its beginning.
    pub(super) const EARLY: Self = Self(8);
    /// The index of a loop over a range.
    pub(super) const INDEX: Self = Self(16);
    /// The number of bars.
    pub(super) const LENGTH: Self = Self(32);
    /// The index of a series: moments, not prices.
    pub(super) const MOMENTS: Self = Self(64);
    /// The bars themselves, or columns of them.
    pub(super) const BARS: Self = Self(128);

    pub(super) fn has(self, fact: Self) -> bool {
        self.0 & fact.0 != 0
    }

    pub(super) fn and(self, fact: Self) -> Self {
        Self(self.0 | fact.0)
    }

    pub(super) fn without(self, fact: Self) -> Self {
        Self(self.0 & !fact.0)
    }

    /// Those of these facts that are among the given ones.
    pub(super) fn only(self, facts: Self) -> Self {
        Self(self.0 & facts.0)
    }
}

/// What is known about a value.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Value<'a> {
    pub(super) origin: Origin<'a>,
    pub(super) facts: Facts,
}

impl<'a> Value<'a> {
    pub(super) fn of(origin: Origin<'a>) -> Self {
        Self { origin, facts: Facts::NONE }
    }

    pub(super) fn with(facts: Facts) -> Self {
        Self { origin: Origin::Unknown, facts }
    }
}

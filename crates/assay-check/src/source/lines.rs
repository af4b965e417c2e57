//! Offsets become lines and columns.

use std::ops::Range;

use crate::finding::Position;

/// Where each line starts.
#[derive(Debug)]
pub(super) struct Lines {
    starts: Vec<usize>,
}

impl Lines {
    pub(super) fn of(text: &str) -> Self {
        let mut starts = vec![0];
        starts.extend(text.match_indices('\n').map(|(at, _)| at.saturating_add(1)));
        Self { starts }
    }

    /// The position of an offset; one behind the end is at the end.
    pub(super) fn position(&self, text: &str, offset: usize) -> Position {
        let offset = offset.min(text.len());
        let line = self.starts.partition_point(|&start| start <= offset);
        let start = self.starts.get(line.saturating_sub(1)).copied().unwrap_or(0);
        let before = text.get(start..offset).unwrap_or("");
        Position { line, column: before.chars().count().saturating_add(1) }
    }

    /// The range of a line, counted from 1, without its line feed.
    pub(super) fn range(&self, text: &str, line: usize) -> Option<Range<usize>> {
        let start = *self.starts.get(line.checked_sub(1)?)?;
        let end = self.starts.get(line).map_or(text.len(), |next| next.saturating_sub(1));
        Some(start..end)
    }

    pub(super) fn count(&self) -> usize {
        self.starts.len()
    }
}

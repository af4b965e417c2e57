//! The handshake with a cell: whose turn it is, and what it said.
//!
//! The other side is hostile. It may write anything anywhere on the board at any time; so each word is read once, and
//! what is read is checked before it is used.

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering, fence};
use std::time::Duration;

use assay_cell::board;
use assay_sandbox::Memory;
use serde::de::DeserializeOwned;

/// How long a sleep lasts before the host looks whether the cell still lives.
const SLEEP: Duration = Duration::from_millis(50);
/// How often either side looks for its turn before it sleeps, where there are cores for both: longer than most decisions
/// take, because to be woken takes as long as fifty bars.
const SPINS: u64 = 4000;

fn spins(cores: usize) -> u64 {
    if cores > 1 { SPINS } else { 0 }
}

/// The cell ended without a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Gone;

/// One side of the board.
pub(crate) struct Conversation<'c> {
    board: &'c Memory,
    running: &'c dyn Fn() -> bool,
    /// The last turn of the cell.
    seen: u32,
    /// The last turn that was given to it.
    given: u32,
    spins: u64,
}

impl std::fmt::Debug for Conversation<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Conversation").field("seen", &self.seen).finish_non_exhaustive()
    }
}

impl<'c> Conversation<'c> {
    /// Takes up a conversation with a cell that has given no command yet.
    pub(crate) fn new(board: &'c Memory, running: &'c dyn Fn() -> bool, cores: usize) -> Self {
        Self { board, running, seen: 0, given: 0, spins: spins(cores) }
    }

    /// Prepares the board before the cell begins.
    pub(crate) fn prepare(board: &Memory, cores: usize) {
        board.words()[board::SPINS / 8].store(spins(cores), Ordering::Relaxed);
    }

    fn word(&self, offset: usize) -> &AtomicU64 {
        &self.board.words()[offset / 8]
    }

    fn small(&self, offset: usize) -> &AtomicU32 {
        &self.board.small_words()[offset / 4]
    }

    /// Waits for the next command.
    ///
    /// # Errors
    /// If the cell ends before it gives one.
    pub(crate) fn listen(&mut self) -> Result<u64, Gone> {
        let turn = self.small(board::CELL_TURN);
        let mut spins = self.spins;
        loop {
            let now = turn.load(Ordering::Acquire);
            if now != self.seen {
                self.seen = now;
                return Ok(self.word(board::COMMAND).load(Ordering::Relaxed));
            }
            if spins > 0 {
                spins -= 1;
                std::hint::spin_loop();
                continue;
            }
            let running = (self.running)();
            let asleep = self.small(board::HOST_ASLEEP);
            asleep.store(1, Ordering::Relaxed);
            fence(Ordering::SeqCst);
            if turn.load(Ordering::Acquire) == self.seen {
                if !running {
                    return Err(Gone);
                }
                // An error is no reason to stop looking.
                drop(Memory::wait(turn, self.seen, Some(SLEEP)));
            }
            asleep.store(0, Ordering::Relaxed);
        }
    }

    /// Answers, and gives the turn back.
    pub(crate) fn answer(&mut self, status: u64) {
        self.word(board::STATUS).store(status, Ordering::Relaxed);
        self.given = self.given.wrapping_add(1);
        let turn = self.small(board::HOST_TURN);
        turn.store(self.given, Ordering::Release);
        // Either the cell sees the turn before it sleeps, or it is seen here that it sleeps.
        fence(Ordering::SeqCst);
        if self.small(board::CELL_ASLEEP).load(Ordering::Relaxed) != 0 {
            Memory::wake(turn);
        }
    }

    /// Answers with a number.
    pub(crate) fn answer_with(&mut self, status: u64, reply: u64) {
        self.set(board::REPLY, reply);
        self.answer(status);
    }

    /// Answers with an error.
    pub(crate) fn refuse(&mut self, kind: u64, text: &str) {
        let bytes = text.as_bytes();
        let bytes = &bytes[..bytes.len().min(4096)];
        for (position, chunk) in bytes.chunks(8).enumerate() {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.word(board::TEXT + position * 8).store(u64::from_ne_bytes(word), Ordering::Relaxed);
        }
        self.set(board::REPLY_TEXT, bytes.len() as u64);
        self.answer_with(board::REFUSED, kind);
    }

    /// Sets a field of the board.
    pub(crate) fn set(&self, field: usize, value: u64) {
        self.word(field).store(value, Ordering::Relaxed);
    }

    /// Sets a field of the board to a float.
    pub(crate) fn set_float(&self, field: usize, value: f64) {
        self.set(field, value.to_bits());
    }

    /// The arguments of the command.
    pub(crate) fn arguments(&self) -> [u64; 8] {
        std::array::from_fn(|position| self.word(board::ARGUMENTS + position * 8).load(Ordering::Relaxed))
    }

    /// The text of the command, at most `bytes_max` long. Invalid UTF-8 is replaced.
    pub(crate) fn text(&self, bytes_max: usize) -> String {
        let len = self.word(board::COMMAND_TEXT).load(Ordering::Relaxed);
        let len = usize::try_from(len).unwrap_or(usize::MAX).min(bytes_max).min(board::TEXT_MAX);
        let mut bytes = Vec::with_capacity(len.next_multiple_of(8));
        for word in &self.board.words()[board::TEXT / 8..][..len.div_ceil(8)] {
            bytes.extend_from_slice(&word.load(Ordering::Relaxed).to_ne_bytes());
        }
        bytes.truncate(len);
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// The text of the command, understood.
    ///
    /// # Errors
    /// If it is not what it should be.
    pub(crate) fn message<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_str(&self.text(board::TEXT_MAX))
    }
}

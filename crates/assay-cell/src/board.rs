//! The shared memory between a host and its cell: one layout, compiled into both.
//!
//! Two pieces of memory are shared. The *tape* holds columns (time, prices, indicators) of eight-byte values; the host
//! alone writes it, and only up to the bar the strategy may know. The *board* is this module: a handshake, the
//! account's state, one command and its reply, records, a text, and the series that an indicator pass returns.
//!
//! The cell is hostile. The host reads every word of the board once, checks it, and believes nothing else.
//!
//! All numbers here are offsets in bytes; every field is eight bytes wide unless told otherwise, in the machine's byte
//! order.

// What one side writes on every bar lies in one cache line, and the other side's in another: a line that changes its
// owner costs as much as all else that a bar needs.

/// The turn that the host gives: it counts up whenever the cell may go on (32 bits; a futex).
pub const HOST_TURN: usize = 0;
/// What the host answers to a command: [`GO`], [`END`] or [`REFUSED`].
pub const STATUS: usize = 8;
/// How many bars are revealed.
pub const LENGTH: usize = 16;
/// Cash plus unrealized profit (float).
pub const EQUITY: usize = 24;
/// Net position in units, negative when short (float).
pub const POSITION_SIZE: usize = 32;
/// Unrealized profit in cash (float).
pub const POSITION_PROFIT: usize = 40;
/// Equity not bound as margin (float).
pub const MARGIN_AVAILABLE: usize = 48;
/// Changes whenever orders or open trades change.
pub const BOOK_VERSION: usize = 56;

/// Set by the cell before it sleeps on [`HOST_TURN`] (32 bits).
pub const CELL_ASLEEP: usize = 64;

/// The turn that the cell gives: it counts up with every command (32 bits; a futex).
pub const CELL_TURN: usize = 128;
/// The command of the cell.
pub const COMMAND: usize = 136;
/// Its arguments: eight values.
pub const ARGUMENTS: usize = 144;
/// Length of the command's text in [`TEXT`].
pub const COMMAND_TEXT: usize = 208;

/// Set by the host before it sleeps on [`CELL_TURN`] (32 bits).
pub const HOST_ASLEEP: usize = 256;

/// How many trades are settled.
pub const CLOSED_TRADES: usize = 320;
/// A reply's number: of an order, or how many records follow.
pub const REPLY: usize = 328;
/// Length of the reply's text in [`TEXT`].
pub const REPLY_TEXT: usize = 336;
/// How often the cell looks for its turn before it sleeps.
pub const SPINS: usize = 344;

/// Records of orders and trades, each [`RECORD_FIELDS`] values.
pub const RECORDS: usize = 4096;
/// Values of a record.
pub const RECORD_FIELDS: usize = 12;
/// How many records fit.
pub const RECORDS_MAX: usize = (TEXT - RECORDS) / (RECORD_FIELDS * 8);
/// A text: UTF-8.
pub const TEXT: usize = 65_536;
/// How long a text can be.
pub const TEXT_MAX: usize = 1 << 20;
/// The series that an indicator pass returns, column after column.
pub const SERIES: usize = TEXT + TEXT_MAX;

/// Status: go on; the bar or the reply is there.
pub const GO: u64 = 0;
/// Status: there are no more bars.
pub const END: u64 = 1;
/// Status: the order was refused; the text says why. `REPLY` is the kind of error: 0 a bracket out of order, 1 anything
/// else that cannot be.
pub const REFUSED: u64 = 2;

/// Command: the decision on this bar is complete.
pub const NEXT: u64 = 1;
/// Command: place an order. Arguments: signed size, limit, stop, stop-loss, take-profit (NaN: none), tag (0: none).
pub const ORDER: u64 = 2;
/// Command: cancel an order. Argument: its number.
pub const CANCEL: u64 = 3;
/// Command: close a trade. Arguments: its number, the portion.
pub const CLOSE_TRADE: u64 = 4;
/// Command: close every open trade. Argument: the portion.
pub const CLOSE_POSITION: u64 = 5;
/// Command: set a trade's stop-loss. Arguments: its number, the price (NaN: none).
pub const SET_STOP_LOSS: u64 = 6;
/// Command: set a trade's take-profit. Arguments: its number, the price (NaN: none).
pub const SET_TAKE_PROFIT: u64 = 7;
/// Command: records of pending orders. Argument: the first to tell.
pub const ORDERS: u64 = 8;
/// Command: records of open trades. Argument: the first to tell.
pub const TRADES: u64 = 9;
/// Command: records of settled trades. Argument: the first to tell.
pub const SETTLED: u64 = 10;
/// Command: the text is a new tag; its number is the reply.
pub const TAG: u64 = 11;
/// Command: `init` is done; the text is its description.
pub const READY: u64 = 12;
/// Command: the strategy failed; the text tells how. The cell ends.
pub const FAILED: u64 = 13;
/// Command: the bars are at an end and the strategy is done; the text tells what was seen. The cell ends.
pub const DONE: u64 = 14;

/// A column's length in values for `bars` bars: a power of two, so that the memory does not tell when the data end, and
/// a cache line, so that columns do not all fall into the same sets of the cache.
pub const fn column_len(bars: usize) -> usize {
    let bars = if bars < 4096 { 4096 } else { bars };
    bars.next_power_of_two() + 8
}

/// Every constant by its name, for Python.
pub const NAMES: &[(&core::ffi::CStr, u64)] = &[
    (c"STATUS", STATUS as u64),
    (c"LENGTH", LENGTH as u64),
    (c"EQUITY", EQUITY as u64),
    (c"POSITION_SIZE", POSITION_SIZE as u64),
    (c"POSITION_PROFIT", POSITION_PROFIT as u64),
    (c"MARGIN_AVAILABLE", MARGIN_AVAILABLE as u64),
    (c"BOOK_VERSION", BOOK_VERSION as u64),
    (c"CLOSED_TRADES", CLOSED_TRADES as u64),
    (c"REPLY", REPLY as u64),
    (c"REPLY_TEXT", REPLY_TEXT as u64),
    (c"COMMAND", COMMAND as u64),
    (c"ARGUMENTS", ARGUMENTS as u64),
    (c"COMMAND_TEXT", COMMAND_TEXT as u64),
    (c"RECORDS", RECORDS as u64),
    (c"RECORD_FIELDS", RECORD_FIELDS as u64),
    (c"RECORDS_MAX", RECORDS_MAX as u64),
    (c"TEXT", TEXT as u64),
    (c"TEXT_MAX", TEXT_MAX as u64),
    (c"SERIES", SERIES as u64),
    (c"GO", GO),
    (c"END", END),
    (c"REFUSED", REFUSED),
    (c"NEXT", NEXT),
    (c"ORDER", ORDER),
    (c"CANCEL", CANCEL),
    (c"CLOSE_TRADE", CLOSE_TRADE),
    (c"CLOSE_POSITION", CLOSE_POSITION),
    (c"SET_STOP_LOSS", SET_STOP_LOSS),
    (c"SET_TAKE_PROFIT", SET_TAKE_PROFIT),
    (c"ORDERS", ORDERS),
    (c"TRADES", TRADES),
    (c"SETTLED", SETTLED),
    (c"TAG", TAG),
    (c"READY", READY),
    (c"FAILED", FAILED),
    (c"DONE", DONE),
];

const _: () = assert!(SERIES.is_multiple_of(4096), "series begin on a page");
const _: () = assert!(RECORDS_MAX >= 64, "a page of records is worth a handshake");

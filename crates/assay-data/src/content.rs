//! What bars are, independent of the file that holds them.

use assay_types::{Bars, ContentHash, ContentHasher, Timestamp};

use crate::column::Column;

/// The hash of the bars themselves: the same for CSV, gzip and Parquet of the same bars.
///
/// SHA-256 over the tag `assay-bars-1`, the count of bars, a byte that tells whether there is a volume, then
/// column by column (time, open, high, low, close, volume) 8 bytes each, little-endian: nanoseconds since
/// 1970 and IEEE 754 doubles, with negative zero as zero.
pub fn content_hash(bars: &Bars) -> ContentHash {
    let mut hasher = ContentHasher::new();
    hasher.update(b"assay-bars-1");
    hasher.update(&u64::try_from(bars.len()).unwrap_or(u64::MAX).to_le_bytes());
    hasher.update(&[u8::from(bars.volume().is_some())]);
    update(&mut hasher, bars.time(), |time: Timestamp| time.unix_nanos().to_le_bytes());
    for column in [bars.open(), bars.high(), bars.low(), bars.close()].into_iter().chain(bars.volume()) {
        // Adding zero turns negative zero into zero and changes nothing else.
        update(&mut hasher, column, |value: f64| (value + 0.0).to_le_bytes());
    }
    hasher.finish()
}

/// The `NaN` of which a missing value of a column is hashed.
const NAN_BITS: u64 = 0x7ff8_0000_0000_0000;

/// The hash of columns beside those of bars: the same for CSV, gzip and Parquet of the same columns. A strategy
/// can tell the order of columns, so it counts.
///
/// SHA-256 over the tag `assay-columns-1` and the count of columns, then for each column the length of its
/// name in bytes, the name, the count of its values, and its values as [`content_hash`] takes them, every
/// `NaN` as the quiet one without payload. Counts and lengths are 8 bytes, little-endian.
pub fn columns_hash(columns: &[Column]) -> ContentHash {
    let length = |length: usize| u64::try_from(length).unwrap_or(u64::MAX).to_le_bytes();
    let mut hasher = ContentHasher::new();
    hasher.update(b"assay-columns-1");
    hasher.update(&length(columns.len()));
    for Column { name, values } in columns {
        hasher.update(&length(name.len()));
        hasher.update(name.as_bytes());
        hasher.update(&length(values.len()));
        update(&mut hasher, values, |value: f64| {
            let bits = if value.is_nan() { NAN_BITS } else { (value + 0.0).to_bits() };
            bits.to_le_bytes()
        });
    }
    hasher.finish()
}

fn update<T: Copy>(hasher: &mut ContentHasher, column: &[T], bytes_of: impl Fn(T) -> [u8; 8]) {
    let mut bytes = Vec::with_capacity(8 * 1024);
    for chunk in column.chunks(1024) {
        bytes.clear();
        for &value in chunk {
            bytes.extend_from_slice(&bytes_of(value));
        }
        hasher.update(&bytes);
    }
}

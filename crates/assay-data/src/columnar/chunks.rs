//! A file that refuses to be read past its end: lengths in a foreign file are claims, and a buffer for a
//! claimed length must not be made before the claim is checked.

use std::fs::File;
use std::io::BufReader;

use bytes::Bytes;
use parquet::errors::ParquetError;
use parquet::file::reader::{ChunkReader, Length};

pub(crate) struct Bounded {
    file: File,
    size: u64,
}

impl Bounded {
    pub(crate) fn new(file: File, size: u64) -> Self {
        Self { file, size }
    }
}

impl Length for Bounded {
    fn len(&self) -> u64 {
        self.size
    }
}

impl ChunkReader for Bounded {
    type T = BufReader<File>;

    fn get_read(&self, start: u64) -> Result<Self::T, ParquetError> {
        self.file.get_read(start)
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes, ParquetError> {
        let end = u64::try_from(length).ok().and_then(|length| start.checked_add(length));
        if end.is_none_or(|end| end > self.size) {
            return Err(ParquetError::EOF(format!("{length} bytes at {start} of {}", self.size)));
        }
        self.file.get_bytes(start, length)
    }
}

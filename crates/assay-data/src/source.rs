//! Opens files: tells their container by its first bytes, unpacks gzip within bounds, counts and hashes what
//! is read.

use std::cell::RefCell;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::rc::Rc;

use assay_types::{ContentHash, ContentHasher};
use flate2::read::MultiGzDecoder;

/// What a file is, by its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Container {
    Text,
    Gzip,
    Parquet,
    /// Something that is known and not read; the text says what to do.
    Other(&'static str),
}

/// Gzip reaches 1032 : 1 on constant bytes and below 20 : 1 on prices.
const RATIO_MAX: u64 = 200;

/// Below this size the ratio is not judged: short files of few distinct rows pack well.
const RATIO_JUDGED_FROM: u64 = 64 * 1024 * 1024;

/// What has been read of a file so far.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) bytes: u64,
    hasher: ContentHasher,
}

/// A file that counts and hashes its bytes as they are read.
pub(crate) struct Counted {
    file: File,
    tally: Rc<RefCell<Tally>>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(buffer)?;
        let mut tally = self.tally.borrow_mut();
        tally.bytes += u64::try_from(count).unwrap_or(u64::MAX);
        tally.hasher.update(buffer.get(..count).unwrap_or_default());
        Ok(count)
    }
}

/// Bytes of a text file, unpacked where it is packed.
pub(crate) enum Text {
    Plain(Counted),
    Gzip(Box<Unpacked>),
}

/// Unpacks gzip and stops at what cannot be a file of prices.
pub(crate) struct Unpacked {
    decoder: MultiGzDecoder<io::BufReader<Counted>>,
    tally: Rc<RefCell<Tally>>,
    bytes: u64,
    bytes_max: u64,
}

impl Read for Unpacked {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.decoder.read(buffer)?;
        self.bytes += u64::try_from(count).unwrap_or(u64::MAX);
        let packed = self.tally.borrow().bytes.max(1);
        if self.bytes > self.bytes_max {
            return Err(io::Error::other(format!(
                "unpacks to more than {} bytes; unpack it and split it",
                self.bytes_max
            )));
        }
        if self.bytes > RATIO_JUDGED_FROM && self.bytes / packed > RATIO_MAX {
            return Err(io::Error::other(format!(
                "unpacks to more than {RATIO_MAX} times its size, as no file of prices does"
            )));
        }
        Ok(count)
    }
}

impl Read for Text {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(file) => file.read(buffer),
            Self::Gzip(unpacked) => unpacked.read(buffer),
        }
    }
}

/// An open file.
pub(crate) struct Source {
    file: File,
    pub(crate) container: Container,
    /// Its size in bytes.
    pub(crate) size: u64,
}

impl Source {
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        let mut file = File::open(path)?;
        let metadata = file.metadata()?;
        if metadata.is_dir() {
            return Err(io::Error::new(io::ErrorKind::IsADirectory, "is a directory; name a file"));
        }
        let mut magic = Vec::new();
        (&mut file).take(8).read_to_end(&mut magic)?;
        file.seek(SeekFrom::Start(0))?;
        Ok(Self { file, container: container(&magic), size: metadata.len() })
    }

    /// The file from its beginning, for readers that seek.
    pub(crate) fn into_file(self) -> File {
        self.file
    }

    /// The file as text, and what has been read of it.
    pub(crate) fn into_text(self, unpacked_max: u64) -> (Text, Rc<RefCell<Tally>>) {
        let tally = Rc::new(RefCell::new(Tally::default()));
        let counted = Counted { file: self.file, tally: Rc::clone(&tally) };
        let text = if self.container == Container::Gzip {
            let decoder = MultiGzDecoder::new(io::BufReader::with_capacity(128 * 1024, counted));
            Text::Gzip(Box::new(Unpacked {
                decoder,
                tally: Rc::clone(&tally),
                bytes: 0,
                bytes_max: unpacked_max,
            }))
        } else {
            Text::Plain(counted)
        };
        (text, tally)
    }
}

impl Text {
    /// The hash of the whole file, packed as it is.
    pub(crate) fn finish(self, tally: &RefCell<Tally>) -> io::Result<ContentHash> {
        let mut counted = match self {
            Self::Plain(counted) => counted,
            Self::Gzip(unpacked) => unpacked.decoder.into_inner().into_inner(),
        };
        io::copy(&mut counted, &mut io::sink())?;
        Ok(tally.take().hasher.finish())
    }
}

/// The hash of a whole file.
pub(crate) fn hash_file(file: &mut File) -> io::Result<ContentHash> {
    let mut hasher = ContentHasher::new();
    file.seek(SeekFrom::Start(0))?;
    io::copy(file, &mut hasher)?;
    file.seek(SeekFrom::Start(0))?;
    Ok(hasher.finish())
}

fn container(magic: &[u8]) -> Container {
    match magic {
        [0x1f, 0x8b, ..] => Container::Gzip,
        [b'P', b'A', b'R', b'1', ..] => Container::Parquet,
        [b'P', b'A', b'R', b'E', ..] => Container::Other("encrypted Parquet; write it without encryption"),
        [b'P', b'K', 3, 4, ..] => {
            Container::Other("a ZIP archive or an Excel workbook; unpack it, or save it as CSV")
        }
        [0x28, 0xb5, 0x2f, 0xfd, ..] => {
            Container::Other("Zstandard; unpack it with `zstd -d`, or pack it with gzip")
        }
        [b'B', b'Z', b'h', ..] => Container::Other("bzip2; unpack it with `bunzip2`, or pack it with gzip"),
        [0xfd, b'7', b'z', b'X', b'Z', ..] => {
            Container::Other("xz; unpack it with `unxz`, or pack it with gzip")
        }
        [0xd0, 0xcf, 0x11, 0xe0, ..] => Container::Other("an Excel workbook; save it as CSV"),
        [b'A', b'R', b'R', b'O', b'W', b'1', ..] => {
            Container::Other("an Arrow (Feather) file; write Parquet instead")
        }
        [0x89, b'H', b'D', b'F', ..] => Container::Other("HDF5; write Parquet or CSV instead"),
        [b'%', b'P', b'D', b'F', ..] => Container::Other("a PDF"),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Container::Other("UTF-16 text; save it as UTF-8"),
        _ => Container::Text,
    }
}

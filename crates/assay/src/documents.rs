//! Reading documents from files.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use assay_engine::document::compile;
use assay_spec::{
    DOCUMENT_BYTES_MAX, Document, DocumentKind, DocumentType, Format, Report, Strategy, examine, read_bytes,
};

use crate::files::shown_path;

/// Reads a document; its file's extension names its format.
///
/// # Errors
/// The file cannot be read or its extension names no format; or everything that is wrong with the document, as
/// an [`assay_spec::Report`].
pub(crate) fn read<T: DocumentType>(path: &Path) -> Result<Document<T>> {
    let (bytes, format) = load::<T>(path)?;
    Ok(read_bytes(&bytes, format, &path.to_string_lossy())?)
}

/// Reads a strategy, as [`read`]; of one that is refused, the engine's problems are told too.
///
/// # Errors
/// As [`read`].
pub(crate) fn read_strategy(path: &Path) -> Result<Document<Strategy>> {
    let (bytes, format) = load::<Strategy>(path)?;
    Ok(strategy_of(&bytes, format, &path.to_string_lossy())?)
}

/// Reads a strategy. If it is refused, what remains of it is compiled with its default parameters, so that the
/// problems of its rules and indicators are told beside those of its shape. One that is read is not compiled:
/// with which parameters is for its user to say.
///
/// # Errors
/// Everything that is wrong with the document.
pub(crate) fn strategy_of(bytes: &[u8], format: Format, name: &str) -> Result<Document<Strategy>, Report> {
    examine::<Strategy>(bytes, format, name).map_err(|unread| {
        let compiled = unread.remains().map(|remains| compile(remains, &remains.default_values()));
        match compiled {
            Some(Err(problems)) => unread.with(problems),
            Some(Ok(_)) | None => unread.into_report(),
        }
    })
}

fn load<T: DocumentType>(path: &Path) -> Result<(Vec<u8>, Format)> {
    let name = shown_path(path);
    let kind = match T::KIND {
        DocumentKind::BacktestConfig => "configuration",
        DocumentKind::VerdictPolicy | DocumentKind::CheckPolicy => "policy",
        DocumentKind::ModelAnswer => "answer",
        kind => kind.as_str(),
    };
    let Some(format) = Format::of_path(path) else {
        let python = if T::KIND == DocumentKind::Strategy { ", or is Python and ends in `.py`" } else { "" };
        bail!(
            "`{name}` names no format of documents; a {kind} ends in `.json`, `.yaml`, `.yml` or `.toml`{python}"
        );
    };
    let cannot = || format!("the {kind} `{name}` cannot be read");
    let file = File::open(path).with_context(cannot)?;
    let size = file.metadata().with_context(cannot)?.len();
    let mut bytes = Vec::new();
    let bytes_max = u64::try_from(DOCUMENT_BYTES_MAX).unwrap_or(u64::MAX);
    if size > bytes_max {
        bail!("the {kind} `{name}` is {size} bytes long; a document has at most {bytes_max}");
    }
    // One byte more than a document may have, so that the reader sees it if the file is no regular one.
    let bytes_max = bytes_max.saturating_add(1);
    file.take(bytes_max).read_to_end(&mut bytes).with_context(cannot)?;
    Ok((bytes, format))
}

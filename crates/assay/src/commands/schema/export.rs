//! `assay schema export`.

use std::fs;

use anyhow::Context as _;
use assay_spec::{DocumentKind, schemas};
use serde_json::{Map, Value as Json, json};

use crate::cli::SchemaExportArgs;
use crate::exit::Exit;
use crate::files;
use crate::output::Printer;

pub(crate) fn run(args: &SchemaExportArgs, printer: &Printer) -> anyhow::Result<Exit> {
    let wanted: Option<DocumentKind> = args.kind.map(DocumentKind::from);
    // Both are in the order of the kinds.
    let chosen = DocumentKind::ALL
        .iter()
        .zip(schemas())
        .filter(|(kind, _)| wanted.is_none_or(|wanted| wanted == **kind));
    let Some(folder) = &args.out else {
        if let Some(kind) = wanted {
            // In either format the schema itself is what was asked for.
            printer.document(kind.schema());
        } else {
            let all: Map<String, Json> =
                chosen.map(|(kind, _)| (kind.as_str().to_owned(), kind.schema().clone())).collect();
            printer.document(&all);
        }
        return Ok(Exit::Passed);
    };
    fs::create_dir_all(folder)
        .with_context(|| format!("the directory `{}` cannot be made", files::shown_path(folder)))?;
    let mut written = Vec::new();
    for (_, (name, content)) in chosen {
        let path = folder.join(name);
        files::write(&path, content.as_bytes(), true)?;
        written.push(path.to_string_lossy().into_owned());
    }
    printer.answer(&json!({ "written": written }), |_| {
        written
            .iter()
            .fold(String::new(), |page, path| page + "wrote " + &crate::diagnostics::shown(path) + "\n")
    });
    Ok(Exit::Passed)
}

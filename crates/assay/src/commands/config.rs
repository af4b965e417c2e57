//! `assay config`.

use std::fmt::Write as _;

use serde::Serialize;
use serde_json::Value as Json;

use crate::cli::ConfigShowArgs;
use crate::environment::Environment;
use crate::exit::Exit;
use crate::output::{Printer, Stream, style};
use crate::settings::{KEYS, Origin, Settings};

/// A value and where it comes from, as JSON.
#[derive(Debug, Serialize)]
struct Shown {
    key: String,
    value: Json,
    layer: &'static str,
    origin: String,
}

pub(crate) fn run(
    args: &ConfigShowArgs,
    environment: &Environment,
    printer: &Printer,
) -> anyhow::Result<Exit> {
    let settings = Settings::resolve(&args.settings, environment)?;
    if printer.is_json() {
        printer.document(&documents(&settings));
    } else {
        printer.page(&page(&settings, printer.stdout()));
    }
    Ok(Exit::Passed)
}

fn documents(settings: &Settings) -> Vec<Shown> {
    let config = serde_json::to_value(&settings.config).unwrap_or_default();
    let shown = |key: &str| {
        let value = config.pointer(&format!("/{}", key.replace('.', "/"))).cloned().unwrap_or_default();
        let origin = settings.origins.get(key).unwrap_or(&Origin::Default);
        Shown { key: key.to_owned(), value, layer: origin.layer(), origin: origin.to_string() }
    };
    let parameters = settings.config.parameters.keys().map(|name| format!("parameters.{name}"));
    KEYS.iter().map(|key| shown(key.name)).chain(parameters.map(|key| shown(&key))).collect()
}

fn page(settings: &Settings, stream: &Stream) -> String {
    let parameters = settings.config.parameters.iter().map(|(name, value)| {
        (format!("parameters.{name}"), value.to_string(), "value of the strategy's parameter")
    });
    let rows: Vec<_> = KEYS
        .iter()
        .map(|key| (key.name.to_owned(), (key.show)(&settings.config), key.meaning))
        .chain(parameters)
        .map(|(key, value, meaning)| {
            let origin = settings.origins.get(&key).unwrap_or(&Origin::Default).clone();
            (key, value, origin, meaning)
        })
        .collect();
    let widest = |lengths: &mut dyn Iterator<Item = usize>| lengths.max().unwrap_or_default();
    let keys = widest(&mut rows.iter().map(|(key, ..)| key.len()));
    let values = widest(&mut rows.iter().map(|(_, value, ..)| value.chars().count()));
    let origins = widest(&mut rows.iter().map(|(_, _, origin, _)| origin.to_string().chars().count()));
    let mut page = String::new();
    for (key, value, origin, meaning) in rows {
        let told = origin.to_string();
        let origin_style = if origin == Origin::Default { style::FAINT } else { style::STRONG };
        let told = stream.paint(origin_style, &format!("{told:<origins$}"));
        let meaning = stream.paint(style::FAINT, meaning);
        let _infallible = writeln!(page, "{key:<keys$}  {value:<values$}  {told}  {meaning}");
    }
    page
}

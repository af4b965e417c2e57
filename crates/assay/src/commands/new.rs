//! `assay new`.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use assay_spec::{Format, Strategy, read};
use assay_types::Identifier;
use serde_json::json;

use crate::cli::{NewArgs, Template};
use crate::exit::Exit;
use crate::files::{self, shown_path};
use crate::output::Printer;

impl Template {
    /// The document, in YAML with comments.
    const fn text(self) -> &'static str {
        match self {
            Self::SmaCross => include_str!("new/sma_cross.yaml"),
            Self::RsiReversion => include_str!("new/rsi_reversion.yaml"),
            Self::Breakout => include_str!("new/breakout.yaml"),
        }
    }

    /// The name that the document gives itself.
    const fn name(self) -> &'static str {
        match self {
            Self::SmaCross => "sma_cross",
            Self::RsiReversion => "rsi_reversion",
            Self::Breakout => "breakout",
        }
    }
}

pub(crate) fn run(args: &NewArgs, printer: &Printer) -> Result<Exit> {
    let name = args.name.as_deref().unwrap_or(args.template.name());
    let name: Identifier = name.parse().context("this cannot be the name of a strategy")?;
    let path = args.out.clone().unwrap_or_else(|| PathBuf::from(format!("{name}.yaml")));
    if path.as_os_str() == "-" {
        printer.page(&text(args.template, &name, "-", Format::Yaml)?);
        return Ok(Exit::Passed);
    }
    let Some(format @ (Format::Yaml | Format::Json)) = Format::of_path(&path) else {
        bail!("`{}` names no format of a strategy; end it in `.yaml` or `.json`", shown_path(&path));
    };
    files::write(&path, text(args.template, &name, &file_name(&path), format)?.as_bytes(), args.force)?;
    printer.answer(&json!({ "written": shown_path(&path), "name": name }), |_| {
        let path = shown_path(&path);
        format!(
            "wrote {path}\n\nNext:\n  assay schema validate {path}\n  assay prove {path} --data BARS.csv\n"
        )
    });
    Ok(Exit::Passed)
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|name| shown_path(Path::new(name))).unwrap_or_default()
}

/// The document under its new name.
fn text(template: Template, name: &Identifier, file: &str, format: Format) -> Result<String> {
    let old = template.name();
    // What YAML would not read as a string needs quotes.
    let quote = if matches!(name.as_str(), "null" | "true" | "false") { "\"" } else { "" };
    let text = template
        .text()
        .replace(&format!("\nname: {old}\n"), &format!("\nname: {quote}{name}{quote}\n"))
        .replace(&format!("{old}.yaml"), file);
    if format == Format::Yaml {
        return Ok(text);
    }
    let strategy = read::<Strategy>(&text, Format::Yaml, file).context("the template is not valid")?.value;
    Ok(format!("{}\n", serde_json::to_string_pretty(&strategy)?))
}

#[cfg(test)]
mod tests {
    use assay_engine::document::compile;
    use clap::ValueEnum as _;

    use super::*;

    #[test]
    fn every_template_compiles_under_any_name_in_both_formats() {
        for name in ["on", "null", "true", "a1_b"].map(|name| name.parse::<Identifier>().unwrap()) {
            for template in Template::value_variants() {
                for (file, format) in [("a.yaml", Format::Yaml), ("a.json", Format::Json)] {
                    let text = text(*template, &name, file, format).unwrap();
                    let strategy = read::<Strategy>(&text, format, file).unwrap().value;
                    assert_eq!(strategy.name, name, "{template:?}");
                    compile(&strategy, &strategy.default_values()).unwrap();
                }
            }
        }
    }

    #[test]
    fn comments_name_the_file_they_are_in() {
        let text = text(Template::SmaCross, &"mine".parse().unwrap(), "mine.yaml", Format::Yaml).unwrap();
        assert!(text.contains("assay prove mine.yaml --data"), "{text}");
        assert!(!text.contains("sma_cross"), "{text}");
    }
}

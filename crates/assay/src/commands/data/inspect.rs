//! `assay data inspect`.

use std::fmt::Write as _;

use anyhow::Result;
use assay_data::{Gap, GapKind, Gaps, Inspection, LayoutKind, Outlier, Outliers, inspect};
use assay_types::Timeframe;
use serde_json::json;

use super::{counted, grouped, showable, told};
use crate::cli::DataInspectArgs;
use crate::diagnostics::shown;
use crate::exit::Exit;
use crate::files::{load_options, shown_path};
use crate::output::{Printer, Stream, style};
use crate::progress::Reading;

pub(crate) fn run(args: &DataInspectArgs, printer: &Printer) -> Result<Exit> {
    let mut reading = Reading::new(printer);
    let mut inspection = inspect(&args.file, &load_options(&args.reading), &mut |step| reading.update(step))?;
    drop(reading);
    inspection.origin.path = showable(&inspection.origin.path);
    let usable = inspection.problems.is_empty();
    printer
        .answer(&json!({ "usable": usable, "inspection": inspection }), |stream| page(&inspection, stream));
    Ok(if usable { Exit::Passed } else { Exit::Failed })
}

/// How wide the labels are.
const LABEL_COLUMNS: usize = 12;

fn page(inspection: &Inspection, stream: &Stream) -> String {
    let mut page = Page { text: String::new(), stream };
    let Inspection { origin, timeframe, problems, .. } = inspection;
    let verdict = match problems.total() {
        0 => stream.paint(style::GOOD.bold(), "usable"),
        total => stream.paint(style::BAD.bold(), &format!("not usable: {}", counted(total, "problem"))),
    };
    page.line(&format!("{}: {verdict}", shown_path(&origin.path)));
    page.line("");
    page.field("bars", &bars(inspection));
    if let (Some(first), Some(last)) = (inspection.first, inspection.last) {
        page.field("span", &format!("{} to {}", told(first, *timeframe), told(last, *timeframe)));
    }
    page.field("format", &format(inspection));
    page.field("columns", &columns(inspection));
    for note in &origin.notes {
        page.field("note", &shown(note));
    }
    page.field("file", &format!("{} bytes, {}", grouped(origin.file_bytes), origin.file_hash));
    if let Some(hash) = &inspection.content_hash {
        page.field("content", &hash.to_string());
    }
    page.line("");
    page.gaps(&inspection.gaps, *timeframe);
    page.outliers(&inspection.outliers, *timeframe);
    if inspection.flat_bars > 0 {
        page.field("flat", &format!("{} with four equal prices", counted(inspection.flat_bars, "bar")));
    }
    if inspection.zero_volume_bars > 0 {
        page.field("volume", &format!("{} without any", counted(inspection.zero_volume_bars, "bar")));
    }
    if !problems.is_empty() {
        page.line("");
        for (kind, count) in &problems.counts {
            page.field(
                "problem",
                &stream.paint(style::BAD, &format!("{} × {}", grouped(*count), kind.words())),
            );
        }
        let listed = problems.shown();
        for problem in &listed {
            page.line(&format!("  {}", shown(&problem.to_string())));
        }
        let rest = problems.total().saturating_sub(u64::try_from(listed.len()).unwrap_or(u64::MAX));
        if rest > 0 {
            page.line(&format!("  and {} more", grouped(rest)));
        }
        page.line("");
        page.line("`assay data convert IN OUT --repair` mends what can be mended, and says what it did.");
    }
    page.text
}

struct Page<'a> {
    text: String,
    stream: &'a Stream,
}

impl Page<'_> {
    fn line(&mut self, text: &str) {
        self.text.push_str(text);
        self.text.push('\n');
    }

    fn field(&mut self, label: &str, text: &str) {
        let label = self.stream.paint(style::FAINT, &format!("{label:<LABEL_COLUMNS$}"));
        self.line(&format!("  {label}{text}"));
    }

    fn under(&mut self, text: &str) {
        self.line(&format!("  {:LABEL_COLUMNS$}  {text}", ""));
    }

    fn gaps(&mut self, gaps: &Gaps, timeframe: Option<Timeframe>) {
        let named: Vec<String> = gaps
            .counts
            .iter()
            .map(|(kind, count)| {
                let words = format!("{} {}", grouped(*count), kind_words(*kind));
                if *kind == GapKind::Unexpected { self.stream.paint(style::CAUTION, &words) } else { words }
            })
            .collect();
        let mut text = if named.is_empty() { "none".to_owned() } else { named.join(", ") };
        if gaps.missing_bars > 0 {
            let _infallible = write!(text, "; {} missing", counted(gaps.missing_bars, "bar"));
        }
        self.field("gaps", &text);
        for Gap { kind, after, before, missing_bars } in &gaps.longest {
            let (after, before) = (told(*after, timeframe), told(*before, timeframe));
            self.under(&format!(
                "{after} to {before}: {}, {}",
                counted(*missing_bars, "bar"),
                kind_words(*kind)
            ));
        }
        if gaps.short_steps > 0 {
            self.field("steps", &format!("{} shorter than the timeframe", grouped(gaps.short_steps)));
        }
    }

    fn outliers(&mut self, outliers: &Outliers, timeframe: Option<Timeframe>) {
        let text = match outliers.count {
            0 => format!("none: no close moved by more than {} robust deviations", outliers.threshold),
            count => {
                let words = counted(count, "close");
                let words = self.stream.paint(style::CAUTION, &words);
                format!("{words} moved by more than {} robust deviations", outliers.threshold)
            }
        };
        self.field("outliers", &text);
        for Outlier { time, previous_close, close, deviations, reverts, split } in &outliers.largest {
            let mut text = format!(
                "{}: {previous_close} to {close}, {deviations:.0} deviations",
                told(*time, timeframe)
            );
            if *reverts {
                text.push_str(", taken back by the next bar: a wrong price?");
            }
            if let Some(split) = split {
                let _infallible = write!(text, ", like a split of {split}");
            }
            self.under(&text);
        }
    }
}

fn kind_words(kind: GapKind) -> &'static str {
    match kind {
        GapKind::Session => "between sessions",
        GapKind::Weekend => "at weekends",
        GapKind::Holiday => "like holidays",
        GapKind::Unexpected => "unexpected",
    }
}

fn bars(inspection: &Inspection) -> String {
    let rows = grouped(u64::try_from(inspection.rows).unwrap_or(u64::MAX));
    let mut text = match inspection.timeframe {
        Some(timeframe) => format!("{rows}, {timeframe}"),
        None => rows,
    };
    if inspection.duplicates > 0 {
        let _infallible = write!(text, ", {} with the time of another", grouped(inspection.duplicates));
    }
    text
}

fn format(inspection: &Inspection) -> String {
    let format = &inspection.origin.format;
    let layout = match format.layout {
        LayoutKind::Header => "text with a header",
        LayoutKind::YfinanceHeader => "text with the three header lines of yfinance",
        LayoutKind::BinanceKlines => "Binance klines without a header",
        LayoutKind::Bare => "text without a header",
        LayoutKind::Parquet => "Parquet",
    };
    let separator = format.separator.map(|separator| format!(", separator {separator}")).unwrap_or_default();
    let comma = if format.decimal_comma { ", decimal comma" } else { "" };
    let gzip = if format.gzip { ", gzip" } else { "" };
    format!("{layout}{separator}{comma}{gzip}; times: {}", shown(&format.times))
}

fn columns(inspection: &Inspection) -> String {
    let columns = &inspection.origin.columns;
    let quoted = |name: &str| {
        if name.is_empty() { "without a name".to_owned() } else { format!("`{}`", shown(name)) }
    };
    let time: Vec<String> = columns.time.iter().map(|name| quoted(name)).collect();
    let prices =
        [&columns.open, &columns.high, &columns.low, &columns.close].map(|name| quoted(name)).join(", ");
    let volume =
        columns.volume.as_deref().map_or("no volume".to_owned(), |name| format!("volume {}", quoted(name)));
    format!("time {}; prices {prices}; {volume}", time.join(" and "))
}

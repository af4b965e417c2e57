//! Problems of documents as people read them: a code frame under the place, and what would be right.
//!
//! A command that reads a document returns its [`Report`] as the error, and the program shows the
//! frames at its end; a command that goes on after a bad document calls [`render`] itself, and puts
//! `report.problems()` into its JSON.

use std::fmt::Write as _;
use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};
use assay_spec::{Problem, Report, Source};

use crate::output::Printer;

/// How many frames are shown of one document; the rest is counted, and listed with `--format json`.
pub(crate) const FRAMES_MAX: usize = 20;

/// How many columns of a long line are shown around the place.
const LINE_COLUMNS_MAX: usize = 92;

/// How many columns of a long line are shown before the place.
const LEAD_COLUMNS_MAX: usize = 40;

/// Wide enough for every line that is shown, so that the renderer does not cut them a second time.
const TERM_WIDTH: usize = 1000;

/// The problems of a document as text for stderr, with colours where the printer has them there. It ends with
/// a line that counts the problems, if there are several.
pub(crate) fn render(report: &Report, printer: &Printer) -> String {
    frames(report, printer.stderr().color)
}

/// Foreign text on one line, as it is safe to show: what would move a cursor, hide or reorder text is escaped.
pub(crate) fn shown(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        push_shown(&mut shown, character, is_harmless(character));
    }
    shown
}

fn frames(report: &Report, color: bool) -> String {
    let problems = report.problems();
    let mut text = String::new();
    for problem in problems.iter().take(FRAMES_MAX) {
        text.push_str(&Remark::of_problem(report.source(), problem).frame(color));
    }
    let name = shown(report.source().name());
    match problems.len() {
        0 | 1 => {}
        count if count > FRAMES_MAX => {
            let _infallible = writeln!(
                text,
                "{count} problems in {name}; the first {FRAMES_MAX} are shown, `--format json` has all\n"
            );
        }
        count => {
            let _infallible = writeln!(text, "{count} problems in {name}\n");
        }
    }
    text
}

/// How much a remark weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Weight {
    /// It refuses the text.
    Error,
    /// It is a question.
    Warning,
    /// It is worth knowing.
    Note,
}

/// Something to say about a place of a text.
#[derive(Debug)]
pub(crate) struct Remark<'a> {
    pub(crate) weight: Weight,
    pub(crate) code: &'a str,
    pub(crate) message: &'a str,
    pub(crate) help: Option<&'a str>,
    /// What the text is called: a file's name.
    pub(crate) name: &'a str,
    pub(crate) place: Option<RemarkPlace<'a>>,
}

/// A place of a text.
#[derive(Debug)]
pub(crate) struct RemarkPlace<'a> {
    pub(crate) text: &'a str,
    pub(crate) span: Range<usize>,
    pub(crate) line: usize,
    pub(crate) column: usize,
}

impl<'a> Remark<'a> {
    fn of_problem(source: &'a Source, problem: &'a Problem) -> Self {
        let place = problem.location().map(|location| RemarkPlace {
            text: source.text(),
            span: location.span.clone(),
            line: location.line,
            column: location.column,
        });
        Self {
            weight: Weight::Error,
            code: problem.code().as_str(),
            message: problem.message(),
            help: problem.suggestion(),
            name: source.name(),
            place,
        }
    }

    /// The remark with its line, and an empty line below.
    pub(crate) fn frame(&self, color: bool) -> String {
        let renderer = if color { Renderer::styled() } else { Renderer::plain() };
        let renderer = renderer.decor_style(DecorStyle::Ascii).term_width(TERM_WIDTH);
        let level = match self.weight {
            Weight::Error => Level::ERROR,
            Weight::Warning => Level::WARNING,
            Weight::Note => Level::NOTE,
        };
        let title = level.primary_title(shown(self.message)).id(self.code);
        let name = shown(self.name);
        let mut group = match &self.place {
            Some(place) if !place.text.is_empty() => {
                let line = Line::around(place.text, place.span.clone());
                Group::with_title(title)
                    .element(Origin::path(name).line(place.line).char_column(place.column))
                    .element(
                        Snippet::source(line.text)
                            .line_start(place.line)
                            .annotation(AnnotationKind::Primary.span(line.marked)),
                    )
            }
            _ => Group::with_title(title).element(Origin::path(name)),
        };
        if let Some(help) = self.help {
            group = group.element(Element::from(Level::HELP.message(shown(help))));
        }
        let mut text = String::new();
        for line in renderer.render(&[group]).lines().filter(|line| !is_second_origin(line)) {
            text.push_str(line);
            text.push('\n');
        }
        text.push('\n');
        text
    }
}

/// Whether a rendered line is the mark of a snippet that has no path of its own: the path stands above it, with
/// the place in the file, which the renderer cannot know of a line that is cut and escaped.
fn is_second_origin(line: &str) -> bool {
    let mut plain = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        plain.push_str(before);
        rest = after.split_once('m').map_or("", |(_, rest)| rest);
    }
    plain.push_str(rest);
    plain.trim() == ":::"
}

/// The part of a line that is shown, escaped, with what is marked in it.
#[derive(Debug, PartialEq, Eq)]
struct Line {
    text: String,
    marked: Range<usize>,
}

impl Line {
    /// The line of `text` where `span` begins. A span of several lines is marked to the end of the first.
    fn around(text: &str, span: Range<usize>) -> Self {
        let start =
            text.get(..span.start).and_then(|before| before.rfind('\n')).map_or(0, |newline| newline + 1);
        let rest = text.get(start..).unwrap_or_default();
        let line = rest.split('\n').next().unwrap_or_default();
        let line = line.strip_suffix('\r').unwrap_or(line);
        let marked = span.start.min(start + line.len()) - start
            ..span.end.min(start + line.len()).max(span.start) - start;
        let mut shown = String::new();
        let (mut from, mut to) = (None, None);
        // Byte offsets of what is shown of each character, to cut a long line at characters and not in an escape.
        let mut cuts = Vec::new();
        for (offset, character) in line.char_indices() {
            cuts.push(shown.len());
            if offset >= marked.start {
                from.get_or_insert(shown.len());
            }
            if offset >= marked.end {
                to.get_or_insert(shown.len());
            }
            // A look-alike in the marked text is what the problem may be about.
            let harmless =
                if marked.contains(&offset) { is_plain(character) } else { is_harmless(character) };
            push_shown(&mut shown, character, harmless);
        }
        cuts.push(shown.len());
        let from = from.unwrap_or(shown.len());
        let to = to.unwrap_or(shown.len()).max(from);
        Self::cut(&shown, from..to, &cuts)
    }

    fn cut(shown: &str, marked: Range<usize>, cuts: &[usize]) -> Self {
        if shown.chars().count() <= LINE_COLUMNS_MAX {
            return Self { text: shown.to_owned(), marked };
        }
        // Bytes are at least columns, so that the cut line is never too long.
        let at_or_after =
            |offset: usize| cuts.iter().copied().find(|&cut| cut >= offset).unwrap_or(shown.len());
        let start = at_or_after(marked.start.saturating_sub(LEAD_COLUMNS_MAX)).min(marked.start);
        let end = at_or_after(start.saturating_add(LINE_COLUMNS_MAX)).min(shown.len());
        let (head, tail) = (if start > 0 { "…" } else { "" }, if end < shown.len() { "…" } else { "" });
        let part = shown.get(start..end).unwrap_or_default();
        let moved = |offset: usize| offset.clamp(start, end) - start + head.len();
        Self { text: format!("{head}{part}{tail}"), marked: moved(marked.start)..moved(marked.end) }
    }
}

fn push_shown(shown: &mut String, character: char, harmless: bool) {
    match character {
        // One column, so that carets stand where they should on every terminal.
        '\t' => shown.push(' '),
        _ if harmless => shown.push(character),
        '\n' | '\r' => shown.extend(character.escape_default()),
        _ => shown.extend(character.escape_unicode()),
    }
}

fn is_plain(character: char) -> bool {
    matches!(character, ' '..='~')
}

/// Letters and digits of scripts that run from left to right, and the punctuation of prose.
fn is_harmless(character: char) -> bool {
    is_plain(character)
        || matches!(
            character,
            '–' | '—'
                | '…'
                | '‘'
                | '’'
                | '“'
                | '”'
                | '°'
                | '×'
                | '€'
                | '£'
                | '§'
                | '±'
                | '≤'
                | '≥'
        )
        || (character.is_alphanumeric()
            && !matches!(
                u32::from(character),
                0x0590..=0x08FF | 0x115F | 0x1160 | 0x3164 | 0xFB1D..=0xFDFF | 0xFE70..=0xFEFF | 0xFFA0 | 0x1_0800..=0x1_0FFF | 0x1_E800..=0x1_EFFF
            ))
}

#[cfg(test)]
mod tests {
    use assay_spec::{BacktestConfig, Code, Format, Strategy, read};

    use super::*;

    fn line(text: &str, span: Range<usize>) -> (String, String) {
        let line = Line::around(text, span);
        let marked = line.text.get(line.marked.clone()).map(str::to_owned);
        (line.text, marked.unwrap())
    }

    #[test]
    fn line_of_a_place_is_shown_whole_where_it_is_short() {
        assert_eq!(line("a: 1\r\nbc: 2\n", 6..8), ("bc: 2".to_owned(), "bc".to_owned()));
        assert_eq!(line("ab", 2..2), ("ab".to_owned(), String::new()));
        assert_eq!(line("", 0..0), (String::new(), String::new()));
        assert_eq!(line("a {\n b\n}", 2..8), ("a {".to_owned(), "{".to_owned()));
    }

    #[test]
    fn long_line_is_cut_around_the_place() {
        let text = format!("{}WRONG{}", "é".repeat(5_000), "y".repeat(5_000));
        let (shown, marked) = line(&text, 10_000..10_005);
        assert_eq!(marked, "WRONG");
        assert!(shown.starts_with("…é") && shown.ends_with("y…"), "{shown}");
        assert!(shown.chars().count() <= LINE_COLUMNS_MAX + 2, "{shown}");
        let (shown, marked) = line(&"z".repeat(1_000), 0..1_000);
        assert_eq!(marked.len(), LINE_COLUMNS_MAX);
        assert!(shown.ends_with("z…"), "{shown}");
    }

    #[test]
    fn any_place_in_any_text_has_a_bounded_frame() {
        let unit = "a\u{e9}\u{202e}\t\u{1f600}\r\n\n\u{0}\u{301}x".repeat(3);
        let texts = [unit.clone(), unit.replace('\n', "").repeat(40)];
        for text in &texts {
            let ends: Vec<usize> = (0..=text.len()).filter(|&end| text.is_char_boundary(end)).collect();
            for &start in ends.iter().step_by(1 + ends.len() / 100) {
                for &end in ends.iter().filter(|&&end| end >= start).step_by(1 + ends.len() / 100) {
                    let line = Line::around(text, start..end);
                    assert!(line.text.get(line.marked.clone()).is_some(), "{start}..{end}: {line:?}");
                    let columns = line.text.chars().count();
                    assert!(columns <= LINE_COLUMNS_MAX + 12, "{columns} columns: {start}..{end}");
                    assert!(line.text.chars().all(is_harmless), "{line:?}");
                }
            }
        }
    }

    #[test]
    fn hostile_text_is_escaped() {
        let (shown, marked) = line("ü \u{1b}[2J\u{202e}\tсlose", 11..17);
        assert_eq!(shown, "ü \\u{1b}[2J\\u{202e} \\u{441}lose");
        assert_eq!(marked, "\\u{441}lose");
        assert_eq!(super::shown("a\u{0}\u{200b}\nb"), "a\\u{0}\\u{200b}\\nb");
        assert_eq!(super::shown("שלום"), "\\u{5e9}\\u{5dc}\\u{5d5}\\u{5dd}");
    }

    #[test]
    fn place_inside_a_rule_is_underlined() {
        let text = r#"{"schema_version": "2.0", "name": "x",
 "entry_rules": [{"side": "long", "when": "\"close\" > clsoe"}]}"#;
        let document = read::<Strategy>(text, Format::Json, "x.json").unwrap();
        let problem = Problem::new(Code::RuleName, "/entry_rules/0/when", "there is no `clsoe`")
            .range(10..15)
            .help("did you mean `close`?");
        let report = Report::new(document.source, vec![problem]);
        insta::assert_snapshot!(frames(&report, false), @r#"
        error[AY302]: there is no `clsoe`
         --> x.json:2:56
          |
        2 |  "entry_rules": [{"side": "long", "when": "\"close\" > clsoe"}]}
          |                                                        ^^^^^
          |
          = help: did you mean `close`?
        "#);
    }

    #[test]
    fn frames_are_bounded_and_counted() {
        let fields: Vec<String> = (0..90).map(|index| format!("\"field_{index}\": 1")).collect();
        let text = format!("{{{}}}", fields.join(",\n"));
        let report = read::<BacktestConfig>(&text, Format::Json, "x\u{1b}.json").unwrap_err();
        let shown = frames(&report, false);
        assert_eq!(shown.matches("error[AY101]").count(), FRAMES_MAX);
        assert!(shown.contains("90 problems in x\\u{1b}.json; the first 20 are shown"), "{shown}");
        assert!(!shown.contains('\u{1b}'));
        assert!(frames(&report, true).contains("\u{1b}["), "colours");
    }
}

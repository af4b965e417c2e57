//! Reading documents, with all that is wrong with them.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::answer::ModelAnswer;
use crate::backtest::BacktestConfig;
use crate::check_policy::CheckPolicy;
use crate::mend::mend;
use crate::parse::parse;
use crate::problem::{Code, PROBLEMS_MAX, Problem, Report};
use crate::record::{Fill, Order, Signal, Trade};
use crate::report::RunReport;
use crate::schema::DocumentKind;
use crate::search::SearchReport;
use crate::semantics;
use crate::source::{Format, Source};
use crate::strategy::Strategy;
use crate::tree::{Anchor, Node, Value};
use crate::unread::{self, Unread};
use crate::upgrade::{self, Note};
use crate::validate::validate;
use crate::verdict::VerdictPolicy;
use crate::version::SchemaVersion;

mod sealed {
    pub trait Sealed {}
}

/// A type of document that can be read.
pub trait DocumentType: DeserializeOwned + Serialize + sealed::Sealed {
    /// Its kind.
    const KIND: DocumentKind;
}

macro_rules! document_types {
    ($($type:ident),* $(,)?) => {
        $(
            impl sealed::Sealed for $type {}

            impl DocumentType for $type {
                const KIND: DocumentKind = DocumentKind::$type;
            }
        )*
    };
}

document_types!(
    Strategy,
    BacktestConfig,
    RunReport,
    VerdictPolicy,
    Trade,
    Order,
    Fill,
    Signal,
    ModelAnswer,
    CheckPolicy,
    SearchReport
);

/// A document that was read, with its text.
#[derive(Debug, Clone)]
pub struct Document<T> {
    /// What it says.
    pub value: T,
    /// Its text. Of an upgraded document, the text of the upgrade, so that places can be shown.
    pub source: Source,
    /// What was assumed when it was upgraded from an older version; empty if it was not.
    pub notes: Vec<Note>,
}

/// Reads a document. Strategies of version 1 are upgraded.
///
/// `name` is what problems call the document: a file's name.
///
/// ```
/// use assay_spec::{BacktestConfig, Format, read};
///
/// let document = read::<BacktestConfig>("cash = \"5000\"\nmargin = 0.5\n", Format::Toml, "backtest.toml")?;
/// assert_eq!(document.value.margin, 0.5);
///
/// let report = read::<BacktestConfig>("{\"cahs\": \"5000\"}", Format::Json, "backtest.json").unwrap_err();
/// assert_eq!(
///     report.to_string(),
///     "backtest.json:1:2: there is no field `cahs` here; did you mean `cash`? [AY101 at /cahs]",
/// );
/// # Ok::<(), assay_spec::Report>(())
/// ```
///
/// # Errors
/// Everything that is wrong with the document: if it is not well formed, that alone.
pub fn read<T: DocumentType>(text: &str, format: Format, name: &str) -> Result<Document<T>, Report> {
    read_or_remains(text, format, name).map_err(Unread::into_report)
}

fn read_or_remains<T: DocumentType>(
    text: &str,
    format: Format,
    name: &str,
) -> Result<Document<T>, Unread<T>> {
    let mut source = Source::new(name, text, format);
    let root = match parse(&source) {
        Ok(root) => root,
        Err(problems) => return Err(Unread::new(Report::new(source, problems), None)),
    };
    source.set_root(root.clone());
    if T::KIND == DocumentKind::Strategy && upgrade::is_version_1(&root) {
        return read_version_1(&root, source);
    }
    let problems = check_tree(T::KIND, &root);
    if !problems.is_empty() {
        let remains = remains_of(&root, &problems);
        return Err(Unread::new(Report::new(source, problems), remains));
    }
    match deserialize(&root) {
        Ok(value) => Ok(Document { value, source, notes: Vec::new() }),
        Err(problem) => Err(Unread::new(Report::new(source, vec![problem]), None)),
    }
}

/// What can be read of a document with these problems, and what was left out of it.
fn remains_of<T: DocumentType>(root: &Node, problems: &[Problem]) -> Option<(T, Vec<String>)> {
    if !unread::is_complete(problems) {
        return None;
    }
    let (mended, gaps) = mend(T::KIND.schema(), root, problems)?;
    Some((deserialize(&mended).ok()?, gaps))
}

/// Reads a document from bytes, such as a file's.
///
/// # Errors
/// As [`read`], and if the bytes are not UTF-8.
pub fn read_bytes<T: DocumentType>(bytes: &[u8], format: Format, name: &str) -> Result<Document<T>, Report> {
    examine(bytes, format, name).map_err(Unread::into_report)
}

/// Reads a document from bytes. One that is wrong is kept as far as it could be read, so that checks beyond
/// those of this crate can add what they find, and a person sees all problems at once.
///
/// ```
/// use assay_spec::{Code, Format, Problem, Strategy, examine};
///
/// let text = r#"{
///   "schema_version": "2.0", "name": "dip", "descripton": "",
///   "entry_rules": [{"side": "lnog", "when": "close > opne"}]
/// }"#;
/// let unread = examine::<Strategy>(text.as_bytes(), Format::Json, "dip.json").unwrap_err();
/// assert_eq!(unread.remains().unwrap().entry_rules[0].when, "close > opne");
/// let found = Problem::new(Code::RuleName, "/entry_rules/0/when", "`opne` is not defined").range(8..12);
/// let codes: Vec<_> = unread.with(vec![found]).problems().iter().map(Problem::code).collect();
/// assert_eq!(codes, [Code::UnknownField, Code::UnknownVariant, Code::RuleName]);
/// ```
///
/// # Errors
/// As [`read_bytes`].
pub fn examine<T: DocumentType>(bytes: &[u8], format: Format, name: &str) -> Result<Document<T>, Unread<T>> {
    match str::from_utf8(bytes) {
        Ok(text) => read_or_remains(text, format, name),
        Err(error) => {
            let valid = bytes.get(..error.valid_up_to()).unwrap_or_default();
            let source = Source::new(name, str::from_utf8(valid).unwrap_or_default(), format);
            let location = source.location(valid.len()..valid.len());
            let byte = bytes.get(error.valid_up_to()).copied().unwrap_or_default();
            let problem = Problem::new(Code::Encoding, "", format!("byte `0x{byte:02x}` is not UTF-8"))
                .help("save the file as UTF-8")
                .at(location);
            Err(Unread::new(Report::new(source, vec![problem]), None))
        }
    }
}

/// Checks a document without keeping it.
///
/// # Errors
/// As [`read`].
pub fn validate_text(kind: DocumentKind, text: &str, format: Format, name: &str) -> Result<(), Report> {
    match kind {
        DocumentKind::Strategy => read::<Strategy>(text, format, name).map(drop),
        DocumentKind::BacktestConfig => read::<BacktestConfig>(text, format, name).map(drop),
        DocumentKind::RunReport => read::<RunReport>(text, format, name).map(drop),
        DocumentKind::VerdictPolicy => read::<VerdictPolicy>(text, format, name).map(drop),
        DocumentKind::Trade => read::<Trade>(text, format, name).map(drop),
        DocumentKind::Order => read::<Order>(text, format, name).map(drop),
        DocumentKind::Fill => read::<Fill>(text, format, name).map(drop),
        DocumentKind::Signal => read::<Signal>(text, format, name).map(drop),
        DocumentKind::ModelAnswer => read::<ModelAnswer>(text, format, name).map(drop),
        DocumentKind::CheckPolicy => read::<CheckPolicy>(text, format, name).map(drop),
        DocumentKind::SearchReport => read::<SearchReport>(text, format, name).map(drop),
    }
}

/// Checks a document that was made by a program: what [`read`] would say of it. Problems have no place.
pub fn check<T: DocumentType>(document: &T) -> Vec<Problem> {
    match serde_json::to_value(document) {
        Ok(json) => check_tree(T::KIND, &Node::from_json(&json)),
        Err(error) => vec![Problem::new(Code::Unreadable, "", error.to_string())],
    }
}

/// The kind of document that a text seems to be, by its fields; `None` if it is not well formed or like none.
pub fn detect_kind(text: &str, format: Format) -> Option<DocumentKind> {
    let root = parse(&Source::new("", text, format)).ok()?;
    let telling = [
        ("entry_rules", DocumentKind::Strategy),
        ("indicators", DocumentKind::Strategy),
        ("objective", DocumentKind::SearchReport),
        ("run_id", DocumentKind::RunReport),
        ("criteria", DocumentKind::VerdictPolicy),
        ("exit_reason", DocumentKind::Trade),
        ("purpose", DocumentKind::Order),
        ("action", DocumentKind::Signal),
        ("order", DocumentKind::Fill),
        ("cash", DocumentKind::BacktestConfig),
        ("commission", DocumentKind::BacktestConfig),
        ("margin", DocumentKind::BacktestConfig),
        ("code", DocumentKind::ModelAnswer),
        ("modules", DocumentKind::CheckPolicy),
        ("rules", DocumentKind::CheckPolicy),
    ];
    telling.into_iter().find(|(field, _)| root.get(field).is_some()).map(|(_, kind)| kind)
}

fn check_tree(kind: DocumentKind, root: &Node) -> Vec<Problem> {
    let (mut problems, references) = validate(kind.schema(), root);
    match kind {
        DocumentKind::Strategy => semantics::strategy(root, &references, &mut problems),
        DocumentKind::BacktestConfig => semantics::config(root, &mut problems),
        DocumentKind::VerdictPolicy => semantics::policy(root, &mut problems),
        DocumentKind::ModelAnswer => semantics::answer(root, &mut problems),
        DocumentKind::RunReport
        | DocumentKind::Trade
        | DocumentKind::Order
        | DocumentKind::Fill
        | DocumentKind::Signal
        | DocumentKind::CheckPolicy
        | DocumentKind::SearchReport => {}
    }
    for problem in &mut problems {
        if problem.pointer() == "/schema_version" && problem.code() == Code::UnknownVariant {
            *problem = unknown_version(kind, root);
        }
    }
    problems.truncate(PROBLEMS_MAX);
    problems
}

fn unknown_version(kind: DocumentKind, root: &Node) -> Problem {
    let version = root.get("schema_version").and_then(Node::as_str).unwrap_or_default();
    let shown = assay_types::Excerpt::of(version);
    let current = SchemaVersion::V2_0.as_str();
    let help = match kind {
        DocumentKind::Strategy => format!("this program reads `{current}` and upgrades `1.0`"),
        DocumentKind::BacktestConfig
        | DocumentKind::RunReport
        | DocumentKind::VerdictPolicy
        | DocumentKind::Trade
        | DocumentKind::Order
        | DocumentKind::Fill
        | DocumentKind::Signal
        | DocumentKind::ModelAnswer
        | DocumentKind::CheckPolicy
        | DocumentKind::SearchReport => format!("this program reads `{current}`"),
    };
    Problem::new(Code::UnknownVersion, "/schema_version", format!("the version `{shown}` is not known"))
        .value(version)
        .help(help)
}

fn deserialize<T: DocumentType>(root: &Node) -> Result<T, Problem> {
    serde_json::from_value(root.to_json()).map_err(|error| {
        Problem::new(
            Code::Unreadable,
            "",
            assay_types::Excerpt::with_columns(&error.to_string(), 400).to_string(),
        )
    })
}

fn read_version_1<T: DocumentType>(root: &Node, source: Source) -> Result<Document<T>, Unread<T>> {
    let upgraded = upgrade::upgrade_tree(root);
    let (strategy, notes) = match upgraded {
        Ok(upgraded) => upgraded,
        Err(problems) => return Err(Unread::new(Report::new(source, problems), None)),
    };
    let json = serde_json::to_value(&strategy).unwrap_or_default();
    let name = format!("{} (upgraded to 2.0)", source.name());
    let mut upgraded_source = Source::new(&name, &format!("{json:#}\n"), Format::Json);
    let upgraded_root = parse(&upgraded_source).unwrap_or(Node { value: Value::Null, span: 0..0 });
    upgraded_source.set_root(upgraded_root.clone());
    let problems = check_tree(DocumentKind::Strategy, &upgraded_root);
    if !problems.is_empty() {
        // People wrote the old text: show that, where the problems have a place in it.
        let known = |problem: &Problem| root.locate(problem.pointer(), Anchor::Value).1.is_some();
        if problems.iter().all(known) {
            return Err(Unread::new(Report::new(source, problems), None));
        }
        let remains = remains_of(&upgraded_root, &problems);
        return Err(Unread::new(Report::new(upgraded_source, problems), remains));
    }
    match deserialize(&upgraded_root) {
        Ok(value) => Ok(Document { value, source: upgraded_source, notes }),
        Err(problem) => Err(Unread::new(Report::new(upgraded_source, vec![problem]), None)),
    }
}

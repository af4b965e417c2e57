//! Whether the code is what the answer says of it.

use assay_spec::{
    ModelAnswer, Parameter as Described, ParameterValue, SchemaVersion, check as check_document,
};
use assay_types::{Excerpt, Identifier};
use ruff_python_ast::token::TokenKind;
use ruff_text_size::Ranged;

use super::{At, Reader};
use crate::metadata::{Literal, Metadata, Parameter, ParameterKind, StrategyClass, StrategyKind};
use crate::rules;
use crate::source::Module;

/// How many characters of prose describe an answer that does not describe itself.
const PROSE_CHARACTERS_MAX: usize = 1000;

/// Finds the strategy that is meant, and holds the document to it.
pub(super) fn check(
    reader: &mut Reader<'_>,
    metadata: &Metadata,
    document: Option<&ModelAnswer>,
    is_document: bool,
) {
    let field = |name: &str| if is_document { At::Field(format!("/{name}")) } else { At::Nowhere };
    let candidates: Vec<&StrategyClass> =
        metadata.strategies.iter().filter(|strategy| !strategy.extended).collect();
    let wanted = document.and_then(|document| document.class.as_ref());
    let strategy = match (wanted, candidates.as_slice()) {
        (_, []) => {
            reader.tell(
                &rules::NO_STRATEGY,
                field("code"),
                "no class is derived from `Strategy`".to_owned(),
                None,
            );
            return;
        }
        (Some(name), _) => {
            let Some(strategy) = metadata.strategies.iter().find(|strategy| *name == strategy.name.as_str())
            else {
                let message = format!("the code has no strategy `{name}`");
                reader.tell(
                    &rules::NO_CLASS,
                    field("class"),
                    message,
                    Some(format!("strategies: {}", names(&candidates))),
                );
                return;
            };
            strategy
        }
        (None, [strategy]) => strategy,
        (None, _) => {
            let message = format!("the code has {} strategies: {}", candidates.len(), names(&candidates));
            reader.tell(&rules::SEVERAL, field("class"), message, None);
            return;
        }
    };
    if !has_next(metadata, strategy, 0) {
        let message = format!("the strategy `{}` has no method `next`", Excerpt::of(&strategy.name));
        let at = line_of(reader, strategy.line);
        reader.tell(&rules::NO_NEXT, at, message, None);
    }
    for (name, described) in document.iter().flat_map(|document| &document.parameters) {
        parameter(reader, strategy, name, described);
    }
}

fn names(strategies: &[&StrategyClass]) -> String {
    const NAMED_MAX: usize = 8;
    let named =
        strategies.iter().take(NAMED_MAX).map(|strategy| format!("`{}`", Excerpt::of(&strategy.name)));
    let more = if strategies.len() > NAMED_MAX { ", …" } else { "" };
    named.collect::<Vec<_>>().join(", ") + more
}

/// A line of the code.
fn line_of(reader: &Reader<'_>, line: usize) -> At {
    let Some(code) = &reader.code else { return At::Nowhere };
    let mut lines = code.text().split_inclusive('\n');
    let start: usize = lines.by_ref().take(line.saturating_sub(1)).map(str::len).sum();
    let length = lines.next().map_or(0, |line| line.trim_end().len());
    At::Code(start..start.saturating_add(length))
}

/// Whether a strategy, or what it is derived from, decides. What is derived from something unknown may.
fn has_next(metadata: &Metadata, strategy: &StrategyClass, depth: usize) -> bool {
    const DEPTH_MAX: usize = 8;
    let known = |base: &String| {
        let above = metadata.strategies.iter().find(|above| above.name == *base);
        match above {
            Some(above) => depth >= DEPTH_MAX || has_next(metadata, above, depth.saturating_add(1)),
            // `Strategy` itself, under whatever name.
            None => strategy.bases.len() > 1,
        }
    };
    strategy.kind != StrategyKind::Strategy
        || strategy.methods.iter().any(|method| method == "next")
        || strategy.bases.iter().any(known)
}

/// Holds the description of a parameter to the class.
fn parameter(reader: &mut Reader<'_>, strategy: &StrategyClass, name: &Identifier, described: &Described) {
    let field = format!("/parameters/{name}");
    let Some(own) = strategy.parameters.iter().find(|own| *name == own.name.as_str()) else {
        let message = format!("the class `{}` has no parameter `{name}`", Excerpt::of(&strategy.name));
        let names: Vec<&str> = strategy.parameters.iter().map(|own| own.name.as_str()).collect();
        let help = assay_spec::closest(name.as_str(), names).map(|near| format!("did you mean `{near}`?"));
        reader.tell(&rules::NO_PARAMETER, At::Field(field), message, help);
        return;
    };
    let default = described.default_value();
    if same(&default, &own.default) {
        return;
    }
    let own_default = Excerpt::of(&own.default.to_string());
    let message = format!("the default of `{name}` is `{default}` here and `{own_default}` in the code");
    let help = format!("line {} of the code assigns it; give both the same value", own.line);
    reader.tell(&rules::OTHER_PARAMETER, At::Field(format!("{field}/default")), message, Some(help));
}

fn same(described: &ParameterValue, own: &Literal) -> bool {
    match (described, own) {
        (ParameterValue::Boolean(described), Literal::Boolean(own)) => described == own,
        (ParameterValue::Text(described), Literal::Text(own)) => described == own,
        (
            ParameterValue::Integer(_) | ParameterValue::Number(_),
            Literal::Integer(_) | Literal::Number(_),
        ) => {
            let (described, own) = (described.as_f64(), own.as_f64());
            // Both are read from decimals, so that equal values are equal bits.
            described.zip(own).is_some_and(|(described, own)| described.total_cmp(&own).is_eq())
        }
        _ => false,
    }
}

/// Words of comments that stand for code.
const ELISIONS: [&str; 9] = [
    "rest of the code",
    "rest of the class",
    "rest remains",
    "remains the same",
    "same as before",
    "same as above",
    "existing code",
    "your code here",
    "your logic here",
];

/// Finds comments that stand for code that was left out.
pub(super) fn elisions(reader: &mut Reader<'_>, module: &Module<'_>) {
    let text = module.source().text();
    for token in module.parsed().tokens() {
        if token.kind() != TokenKind::Comment {
            continue;
        }
        let range = token.start().to_usize()..token.end().to_usize();
        let comment = text.get(range.clone()).unwrap_or_default();
        let words = comment.trim_start_matches(['#', ' ']).to_lowercase();
        let elided = words.starts_with("...") || words.starts_with('…');
        if elided || ELISIONS.iter().any(|elision| words.contains(elision)) {
            let message = "this comment stands for code that is not there".to_owned();
            reader.tell(&rules::ELIDED, At::Code(range), message, None);
        }
    }
}

/// The document that Markdown amounts to; `None` if it has not exactly one strategy.
pub(super) fn document(metadata: &Metadata, code: &str, prose: &str) -> Option<ModelAnswer> {
    let mut candidates = metadata.strategies.iter().filter(|strategy| !strategy.extended);
    let (strategy, None) = (candidates.next()?, candidates.next()) else { return None };
    let class: Identifier = strategy.name.parse().ok()?;
    let name = snake_case(class.as_str()).parse().unwrap_or_else(|_| class.clone());
    let paragraph = prose.split("\n\n").next().unwrap_or_default();
    let paragraph: String = paragraph.chars().take(PROSE_CHARACTERS_MAX).collect();
    let told = strategy.docstring.clone().or_else(|| metadata.docstring.clone()).unwrap_or(paragraph);
    let parameters = strategy
        .parameters
        .iter()
        .filter_map(|parameter| Some((parameter.name.parse().ok()?, described(parameter)?)));
    let document = ModelAnswer {
        schema_version: SchemaVersion::default(),
        name,
        description: told,
        rationale: String::new(),
        assumptions: Vec::new(),
        code: code.to_owned(),
        class: Some(class),
        parameters: parameters.collect(),
    };
    check_document(&document).is_empty().then_some(document)
}

fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    let mut before = None;
    for (index, character) in name.chars().enumerate() {
        let next_is_lower = name.chars().nth(index.saturating_add(1)).is_some_and(char::is_lowercase);
        let breaks = match before {
            Some(before) if character.is_uppercase() => {
                char::is_lowercase(before)
                    || char::is_ascii_digit(&before)
                    || (next_is_lower && before != '_')
            }
            Some(_) | None => false,
        };
        if breaks {
            snake.push('_');
        }
        snake.extend(character.to_lowercase());
        before = Some(character);
    }
    snake
}

/// A parameter of the class as documents describe it; `None` for what they have no kind for.
fn described(parameter: &Parameter) -> Option<Described> {
    let description: String = parameter.description.iter().flat_map(|told| told.chars()).take(1000).collect();
    let range = parameter.range.as_ref();
    let [min, max, step] = [
        range.and_then(|range| range.min.as_ref()),
        range.and_then(|range| range.max.as_ref()),
        range.and_then(|range| range.step.as_ref()),
    ];
    let whole = |value: Option<&Literal>| match value {
        Some(Literal::Integer(value)) => Some(*value),
        Some(_) | None => None,
    };
    let number = |value: Option<&Literal>| value.and_then(Literal::as_f64);
    match (parameter.kind, &parameter.default) {
        (ParameterKind::Integer, Literal::Integer(default)) => Some(Described::Integer {
            default: *default,
            min: whole(min),
            max: whole(max),
            step: whole(step),
            description,
        }),
        (ParameterKind::Number, default) => Some(Described::Number {
            default: default.as_f64()?,
            min: number(min),
            max: number(max),
            step: number(step),
            description,
        }),
        (ParameterKind::Boolean, Literal::Boolean(default)) => {
            Some(Described::Boolean { default: *default, description })
        }
        (ParameterKind::Text, Literal::Text(default)) => {
            let choices = range.iter().flat_map(|range| &range.choices).filter_map(|choice| match choice {
                Literal::Text(choice) => Some(choice.clone()),
                Literal::None
                | Literal::Boolean(_)
                | Literal::Integer(_)
                | Literal::Number(_)
                | Literal::List(_) => None,
            });
            let mut choices: Vec<String> = choices.collect();
            if !choices.contains(default) {
                choices.insert(0, default.clone());
            }
            Some(Described::Choice { default: default.clone(), choices, description })
        }
        _ => None,
    }
}

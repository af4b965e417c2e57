//! The catalogue as Markdown pages.

use super::{ALL, Group, Rule};

/// The page of one rule.
pub fn reference_page(rule: &Rule) -> String {
    // Answers have fences of their own.
    let fence = if rule.group == Group::Answer { "````" } else { "```" };
    let language = if rule.group == Group::Answer { "markdown" } else { "python" };
    let fixable = if rule.fixable { " `assay check --fix` mends some findings of it." } else { "" };
    format!(
        "# {} {}\n\n{} Severity: {}.{fixable}\n\n## Why\n\n{}\n\n## Instead\n\n{}\n\n## Example\n\n{fence}{language}\n{}\n{fence}\n\n\
         Better:\n\n{fence}{language}\n{}\n{fence}\n",
        rule.code,
        rule.name,
        rule.summary,
        rule.severity,
        rule.why,
        rule.instead,
        rule.bad_example.trim_end(),
        rule.good_example.trim_end(),
    )
}

/// The page that lists all rules and links their pages, which stand in the folder `checks`.
pub fn reference_index() -> String {
    let mut page = "# Rules of `assay check`\n\n\
        Findings have a code that keeps its meaning. An error refuses the file, a warning is a question that a reviewer \
        would ask, a note decides nothing. A policy file changes what a rule weighs (`rules`), except for the rules \
        without which a file cannot be read.\n"
        .to_owned();
    let mut group = None;
    for rule in ALL {
        if group.replace(rule.group) != Some(rule.group) {
            page.push_str("\n## ");
            page.push_str(rule.group.title());
            page.push_str("\n\n| code | name | severity | fix | what |\n|---|---|---|---|---|\n");
        }
        page.push_str(&row(rule));
    }
    page
}

fn row(rule: &Rule) -> String {
    let Rule { code, name, severity, summary, .. } = rule;
    let fix = if rule.fixable { "yes" } else { "" };
    format!("| [{code}](checks/{code}.md) | {name} | {severity} | {fix} | {summary} |\n")
}

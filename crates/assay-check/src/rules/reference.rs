//! The catalogue as Markdown pages.

use super::{ALL, Rule};

/// The page of one rule.
pub fn reference_page(rule: &Rule) -> String {
    let fixable = if rule.fixable { " `assay check --fix` mends some findings of it." } else { "" };
    format!(
        "# {} {}\n\n{} Severity: {}.{fixable}\n\n## Why\n\n{}\n\n## Instead\n\n{}\n\n## Example\n\n```python\n{}```\n\n\
         Better:\n\n```python\n{}```\n",
        rule.code,
        rule.name,
        rule.summary,
        rule.severity,
        rule.why,
        rule.instead,
        rule.bad_example,
        rule.good_example,
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
            page.push_str(&format!(
                "\n## {}\n\n| code | name | severity | fix | what |\n|---|---|---|---|---|\n",
                rule.group.title()
            ));
        }
        page.push_str(&format!(
            "| [{0}](checks/{0}.md) | {1} | {2} | {3} | {4} |",
            rule.code,
            rule.name,
            rule.severity,
            if rule.fixable { "yes" } else { "" },
            rule.summary
        ));
    }
    page
}

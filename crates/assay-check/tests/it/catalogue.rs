//! The catalogue keeps its promises: examples show what they say, codes and names are well-formed.

use assay_check::{
    CheckPolicy, Group, Severity, Source, check, find_rule, reference_index, reference_page, rules,
};

fn codes(text: &str) -> Vec<(&'static str, Severity)> {
    let findings = match Source::read("example.py", text.as_bytes()) {
        Ok(module) => check(&module, &CheckPolicy::default()),
        Err(findings) => findings,
    };
    findings.iter().map(|finding| (finding.rule.code, finding.severity)).collect()
}

#[test]
fn bad_examples_break_their_rule_and_good_ones_break_none() {
    for rule in rules() {
        if rule.group == Group::Answer {
            continue;
        }
        // Two rules are about bytes that an example cannot show.
        if !matches!(rule.code, "AS001" | "AS002") {
            let found = codes(rule.bad_example);
            assert!(
                found.iter().any(|&(code, severity)| code == rule.code && severity == rule.severity),
                "{} {found:?}",
                rule.code
            );
        }
        assert_eq!(codes(rule.good_example), [], "{}", rule.code);
    }
}

#[test]
fn codes_and_names_are_unique_and_in_order() {
    let codes: Vec<_> = rules().iter().map(|rule| rule.code).collect();
    assert!(codes.is_sorted());
    for rule in rules() {
        assert_eq!(find_rule(rule.code), Some(*rule));
        assert_eq!(find_rule(rule.name), Some(*rule), "{}", rule.name);
        assert!(
            rule.name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        );
        let digit = match rule.group {
            Group::Form => '0',
            Group::Safety => '1',
            Group::Foresight => '2',
            Group::Practice => '3',
            Group::Answer => '4',
        };
        assert_eq!(rule.code.chars().nth(2), Some(digit), "{}", rule.code);
    }
}

#[test]
fn every_rule_has_a_page_that_the_index_links() {
    let index = reference_index();
    for rule in rules() {
        assert!(index.contains(&format!("[{0}](checks/{0}.md)", rule.code)));
        let page = reference_page(rule);
        assert!(page.starts_with(&format!("# {} {}\n", rule.code, rule.name)));
        assert!(page.contains(rule.why) && page.contains(rule.instead));
    }
}

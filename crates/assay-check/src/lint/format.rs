//! Format strings: which attributes they read.

use super::names;

/// The first attribute or key of a format string's fields that is refused.
///
/// A field is `{name.attribute[key]!conversion:specification}`, and a specification may hold fields.
pub(super) fn refused_field(template: &str) -> Option<&str> {
    template.split('{').skip(1).find_map(|rest| {
        let end = rest.find(['}', '!', ':', '{']).unwrap_or(rest.len());
        let field = rest.get(..end).unwrap_or("");
        field.split(['.', '[', ']']).skip(1).find(|part| names::refused_attribute(part).is_some())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read() {
        let check = |template: &str, expected: Option<&str>| assert_eq!(refused_field(template), expected);
        check("{0.__class__}", Some("__class__"));
        check("{x.y.__globals__[k]}", Some("__globals__"));
        check("{0[__class__]}", Some("__class__"));
        check("{0:{1.__dict__}}", Some("__dict__"));
        check("{0.gi_frame}", Some("gi_frame"));
        check("{:.2f} {name} {0.real} {{}} {value!r:>10}", None);
        check("__class__ {}", None);
    }
}

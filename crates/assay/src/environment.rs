//! The environment, read once: the only place that reads variables.

use std::collections::BTreeMap;

/// The variables that the program reads: those of terminals, and `ASSAY_*`.
#[derive(Debug, Clone, Default)]
pub(crate) struct Environment(BTreeMap<String, String>);

impl Environment {
    /// The variables of this process. What is not Unicode is left out.
    pub(crate) fn of_process() -> Self {
        let read = |name: &str| {
            name.starts_with("ASSAY_")
                || matches!(name, "NO_COLOR" | "TERM" | "COLUMNS" | "LC_ALL" | "LC_CTYPE" | "LANG")
        };
        Self(
            std::env::vars_os()
                .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
                .filter(|(name, _)| read(name))
                .collect(),
        )
    }

    /// The value of a variable; one that is empty is not set.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// The names of the variables of this program.
    pub(crate) fn assay_variables(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str).filter(|name| name.starts_with("ASSAY_"))
    }

    /// Whether colours are welcome: `NO_COLOR` is not set, and the terminal is not dumb.
    pub(crate) fn allows_color(&self) -> bool {
        self.get("NO_COLOR").is_none() && self.get("TERM") != Some("dumb")
    }

    /// Whether the locale shows more than ASCII. Without one it is taken to: terminals of today do.
    pub(crate) fn shows_unicode(&self) -> bool {
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(|name| self.get(name));
        locale.is_none_or(|locale| {
            let locale = locale.to_ascii_lowercase();
            locale.contains("utf-8") || locale.contains("utf8")
        })
    }

    /// The width that `COLUMNS` asks for.
    pub(crate) fn columns(&self) -> Option<usize> {
        self.get("COLUMNS")?.parse().ok()
    }
}

#[cfg(test)]
impl Environment {
    /// These variables and no others.
    pub(crate) fn of<const N: usize>(variables: [(&str, &str); N]) -> Self {
        Self(variables.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
    }
}

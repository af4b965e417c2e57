//! The environment, read once: the only place that reads variables.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::{Context as _, Result};

/// Names the folder for what is kept between runs.
pub(crate) const DATA_VARIABLE: &str = "ASSAY_DATA_DIR";

/// The variables that the program reads: those of terminals, those that say where data go, and `ASSAY_*`.
#[derive(Debug, Clone, Default)]
pub(crate) struct Environment(BTreeMap<String, String>);

impl Environment {
    /// The variables of this process. What is not Unicode is left out.
    pub(crate) fn of_process() -> Self {
        let read = |name: &str| {
            name.starts_with("ASSAY_")
                || matches!(
                    name,
                    "NO_COLOR"
                        | "TERM"
                        | "COLUMNS"
                        | "LC_ALL"
                        | "LC_CTYPE"
                        | "LANG"
                        | "XDG_DATA_HOME"
                        | "DOCKER_HOST"
                        | "HOME"
                )
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

    /// Where the Docker engine listens, if something says so.
    pub(crate) fn docker_engine(&self) -> Option<String> {
        self.get("DOCKER_HOST").map(str::to_owned)
    }

    /// The names of the variables of this program.
    pub(crate) fn assay_variables(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str).filter(|name| name.starts_with("ASSAY_"))
    }

    /// The folder for what is kept between runs: of this program alone, as `ASSAY_DATA_DIR` names it, or else in the
    /// user's folder for data.
    ///
    /// # Errors
    /// Nothing says where that is.
    pub(crate) fn data_folder(&self) -> Result<PathBuf> {
        if let Some(folder) = self.get(DATA_VARIABLE) {
            return std::path::absolute(folder).with_context(|| format!("`{DATA_VARIABLE}` names no folder"));
        }
        // The specification says to ignore a relative path.
        let home = self.get("XDG_DATA_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
        let home =
            home.or_else(|| self.get("HOME").map(|home| PathBuf::from(home).join(".local").join("share")));
        Ok(home
            .with_context(|| format!("neither `{DATA_VARIABLE}` nor `HOME` says where to keep data"))?
            .join("assay"))
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

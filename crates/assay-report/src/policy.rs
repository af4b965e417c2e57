//! What the page allows its browser: its own style and its own scripts, by their hashes, and nothing else.

use assay_types::ContentHash;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

/// The style that lightweight-charts adds to the page for its link to its makers, which its licence asks for.
const LINK_STYLE: &str = "a#tv-attr-logo{--fill:#131722;--stroke:#fff;position:absolute;left:10px;bottom:10px;height:19px;width:35px;margin:0;padding:0;border:0;z-index:3;}a#tv-attr-logo[data-dark]{--fill:#D1D4DC;--stroke:#131722;}";

/// The content security policy of a page with these styles and scripts.
pub(crate) fn of(styles: &[&str], scripts: &[&str]) -> String {
    let hashes = |texts: &[&str]| texts.iter().map(|text| source(text)).collect::<Vec<_>>().join(" ");
    let link = if scripts.len() > 1 { format!(" {}", source(LINK_STYLE)) } else { String::new() };
    format!(
        "default-src 'none'; script-src {}; style-src {}{link}; base-uri 'none'; form-action 'none'",
        hashes(scripts),
        hashes(styles)
    )
}

fn source(text: &str) -> String {
    format!("'sha256-{}'", BASE64_STANDARD.encode(ContentHash::of(text.as_bytes()).as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Charts;

    #[test]
    fn only_what_is_embedded_is_allowed() {
        assert_eq!(
            of(&["a"], &[""]),
            "default-src 'none'; script-src 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='; style-src \
             'sha256-ypeBEsobvcr6wjGzmiPcTaeG7/gUfE5yuYB3ha/uSLs='; base-uri 'none'; form-action 'none'",
        );
    }

    #[test]
    fn the_style_of_the_link_is_that_of_the_bundle() {
        if let Charts::Moving(bundle) = Charts::of_this_build() {
            assert!(bundle.contains(LINK_STYLE), "lightweight-charts has another style for its link");
        }
    }
}

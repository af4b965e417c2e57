//! A page that is being written: literals of ours are markup, all else is escaped.

/// A piece of HTML.
#[derive(Debug, Default)]
pub(crate) struct Html {
    text: String,
}

/// The attributes of an element: names are ours, values may be anybody's.
pub(crate) type Attributes<'a> = &'a [(&'static str, &'a str)];

impl Html {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    pub(crate) fn into_text(self) -> String {
        self.text
    }

    /// Markup that stands in our source.
    pub(crate) fn markup(&mut self, markup: &'static str) {
        self.text.push_str(markup);
    }

    /// A piece that was written before.
    pub(crate) fn piece(&mut self, piece: &Self) {
        self.text.push_str(&piece.text);
    }

    /// Anybody's text.
    pub(crate) fn text(&mut self, text: &str) {
        escape(text, &mut self.text);
    }

    /// Anybody's text, in which a word between two backticks is code.
    pub(crate) fn prose(&mut self, text: &str) {
        let parts: Vec<&str> = text.split('`').collect();
        // Without its partner a backtick is a character like others.
        let paired = parts.len() % 2 == 1;
        for (index, part) in parts.iter().enumerate() {
            match (paired, index % 2) {
                (true, 1) => self.element("code", &[], |html| html.text(part)),
                (true, _) => self.text(part),
                (false, _) => {
                    if index > 0 {
                        self.text("`");
                    }
                    self.text(part);
                }
            }
        }
    }

    /// An element and what is in it.
    pub(crate) fn element(
        &mut self,
        tag: &'static str,
        attributes: Attributes<'_>,
        content: impl FnOnce(&mut Self),
    ) {
        self.open(tag, attributes);
        content(self);
        self.text.push_str("</");
        self.text.push_str(tag);
        self.text.push('>');
    }

    /// An element of a class that holds text.
    pub(crate) fn line(&mut self, tag: &'static str, class: &str, text: &str) {
        let attributes = [("class", class)];
        let attributes = if class.is_empty() { &[] } else { attributes.as_slice() };
        self.element(tag, attributes, |html| html.text(text));
    }

    /// An element without an end.
    pub(crate) fn open(&mut self, tag: &'static str, attributes: Attributes<'_>) {
        self.text.push('<');
        self.text.push_str(tag);
        for (name, value) in attributes {
            self.text.push(' ');
            self.text.push_str(name);
            self.text.push_str("=\"");
            escape(value, &mut self.text);
            self.text.push('"');
        }
        self.text.push('>');
    }

    /// A script or a style, whose text is not escaped: it is ours, or the bundle that the build took in.
    ///
    /// # Panics
    /// If it would end its own element.
    pub(crate) fn verbatim(&mut self, tag: &'static str, text: &str) {
        let ends = text.to_ascii_lowercase().contains(&format!("</{tag}"));
        assert!(!ends && !text.contains("<!--"), "what is embedded must not end its `{tag}`");
        self.open(tag, &[]);
        self.text.push_str(text);
        self.element_end(tag);
    }

    /// Data for scripts: JSON in which no `<` is left to end the element with.
    pub(crate) fn data(&mut self, id: &'static str, json: &serde_json::Value) {
        self.open("script", &[("type", "application/json"), ("id", id)]);
        // A `<` of JSON stands inside a string, where `\u003c` means the same.
        let text = json.to_string().replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026");
        self.text.push_str(&text);
        self.element_end("script");
    }

    fn element_end(&mut self, tag: &'static str) {
        self.text.push_str("</");
        self.text.push_str(tag);
        self.text.push('>');
    }
}

/// Escapes what has a meaning in HTML, and shows what would hide or turn text.
fn escape(text: &str, html: &mut String) {
    for character in text.chars() {
        match character {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            '\n' | '\t' => html.push(character),
            _ if hides(character) => html.extend(character.escape_unicode()),
            _ => html.push(character),
        }
    }
}

/// The text with what hides or turns text made visible, for scripts to put onto the page as it is.
pub(crate) fn shown(text: &str) -> String {
    let mut shown = String::new();
    for character in text.chars() {
        if hides(character) {
            shown.extend(character.escape_unicode());
        } else {
            shown.push(character);
        }
    }
    shown
}

/// Whether a character is invisible, or changes the order in which others are read.
fn hides(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}'
                | '\u{61c}'
                | '\u{115f}'
                | '\u{1160}'
                | '\u{180e}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{3164}'
                | '\u{feff}'
                | '\u{ffa0}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(write: impl FnOnce(&mut Html), expected: &str) {
        let mut html = Html::new();
        write(&mut html);
        assert_eq!(html.into_text(), expected);
    }

    #[test]
    fn text_and_attributes_are_escaped() {
        check(|html| html.text("<b>&\"'"), "&lt;b&gt;&amp;&quot;&#39;");
        check(|html| html.text("a\u{202e}b\u{0}\u{1b}[2J\nc"), "a\\u{202e}b\\u{0}\\u{1b}[2J\nc");
        check(|html| html.open("a", &[("title", "\" onclick=x")]), "<a title=\"&quot; onclick=x\">");
        check(|html| html.line("td", "", "x"), "<td>x</td>");
        check(|html| html.line("td", "n", "é≤"), "<td class=\"n\">é≤</td>");
    }

    #[test]
    fn backticks_are_code_where_they_come_in_pairs() {
        check(|html| html.prose("say `--x` or `<y>`."), "say <code>--x</code> or <code>&lt;y&gt;</code>.");
        check(|html| html.prose("one ` alone"), "one ` alone");
    }

    #[test]
    fn data_does_not_end_its_element() {
        check(
            |html| html.data("d", &serde_json::json!(["</script><!--", "a&b"])),
            r#"<script type="application/json" id="d">["\u003c/script\u003e\u003c!--","a\u0026b"]</script>"#,
        );
    }

    #[test]
    #[should_panic(expected = "must not end its `script`")]
    fn a_script_does_not_end_its_element() {
        Html::new().verbatim("script", "'</SCRIPT>'");
    }

    proptest! {
        #[test]
        fn no_text_becomes_markup(text in any::<String>()) {
            let mut html = Html::new();
            html.text(&text);
            let html = html.into_text();
            prop_assert!(!html.contains(['<', '>', '"', '\'']));
            let back = html.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'");
            let shown: String = text.chars().filter(|&character| !hides(character) || matches!(character, '\n' | '\t')).collect();
            if shown == text {
                prop_assert_eq!(back.replace("&amp;", "&"), text);
            }
        }
    }
}

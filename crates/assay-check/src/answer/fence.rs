//! Blocks of code in Markdown.

use std::ops::Range;

use super::part::{Builder, Part};

/// How many blocks of an answer are looked at.
pub(super) const BLOCKS_MAX: usize = 256;

/// A block of code.
#[derive(Debug)]
pub(super) struct Block {
    /// The word behind the fence, in lower case: `python`; empty if there is none.
    pub(super) tag: String,
    /// The code, without the indentation of the fence.
    pub(super) content: Part,
    /// Whether the answer goes on behind the fence that ends it.
    pub(super) closed: bool,
    /// The line that opens it.
    pub(super) opening: Range<usize>,
}

impl Block {
    /// Whether the tag says Python, or nothing.
    pub(super) fn may_be_python(&self) -> bool {
        self.is_python()
            || self.tag.is_empty()
            || ["text", "txt", "plaintext", "code"].contains(&self.tag.as_str())
    }

    /// Whether the tag says Python.
    pub(super) fn is_python(&self) -> bool {
        ["python", "py", "python3", "py3", "python2", "ipython", "ipython3", "pycon"]
            .contains(&self.tag.as_str())
    }
}

/// The blocks of a text, in order.
///
/// Fences are those of Markdown (```` ``` ```` and `~~~`, three or more), at any indentation, in quotes and lists,
/// and tags that stand alone in a line: `<code>`, `<python>`. A fence that is never closed lasts to the end.
/// One that says Markdown is looked through.
pub(super) fn blocks(part: &Part) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut open: Option<Open<'_>> = None;
    for line in lines(part.text()) {
        let text = part.text().get(line.clone()).unwrap_or_default();
        match &mut open {
            Some(block) if block.closes(text) => {
                if let Some(block) = open.take() {
                    blocks.push(block.finish(true));
                }
                if blocks.len() >= BLOCKS_MAX {
                    return blocks;
                }
            }
            Some(block) => block.take(line, text),
            None => open = Open::at(part, line, text),
        }
    }
    // A fence with nothing behind it closes one that was looked through.
    let last = open.map(Open::finish_at_end);
    blocks.extend(last.filter(|block| !block.content.text().trim().is_empty()));
    blocks
}

/// The lines of a text with their ends.
fn lines(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    text.split_inclusive('\n').scan(0_usize, |start, line| {
        let end = start.saturating_add(line.len());
        Some(std::mem::replace(start, end)..end)
    })
}

/// A block that is not closed yet.
struct Open<'p> {
    content: Builder<'p>,
    tag: String,
    opening: Range<usize>,
    fence: Fence,
    /// The marks of quotes before the fence.
    quotes: usize,
    /// How many columns stand before the fence.
    columns: usize,
}

enum Fence {
    /// So many of these characters.
    Run(char, usize),
    /// The tag that closes it.
    Tag(&'static str),
}

/// Tags that stand alone in a line, with those that close them.
const TAGS: [(&str, &str); 4] =
    [("<code>", "</code>"), ("<python>", "</python>"), ("<pre>", "</pre>"), ("<pre><code>", "</code></pre>")];

impl<'p> Open<'p> {
    fn at(part: &'p Part, line: Range<usize>, text: &str) -> Option<Self> {
        let (quotes, columns, rest) = before_fence(text);
        let open = |fence: Fence, tag: String| Self {
            content: Builder::new(part),
            tag,
            opening: line.start..line.start.saturating_add(text.trim_end().len()),
            fence,
            quotes,
            columns,
        };
        if let Some((opening, closing)) = TAGS.iter().find(|(opening, _)| rest.trim_end() == *opening) {
            let tag = if *opening == "<python>" { "python" } else { "" };
            return Some(open(Fence::Tag(closing), tag.to_owned()));
        }
        let character = rest.chars().next().filter(|it| matches!(it, '`' | '~'))?;
        let info = rest.trim_start_matches(character);
        let count = rest.len().saturating_sub(info.len());
        // Behind backticks a backtick is inline code.
        if count < 3 || (character == '`' && info.contains('`')) {
            return None;
        }
        let word = info.trim().trim_start_matches(['{', '.', ' ']);
        let end = word.find(|it: char| !(it.is_alphanumeric() || "+#_-".contains(it))).unwrap_or(word.len());
        let tag = word.get(..end).unwrap_or_default().to_ascii_lowercase();
        if tag == "markdown" || tag == "md" {
            return None;
        }
        Some(open(Fence::Run(character, count), tag))
    }

    fn closes(&self, line: &str) -> bool {
        let (_, _, rest) = before_fence(line);
        let rest = rest.trim_end();
        match self.fence {
            Fence::Run(character, count) => rest.len() >= count && rest.chars().all(|it| it == character),
            Fence::Tag(closing) => rest == closing,
        }
    }

    /// Takes a line, without what stands before the fence.
    fn take(&mut self, line: Range<usize>, text: &str) {
        let mut rest = text;
        for _ in 0..self.quotes {
            let trimmed = rest.trim_start_matches(' ');
            let Some(unquoted) = trimmed.strip_prefix('>') else { break };
            rest = unquoted.strip_prefix(' ').unwrap_or(unquoted);
        }
        let mut columns = 0_usize;
        while columns < self.columns {
            let width = match rest.chars().next() {
                Some(' ') => 1,
                Some('\t') => 4,
                Some(_) | None => break,
            };
            columns = columns.saturating_add(width);
            rest = rest.get(1..).unwrap_or_default();
        }
        self.content.copy(line.end.saturating_sub(rest.len())..line.end);
    }

    /// The block at the end of the text. Its fence may stand behind the last line of the code.
    fn finish_at_end(self) -> Block {
        let fence = match self.fence {
            Fence::Run(character, count) => character.to_string().repeat(count),
            Fence::Tag(closing) => closing.to_owned(),
        };
        let mut block = self.finish(false);
        let end = block.content.text().trim_end().strip_suffix(&fence).map(str::len);
        if let Some(end) = end {
            block.content = block.content.slice(0..end);
            block.closed = true;
        }
        block
    }

    fn finish(self, closed: bool) -> Block {
        Block { tag: self.tag, content: self.content.finish(), closed, opening: self.opening }
    }
}

/// The marks of quotes, and the columns of space and list marks behind them, before the rest of a line.
fn before_fence(line: &str) -> (usize, usize, &str) {
    let mut quotes = 0_usize;
    let mut rest = line;
    while let Some(unquoted) = rest.trim_start_matches(' ').strip_prefix('>') {
        quotes = quotes.saturating_add(1);
        rest = unquoted.strip_prefix(' ').unwrap_or(unquoted);
    }
    let mut columns = 0_usize;
    let mut indent = |rest: &mut &str| {
        while let Some(first) = rest.chars().next().filter(|it| matches!(it, ' ' | '\t')) {
            columns = columns.saturating_add(if first == '\t' { 4 } else { 1 });
            *rest = rest.get(1..).unwrap_or_default();
        }
    };
    indent(&mut rest);
    // A list's mark counts only before a fence: what is behind it is known to be one there.
    let digits = rest.trim_start_matches(|it: char| it.is_ascii_digit());
    let behind_mark = digits
        .strip_prefix(". ")
        .or_else(|| digits.strip_prefix(") "))
        .filter(|_| digits.len() < rest.len())
        .or_else(|| rest.strip_prefix("- "))
        .or_else(|| rest.strip_prefix("* "));
    if let Some(mut behind) = behind_mark.filter(|behind| behind.trim_start().starts_with(['`', '~'])) {
        let mark = rest.len().saturating_sub(behind.len());
        indent(&mut behind);
        return (quotes, columns.saturating_add(mark), behind);
    }
    (quotes, columns, rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let part = Part::whole(text);
        let blocks: Vec<String> = blocks(&part)
            .iter()
            .map(|block| {
                let open = if block.closed { "" } else { "…" };
                format!("{}|{}{open}", block.tag, block.content.text())
            })
            .collect();
        assert_eq!(blocks, expected, "{text:?}");
    }

    #[test]
    fn fences_of_all_kinds_are_found() {
        check("a\n```python\nx\n```\nb\n~~~\ny\n~~~", &["python|x\n", "|y\n"]);
        check("````py\n```\nx\n```\n````\n", &["py|```\nx\n```\n"]);
        check("~~~python\n```\n~~~\n", &["python|```\n"]);
        check("``` Python title=\"a.py\"\nx\n```  \n", &["python|x\n"]);
        check(
            "```python:strategy.py\nx\n```\n```{.python .numberLines}\ny\n```\n",
            &["python|x\n", "python|y\n"],
        );
        check("```{python}\r\nx\r\n```\r\n", &["python|x\r\n"]);
        check("1. do\n\n   ```py\n   if a:\n       b\n\n   c\n   ```\n", &["py|if a:\n    b\n\nc\n"]);
        check("- ```py\n  x\n  ```\n10. ```\n    y\n    ```\n", &["py|x\n", "|y\n"]);
        check("> ```py\n> if a:\n>     b\n>\n> c\n> ```\n", &["py|if a:\n    b\n\nc\n"]);
        check("    ```py\nx\n    y\n```\n", &["py|x\ny\n"]);
        check("```py\nx", &["py|x…"]);
        check("```py\nx```\n", &["py|x"]);
        check("```py\nx\n``` not closed\ny\n", &["py|x\n``` not closed\ny\n…"]);
        check("```x = 1``` inline\n`code`\n``\ny\n``\n", &[]);
        check("```markdown\nso\n```python\nx\n```\n```\n", &["python|x\n"]);
        check("<code>\nx\n</code>\n<python>\ny\n</python>\n", &["|x\n", "python|y\n"]);
        check("```\n```\n", &["|"]);
        check("```py", &[]);
        check("", &[]);
    }

    #[test]
    fn hostile_text_is_read_without_panic_in_linear_time() {
        for unit in ["```\n", "~~~", ">", "> ```", "- ", "1. ```é\n", "\t\n```", "<code>\n", "    é\n```py\n"]
        {
            assert!(blocks(&Part::whole(&unit.repeat(50_000))).len() <= BLOCKS_MAX + 1);
        }
    }
}

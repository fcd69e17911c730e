//! Where each value of a YAML text stands. Pure.

use std::ops::Range;

use granit_parser::{Event, Parser, Span, StructureStyle};

/// A value with its place.
#[derive(Debug)]
pub(crate) struct Node {
    /// Its bytes. Those of a block collection begin at its first key or dash and end with its last value.
    pub(crate) range: Range<usize>,
    /// The line that it begins in, from 1.
    pub(crate) line: usize,
    /// The column that it begins at, in characters from 1.
    pub(crate) column: usize,
    /// The line that it ends in.
    pub(crate) last_line: usize,
    /// What it is.
    pub(crate) shape: Shape,
}

/// What a value is made of.
#[derive(Debug)]
pub(crate) enum Shape {
    /// One text, number or word.
    Scalar,
    /// Keys with values.
    Map {
        /// Written with braces.
        flow: bool,
        /// In the order of the text.
        entries: Vec<Entry>,
    },
    /// Items.
    List {
        /// Written with brackets.
        flow: bool,
        /// In order.
        items: Vec<Node>,
    },
}

/// One key with its value.
#[derive(Debug)]
pub(crate) struct Entry {
    /// The key as it is meant, without quotes.
    pub(crate) key: String,
    /// The place of the key.
    pub(crate) place: Node,
    /// The value.
    pub(crate) value: Node,
}

/// The only document of the text; `None` when it cannot be read, or uses anchors, aliases or tags, by which a value stands
/// elsewhere than where it is used.
pub(crate) fn read(text: &str) -> Option<Node> {
    let mut events = Vec::new();
    for event in Parser::new_from_str(text) {
        let (event, span) = event.ok()?;
        match &event {
            Event::Comment(..) | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => {}
            Event::DocumentStart(..) if events.is_empty() => {}
            Event::DocumentStart(..) | Event::Alias(_) => return None,
            Event::Scalar(_, _, anchor, tag) if *anchor != 0 || tag.is_some() => return None,
            Event::SequenceStart(_, anchor, tag) | Event::MappingStart(_, anchor, tag)
                if *anchor != 0 || tag.is_some() =>
            {
                return None;
            }
            _ => events.push((event, span)),
        }
    }
    let mut events = events.into_iter();
    let first = events.next()?;
    Reader { text, events }.node(first)
}

struct Reader<'a, I> {
    text: &'a str,
    events: I,
}

impl<'a, I: Iterator<Item = (Event<'a>, Span)>> Reader<'a, I> {
    fn node(&mut self, (event, span): (Event<'a>, Span)) -> Option<Node> {
        match event {
            Event::Scalar(..) => self.spanning(span, span.byte_range()?.end, Shape::Scalar),
            Event::MappingStart(style, ..) => {
                let mut entries = Vec::new();
                let end = loop {
                    match self.events.next()? {
                        (Event::MappingEnd, end) => break end,
                        (Event::Scalar(key, style, anchor, tag), at) => {
                            let key = key.into_owned();
                            let place = self.node((Event::Scalar(key.clone().into(), style, anchor, tag), at))?;
                            let value = self.events.next()?;
                            entries.push(Entry { key, place, value: self.node(value)? });
                        }
                        _ => return None,
                    }
                };
                let flow = style == StructureStyle::Flow;
                let last = entries.last().map(|entry: &Entry| entry.value.range.end.max(entry.place.range.end));
                let end = if flow { end.byte_range()?.end } else { last? };
                self.spanning(span, end, Shape::Map { flow, entries })
            }
            Event::SequenceStart(style, ..) => {
                let mut items = Vec::new();
                let end = loop {
                    match self.events.next()? {
                        (Event::SequenceEnd, end) => break end,
                        other => items.push(self.node(other)?),
                    }
                };
                let flow = style == StructureStyle::Flow;
                let end = if flow { end.byte_range()?.end } else { items.last().map(|item: &Node| item.range.end)? };
                self.spanning(span, end, Shape::List { flow, items })
            }
            _ => None,
        }
    }

    fn spanning(&self, span: Span, end: usize, shape: Shape) -> Option<Node> {
        let start = span.start.byte_offset()?;
        // A block text ends with its line break, which belongs to nobody here.
        let end = start + self.text.get(start..end)?.trim_end().len();
        let last_line = span.start.line() + self.text.get(start..end)?.matches('\n').count();
        Some(Node { range: start..end, line: span.start.line(), column: span.start.col() + 1, last_line, shape })
    }
}

/// A step on the way to a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Into the value of this key.
    Key(String),
    /// Into this item, from 0.
    Item(usize),
}

impl Node {
    /// The entry of this key.
    pub(crate) fn entry(&self, key: &str) -> Option<&Entry> {
        match &self.shape {
            Shape::Map { entries, .. } => entries.iter().find(|entry| entry.key == key),
            _ => None,
        }
    }

    /// The lines of the value at the end of the way, with its key: first and last, from 1.
    pub(crate) fn lines(&self, way: &[Step]) -> Option<(usize, usize)> {
        let (step, rest) = match way {
            [] => return Some((self.line, self.last_line)),
            [step, rest @ ..] => (step, rest),
        };
        match (step, &self.shape) {
            (Step::Key(key), Shape::Map { .. }) => {
                let entry = self.entry(key)?;
                match rest {
                    [] => Some((entry.place.line, entry.value.last_line.max(entry.place.line))),
                    rest => entry.value.lines(rest),
                }
            }
            (Step::Item(index), Shape::List { items, .. }) => items.get(*index)?.lines(rest),
            _ => None,
        }
    }

    /// The line and column of what the API calls `path` (`spec.pools[1].replicas`), or of the nearest that is there: of a
    /// scalar its value, of anything else its key.
    pub(crate) fn place(&self, path: &str) -> (usize, usize) {
        self.below(path).unwrap_or((self.line, self.column))
    }

    /// The place of `path` or of the nearest above it; `None` when not even its first step is there.
    fn below(&self, path: &str) -> Option<(usize, usize)> {
        let path = path.trim_start_matches('.');
        match &self.shape {
            Shape::Scalar => None,
            Shape::Map { entries, .. } => {
                let (entry, rest) = step_into(entries, path)?;
                let key = (entry.place.line, entry.place.column);
                match &entry.value.shape {
                    Shape::Scalar if !entry.value.range.is_empty() => Some((entry.value.line, entry.value.column)),
                    _ => entry.value.below(rest).or(Some(key)),
                }
            }
            Shape::List { items, .. } => {
                let (index, rest) = path.strip_prefix('[')?.split_once(']')?;
                let item = items.get(index.parse::<usize>().ok()?)?;
                item.below(rest).or(Some((item.line, item.column)))
            }
        }
    }
}

/// The entry that a path begins with, and the rest of the path. Keys may have dots in them, so the longest that fits is
/// meant; `[a.b]` names a key, too.
fn step_into<'a, 'p>(entries: &'a [Entry], path: &'p str) -> Option<(&'a Entry, &'p str)> {
    if let Some((key, rest)) = path.strip_prefix('[').and_then(|path| path.split_once(']')) {
        return Some((entries.iter().find(|entry| entry.key == key.trim_matches('"'))?, rest));
    }
    let rest = |entry: &Entry| {
        path.strip_prefix(entry.key.as_str()).filter(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
    };
    let fitting = entries.iter().filter_map(|entry| Some((entry, rest(entry)?)));
    fitting.max_by_key(|(entry, _)| entry.key.len())
}

#[cfg(test)]
mod tests {
    use super::{Step, read};

    const TEXT: &str = "# head\nkind: A\nspec:\n  pools:\n  - name: a # first\n    replicas: 3\n  - {name: b, taints: [x]}\n  text: |\n    one\n    two\n  none:\nmetadata:\n  labels:\n    a.b/c: d\n";

    #[test]
    fn paths_of_the_api_lead_to_line_and_column() {
        let root = read(TEXT).unwrap();
        for (path, place) in [
            ("kind", (2, 7)),
            ("spec", (3, 1)),
            ("spec.pools", (4, 3)),
            ("spec.pools[0]", (5, 5)),
            ("spec.pools[0].replicas", (6, 15)),
            ("spec.pools[1].name", (7, 12)),
            ("spec.pools[1].taints[0]", (7, 24)),
            ("spec.pools[7].name", (4, 3)),
            ("spec.missing.more", (3, 1)),
            ("spec.none", (11, 3)),
            ("metadata.labels.a.b/c", (14, 12)),
            ("metadata.labels[a.b/c]", (14, 12)),
            ("metadata.name", (12, 1)),
            ("elsewhere", (2, 1)),
            ("", (2, 1)),
        ] {
            assert_eq!(root.place(path), place, "{path}");
        }
    }

    #[test]
    fn values_know_their_lines() {
        let root = read(TEXT).unwrap();
        let key = |name: &str| Step::Key(name.to_owned());
        assert_eq!(root.lines(&[key("spec"), key("text")]), Some((8, 10)));
        assert_eq!(root.lines(&[key("spec"), key("pools"), Step::Item(0)]), Some((5, 6)));
        assert_eq!(root.lines(&[key("spec"), key("none")]), Some((11, 11)));
        assert_eq!(root.lines(&[key("spec"), key("pools"), Step::Item(4)]), None);
    }

    #[test]
    fn what_stands_elsewhere_than_it_is_used_has_no_place() {
        for text in ["a: &x 1\nb: *x\n", "a: !!str 1\n", "a: 1\n---\nb: 2\n", "a: [\n", ""] {
            assert!(read(text).is_none(), "{text}");
        }
    }
}

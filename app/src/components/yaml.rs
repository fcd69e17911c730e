//! YAML to read: numbered lines with keys, strings, numbers and comments told apart.

use leptos::prelude::*;
use texts::t;

/// A YAML text, read-only.
#[component]
pub(crate) fn Yaml(
    text: String,
    /// The name of the region for screen readers.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    let lines = text.lines().map(line).collect_view();
    view! {
        <div class="yaml">
            <button type="button" class="copy" data-copy=text aria-label=t().copy_yaml()>{t().copy()}</button>
            <pre tabindex="0" role="group" aria-label=label><code>
                {lines}
            </code></pre>
        </div>
    }
    .into_any()
}

fn line(text: &str) -> impl IntoView + use<> {
    view! { <span class="yaml-line">{marked(text)} "\n"</span> }.into_any()
}

/// One line with its keys, strings, numbers and comments told apart.
pub(super) fn marked(text: &str) -> impl IntoView + use<> {
    pieces(text)
        .into_iter()
        .map(|(class, piece)| match class {
            "" => piece.to_owned().into_any(),
            class => view! { <span class=class>{piece.to_owned()}</span> }.into_any(),
        })
        .collect_view()
}

/// A line cut into pieces with the class of each: `k` key, `s` string, `n` number or word of YAML, `c` comment.
fn pieces(line: &str) -> Vec<(&'static str, &str)> {
    let indent = line.len() - line.trim_start_matches([' ', '-']).len();
    let (lead, rest) = line.split_at(indent);
    let mut out = Vec::with_capacity(4);
    if !lead.is_empty() {
        out.push(("", lead));
    }
    if rest.starts_with('#') {
        out.push(("c", rest));
        return out;
    }
    let key_end = rest.find(": ").or_else(|| rest.ends_with(':').then(|| rest.len() - 1));
    let value = match key_end {
        Some(end) if !rest.starts_with(['"', '\'', '{', '[']) => {
            out.push(("k", &rest[..end]));
            let value_start = (end + 2).min(rest.len());
            out.push(("", &rest[end..value_start]));
            &rest[value_start..]
        }
        _ => rest,
    };
    if !value.is_empty() {
        out.push((value_class(value), value));
    }
    out
}

fn value_class(value: &str) -> &'static str {
    let word = matches!(value, "true" | "false" | "null" | "{}" | "[]");
    if word || value.parse::<f64>().is_ok() { "n" } else { "s" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_cut_without_losing_a_character() {
        for (line, expected) in [
            ("kind: GuestCluster", vec![("k", "kind"), ("", ": "), ("s", "GuestCluster")]),
            ("  - replicas: 3", vec![("", "  - "), ("k", "replicas"), ("", ": "), ("n", "3")]),
            ("spec:", vec![("k", "spec"), ("", ":")]),
            ("# a: b", vec![("c", "# a: b")]),
            ("- \"a: b\"", vec![("", "- "), ("s", "\"a: b\"")]),
            ("", vec![]),
        ] {
            let pieces = pieces(line);
            assert_eq!(pieces.iter().map(|(_, piece)| *piece).collect::<String>(), line);
            assert_eq!(pieces, expected);
        }
    }
}

//! Writes YAML that every parser reads alike: cloud-init's (YAML 1.1), kubeadm's and our own.
//!
//! Text is written as a literal block where that is certain to come back as it was, and double-quoted otherwise; no
//! plain scalars, because YAML 1.1 takes `on`, `0640` or `12:30` for something else than text.

use serde_json::Value;

/// Writes a value as a block document that ends with a newline.
pub(crate) fn write(value: &Value) -> String {
    let mut out = String::new();
    block(&mut out, value, 0);
    if !out.ends_with('\n') {
        out.push('\n');
    }
    out
}

/// Writes a value where a new line begins at `indent`.
fn block(out: &mut String, value: &Value, indent: usize) {
    match value {
        Value::Object(map) if !map.is_empty() => {
            for (position, (name, value)) in map.iter().enumerate() {
                if position > 0 {
                    pad(out, indent);
                }
                key(out, name);
                out.push(':');
                after_key(out, value, indent);
            }
        }
        Value::Array(list) if !list.is_empty() => {
            for (position, value) in list.iter().enumerate() {
                if position > 0 {
                    pad(out, indent);
                }
                out.push_str("- ");
                item(out, value, indent + 2);
            }
        }
        scalar => {
            inline(out, scalar);
            out.push('\n');
        }
    }
}

fn after_key(out: &mut String, value: &Value, indent: usize) {
    match value {
        Value::Object(map) if !map.is_empty() => {
            out.push('\n');
            pad(out, indent + 2);
            block(out, value, indent + 2);
        }
        Value::Array(list) if !list.is_empty() => {
            out.push('\n');
            pad(out, indent);
            block(out, value, indent);
        }
        Value::String(text) if is_literal(text) => literal(out, text, indent + 2),
        scalar => {
            out.push(' ');
            inline(out, scalar);
            out.push('\n');
        }
    }
}

fn item(out: &mut String, value: &Value, indent: usize) {
    match value {
        Value::String(text) if is_literal(text) => {
            out.pop();
            literal(out, text, indent);
        }
        other => block(out, other, indent),
    }
}

fn pad(out: &mut String, indent: usize) {
    out.extend(std::iter::repeat_n(' ', indent));
}

fn inline(out: &mut String, value: &Value) {
    match value {
        Value::String(text) => quoted(out, text),
        Value::Object(_) => out.push_str("{}"),
        Value::Array(_) => out.push_str("[]"),
        other => out.push_str(&other.to_string()),
    }
}

/// Names that no YAML version takes for something else stand as they are.
fn key(out: &mut String, name: &str) {
    let plain = name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name.chars().all(|one| one.is_ascii_alphanumeric() || matches!(one, '_' | '-' | '.' | '/'))
        && !matches!(
            name.to_ascii_lowercase().as_str(),
            "y" | "n" | "yes" | "no" | "on" | "off" | "true" | "false" | "null"
        );
    if plain { out.push_str(name) } else { quoted(out, name) }
}

/// Several lines of printable text, none of which depends on how white space is treated.
fn is_literal(text: &str) -> bool {
    let mut lines = text.split('\n');
    let first = lines.next().unwrap_or_default();
    text.contains('\n')
        && !first.is_empty()
        && !text.ends_with("\n\n")
        && text.chars().all(|one| one == '\n' || one == '\t' || is_printable(one))
        && text.split('\n').all(|line| !line.ends_with([' ', '\t']))
        && !first.starts_with([' ', '\t'])
        && lines.all(|line| !line.starts_with('\t'))
}

/// What every parser accepts in a document and leaves alone.
fn is_printable(one: char) -> bool {
    matches!(one, ' '..='~' | '\u{a0}'..='\u{2027}' | '\u{202a}'..='\u{d7ff}' | '\u{e000}'..='\u{fefe}' | '\u{ff00}'..='\u{fffd}' | '\u{10000}'..='\u{10ffff}')
}

fn literal(out: &mut String, text: &str, indent: usize) {
    out.push_str(if text.ends_with('\n') { " |\n" } else { " |-\n" });
    for line in text.strip_suffix('\n').unwrap_or(text).split('\n') {
        if !line.is_empty() {
            pad(out, indent);
            out.push_str(line);
        }
        out.push('\n');
    }
}

fn quoted(out: &mut String, text: &str) {
    out.push('"');
    for one in text.chars() {
        match one {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            one if is_printable(one) => out.push(one),
            one if u32::from(one) <= 0xff => out.push_str(&format!("\\x{:02x}", u32::from(one))),
            one if u32::from(one) <= 0xffff => out.push_str(&format!("\\u{:04x}", u32::from(one))),
            one => out.push_str(&format!("\\U{:08x}", u32::from(one))),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// Everything that has broken somebody's YAML before.
    const TEXTS: &[&str] = &[
        "",
        " ",
        "a",
        "0640",
        "on",
        "~",
        "null",
        "1e3",
        "12:30",
        "2026-11-21",
        "- a",
        "a: b",
        "a #b",
        "#a",
        "'",
        "\"",
        "\\",
        "{{ local_hostname }}",
        "{% raw %}",
        "a\nb",
        "a\nb\n",
        "a\n\nb\n",
        "a\n",
        "\n",
        "\na",
        "a\n\n",
        " a\nb",
        "a \nb",
        "a\n b",
        "\ta\nb",
        "a\n\tb",
        "a\r\nb",
        "%YAML",
        "@",
        "`",
        "|",
        "> x\ny",
        "---\na\n",
        "a\n---\nb\n",
        "...\n",
        "é\u{2028}x",
        "\u{7f}",
        "\u{85}",
        "\u{feff}a\nb",
        "\u{fffe}",
        "😀\nb",
        "\0",
        "-----BEGIN X-----\nabc=\n-----END X-----\n",
        "? a\n: b",
    ];

    #[test]
    fn every_text_comes_back_as_it_was() {
        for text in TEXTS {
            let value = json!({"k": text, "list": [text, [text], {"in": text, "list": [text]}], "end": {"deep": {"er": text}}, "last": text});
            let yaml = write(&value);
            let back: Value = serde_saphyr::from_str(&yaml).unwrap_or_else(|error| panic!("{text:?}: {error}\n{yaml}"));
            assert_eq!(back, value, "{yaml}");
        }
    }

    #[test]
    fn every_text_can_be_a_key() {
        for text in TEXTS {
            let value = json!({*text: {"a": 1}});
            let back: Value =
                serde_saphyr::from_str(&write(&value)).unwrap_or_else(|error| panic!("{text:?}: {error}"));
            assert_eq!(back, value);
        }
    }

    #[test]
    fn it_reads_well() {
        let value = json!({"write_files": [{"path": "/a", "content": "x\ny\n", "permissions": "0640"}], "none": [], "empty": {}, "count": 1, "b": true, "nothing": null});
        let expected = r#"write_files:
- path: "/a"
  content: |
    x
    y
  permissions: "0640"
none: []
empty: {}
count: 1
b: true
nothing: null
"#;
        assert_eq!(write(&value), expected);
    }
}

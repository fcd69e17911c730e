//! What people read on a page comes from the message catalogue `crates/texts`.
//!
//! Found are, outside of tests: every text node of a `view!` that has letters, every such value of an attribute that is read
//! ([`READ`]), and elsewhere literals of several words or of one capitalized word, which is how texts are told from names
//! for machines. [`NOT_READ`] are those that look like texts and are none.

use anyhow::{Context, Result};
use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

use super::Finding;
use crate::project;

/// Attributes of elements and properties of components whose value people read or hear.
const READ: [&str; 13] = [
    "all",
    "alt",
    "aria-description",
    "aria-label",
    "aria-placeholder",
    "aria-roledescription",
    "aria-valuetext",
    "below",
    "help",
    "label",
    "placeholder",
    "text",
    "title",
];

/// Files that hold only what tests need.
const FOR_TESTS: [&str; 3] = ["rendered.rs", "sample.rs", "tests.rs"];

/// Calls and macros whose texts are for the log or for who reads the code.
const NOT_SHOWN: [&str; 9] = ["assert", "debug", "error", "expect", "info", "panic", "trace", "unreachable", "warn"];

/// Names and units that are the same in every language.
const NAMES: [&str; 7] = ["Atoll", "GiB", "Kubernetes", "UTC", "YAML", "min", "ms"];

/// Literals that look like texts and are none: commands, words of the API, of the style and of the page's structure.
const NOT_READ: [&str; 12] = [
    "atoll kubeconfig NAME --namespace NAMESPACE > cluster.kubeconfig",
    "atoll login --server {server}",
    "btn small",
    "btn small danger",
    "GuestCluster",
    "input, textarea, select",
    "kubectl --kubeconfig cluster.kubeconfig get nodes",
    "kubectl cordon {name}",
    "Namespace",
    "Node",
    "Secret",
    "Unknown",
];

pub(super) fn check() -> Result<Vec<Finding>> {
    let root = project::root();
    let mut found = Vec::new();
    for file in project::files(&root.join("app/src"), "rs") {
        if file.file_name().is_some_and(|name| FOR_TESTS.iter().any(|this| name == *this)) {
            continue;
        }
        let shown = file.strip_prefix(&root).unwrap_or(&file).display();
        let texts =
            texts(&std::fs::read_to_string(&file)?).with_context(|| format!("{shown} cannot be read as Rust"))?;
        found.extend(
            texts.iter().map(|(line, text)| format!("{shown}:{line}: {text} is not in the catalogue (crates/texts)")),
        );
    }
    Ok(found)
}

/// The literals that people read, each with its line.
fn texts(source: &str) -> Result<Vec<(usize, String)>> {
    let tokens: TokenStream = source.parse().map_err(|error| anyhow::anyhow!("{error}"))?;
    let mut found = Vec::new();
    code(tokens, &mut found);
    Ok(found)
}

/// Rust: looks into each `view!`, and at each literal.
fn code(tokens: TokenStream, found: &mut Vec<(usize, String)>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        at += 1;
        match token {
            TokenTree::Punct(punct) if punct.as_char() == '#' => at = after_attribute(&tokens, at),
            TokenTree::Group(group) => {
                let called = (at > 1).then(|| name_before(&tokens, at - 1)).flatten();
                match called.as_deref() {
                    Some("view!") => markup(group.stream(), found),
                    Some(name) if group.delimiter() == Delimiter::Parenthesis && is_not_shown(name) => {}
                    _ => code(group.stream(), found),
                }
            }
            TokenTree::Literal(literal) if !is_compared(&tokens, at - 1) => {
                if let Some(text) = string(&literal.to_string())
                    && reads_as_text(&text)
                    && !NOT_READ.contains(&text.as_str())
                {
                    found.push((literal.span().start().line, literal.to_string()));
                }
            }
            _ => {}
        }
    }
}

/// The inside of a `view!`: literals are text nodes, or values of attributes; groups are Rust.
fn markup(tokens: TokenStream, found: &mut Vec<(usize, String)>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for (at, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Group(group) => match name_before(&tokens, at).as_deref() {
                Some("view!") => markup(group.stream(), found),
                _ => code(group.stream(), found),
            },
            TokenTree::Literal(literal) => {
                let attribute = attribute_before(&tokens, at);
                let read = attribute.as_ref().is_none_or(|attribute| READ.contains(&attribute.as_str()));
                if let Some(text) = string(&literal.to_string())
                    && read
                    && has_letters(&text)
                    && !NOT_READ.contains(&text.as_str())
                {
                    found.push((literal.span().start().line, literal.to_string()));
                }
            }
            _ => {}
        }
    }
}

/// The place after an attribute whose `#` stands before `at`; after the whole item, when that is for tests only.
fn after_attribute(tokens: &[TokenTree], mut at: usize) -> usize {
    if matches!(tokens.get(at), Some(TokenTree::Punct(punct)) if punct.as_char() == '!') {
        at += 1;
    }
    let Some(TokenTree::Group(group)) = tokens.get(at) else { return at };
    at += 1;
    let condition = group.stream().to_string().replace(' ', "");
    if condition != "cfg(test)" && !condition.starts_with("cfg(all(test") {
        return at;
    }
    let end = tokens[at..].iter().position(|token| match token {
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        TokenTree::Punct(punct) => punct.as_char() == ';',
        _ => false,
    });
    end.map_or(tokens.len(), |end| at + end + 1)
}

/// What a group at `at` belongs to: `call` of `call(…)`, `name!` of `name!(…)`.
fn name_before(tokens: &[TokenTree], at: usize) -> Option<String> {
    match tokens.get(at.checked_sub(1)?)? {
        TokenTree::Ident(name) => Some(name.to_string()),
        TokenTree::Punct(punct) if punct.as_char() == '!' => match tokens.get(at.checked_sub(2)?)? {
            TokenTree::Ident(name) => Some(format!("{name}!")),
            _ => None,
        },
        _ => None,
    }
}

fn is_not_shown(name: &str) -> bool {
    NOT_SHOWN.iter().any(|this| name.trim_end_matches('!') == *this)
}

/// The name of the attribute that a value at `at` has; none for what is no value.
fn attribute_before(tokens: &[TokenTree], at: usize) -> Option<String> {
    let is = |at: usize, sign: char| matches!(tokens.get(at), Some(TokenTree::Punct(punct)) if punct.as_char() == sign);
    let mut at = at.checked_sub(1)?;
    if !is(at, '=') {
        return None;
    }
    let mut parts = Vec::new();
    while let Some(before) = at.checked_sub(1) {
        match &tokens[before] {
            TokenTree::Ident(part) if parts.is_empty() || is(at, '-') || is(at, ':') => parts.push(part.to_string()),
            TokenTree::Punct(punct) if !parts.is_empty() && punct.as_char() == '-' => parts.push("-".to_owned()),
            TokenTree::Punct(punct) if !parts.is_empty() && punct.as_char() == ':' => parts.push(":".to_owned()),
            _ => break,
        }
        at = before;
    }
    parts.reverse();
    Some(parts.concat())
}

/// A literal that is compared with something, or a pattern: `"a" =>`, `"a" | "b"`, `== "a"`, `!= "a"`.
fn is_compared(tokens: &[TokenTree], at: usize) -> bool {
    let sign = |at: Option<usize>| match at.and_then(|at| tokens.get(at)) {
        Some(TokenTree::Punct(punct)) => Some((punct.as_char(), punct.spacing())),
        _ => None,
    };
    let pattern = matches!(sign(Some(at + 1)), Some(('=', Spacing::Joint) | ('|', _)));
    let compared = sign(at.checked_sub(1)) == Some(('=', Spacing::Alone))
        && matches!(sign(at.checked_sub(2)), Some(('=' | '!', Spacing::Joint)));
    let last = matches!(sign(at.checked_sub(1)), Some(('|', _)))
        && matches!(at.checked_sub(2).and_then(|at| tokens.get(at)), Some(TokenTree::Literal(_)));
    pattern || compared || last
}

/// What a string literal says, without its escapes; none for other literals.
fn string(literal: &str) -> Option<String> {
    let literal = literal.trim_start_matches('r').trim_matches('#');
    let inside = literal.strip_prefix('"')?.strip_suffix('"')?;
    let mut out = String::with_capacity(inside.len());
    let mut signs = inside.chars();
    while let Some(sign) = signs.next() {
        match sign {
            '\\' if signs.next() == Some('u') => {
                signs.by_ref().find(|sign| *sign == '}');
            }
            '\\' => {}
            _ => out.push(sign),
        }
    }
    Some(out)
}

fn has_letters(text: &str) -> bool {
    without_places(text).split_whitespace().any(|word| !NAMES.contains(&word) && word.chars().any(char::is_alphabetic))
}

/// Two words beside each other, of which one may be a place of a format, or one capitalized word.
fn reads_as_text(text: &str) -> bool {
    let text = without_places(text);
    let words: Vec<&str> =
        text.split_whitespace().map(bare).filter(|word| !word.is_empty() && !NAMES.contains(word)).collect();
    match words.as_slice() {
        [word] => {
            let mut signs = word.chars();
            is_word(word) && signs.next().is_some_and(char::is_uppercase) && signs.all(|sign| !sign.is_uppercase())
        }
        words => words.windows(2).any(|pair| match *pair {
            ["{}", other] | [other, "{}"] => is_word(other),
            [one, other] => is_word(one) && is_word(other),
            _ => false,
        }),
    }
}

/// A word without the signs around it.
fn bare(word: &str) -> &str {
    word.trim_matches(|sign: char| ".,;:!?()“”’…·".contains(sign))
}

fn is_word(word: &str) -> bool {
    let letter = |sign: Option<char>| sign.is_some_and(char::is_alphabetic);
    let inside = |sign: char| sign.is_alphabetic() || "'’".contains(sign);
    word.chars().count() > 1 && letter(word.chars().next()) && letter(word.chars().last()) && word.chars().all(inside)
}

/// A format without the names in its places: `{name}` becomes `{}`.
fn without_places(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut inside = false;
    for sign in text.chars() {
        inside = (inside || sign == '{') && sign != '}';
        if !inside || sign == '{' {
            out.push(sign);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The texts that are found in a function with this body.
    fn found(body: &str) -> Vec<String> {
        let source = format!("fn page() {{ {body} }}");
        texts(&source).unwrap_or_default().into_iter().map(|(_, text)| text.trim_matches('"').to_owned()).collect()
    }

    #[test]
    fn what_people_read_is_found() {
        for (body, text) in [
            (r#"view! { <p>"none yet"</p> }"#, "none yet"),
            (r#"view! { <b>{name}</b> " line" }"#, " line"),
            (r#"view! { <nav class="a b" aria-label="pages"></nav> }"#, "pages"),
            (r#"view! { <TextField name="nodes" label="nodes" help=help/> }"#, "nodes"),
            (r#"view! { <form aria-label=format!("Scale {}", pool.name)></form> }"#, "Scale {}"),
            (r#"view! { <p>{if many { "Add node pool" } else { name }}</p> }"#, "Add node pool"),
            (r#"view! { <p>{open.then(|| view! { <i>"open"</i> })}</p> }"#, "open"),
            (r#"let crumbs = vec![Crumb::new("Clusters", "/clusters")];"#, "Clusters"),
            (r#"match phase { Phase::Denied => "Denied", _ => "x" }"#, "Denied"),
            (r#"let text = format!("live, {seconds} s ago");"#, "live, {seconds} s ago"),
            (r#"Wrong(nothing.then(|| "Nothing waits for this.".to_owned()))"#, "Nothing waits for this."),
            (r#"const LEAD: &str = "Codes work once.";"#, "Codes work once."),
            (r#"#[cfg(not(test))] const LEAD: &str = "Codes work once.";"#, "Codes work once."),
        ] {
            assert_eq!(found(body), [text], "{body}");
        }
    }

    #[test]
    fn what_machines_read_is_not_found() {
        for body in [
            r#"view! { <a class="btn small primary" href="/clusters/new" data-key=key>{t().request()} " · "</a> }"#,
            r#"view! { <path d="M3.5 6.2l1.8 1.8" fill="none" vector-effect="non-scaling-stroke"></path> }"#,
            r#"view! { <a aria-current=current.then_some("page") aria-live=if quiet { "off" } else { "polite" }></a> }"#,
            r#"view! { <span>"Kubernetes " {version} " UTC"</span> }"#,
            r#"let csp = format!("default-src 'self'; img-src 'self' data:; style-src 'nonce-{nonce}'");"#,
            r#"match kind { "Machine" | "Secret" => link("/vms", &[("tab", "yaml")]), _ => format!("{a}, {b}") }"#,
            r#"let open = kind == "Machine" || kind != "Secret" || matches!(kind, "Node" | "Pod");"#,
            r#"tracing::warn!(%error, "the log has no languages"); list.first().expect("never empty here");"#,
            r#"#[allow(dead_code, reason = "only the browser opens it")] let style = "\u{e000}\n";"#,
            r#"#[cfg(test)] mod tests { fn it() { assert_eq!(words(), "All is well."); } }"#,
            r#"#[cfg(all(test, feature = "ssr"))] mod tests { const A: &str = "All is well."; }"#,
        ] {
            assert_eq!(found(body), [""; 0], "{body}");
        }
    }
}

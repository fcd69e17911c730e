//! The part of Jinja that user data uses: `{{ ds.meta_data.hostname }}` and its like, comments, and raw blocks. Pure.

/// What cloud-init knows of the machine it runs in.
#[derive(Clone, Debug)]
pub(crate) struct Metadata<'a> {
    /// Name of the machine.
    pub(crate) hostname: &'a str,
    /// Identifies this machine among all.
    pub(crate) instance_id: &'a str,
    /// First address.
    pub(crate) address: &'a str,
}

impl Metadata<'_> {
    fn lookup(&self, name: &str) -> Option<&str> {
        match name {
            "ds.meta_data.hostname" | "ds.meta_data.local_hostname" | "v1.local_hostname" | "local_hostname" => {
                Some(self.hostname)
            }
            "ds.meta_data.instance_id" | "v1.instance_id" | "instance_id" => Some(self.instance_id),
            "ds.meta_data.local_ipv4" => Some(self.address),
            "v1.cloud_name" | "cloud_name" => Some("atoll"),
            _ => None,
        }
    }
}

/// Replaces what stands in braces. A name that is not known becomes `CI_MISSING_JINJA_VAR/<last part>`, as in
/// cloud-init.
///
/// # Errors
/// A construct that is not understood here, with its line.
pub(crate) fn render(text: &str, metadata: &Metadata<'_>) -> Result<String, String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find("{{").into_iter().chain(rest.find("{%")).chain(rest.find("{#")).min() {
        let line = || text[..text.len() - rest.len() + open].matches('\n').count() + 1;
        let (end, closed) = match &rest[open..open + 2] {
            "{{" => ("}}", "an expression"),
            "{%" => ("%}", "a statement"),
            _ => ("#}", "a comment"),
        };
        out.push_str(&rest[..open]);
        let length = rest[open + 2..]
            .find(end)
            .ok_or_else(|| format!("line {}: {closed} is opened and not closed by {end}", line()))?;
        let inner = rest[open + 2..open + 2 + length].trim_matches('-').trim();
        let mut after = open + 2 + length + 2;
        match end {
            "}}" => out.push_str(&expression(inner, metadata).map_err(|e| format!("line {}: {e}", line()))?),
            "%}" if inner == "raw" => {
                let (raw, length) =
                    raw_block(&rest[after..]).ok_or_else(|| format!("line {}: raw is not closed by endraw", line()))?;
                out.push_str(raw);
                after += length;
            }
            "%}" => {
                return Err(format!("line {}: the statement {inner:?} is not understood by a simulated guest", line()));
            }
            _ => {}
        }
        rest = &rest[after..];
    }
    out.push_str(rest);
    Ok(out)
}

fn expression(name: &str, metadata: &Metadata<'_>) -> Result<String, String> {
    let name = name.replace(['[', ']'], ".").replace(['"', '\''], "").replace("..", ".");
    let name = name.trim_end_matches('.');
    if !name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-')) || name.is_empty() {
        return Err(format!("the expression {name:?} is not understood by a simulated guest"));
    }
    Ok(match metadata.lookup(&name.replace('-', "_")) {
        Some(value) => value.to_owned(),
        None => format!("CI_MISSING_JINJA_VAR/{}", name.rsplit('.').next().unwrap_or_default()),
    })
}

/// The text of a raw block and the length of it with its end.
fn raw_block(text: &str) -> Option<(&str, usize)> {
    let mut from = 0;
    loop {
        let open = from + text[from..].find("{%")?;
        let close = open + 2 + text[open + 2..].find("%}")?;
        // Of several that open before the end, the last one is the statement: the others are text.
        let open = text[..close].rfind("{%")?;
        if text.get(open + 2..close)?.trim_matches('-').trim() == "endraw" {
            return Some((&text[..open], close + 2));
        }
        from = close;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const METADATA: Metadata<'static> = Metadata { hostname: "demo-cp-x7", instance_id: "i-1", address: "127.64.0.1" };

    #[test]
    fn names_are_replaced() {
        for (text, expected) in [
            ("nothing", "nothing"),
            ("name: '{{ ds.meta_data.hostname }}'", "name: 'demo-cp-x7'"),
            ("{{ds.meta_data.local_hostname}}/{{ v1.instance_id }}", "demo-cp-x7/i-1"),
            ("{{ ds.meta_data['local-hostname'] }}", "demo-cp-x7"),
            ("{{ ds.meta_data.local_ipv4 }}!", "127.64.0.1!"),
            ("{{ ds.meta_data.region }}", "CI_MISSING_JINJA_VAR/region"),
            ("a{# no #}b", "ab"),
            ("{% raw %}{{ .Go }}{% endraw %} {{ v1.local_hostname }}", "{{ .Go }} demo-cp-x7"),
            ("{% raw %}{%}{% endraw %}", "{%}"),
            ("json {\"a\": {}}", "json {\"a\": {}}"),
        ] {
            assert_eq!(render(text, &METADATA).as_deref(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_is_not_understood_is_named_with_its_line() {
        for (text, expected) in [
            ("a\nb {{ x", "line 2: an expression is opened"),
            ("a\n{% if x %}", "line 2: the statement \"if x\""),
            ("{{ a | upper }}", "line 1: the expression"),
            ("{% raw %} x", "line 1: raw is not closed"),
            ("{% raw %}{%", "line 1: raw is not closed"),
            ("{% raw %}{%}", "line 1: raw is not closed"),
        ] {
            let error = render(text, &METADATA).unwrap_err();
            assert!(error.starts_with(expected), "{error}");
        }
    }
}

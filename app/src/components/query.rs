//! Links with a query: the state of a list lives in its URL.

/// The path of a link with those pairs whose value is not empty, percent-encoded.
pub(crate) fn link(path: &str, pairs: &[(&str, &str)]) -> String {
    let mut url = path.to_owned();
    let mut glue = '?';
    for (key, value) in pairs.iter().filter(|(_, value)| !value.is_empty()) {
        url.push(glue);
        encode_into(&mut url, key);
        url.push('=');
        encode_into(&mut url, value);
        glue = '&';
    }
    url
}

/// One path segment or query value, percent-encoded: everything but letters, digits and `-._~`.
pub(crate) fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    encode_into(&mut out, text);
    out
}

fn encode_into(out: &mut String, text: &str) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            for nibble in [byte >> 4, byte & 15] {
                out.push(char::from(b"0123456789ABCDEF"[usize::from(nibble)]));
            }
        }
    }
}

/// The path of a cluster's page.
pub(crate) fn cluster_path(namespace: &str, name: &str) -> String {
    format!("/clusters/{}/{}", encode(namespace), encode(name))
}

/// The path of a virtual machine's page.
pub(crate) fn vm_path(namespace: &str, name: &str) -> String {
    format!("/vms/{}/{}", encode(namespace), encode(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_values_are_left_out_and_the_rest_is_encoded() {
        assert_eq!(link("/clusters", &[("state", ""), ("text", "a b&c")]), "/clusters?text=a%20b%26c");
        assert_eq!(link("/clusters", &[]), "/clusters");
        assert_eq!(cluster_path("team-a", "x/y"), "/clusters/team-a/x%2Fy");
    }
}

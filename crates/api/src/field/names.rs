//! Rules of names, as kube-apiserver has and words them (`k8s.io/apimachinery/pkg/util/validation`).

use std::collections::BTreeMap;

use super::{DNS_LABEL_MAX_LENGTH, DNS_SUBDOMAIN_MAX_LENGTH, FieldError, Path};

const LABEL_RULE: &str = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const SUBDOMAIN_RULE: &str = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const NAME_PART_RULE: &str = "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const LABEL_VALUE_RULE: &str = "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
const QUALIFIED_NAME_RULE: &str = "a qualified name must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')";
const CONFIG_KEY_RULE: &str = "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";
const IP_RULE: &str = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";

fn at_most(bytes: usize) -> String {
    format!("must be no more than {bytes} bytes")
}

fn is_label(text: &str) -> bool {
    let bytes = text.as_bytes();
    let (Some(first), Some(last)) = (bytes.first(), bytes.last()) else {
        return false;
    };
    let alphanumeric = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    alphanumeric(first) && alphanumeric(last) && bytes.iter().all(|byte| alphanumeric(byte) || *byte == b'-')
}

fn is_subdomain(text: &str) -> bool {
    !text.is_empty() && text.split('.').all(is_label)
}

fn is_name_part(text: &str) -> bool {
    let bytes = text.as_bytes();
    let (Some(first), Some(last)) = (bytes.first(), bytes.last()) else {
        return false;
    };
    first.is_ascii_alphanumeric()
        && last.is_ascii_alphanumeric()
        && bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
}

/// What is wrong with `text` as a DNS label: up to 63 lower-case letters, digits and dashes.
pub fn dns_label(text: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    if text.len() > DNS_LABEL_MAX_LENGTH {
        wrong.push(at_most(DNS_LABEL_MAX_LENGTH));
    }
    if !is_label(text) {
        wrong.push(LABEL_RULE.to_owned());
    }
    wrong
}

/// What is wrong with `text` as a DNS subdomain: labels joined by dots, up to 253 bytes.
pub fn dns_subdomain(text: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    if text.len() > DNS_SUBDOMAIN_MAX_LENGTH {
        wrong.push(at_most(DNS_SUBDOMAIN_MAX_LENGTH));
    }
    if !is_subdomain(text) {
        wrong.push(SUBDOMAIN_RULE.to_owned());
    }
    wrong
}

/// What is wrong with `text` as a name with an optional DNS prefix, such as `example.com/MyName`.
pub fn qualified_name(text: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    let name = match text.split_once('/') {
        None => text,
        Some((_, name)) if name.contains('/') => return vec![QUALIFIED_NAME_RULE.to_owned()],
        Some((prefix, name)) => {
            if prefix.is_empty() {
                wrong.push("prefix part must be non-empty".to_owned());
            } else {
                wrong.extend(dns_subdomain(prefix).into_iter().map(|rule| format!("prefix part {rule}")));
            }
            name
        }
    };
    if name.is_empty() {
        wrong.push("name part must be non-empty".to_owned());
    } else if name.len() > DNS_LABEL_MAX_LENGTH {
        wrong.push(format!("name part {}", at_most(DNS_LABEL_MAX_LENGTH)));
    }
    if !is_name_part(name) {
        wrong.push(NAME_PART_RULE.to_owned());
    }
    wrong
}

/// What is wrong with `text` as the key of a label.
pub fn label_key(text: &str) -> Vec<String> {
    qualified_name(text)
}

/// What is wrong with `text` as the value of a label: empty, or up to 63 bytes.
pub fn label_value(text: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    if text.len() > DNS_LABEL_MAX_LENGTH {
        wrong.push(at_most(DNS_LABEL_MAX_LENGTH));
    }
    if !text.is_empty() && !is_name_part(text) {
        wrong.push(LABEL_VALUE_RULE.to_owned());
    }
    wrong
}

/// What is wrong with `text` as a key of a ConfigMap or Secret: what can be the name of a file.
pub fn config_key(text: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    if text.len() > DNS_SUBDOMAIN_MAX_LENGTH {
        wrong.push(at_most(DNS_SUBDOMAIN_MAX_LENGTH));
    }
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    if text.is_empty() || !text.bytes().all(fits) {
        wrong.push(CONFIG_KEY_RULE.to_owned());
    } else if matches!(text, "." | "..") {
        wrong.push(format!("must not be '{text}'"));
    } else if text.starts_with("..") {
        wrong.push("must not start with '..'".to_owned());
    }
    wrong
}

/// What is wrong with a map of labels at `path`.
pub fn labels(path: &Path, labels: &BTreeMap<String, String>) -> Vec<FieldError> {
    let mut errors = Vec::new();
    for (key, value) in labels {
        let wrong_key = label_key(key).into_iter();
        errors.extend(wrong_key.map(|rule| FieldError::invalid(path, key.as_str(), rule)));
        let wrong_value = label_value(value).into_iter();
        errors.extend(wrong_value.map(|rule| FieldError::invalid(path, value.as_str(), rule)));
    }
    errors
}

/// What is wrong with `text` as an IP address of either family.
pub fn ip_address(text: &str) -> Vec<String> {
    if text.parse::<std::net::IpAddr>().is_ok() { Vec::new() } else { vec![IP_RULE.to_owned()] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_follow_rfc_1123() {
        for good in ["a", "a-b", "0a", &"a".repeat(63)] {
            assert!(dns_label(good).is_empty(), "{good}");
        }
        for bad in ["", "-a", "a-", "A", "a.b", "a_b", "é", &"a".repeat(64)] {
            assert!(!dns_label(bad).is_empty(), "{bad}");
        }
    }

    #[test]
    fn subdomains_are_labels_with_dots() {
        for good in ["a", "a.b", "a-1.b", &"a".repeat(253)] {
            assert!(dns_subdomain(good).is_empty(), "{good}");
        }
        for bad in ["", ".", "a.", ".a", "a..b", "Bad_Name", &"a".repeat(254)] {
            assert!(!dns_subdomain(bad).is_empty(), "{bad}");
        }
    }

    #[test]
    fn qualified_names_have_at_most_one_prefix() {
        for good in ["a", "A_b.c", "example.com/A"] {
            assert!(qualified_name(good).is_empty(), "{good}");
        }
        for bad in ["", "/a", "a/", "a/b/c", "-a", "A.com/a", &"a".repeat(64)] {
            assert!(!qualified_name(bad).is_empty(), "{bad}");
        }
    }

    #[test]
    fn label_values_may_be_empty() {
        for good in ["", "a", "A_1.b"] {
            assert!(label_value(good).is_empty(), "{good}");
        }
        for bad in ["-a", "a b", &"a".repeat(64)] {
            assert!(!label_value(bad).is_empty(), "{bad}");
        }
    }
}

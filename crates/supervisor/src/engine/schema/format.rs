//! The formats of OpenAPI that a server checks. Unknown formats say nothing, as upstream has it.

use std::net::{Ipv4Addr, Ipv6Addr};

use serde_json::Value;

/// A checked format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Int32,
    Int64,
    Byte,
    DateTime,
    Date,
    Duration,
    Ipv4,
    Ipv6,
    Cidr,
    Mac,
    Uuid,
    Uri,
    Email,
    Hostname,
    ShortName,
    LongName,
}

impl Format {
    /// The format of this name, if it is one that is checked.
    pub(super) fn from_name(name: &str) -> Option<Format> {
        Some(match name {
            "int32" => Format::Int32,
            "int64" => Format::Int64,
            "byte" => Format::Byte,
            "date-time" | "datetime" => Format::DateTime,
            "date" => Format::Date,
            "duration" => Format::Duration,
            "ipv4" => Format::Ipv4,
            "ipv6" => Format::Ipv6,
            "cidr" => Format::Cidr,
            "mac" => Format::Mac,
            "uuid" => Format::Uuid,
            "uri" => Format::Uri,
            "email" => Format::Email,
            "hostname" => Format::Hostname,
            "k8s-short-name" => Format::ShortName,
            "k8s-long-name" => Format::LongName,
            _ => return None,
        })
    }

    /// The name in messages.
    pub(super) fn name(self) -> &'static str {
        match self {
            Format::Int32 => "int32",
            Format::Int64 => "int64",
            Format::Byte => "byte",
            Format::DateTime => "date-time",
            Format::Date => "date",
            Format::Duration => "duration",
            Format::Ipv4 => "ipv4",
            Format::Ipv6 => "ipv6",
            Format::Cidr => "cidr",
            Format::Mac => "mac",
            Format::Uuid => "uuid",
            Format::Uri => "uri",
            Format::Email => "email",
            Format::Hostname => "hostname",
            Format::ShortName => "k8s-short-name",
            Format::LongName => "k8s-long-name",
        }
    }

    /// True when `value` has the format, or is of a type that the format says nothing about.
    pub(super) fn accepts(self, value: &Value) -> bool {
        match (self, value) {
            (Format::Int32, Value::Number(number)) => {
                whole(number).is_some_and(|n| i32::try_from(n).is_ok()) || is_fraction(number)
            }
            (Format::Int64, Value::Number(number)) => {
                whole(number).is_some_and(|n| i64::try_from(n).is_ok()) || is_fraction(number)
            }
            (Format::Int32 | Format::Int64, _) => true,
            (_, Value::String(text)) => self.accepts_text(text),
            _ => true,
        }
    }

    fn accepts_text(self, text: &str) -> bool {
        match self {
            Format::Int32 | Format::Int64 => true,
            Format::Byte => is_base64(text),
            Format::DateTime => {
                text.as_bytes().get(10).is_some_and(|c| c.eq_ignore_ascii_case(&b'T'))
                    && chrono::DateTime::parse_from_rfc3339(text).is_ok()
            }
            Format::Date => text.len() == 10 && chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok(),
            Format::Duration => is_duration(text),
            Format::Ipv4 => text.parse::<Ipv4Addr>().is_ok(),
            Format::Ipv6 => text.parse::<Ipv6Addr>().is_ok(),
            Format::Cidr => is_cidr(text),
            Format::Mac => is_mac(text),
            Format::Uuid => is_uuid(text),
            Format::Uri => is_uri(text),
            Format::Email => is_email(text),
            Format::Hostname => text.len() <= 253 && text.split('.').all(|label| is_label(label, true)),
            Format::ShortName => is_label(text, false),
            Format::LongName => text.len() <= 253 && text.split('.').all(|label| is_label(label, false)),
        }
    }
}

fn whole(number: &serde_json::Number) -> Option<i128> {
    number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from)).or_else(|| {
        let float = number.as_f64()?;
        (float.fract() == 0.0 && float.abs() < 1e30).then_some(float as i128)
    })
}

/// A number with a fraction is of the wrong type, which is reported as such and not as a wrong format.
fn is_fraction(number: &serde_json::Number) -> bool {
    number.as_f64().is_some_and(|float| float.fract() != 0.0)
}

fn is_base64(text: &str) -> bool {
    let bytes = text.as_bytes();
    let padding = bytes.iter().rev().take_while(|b| **b == b'=').count();
    bytes.len().is_multiple_of(4)
        && padding <= 2
        && bytes[..bytes.len() - padding].iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/'))
}

/// Durations as Go writes them: `1h30m`, `-1.5s`, `0`.
fn is_duration(text: &str) -> bool {
    let mut rest = text.strip_prefix(['+', '-']).unwrap_or(text);
    if rest == "0" {
        return true;
    }
    if rest.is_empty() {
        return false;
    }
    while !rest.is_empty() {
        let number = rest.bytes().take_while(|b| b.is_ascii_digit() || *b == b'.').count();
        let (digits, after) = rest.split_at(number);
        if digits.parse::<f64>().is_err() {
            return false;
        }
        let after = after.strip_prefix(' ').unwrap_or(after);
        let unit = after.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(after.len());
        let (unit, after) = after.split_at(unit);
        if !matches!(unit, "ns" | "us" | "µs" | "μs" | "ms" | "s" | "m" | "h" | "d" | "w") {
            return false;
        }
        rest = after;
    }
    true
}

fn is_cidr(text: &str) -> bool {
    let Some((address, length)) = text.split_once('/') else { return false };
    let Ok(length) = length.parse::<u8>() else { return false };
    (length <= 32 && address.parse::<Ipv4Addr>().is_ok()) || (length <= 128 && address.parse::<Ipv6Addr>().is_ok())
}

fn is_mac(text: &str) -> bool {
    let separator = if text.contains('-') { '-' } else { ':' };
    let parts: Vec<&str> = text.split(separator).collect();
    matches!(parts.len(), 6 | 8 | 20)
        && parts.iter().all(|part| part.len() == 2 && part.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// Upstream accepts a UUID with and without dashes.
fn is_uuid(text: &str) -> bool {
    let hex = |part: &str| part.bytes().all(|b| b.is_ascii_hexdigit());
    let lengths: Vec<usize> = text.split('-').map(str::len).collect();
    text.split('-').all(hex) && (lengths == [8, 4, 4, 4, 12] || lengths == [32])
}

/// An absolute URI or an absolute path.
fn is_uri(text: &str) -> bool {
    if text.contains(|c: char| c.is_ascii_control() || c == ' ') {
        return false;
    }
    if text.starts_with('/') {
        return true;
    }
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    !rest.is_empty()
        && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
}

fn is_email(text: &str) -> bool {
    let address = match text.strip_suffix('>').and_then(|text| text.rsplit_once('<')) {
        Some((_, address)) => address,
        None => text,
    };
    address.rsplit_once('@').is_some_and(|(local, domain)| {
        !local.is_empty() && !domain.is_empty() && !address.contains(char::is_whitespace)
    })
}

/// A label of a DNS name, in lower case unless `any_case`.
fn is_label(text: &str, any_case: bool) -> bool {
    let fits = |b: u8| if any_case { b.is_ascii_alphanumeric() } else { b.is_ascii_lowercase() || b.is_ascii_digit() };
    let bytes = text.as_bytes();
    (1..=63).contains(&bytes.len())
        && fits(bytes[0])
        && fits(bytes[bytes.len() - 1])
        && bytes.iter().all(|b| fits(*b) || *b == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn formats_accept_and_refuse() {
        for (name, yes, no) in [
            ("int32", json!(2147483647), json!(2147483648_u64)),
            ("int64", json!(9007199254740993_i64), json!(9223372036854775808_u64)),
            ("byte", json!("aGk="), json!("aGk")),
            ("byte", json!(""), json!("a===")),
            ("date-time", json!("2026-11-21T10:00:00Z"), json!("2026-11-21 10:00:00Z")),
            ("date-time", json!("2026-11-21T10:00:00.123456+01:00"), json!("2026-11-21T10:00:00")),
            ("date", json!("2026-11-21"), json!("2026-13-21")),
            ("duration", json!("1h30m"), json!("1x")),
            ("duration", json!("-1.5s"), json!("")),
            ("ipv4", json!("10.0.0.1"), json!("10.0.0.256")),
            ("ipv6", json!("fe80::1"), json!("10.0.0.1")),
            ("cidr", json!("10.0.0.0/8"), json!("10.0.0.0/33")),
            ("cidr", json!("fd00::/64"), json!("fd00::")),
            ("mac", json!("00:50:56:ab:cd:ef"), json!("00:50:56")),
            ("uuid", json!("123e4567-e89b-12d3-a456-426614174000"), json!("123e4567")),
            ("uri", json!("https://a/b"), json!("not a uri")),
            ("email", json!("a@b.c"), json!("a")),
            ("hostname", json!("A.example"), json!("-a")),
            ("k8s-short-name", json!("abc-1"), json!("Abc")),
            ("k8s-long-name", json!("a.b"), json!("a..b")),
        ] {
            let format = Format::from_name(name).unwrap();
            assert!(format.accepts(&yes), "{name} {yes}");
            assert!(!format.accepts(&no), "{name} {no}");
            assert!(format.accepts(&Value::Null));
        }
        assert_eq!(Format::from_name("password"), None);
    }
}

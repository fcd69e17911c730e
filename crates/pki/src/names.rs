//! Subjects and subject alternative names.

use std::net::IpAddr;

use rcgen::SanType;

use crate::{
    Error,
    der::{element, tag},
};

/// id-at-commonName (2.5.4.3) and id-at-organizationName (2.5.4.10), as whole elements.
const COMMON_NAME: &[u8] = &[0x06, 3, 0x55, 4, 3];
const ORGANIZATION: &[u8] = &[0x06, 3, 0x55, 4, 10];

/// A distinguished name in DER: every organization as its own part, then the common name.
///
/// Kubernetes reads the common name as user and each organization as a group, so there may be any number of them:
/// <https://kubernetes.io/docs/reference/access-authn-authz/authentication/#x509-client-certificates>.
pub(crate) fn subject(common_name: &str, organizations: &[String]) -> Vec<u8> {
    let part = |kind: &[u8], value: &str| {
        let value = element(tag::UTF8_STRING, value.as_bytes());
        element(tag::SET, &element(tag::SEQUENCE, &[kind, &value].concat()))
    };
    let mut parts: Vec<u8> = organizations.iter().flat_map(|one| part(ORGANIZATION, one)).collect();
    parts.extend(part(COMMON_NAME, common_name));
    element(tag::SEQUENCE, &parts)
}

/// Subject alternative names: what reads as an IP address becomes one, the rest must be DNS names (also with `*.`).
pub(crate) fn alternatives(names: &[String]) -> Result<Vec<SanType>, Error> {
    let mut found = Vec::with_capacity(names.len());
    for name in names {
        let one = match name.parse::<IpAddr>() {
            Ok(address) => SanType::IpAddress(address),
            Err(_) if is_dns_name(name) => {
                SanType::DnsName(name.as_str().try_into().map_err(|_| Error::Name(name.clone()))?)
            }
            Err(_) => return Err(Error::Name(name.clone())),
        };
        if !found.contains(&one) {
            found.push(one);
        }
    }
    Ok(found)
}

/// RFC 1123 labels, with `_` allowed as service names use it, and one leading `*.`.
fn is_dns_name(name: &str) -> bool {
    let labels = name.strip_prefix("*.").unwrap_or(name);
    !labels.is_empty()
        && labels.len() <= 253
        && labels.split('.').all(|label| {
            (1..=63).contains(&label.len())
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dns_names() {
        for (name, right) in [
            ("kubernetes.default.svc.cluster.local", true),
            ("*.example.com", true),
            ("localhost", true),
            ("_sip.example", true),
            ("", false),
            ("a..b", false),
            ("-a", false),
            ("a b", false),
            ("bücher.example", false),
            ("host:6443", false),
        ] {
            assert_eq!(is_dns_name(name), right, "{name}");
        }
    }

    #[test]
    fn repeated_names_once() {
        let names = ["127.0.0.1", "localhost", "127.0.0.1"].map(String::from);
        assert_eq!(alternatives(&names).unwrap().len(), 2);
    }
}

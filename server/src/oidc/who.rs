//! From what a provider says of somebody to the name and groups that they have here. Pure.

use serde_json::{Map, Value};

use crate::config::{Provider, RESERVED};

/// The longest name, in bytes, and the longest of a group.
const LONGEST: usize = 253;
/// Groups of one person; more are left out.
const MOST_GROUPS: usize = 500;

/// Names of local accounts that may come back at any start.
const OWN: [&str; 2] = ["admin", "atoll"];

/// Somebody as the Supervisor API sees them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Who {
    /// User name.
    pub(super) name: String,
    /// Groups, each once.
    pub(super) groups: Vec<String>,
    /// Where they are written to; empty when the provider does not say, or does not vouch for it.
    pub(super) email: String,
}

/// Who somebody is by these claims; `others` are the beginnings of names that are other providers'.
///
/// # Errors
/// Why there is no name for them here.
pub(super) fn who(provider: &Provider, others: &[&str], claims: &Map<String, Value>) -> Result<Who, String> {
    let claim = &provider.username_claim;
    let Some(Value::String(given)) = claims.get(claim) else {
        return Err(format!("there is no text in the claim {claim}"));
    };
    // Who may write any address into their profile could be anybody.
    if claim == "email" && !vouched_for(claims) {
        return Err(format!("the address {given} is not verified"));
    }
    let name = format!("{}{given}", provider.username_prefix);
    if given.is_empty() || !is_plain(&name) {
        return Err(format!("{name:?} is empty, longer than {LONGEST} bytes, or has signs that no name has"));
    }
    if let Some(reserved) = reserved(&name) {
        return Err(format!("{name} begins with {reserved}, which is reserved"));
    }
    if OWN.contains(&name.as_str()) {
        return Err(format!("{name} is a local account"));
    }
    let foreign = |other: &&&str| other.len() > provider.username_prefix.len() && name.starts_with(**other);
    if let Some(other) = others.iter().find(foreign) {
        return Err(format!("{name} begins with {other}, which is another provider's"));
    }
    Ok(Who { name, groups: groups(provider, claims), email: email(claims).unwrap_or_default() })
}

/// Whether the address is theirs, as far as the provider says.
fn vouched_for(claims: &Map<String, Value>) -> bool {
    matches!(claims.get("email_verified"), None | Some(Value::Bool(true)))
}

/// Their address, when it is one and the provider does not say that it is not verified.
fn email(claims: &Map<String, Value>) -> Option<String> {
    let email = claims.get("email")?.as_str().filter(|_| vouched_for(claims))?;
    email.parse::<lettre::Address>().ok().map(|address| address.to_string())
}

/// The groups: mapped ones under their name here, others behind the prefix. What is reserved is not given by a prefix.
fn groups(provider: &Provider, claims: &Map<String, Value>) -> Vec<String> {
    let listed: Vec<&str> = match claims.get(&provider.groups_claim) {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let mut groups: Vec<String> = Vec::new();
    for there in listed.into_iter().filter(|there| !there.is_empty()) {
        let here = match provider.groups.get(there) {
            Some(mapped) => mapped.clone(),
            None => {
                let here = format!("{}{there}", provider.groups_prefix);
                if !is_plain(&here) || reserved(&here).is_some() {
                    tracing::warn!(provider = provider.id, group = there, "a group that cannot be used is left out");
                    continue;
                }
                here
            }
        };
        if groups.len() == MOST_GROUPS {
            tracing::warn!(provider = provider.id, most = MOST_GROUPS, "groups beyond the limit are left out");
            break;
        }
        if !groups.contains(&here) {
            groups.push(here);
        }
    }
    groups
}

fn reserved(name: &str) -> Option<&'static str> {
    RESERVED.into_iter().find(|reserved| name.starts_with(reserved))
}

/// Nothing that hides what it is: no control signs, no spaces at the ends, no marks that turn the direction of writing.
fn is_plain(name: &str) -> bool {
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    };
    name.len() <= LONGEST && name.trim() == name && !name.contains(hidden)
}

#[cfg(test)]
mod tests {
    use openidconnect::{ClientId, IssuerUrl};
    use serde_json::json;

    use super::*;

    fn provider(prefix: &str) -> Provider {
        Provider {
            id: "corp".to_owned(),
            title: "Corp".to_owned(),
            issuer: IssuerUrl::new("https://id.example".to_owned()).unwrap(),
            client_id: ClientId::new("atoll".to_owned()),
            client_secret: None,
            scopes: Vec::new(),
            username_claim: "sub".to_owned(),
            username_prefix: prefix.to_owned(),
            groups_claim: "groups".to_owned(),
            groups_prefix: prefix.to_owned(),
            groups: [("platform".to_owned(), "atoll:admins".to_owned())].into(),
            ca_pem: None,
        }
    }

    fn of(prefix: &str, claims: Value) -> Result<Who, String> {
        let Value::Object(claims) = claims else { panic!("no claims") };
        who(&provider(prefix), &["other:", "corp:inner:"], &claims)
    }

    #[test]
    fn a_name_is_told_from_every_other() {
        assert_eq!(of("corp:", json!({"sub": "ann"})).unwrap().name, "corp:ann");
        assert_eq!(of("", json!({"sub": "ann@corp.example"})).unwrap().name, "ann@corp.example");
        assert_eq!(of("corp:", json!({"sub": "admin"})).unwrap().name, "corp:admin");
        for (prefix, claims, told) in [
            ("corp:", json!({}), "no text in the claim sub"),
            ("corp:", json!({"sub": 7}), "no text"),
            ("corp:", json!({"sub": ""}), "empty"),
            ("corp:", json!({"sub": "x".repeat(300)}), "longer"),
            ("corp:", json!({"sub": "a\nb"}), "signs"),
            ("corp:", json!({"sub": "ann\u{202e}nimda"}), "signs"),
            ("corp:", json!({"sub": "ann "}), "signs"),
            ("", json!({"sub": "system:masters"}), "reserved"),
            ("", json!({"sub": "atoll:x"}), "reserved"),
            ("", json!({"sub": "admin"}), "local account"),
            ("", json!({"sub": "other:ann"}), "another provider's"),
            ("corp:", json!({"sub": "inner:ann"}), "another provider's"),
        ] {
            let error = of(prefix, claims.clone()).unwrap_err();
            assert!(error.contains(told), "{prefix} {claims}: {error}");
        }
    }

    #[test]
    fn an_address_counts_only_when_it_is_verified() {
        let mut provider = provider("");
        provider.username_claim = "email".to_owned();
        for (verified, taken) in
            [(json!(true), true), (json!(false), false), (json!("true"), false), (json!(null), false)]
        {
            let Value::Object(claims) = json!({"email": "a@b.example", "email_verified": verified}) else { panic!() };
            assert_eq!(who(&provider, &[], &claims).is_ok(), taken, "{verified}");
        }
        let Value::Object(claims) = json!({"email": "a@b.example"}) else { panic!() };
        assert!(who(&provider, &[], &claims).is_ok(), "providers that do not say it");
    }

    #[test]
    fn nobody_is_written_to_at_an_address_that_is_not_theirs() {
        for (claims, expected) in [
            (json!({"sub": "ann", "email": "ann@corp.example", "email_verified": true}), "ann@corp.example"),
            (json!({"sub": "ann", "email": "ann@corp.example"}), "ann@corp.example"),
            (json!({"sub": "ann", "email": "ann@corp.example", "email_verified": false}), ""),
            (json!({"sub": "ann", "email": "ann@corp.example, eve@evil.example"}), ""),
            (json!({"sub": "ann", "email": "ann@corp.example\nbcc: eve@evil.example"}), ""),
            (json!({"sub": "ann", "email": 7}), ""),
            (json!({"sub": "ann"}), ""),
        ] {
            assert_eq!(of("corp:", claims.clone()).unwrap().email, expected, "{claims}");
        }
    }

    #[test]
    fn groups_are_mapped_or_prefixed_and_never_reserved() {
        let groups = |prefix: &str, groups: Value| of(prefix, json!({"sub": "a", "groups": groups})).unwrap().groups;
        assert_eq!(groups("corp:", json!(["platform", "team-a", "team-a", "", 7])), ["atoll:admins", "corp:team-a"]);
        assert_eq!(groups("corp:", json!("team-a")), ["corp:team-a"]);
        assert_eq!(groups("corp:", json!("atoll:admins")), ["corp:atoll:admins"], "only a name");
        assert_eq!(groups("", json!(["atoll:admins", "system:masters", "x"])), ["x"]);
        assert!(groups("corp:", json!({"a": 1})).is_empty());
        assert_eq!(groups("", json!((0..600).map(|n| n.to_string()).collect::<Vec<_>>())).len(), 500);
    }
}

//! Defaults and rules of ClusterAccess.

use super::ClusterAccess;
use crate::field::{self, FieldError};

/// How long an access lives when nothing else is asked for: eight hours.
pub const DEFAULT_TTL_SECONDS: i64 = 8 * 3600;
/// Shortest life of an access. The portal offers no less than its administrator allows, which is ten minutes by default.
pub const MIN_TTL_SECONDS: i64 = 10;
/// Longest life of an access that any administrator may allow: thirty days.
pub const MAX_TTL_SECONDS: i64 = 30 * 24 * 3600;

const BEGIN: &str = "-----BEGIN CERTIFICATE REQUEST-----";
const END: &str = "-----END CERTIFICATE REQUEST-----";

/// Fills what was left out: the lifetime.
pub fn default(object: &mut ClusterAccess) {
    object.spec.ttl_seconds.get_or_insert(DEFAULT_TTL_SECONDS);
}

/// What is wrong with the object by itself. Whether the signing request can be read is for whoever
/// signs to tell; here it has only to be one, and nothing else: a private key is refused.
pub fn validate(object: &ClusterAccess) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let spec = &object.spec;
    let cluster = spec.cluster_ref.name.as_str();
    if cluster.is_empty() {
        errors.push(FieldError::required("spec.clusterRef.name", ""));
    } else {
        let wrong = field::dns_subdomain(cluster).into_iter();
        errors.extend(wrong.map(|rule| FieldError::invalid("spec.clusterRef.name", cluster, rule)));
    }
    if let Some(seconds) = spec.ttl_seconds
        && !(MIN_TTL_SECONDS..=MAX_TTL_SECONDS).contains(&seconds)
    {
        let rule = format!("must be between {MIN_TTL_SECONDS} and {MAX_TTL_SECONDS}, inclusive");
        errors.push(FieldError::invalid("spec.ttlSeconds", seconds, rule));
    }
    if let Some(request) = &spec.request {
        validate_request(request, &mut errors);
    }
    errors
}

/// What is wrong with `new` by itself, and as what follows `old`: only the description
/// may change, and the access may be taken back, for good.
pub fn validate_update(new: &ClusterAccess, old: &ClusterAccess) -> Vec<FieldError> {
    let mut errors = validate(new);
    let (new, old) = (&new.spec, &old.spec);
    if new.cluster_ref != old.cluster_ref {
        let name = new.cluster_ref.name.as_str();
        errors.push(FieldError::immutable("spec.clusterRef.name", name));
    }
    if new.role != old.role {
        errors.push(FieldError::immutable("spec.role", new.role.as_str()));
    }
    if new.ttl_seconds != old.ttl_seconds {
        errors.push(FieldError::immutable("spec.ttlSeconds", new.ttl_seconds));
    }
    if new.request != old.request {
        errors.push(FieldError::forbidden("spec.request", "field is immutable"));
    }
    if old.revoked == Some(true) && new.revoked != Some(true) {
        errors.push(FieldError::forbidden("spec.revoked", "an access that was taken back stays so"));
    }
    errors
}

/// The messages never show the request: should someone paste a private key, it must not be repeated.
fn validate_request(request: &str, errors: &mut Vec<FieldError>) {
    let request = request.trim();
    if request.is_empty() {
        errors.push(FieldError::required("spec.request", "must be a PEM certificate request"));
    } else if request.contains("PRIVATE KEY") {
        let rule = "must not hold a private key: make a new key, this one is no longer secret";
        errors.push(FieldError::forbidden("spec.request", rule));
    } else if !(request.starts_with(BEGIN) && request.ends_with(END)) {
        let rule = "must be one PEM block of type CERTIFICATE REQUEST";
        errors.push(FieldError::forbidden("spec.request", rule));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portal::{ClusterAccessClusterRef, ClusterAccessRole, ClusterAccessSpec};

    fn access() -> ClusterAccess {
        ClusterAccess::new(
            "demo-dev",
            ClusterAccessSpec {
                cluster_ref: ClusterAccessClusterRef { name: "demo".to_owned() },
                request: Some(format!("{BEGIN}\nMIIB\n{END}\n")),
                role: ClusterAccessRole::Edit,
                ..Default::default()
            },
        )
    }

    fn message(change: impl Fn(&mut ClusterAccessSpec)) -> String {
        let mut object = access();
        change(&mut object.spec);
        validate(&object).iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn the_lifetime_is_filled() {
        let mut object = access();
        default(&mut object);
        assert_eq!(object.spec.ttl_seconds, Some(28_800));
        assert_eq!(validate(&object), []);
    }

    #[test]
    fn each_rule_is_told() {
        assert_eq!(message(|_| {}), "");
        assert_eq!(
            message(|it| it.ttl_seconds = Some(1)),
            "spec.ttlSeconds: Invalid value: 1: must be between 10 and 2592000, inclusive"
        );
        assert_eq!(message(|it| it.cluster_ref.name.clear()), "spec.clusterRef.name: Required value");
        assert_eq!(
            message(|it| it.request = Some("hello".to_owned())),
            "spec.request: Forbidden: must be one PEM block of type CERTIFICATE REQUEST"
        );
    }

    #[test]
    fn a_private_key_is_refused_and_not_repeated() {
        let told = message(|it| it.request = Some("-----BEGIN PRIVATE KEY-----\nMIIsecret".to_owned()));
        assert!(told.starts_with("spec.request: Forbidden: must not hold a private key"), "{told}");
        assert!(!told.contains("MIIsecret"));
    }

    #[test]
    fn tokens_need_no_request_and_nothing_comes_back() {
        assert_eq!(message(|it| it.request = None), "");
        let (mut old, new) = (access(), access());
        old.spec.revoked = Some(true);
        assert_eq!(validate_update(&old, &new), []);
        let told = validate_update(&new, &old);
        assert_eq!(told[0].field, "spec.revoked");
    }

    #[test]
    fn only_the_description_may_change() {
        let old = access();
        let mut new = access();
        new.spec.description = Some("for the demo".to_owned());
        assert_eq!(validate_update(&new, &old), []);
        new.spec.role = ClusterAccessRole::Admin;
        new.spec.cluster_ref.name = "other".to_owned();
        new.spec.ttl_seconds = Some(700);
        new.spec.request = None;
        let fields: Vec<_> = validate_update(&new, &old).into_iter().map(|it| it.field).collect();
        assert_eq!(fields, ["spec.clusterRef.name", "spec.role", "spec.ttlSeconds", "spec.request"]);
    }
}

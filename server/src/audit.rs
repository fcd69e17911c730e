//! What is recorded of requests.

use std::path::Path;

use serde_json::json;
use supervisor::engine::audit::Policy;

use crate::config;

/// What is recorded when nothing else is asked for: everything that people do, and every change. Left out is what would
/// drown that: reading by the parts of Atoll themselves, heartbeats, health checks, discovery.
pub(crate) fn usual() -> Policy {
    let policy = json!({ "rules": [
        { "level": "None", "nonResourceURLs": ["/healthz*", "/livez*", "/readyz*", "/version", "/version/", "/openapi*",
            "/api", "/api/*", "/apis", "/apis/*", "/metrics"] },
        // What the hypervisor did is told in these Events: they are the record of it.
        { "level": "Request", "users": ["system:serviceaccount:atoll-system:hypervisor-recorder"], "verbs": ["create"] },
        { "level": "None", "userGroups": ["system:nodes", "system:serviceaccounts:atoll-system"], "resources": [
            { "group": "coordination.k8s.io", "resources": ["leases"] },
            { "group": "", "resources": ["events"] } ] },
        { "level": "None", "users": ["atoll"], "resources": [{ "group": "coordination.k8s.io", "resources": ["leases"] }] },
        { "level": "None", "userGroups": ["system:nodes", "system:serviceaccounts:atoll-system"],
            "verbs": ["get", "list", "watch"] },
        { "level": "None", "users": ["atoll", "system:atoll:notifier"], "verbs": ["get", "list", "watch"] },
        // What one may do is asked before each page.
        { "level": "None", "resources": [
            { "group": "authorization.k8s.io" },
            { "group": "authentication.k8s.io", "resources": ["selfsubjectreviews"] } ] },
        { "level": "Metadata", "userGroups": ["system:nodes", "system:serviceaccounts:atoll-system"] },
        // What people ask for, so that the log tells how much of it.
        { "level": "Request", "verbs": ["create", "update", "patch"], "resources": [
            { "group": "guest.atoll.dev", "resources": ["guestclusters"] },
            { "group": "portal.atoll.dev", "resources": ["quotarequests", "quotarequests/status"] } ] },
        { "level": "Metadata" },
    ] });
    // It is written above, and a test reads it.
    serde_json::from_value(policy).unwrap_or_default()
}

/// Reads an `audit.k8s.io/v1` Policy.
///
/// # Errors
/// When the file cannot be read or holds something else.
pub(crate) fn policy(file: &Path) -> Result<Policy, config::Error> {
    let error = |problem: String| config::Error::new("audit-policy", format!("{}: {problem}", file.display()));
    let text = std::fs::read_to_string(file).map_err(|e| error(format!("cannot be read: {e}")))?;
    let value: serde_json::Value = serde_saphyr::from_str(&text).map_err(|e| error(format!("is not YAML: {e}")))?;
    if value["kind"] != "Policy" || value["apiVersion"] != "audit.k8s.io/v1" {
        return Err(error("is not a Policy of audit.k8s.io/v1".to_owned()));
    }
    serde_path_to_error::deserialize(value).map_err(|e| error(format!("{}: {}", e.path(), e.inner())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_policy_is_one() {
        assert_eq!(usual().rules.len(), 10);
    }

    #[test]
    fn a_wrong_file_is_told_with_its_place() {
        let file = std::env::temp_dir().join(format!("atoll-audit-policy-{}.yaml", std::process::id()));
        for (text, told) in [
            ("a: [", "not YAML"),
            ("kind: Pod", "not a Policy"),
            ("kind: Policy\napiVersion: audit.k8s.io/v1\nrules: [{level: Loud}]", "rules[0].level"),
            ("kind: Policy\napiVersion: audit.k8s.io/v1\nrules: [{level: None, user: [a]}]", "user"),
        ] {
            std::fs::write(&file, text).unwrap();
            let error = policy(&file).unwrap_err().to_string();
            assert!(error.contains("audit-policy") && error.contains(told), "{error}");
        }
        std::fs::write(
            &file,
            "kind: Policy\napiVersion: audit.k8s.io/v1\nomitStages: [RequestReceived]\nrules: [{level: None}]",
        )
        .unwrap();
        assert_eq!(policy(&file).unwrap().rules.len(), 1);
        std::fs::remove_file(&file).unwrap();
    }
}

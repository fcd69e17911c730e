//! Defaults and rules of ApprovalPolicy.

use super::ApprovalPolicy;
use crate::field::{FieldError, Path};
use crate::quantity::Amount;

/// Nothing is left to fill in.
pub fn default(_: &mut ApprovalPolicy) {}

/// What is wrong with the object by itself.
pub fn validate(object: &ApprovalPolicy) -> Vec<FieldError> {
    let mut errors = Vec::new();
    for (index, rule) in object.spec.automatic.iter().enumerate() {
        let path = Path::new("spec").child("automatic").index(index);
        if rule.resources.is_empty() {
            errors.push(FieldError::required(path.child("resources"), "must name at least one resource"));
        }
        for (name, quantity) in [("increaseUpTo", &rule.increase_up_to), ("totalUpTo", &rule.total_up_to)] {
            let Some(quantity) = quantity else { continue };
            let wrong = match Amount::try_from(quantity) {
                Ok(amount) if amount.is_negative() => "must be greater than or equal to 0".to_owned(),
                Ok(_) => continue,
                Err(error) => error.to_string(),
            };
            errors.push(FieldError::invalid(path.child(name), quantity.0.as_str(), wrong));
        }
    }
    errors
}

/// What is wrong with `new` by itself, and as what follows `old`.
pub fn validate_update(new: &ApprovalPolicy, _: &ApprovalPolicy) -> Vec<FieldError> {
    validate(new)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_rule_is_told() {
        let told = |rule: serde_json::Value| {
            let policy = json!({"metadata": {"name": "p"}, "spec": {"automatic": [rule]}});
            let policy = serde_json::from_value(policy).unwrap();
            validate(&policy).iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
        };
        assert_eq!(told(json!({"resources": ["pods"], "increaseUpTo": "4"})), "");
        assert_eq!(
            told(json!({"resources": [], "totalUpTo": "-4"})),
            "spec.automatic[0].resources: Required value: must name at least one resource; \
             spec.automatic[0].totalUpTo: Invalid value: \"-4\": must be greater than or equal to 0"
        );
    }

    #[test]
    fn approvers_decide_about_their_resources() {
        let spec: crate::portal::ApprovalPolicySpec = serde_json::from_value(json!({"approvers": [
            {"name": "ann"}, {"kind": "Group", "name": "storage", "resources": ["requests.storage"]},
        ]}))
        .unwrap();
        let group = ["storage".to_owned()];
        for (user, groups, resources, may) in [
            ("ann", &[][..], &["requests.cpu", "requests.storage"][..], true),
            ("bob", &[], &["requests.storage"], false),
            ("bob", &group, &["requests.storage"], true),
            ("bob", &group, &["requests.cpu", "requests.storage"], false),
        ] {
            assert_eq!(spec.lets_decide(user, groups, resources.iter().copied()), may, "{user} {resources:?}");
        }
    }
}

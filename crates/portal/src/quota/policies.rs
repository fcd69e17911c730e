//! Policies about quota requests: what they say, and editing them as YAML.

use api::portal::{ApprovalPolicyApproverKind, ApprovalPolicySpec};
use kube::api::{DeleteParams, DynamicObject, PostParams};
use serde::Deserialize;
use serde_json::{Value, json};
use texts::t;

use crate::{
    SignedIn,
    error::from_kube,
    facts::Facts,
    kind::APPROVAL_POLICY,
    namespaces, read, resource,
    view::{Error, ErrorKind, FieldError, Policy, PolicyApprover, PolicyDraft, PolicyGrant, Unit},
    yaml,
};

/// More than any honest policy needs, in bytes.
const LIMIT: usize = 64 * 1024;

/// All policies, sorted by name.
///
/// # Errors
/// `NotFound` for those who may not see policies.
pub async fn policies(ctx: &SignedIn) -> Result<Vec<Policy>, Error> {
    only_readers(ctx).await?;
    let mut all: Vec<Policy> =
        read::list(&ctx.client, &APPROVAL_POLICY, None, "").await?.iter().filter_map(policy).collect();
    all.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(all)
}

/// A policy as it is edited; a new one when no name is given.
///
/// # Errors
/// `NotFound` for those who may not see it.
pub async fn policy_draft(ctx: &SignedIn, name: Option<&str>) -> Result<PolicyDraft, Error> {
    only_readers(ctx).await?;
    let Some(name) = name else {
        let new = sample();
        return Ok(PolicyDraft { name: None, policy: policy(&facts(&new)), yaml: yaml::written(&new) });
    };
    let found = read::get(&ctx.client, &APPROVAL_POLICY, None, name).await?;
    let mut shown = found.object().clone();
    if let Some(object) = shown.as_object_mut() {
        object.remove("status");
        if let Some(metadata) = object.get_mut("metadata").and_then(Value::as_object_mut) {
            // The version stays: by it a change of somebody else is noticed.
            metadata.retain(|key, _| ["name", "labels", "annotations", "resourceVersion"].contains(&key.as_str()));
        }
    }
    Ok(PolicyDraft { name: Some(name.to_owned()), policy: policy(&found), yaml: yaml::written(&shown) })
}

/// Creates or replaces a policy.
///
/// # Errors
/// `Invalid` with field `yaml`; `Conflict` when somebody changed it meanwhile, or there is one of its name already.
pub async fn put_policy(ctx: &SignedIn, name: Option<&str>, typed: &str) -> Result<(), Error> {
    only_readers(ctx).await?;
    let mut object = parse(typed)?;
    if let Some(name) = name {
        if object["metadata"]["name"] != name {
            return Err(wrong(t().error_policy_keeps_name(name)));
        }
    } else if let Some(metadata) = object["metadata"].as_object_mut() {
        metadata.remove("resourceVersion");
    }
    let object: DynamicObject =
        serde_json::from_value(object).map_err(|error| wrong(t().error_no_object(error.to_string())))?;
    let api = read::api(&ctx.client, &APPROVAL_POLICY, None);
    let params = PostParams { field_manager: Some("atoll-portal".to_owned()), ..Default::default() };
    let written = match name {
        Some(name) => api.replace(name, &params, &object).await,
        None => api.create(&params, &object).await,
    };
    written.map(drop).map_err(|error| placed(from_kube(error), name.is_some()))
}

/// Deletes a policy.
///
/// # Errors
/// `NotFound`, `Forbidden`.
pub async fn delete_policy(ctx: &SignedIn, name: &str) -> Result<(), Error> {
    only_readers(ctx).await?;
    let api = read::api(&ctx.client, &APPROVAL_POLICY, None);
    api.delete(name, &DeleteParams::default()).await.map_err(from_kube)?;
    Ok(())
}

async fn only_readers(ctx: &SignedIn) -> Result<(), Error> {
    if namespaces::may(ctx, "list", &APPROVAL_POLICY, None).await? {
        return Ok(());
    }
    Err(Error::new(ErrorKind::NotFound, t().error_no_such_page()))
}

fn facts(object: &Value) -> Facts {
    Facts::new(object.clone(), &APPROVAL_POLICY.api_version(), APPROVAL_POLICY.kind)
}

/// A policy to begin with: small increases are granted.
fn sample() -> Value {
    json!({
        "apiVersion": APPROVAL_POLICY.api_version(), "kind": APPROVAL_POLICY.kind,
        "metadata": {"name": "small-increases"},
        "spec": {
            "approvers": [{"kind": "Group", "name": "quota-team"}],
            "automatic": [
                {"resources": ["requests.cpu"], "increaseUpTo": "8", "minimumUsePercent": 80},
                {"resources": ["requests.storage"], "increaseUpTo": "100Gi", "totalUpTo": "1Ti"},
            ],
        },
    })
}

fn wrong(message: String) -> Error {
    Error::invalid(vec![FieldError::new("yaml", message)])
}

fn parse(typed: &str) -> Result<Value, Error> {
    if typed.len() > LIMIT {
        return Err(wrong(t().error_policy_too_long()));
    }
    let value: Value = serde_saphyr::from_str(typed).map_err(|error| {
        let place = error.location().map(|at| (u32::try_from(at.line()).ok(), u32::try_from(at.column()).ok()));
        let words = error.without_snippet().to_string();
        let words = words.split(" at line ").next().unwrap_or_default().trim_end_matches('.');
        let mut field = FieldError::new("yaml", t().error_yaml_unreadable(words));
        (field.line, field.column) = place.unwrap_or_default();
        Error::invalid(vec![field])
    })?;
    if value["kind"] != APPROVAL_POLICY.kind || value["apiVersion"] != APPROVAL_POLICY.api_version().as_str() {
        let (version, kind) = (APPROVAL_POLICY.api_version(), APPROVAL_POLICY.kind);
        return Err(wrong(t().error_yaml_one_kind(kind, &version)));
    }
    Ok(value)
}

/// Everything that the API says is about the one field that there is.
fn placed(mut error: Error, exists: bool) -> Error {
    if error.kind == ErrorKind::Conflict {
        error.message = if exists { t().error_policy_changed() } else { t().error_policy_there() };
    }
    if error.kind == ErrorKind::Invalid && error.fields.is_empty() {
        error.fields = vec![FieldError::new("yaml", error.message.clone())];
    }
    for field in &mut error.fields {
        if field.field != "yaml" {
            field.message = format!("{}: {}", field.field, field.message);
            field.field = "yaml".to_owned();
        }
    }
    error
}

/// What the policy says. Pure.
fn policy(object: &Facts) -> Option<Policy> {
    let spec = ApprovalPolicySpec::deserialize(object.at("/spec")?).ok()?;
    let labels = |names: &[String]| names.iter().map(|name| resource::label(name)).collect::<Vec<_>>();
    let grants = spec.automatic.iter().map(|rule| {
        let first = rule.resources.first().map(String::as_str).unwrap_or_default();
        let amount =
            |quantity: &Option<k8s_openapi::apimachinery::pkg::api::resource::Quantity>| -> Option<(Unit, u64)> {
                let amount = api::quantity::Amount::try_from(quantity.as_ref()?).ok()?;
                Some((resource::unit(first), resource::number(first, amount)))
            };
        PolicyGrant {
            resources: labels(&rule.resources),
            increase: amount(&rule.increase_up_to),
            total: amount(&rule.total_up_to),
            minimum_use: rule.minimum_use_percent.and_then(|percent| u32::try_from(percent).ok()),
        }
    });
    let approvers = spec.approvers.iter().map(|one| PolicyApprover {
        group: one.kind == ApprovalPolicyApproverKind::Group,
        name: one.name.clone(),
        resources: one.resources.as_deref().map(labels),
    });
    Some(Policy {
        name: object.name().to_owned(),
        namespaces: spec.namespace_selector.as_ref().map(api::selector::format).filter(|text| !text.is_empty()),
        grants: grants.collect(),
        approvers: approvers.collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_is_told_in_people_s_units() {
        let policy = policy(&facts(&sample())).expect("a policy");
        assert_eq!(policy.grants[0].increase, Some((Unit::MilliCpu, 8000)));
        assert_eq!((policy.grants[0].minimum_use, policy.grants[1].total), (Some(80), Some((Unit::Byte, 1 << 40))));
        assert_eq!(policy.grants[1].resources, ["Storage"]);
        assert!(policy.approvers[0].group && policy.namespaces.is_none());
    }

    #[test]
    fn only_policies_are_taken() {
        assert_eq!(parse(&yaml::written(&sample())).expect("valid"), sample());
        let error = parse("a: [b\n").expect_err("no YAML");
        assert!(error.fields[0].line.is_some(), "{error:?}");
        for typed in ["kind: Secret\napiVersion: v1\n", "- a\n", ""] {
            assert_eq!(parse(typed).expect_err(typed).fields[0].field, "yaml");
        }
        let told = Error {
            fields: vec![FieldError::new("spec.automatic[0]", "wrong")],
            ..Error::new(ErrorKind::Invalid, "x")
        };
        assert_eq!(placed(told, true).fields[0].message, "spec.automatic[0]: wrong");
        assert!(placed(Error::new(ErrorKind::Conflict, "x"), true).message.contains("is kept"));
    }
}

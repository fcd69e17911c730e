//! QuotaRequest: who asked, what the quota was, and who decided when are for the server to say; there is one decision.

use api::field::FieldError;
use api::portal::{ApprovalPolicy, QuotaRequestPhase as Phase};
use api::quota::Amounts;
use chrono::Utc;
use serde::Deserialize;
use serde_json::{Value, json};
use store::Space;

use super::ruled::Ruled;
use crate::engine::authz::{Attributes, Decision, Target};
use crate::engine::hooks::Effect;
use crate::engine::strategy::{Admission, Operation};
use crate::engine::{ApiError, REQUEST_ID, Strategy, User};
use crate::kinds::core::namespace;
use crate::kinds::printing::text;
use crate::kinds::quota::QUOTAS;

/// Where requests are stored.
const REQUESTS: &str = "portal.atoll.dev/quotarequests";
/// Where policies are stored.
const POLICIES: &str = "portal.atoll.dev/approvalpolicies";
/// What a request may be for, with the place where it is stored.
const WAITING: [(&str, &str); 2] =
    [("GuestCluster", "guest.atoll.dev/guestclusters"), ("VirtualMachine", "vmoperator.vmware.com/virtualmachines")];
/// Who decides about requests.
const APPROVE: &str = "approve";
/// Who carries policies and decisions out: the controller.
const PROCESS: &str = "process";

/// What only the server says of a request.
const OF_SERVER: [&str; 4] = ["original", "requestedBy", "decidedBy", "decidedAt"];

pub(super) struct QuotaRequests(pub(super) Ruled);

impl Strategy for QuotaRequests {
    fn prepare_create(&self, object: &mut Value, user: &User) {
        self.0.prepare_create(object, user);
        object["status"] = json!({"phase": Phase::Pending, "requestedBy": user.name});
    }

    fn prepare_update(&self, new: &mut Value, old: &Value) {
        self.0.prepare_update(new, old);
        if phase(old) == Phase::Pending && new.pointer("/spec/cancelled") == Some(&json!(true)) {
            new["status"]["phase"] = json!(Phase::Cancelled);
        }
    }

    fn prepare_status_update(&self, new: &mut Value, old: &Value, user: &User) {
        if !new["status"].is_object() {
            new["status"] = json!({});
        }
        for field in OF_SERVER {
            match old.pointer("/status").and_then(|status| status.get(field)) {
                Some(value) => new["status"][field] = value.clone(),
                None => _ = new["status"].as_object_mut().map(|status| status.shift_remove(field)),
            }
        }
        if is_decision(phase(old)) && new["status"] == old["status"] {
            // The same decision once more is a second one: let it not pass for no change at all.
            _ = new["status"].as_object_mut().map(|status| status.shift_remove("decidedAt"));
            return;
        }
        let decided = is_decision(phase(new)) && phase(old) == Phase::Pending;
        if decided {
            new["status"]["decidedBy"] = json!(user.name);
            new["status"]["decidedAt"] = json!(api::time::from_chrono(Utc::now()));
        }
        if decided && phase(new).is_granted() {
            let asked = new.pointer("/spec/changes").cloned().unwrap_or_default();
            let granted = new.pointer("/status/granted").filter(|granted| granted.is_object()).cloned();
            let granted = granted.unwrap_or_else(|| asked.clone());
            let all = Amounts::of_value(&granted) == Amounts::of_value(&asked);
            if phase(new) == Phase::Approved && !all {
                new["status"]["phase"] = json!(Phase::PartiallyApproved);
            }
            new["status"]["granted"] = granted;
        }
    }

    fn validate(&self, object: &Value) -> Vec<FieldError> {
        self.0.validate(object)
    }

    fn validate_update(&self, new: &Value, old: &Value) -> Vec<FieldError> {
        self.0.validate_update(new, old)
    }

    fn admit(&self, request: &Admission<'_>) -> Result<(), ApiError> {
        let Some(old) = request.old.filter(|_| request.operation == Operation::Update) else { return Ok(()) };
        if request.object.get("status") != old.get("status") {
            let cancels = request.object.get("spec") != old.get("spec");
            return if cancels { may_cancel(request, old) } else { may_decide(request, old) };
        }
        if request.object.get("spec") != old.get("spec") {
            // Cancelled after the decision: that stands.
            return Err(decided_already(request, old));
        }
        Ok(())
    }

    fn allows_unconditional_update(&self) -> bool {
        false
    }

    fn records_request_id(&self) -> bool {
        true
    }
}

/// Fills in what the quota was when the request was made, and for which request: that of the object that waits for it, so
/// that the decision and what comes of it are found under the id of what was asked for first.
///
/// # Errors
/// 422 when no quota of the namespace bounds what the request is about.
pub(in crate::kinds) fn complete(effect: &mut Effect<'_>) -> Result<(), ApiError> {
    if &*effect.resource.id != REQUESTS || effect.old.is_some() {
        return Ok(());
    }
    let asked = effect.object.pointer("/spec/changes").map(Amounts::of_value).unwrap_or_default();
    let (quotas, _) = effect.objects.list(QUOTAS, Some(effect.namespace));
    let hard = |quota: &store::Entry| -> Option<Amounts> {
        Some(Amounts::of_value(quota.value().ok()?.pointer("/spec/hard")?))
    };
    let quotas: Vec<Amounts> = quotas.iter().filter_map(|quota| hard(quota)).collect();
    let (mut original, mut errors) = (Amounts::new(), Vec::new());
    for (name, amount) in asked.iter() {
        match quotas.iter().filter(|hard| hard.names(name)).map(|hard| hard.get(name)).min() {
            Some(tightest) => original.set(name, tightest),
            None => {
                let path = api::field::Path::new("spec").child("changes").key(name);
                let rule = "no ResourceQuota of the namespace bounds it";
                errors.push(FieldError::invalid(path, amount.to_string(), rule));
            }
        }
    }
    if !errors.is_empty() {
        return Err(ApiError::invalid(effect.resource, effect.name, &errors));
    }
    effect.object["status"]["original"] = original.value();
    if let Some(id) = request_of_waiting(effect) {
        effect.object["metadata"]["annotations"][REQUEST_ID] = json!(id);
    }
    Ok(())
}

/// The request that the object came of which waits for this one.
fn request_of_waiting(effect: &Effect<'_>) -> Option<String> {
    let object = effect.object.pointer("/spec/forObject")?;
    let resource = WAITING.iter().find(|(kind, _)| *kind == text(object, "/kind"))?.1;
    let entry = effect.objects.get(resource, effect.namespace, text(object, "/name"))?;
    let value = entry.value().ok()?;
    let id = value.get("metadata")?.get("annotations")?.get(REQUEST_ID)?.as_str()?;
    Some(id.to_owned())
}

fn phase(request: &Value) -> Phase {
    request.pointer("/status/phase").and_then(|it| Phase::deserialize(it).ok()).unwrap_or_default()
}

fn is_decision(phase: Phase) -> bool {
    phase.is_granted() || phase == Phase::Denied
}

fn decided_already(request: &Admission<'_>, old: &Value) -> ApiError {
    let phase = phase(old);
    let (by, at) = (text(old, "/status/decidedBy"), text(old, "/status/decidedAt"));
    let why = match phase {
        Phase::Cancelled => "the request was cancelled".to_owned(),
        _ if by.is_empty() => format!("the request is {phase} already"),
        _ => format!("the request was decided already: {phase} by {by} at {at}"),
    };
    ApiError::conflict(request.resource, text(old, "/metadata/name"), &why)
}

fn may_cancel(request: &Admission<'_>, old: &Value) -> Result<(), ApiError> {
    if phase(old) != Phase::Pending {
        return Err(decided_already(request, old));
    }
    let requester = text(old, "/status/requestedBy");
    if request.user.name == requester || allowed(request, APPROVE) {
        return Ok(());
    }
    let why = format!("only {requester}, who made the request, may cancel it");
    Err(ApiError::forbidden(request.resource, text(old, "/metadata/name"), &why))
}

fn may_decide(request: &Admission<'_>, old: &Value) -> Result<(), ApiError> {
    let (before, after) = (phase(old), phase(request.object));
    let name = text(old, "/metadata/name");
    let forbidden = |why: &str| Err(ApiError::forbidden(request.resource, name, why));
    let same_decision = before == after
        && ["granted", "comment", "decidedAt", "decidedBy"]
            .iter()
            .all(|field| request.object["status"].get(field) == old["status"].get(field));
    let carried_out = same_decision
        || matches!((before, after), (Phase::Pending, Phase::AutoApproved | Phase::Expired))
        || before.is_granted() && after == Phase::Expired;
    if carried_out {
        return if allowed(request, PROCESS) {
            Ok(())
        } else {
            forbidden("only the controller of quota requests may write this")
        };
    }
    if before != Phase::Pending {
        return Err(decided_already(request, old));
    }
    if !is_decision(after) || after == Phase::AutoApproved {
        return forbidden(&format!("a pending request cannot become {after}"));
    }
    if !allowed(request, APPROVE) && !is_approver(request) {
        return forbidden(&format!(
            "user \"{}\" neither has the verb approve on quotarequests nor is an approver of a policy for this namespace and all resources of the request",
            request.user.name
        ));
    }
    let errors = wrong_grant(request.object);
    if errors.is_empty() { Ok(()) } else { Err(ApiError::invalid(request.resource, name, &errors)) }
}

/// What is granted lies between what was and what was asked.
fn wrong_grant(request: &Value) -> Vec<FieldError> {
    let amounts = |pointer: &str| request.pointer(pointer).map(Amounts::of_value).unwrap_or_default();
    let (original, asked, granted) =
        (amounts("/status/original"), amounts("/spec/changes"), amounts("/status/granted"));
    let path = api::field::Path::new("status").child("granted");
    let outside = granted.iter().filter(|(name, amount)| {
        let ends = [original.get(name), asked.get(name)];
        !asked.names(name) || *amount < ends[0].min(ends[1]) || *amount > ends[0].max(ends[1])
    });
    let rule = "must lie between what the quota was and what is asked";
    outside.map(|(name, amount)| FieldError::invalid(path.key(name), amount.to_string(), rule)).collect()
}

fn allowed(request: &Admission<'_>, verb: &str) -> bool {
    let target = Target::Resource {
        group: &request.resource.group,
        resource: &request.resource.plural,
        subresource: "",
        namespace: text(request.object, "/metadata/namespace"),
        name: text(request.object, "/metadata/name"),
    };
    matches!(request.authorizer.authorize(&Attributes { user: request.user, verb, target }), Decision::Allow(_))
}

/// Whether a policy for the request's namespace lets the user decide about all that it asks for.
fn is_approver(request: &Admission<'_>) -> bool {
    let labels = labels_of_namespace(request.objects, text(request.object, "/metadata/namespace"));
    let asked = request.object.pointer("/spec/changes").map(Amounts::of_value).unwrap_or_default();
    let (policies, _) = request.objects.list(POLICIES, None);
    policies.iter().filter_map(|entry| serde_json::from_slice::<ApprovalPolicy>(&entry.bytes).ok()).any(|policy| {
        let here = policy.spec.namespace_selector.as_ref().is_none_or(|it| api::selector::matches(it, &labels));
        let resources = asked.iter().map(|(name, _)| name);
        here && policy.spec.lets_decide(&request.user.name, &request.user.groups, resources)
    })
}

fn labels_of_namespace(objects: &Space, name: &str) -> std::collections::BTreeMap<String, String> {
    let entry = objects.get(namespace::RESOURCE, "", name);
    entry.iter().flat_map(|entry| entry.labels()).map(|(k, v)| (k.to_owned(), v.to_owned())).collect()
}

//! Which requests are granted without a person. Pure.

use std::collections::BTreeMap;

use api::{
    portal::{ApprovalPolicy, ApprovalPolicyIncrease, QuotaRequest},
    quantity::Amount,
    quota::Amounts,
    selector,
};
use k8s_openapi::{api::core::v1::ResourceQuota, apimachinery::pkg::api::resource::Quantity};
use kube::ResourceExt;

use super::ledger;

/// Who grants the request without a person: the names of the policies in a sentence. `None` when a person must decide.
///
/// What is less than before is always granted. Each increase needs a rule of a policy for the namespace.
pub(super) fn grants<'a>(
    policies: impl Iterator<Item = &'a ApprovalPolicy>,
    labels: &BTreeMap<String, String>,
    request: &QuotaRequest,
    quotas: &[ResourceQuota],
) -> Option<String> {
    let here = |policy: &&ApprovalPolicy| {
        policy.spec.namespace_selector.as_ref().is_none_or(|it| selector::matches(it, labels))
    };
    let policies: Vec<&ApprovalPolicy> = policies.filter(here).collect();
    let asked = Amounts::of_quantities(&request.spec.changes);
    let original = request.status.as_ref().and_then(|status| status.original.as_ref());
    let original = original.map(Amounts::of_quantities).unwrap_or_default();
    let mut by: Vec<String> = Vec::new();
    for (name, amount) in asked.iter().filter(|(name, amount)| *amount > original.get(name)) {
        let increase = amount - original.get(name);
        let granting = policies.iter().find(|policy| {
            let rules = policy.spec.automatic.iter().filter(|rule| rule.resources.iter().any(|one| one == name));
            rules.into_iter().any(|rule| covers(rule, increase, amount) && is_backed(rule, name, quotas))
        })?;
        let name = format!("policy {}", granting.name_any());
        if !by.contains(&name) {
            by.push(name);
        }
    }
    Some(if by.is_empty() { "policy: less than before is always granted".to_owned() } else { by.join(" and ") })
}

fn covers(rule: &ApprovalPolicyIncrease, increase: Amount, total: Amount) -> bool {
    let within = |amount: Amount, most: &Option<Quantity>| {
        most.as_ref().is_none_or(|most| Amount::try_from(most).is_ok_and(|most| amount <= most))
    };
    within(increase, &rule.increase_up_to) && within(total, &rule.total_up_to)
}

/// Whether enough of the tightest quota is in use.
fn is_backed(rule: &ApprovalPolicyIncrease, name: &str, quotas: &[ResourceQuota]) -> bool {
    let Some(percent) = rule.minimum_use_percent else { return true };
    let tightest =
        quotas.iter().filter(|quota| ledger::hard(quota).names(name)).min_by_key(|quota| ledger::hard(quota).get(name));
    let Some(quota) = tightest else { return false };
    let used = quota.status.as_ref().and_then(|status| status.used.as_ref());
    let used = used.map(Amounts::of_quantities).unwrap_or_default();
    used.get(name) * 100 >= ledger::hard(quota).get(name) * i64::from(percent)
}

//! What of a quota comes from requests: an annotation on the quota, always written together with the amounts. Pure.

use std::collections::BTreeMap;

use api::quota::Amounts;
use chrono::{DateTime, Utc};
use k8s_openapi::{api::core::v1::ResourceQuota, apimachinery::pkg::api::resource::Quantity};
use serde::{Deserialize, Serialize};

/// On a ResourceQuota: the grants that are part of it, as JSON, by the UID of their requests.
pub(super) const GRANTS: &str = "quota.atoll.dev/grants";

/// One grant.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Grant {
    /// The request's name.
    pub(super) request: String,
    /// How much more the quota allows because of it; less where negative.
    pub(super) part: BTreeMap<String, Quantity>,
    /// When it is taken back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) expires_at: Option<DateTime<Utc>>,
}

/// The grants that are part of the quota.
pub(super) fn grants(quota: &ResourceQuota) -> BTreeMap<String, Grant> {
    let text = quota.metadata.annotations.as_ref().and_then(|all| all.get(GRANTS));
    text.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
}

/// What the quota allows.
pub(super) fn hard(quota: &ResourceQuota) -> Amounts {
    let hard = quota.spec.as_ref().and_then(|spec| spec.hard.as_ref());
    hard.map(Amounts::of_quantities).unwrap_or_default()
}

/// The quota with a further grant; what it has of the same request already stays.
pub(super) fn with(quota: &ResourceQuota, uid: &str, mut grant: Grant) -> ResourceQuota {
    let mut all = grants(quota);
    let part = Amounts::of_quantities(&grant.part);
    let earlier = all.remove(uid).unwrap_or_default();
    grant.part.extend(earlier.part);
    all.insert(uid.to_owned(), grant);
    changed(quota, &part, &all)
}

/// The quota without the grants whose time is over, and the names of their requests; `None` when there are none.
pub(super) fn without_expired(quota: &ResourceQuota, now: DateTime<Utc>) -> Option<(ResourceQuota, Vec<String>)> {
    let (over, left): (BTreeMap<_, _>, BTreeMap<_, _>) =
        grants(quota).into_iter().partition(|(_, grant)| grant.expires_at.is_some_and(|at| at <= now));
    if over.is_empty() {
        return None;
    }
    let none = Amounts::new();
    let part = over.values().fold(Amounts::new(), |sum, grant| sum.plus(&Amounts::of_quantities(&grant.part)));
    let names = over.into_values().map(|grant| grant.request).collect();
    Some((changed(quota, &none.minus(&part), &left), names))
}

/// When the next grant expires.
pub(super) fn next_expiry(quota: &ResourceQuota) -> Option<DateTime<Utc>> {
    grants(quota).into_values().filter_map(|grant| grant.expires_at).min()
}

/// The quota with so much more of each, never less than nothing, and this ledger.
fn changed(quota: &ResourceQuota, more: &Amounts, grants: &BTreeMap<String, Grant>) -> ResourceQuota {
    let mut new = quota.clone();
    let before = hard(quota);
    let after = before.plus(&more.clone().only(|name| before.names(name))).larger(&Amounts::new());
    new.spec.get_or_insert_default().hard = Some(after.quantities());
    let annotations = new.metadata.annotations.get_or_insert_default();
    if grants.is_empty() {
        annotations.remove(GRANTS);
    } else {
        annotations.insert(GRANTS.to_owned(), serde_json::to_string(grants).unwrap_or_default());
    }
    new
}

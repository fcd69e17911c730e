//! How much a namespace may take: its ResourceQuota, in the units that people write.

use api::{
    quantity::Amount,
    quota::{REQUESTS_CPU, REQUESTS_MEMORY, REQUESTS_STORAGE, storage_of_class},
};
use kube::api::{Patch, PatchParams};
use serde_json::{Map, Value, json};
use texts::t;

use super::{MANAGER, apply, at_field};
use crate::{
    SignedIn,
    admin::only_admins,
    error::from_kube,
    facts::Facts,
    kind, read,
    view::{Error, ErrorKind, FieldError, QuotaForm},
};

/// The quota that the portal makes.
pub(super) const NAME: &str = "quota";
/// The number of guest clusters.
const CLUSTERS: &str = "count/guestclusters.guest.atoll.dev";

/// How an amount is written.
#[derive(Clone, Copy, PartialEq)]
enum Written {
    Cores,
    Bytes,
    Number,
}

/// The resources that the form has a field for: field, name in the quota, how it is written, as typed.
fn fields(form: &QuotaForm) -> Vec<(String, String, Written, &str)> {
    let mut all = vec![
        ("cpu".to_owned(), REQUESTS_CPU.to_owned(), Written::Cores, form.cpu.as_str()),
        ("memory".to_owned(), REQUESTS_MEMORY.to_owned(), Written::Bytes, form.memory.as_str()),
        ("storage".to_owned(), REQUESTS_STORAGE.to_owned(), Written::Bytes, form.storage.as_str()),
        ("clusters".to_owned(), CLUSTERS.to_owned(), Written::Number, form.clusters.as_str()),
    ];
    let classes = form.of_class.iter();
    all.extend(
        classes.map(|(class, typed)| {
            (format!("storage-{class}"), storage_of_class(class), Written::Bytes, typed.as_str())
        }),
    );
    all
}

/// The form of what a quota says; `classes` are the storage classes that it may tell apart. Pure.
pub(super) fn form(quota: Option<&Facts>, classes: &[&str]) -> QuotaForm {
    let hard = |name: &str| {
        let value = quota.and_then(|quota| quota.at("/spec/hard")).and_then(|hard| hard.get(name));
        value.and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    QuotaForm {
        version: version(quota),
        cpu: hard(REQUESTS_CPU),
        memory: hard(REQUESTS_MEMORY),
        storage: hard(REQUESTS_STORAGE),
        clusters: hard(CLUSTERS),
        of_class: classes.iter().map(|class| ((*class).to_owned(), hard(&storage_of_class(class)))).collect(),
    }
}

/// Amounts that the form has no field for: resource, used, allowed. Pure.
pub(super) fn others(quotas: &[&Facts], form: &QuotaForm) -> Vec<(String, String, String)> {
    let known: Vec<String> = fields(form).into_iter().map(|(_, name, ..)| name).collect();
    let mut found = Vec::new();
    for (at, quota) in quotas.iter().enumerate() {
        let used = quota.at("/status/used");
        for (name, hard) in quota.at("/spec/hard").and_then(Value::as_object).into_iter().flatten() {
            if at > 0 || !known.contains(name) {
                let used = used.and_then(|used| used.get(name)).and_then(Value::as_str).unwrap_or_default();
                found.push((name.clone(), used.to_owned(), hard.as_str().unwrap_or_default().to_owned()));
            }
        }
    }
    found
}

/// `spec.hard` as typed: an amount for each field, null where it is empty. Pure.
pub(super) fn hard(form: &QuotaForm, prefix: &str) -> Result<Map<String, Value>, Vec<FieldError>> {
    let (mut hard, mut wrong) = (Map::new(), Vec::new());
    for (field, name, written, typed) in fields(form) {
        match amount(typed, written) {
            Ok(amount) => _ = hard.insert(name, amount.map_or(Value::Null, Value::String)),
            Err(message) => wrong.push(FieldError::new(format!("{prefix}{field}"), message)),
        }
    }
    if wrong.is_empty() { Ok(hard) } else { Err(wrong) }
}

/// One amount as typed: `16`, `16 vCPU`, `500m`; `64Gi`, `64 GiB`; empty is none.
fn amount(typed: &str, written: Written) -> Result<Option<String>, String> {
    let compact: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    if compact.is_empty() {
        return Ok(None);
    }
    let text = match written {
        Written::Cores => compact.strip_suffix("vCPU").unwrap_or(&compact),
        Written::Bytes => compact.strip_suffix('B').unwrap_or(&compact),
        Written::Number => compact.as_str(),
    };
    let help = || match written {
        Written::Cores => t().error_amount_cpu(),
        Written::Bytes => t().error_amount_bytes(),
        Written::Number => t().error_amount_number(),
    };
    let amount: Amount = text.parse().map_err(|_| help())?;
    let with_unit = text.chars().any(char::is_alphabetic);
    let fits = match written {
        Written::Cores => amount.milli() >= 0,
        Written::Bytes => amount.units() >= 0 && (with_unit || amount.units() == 0),
        Written::Number => text.bytes().all(|byte| byte.is_ascii_digit()),
    };
    if fits { Ok(Some(text.to_owned())) } else { Err(help()) }
}

/// The object of a new quota. Pure.
pub(super) fn object(namespace: &str, mut hard: Map<String, Value>) -> Option<Value> {
    hard.retain(|_, amount| !amount.is_null());
    (!hard.is_empty()).then(|| {
        json!({
            "apiVersion": "v1",
            "kind": "ResourceQuota",
            "metadata": {"name": NAME, "namespace": namespace},
            "spec": {"hard": hard},
        })
    })
}

/// The quota that the form is about: the first by name.
pub(super) fn first<'a>(quotas: &[&'a Facts]) -> Option<&'a Facts> {
    quotas.iter().copied().min_by_key(|quota| quota.name())
}

/// Sets how much a namespace may take. What runs goes on running, also when it is more than that.
///
/// # Errors
/// `Invalid` with the fields that are wrong; `Conflict` when the quota was changed since the form was read.
pub async fn set(ctx: &SignedIn, namespace: &str, form: &QuotaForm) -> Result<(), Error> {
    only_admins(ctx)?;
    let hard = hard(form, "").map_err(Error::invalid)?;
    let quotas = read::list(&ctx.client, &kind::RESOURCE_QUOTA, Some(namespace), "").await?;
    let quotas: Vec<&Facts> = quotas.iter().collect();
    let Some(quota) = first(&quotas) else {
        return match object(namespace, hard) {
            Some(object) => apply(ctx, &kind::RESOURCE_QUOTA, Some(namespace), NAME, &object).await,
            None => Ok(()),
        };
    };
    // What is used changes all the time; only what is allowed counts.
    if version(Some(quota)) != form.version {
        return Err(changed());
    }
    let patch =
        json!({"metadata": {"resourceVersion": quota.text("/metadata/resourceVersion")}, "spec": {"hard": hard}});
    let params = PatchParams { field_manager: Some(MANAGER.to_owned()), ..PatchParams::default() };
    let api = read::api(&ctx.client, &kind::RESOURCE_QUOTA, Some(namespace));
    match api.patch(quota.name(), &params, &Patch::Merge(&patch)).await.map_err(from_kube) {
        Ok(_) => Ok(()),
        Err(error) if error.kind == ErrorKind::Conflict => {
            Err(Error::new(ErrorKind::Conflict, t().error_quota_same_moment()))
        }
        Err(error) => Err(at_field(error, "cpu")),
    }
}

/// What a quota allows, so that a change of it is noticed; empty for none.
fn version(quota: Option<&Facts>) -> String {
    let Some(quota) = quota else { return String::new() };
    quota.at("/spec/hard").map_or_else(|| "{}".to_owned(), Value::to_string)
}

fn changed() -> Error {
    let message = t().error_quota_changed();
    Error::new(ErrorKind::Conflict, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_people_write_them() {
        for (typed, written, expected) in [
            ("16", Written::Cores, Ok(Some("16"))),
            ("16 vCPU", Written::Cores, Ok(Some("16"))),
            ("500m", Written::Cores, Ok(Some("500m"))),
            ("64 GiB", Written::Bytes, Ok(Some("64Gi"))),
            ("1Ti", Written::Bytes, Ok(Some("1Ti"))),
            ("0", Written::Bytes, Ok(Some("0"))),
            ("", Written::Bytes, Ok(None)),
            ("64", Written::Bytes, Err(())),
            ("-1Gi", Written::Bytes, Err(())),
            ("lots", Written::Cores, Err(())),
            ("3", Written::Number, Ok(Some("3"))),
            ("3.5", Written::Number, Err(())),
        ] {
            let read = amount(typed, written).map_err(|_| ());
            assert_eq!(read, expected.map(|text: Option<&str>| text.map(str::to_owned)), "{typed}");
        }
    }

    #[test]
    fn a_quota_survives_its_form_and_the_rest_is_shown() {
        let hard_was = json!({"requests.cpu": "32", "requests.memory": "64Gi", "pods": "5",
            "fast.storageclass.storage.k8s.io/requests.storage": "10Gi"});
        let quota = Facts::new(json!({"metadata": {"name": "a"}, "spec": {"hard": hard_was}}), "v1", "ResourceQuota");
        let form = form(Some(&quota), &["fast"]);
        assert_eq!((form.cpu.as_str(), form.of_class[0].1.as_str()), ("32", "10Gi"));
        assert_eq!(others(&[&quota], &form), [("pods".to_owned(), String::new(), "5".to_owned())]);
        let hard = hard(&form, "").expect("amounts");
        assert_eq!((&hard["requests.cpu"], &hard["requests.storage"]), (&json!("32"), &Value::Null));
        assert_eq!(object("a", hard).expect("a quota")["spec"]["hard"].as_object().map(Map::len), Some(3));
        let wrong = super::hard(&QuotaForm { memory: "64".to_owned(), ..QuotaForm::default() }, "quota.");
        assert_eq!(wrong.expect_err("no unit")[0].field, "quota.memory");
    }
}

//! Asking for quota: what is proposed, what is wrong with what was typed, and the request itself.

use api::quota::Amounts;
use chrono::{DateTime, NaiveDate, NaiveTime, SecondsFormat, Utc};
use kube::api::{DynamicObject, PostParams};
use serde_json::{Map, Value, json};
use texts::t;

use super::rows;
use crate::{
    SignedIn,
    error::from_kube,
    facts::Facts,
    kind, namespaces,
    plan::{cluster, ground, quota::Bound, quota::tightest},
    read, resource,
    view::{Error, ErrorKind, FieldError, QuotaAsk, QuotaDraft, RequestRow, Shortfall},
};

/// Most letters of a justification.
const JUSTIFICATION: usize = 4096;

/// What the form was opened with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asking {
    /// Nothing typed yet: what is missing for `cluster` is proposed, and the amounts that are named.
    New(QuotaAsk),
    /// What was typed.
    Typed(QuotaAsk),
}

/// Everything the form shows.
///
/// # Errors
/// `NotFound` for a namespace in which this user may not ask; when the API does not answer.
pub async fn draft(ctx: &SignedIn, asking: &Asking) -> Result<QuotaDraft, Error> {
    let namespaces = namespaces::allowed(ctx, "create", &kind::QUOTA_REQUEST).await?;
    let (Asking::New(form) | Asking::Typed(form)) = asking;
    let namespace = if form.namespace.is_empty() {
        namespaces.first().cloned().unwrap_or_default()
    } else if namespaces.contains(&form.namespace) {
        form.namespace.clone()
    } else {
        let message = t().error_no_asking(&form.namespace);
        return Err(Error::new(ErrorKind::NotFound, message));
    };
    if namespace.is_empty() {
        return Ok(QuotaDraft::default());
    }
    let ground = ground::of(ctx, &namespace).await?;
    let bounds = Bound::all(&ground.quotas);
    let cluster = ground.clusters.iter().find(|cluster| cluster.name() == form.cluster);
    let missing = match cluster {
        Some(cluster) => shortfall(ctx, cluster, &ground).await?,
        None => Vec::new(),
    };
    let mut clusters: Vec<String> =
        ground.clusters.iter().filter(|it| rows::waiting(it, &[]).is_some()).map(|it| it.name().to_owned()).collect();
    if !form.cluster.is_empty() && !clusters.contains(&form.cluster) {
        clusters.push(form.cluster.clone());
    }
    clusters.sort();
    let resources = rows::uses(&bounds, None);
    let shown = match asking {
        Asking::New(form) => proposed(form, &namespace, &bounds, &missing),
        Asking::Typed(form) => form.clone(),
    };
    Ok(QuotaDraft {
        form: shown,
        namespaces,
        clusters,
        resources,
        missing: missing.into_iter().map(|one| (one.resource, one.unit, one.missing)).collect(),
        errors: Vec::new(),
    })
}

/// What the namespace's quota lacks for a cluster as it is asked for now.
async fn shortfall(ctx: &SignedIn, guest: &Facts, ground: &ground::Ground) -> Result<Vec<Shortfall>, Error> {
    let (releases, images) = tokio::try_join!(read::list(&ctx.client, &kind::RELEASE, None, ""), async {
        read::or_none(read::list(&ctx.client, &kind::CLUSTER_IMAGE, None, "").await)
    },)?;
    let image = ground::image(guest.text("/spec/distribution/version"), &releases, &images);
    let change = cluster::Change { before: Some(guest), after: guest.object(), image };
    Ok(cluster::plan(&change, ground).map(|plan| plan.shortfall).unwrap_or_default())
}

/// The form of a new request: every bounded resource as it is, with what is missing on top. Pure.
fn proposed(asked: &QuotaAsk, namespace: &str, bounds: &[Bound], missing: &[Shortfall]) -> QuotaAsk {
    let amounts = rows::uses(bounds, None).into_iter().map(|one| {
        let named = asked.amounts.iter().find(|(name, _)| *name == one.name).map(|(_, typed)| typed.clone());
        let lacks = missing.iter().find(|lacks| lacks.name == one.name).map(|lacks| lacks.total.clone());
        let now = tightest(bounds, &one.name).map(|bound| bound.hard.get(&one.name)).unwrap_or_default();
        let now = resource::written(&one.name, now);
        (one.name, named.or(lacks).unwrap_or(now))
    });
    QuotaAsk { namespace: namespace.to_owned(), amounts: amounts.collect(), ..asked.clone() }
}

/// Makes the request.
///
/// # Errors
/// `Invalid` with the fields of [`QuotaAsk`]; `Forbidden`, `NotFound`.
pub async fn ask(ctx: &SignedIn, form: &QuotaAsk) -> Result<RequestRow, Error> {
    let quotas = read::list(&ctx.client, &kind::RESOURCE_QUOTA, Some(&form.namespace), "").await.map_err(hidden)?;
    let spec = spec(form, &Bound::all(&quotas), Utc::now())?;
    let object = json!({
        "apiVersion": kind::QUOTA_REQUEST.api_version(), "kind": kind::QUOTA_REQUEST.kind,
        "metadata": {"generateName": prefix(&form.cluster), "namespace": form.namespace}, "spec": spec,
    });
    let object: DynamicObject = serde_json::from_value(object)
        .map_err(|error| Error::new(ErrorKind::Internal, t().error_request_not_written(error.to_string())))?;
    let params = PostParams { field_manager: Some("atoll-portal".to_owned()), ..Default::default() };
    let made = read::api(&ctx.client, &kind::QUOTA_REQUEST, Some(&form.namespace)).create(&params, &object).await;
    let made = made.map_err(|error| placed(from_kube(error)))?;
    Ok(rows::row(&read::facts(made, &kind::QUOTA_REQUEST)))
}

/// Whether a namespace exists is not told to those who may not see it.
fn hidden(error: Error) -> Error {
    match error.kind {
        ErrorKind::Forbidden => Error::new(ErrorKind::NotFound, t().error_no_such_namespace()),
        _ => error,
    }
}

/// What the request's name begins with: the cluster's, as far as a name goes.
fn prefix(cluster: &str) -> String {
    let name: String =
        cluster.chars().filter(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || *it == '-').collect();
    let name = name.trim_matches('-');
    if name.is_empty() { "quota-".to_owned() } else { format!("{}-", &name[..name.len().min(50)]) }
}

/// The specification that was typed. Pure.
fn spec(form: &QuotaAsk, bounds: &[Bound], now: DateTime<Utc>) -> Result<Value, Error> {
    let mut errors = Vec::new();
    let mut changes = Amounts::new();
    for (name, typed) in &form.amounts {
        let field = format!("changes.{name}");
        let Some(bound) = tightest(bounds, name) else {
            let message = t().error_unbounded(&form.namespace, resource::label(name));
            errors.push(FieldError::new(field, message));
            continue;
        };
        if typed.trim().is_empty() {
            continue;
        }
        match resource::read(name, typed) {
            Ok(amount) if amount == bound.hard.get(name) => {}
            Ok(amount) => changes.set(name.clone(), amount),
            Err(message) => errors.push(FieldError::new(field, message)),
        }
    }
    if errors.is_empty() && changes.iter().next().is_none() {
        let first = form.amounts.first().map(|(name, _)| format!("changes.{name}")).unwrap_or_default();
        errors.push(FieldError::new(first, t().error_nothing_asked()));
    }
    let justification = form.justification.trim();
    if justification.is_empty() {
        errors.push(FieldError::new("justification", t().error_no_justification()));
    } else if justification.chars().count() > JUSTIFICATION {
        let message = t().error_justification_too_long(JUSTIFICATION);
        errors.push(FieldError::new("justification", message));
    }
    let expires = match expiry(&form.expires, now) {
        Ok(expires) => expires,
        Err(message) => {
            errors.push(FieldError::new("expires", message));
            None
        }
    };
    if !errors.is_empty() {
        return Err(Error::invalid(errors));
    }
    let mut spec = Map::new();
    spec.insert("changes".to_owned(), changes.value());
    spec.insert("justification".to_owned(), justification.into());
    if !form.cluster.is_empty() {
        let object = json!({
            "apiVersion": kind::GUEST_CLUSTER.api_version(), "kind": kind::GUEST_CLUSTER.kind, "name": form.cluster,
        });
        spec.insert("forObject".to_owned(), object);
    }
    if let Some(expires) = expires {
        spec.insert("expiresAt".to_owned(), expires.to_rfc3339_opts(SecondsFormat::Secs, true).into());
    }
    Ok(spec.into())
}

/// The end of the day that was typed, in UTC; none when nothing was. An instant (RFC 3339) is taken, too.
fn expiry(typed: &str, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, String> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let day = NaiveDate::parse_from_str(typed, "%Y-%m-%d").ok();
    let end = NaiveTime::from_hms_opt(23, 59, 59);
    let of_day = day.zip(end).map(|(day, end)| day.and_time(end).and_utc());
    let at = of_day.or_else(|| DateTime::parse_from_rfc3339(typed).ok().map(|at| at.with_timezone(&Utc)));
    match at {
        None => Err(t().error_no_day(typed)),
        Some(at) if at <= now => Err(t().error_day_over()),
        Some(at) => Ok(Some(at)),
    }
}

/// The API's answer at the fields of the form: `spec.changes[requests.cpu]` is `changes.requests.cpu`.
fn placed(mut error: Error) -> Error {
    for field in &mut error.fields {
        let inner = field.field.strip_prefix("spec.").unwrap_or(&field.field);
        field.field = match inner {
            "expiresAt" => "expires".to_owned(),
            other => other.replacen("changes[", "changes.", 1).trim_end_matches(']').to_owned(),
        };
    }
    error
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bounds() -> Vec<Bound> {
        let amounts = |value: Value| Amounts::of_value(&value);
        vec![Bound {
            hard: amounts(json!({"requests.cpu": "32", "requests.memory": "64Gi"})),
            used: amounts(json!({"requests.cpu": "20"})),
        }]
    }

    fn form(cpu: &str, memory: &str) -> QuotaAsk {
        QuotaAsk {
            namespace: "team-a".to_owned(),
            cluster: "demo".to_owned(),
            amounts: vec![
                ("requests.cpu".to_owned(), cpu.to_owned()),
                ("requests.memory".to_owned(), memory.to_owned()),
            ],
            justification: " for the demo ".to_owned(),
            expires: String::new(),
        }
    }

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_795_000_000, 0).expect("a valid second")
    }

    #[test]
    fn only_what_changes_is_asked_for() {
        let spec = |form: QuotaAsk| spec(&form, &bounds(), now());
        let asked = spec(form("40", "64 GiB")).expect("valid");
        assert_eq!(
            asked,
            json!({
                "changes": {"requests.cpu": "40"}, "justification": "for the demo",
                "forObject": {"apiVersion": "guest.atoll.dev/v1alpha1", "kind": "GuestCluster", "name": "demo"},
            })
        );
        let until = spec(QuotaAsk { expires: "2026-12-24".to_owned(), ..form("32", "80Gi") }).expect("valid");
        assert_eq!(
            (&until["changes"], &until["expiresAt"]),
            (&json!({"requests.memory": "80Gi"}), &json!("2026-12-24T23:59:59Z"))
        );
    }

    #[test]
    fn everything_wrong_is_told_at_its_field() {
        let fields = |form: QuotaAsk| -> Vec<String> {
            let error = spec(&form, &bounds(), now()).expect_err("wrong");
            error.fields.into_iter().map(|field| field.field).collect()
        };
        assert_eq!(fields(form("32", "64Gi")), ["changes.requests.cpu"]);
        let wrong = QuotaAsk { justification: " ".to_owned(), expires: "2020-01-01".to_owned(), ..form("x", "64") };
        assert_eq!(fields(wrong), ["changes.requests.cpu", "changes.requests.memory", "justification", "expires"]);
        let mut gone = form("40", "");
        gone.amounts.push(("requests.storage".to_owned(), "1Ti".to_owned()));
        assert_eq!(fields(gone), ["changes.requests.storage"]);
        assert!(expiry("soon", now()).unwrap_err().contains("2026-12-24"));
    }

    #[test]
    fn what_is_missing_is_proposed() {
        let missing = [Shortfall {
            name: "requests.cpu".to_owned(),
            resource: "CPU".to_owned(),
            unit: crate::view::Unit::MilliCpu,
            missing: 8000,
            total: "40".to_owned(),
        }];
        let empty = QuotaAsk { cluster: "demo".to_owned(), ..QuotaAsk::default() };
        let amounts = proposed(&empty, "team-a", &bounds(), &missing).amounts;
        let amounts: Vec<_> = amounts.iter().map(|(name, typed)| (name.as_str(), typed.as_str())).collect();
        assert_eq!(amounts, [("requests.cpu", "40"), ("requests.memory", "64 GiB")]);
        let named = QuotaAsk { amounts: vec![("requests.memory".to_owned(), "80 GiB".to_owned())], ..empty };
        assert_eq!(proposed(&named, "team-a", &bounds(), &[]).amounts[1].1, "80 GiB");
        assert_eq!(prefix("demo"), "demo-");
        assert_eq!(prefix("-Ä-"), "quota-");
    }

    #[test]
    fn answers_of_the_api_find_their_field() {
        let error =
            |path: &str| Error { fields: vec![FieldError::new(path, "wrong")], ..Error::new(ErrorKind::Invalid, "x") };
        for (path, field) in [
            ("spec.changes[requests.cpu]", "changes.requests.cpu"),
            ("spec.justification", "justification"),
            ("spec.expiresAt", "expires"),
        ] {
            assert_eq!(placed(error(path)).fields[0].field, field);
        }
    }
}

//! What was used of a quota in the last days, from the API's old versions of it (`?asOf=`, docs/operating/history.md). An API
//! server that keeps none gives no history.

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use futures::StreamExt;
use serde_json::Value;

use super::rows;
use crate::{
    SignedIn,
    kind::RESOURCE_QUOTA,
    plan::quota::Bound,
    view::{ResourceUse, Sample},
};

/// How many instants are looked at.
const POINTS: i32 = 24;
/// How many of them at once.
const CONCURRENT: usize = 8;
/// How far back, in hours, the first that the API remembers.
const REACHES: [i64; 5] = [7 * 24, 3 * 24, 24, 12, 1];

/// Fills in the history of each resource, ending with what is used now.
pub(super) async fn fill(ctx: &SignedIn, namespace: &str, since: Option<DateTime<Utc>>, uses: &mut [ResourceUse]) {
    let now = Utc::now();
    for (at, bounds) in samples(ctx, namespace, since, now).await {
        for then in rows::uses(&bounds, None) {
            let same = uses.iter_mut().find(|one| one.name == then.name);
            let sample = Sample { at, used: then.gauge.used, limit: then.gauge.limit.unwrap_or(0) };
            same.into_iter().for_each(|one| one.history.push(sample));
        }
    }
    for one in uses.iter_mut().filter(|one| !one.history.is_empty()) {
        one.history.push(Sample { at: now, used: one.gauge.used, limit: one.gauge.limit.unwrap_or(0) });
    }
}

/// The quotas at some instants, oldest first.
async fn samples(
    ctx: &SignedIn,
    namespace: &str,
    since: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Vec<(DateTime<Utc>, Vec<Bound>)> {
    // One that knows of no past takes no notice of what it is asked.
    if as_of(ctx, namespace, "probe").await.is_ok() {
        return Vec::new();
    }
    let mut start = None;
    for hours in REACHES {
        let wanted = now - TimeDelta::hours(hours) + TimeDelta::minutes(1);
        let wanted = since.map_or(wanted, |since| wanted.max(since + TimeDelta::seconds(1)));
        if as_of(ctx, namespace, &instant(wanted)).await.is_ok() {
            start = Some(wanted);
            break;
        }
    }
    let Some(start) = start else { return Vec::new() };
    let step = (now - start) / POINTS;
    let points = futures::stream::iter((0..POINTS).map(|index| start + step * index));
    let read = points.map(|at| async move { Some((at, as_of(ctx, namespace, &instant(at)).await.ok()?)) });
    let read: Vec<Option<(DateTime<Utc>, Vec<Bound>)>> = read.buffered(CONCURRENT).collect().await;
    read.into_iter().flatten().filter(|(_, bounds)| !bounds.is_empty()).collect()
}

fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

async fn as_of(ctx: &SignedIn, namespace: &str, at: &str) -> Result<Vec<Bound>, kube::Error> {
    let uri = format!("{}?asOf={at}", RESOURCE_QUOTA.path(Some(namespace), None));
    let request = http::Request::get(uri).body(Vec::new()).map_err(kube::Error::HttpError)?;
    let list: Value = ctx.client.request(request).await?;
    let items = list["items"].as_array().cloned().unwrap_or_default();
    Ok(Bound::all(&items.iter().map(rows::quota).collect::<Vec<_>>()))
}

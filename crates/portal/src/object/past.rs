//! Reading an object as it was: `?asOf=`, an addition of our API (docs/operating/history.md).
//!
//! A conformant API server that does not know it ignores it and answers with the present. That is found out by asking
//! for a moment at which nothing can have been, and never shown as history.

use chrono::{DateTime, Duration, SecondsFormat, Utc};
use kube::{Client, api::DynamicObject, core::Status};

use super::Served;
use crate::{
    error::from_kube,
    facts::{Facts, parse_time},
    view::{Error, Reach},
};

/// The machine-readable reason of the cause that says since when history is kept.
const KEPT_SINCE: &str = "HistoryKeptSince";
/// The reason of the cause that says when an object was deleted last.
const DELETED_AT: &str = "HistoryDeletedAt";

/// The clock of the server that deleted it may be ahead by so much.
const AHEAD: Duration = Duration::minutes(1);

/// One object, and who asks for its past.
pub(super) struct Source<'a> {
    pub(super) client: &'a Client,
    pub(super) served: &'a Served,
    pub(super) namespace: Option<&'a str>,
    pub(super) name: &'a str,
}

impl Source<'_> {
    /// The object at a moment; `None` when there was none, or it is longer ago than history is kept.
    pub(super) async fn at(&self, at: DateTime<Utc>) -> Result<Option<Facts>, Error> {
        match self.ask(at).await {
            Ok(object) => Ok(Some(object)),
            Err(kube::Error::Api(status)) if status.code == 404 || status.code == 410 => Ok(None),
            Err(error) => Err(from_kube(error)),
        }
    }

    async fn ask(&self, at: DateTime<Utc>) -> Result<Facts, kube::Error> {
        let at = at.to_rfc3339_opts(SecondsFormat::Millis, true);
        let path = format!("{}?asOf={at}", self.served.path(self.namespace, self.name));
        let request = http::Request::get(path).body(Vec::new()).map_err(kube::Error::HttpError)?;
        self.client.request::<DynamicObject>(request).await.map(|object| self.served.facts(object))
    }

    /// How far back the API can tell of this object.
    pub(super) async fn reach(&self) -> Result<Reach, Error> {
        match self.ask(DateTime::UNIX_EPOCH).await {
            // Nothing can have been there then: the question was not understood.
            Ok(_) => Ok(Reach::Nothing),
            Err(kube::Error::Api(status)) => match status.code {
                404 => Ok(Reach::Whole),
                410 => Ok(said(&status, KEPT_SINCE).map_or(Reach::Whole, Reach::Since)),
                400 | 422 => Ok(Reach::Nothing),
                _ => Err(from_kube(kube::Error::Api(status))),
            },
            Err(error) => Err(from_kube(error)),
        }
    }

    /// An object that is gone as it was last, and when that was; `None` when history knows none.
    pub(super) async fn last_seen(&self) -> Result<Option<(Facts, DateTime<Utc>)>, Error> {
        let deleted = match self.ask(Utc::now() + AHEAD).await {
            Ok(object) => return Ok(Some((object, Utc::now()))),
            Err(kube::Error::Api(status)) if matches!(status.code, 400 | 403 | 404 | 422) => said(&status, DELETED_AT),
            Err(error) => return Err(from_kube(error)),
        };
        let Some(there) = deleted.map(|at| at - Duration::milliseconds(1)) else { return Ok(None) };
        Ok(self.at(there).await?.map(|object| (object, there)))
    }
}

/// The moment that a cause with this reason tells.
fn said(status: &Status, reason: &str) -> Option<DateTime<Utc>> {
    let causes = &status.details.as_ref()?.causes;
    parse_time(&causes.iter().find(|cause| cause.reason == reason)?.message)
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use http::{Request, Response};
    use kube::client::Body;
    use serde_json::{Value, json};

    use super::*;

    /// A client of an API that gives this answer to everything.
    fn api(code: u16, body: Value) -> Client {
        let answer = move |_: Request<Body>| {
            let answer = Response::builder().status(code).body(Body::from(body.to_string().into_bytes())).unwrap();
            std::future::ready(Ok::<_, Infallible>(answer))
        };
        Client::new(tower::service_fn(answer), "default")
    }

    #[tokio::test]
    async fn only_what_can_be_told_is_taken_for_history() {
        let refusal = |code: u16, causes: Value| {
            json!({"kind": "Status", "apiVersion": "v1", "status": "Failure", "code": code, "reason": "x", "message": "no",
                "details": {"causes": causes}})
        };
        let since = "2026-11-20T10:00:00.250Z";
        let kept = json!([{"reason": "HistoryKeptSince", "message": since}]);
        for (code, body, expected) in [
            // A conformant server that does not know the parameter answers with the present.
            (200, json!({"metadata": {"name": "x"}}), Reach::Nothing),
            (400, refusal(400, json!([])), Reach::Nothing),
            (404, refusal(404, json!([])), Reach::Whole),
            (410, refusal(410, kept), Reach::Since(since.parse().unwrap())),
        ] {
            let client = api(code, body);
            let served = Served::for_test("", "v1", "ConfigMap", "configmaps");
            let source = Source { client: &client, served: &served, namespace: Some("a"), name: "x" };
            assert_eq!(source.reach().await.unwrap(), expected, "{code}");
        }
    }
}

//! Reading objects of any kind as the signed-in user.

use kube::{
    Api, Client,
    api::{DynamicObject, ListParams},
    discovery::Scope,
};
use serde_json::Value;
use texts::t;

use crate::{error::from_kube, facts::Facts, kind::Kind, view};

/// The API of one kind; `namespace: None` means all namespaces.
pub(crate) fn api(client: &Client, kind: &Kind, namespace: Option<&str>) -> Api<DynamicObject> {
    match (&kind.scope, namespace) {
        (Scope::Namespaced, Some(namespace)) => Api::namespaced_with(client.clone(), namespace, &kind.resource()),
        _ => Api::all_with(client.clone(), &kind.resource()),
    }
}

/// All objects of a kind, in a namespace or in all, with these labels (`""` for any).
pub(crate) async fn list(
    client: &Client,
    kind: &Kind,
    namespace: Option<&str>,
    labels: &str,
) -> Result<Vec<Facts>, view::Error> {
    let mut params = ListParams::default();
    if !labels.is_empty() {
        params = params.labels(labels);
    }
    let objects = api(client, kind, namespace).list(&params).await.map_err(from_kube)?;
    Ok(objects.items.into_iter().map(|object| facts(object, kind)).collect())
}

/// One object; `NotFound` alike when it does not exist and when this user may not read it.
pub(crate) async fn get(
    client: &Client,
    kind: &Kind,
    namespace: Option<&str>,
    name: &str,
) -> Result<Facts, view::Error> {
    let object = api(client, kind, namespace).get(name).await.map_err(|error| hidden(from_kube(error), kind, name))?;
    Ok(facts(object, kind))
}

/// One object, or `None` when it is not there or hidden.
pub(crate) async fn find(
    client: &Client,
    kind: &Kind,
    namespace: Option<&str>,
    name: &str,
) -> Result<Option<Facts>, view::Error> {
    match get(client, kind, namespace, name).await {
        Ok(object) => Ok(Some(object)),
        Err(error) if error.kind == view::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// A list that this user may not see is empty.
pub(crate) fn or_none(list: Result<Vec<Facts>, view::Error>) -> Result<Vec<Facts>, view::Error> {
    match list {
        Err(error) if error.kind == view::ErrorKind::Forbidden => Ok(Vec::new()),
        other => other,
    }
}

/// A dynamic object as facts.
pub(crate) fn facts(object: DynamicObject, kind: &Kind) -> Facts {
    Facts::new(serde_json::to_value(object).unwrap_or(Value::Null), &kind.api_version(), kind.kind)
}

/// Whether an object exists is not told to those who may not read it.
fn hidden(error: view::Error, kind: &Kind, name: &str) -> view::Error {
    match error.kind {
        view::ErrorKind::Forbidden | view::ErrorKind::NotFound => {
            let message = t().error_hidden_object(kind.kind, name);
            view::Error::new(view::ErrorKind::NotFound, message)
        }
        _ => error,
    }
}

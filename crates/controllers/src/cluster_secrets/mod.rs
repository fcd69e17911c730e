//! The Secrets of a cluster: its authorities and keys, and the controllers' access to it.

mod certificates;
mod kubeconfig;

use std::collections::BTreeMap;

use api::meta::{label, secret};
pub(crate) use certificates::{Certificates, Pair, ensure, read_authority};
use k8s_openapi::{
    ByteString,
    api::core::v1::Secret,
    apimachinery::pkg::apis::meta::v1::{ObjectMeta, OwnerReference},
};
pub(crate) use kubeconfig::Kubeconfigs;

use crate::key::Key;

/// A Secret of the cluster with this name and content.
pub(crate) fn wrap(
    name: &Key,
    cluster: &Key,
    owner: OwnerReference,
    request_id: Option<&str>,
    data: impl IntoIterator<Item = (&'static str, String)>,
) -> Secret {
    let mut metadata = ObjectMeta {
        name: Some(name.name.to_string()),
        namespace: Some(name.namespace.to_string()),
        labels: Some(BTreeMap::from([(label::CLUSTER_NAME.to_owned(), cluster.name.to_string())])),
        owner_references: Some(vec![owner]),
        ..ObjectMeta::default()
    };
    if let Some(id) = request_id {
        crate::meta::set_annotation(&mut metadata, api::meta::annotation::REQUEST_ID, id);
    }
    Secret {
        metadata,
        type_: Some(secret::TYPE.to_owned()),
        data: Some(data.into_iter().map(|(name, value)| (name.to_owned(), ByteString(value.into_bytes()))).collect()),
        ..Secret::default()
    }
}

/// The text under a key of a Secret that was fetched.
pub(crate) fn text(object: &Secret, name: &str) -> Option<String> {
    String::from_utf8(object.data.as_ref()?.get(name)?.0.clone()).ok()
}

//! How a machine finds and trusts the cluster it joins. Pure, but for the random token.

use api::{
    bootstrap::{File, JoinConfiguration, KubeadmConfigSpec},
    cluster::{Cluster, Machine},
    meta::label,
};
use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Map, Value, json};

use super::{kubeadm::bracketed, tokens};
use crate::{contract, error::Error, meta, yaml};

/// Fills in what the spec leaves open: a token of its own, where the API is, and which authority to trust.
/// `authority` is the certificate in PEM.
pub(super) fn complete(
    spec: &mut KubeadmConfigSpec,
    machine: &Machine,
    cluster: &Cluster,
    authority: &str,
) -> Result<(), Error> {
    let join = spec.join_configuration.get_or_insert_default();
    if meta::label(&machine.metadata, label::CONTROL_PLANE).is_some() {
        join.control_plane.get_or_insert_default();
    }
    let discovery = join.discovery.get_or_insert_default();
    if discovery.file.is_some() {
        return Ok(());
    }
    let by_token = discovery.bootstrap_token.get_or_insert_default();
    if by_token.api_server_endpoint.is_none() {
        by_token.api_server_endpoint = Some(endpoint(cluster)?);
    }
    by_token.token.get_or_insert_with(tokens::generate);
    if by_token.ca_cert_hashes.is_none() && by_token.unsafe_skip_ca_verification != Some(true) {
        by_token.ca_cert_hashes = Some(vec![pki::public_key_hash(authority)?]);
    }
    Ok(())
}

fn endpoint(cluster: &Cluster) -> Result<String, Error> {
    let (host, port) = contract::endpoint(cluster.spec.control_plane_endpoint.as_ref())
        .ok_or_else(|| Error::Invalid("the Cluster has no endpoint".to_owned()))?;
    Ok(format!("{}:{port}", bracketed(host)))
}

/// The file that `discovery.file` leads to, when its content is given with it.
pub(super) fn kubeconfig_file(
    join: &JoinConfiguration,
    cluster: &Cluster,
    authority: &str,
) -> Result<Option<File>, Error> {
    let Some(file) = join.discovery.as_ref().and_then(|discovery| discovery.file.as_ref()) else { return Ok(None) };
    let Some(given) = &file.kube_config else { return Ok(None) };
    let mut entry = Map::new();
    let of_cluster = given.cluster.clone().unwrap_or_default();
    entry.insert(
        "server".to_owned(),
        json!(match of_cluster.server {
            Some(server) => server,
            None => format!("https://{}", endpoint(cluster)?),
        }),
    );
    if of_cluster.insecure_skip_tls_verify == Some(true) {
        entry.insert("insecure-skip-tls-verify".to_owned(), json!(true));
    } else {
        let data = of_cluster.certificate_authority_data.unwrap_or_else(|| BASE64_STANDARD.encode(authority));
        entry.insert("certificate-authority-data".to_owned(), json!(data));
    }
    for (name, value) in [("tls-server-name", of_cluster.tls_server_name), ("proxy-url", of_cluster.proxy_url)] {
        if let Some(value) = value {
            entry.insert(name.to_owned(), json!(value));
        }
    }
    let mut user = Map::new();
    if let Some(exec) = &given.user.exec {
        let mut value = serde_json::to_value(exec)?;
        value["apiVersion"] = json!(exec.api_version.as_deref().unwrap_or("client.authentication.k8s.io/v1"));
        value["interactiveMode"] = json!("Never");
        user.insert("exec".to_owned(), value);
    }
    if let Some(provider) = &given.user.auth_provider {
        user.insert("auth-provider".to_owned(), serde_json::to_value(provider)?);
    }
    let kubeconfig = json!({
        "apiVersion": "v1", "kind": "Config", "current-context": "default",
        "clusters": [{"name": "default", "cluster": Value::Object(entry)}],
        "contexts": [{"name": "default", "context": {"cluster": "default", "user": "default"}}],
        "users": [{"name": "default", "user": Value::Object(user)}],
    });
    Ok(Some(File {
        path: file.kube_config_path.clone(),
        owner: Some("root:root".to_owned()),
        permissions: Some("0640".to_owned()),
        content: Some(yaml::write(&kubeconfig)),
        ..File::default()
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cluster() -> Cluster {
        serde_json::from_value(
            json!({"metadata": {}, "spec": {"controlPlaneEndpoint": {"host": "fd00::1", "port": 6443}}}),
        )
        .unwrap()
    }

    fn machine() -> Machine {
        serde_json::from_value(json!({"metadata": {}, "spec": {"clusterName": "demo", "bootstrap": {}, "infrastructureRef": {"apiGroup": "g", "kind": "k", "name": "n"}}})).unwrap()
    }

    #[test]
    fn what_is_open_is_filled_in_once() {
        let authority = pki::Authority::new("kubernetes", chrono::Duration::days(1)).unwrap().certificate_pem;
        let mut spec = KubeadmConfigSpec::default();
        complete(&mut spec, &machine(), &cluster(), &authority).unwrap();
        let by_token =
            spec.join_configuration.as_ref().unwrap().discovery.as_ref().unwrap().bootstrap_token.clone().unwrap();
        assert_eq!(by_token.api_server_endpoint.as_deref(), Some("[fd00::1]:6443"));
        assert!(by_token.ca_cert_hashes.unwrap()[0].starts_with("sha256:"));
        let before = spec.clone();
        complete(&mut spec, &machine(), &cluster(), &authority).unwrap();
        assert_eq!(spec, before, "the token stays");
    }

    #[test]
    fn a_file_given_with_the_spec_is_written() {
        let join: JoinConfiguration = serde_json::from_value(json!({"discovery": {"file": {"kubeConfigPath": "/k", "kubeConfig": {"user": {"exec": {"command": "get-token"}}}}}})).unwrap();
        let file = kubeconfig_file(&join, &cluster(), "CA").unwrap().unwrap();
        assert_eq!(file.path, "/k");
        let content: Value = serde_saphyr::from_str(file.content.as_deref().unwrap()).unwrap();
        assert_eq!(content.pointer("/clusters/0/cluster/server").unwrap(), "https://[fd00::1]:6443");
        assert_eq!(content.pointer("/users/0/user/exec/command").unwrap(), "get-token");
    }
}

//! A machine that serves a cluster's API: its certificate, its listener, and what `kubeadm init` leaves in the cluster.

use std::net::{IpAddr, SocketAddr};

use futures::future::try_join_all;
use supervisor::engine::{
    Issuer, IssuerConfig,
    serve::{self, Listening, Tls},
};
use tracing::debug;

use crate::{
    api::{Api, Manager},
    cloud_config::CloudConfig,
    kubeadm::{Cluster, Init},
    objects,
};

/// As kubeadm's own.
const ISSUER: &str = "https://kubernetes.default.svc.cluster.local";
/// As kubeadm's own.
const SERVING_DAYS: i64 = 365;

/// The authority of a cluster, from the files that the machine was given.
pub(crate) struct Authority {
    pki: pki::Authority,
    /// SHA-256 of its certificate, hexadecimal: names the cluster.
    pub(crate) fingerprint: String,
    pub(crate) certificate_pem: String,
    /// `sa.key`, which signs the tokens of service accounts, where the machine was given one.
    token_key_pem: Option<String>,
}

impl Authority {
    /// Reads `ca.crt` and `ca.key` of a folder.
    ///
    /// # Errors
    /// Which file is missing or wrong. Files that kubeadm would make itself must be there: machines of one cluster have
    /// nothing else in common.
    pub(crate) fn read(config: &CloudConfig, folder: &str) -> Result<Authority, String> {
        let (certificate, key) = (format!("{folder}/ca.crt"), format!("{folder}/ca.key"));
        let file = |path: &str| {
            config.file(path).ok_or_else(|| format!("kubeadm: {path}: no write_files entry writes this file"))
        };
        let (certificate_pem, key_pem) = (file(&certificate)?, file(&key)?);
        let wrong = |error: pki::Error| format!("kubeadm: {certificate}: {error}");
        let pki = pki::Authority::from_pem(certificate_pem, key_pem).map_err(wrong)?;
        let fingerprint = pki::inspect(certificate_pem).map_err(wrong)?.fingerprint;
        let token_key_pem = config.file(&format!("{folder}/sa.key")).map(str::to_owned);
        Ok(Authority { pki, fingerprint, certificate_pem: certificate_pem.to_owned(), token_key_pem })
    }

    /// What issues the cluster's tokens. Without a key that can (it may be RSA) the cluster has none.
    pub(crate) fn issuer(&self) -> Option<Issuer> {
        let config = IssuerConfig {
            url: ISSUER.to_owned(),
            audiences: Vec::new(),
            signing_key_pem: self.token_key_pem.clone()?,
            accepted_keys_pem: Vec::new(),
        };
        Issuer::new(&config).inspect_err(|error| debug!(%error, "the cluster issues no tokens")).ok()
    }

    /// Whether this PEM is its certificate.
    pub(crate) fn is(&self, certificate_pem: &str) -> bool {
        pki::inspect(certificate_pem).is_ok_and(|certificate| certificate.fingerprint == self.fingerprint)
    }
}

/// Serves the API on the machine's address. `config` is the cluster's configuration: the certificate is valid for its
/// endpoint, too.
///
/// # Errors
/// Why it cannot listen, in words for people.
pub(crate) async fn listen(
    api: &Api,
    authority: &Authority,
    config: &Cluster,
    node: &str,
    address: SocketAddr,
) -> Result<Listening, String> {
    let names = names(config, node, address.ip());
    let valid = chrono::Duration::days(SERVING_DAYS);
    let issued = authority
        .pki
        .server("kube-apiserver", &names, valid)
        .map_err(|error| format!("cannot make the certificate of the API: {error}"))?;
    let tls = Tls {
        certificate_pem: issued.certificate_pem,
        key_pem: issued.key_pem,
        client_ca_pem: Some(authority.certificate_pem.clone()),
    };
    serve::listen(address, tls, api.router())
        .await
        .map_err(|error| format!("cannot serve the API on https://{address}: {error}"))
}

/// The names that the API's certificate is valid for, as kubeadm chooses them.
fn names(config: &Cluster, node: &str, address: IpAddr) -> Vec<String> {
    let mut names = vec![
        node.to_owned(),
        "kubernetes".into(),
        "kubernetes.default".into(),
        "kubernetes.default.svc".into(),
        format!("kubernetes.default.svc.{}", config.dns_domain),
        "localhost".into(),
        "127.0.0.1".into(),
        address.to_string(),
    ];
    names.extend(config.service_ip().map(|ip| ip.to_string()));
    names.extend(config.endpoint_host().map(str::to_owned));
    names.extend(config.names.iter().cloned());
    names.sort();
    names.dedup();
    names
}

/// Makes what `kubeadm init` makes; what is there already stays as it is.
///
/// # Errors
/// The first object that could not be made, in words for people.
pub(crate) async fn initialize(
    api: &Api,
    init: &Init,
    authority: &Authority,
    address: SocketAddr,
) -> Result<(), String> {
    let server = match &init.cluster.endpoint {
        Some(endpoint) => format!("https://{endpoint}"),
        None => format!("https://{address}"),
    };
    let objects = objects::all(init, &authority.certificate_pem, &server)?;
    // All at once: they share commits.
    try_join_all(objects.iter().map(|object| async move {
        api.create(&objects::collection(object), object, Manager::Kubeadm).await.map_err(|error| {
            let name = object["metadata"]["name"].as_str().unwrap_or_default();
            let kind = object["kind"].as_str().unwrap_or_default();
            format!("kubeadm init: cannot make {kind} {name}: {error}")
        })
    }))
    .await?;
    Ok(())
}

/// The cluster's configuration as it stands in the cluster.
///
/// # Errors
/// When it is not there or not to be understood, in words for people.
pub(crate) async fn configuration(api: &Api) -> Result<Cluster, String> {
    let (namespace, name) = objects::KUBEADM_CONFIG;
    let path = format!("/api/v1/namespaces/{namespace}/configmaps/{name}");
    let map = api.get(&path).await.map_err(|error| format!("kubeadm: {name}: {error}"))?;
    let map = map.ok_or_else(|| format!("kubeadm: the ConfigMap {namespace}/{name} does not exist"))?;
    let text = map["data"]["ClusterConfiguration"].as_str().unwrap_or_default();
    Init::parse(text).map(|init| init.cluster).map_err(|error| format!("kubeadm: {name}: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cluster() -> Cluster {
        let text = "apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\nkubernetesVersion: v1.34.1\n\
                    controlPlaneEndpoint: 127.64.1.9:6443\napiServer: {certSANs: [api.example]}\n";
        Init::parse(text).unwrap().cluster
    }

    #[test]
    fn the_certificate_is_valid_for_every_way_to_the_api() {
        let names = names(&cluster(), "demo-cp", [127, 64, 0, 1].into());
        for name in [
            "demo-cp",
            "localhost",
            "127.64.0.1",
            "127.64.1.9",
            "10.96.0.1",
            "api.example",
            "kubernetes.default.svc.cluster.local",
        ] {
            assert!(names.iter().any(|n| n == name), "{name} in {names:?}");
        }
    }

    #[test]
    fn tokens_need_a_key_that_can_sign_them() {
        let made = pki::Authority::new("kubernetes", chrono::Duration::days(1)).unwrap();
        let issues = |token_key_pem: Option<&str>| {
            let authority = Authority {
                pki: made.clone(),
                fingerprint: String::new(),
                certificate_pem: made.certificate_pem.clone(),
                token_key_pem: token_key_pem.map(str::to_owned),
            };
            authority.issuer().is_some()
        };
        assert!(issues(Some(&pki::signing_key().unwrap().0)));
        assert!(!issues(None));
        assert!(!issues(Some("-----BEGIN RSA PRIVATE KEY-----\nAA==\n-----END RSA PRIVATE KEY-----\n")));
    }

    #[test]
    fn an_authority_needs_both_its_files() {
        let config = CloudConfig::default();
        let error = Authority::read(&config, "/etc/kubernetes/pki").err().unwrap();
        assert!(error.contains("/etc/kubernetes/pki/ca.crt"), "{error}");
    }
}

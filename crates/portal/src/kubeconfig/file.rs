//! A kubeconfig file. Pure.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

use crate::{facts::Facts, view::Kubeconfig, yaml};

/// What proves who its holder is.
pub(super) enum Credential<'a> {
    /// A bearer token.
    Token(&'a str),
    /// `atoll token`, which fetches tokens from the portal at this URL.
    Exec { portal: &'a str },
    /// The key of the access's certificate, PEM.
    Certificate { key: &'a str },
}

/// What `kubectl` tells somebody who has no such program.
const INSTALL: &str =
    "This kubeconfig signs in through the program atoll. Put it into your PATH, then run: atoll login";

/// The file for `user` on the cluster of `access`.
pub(super) fn file(user: &str, access: &Facts, credential: &Credential<'_>) -> Kubeconfig {
    let (namespace, cluster) = (access.namespace(), access.text("/spec/clusterRef/name"));
    let credential: Value = match credential {
        Credential::Token(token) => json!({"token": token}),
        Credential::Exec { portal } => json!({"exec": {
            "apiVersion": "client.authentication.k8s.io/v1",
            "command": "atoll",
            "args": ["token", "--server", portal, "--namespace", namespace, "--cluster", cluster, "--access", access.name()],
            "interactiveMode": "IfAvailable",
            "provideClusterInfo": false,
            "installHint": INSTALL,
        }}),
        Credential::Certificate { key } => json!({
            "client-certificate-data": STANDARD.encode(access.text("/status/certificate")),
            "client-key-data": STANDARD.encode(key),
        }),
    };
    let context = format!("{user}@{cluster}");
    let config = json!({
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": cluster, "cluster": {
            "server": access.text("/status/server"),
            "certificate-authority-data": STANDARD.encode(access.text("/status/certificateAuthority")),
        }}],
        "users": [{"name": context, "user": credential}],
        "contexts": [{"name": context, "context": {"cluster": cluster, "user": context, "namespace": "default"}}],
        "current-context": context,
    });
    Kubeconfig { file_name: format!("{namespace}-{cluster}.kubeconfig"), content: yaml::written(&config) }
}

//! The file that `--authentication-config` names. Pure.
//!
//! Source of the fields: <https://kubernetes.io/docs/reference/config-api/apiserver-config.v1/>. Fields that a simulated guest
//! does not follow, such as expressions, are refused: a token is never taken that kube-apiserver might not take.

use serde::Deserialize;

use crate::{cloud_config::CloudConfig, kubeadm::Cluster, yaml};

const FORMS: [&str; 2] = ["apiserver.config.k8s.io/v1beta1", "apiserver.config.k8s.io/v1"];
const KIND: &str = "AuthenticationConfiguration";

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct File {
    api_version: String,
    kind: String,
    #[serde(default)]
    jwt: Vec<Jwt>,
}

/// One issuer, and what its tokens' claims mean.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Jwt {
    pub(super) issuer: Issuer,
    pub(super) claim_mappings: Mappings,
}

/// Who signs.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Issuer {
    /// What the claim `iss` must be; the configuration is found below it, unless `discovery_url` says where.
    pub(super) url: String,
    #[serde(rename = "discoveryURL")]
    pub(super) discovery_url: Option<String>,
    /// PEM of the authority that the issuer is known by.
    pub(super) certificate_authority: Option<String>,
    /// One of these must be in the claim `aud`.
    pub(super) audiences: Vec<String>,
    audience_match_policy: Option<String>,
}

/// Which claims tell who it is.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Mappings {
    pub(super) username: Mapping,
    pub(super) groups: Option<Mapping>,
}

/// A claim, and what goes before its value.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Mapping {
    pub(super) claim: String,
    pub(super) prefix: String,
}

/// The issuers that the control plane of a cluster trusts: none when no file is named.
///
/// # Errors
/// What kube-apiserver, or its simulation, would not start with.
pub(crate) fn read(cluster: &Cluster, files: &CloudConfig) -> Result<Vec<Jwt>, String> {
    let Some(path) = &cluster.authentication_config else { return Ok(Vec::new()) };
    let text =
        files.file(path).ok_or_else(|| format!("kube-apiserver: {path}: no write_files entry writes this file"))?;
    parse(text).map_err(|error| format!("kube-apiserver: {path}: {error}"))
}

pub(super) fn parse(text: &str) -> Result<Vec<Jwt>, String> {
    let file: File = yaml::document(text)?;
    if file.kind != KIND || !FORMS.contains(&file.api_version.as_str()) {
        return Err(format!("no kind {:?} is registered for version {:?}", file.kind, file.api_version));
    }
    for (index, jwt) in file.jwt.iter().enumerate() {
        let issuer = &jwt.issuer;
        for url in [Some(&issuer.url), issuer.discovery_url.as_ref()].into_iter().flatten() {
            if !url.starts_with("https://") {
                return Err(format!("jwt[{index}].issuer: {url:?} is no https URL"));
            }
        }
        if issuer.audiences.is_empty() {
            return Err(format!("jwt[{index}].issuer.audiences: at least one is required"));
        }
        let policy = issuer.audience_match_policy.as_deref().unwrap_or_default();
        if !(matches!(policy, "MatchAny") || policy.is_empty() && issuer.audiences.len() == 1) {
            return Err(format!("jwt[{index}].issuer.audienceMatchPolicy: must be MatchAny for several audiences"));
        }
        if file.jwt[..index].iter().any(|other| other.issuer.url == issuer.url) {
            return Err(format!("jwt[{index}].issuer.url: {:?} is there twice", issuer.url));
        }
    }
    Ok(file.jwt)
}

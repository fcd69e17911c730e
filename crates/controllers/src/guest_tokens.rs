//! What a guest cluster is told at its making about tokens that people bring: a structured authentication configuration
//! (<https://kubernetes.io/docs/reference/access-authn-authz/authentication/#using-authentication-configuration>) for
//! kube-apiserver, as a file on its control planes. Pure.

use std::str::FromStr;

use api::{controlplane::KubeadmControlPlane, version::Version};
use serde_json::{Value, json};

use crate::yaml;

/// Where the file is on the machine and in the pod.
const FOLDER: &str = "/etc/kubernetes/atoll";
const FILE: &str = "/etc/kubernetes/atoll/authentication.yaml";
/// The first minor version whose kube-apiserver reads such a file without being asked to.
const FIRST: u64 = 30;
/// From this minor version on the configuration has its final form.
const FINAL: u64 = 34;

/// Who signs the tokens of people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GuestIssuer {
    /// Its `https` URL, as guests reach it.
    pub url: String,
    /// The certificates, PEM, of the authority by which guests know it; `None` for one that the machines' own image trusts.
    pub certificate_authority: Option<String>,
}

/// The file for a cluster of this version with this UID; `None` when its kube-apiserver would not read one.
pub(crate) fn configuration(issuer: &GuestIssuer, cluster_uid: &str, kubernetes: &str) -> Option<String> {
    let minor = Version::from_str(kubernetes).ok().filter(|version| version.major == 1)?.minor;
    if minor < FIRST {
        return None;
    }
    let mut from = json!({
        "url": issuer.url,
        "audiences": [api::portal::cluster_access::audience(cluster_uid)],
    });
    if let Some(authority) = &issuer.certificate_authority {
        from["certificateAuthority"] = json!(authority);
    }
    Some(yaml::write(&json!({
        "apiVersion": if minor < FINAL { "apiserver.config.k8s.io/v1beta1" } else { "apiserver.config.k8s.io/v1" },
        "kind": "AuthenticationConfiguration",
        "jwt": [{
            "issuer": from,
            "claimMappings": {
                "username": {"claim": "sub", "prefix": ""},
                "groups": {"claim": "groups", "prefix": ""},
            },
        }],
    })))
}

/// Adds the file to the `kubeadmConfigSpec` of a control plane, and tells kube-apiserver of it.
pub(crate) fn add(spec: &mut Value, configuration: &str) {
    spec["files"] = json!([{"path": FILE, "owner": "root:root", "permissions": "0600", "content": configuration}]);
    spec["clusterConfiguration"]["apiServer"] = json!({
        "extraArgs": [{"name": "authentication-config", "value": FILE}],
        "extraVolumes": [{
            "name": "atoll-authentication", "hostPath": FOLDER, "mountPath": FOLDER, "pathType": "Directory", "readOnly": true,
        }],
    });
}

/// The file that the machines of this control plane are made with.
pub(crate) fn of(control_plane: &KubeadmControlPlane) -> Option<&str> {
    let spec = control_plane.spec.kubeadm_config_spec.as_ref()?;
    spec.files.iter().flatten().find(|file| file.path == FILE)?.content.as_deref()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_in_the_form_that_each_version_reads() {
        let issuer = GuestIssuer { url: "https://a:1/guests".into(), certificate_authority: Some("PEM\n".into()) };
        for (version, form) in [
            ("v1.29.4", None),
            ("v1.30.0", Some("apiserver.config.k8s.io/v1beta1")),
            ("v1.33.9+vmware.1", Some("apiserver.config.k8s.io/v1beta1")),
            ("v1.34.0", Some("apiserver.config.k8s.io/v1")),
            ("v1.37.1+atoll.1", Some("apiserver.config.k8s.io/v1")),
            ("v2.0.0", None),
            ("latest", None),
        ] {
            let text = configuration(&issuer, "u-1", version);
            let read: Option<Value> = text.map(|text| serde_saphyr::from_str(&text).unwrap());
            let told = read.as_ref().and_then(|read| read["apiVersion"].as_str());
            assert_eq!(told, form, "{version}");
            if let Some(read) = read {
                assert_eq!(
                    read["jwt"][0]["issuer"],
                    json!({"url": "https://a:1/guests", "audiences": ["atoll:guest:u-1"], "certificateAuthority": "PEM\n"})
                );
            }
        }
    }

    #[test]
    fn what_was_added_is_found() {
        let mut spec = json!({"clusterConfiguration": {"dns": {}}});
        add(&mut spec, "text");
        let mut object = KubeadmControlPlane::default();
        assert_eq!(of(&object), None);
        object.spec.kubeadm_config_spec = Some(serde_json::from_value(spec).unwrap());
        assert_eq!(of(&object), Some("text"));
    }
}

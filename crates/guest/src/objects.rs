//! The objects that `kubeadm init` makes in a new cluster. Pure.
//!
//! Names and rules are kubeadm's, with one addition: `atoll:simulated-node` lets a machine with a bootstrap token post
//! its own Node. A kubelet would get a certificate of its own for that first; a simulated one has no disk for it.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde_json::{Value, json};

use crate::{
    kubeadm::{Cluster, Init},
    yaml,
};

/// The group of bootstrap tokens that nodes join with.
const NODE_TOKENS: &str = "system:bootstrappers:kubeadm:default-node-token";

/// The ConfigMap that makes a cluster known to those who would join it.
pub(crate) const CLUSTER_INFO: (&str, &str) = ("kube-public", "cluster-info");
/// The ConfigMap with the ClusterConfiguration.
pub(crate) const KUBEADM_CONFIG: (&str, &str) = ("kube-system", "kubeadm-config");

/// Everything, in an order in which it can be made. `server` is the URL that the cluster is reached at.
///
/// # Errors
/// When a configuration has no YAML form.
pub(crate) fn all(init: &Init, authority_pem: &str, server: &str) -> Result<Vec<Value>, String> {
    let mut objects = vec![
        cluster_info(authority_pem, server)?,
        kubeadm_config(&init.cluster)?,
        kubelet_config(init)?,
        service(&init.cluster),
    ];
    objects.extend(rules());
    Ok(objects)
}

fn cluster_info(authority_pem: &str, server: &str) -> Result<Value, String> {
    let kubeconfig = json!({
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{
            "name": "",
            "cluster": {
                "certificate-authority-data": BASE64_STANDARD.encode(authority_pem),
                "server": server,
            },
        }],
        "contexts": [],
        "current-context": "",
        "preferences": {},
        "users": [],
    });
    Ok(config_map(CLUSTER_INFO, json!({ "kubeconfig": yaml::text(&kubeconfig)? })))
}

/// The authority in a cluster-info ConfigMap, as PEM.
///
/// # Errors
/// What is missing in it.
pub(crate) fn authority_of(cluster_info: &Value) -> Result<String, String> {
    let text = cluster_info["data"]["kubeconfig"].as_str().ok_or("cluster-info has no kubeconfig")?;
    let kubeconfig: Value = yaml::document(text).map_err(|error| format!("the kubeconfig in cluster-info: {error}"))?;
    let data = kubeconfig["clusters"][0]["cluster"]["certificate-authority-data"].as_str();
    let pem = data.and_then(|data| BASE64_STANDARD.decode(data).ok()).and_then(|pem| String::from_utf8(pem).ok());
    pem.ok_or_else(|| "the kubeconfig in cluster-info has no certificate authority".into())
}

/// The Kubernetes version in a kubeadm-config ConfigMap.
pub(crate) fn version_of(kubeadm_config: &Value) -> Option<String> {
    let text = kubeadm_config["data"]["ClusterConfiguration"].as_str()?;
    let document: Value = yaml::document(text).ok()?;
    document["kubernetesVersion"].as_str().map(str::to_owned)
}

fn kubeadm_config(cluster: &Cluster) -> Result<Value, String> {
    Ok(config_map(KUBEADM_CONFIG, json!({ "ClusterConfiguration": yaml::text(&cluster.document)? })))
}

fn kubelet_config(init: &Init) -> Result<Value, String> {
    let mut config = init.kubelet.clone();
    let defaults = [
        ("apiVersion", json!("kubelet.config.k8s.io/v1beta1")),
        ("kind", json!("KubeletConfiguration")),
        ("cgroupDriver", json!("systemd")),
        ("clusterDomain", json!(init.cluster.dns_domain)),
        ("rotateCertificates", json!(true)),
    ];
    for (name, value) in defaults {
        config.entry(name).or_insert(value);
    }
    Ok(config_map(("kube-system", "kubelet-config"), json!({ "kubelet": yaml::text(&config)? })))
}

fn service(cluster: &Cluster) -> Value {
    let ip = cluster.service_ip().map(|ip| ip.to_string());
    json!({
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {
            "name": "kubernetes",
            "namespace": "default",
            "labels": { "component": "apiserver", "provider": "kubernetes" },
        },
        "spec": {
            "type": "ClusterIP",
            "clusterIP": ip,
            "clusterIPs": [ip],
            "internalTrafficPolicy": "Cluster",
            "ipFamilies": [if cluster.service_ip().is_some_and(|ip| ip.is_ipv6()) { "IPv6" } else { "IPv4" }],
            "ipFamilyPolicy": "SingleStack",
            "ports": [{ "name": "https", "port": 443, "protocol": "TCP", "targetPort": 6443 }],
            "sessionAffinity": "None",
        },
    })
}

/// What bootstrappers and nodes may do.
fn rules() -> Vec<Value> {
    let token_group = || group(NODE_TOKENS);
    let read = |map: &str| rule("", "configmaps", &["get"], &[map]);
    let mut objects = vec![
        role(Some("kube-public"), "kubeadm:bootstrap-signer-clusterinfo", vec![read("cluster-info")]),
        binding(
            Some("kube-public"),
            "kubeadm:bootstrap-signer-clusterinfo",
            "kubeadm:bootstrap-signer-clusterinfo",
            vec![json!({ "apiGroup": RBAC, "kind": "User", "name": "system:anonymous" })],
        ),
        role(None, "kubeadm:get-nodes", vec![rule("", "nodes", &["get"], &[])]),
        binding(None, "kubeadm:get-nodes", "kubeadm:get-nodes", vec![token_group()]),
        binding(None, "kubeadm:cluster-admins", "cluster-admin", vec![group("kubeadm:cluster-admins")]),
        role(
            None,
            "atoll:simulated-node",
            vec![rule("", "nodes", &["create", "get", "patch"], &[]), rule("", "nodes/status", &["patch"], &[])],
        ),
        binding(None, "atoll:simulated-node", "atoll:simulated-node", vec![token_group()]),
    ];
    for (name, map) in
        [("kubeadm:kubelet-config", "kubelet-config"), ("kubeadm:nodes-kubeadm-config", "kubeadm-config")]
    {
        objects.push(role(Some("kube-system"), name, vec![read(map)]));
        let subjects = vec![group("system:nodes"), token_group()];
        objects.push(binding(Some("kube-system"), name, name, subjects));
    }
    objects
}

/// The path of the collection that an object of this module belongs to.
pub(crate) fn collection(object: &Value) -> String {
    let api = match object["apiVersion"].as_str() {
        Some("v1") | None => "/api/v1".to_owned(),
        Some(api_version) => format!("/apis/{api_version}"),
    };
    let kind = object["kind"].as_str().unwrap_or_default().to_ascii_lowercase();
    let plural = if kind.ends_with('s') { kind } else { format!("{kind}s") };
    match object["metadata"]["namespace"].as_str() {
        Some(namespace) => format!("{api}/namespaces/{namespace}/{plural}"),
        None => format!("{api}/{plural}"),
    }
}

const RBAC: &str = "rbac.authorization.k8s.io";

fn config_map((namespace, name): (&str, &str), data: Value) -> Value {
    json!({
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": { "name": name, "namespace": namespace },
        "data": data,
    })
}

fn rule(api_group: &str, resource: &str, verbs: &[&str], names: &[&str]) -> Value {
    let mut rule = json!({ "apiGroups": [api_group], "resources": [resource], "verbs": verbs });
    if !names.is_empty() {
        rule["resourceNames"] = json!(names);
    }
    rule
}

fn group(name: &str) -> Value {
    json!({ "apiGroup": RBAC, "kind": "Group", "name": name })
}

/// A Role of a namespace, or a ClusterRole without one.
fn role(namespace: Option<&str>, name: &str, rules: Vec<Value>) -> Value {
    let mut role = json!({
        "apiVersion": format!("{RBAC}/v1"),
        "kind": if namespace.is_some() { "Role" } else { "ClusterRole" },
        "metadata": { "name": name },
        "rules": rules,
    });
    if let Some(namespace) = namespace {
        role["metadata"]["namespace"] = namespace.into();
    }
    role
}

/// A binding to a role of the same scope.
fn binding(namespace: Option<&str>, name: &str, to: &str, subjects: Vec<Value>) -> Value {
    let prefix = if namespace.is_some() { "" } else { "Cluster" };
    let mut binding = json!({
        "apiVersion": format!("{RBAC}/v1"),
        "kind": format!("{prefix}RoleBinding"),
        "metadata": { "name": name },
        "roleRef": { "apiGroup": RBAC, "kind": format!("{prefix}Role"), "name": to },
        "subjects": subjects,
    });
    if let Some(namespace) = namespace {
        binding["metadata"]["namespace"] = namespace.into();
    }
    binding
}

/// Who answers behind the Service `kubernetes`.
pub(crate) fn endpoints(addresses: &[std::net::IpAddr], port: u16) -> Value {
    let addresses: Vec<_> = addresses.iter().map(|ip| json!({ "ip": ip.to_string() })).collect();
    let subset = json!({
        "addresses": addresses,
        "ports": [{ "name": "https", "port": port, "protocol": "TCP" }],
    });
    json!({
        "apiVersion": "v1",
        "kind": "Endpoints",
        "metadata": { "name": "kubernetes", "namespace": "default" },
        "subsets": if addresses.is_empty() { json!([]) } else { json!([subset]) },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn init() -> Init {
        Init::parse(
            "apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\nkubernetesVersion: v1.34.1\n\
             clusterName: demo\nnetworking: {serviceSubnet: 10.100.0.0/16}\n",
        )
        .unwrap()
    }

    #[test]
    fn the_objects_say_what_the_configuration_says() {
        let objects = all(&init(), "PEM", "https://127.64.1.9:6443").unwrap();
        let find = |kind: &str, name: &str| {
            objects.iter().find(|o| o["kind"] == kind && o["metadata"]["name"] == name).unwrap()
        };
        assert_eq!(authority_of(find("ConfigMap", "cluster-info")).as_deref(), Ok("PEM"));
        assert_eq!(version_of(find("ConfigMap", "kubeadm-config")).as_deref(), Some("v1.34.1"));
        let kubelet = find("ConfigMap", "kubelet-config")["data"]["kubelet"].as_str().unwrap();
        assert!(kubelet.contains("clusterDomain: cluster.local"), "{kubelet}");
        assert_eq!(find("Service", "kubernetes")["spec"]["clusterIP"], "10.100.0.1");
        let binding = find("RoleBinding", "kubeadm:bootstrap-signer-clusterinfo");
        assert_eq!(binding["subjects"][0]["name"], "system:anonymous");
        assert_eq!(binding["roleRef"]["kind"], "Role");
        assert_eq!(find("ClusterRoleBinding", "kubeadm:cluster-admins")["roleRef"]["kind"], "ClusterRole");
    }

    #[test]
    fn a_cluster_info_without_authority_is_refused() {
        for (map, expected) in [
            (json!({}), "has no kubeconfig"),
            (json!({"data": {"kubeconfig": "a: 1"}}), "no certificate authority"),
            (json!({"data": {"kubeconfig": "["}}), "line"),
        ] {
            let error = authority_of(&map).unwrap_err();
            assert!(error.contains(expected), "{error}");
        }
    }

    #[test]
    fn objects_know_their_collection() {
        let objects = all(&init(), "PEM", "https://x").unwrap();
        let paths: std::collections::BTreeSet<_> = objects.iter().map(collection).collect();
        let expected = [
            "/api/v1/namespaces/default/services",
            "/api/v1/namespaces/kube-public/configmaps",
            "/api/v1/namespaces/kube-system/configmaps",
            "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
            "/apis/rbac.authorization.k8s.io/v1/clusterroles",
            "/apis/rbac.authorization.k8s.io/v1/namespaces/kube-public/rolebindings",
            "/apis/rbac.authorization.k8s.io/v1/namespaces/kube-public/roles",
            "/apis/rbac.authorization.k8s.io/v1/namespaces/kube-system/rolebindings",
            "/apis/rbac.authorization.k8s.io/v1/namespaces/kube-system/roles",
        ];
        assert!(paths.iter().eq(expected.iter()), "{paths:?}");
        assert_eq!(collection(&endpoints(&[], 1)), "/api/v1/namespaces/default/endpoints");
    }

    #[test]
    fn endpoints_list_those_who_serve() {
        let two = endpoints(&[[127, 64, 0, 1].into(), [127, 64, 0, 2].into()], 6443);
        assert_eq!(two["subsets"][0]["addresses"][1]["ip"], "127.64.0.2");
        assert_eq!(endpoints(&[], 6443)["subsets"], json!([]));
    }
}

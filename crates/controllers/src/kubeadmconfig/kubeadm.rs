//! kubeadm's own configuration files, from a KubeadmConfig. Pure.
//!
//! v1beta4 for Kubernetes 1.31 and later, v1beta3 before
//! (<https://kubernetes.io/docs/reference/config-api/kubeadm-config.v1beta4/>).

use api::{
    bootstrap::{ClusterConfiguration, InitConfiguration, JoinConfiguration},
    cluster::Cluster,
};
use serde_json::{Map, Value, json};

use crate::{contract, error::Error};

/// What a machine starts or joins.
pub(crate) struct Target<'a> {
    pub(crate) cluster: &'a Cluster,
    /// The machine's Kubernetes version, such as `v1.34.1`.
    pub(crate) version: &'a str,
}

/// Which form of the files this version reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    V1Beta3,
    V1Beta4,
}

impl Form {
    fn of(version: &str) -> Result<Self, Error> {
        let mut numbers = version.trim_start_matches('v').split(['.', '-', '+']).map(str::parse::<u32>);
        match (numbers.next(), numbers.next()) {
            (Some(Ok(major)), Some(Ok(minor))) if (major, minor) >= (1, 31) => Ok(Self::V1Beta4),
            (Some(Ok(1)), Some(Ok(22..))) => Ok(Self::V1Beta3),
            _ => {
                Err(Error::Invalid(format!("Kubernetes version {version:?} is not supported: 1.22 or later is needed")))
            }
        }
    }

    fn api_version(self) -> &'static str {
        match self {
            Self::V1Beta3 => "kubeadm.k8s.io/v1beta3",
            Self::V1Beta4 => "kubeadm.k8s.io/v1beta4",
        }
    }
}

/// `ClusterConfiguration` and `InitConfiguration`: two values, to be written as two documents.
pub(super) fn init(
    target: &Target<'_>,
    cluster: &ClusterConfiguration,
    init: &InitConfiguration,
) -> Result<[Value; 2], Error> {
    Ok([cluster_configuration(target, cluster, init)?, init_configuration(init, Form::of(target.version)?)?])
}

/// `JoinConfiguration`.
pub(super) fn join(target: &Target<'_>, join: &JoinConfiguration) -> Result<Value, Error> {
    let form = Form::of(target.version)?;
    let mut map = object(join)?;
    node_registration(&mut map, form);
    timeouts(&mut map, form);
    let file = map.get_mut("discovery").and_then(|discovery| discovery.get_mut("file"));
    if let Some(file) = file.and_then(Value::as_object_mut) {
        // Written to the machine as a file of its own; kubeadm only knows the path.
        file.remove("kubeConfig");
    }
    Ok(headed("JoinConfiguration", form, map))
}

/// `ClusterConfiguration`. Some of its older fields stand in the `InitConfiguration` of the spec.
pub(crate) fn cluster_configuration(
    target: &Target<'_>,
    given: &ClusterConfiguration,
    init: &InitConfiguration,
) -> Result<Value, Error> {
    let form = Form::of(target.version)?;
    let mut map = object(given)?;
    map.insert("clusterName".to_owned(), json!(target.cluster.metadata.name));
    map.insert("kubernetesVersion".to_owned(), json!(target.version));
    if given.control_plane_endpoint.is_none()
        && let Some((host, port)) = contract::endpoint(target.cluster.spec.control_plane_endpoint.as_ref())
    {
        map.insert("controlPlaneEndpoint".to_owned(), json!(format!("{}:{port}", bracketed(host))));
    }
    networking(&mut map, target.cluster);
    for (days, period) in [
        ("certificateValidityPeriodDays", "certificateValidityPeriod"),
        ("caCertificateValidityPeriodDays", "caCertificateValidityPeriod"),
    ] {
        if let Some(days) = map.remove(days).and_then(|days| days.as_i64()).filter(|_| form == Form::V1Beta4) {
            map.insert(period.to_owned(), json!(format!("{}h0m0s", days * 24)));
        }
    }
    if form == Form::V1Beta3 {
        map.remove("encryptionAlgorithm");
        let timeout = init.timeouts.as_ref().and_then(|timeouts| timeouts.control_plane_component_health_check_seconds);
        if let (Some(seconds), Some(server)) =
            (timeout, map.entry("apiServer").or_insert_with(|| json!({})).as_object_mut())
        {
            server.insert("timeoutForControlPlane".to_owned(), duration(seconds.into()));
        }
        for component in ["apiServer", "controllerManager", "scheduler", "etcd"] {
            let Some(component) = map.get_mut(component) else { continue };
            let component = if component.get("local").is_some() { &mut component["local"] } else { component };
            if let Some(component) = component.as_object_mut() {
                component.remove("extraEnvs");
                arguments_as_map(component, "extraArgs");
            }
        }
    }
    Ok(headed("ClusterConfiguration", form, map))
}

fn networking(map: &mut Map<String, Value>, cluster: &Cluster) {
    let Some(network) = &cluster.spec.cluster_network else { return };
    let mut networking = Map::new();
    let ranges = |ranges: Option<&api::cluster::NetworkRanges>| {
        ranges.map(|ranges| ranges.cidr_blocks.join(",")).filter(|joined| !joined.is_empty())
    };
    if let Some(domain) = &network.service_domain {
        networking.insert("dnsDomain".to_owned(), json!(domain));
    }
    if let Some(pods) = ranges(network.pods.as_ref()) {
        networking.insert("podSubnet".to_owned(), json!(pods));
    }
    if let Some(services) = ranges(network.services.as_ref()) {
        networking.insert("serviceSubnet".to_owned(), json!(services));
    }
    if !networking.is_empty() {
        map.insert("networking".to_owned(), Value::Object(networking));
    }
}

fn init_configuration(init: &InitConfiguration, form: Form) -> Result<Value, Error> {
    let mut map = object(init)?;
    for token in map
        .get_mut("bootstrapTokens")
        .and_then(Value::as_array_mut)
        .into_iter()
        .flatten()
        .filter_map(Value::as_object_mut)
    {
        if let Some(seconds) = token.remove("ttlSeconds").and_then(|seconds| seconds.as_i64()) {
            token.insert("ttl".to_owned(), duration(seconds));
        }
    }
    node_registration(&mut map, form);
    timeouts(&mut map, form);
    Ok(headed("InitConfiguration", form, map))
}

fn node_registration(map: &mut Map<String, Value>, form: Form) {
    if let Some(registration) =
        map.get_mut("nodeRegistration").and_then(Value::as_object_mut).filter(|_| form == Form::V1Beta3)
    {
        registration.remove("imagePullSerial");
        arguments_as_map(registration, "kubeletExtraArgs");
    }
}

/// `…Seconds` become durations; v1beta3 knows only the one for discovery.
fn timeouts(map: &mut Map<String, Value>, form: Form) {
    let Some(Value::Object(given)) = map.remove("timeouts") else { return };
    let seconds = |name: &str| given.get(name).and_then(Value::as_i64).map(duration);
    match form {
        Form::V1Beta4 => {
            let known = [
                "controlPlaneComponentHealthCheck",
                "kubeletHealthCheck",
                "kubernetesAPICall",
                "etcdAPICall",
                "tlsBootstrap",
                "discovery",
            ];
            let timeouts: Map<String, Value> = known
                .iter()
                .filter_map(|name| Some(((*name).to_owned(), seconds(&format!("{name}Seconds"))?)))
                .collect();
            map.insert("timeouts".to_owned(), Value::Object(timeouts));
        }
        Form::V1Beta3 => {
            if let (Some(timeout), Some(Value::Object(discovery))) =
                (seconds("discoverySeconds"), map.get_mut("discovery"))
            {
                discovery.insert("timeout".to_owned(), timeout);
            }
        }
    }
}

/// A `ClusterConfiguration` that is in use, with what is `wanted` now. What only the one in use says stays.
pub(crate) fn brought_up_to_date(in_use: &Value, wanted: &Value) -> Value {
    let mut new = in_use.clone();
    if in_use["apiVersion"] != wanted["apiVersion"] {
        for component in ["apiServer", "controllerManager", "scheduler", "etcd"] {
            let Some(component) = new.get_mut(component) else { continue };
            let component = if component.get("local").is_some() { &mut component["local"] } else { component };
            if let Some(component) = component.as_object_mut() {
                component.remove("timeoutForControlPlane");
                arguments_as_list(component, "extraArgs");
            }
        }
    }
    overlay(&mut new, wanted);
    new
}

fn overlay(to: &mut Value, from: &Value) {
    match (to, from) {
        (Value::Object(to), Value::Object(from)) => {
            for (name, value) in from {
                overlay(to.entry(name.clone()).or_insert(Value::Null), value);
            }
        }
        (to, from) => *to = from.clone(),
    }
}

fn arguments_as_list(parent: &mut Map<String, Value>, name: &str) {
    let Some(Value::Object(map)) = parent.get(name) else { return };
    let list = map.iter().map(|(name, value)| json!({"name": name, "value": value})).collect();
    parent.insert(name.to_owned(), list);
}

/// v1beta4 has a list of name and value, v1beta3 a map.
fn arguments_as_map(parent: &mut Map<String, Value>, name: &str) {
    let Some(Value::Array(list)) = parent.get(name) else { return };
    let map: Map<String, Value> =
        list.iter().filter_map(|arg| Some((arg["name"].as_str()?.to_owned(), arg["value"].clone()))).collect();
    parent.insert(name.to_owned(), Value::Object(map));
}

/// As Go writes a duration.
fn duration(seconds: i64) -> Value {
    json!(format!("{}h{}m{}s", seconds / 3600, seconds % 3600 / 60, seconds % 60))
}

/// A host as it stands before a port.
pub(super) fn bracketed(host: &str) -> String {
    if host.contains(':') { format!("[{host}]") } else { host.to_owned() }
}

fn object(of: &impl serde::Serialize) -> Result<Map<String, Value>, Error> {
    match serde_json::to_value(of)? {
        Value::Object(map) => Ok(map),
        _ => Ok(Map::new()),
    }
}

fn headed(kind: &str, form: Form, rest: Map<String, Value>) -> Value {
    let mut map = Map::new();
    map.insert("apiVersion".to_owned(), json!(form.api_version()));
    map.insert("kind".to_owned(), json!(kind));
    map.extend(rest);
    Value::Object(map)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cluster() -> Cluster {
        serde_json::from_value(json!({"metadata": {"name": "demo"}, "spec": {
            "clusterNetwork": {"pods": {"cidrBlocks": ["10.1.0.0/16", "fd00::/48"]}, "services": {"cidrBlocks": ["10.2.0.0/16"]}, "serviceDomain": "cluster.local"},
            "controlPlaneEndpoint": {"host": "192.0.2.1", "port": 6443},
        }}))
        .unwrap()
    }

    fn configuration() -> ClusterConfiguration {
        serde_json::from_value(json!({
            "apiServer": {"extraArgs": [{"name": "v", "value": "2"}], "certSANs": ["a"], "extraEnvs": [{"name": "E", "value": "1"}]},
            "certificateValidityPeriodDays": 365, "encryptionAlgorithm": "ECDSA-P256", "imageRepository": "r",
        }))
        .unwrap()
    }

    fn first() -> InitConfiguration {
        serde_json::from_value(json!({
            "bootstrapTokens": [{"token": "abcdef.0123456789abcdef", "ttlSeconds": 900}],
            "nodeRegistration": {"name": "{{ local_hostname }}", "kubeletExtraArgs": [{"name": "cloud-provider", "value": "external"}], "imagePullSerial": true, "taints": []},
            "timeouts": {"controlPlaneComponentHealthCheckSeconds": 3661},
        }))
        .unwrap()
    }

    #[test]
    fn newer_versions_read_v1beta4() {
        let cluster = cluster();
        let target = Target { cluster: &cluster, version: "v1.34.1" };
        let [configuration, first] = init(&target, &configuration(), &first()).unwrap();
        assert_eq!(
            configuration,
            json!({
                "apiVersion": "kubeadm.k8s.io/v1beta4", "kind": "ClusterConfiguration", "clusterName": "demo", "kubernetesVersion": "v1.34.1",
                "controlPlaneEndpoint": "192.0.2.1:6443", "imageRepository": "r", "encryptionAlgorithm": "ECDSA-P256", "certificateValidityPeriod": "8760h0m0s",
                "networking": {"dnsDomain": "cluster.local", "podSubnet": "10.1.0.0/16,fd00::/48", "serviceSubnet": "10.2.0.0/16"},
                "apiServer": {"extraArgs": [{"name": "v", "value": "2"}], "certSANs": ["a"], "extraEnvs": [{"name": "E", "value": "1"}]},
            })
        );
        assert_eq!(
            first,
            json!({
                "apiVersion": "kubeadm.k8s.io/v1beta4", "kind": "InitConfiguration",
                "bootstrapTokens": [{"token": "abcdef.0123456789abcdef", "ttl": "0h15m0s"}],
                "nodeRegistration": {"name": "{{ local_hostname }}", "kubeletExtraArgs": [{"name": "cloud-provider", "value": "external"}], "imagePullSerial": true, "taints": []},
                "timeouts": {"controlPlaneComponentHealthCheck": "1h1m1s"},
            })
        );
    }

    #[test]
    fn older_versions_read_v1beta3() {
        let cluster = cluster();
        let target = Target { cluster: &cluster, version: "v1.30.9+vmware.1" };
        let [configuration, first] = init(&target, &configuration(), &first()).unwrap();
        assert_eq!(
            configuration["apiServer"],
            json!({"extraArgs": {"v": "2"}, "certSANs": ["a"], "timeoutForControlPlane": "1h1m1s"})
        );
        assert!(
            configuration.get("encryptionAlgorithm").is_none()
                && configuration.get("certificateValidityPeriod").is_none()
        );
        assert_eq!(first["nodeRegistration"]["kubeletExtraArgs"], json!({"cloud-provider": "external"}));
        assert!(first.get("timeouts").is_none());
    }

    #[test]
    fn an_upgrade_keeps_what_only_the_one_in_use_says() {
        let cluster = cluster();
        let of = |version| {
            cluster_configuration(&Target { cluster: &cluster, version }, &configuration(), &first()).unwrap()
        };
        let mut in_use = of("v1.30.9");
        in_use["dns"] = json!({});
        in_use["scheduler"] = json!({"extraArgs": {"v": "3"}});
        let new = brought_up_to_date(&in_use, &of("v1.31.0"));
        assert_eq!(
            (new["apiVersion"].as_str(), new["kubernetesVersion"].as_str()),
            (Some("kubeadm.k8s.io/v1beta4"), Some("v1.31.0"))
        );
        assert_eq!(new["scheduler"], json!({"extraArgs": [{"name": "v", "value": "3"}]}));
        assert_eq!((&new["dns"], new["apiServer"].get("timeoutForControlPlane")), (&json!({}), None));
        assert_eq!(brought_up_to_date(&new, &of("v1.31.0")), new, "a second time changes nothing");
    }

    #[test]
    fn joining_names_where_and_how() {
        let cluster = cluster();
        let given: JoinConfiguration = serde_json::from_value(json!({
            "controlPlane": {}, "timeouts": {"discoverySeconds": 60},
            "discovery": {"bootstrapToken": {"token": "t", "apiServerEndpoint": "192.0.2.1:6443", "caCertHashes": ["sha256:x"]}},
        }))
        .unwrap();
        let made = join(&Target { cluster: &cluster, version: "v1.34.1" }, &given).unwrap();
        assert_eq!(made["timeouts"], json!({"discovery": "0h1m0s"}));
        assert_eq!(made["controlPlane"], json!({}));
        let older = join(&Target { cluster: &cluster, version: "v1.30.0" }, &given).unwrap();
        assert_eq!(older["discovery"]["timeout"], "0h1m0s");
    }

    #[test]
    fn versions_that_are_none_are_refused() {
        for version in ["", "latest", "v1", "1.21.0", "v0.34.1"] {
            assert!(Form::of(version).is_err(), "{version}");
        }
        assert_eq!(Form::of("v2.0.0").unwrap(), Form::V1Beta4);
    }
}

//! kubeadm's configuration files, as far as a simulated guest follows them, and which of them a machine is to follow.
//! Pure. Versions v1beta3 and v1beta4 are read; they differ in the form of extra arguments.
//!
//! Source of the fields: <https://kubernetes.io/docs/reference/config-api/kubeadm-config.v1beta4/>.

mod task;

use std::{collections::BTreeMap, net::IpAddr};

use serde::Deserialize;
use serde_json::{Map, Value};

pub(crate) use task::Task;

use crate::yaml;

const GROUP: &str = "kubeadm.k8s.io";
const VERSIONS: [&str; 2] = ["v1beta3", "v1beta4"];
/// kubeadm's own defaults.
pub(crate) const API_PORT: u16 = 6443;
pub(crate) const CERTIFICATES_FOLDER: &str = "/etc/kubernetes/pki";
const SERVICE_SUBNET: &str = "10.96.0.0/12";
const DNS_DOMAIN: &str = "cluster.local";
const CLUSTER_NAME: &str = "kubernetes";

/// What `kubeadm init` is told.
pub(crate) struct Init {
    pub(crate) cluster: Cluster,
    pub(crate) node: NodeRegistration,
    /// Port that the API of this machine listens on.
    pub(crate) port: u16,
    /// Taken over into `kube-system/kubelet-config`; empty when the file has none.
    pub(crate) kubelet: Map<String, Value>,
}

/// The ClusterConfiguration.
pub(crate) struct Cluster {
    /// With a leading `v`.
    pub(crate) version: String,
    pub(crate) name: String,
    /// Host and port that clients use, when one is set.
    pub(crate) endpoint: Option<String>,
    /// Where the certificates lie, without a slash at the end.
    pub(crate) certificates_folder: String,
    pub(crate) service_subnet: String,
    pub(crate) dns_domain: String,
    /// Further names of the API's certificate.
    pub(crate) names: Vec<String>,
    /// The file that tells the API whose tokens to trust, when one is named.
    pub(crate) authentication_config: Option<String>,
    /// The document as it was, with defaults, for `kube-system/kubeadm-config`.
    pub(crate) document: Map<String, Value>,
}

/// What `kubeadm join` is told.
pub(crate) struct Join {
    pub(crate) node: NodeRegistration,
    /// Host and port of the API to join through.
    pub(crate) endpoint: String,
    pub(crate) token: String,
    /// `sha256:<hex>` of public keys of acceptable authorities.
    pub(crate) pins: Vec<String>,
    /// Whether the authority is taken without a pin.
    pub(crate) unpinned: bool,
    /// `Some` when the machine is to be a control plane: the port its API listens on.
    pub(crate) control_plane: Option<u16>,
}

/// How a machine shows itself as a Node.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct NodeRegistration {
    /// `None`: the name of the machine.
    pub(crate) name: Option<String>,
    pub(crate) labels: BTreeMap<String, String>,
    /// `None`: kubeadm's default for the role.
    pub(crate) taints: Option<Vec<Taint>>,
    pub(crate) provider_id: Option<String>,
}

/// A taint of a Node.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct Taint {
    pub(crate) key: String,
    #[serde(default)]
    pub(crate) value: String,
    pub(crate) effect: String,
}

impl Init {
    /// Reads `kubeadm.yaml`: an InitConfiguration, a ClusterConfiguration, and others that do not matter here.
    ///
    /// # Errors
    /// What is wrong, in words for people.
    pub(crate) fn parse(text: &str) -> Result<Init, String> {
        let mut cluster = None;
        let mut init = RawInit::default();
        let mut kubelet = Map::new();
        for document in yaml::documents(text)? {
            match kind(&document)?.as_str() {
                "ClusterConfiguration" => cluster = Some(Cluster::parse(document)?),
                "InitConfiguration" => init = typed("InitConfiguration", document)?,
                "KubeletConfiguration" => {
                    if let Value::Object(fields) = document {
                        kubelet = fields;
                    }
                }
                _ => {}
            }
        }
        Ok(Init {
            cluster: cluster.ok_or("there is no ClusterConfiguration")?,
            node: init.node_registration.read()?,
            port: init.local_api_endpoint.bind_port.unwrap_or(API_PORT),
            kubelet,
        })
    }
}

impl Cluster {
    fn parse(document: Value) -> Result<Cluster, String> {
        let Value::Object(mut fields) = document else {
            return Err("ClusterConfiguration is no map".into());
        };
        let raw: RawCluster = typed("ClusterConfiguration", Value::Object(fields.clone()))?;
        let version = raw.kubernetes_version.filter(|version| !version.is_empty());
        let version = version.ok_or("ClusterConfiguration.kubernetesVersion is not set")?;
        let version = format!("v{}", version.trim_start_matches('v'));
        let name = or(raw.cluster_name, CLUSTER_NAME);
        let networking = raw.networking.unwrap_or_default();
        let service_subnet = or(networking.service_subnet, SERVICE_SUBNET);
        let dns_domain = or(networking.dns_domain, DNS_DOMAIN);
        first_service_ip(&service_subnet)
            .ok_or_else(|| format!("networking.serviceSubnet: {service_subnet:?} is not a network"))?;
        fields.insert("kubernetesVersion".into(), version.clone().into());
        fields.insert("clusterName".into(), name.clone().into());
        let folder = or(raw.certificates_dir, CERTIFICATES_FOLDER);
        fields.insert("certificatesDir".into(), folder.clone().into());
        fields.entry("imageRepository").or_insert("registry.k8s.io".into());
        if let Value::Object(network) = fields.entry("networking").or_insert(Value::Object(Map::new())) {
            network.insert("serviceSubnet".into(), service_subnet.clone().into());
            network.insert("dnsDomain".into(), dns_domain.clone().into());
        }
        let api_server = raw.api_server.unwrap_or_default();
        Ok(Cluster {
            version,
            name,
            endpoint: raw.control_plane_endpoint.filter(|endpoint| !endpoint.is_empty()),
            service_subnet,
            dns_domain,
            certificates_folder: folder.trim_end_matches('/').to_owned(),
            names: api_server.cert_sans.unwrap_or_default(),
            authentication_config: arguments(api_server.extra_args)
                .remove("authentication-config")
                .filter(|path| !path.is_empty()),
            document: fields,
        })
    }

    /// The address of the Service `kubernetes`: the first of the service network.
    pub(crate) fn service_ip(&self) -> Option<IpAddr> {
        first_service_ip(&self.service_subnet)
    }

    /// The host of the endpoint, without its port.
    pub(crate) fn endpoint_host(&self) -> Option<&str> {
        self.endpoint.as_deref().map(host)
    }
}

impl Join {
    /// Reads `kubeadm-join-config.yaml`.
    ///
    /// # Errors
    /// What is wrong, in words for people.
    pub(crate) fn parse(text: &str) -> Result<Join, String> {
        let mut join: Option<RawJoin> = None;
        for document in yaml::documents(text)? {
            if kind(&document)? == "JoinConfiguration" {
                join = Some(typed("JoinConfiguration", document)?);
            }
        }
        let join = join.ok_or("there is no JoinConfiguration")?;
        let Some(token) = join.discovery.bootstrap_token else {
            return Err("a simulated guest joins by discovery.bootstrapToken only, and there is none".into());
        };
        if !is_token(&token.token) {
            return Err("discovery.bootstrapToken.token is not of the form abcdef.0123456789abcdef".into());
        }
        let endpoint = token.api_server_endpoint.filter(|endpoint| !endpoint.is_empty());
        let pins = token.ca_cert_hashes.unwrap_or_default();
        let unpinned = token.unsafe_skip_ca_verification.unwrap_or_default();
        if pins.is_empty() && !unpinned {
            return Err("discovery.bootstrapToken needs caCertHashes (or unsafeSkipCAVerification)".into());
        }
        Ok(Join {
            node: join.node_registration.read()?,
            endpoint: endpoint.ok_or("discovery.bootstrapToken.apiServerEndpoint is not set")?,
            token: token.token,
            pins,
            unpinned,
            control_plane: join
                .control_plane
                .map(|plane| plane.local_api_endpoint.unwrap_or_default().bind_port.unwrap_or(API_PORT)),
        })
    }
}

/// The host in `host:port`, also of an IPv6 address in brackets.
pub(crate) fn host(endpoint: &str) -> &str {
    let host = match endpoint.rsplit_once(':') {
        Some((host, port)) if port.parse::<u16>().is_ok() => host,
        _ => endpoint,
    };
    host.trim_start_matches('[').trim_end_matches(']')
}

/// Bootstrap tokens: <https://kubernetes.io/docs/reference/access-authn-authz/bootstrap-tokens/#token-format>.
fn is_token(token: &str) -> bool {
    let plain =
        |part: &str, length| part.len() == length && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    token.split_once('.').is_some_and(|(id, secret)| plain(id, 6) && plain(secret, 16))
}

fn first_service_ip(subnets: &str) -> Option<IpAddr> {
    let (base, bits) = subnets.split(',').next()?.trim().split_once('/')?;
    let bits: u32 = bits.parse().ok()?;
    match base.parse().ok()? {
        IpAddr::V4(base) => {
            let mask = u32::MAX.checked_shl(32u32.checked_sub(bits)?).unwrap_or(0);
            Some(IpAddr::V4(((u32::from(base) & mask) + 1).into()))
        }
        IpAddr::V6(base) => {
            let mask = u128::MAX.checked_shl(128u32.checked_sub(bits)?).unwrap_or(0);
            Some(IpAddr::V6(((u128::from(base) & mask) + 1).into()))
        }
    }
}

/// The kind of a document. Documents of kubeadm's own group must be of a version that is understood.
fn kind(document: &Value) -> Result<String, String> {
    let field = |name: &str| document.get(name).and_then(Value::as_str).unwrap_or_default();
    let (kind, api_version) = (field("kind"), field("apiVersion"));
    let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
    if kind.is_empty() || api_version.is_empty() {
        return Err("a document has no kind or no apiVersion".into());
    }
    if group == GROUP && !VERSIONS.contains(&version) {
        return Err(format!(
            "no kind {kind:?} is registered for version {api_version:?} (known: {})",
            VERSIONS.join(", ")
        ));
    }
    Ok(kind.to_owned())
}

fn typed<T: serde::de::DeserializeOwned>(kind: &str, document: Value) -> Result<T, String> {
    serde_json::from_value(document).map_err(|error| format!("{kind}: {error}"))
}

fn or(value: Option<String>, default: &str) -> String {
    value.filter(|value| !value.is_empty()).unwrap_or_else(|| default.to_owned())
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct RawInit {
    node_registration: RawNode,
    #[serde(rename = "localAPIEndpoint")]
    local_api_endpoint: RawEndpoint,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawCluster {
    kubernetes_version: Option<String>,
    cluster_name: Option<String>,
    control_plane_endpoint: Option<String>,
    certificates_dir: Option<String>,
    networking: Option<RawNetworking>,
    api_server: Option<RawApiServer>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawNetworking {
    service_subnet: Option<String>,
    dns_domain: Option<String>,
}

#[derive(Default, Deserialize)]
struct RawApiServer {
    #[serde(rename = "certSANs")]
    cert_sans: Option<Vec<String>>,
    #[serde(rename = "extraArgs")]
    extra_args: Option<RawArguments>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawJoin {
    #[serde(default)]
    node_registration: RawNode,
    #[serde(default)]
    discovery: RawDiscovery,
    control_plane: Option<RawControlPlane>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawDiscovery {
    bootstrap_token: Option<RawToken>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawToken {
    token: String,
    api_server_endpoint: Option<String>,
    ca_cert_hashes: Option<Vec<String>>,
    #[serde(rename = "unsafeSkipCAVerification")]
    unsafe_skip_ca_verification: Option<bool>,
}

#[derive(Deserialize)]
struct RawControlPlane {
    #[serde(rename = "localAPIEndpoint")]
    local_api_endpoint: Option<RawEndpoint>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct RawEndpoint {
    bind_port: Option<u16>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct RawNode {
    name: Option<String>,
    taints: Option<Vec<Taint>>,
    kubelet_extra_args: Option<RawArguments>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum RawArguments {
    /// v1beta3.
    Map(BTreeMap<String, String>),
    /// v1beta4.
    List(Vec<RawArgument>),
}

#[derive(Deserialize)]
struct RawArgument {
    name: String,
    #[serde(default)]
    value: String,
}

fn arguments(raw: Option<RawArguments>) -> BTreeMap<String, String> {
    match raw {
        None => BTreeMap::new(),
        Some(RawArguments::Map(arguments)) => arguments,
        Some(RawArguments::List(list)) => list.into_iter().map(|a| (a.name, a.value)).collect(),
    }
}

impl RawNode {
    fn read(self) -> Result<NodeRegistration, String> {
        let arguments = arguments(self.kubelet_extra_args);
        let labels = arguments.get("node-labels").map(String::as_str).unwrap_or_default();
        let labels = labels
            .split(',')
            .map(str::trim)
            .filter(|label| !label.is_empty())
            .map(|label| match label.split_once('=') {
                Some((name, value)) => Ok((name.to_owned(), value.to_owned())),
                None => Err(format!("node-labels: {label:?} is not of the form name=value")),
            })
            .collect::<Result<_, _>>()?;
        let set = |value: &String| !value.is_empty();
        Ok(NodeRegistration {
            name: self.name.filter(set),
            labels,
            taints: self.taints,
            provider_id: arguments.get("provider-id").filter(|id| set(id)).cloned(),
        })
    }
}

#[cfg(test)]
mod tests;

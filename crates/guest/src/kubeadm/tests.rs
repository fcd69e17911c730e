//! Tests of the parser, with files of both versions.

use super::*;

const INIT: &str = "
apiVersion: kubeadm.k8s.io/v1beta4
kind: ClusterConfiguration
apiServer:
  certSANs: [api.example]
clusterName: demo
controlPlaneEndpoint: 127.64.1.9:6443
kubernetesVersion: v1.34.1
networking: {dnsDomain: cluster.local, podSubnet: 192.168.0.0/16, serviceSubnet: 10.100.0.0/16}
---
apiVersion: kubeadm.k8s.io/v1beta4
kind: InitConfiguration
localAPIEndpoint: {}
nodeRegistration:
  name: demo-cp
  kubeletExtraArgs:
  - {name: node-labels, value: 'a=1,b/c=2'}
  - {name: provider-id, value: 'vsphere://x'}
  taints: []
---
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
maxPods: 50
";

const JOIN: &str = "
apiVersion: kubeadm.k8s.io/v1beta3
kind: JoinConfiguration
discovery:
  bootstrapToken:
    apiServerEndpoint: 127.64.1.9:6443
    token: x1y2z3.fedcba9876543210
    caCertHashes: ['sha256:00']
nodeRegistration:
  kubeletExtraArgs: {node-labels: pool=a}
  taints:
  - {key: dedicated, value: gpu, effect: NoSchedule}
";

#[test]
fn init_is_read_with_defaults() {
    let init = Init::parse(INIT).unwrap();
    let cluster = &init.cluster;
    assert_eq!((cluster.version.as_str(), cluster.name.as_str()), ("v1.34.1", "demo"));
    assert_eq!(cluster.endpoint_host(), Some("127.64.1.9"));
    assert_eq!(cluster.service_ip(), Some([10, 100, 0, 1].into()));
    assert_eq!(cluster.names, ["api.example"]);
    assert_eq!(cluster.document["imageRepository"], "registry.k8s.io");
    assert_eq!(cluster.document["networking"]["podSubnet"], "192.168.0.0/16");
    assert_eq!(init.port, 6443);
    assert_eq!(init.kubelet["maxPods"], 50);
    assert_eq!(init.node.name.as_deref(), Some("demo-cp"));
    assert_eq!(init.node.labels, BTreeMap::from([("a".into(), "1".into()), ("b/c".into(), "2".into())]));
    assert_eq!(init.node.taints, Some(vec![]));
    assert_eq!(init.node.provider_id.as_deref(), Some("vsphere://x"));

    let least = "apiVersion: kubeadm.k8s.io/v1beta3\nkind: ClusterConfiguration\nkubernetesVersion: 1.33.0";
    let init = Init::parse(least).unwrap();
    assert_eq!(init.cluster.version, "v1.33.0");
    assert_eq!(init.cluster.service_ip(), Some([10, 96, 0, 1].into()));
    assert_eq!((init.cluster.endpoint_host(), init.node), (None, NodeRegistration::default()));
}

#[test]
fn join_is_read_for_workers_and_control_planes() {
    let join = Join::parse(JOIN).unwrap();
    assert_eq!((join.endpoint.as_str(), join.control_plane), ("127.64.1.9:6443", None));
    assert_eq!((join.pins, join.unpinned), (vec!["sha256:00".to_owned()], false));
    assert_eq!(join.node.labels["pool"], "a");
    assert_eq!(join.node.taints.unwrap()[0].value, "gpu");
    let port = |text: &str| Join::parse(&format!("{JOIN}controlPlane:{text}")).unwrap().control_plane;
    assert_eq!(port(" {}"), Some(6443));
    assert_eq!(port("\n  localAPIEndpoint: {bindPort: 7443}"), Some(7443));
}

#[test]
fn wrong_files_are_refused_in_words() {
    let init = |text: &str| Init::parse(text).map(drop);
    let join = |text: &str| Join::parse(text).map(drop);
    let cases = [
        (init("a: 1"), "no kind or no apiVersion"),
        (init(""), "there is no ClusterConfiguration"),
        (init(&INIT.replace("v1beta4", "v1")), "no kind \"ClusterConfiguration\" is registered"),
        (init(&INIT.replace("kubernetesVersion: v1.34.1", "")), "kubernetesVersion is not set"),
        (init(&INIT.replace("10.100.0.0/16", "nonsense")), "networking.serviceSubnet"),
        (init(&INIT.replace("a=1", "a")), "node-labels: \"a\""),
        (init("a: [\n"), "line"),
        (join(INIT), "there is no JoinConfiguration"),
        (join(&JOIN.replace("x1y2z3.", "ABC.")), "token is not of the form"),
        (join(&JOIN.replace("caCertHashes: ['sha256:00']", "")), "needs caCertHashes"),
        (join(&JOIN.replace("apiServerEndpoint: 127.64.1.9:6443", "")), "apiServerEndpoint is not set"),
        (join(&JOIN.replace("bootstrapToken", "file")), "discovery.bootstrapToken only"),
    ];
    for (result, expected) in cases {
        let error = result.unwrap_err();
        assert!(error.contains(expected), "{error}");
        assert!(!error.contains("fedcba9876543210"), "the token stays out of errors: {error}");
    }
}

#[test]
fn hosts_of_endpoints() {
    for (endpoint, expected) in [
        ("a.example:6443", "a.example"),
        ("a.example", "a.example"),
        ("[::1]:6443", "::1"),
        ("10.0.0.1:6443", "10.0.0.1"),
    ] {
        assert_eq!(host(endpoint), expected);
    }
}

//! Plan and status from small objects.

use api::{
    cluster::Cluster,
    conditions,
    portal::{ClusterAccess, cluster_access::condition::READY},
};
use chrono::{DateTime, Duration, Utc};

use super::{
    plan::{self, Step},
    status::{Issued, Outcome, status},
};

fn access(status: &str) -> ClusterAccess {
    serde_saphyr::from_str(&format!(
        "apiVersion: portal.atoll.dev/v1alpha1\nkind: ClusterAccess\nmetadata: {{name: a, namespace: team-a, generation: 1}}\nspec: {{clusterRef: {{name: demo}}, request: csr, role: edit, ttlSeconds: 3600}}\nstatus: {status}\n"
    ))
    .unwrap()
}

fn cluster(more: &str) -> Cluster {
    serde_saphyr::from_str(&format!(
        "apiVersion: cluster.x-k8s.io/v1beta2\nkind: Cluster\nmetadata: {{name: demo, namespace: team-a}}\n{more}"
    ))
    .unwrap()
}

const RUNNING: &str = "spec: {controlPlaneEndpoint: {host: 127.64.0.5, port: 6443}}\nstatus: {initialization: {controlPlaneInitialized: true}}\n";

fn now() -> DateTime<Utc> {
    "2026-11-21T12:00:00Z".parse().unwrap()
}

#[test]
fn steps() {
    let dev = "{issuedTo: dev}";
    let issued = |times: &str| format!("{{issuedTo: dev, certificate: pem, {times}}}");
    let good = issued("expiresAt: 2026-11-21T13:00:00Z");
    for (status, known, cluster, expected) in [
        ("{}", true, Some(cluster(RUNNING)), Err("NotPermitted: nobody is named as the one who asked")),
        (
            "{issuedTo: 'system:kube-scheduler'}",
            true,
            Some(cluster(RUNNING)),
            Err("NotPermitted: system:kube-scheduler is no person"),
        ),
        (dev, false, None, Err("ClusterNotFound: there is no cluster demo in this namespace")),
        (dev, true, None, Err("WaitingForControlPlane: cluster demo is not being made yet")),
        (dev, true, Some(cluster("spec: {}\n")), Err("WaitingForControlPlane: cluster demo has no address yet")),
        (
            dev,
            true,
            Some(cluster("spec: {controlPlaneEndpoint: {host: h, port: 1}}\n")),
            Err("WaitingForControlPlane: cluster demo has no control plane yet"),
        ),
        (good.as_str(), true, Some(cluster(RUNNING)), Ok(Step::Stands("2026-11-21T13:00:00Z".parse().unwrap()))),
        (good.as_str(), false, None, Ok(Step::Stands("2026-11-21T13:00:00Z".parse().unwrap()))),
        (issued("expiresAt: 2026-11-21T12:00:00Z").as_str(), true, None, Ok(Step::Expired)),
        (
            issued("expiresAt: 2026-11-21T13:00:00Z, revokedAt: 2026-11-21T11:00:00Z").as_str(),
            true,
            None,
            Ok(Step::Revoked),
        ),
    ] {
        let found = plan::next(&access(status), known, cluster.as_ref(), now())
            .map_err(|blocked| format!("{}: {}", blocked.reason, blocked.message));
        assert_eq!(found, expected.map_err(str::to_owned), "{status}");
    }
    let Ok(Step::Issue(order)) = plan::next(&access(dev), true, Some(&cluster(RUNNING)), now()) else {
        panic!("not issued")
    };
    assert_eq!(
        (order.user.as_str(), order.group, order.valid, order.server.as_str()),
        ("dev", "atoll:guest-edit", Duration::hours(1), "https://127.64.0.5:6443")
    );
}

#[test]
fn a_certificate_is_recorded() {
    let authority = pki::Authority::new("demo", Duration::days(1)).unwrap();
    let (request, _) = pki::client_request("whoever").unwrap();
    let certificate =
        authority.sign_client_request(&request, "dev", &["atoll:guest-edit".to_owned()], Duration::hours(1)).unwrap();
    let info = pki::inspect(&certificate).unwrap();
    assert_eq!(
        (info.common_name.as_str(), info.organizations.as_slice()),
        ("dev", ["atoll:guest-edit".to_owned()].as_slice())
    );
    let issued = Issued { info, certificate, authority: authority.certificate_pem.clone() };
    let access = access("{issuedTo: dev}");
    let Ok(Step::Issue(order)) = plan::next(&access, true, Some(&cluster(RUNNING)), now()) else {
        panic!("not issued")
    };
    let told = status(&access, &Outcome::Issued(&order, &issued), &api::time::now());
    assert!(conditions::is_true(&told.conditions, READY));
    assert_eq!(told.fingerprint.as_deref(), Some(issued.info.fingerprint.as_str()));
    assert_eq!(told.expires_at.as_ref().map(api::time::to_chrono), Some(issued.info.not_after));
    assert_eq!(told.issued_to.as_deref(), Some("dev"));
    assert!(!serde_json::to_string(&told).unwrap().contains("PRIVATE"));
}

#[test]
fn an_authority_that_is_not_there_is_waited_for() {
    assert_eq!(plan::authority("demo", None).unwrap_err().message, "secret demo-ca does not exist yet");
    assert_eq!(
        plan::authority("demo", Some(&Default::default())).unwrap_err().message,
        "secret demo-ca holds no certificate and key"
    );
}

//! Plan and status from small objects.

use api::{
    cluster::Cluster,
    conditions,
    portal::{ClusterAccess, cluster_access::condition::READY},
};
use chrono::{DateTime, Duration, Utc};

use super::{
    plan::{self, Order, Over, Seen, Step},
    status::{Given, Outcome, is_settled, status},
};

fn access(status: &str) -> ClusterAccess {
    serde_saphyr::from_str(&format!(
        "apiVersion: portal.atoll.dev/v1alpha1\nkind: ClusterAccess\nmetadata: {{name: a, namespace: team-a, uid: u-1, generation: 1}}\nspec: {{clusterRef: {{name: demo}}, role: edit, ttlSeconds: 3600}}\nstatus: {status}\n"
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

fn next(access: &ClusterAccess, known: bool, cluster: Option<&Cluster>, trusts_tokens: bool) -> Result<Step, String> {
    let seen = Seen { known, cluster, trusts_tokens };
    plan::next(access, seen, Duration::hours(8), now())
        .map_err(|blocked| format!("{}: {}", blocked.reason, blocked.message))
}

fn order(access: &ClusterAccess, trusts_tokens: bool) -> Order {
    match next(access, true, Some(&cluster(RUNNING)), trusts_tokens) {
        Ok(Step::Give(order)) => order,
        other => panic!("not given: {other:?}"),
    }
}

#[test]
fn steps() {
    let dev = "{issuedTo: dev}";
    let issued = |times: &str| format!("{{issuedTo: dev, issuedAt: 2026-11-21T10:00:00Z, {times}}}");
    let good = issued("expiresAt: 2026-11-21T13:00:00Z");
    let until = Step::Stands("2026-11-21T13:00:00Z".parse().unwrap());
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
        (good.as_str(), true, Some(cluster(RUNNING)), Ok(until)),
        (issued("expiresAt: 2026-11-21T12:00:00Z").as_str(), true, None, Ok(Step::Over(Over::Expired))),
        (
            issued("expiresAt: 2026-11-21T13:00:00Z, revokedAt: 2026-11-21T11:00:00Z").as_str(),
            true,
            None,
            Ok(Step::Over(Over::Revoked)),
        ),
    ] {
        let found = next(&access(status), known, cluster.as_ref(), true);
        assert_eq!(found, expected.map_err(str::to_owned), "{status}");
    }
}

#[test]
fn who_takes_it_back_has_the_last_word() {
    for status in
        ["{issuedTo: dev}", "{issuedTo: dev, issuedAt: 2026-11-21T10:00:00Z, expiresAt: 2026-11-21T13:00:00Z}"]
    {
        let mut access = access(status);
        access.spec.revoked = Some(true);
        assert_eq!(next(&access, true, Some(&cluster(RUNNING)), true), Ok(Step::Over(Over::Revoked)));
    }
}

#[test]
fn what_is_given_is_bounded() {
    let mut access = access("{issuedTo: dev}");
    let given = order(&access, true);
    assert_eq!(
        (given.user.as_str(), given.group.as_str(), given.valid, given.server.as_str()),
        ("dev", "atoll:access:u-1", Duration::hours(1), "https://127.64.0.5:6443")
    );
    access.spec.ttl_seconds = Some(30 * 24 * 3600);
    assert_eq!(order(&access, true).valid, Duration::hours(8), "no longer than the administrator allows");
}

#[test]
fn an_older_cluster_takes_certificates_only() {
    let mut access = access("{issuedTo: dev}");
    let refused = next(&access, true, Some(&cluster(RUNNING)), false).unwrap_err();
    assert!(refused.starts_with("TokensNotTrusted: cluster demo was made before"), "{refused}");
    access.spec.request = Some("csr".into());
    order(&access, false);
}

#[test]
fn a_certificate_is_recorded() {
    let authority = pki::Authority::new("demo", Duration::days(1)).unwrap();
    let (request, _) = pki::client_request("whoever").unwrap();
    let access = access("{issuedTo: dev}");
    let order = order(&access, true);
    let certificate =
        authority.sign_client_request(&request, &order.user, std::slice::from_ref(&order.group), order.valid).unwrap();
    let info = pki::inspect(&certificate).unwrap();
    assert_eq!((info.common_name.as_str(), info.organizations.as_slice()), ("dev", [order.group.clone()].as_slice()));
    let (ends, fingerprint) = (info.not_after, info.fingerprint.clone());
    let given = Given { authority: authority.certificate_pem.clone(), certificate: Some((certificate, info)) };
    let told = status(&access, &Outcome::Given(&order, &given), &api::time::now());
    assert!(conditions::is_true(&told.conditions, READY));
    assert_eq!(told.fingerprint, Some(fingerprint));
    assert_eq!(told.expires_at.as_ref().map(api::time::to_chrono), Some(ends));
    assert_eq!(told.issued_to.as_deref(), Some("dev"));
    assert!(!serde_json::to_string(&told).unwrap().contains("PRIVATE"));
}

#[test]
fn what_is_over_is_settled_when_its_rights_are_gone() {
    let now = api::time::from_chrono(now());
    let mut access = access("{issuedTo: dev, issuedAt: 2026-11-21T10:00:00Z, expiresAt: 2026-11-21T11:00:00Z}");
    for (over, reason) in [(Over::Expired, "Expired"), (Over::Revoked, "Revoked")] {
        for (taken, settled) in [(Err("no route".to_owned()), false), (Ok(()), true)] {
            let told = status(&access, &Outcome::Over(over, taken), &now);
            let ready = conditions::get(&told.conditions, READY).unwrap();
            assert_eq!((ready.status.as_str(), ready.reason.as_str()), ("False", reason));
            assert_eq!(ready.message.contains("no route"), !settled);
            assert_eq!(told.revoked_at.is_some(), over == Over::Revoked);
            access.status = Some(told);
            assert_eq!(is_settled(&access, over), settled, "{over:?}");
        }
    }
}

#[test]
fn an_access_ended_when_it_was_taken_back_or_its_time_was_over() {
    let ended = |status: &str| plan::ended_at(&access(status)).map(|at| at.to_rfc3339());
    assert_eq!(ended("{issuedTo: dev}"), None);
    let expired = "{issuedTo: dev, expiresAt: 2026-11-21T11:00:00Z}";
    assert_eq!(ended(expired).as_deref(), Some("2026-11-21T11:00:00+00:00"));
    let revoked = "{issuedTo: dev, expiresAt: 2026-11-21T11:00:00Z, revokedAt: 2026-11-21T10:30:00Z}";
    assert_eq!(ended(revoked).as_deref(), Some("2026-11-21T10:30:00+00:00"));
}

#[test]
fn an_authority_that_is_not_there_is_waited_for() {
    assert_eq!(plan::authority("demo", None).unwrap_err().message, "secret demo-ca does not exist yet");
    assert_eq!(
        plan::authority("demo", Some(&Default::default())).unwrap_err().message,
        "secret demo-ca holds no certificate and key"
    );
}

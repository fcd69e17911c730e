//! Every route of the portal as six people ask for it: `routes.table` says what each gets. That the table has every route is
//! checked by `cargo xtask tidy`.

use http::{Method, StatusCode};
use k8s_openapi::api::rbac::v1::RoleBinding;
use kube::{Api, api::PostParams};
use serde_json::json;
use testkit::{Atoll, Browser};

use crate::{command_line, demo};

const TABLE: &str = include_str!("routes.table");

/// What the rows are about; all of it is called `seen`.
const SEEN: &str = r#"
apiVersion: guest.atoll.dev/v1alpha1
kind: GuestCluster
metadata: {name: seen, namespace: team-a}
spec:
  distribution: {version: v1.37}
  topology:
    controlPlane: {class: best-effort-xsmall, replicas: 1, storageClass: fast}
    nodePools: [{name: workers, class: best-effort-xsmall, replicas: 1, storageClass: fast}]
---
apiVersion: vmoperator.vmware.com/v1alpha6
kind: VirtualMachine
metadata: {name: seen, namespace: team-a}
spec: {className: best-effort-xsmall, imageName: debian-13, storageClass: fast}
---
apiVersion: portal.atoll.dev/v1alpha1
kind: QuotaRequest
metadata: {name: seen, namespace: team-a}
spec: {changes: {requests.cpu: "200"}, justification: to be seen}
---
apiVersion: portal.atoll.dev/v1alpha1
kind: ClusterAccess
metadata: {name: seen, namespace: team-a}
spec: {clusterRef: {name: seen}, role: view}
---
apiVersion: portal.atoll.dev/v1alpha1
kind: ApprovalPolicy
metadata: {name: seen}
spec: {approvers: [{kind: Group, name: "atoll:admins"}]}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: seen, namespace: team-a}
"#;

/// One row of the table.
struct Row {
    method: Method,
    path: &'static str,
    expected: Vec<u16>,
    form: &'static str,
}

fn rows() -> Vec<Row> {
    let lines = TABLE.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let row = |line: &'static str| {
        let mut words = line.split_whitespace();
        let method = words.next().unwrap().parse().unwrap();
        let path = words.next().unwrap();
        let expected = words.by_ref().take(WHO.len()).map(|status| status.parse().unwrap()).collect();
        Row { method, path, expected, form: words.next().unwrap_or_default() }
    };
    lines.map(row).collect()
}

const WHO: [&str; 6] = ["nobody", "forged", "stranger", "viewer", "owner", "admin"];

/// Somebody with their browser and the token of their command line.
struct Person {
    browser: Browser,
    token: String,
}

impl Person {
    async fn signed_in(atoll: &Atoll, name: &str) -> Person {
        let browser = atoll.browser();
        browser.sign_in(name, "atoll-demo").await.unwrap();
        let token = command_line::signed_in(atoll, &browser).await;
        Person { browser, token }
    }

    async fn status(&self, row: &Row) -> StatusCode {
        let by_program = row.path.starts_with("/api/");
        let bearer = format!("Bearer {}", self.token);
        let mut headers = vec![("accept", "text/html"), ("sec-fetch-site", "same-origin")];
        if by_program {
            headers = vec![("content-type", "application/json")];
            headers.extend((!self.token.is_empty()).then_some(("authorization", bearer.as_str())));
        } else if row.path.starts_with("/events") {
            headers[0].1 = "text/event-stream";
        }
        let answer = self.browser.open(row.method.clone(), row.path, &headers, row.form).await.unwrap();
        let status = answer.status();
        let to = answer.headers().get("location").map(|to| to.to_str().unwrap().to_owned()).unwrap_or_default();
        let turned_away = status == StatusCode::SEE_OTHER && to.starts_with("/signin");
        let known = self.browser.cookies().is_some_and(|all| all.contains("atoll=") && !all.contains("invented"));
        assert!(
            !known || !turned_away || row.path.starts_with("/sign"),
            "{} {} leads to sign-in",
            row.method,
            row.path
        );
        status
    }
}

/// Gives dev this role in team-a, and no other.
async fn role(atoll: &Atoll, role: &str) {
    let admin = atoll.client_of("admin", &["atoll:admins"]).await.unwrap();
    let bindings = Api::<RoleBinding>::namespaced(admin, "team-a");
    for binding in bindings.list(&Default::default()).await.unwrap() {
        if binding.subjects.iter().flatten().any(|subject| subject.name == "dev") {
            bindings.delete(&binding.metadata.name.unwrap(), &Default::default()).await.unwrap();
        }
    }
    let object = json!({
        "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding", "metadata": {"name": role},
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": role},
        "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": "dev"}],
    });
    bindings.create(&PostParams::default(), &serde_json::from_value(object).unwrap()).await.unwrap();
}

#[tokio::test]
async fn every_route_answers_each_of_six_people_as_the_table_says() {
    let atoll = demo().start().await.unwrap();
    atoll.kubectl("apply -f -", SEEN).await.unwrap();
    let nobody = Person { browser: atoll.browser(), token: String::new() };
    let forged = Person { browser: atoll.browser(), token: "invented".into() };
    forged.browser.hold("atoll", "invented").unwrap();
    let stranger = Person::signed_in(&atoll, "dev2").await;
    // One account is viewer first, then owner: a role counts at once.
    let dev = Person::signed_in(&atoll, "dev").await;
    let admin = Person::signed_in(&atoll, "admin").await;
    let mut wrong = Vec::new();
    let people = [&nobody, &forged, &stranger, &dev, &dev, &admin];
    for (index, (who, person)) in WHO.into_iter().zip(people).enumerate() {
        match who {
            "viewer" => role(&atoll, "view").await,
            "owner" => role(&atoll, "admin").await,
            _ => {}
        }
        for row in rows() {
            // The owner goes on with the viewer's session.
            if row.path == "/signout" && who == "viewer" {
                continue;
            }
            let status = person.status(&row).await.as_u16();
            if status != row.expected[index] {
                wrong
                    .push(format!("{} {} as {who}: {status} instead of {}", row.method, row.path, row.expected[index]));
            }
        }
    }
    assert!(wrong.is_empty(), "{} answers differ:\n{}", wrong.len(), wrong.join("\n"));
}

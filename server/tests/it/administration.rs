//! The pages of administrators are for nobody else: each path is asked for as nobody, as a stranger to the namespace, as one
//! who may see it, as its owner, and as an administrator.

use http::StatusCode;
use k8s_openapi::api::{
    core::v1::ResourceQuota,
    rbac::v1::{ClusterRoleBinding, RoleBinding},
};
use kube::{Api, api::PostParams};
use serde_json::json;

use crate::demo;

const PAGES: [&str; 15] = [
    "/admin",
    "/admin/audit",
    "/admin/audit/export",
    "/admin/audit/records/1",
    "/admin/catalog/classes",
    "/admin/catalog/images",
    "/admin/catalog/releases",
    "/admin/catalog/storage",
    "/admin/catalog/classes/best-effort-small/delete",
    "/admin/controllers",
    "/admin/namespaces",
    "/admin/namespaces/team-a",
    "/admin/namespaces/team-a/delete",
    "/admin/new-namespace",
    "/admin/layers/guest",
];

const FORMS: [(&str, &str); 9] = [
    ("/admin/audit/check", ""),
    ("/admin/catalog/classes/save", "new=1&name=mine&cpus=2&memory=4Gi&namespace=team-a"),
    ("/admin/catalog/classes/best-effort-large/delete", "confirm=best-effort-large"),
    ("/admin/new-namespace", "action=create&name=mine"),
    ("/admin/namespaces/team-a/members", "kind=User&member=eve&role=owner"),
    ("/admin/namespaces/team-a/members/remove", "kind=User&member=dev&binding=dev"),
    ("/admin/namespaces/team-a/quota", "quota_version=&cpu=1000"),
    ("/admin/namespaces/team-a/classes", ""),
    ("/admin/namespaces/team-a/delete", "confirm=team-a"),
];

#[tokio::test]
async fn administration_is_for_administrators() {
    let atoll = demo().start().await.unwrap();
    let nobody = atoll.browser();
    for path in PAGES.iter().chain(FORMS.iter().map(|(path, _)| path)) {
        let answer = nobody.get(path).await.unwrap();
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}");
        assert!(answer.location().starts_with("/signin"), "{path}");
    }
    let admin = atoll.client_of("admin", &["atoll:admins"]).await.unwrap();
    let bindings = Api::<RoleBinding>::namespaced(admin.clone(), "team-a");
    let quotas = Api::<ResourceQuota>::namespaced(admin.clone(), "team-a");
    let before = quotas.list(&Default::default()).await.unwrap().items[0].spec.clone();
    let member = atoll.browser();
    member.sign_in("dev2", "atoll-demo").await.unwrap();
    for role in ["", "view", "edit", "admin"] {
        if !role.is_empty() {
            let object = json!({
                "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding", "metadata": {"name": role},
                "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": role},
                "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": "dev2"}],
            });
            bindings.create(&PostParams::default(), &serde_json::from_value(object).unwrap()).await.unwrap();
        }
        for path in PAGES {
            assert_eq!(member.get(path).await.unwrap().status, StatusCode::FORBIDDEN, "{path} as {role}");
        }
        for (path, form) in FORMS {
            assert_eq!(member.post(path, form).await.unwrap().status, StatusCode::FORBIDDEN, "{path} as {role}");
        }
    }
    assert_eq!(quotas.list(&Default::default()).await.unwrap().items[0].spec, before, "nothing was changed");
    assert!(bindings.get("dev").await.is_ok(), "nobody was removed");
    let administrator = atoll.browser();
    administrator.sign_in("admin", "atoll-demo").await.unwrap();
    for path in PAGES {
        assert_eq!(administrator.get(path).await.unwrap().status, StatusCode::OK, "{path}");
    }
}

#[tokio::test]
async fn the_audit_log_is_for_whom_rbac_gives_it() {
    let atoll = demo().start().await.unwrap();
    let browser = atoll.browser();
    browser.sign_in("dev", "atoll-demo").await.unwrap();
    assert_eq!(browser.get("/admin/audit").await.unwrap().status, StatusCode::FORBIDDEN);
    let admin = atoll.client_of("admin", &["atoll:admins"]).await.unwrap();
    let object = json!({
        "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding", "metadata": {"name": "auditors"},
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "atoll:auditor"},
        "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": "dev"}],
    });
    let bindings = Api::<ClusterRoleBinding>::all(admin);
    bindings.create(&PostParams::default(), &serde_json::from_value(object).unwrap()).await.unwrap();
    for path in ["/admin/audit", "/admin/audit/records/1", "/admin/audit/export"] {
        assert_eq!(browser.get(path).await.unwrap().status, StatusCode::OK, "{path}");
    }
    assert_eq!(browser.get("/admin/controllers").await.unwrap().status, StatusCode::FORBIDDEN);
    assert_eq!(browser.get("/admin/audit/records/999999").await.unwrap().status, StatusCode::NOT_FOUND);
}

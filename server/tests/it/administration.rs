//! Rights to single rooms of the administration, given by RBAC to somebody who administers nothing else.

use http::StatusCode;
use k8s_openapi::api::rbac::v1::ClusterRoleBinding;
use kube::{Api, api::PostParams};
use serde_json::json;

use crate::demo;

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

//! The plain handlers beside the pages: forms, downloads, the event stream.

use axum::{
    Form, Router,
    body::Body,
    extract::{DefaultBodyLimit, FromRequest},
    routing::{get, post},
};
use http::{Request, request::Parts};
use leptos::prelude::LeptosOptions;
use portal::{Error, view::ErrorKind};
use texts::t;

use crate::{
    access, account, approvals, audit, catalog, cluster, cluster_change, cluster_deletion, cluster_request,
    command_line, host, language, live, namespaces, notices, object_edit, outside, people, quota, sessions, theme, vm,
    vm_deletion, vm_request, vm_resize,
};

/// Forms, downloads and the event stream; the pages themselves are leptos routes of [`crate::App`].
///
/// Expects [`portal::SignedIn`] as a request extension on everything but `POST /theme` and `POST /language`.
pub fn routes() -> Router<LeptosOptions> {
    Router::new()
        .route("/events", get(live::events))
        .route("/theme", post(theme::choose))
        .route("/language", post(language::choose))
        .route("/access/account", post(account::change))
        .route("/access/sessions", post(sessions::end))
        .route("/admin/notifications/test", get(outside::back).post(outside::test))
        .route("/admin/people", post(people::change))
        .route("/access/{namespace}/{name}/revoke", post(access::revoke))
        .route("/device", post(command_line::decide))
        .route("/oauth/authorize", post(command_line::authorize))
        .route("/clusters/new", post(cluster_request::submit))
        .route("/clusters/{namespace}/{name}/lock", get(cluster::back_to_cluster).post(cluster::set_lock))
        .route("/clusters/{namespace}/{name}/scale", post(cluster_change::scale))
        .route("/clusters/{namespace}/{name}/upgrade", post(cluster_change::upgrade))
        .route("/clusters/{namespace}/{name}/kubeconfig", get(cluster::back_to_cluster).post(cluster::issue_kubeconfig))
        .route("/clusters/{namespace}/{name}/pause", get(cluster::back_to_cluster).post(cluster::set_paused))
        .route("/clusters/{namespace}/{name}/delete", post(cluster_deletion::delete))
        .route("/admin/hosts/{name}/maintenance", post(host::set_maintenance))
        .route("/quota/requests/new", post(quota::ask))
        .route("/quota/requests/{namespace}/{name}/cancel", post(quota::cancel))
        .route("/quota/requests/{namespace}/{name}/decide", post(quota::decide))
        .route("/clusters/{namespace}/{name}/edit", post(object_edit::cluster))
        .route("/vms/new", post(vm_request::submit))
        .route("/vms/{namespace}/{name}/power", get(vm::back_to_machine).post(vm::set_power))
        .route("/vms/{namespace}/{name}/edit", post(object_edit::machine))
        .route("/vms/{namespace}/{name}/resize", post(vm_resize::resize))
        .route("/vms/{namespace}/{name}/delete", post(vm_deletion::delete))
        .route("/notifications/seen", post(notices::mark))
        .route("/admin/approvals/policies/{name}", post(approvals::save_policy))
        .route("/admin/approvals/policies/{name}/delete", post(approvals::delete_policy))
        .route("/admin/audit/export", get(audit::export))
        .route("/admin/audit/check", post(audit::check))
        .route("/admin/catalog/classes/save", get(catalog::back_to_classes).post(catalog::save))
        .route("/admin/catalog/classes/{name}/delete", post(catalog::delete))
        .route("/admin/new-namespace", post(namespaces::create))
        .route("/admin/namespaces/{name}/members", get(namespaces::back_to_namespace).post(namespaces::add_member))
        .route(
            "/admin/namespaces/{name}/members/remove",
            get(namespaces::back_to_namespace).post(namespaces::remove_member),
        )
        .route("/admin/namespaces/{name}/quota", get(namespaces::back_to_namespace).post(namespaces::set_quota))
        .route("/admin/namespaces/{name}/classes", get(namespaces::back_to_namespace).post(namespaces::offer_classes))
        .route("/admin/namespaces/{name}/delete", post(namespaces::delete))
}

/// What is read of a form, in bytes. More than any form accepts, so that one that is too long can be shown again as typed.
const READ_LIMIT: usize = 4 << 20;

/// The fields that a form sent, in its order; a name may occur several times.
#[derive(Debug, Default)]
pub(crate) struct Fields(Vec<(String, String)>);

impl Fields {
    /// Takes the form out of a request.
    ///
    /// # Errors
    /// Invalid when the body is no form or over the limit; with the request's head, to answer with a page.
    pub(crate) async fn read(request: Request<Body>) -> Result<(Parts, Fields), (Parts, Error)> {
        let (parts, body) = request.into_parts();
        let mut request = Request::from_parts(parts.clone(), body);
        DefaultBodyLimit::max(READ_LIMIT).apply(&mut request);
        match Form::<Vec<(String, String)>>::from_request(request, &()).await {
            Ok(Form(fields)) => Ok((parts, Fields(fields))),
            Err(rejection) => {
                let message = if rejection.status() == http::StatusCode::PAYLOAD_TOO_LARGE {
                    t().problem_too_large()
                } else {
                    rejection.body_text()
                };
                Err((parts, Error::new(ErrorKind::Invalid, message)))
            }
        }
    }

    /// The first field of this name; empty when there is none.
    pub(crate) fn one(&self, name: &str) -> String {
        self.all(name).next().unwrap_or_default().to_owned()
    }

    /// Every field of this name, in order.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(this, _)| this == name).map(|(_, value)| value.as_str())
    }

    /// All of them, in order.
    pub(crate) fn pairs(&self) -> &[(String, String)] {
        &self.0
    }

    /// The fields of a form, for tests.
    #[cfg(test)]
    pub(crate) fn of(pairs: &[(&str, &str)]) -> Fields {
        Fields(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn fields_keep_their_order_and_every_character() {
        let request = Request::post("/clusters/new")
            .header(http::header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from("name=a+b&pool=x&pool=%C3%A9%26&yaml=a%3A+1%0D%0A&empty=&flag"))
            .expect("a request");
        let (_, fields) = Fields::read(request).await.expect("a form");
        assert_eq!(fields.one("name"), "a b");
        assert_eq!(fields.all("pool").collect::<Vec<_>>(), ["x", "é&"]);
        assert_eq!(fields.one("yaml"), "a: 1\r\n");
        assert_eq!((fields.one("empty"), fields.one("flag"), fields.one("none")), Default::default());
    }

    #[tokio::test]
    async fn a_body_over_the_limit_says_so() {
        let request = Request::post("/clusters/new")
            .header(http::header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from("a".repeat(READ_LIMIT + 1)))
            .expect("a request");
        let (_, error) = Fields::read(request).await.expect_err("over the limit");
        assert_eq!(error.message, "What was sent is larger than 4 MiB, which is more than any form takes.");
    }
}

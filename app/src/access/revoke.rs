//! Taking a kubeconfig back.

use axum::{
    Extension,
    body::Body,
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use http::Request;
use leptos::prelude::LeptosOptions;
use portal::SignedIn;

use crate::{problem::error_page, routes::Fields};

/// `POST /access/{namespace}/{name}/revoke`; leads to `back`, a page of this site, or to `/access`.
pub(crate) async fn revoke(
    State(options): State<LeptosOptions>,
    Extension(user): Extension<SignedIn>,
    Path((namespace, name)): Path<(String, String)>,
    request: Request<Body>,
) -> Response {
    let (parts, fields) = match Fields::read(request).await {
        Ok(read) => read,
        Err((parts, error)) => return error_page(options, parts, error).await,
    };
    match portal::access::revoke(&user, &namespace, &name).await {
        Ok(()) => Redirect::to(page_of_clusters(&fields.one("back"))).into_response(),
        Err(error) => error_page(options, parts, error).await,
    }
}

/// Only pages that have such a form: never another site, whatever was sent.
fn page_of_clusters(back: &str) -> &str {
    let plain = back.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if plain && back.starts_with("/clusters/") { back } else { "/access" }
}

#[cfg(test)]
mod tests {
    use super::page_of_clusters;

    #[test]
    fn a_form_leads_back_to_its_page_only() {
        for (back, page) in [
            ("/clusters/team-a/demo?tab=access", "/clusters/team-a/demo?tab=access"),
            ("/access", "/access"),
            ("", "/access"),
            ("//evil.example", "/access"),
            ("https://evil.example/clusters/", "/access"),
            ("/clusters/\\evil", "/access"),
            ("/clusters/a\r\nb", "/access"),
        ] {
            assert_eq!(page_of_clusters(back), page, "{back:?}");
        }
    }
}

//! What the form of a cluster's page does: hand out a kubeconfig. A refused form shows the page again with what was typed.

use axum::{
    Extension,
    body::Body,
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use http::{HeaderValue, Request, Uri, header, request::Parts};
use leptos::prelude::*;
use portal::{
    Error, SignedIn,
    view::{IssueKubeconfig, Tab},
};

use crate::{
    components::query::{cluster_path, link},
    problem::{error_page, render_page},
    routes::Fields,
};

/// The form for a kubeconfig was refused: what was typed, and why.
#[derive(Clone)]
pub(super) struct Refusal {
    pub(super) typed: IssueKubeconfig,
    pub(super) error: Error,
}

/// `POST /clusters/{namespace}/{name}/pause` with `paused`.
pub(crate) async fn set_paused(
    State(options): State<LeptosOptions>,
    Extension(user): Extension<SignedIn>,
    Path((namespace, name)): Path<(String, String)>,
    request: Request<Body>,
) -> Response {
    let (parts, fields) = match Fields::read(request).await {
        Ok(read) => read,
        Err((parts, error)) => return error_page(options, parts, error).await,
    };
    match portal::clusters::set_paused(&user, &namespace, &name, fields.one("paused") == "true").await {
        Ok(()) => Redirect::to(&cluster_path(&namespace, &name)).into_response(),
        Err(error) => error_page(options, parts, error).await,
    }
}

/// `POST /clusters/{namespace}/{name}/kubeconfig` with `role`, `lifetime` and `kind`; all may be missing. Answers the file.
pub(crate) async fn issue_kubeconfig(
    State(options): State<LeptosOptions>,
    Extension(user): Extension<SignedIn>,
    Path((namespace, name)): Path<(String, String)>,
    request: Request<Body>,
) -> Response {
    let (parts, fields) = match Fields::read(request).await {
        Ok(read) => read,
        Err((parts, error)) => return error_page(options, parts, error).await,
    };
    let typed = IssueKubeconfig {
        role: fields.one("role"),
        lifetime: fields.one("lifetime"),
        kind: fields.one("kind"),
        portal: None,
    };
    match portal::kubeconfig::issue(&user, &namespace, &name, &typed).await {
        Ok(file) => {
            let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{}\"", file.file_name))
                .unwrap_or(HeaderValue::from_static("attachment; filename=\"kubeconfig\""));
            let headers = [
                (header::CONTENT_TYPE, HeaderValue::from_static("application/yaml")),
                (header::CONTENT_DISPOSITION, disposition),
                (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
            ];
            (headers, file.content).into_response()
        }
        Err(error) => {
            let access = link(&cluster_path(&namespace, &name), &[("tab", Tab::Access.as_str())]);
            again(options, parts, &access, Refusal { typed, error }).await
        }
    }
}

/// `POST /clusters/{namespace}/{name}/lock` with `locked`, `true` or `false`.
pub(crate) async fn set_lock(
    State(options): State<LeptosOptions>,
    Extension(user): Extension<SignedIn>,
    Path((namespace, name)): Path<(String, String)>,
    request: Request<Body>,
) -> Response {
    let (parts, fields) = match Fields::read(request).await {
        Ok(read) => read,
        Err((parts, error)) => return error_page(options, parts, error).await,
    };
    match portal::clusters::set_lock(&user, &namespace, &name, fields.one("locked") == "true").await {
        Ok(()) => Redirect::to(&cluster_path(&namespace, &name)).into_response(),
        Err(error) => error_page(options, parts, error).await,
    }
}

/// `GET` of a path that only takes forms: back to the cluster, for who loads a refused form's address again.
pub(crate) async fn back_to_cluster(Path((namespace, name)): Path<(String, String)>) -> Redirect {
    Redirect::to(&cluster_path(&namespace, &name))
}

/// The page at `path` again, with the refusal.
async fn again(options: LeptosOptions, mut parts: Parts, path: &str, refusal: Refusal) -> Response {
    parts.uri = path.parse().unwrap_or(Uri::from_static("/clusters"));
    render_page(options, parts, move || provide_context(refusal.clone())).await
}

//! From an HTTP request to an answer: identity, authorization, routing.

use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use futures::StreamExt;
use futures::stream::FuturesUnordered;
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use serde_json::{Value, json};
use store::Entry;
use tracing::Instrument;

use super::accept::{self, Encoding, Form};
use super::audit::Trail;
use super::authn::Identity;
use super::authz::{Attributes, Decision, Target};
use super::core::{Caller, Core, Place, Warnings, Written, decode};
use super::create::Managed;
use super::delete::Deleted;
use super::error::ApiError;
use super::fence::Fence;
use super::list::{ListOptions, Page};
use super::metrics::Labels;
use super::modify::{self, Patch};
use super::options::{DeleteOptions, Query, WriteOptions};
use super::registry::{Action, Resource};
use super::render::{self, Renderer};
use super::request::{RequestInfo, ResourcePath};
use super::selection::{Selection, pinned_name};
use super::start::Engine;
use super::strategy::{Admission, Operation};
use super::update::Part;
use super::{authz, body, checks, compression, deadline, discovery, health, held, impersonation, issuer, metrics};
use super::{object, openapi, past, scale, version};

/// The id of a request. Whoever works in this process for another request passes that one's on.
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const AUDIT_ID: HeaderName = HeaderName::from_static("audit-id");

/// Deletes of a collection that run at the same time.
const CONCURRENT_DELETES: usize = 64;

/// The whole API.
pub(crate) fn router(engine: Engine) -> Router {
    let panicked = |_: Box<dyn std::any::Any + Send>| -> Response {
        ApiError::internal("the request could not be served").into_response()
    };
    Router::new()
        .fallback(serve)
        .with_state(engine)
        .layer(compression::layer())
        .layer(tower_http::catch_panic::CatchPanicLayer::custom(panicked))
}

async fn serve(State(engine): State<Engine>, request: Request) -> Response {
    let id = request_id(request.headers());
    let warnings = Warnings::default();
    let (parts, body) = request.into_parts();
    let span = tracing::debug_span!("request", id, method = %parts.method, path = parts.uri.path());
    let (core, began) = (engine.core(), Instant::now());
    let mut labels = Labels::default();
    let trail = core.audit.as_ref().map(|audit| Trail::new(&parts, &id, audit, &core.trusted_proxies));
    let answer = answer(core, &parts, body, &id, &warnings, &mut labels, trail.as_ref()).instrument(span.clone()).await;
    let mut response = answer.unwrap_or_else(IntoResponse::into_response);
    if let (Some(audit), Some(trail)) = (&core.audit, &trail)
        && let Some(record) = trail.end(response.status())
    {
        audit.tell(record).await;
    }
    core.metrics.answered(&labels, response.status(), began.elapsed());
    let headers = response.headers_mut();
    if let Ok(id) = HeaderValue::from_str(&id) {
        headers.insert(REQUEST_ID, id.clone());
        headers.insert(AUDIT_ID, id);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache, private"));
    for text in warnings.take() {
        if let Ok(value) = HeaderValue::from_str(&warning(&text)) {
            headers.append(header::WARNING, value);
        }
    }
    span.in_scope(|| tracing::debug!(status = response.status().as_u16(), "answered"));
    response
}

/// The id of a request: the caller's own when it is fit for headers and logs, else a new one.
fn request_id(headers: &HeaderMap) -> String {
    let given = headers.get(&REQUEST_ID).or_else(|| headers.get(&AUDIT_ID)).and_then(|v| v.to_str().ok());
    let fit = |id: &&str| {
        (1..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
    };
    given.filter(fit).map_or_else(|| uuid::Uuid::new_v4().to_string(), str::to_owned)
}

/// A `Warning` header (RFC 7234, 5.5), with what a quoted string cannot have escaped or replaced.
fn warning(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 10);
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_control() => quoted.push(' '),
            c => quoted.push(c),
        }
    }
    format!("299 - \"{quoted}\"")
}

async fn answer(
    core: &Arc<Core>,
    parts: &Parts,
    body: Body,
    request_id: &str,
    warnings: &Warnings,
    labels: &mut Labels,
    trail: Option<&Trail>,
) -> Result<Response, ApiError> {
    let query = Query::new(&parts.uri)?;
    let mut info = RequestInfo::new(&parts.method, parts.uri.path(), &query.0)?;
    if let Some(resource) = &mut info.resource
        && resource.name.is_empty()
        && matches!(info.verb.as_str(), "list" | "watch")
        && let Some(name) = pinned_name(&query)
    {
        resource.name = name;
    }
    let info = Arc::new(info);
    if let Some(trail) = trail {
        trail.asks(&info);
    }
    let resource = info.resource.as_ref().and_then(|p| core.registry.find(&p.group, &p.version, &p.resource));
    let applies = info.verb == "patch" && body::media_type(&parts.headers) == modify::APPLY;
    *labels = Labels::new(&info, resource, &query, applies);
    let _in_flight = core.metrics.in_flight(labels.is_mutating());
    if info.resource.is_some() {
        freshen(core, &info.verb, &query, warnings).await;
    }
    let real = core.authenticator.identify(&parts.extensions, &parts.headers).await?;
    if let (Some(trail), Some(audit)) = (trail, &core.audit) {
        trail.is_asked_by(&real, None, &info, &audit.policy);
    }
    let Identity { user, impersonated_by } = impersonation::apply(real, &parts.headers, &*core.authorizer)?;
    if let (Some(trail), Some(audit), Some(real)) = (trail, &core.audit, &impersonated_by) {
        trail.is_asked_by(&user, Some(real), &info, &audit.policy);
    }
    let seat = if health::is_health_path(&info.path) { None } else { Some(core.fairness.seat(&user).await?) };
    let rule = authz::check(&*core.authorizer, &user, &info)?;
    if let Some(trail) = trail {
        trail.is_allowed_by(rule);
    }
    let Some(path) = &info.resource else {
        return other(core, parts, &query);
    };
    let resource = resource.ok_or_else(ApiError::no_route)?;
    let request = ResourceRequest {
        core,
        resource,
        path,
        namespace: if resource.namespaced { &path.namespace } else { "" },
        query: &query,
        headers: &parts.headers,
        caller: Caller {
            user: &user,
            request_id,
            now: Utc::now(),
            warnings,
            trail: trail.filter(|_| core.audit.is_some()),
            fence: parts.extensions.get::<Fence>(),
        },
    };
    request.check_shape(&info.verb)?;
    if labels.is_watch() {
        let running = core.metrics.watching(labels, core.fairness.watch(&user)?);
        let response = request.answer(&info.verb, body).await?;
        return Ok(held::watch(response, running, core.closing.clone().cancelled_owned()));
    }
    let time = deadline::time_of(&query, core.limits.request_time)?;
    let response = deadline::within(time, request.answer(&info.verb, body)).await?;
    Ok(held::until_sent(response, seat))
}

/// Several servers may write: what they committed before this request is seen by it, also by those who judge it. Lists
/// from memory (`0`) and watches that begin where memory is need not wait for that.
async fn freshen(core: &Core, verb: &str, query: &Query, warnings: &Warnings) {
    let version = query.get("resourceVersion");
    let known = |version: &str| version.parse().is_ok_and(|version: u64| version <= core.space.revision());
    let waits = match verb {
        "watch" => version.is_some_and(|version| !known(version)),
        _ => version != Some("0"),
    };
    if waits && !core.space.fresh().await {
        warnings.add("the database does not answer: what is shown may be out of date");
    }
}

/// Paths that are no resource.
fn other(core: &Core, parts: &Parts, query: &Query) -> Result<Response, ApiError> {
    if !matches!(parts.method, http::Method::GET | http::Method::HEAD) {
        return Err(ApiError::method_not_allowed());
    }
    let path = parts.uri.path();
    if let Some(response) = core.health.answer(path, query) {
        return Ok(response);
    }
    match path.trim_end_matches('/') {
        "/metrics" => return Ok(metrics::answer(core)),
        "/version" => return Ok(axum::Json(version::info(&core.server_version.read())).into_response()),
        _ => {}
    }
    if let Some(response) = discovery::answer(core, path, &parts.headers)? {
        return Ok(response);
    }
    if let Some(response) = core.authenticator.issuer().and_then(|issuer| issuer::answer(issuer, path)) {
        return Ok(response);
    }
    openapi_document(core, path, &parts.headers)
}

fn openapi_document(core: &Core, path: &str, headers: &HeaderMap) -> Result<Response, ApiError> {
    let registry = &core.registry;
    let parts: Vec<&str> = path.split('/').filter(|p| !p.is_empty()).collect();
    let (group, version) = match parts.as_slice() {
        ["openapi", "v2"] => {
            if wants_protobuf(headers) {
                let document = registry
                    .documents()
                    .get_bytes("/openapi/v2 protobuf", || openapi::v2_protobuf(&openapi::v2_document(registry)));
                let mut response = Response::new(Body::from(document.bytes.clone()));
                response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(OPENAPI_PROTOBUF));
                return Ok(response);
            }
            accept::negotiate(headers)?;
            let document = registry.documents().get("/openapi/v2", || openapi::v2_document(registry));
            return render::encoded(Encoding::Json, StatusCode::OK, document.bytes.clone());
        }
        ["openapi", "v3"] => {
            let document = registry.documents().get("/openapi/v3", || openapi::v3_index(registry));
            return render::encoded(Encoding::Json, StatusCode::OK, document.bytes.clone());
        }
        ["openapi", "v3", "api", version] => ("", *version),
        ["openapi", "v3", "apis", group, version] => (*group, *version),
        _ => return Err(ApiError::no_route()),
    };
    if registry.of_version(group, version).next().is_none() {
        return Err(ApiError::no_route());
    }
    let name = parts.join("/");
    let document = registry.documents().get(&name, || openapi::v3_document(registry, group, version));
    render::encoded(Encoding::Json, StatusCode::OK, document.bytes.clone())
}

/// The only form of the v2 document that older clients read.
const OPENAPI_PROTOBUF: &str = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

fn wants_protobuf(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|v| v.to_str().ok()).unwrap_or_default();
    // Clients write the version with an at sign or with a dot.
    accept.starts_with("application/com.github.proto-openapi.spec.v2")
}

/// The status of a write that may make what is missing.
fn status_of(made: bool) -> StatusCode {
    if made { StatusCode::CREATED } else { StatusCode::OK }
}

/// A request about a resource.
struct ResourceRequest<'a> {
    core: &'a Arc<Core>,
    resource: &'a Arc<Resource>,
    path: &'a ResourcePath,
    /// Empty for all, and for resources of the whole cluster.
    namespace: &'a str,
    query: &'a Query,
    headers: &'a HeaderMap,
    caller: Caller<'a>,
}

impl ResourceRequest<'_> {
    /// Does the path fit the resource, and does the resource serve the verb?
    fn check_shape(&self, verb: &str) -> Result<(), ApiError> {
        // `/namespaces/x` is asked for within x itself, and nothing else of the whole cluster within any namespace.
        let own_namespace =
            self.path.resource == "namespaces" && self.path.group.is_empty() && self.path.namespace == self.path.name;
        if !self.resource.namespaced && !self.path.namespace.is_empty() && !own_namespace {
            return Err(ApiError::no_route());
        }
        let served = match self.path.subresource.as_str() {
            "" => self.resource.verbs.contains(&verb),
            "finalize" if self.resource.finalize => verb == "update",
            "status" if self.resource.status => matches!(verb, "get" | "update" | "patch"),
            "scale" if self.resource.scale.is_some() => matches!(verb, "get" | "update" | "patch"),
            _ if self.action().is_some() => verb == "create",
            _ => return Err(ApiError::no_route()),
        };
        let on_object = matches!(verb, "get" | "update" | "patch" | "delete");
        let creates_object = verb == "create" && self.action().is_none();
        if on_object && self.path.name.is_empty() || creates_object && !self.path.name.is_empty() {
            return Err(ApiError::method_not_allowed());
        }
        if self.resource.namespaced && self.namespace.is_empty() && !matches!(verb, "list" | "watch") {
            return Err(if on_object { ApiError::no_route() } else { ApiError::method_not_allowed() });
        }
        if served { Ok(()) } else { Err(ApiError::method_not_allowed()) }
    }

    /// The action that the path names.
    fn action(&self) -> Option<&Action> {
        self.resource.actions.iter().find(|action| action.name == self.path.subresource)
    }

    /// The point in time of a question about the past.
    fn instant(&self) -> Result<Option<DateTime<Utc>>, ApiError> {
        self.query.get("asOf").map(past::instant).transpose()
    }

    /// The object that the path names, now or then.
    async fn found(&self) -> Result<Arc<Entry>, ApiError> {
        if let Some(instant) = self.instant()? {
            return self.core.get_then(self.place(), instant).await;
        }
        self.core.check_fresh(self.query)?;
        self.core.get(self.place())
    }

    fn place(&self) -> Place<'_> {
        Place { resource: self.resource, namespace: self.namespace, name: &self.path.name }
    }

    fn renderer(&self) -> Result<Renderer, ApiError> {
        Renderer::new(self.resource, accept::negotiate(self.headers)?, self.query)
    }

    fn write_options(&self, verb: &str) -> Result<WriteOptions, ApiError> {
        WriteOptions::new(verb, self.query, self.headers)
    }

    async fn answer(&self, verb: &str, body: Body) -> Result<Response, ApiError> {
        if !matches!(verb, "get" | "list") && self.query.get("asOf").is_some() {
            return Err(ApiError::bad_request("asOf: only get and list can ask about the past"));
        }
        match self.path.subresource.as_str() {
            "scale" => return self.scale(verb, body).await,
            "finalize" => return self.finalize(body).await,
            _ => {}
        }
        if let Some(action) = self.action() {
            return self.act(action, body).await;
        }
        let part = if self.path.subresource == "status" { Part::Status } else { Part::Main };
        match verb {
            "get" => {
                let renderer = self.renderer()?;
                renderer.object(StatusCode::OK, &Written::Stored(self.found().await?))
            }
            "list" => {
                let renderer = self.renderer()?;
                let selection = Selection::new(self.resource, self.query, "")?;
                if let Some(instant) = self.instant()? {
                    return renderer
                        .page(self.core.list_then(self.resource, self.namespace, &selection, instant).await?);
                }
                let options = ListOptions::new(self.query)?;
                renderer.page(self.core.list(self.resource, self.namespace, &selection, &options)?)
            }
            "watch" => {
                let renderer = self.renderer()?;
                if renderer.accepted.encoding != Encoding::Json {
                    return Err(ApiError::not_acceptable());
                }
                let selection = Selection::new(self.resource, self.query, &self.path.name)?;
                self.core.watch(self.resource, self.namespace, selection, self.query, renderer)
            }
            "create" => self.create(body).await,
            "update" => {
                let (renderer, options) = (self.renderer()?, self.write_options(verb)?);
                let object = self.read_object(body, &options).await?;
                let (written, made) = self.core.put(&self.caller, self.place(), part, object, &options).await?;
                renderer.object(status_of(made), &self.shown(written)?)
            }
            "patch" => {
                let (renderer, options) = (self.renderer()?, self.write_options(verb)?);
                let patch = self.read_patch(body).await?;
                let (written, made) = self.core.patch(&self.caller, self.place(), part, patch, &options).await?;
                renderer.object(status_of(made), &self.shown(written)?)
            }
            "delete" => self.delete(body).await,
            "deletecollection" => self.delete_collection(body).await,
            _ => Err(ApiError::method_not_allowed()),
        }
    }

    fn may(&self, verb: &str) -> bool {
        let target = Target::Resource {
            group: &self.path.group,
            resource: &self.path.resource,
            subresource: "",
            namespace: &self.path.namespace,
            name: &self.path.name,
        };
        let attributes = Attributes { user: self.caller.user, verb, target };
        matches!(self.core.authorizer.authorize(&attributes), Decision::Allow(_))
    }

    /// What a writer sees of an object that was there before: whoever may not read it learns no more than that it is
    /// there.
    fn shown(&self, written: Written) -> Result<Written, ApiError> {
        if self.may("get") {
            return Ok(written);
        }
        let object = match written {
            Written::Stored(entry) => decode(self.resource, &entry)?,
            Written::Unstored(object) => object,
        };
        let mut metadata = object::meta(&object).cloned().unwrap_or_default();
        metadata.retain(|name, _| !matches!(name.as_str(), "annotations" | "labels" | "managedFields"));
        Ok(Written::Unstored(json!({
            "apiVersion": self.resource.api_version(),
            "kind": self.resource.kind,
            "metadata": metadata,
        })))
    }

    async fn read(&self, body: Body) -> Result<bytes::Bytes, ApiError> {
        body::read(self.headers, body, self.core.limits.body).await
    }

    /// Reads a whole object from the body.
    async fn read_object(&self, body: Body, options: &WriteOptions) -> Result<Value, ApiError> {
        self.read_object_of(self.resource, body, options).await
    }

    async fn read_object_of(&self, resource: &Resource, body: Body, options: &WriteOptions) -> Result<Value, ApiError> {
        let media_type = body::media_type(self.headers);
        let mut decoded = body::decode(media_type, &self.read(body).await?)?;
        checks::kind(resource, &mut decoded.value)?;
        checks::fields(resource, &mut decoded.value, &decoded.duplicates, options.validation, self.caller.warnings)?;
        Ok(decoded.value)
    }

    async fn read_patch(&self, body: Body) -> Result<Patch, ApiError> {
        let media_type = body::media_type(self.headers);
        Patch::new(self.resource, media_type, &self.read(body).await?)
    }

    async fn create(&self, body: Body) -> Result<Response, ApiError> {
        let (renderer, options) = (self.renderer()?, self.write_options("create")?);
        if !self.resource.is_stored() && renderer.accepted.form != Form::Object {
            return Err(ApiError::not_acceptable());
        }
        let mut object = self.read_object(body, &options).await?;
        if !self.resource.is_stored() {
            self.set_address(&mut object, "")?;
            let answer = self.answer_of(self.resource, &object, None).await?;
            return renderer.object(StatusCode::CREATED, &Written::Unstored(answer));
        }
        let managed = Managed::ByWriter;
        let written = self.core.create(&self.caller, self.resource, self.namespace, object, managed, &options).await?;
        renderer.object(StatusCode::CREATED, &written)
    }

    /// Does something with an object, and answers what came of it.
    async fn act(&self, action: &Action, body: Body) -> Result<Response, ApiError> {
        let options = self.write_options("create")?;
        let renderer = Renderer::new(&action.resource, accept::negotiate(self.headers)?, self.query)?;
        let mut asked = self.read_object_of(&action.resource, body, &options).await?;
        self.set_address(&mut asked, &self.path.name)?;
        let object = decode(self.resource, &*self.core.get(self.place())?)?;
        let answer = self.answer_of(&action.resource, &asked, Some(&object)).await?;
        renderer.object(StatusCode::CREATED, &Written::Unstored(answer))
    }

    /// What a kind that is not stored answers.
    async fn answer_of(&self, resource: &Resource, object: &Value, on: Option<&Value>) -> Result<Value, ApiError> {
        let admission = Admission {
            operation: Operation::Create,
            resource,
            object,
            old: on,
            user: self.caller.user,
            authorizer: &*self.core.authorizer,
            authenticator: &self.core.authenticator,
            objects: &self.core.space,
        };
        resource.strategy.answer(&admission).ok_or_else(ApiError::method_not_allowed)?.await
    }

    /// Gives an object that is not stored the address of its path; an address of its own must be that.
    fn set_address(&self, object: &mut Value, name: &str) -> Result<(), ApiError> {
        let given = object::meta_text(object, "namespace");
        if !given.is_empty() && given != self.namespace {
            return Err(ApiError::bad_request(
                "the namespace of the provided object does not match the namespace sent on the request",
            ));
        }
        let named = object::name(object);
        if !name.is_empty() && !named.is_empty() && named != name {
            return Err(ApiError::bad_request(format!(
                "the name of the object ({named}) does not match the name on the URL ({name})"
            )));
        }
        for (field, value) in [("namespace", self.namespace), ("name", name)] {
            if !value.is_empty() {
                object::meta_mut(object).insert(field.to_owned(), json!(value));
            }
        }
        Ok(())
    }

    async fn delete_options(&self, body: Body) -> Result<DeleteOptions, ApiError> {
        let bytes = self.read(body).await?;
        let decoded =
            if bytes.is_empty() { Value::Null } else { body::decode(body::media_type(self.headers), &bytes)?.value };
        DeleteOptions::new(self.query, &decoded)
    }

    async fn delete(&self, body: Body) -> Result<Response, ApiError> {
        let renderer = self.renderer()?;
        let options = self.delete_options(body).await?;
        match self.core.delete(&self.caller, self.place(), &options).await? {
            Deleted::Marked(written) => {
                let status = if options.says_accepted { StatusCode::ACCEPTED } else { StatusCode::OK };
                renderer.object(status, &self.shown(written)?)
            }
            Deleted::Gone(written) => {
                let uid = match &written {
                    Written::Stored(entry) => entry.uid().to_owned(),
                    Written::Unstored(value) => object::meta_text(value, "uid").to_owned(),
                };
                let mut details = json!({"name": self.path.name, "kind": self.resource.plural, "uid": uid});
                if !self.resource.group.is_empty() {
                    details["group"] = json!(self.resource.group);
                }
                let status = json!({
                    "kind": "Status",
                    "apiVersion": "v1",
                    "metadata": {},
                    "status": "Success",
                    "details": details,
                });
                render::encoded(renderer.accepted.encoding, StatusCode::OK, status.to_string().into())
            }
        }
    }

    async fn delete_collection(&self, body: Body) -> Result<Response, ApiError> {
        let renderer = self.renderer()?;
        let options = self.delete_options(body).await?;
        let selection = Selection::new(self.resource, self.query, "")?;
        let page = self.core.list(self.resource, self.namespace, &selection, &ListOptions::new(self.query)?)?;
        let mut running = FuturesUnordered::new();
        for entry in &page.entries {
            running.push(self.delete_one(&entry.key, &options));
            if running.len() == CONCURRENT_DELETES {
                running.next().await.transpose()?;
            }
        }
        while running.next().await.transpose()?.is_some() {}
        drop(running);
        if !self.may("list") {
            let status = json!({"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success"});
            return render::encoded(renderer.accepted.encoding, StatusCode::OK, status.to_string().into());
        }
        let revision = self.core.space.revision();
        renderer.page(Page { entries: page.entries, revision, next: String::new(), remaining: None })
    }

    async fn delete_one(&self, key: &store::Key, options: &DeleteOptions) -> Result<(), ApiError> {
        let place = Place { resource: self.resource, namespace: &key.namespace, name: &key.name };
        match self.core.delete(&self.caller, place, options).await {
            // Somebody else was quicker.
            Err(error) if error.code() == 404 => Ok(()),
            deleted => deleted.map(|_| ()),
        }
    }

    async fn finalize(&self, body: Body) -> Result<Response, ApiError> {
        let (renderer, options) = (self.renderer()?, self.write_options("update")?);
        let wanted = self.read_object(body, &options).await?;
        let written = self.core.finalize(&self.caller, self.place(), &wanted, &options).await?;
        renderer.object(StatusCode::OK, &self.shown(written)?)
    }

    async fn scale(&self, verb: &str, body: Body) -> Result<Response, ApiError> {
        let Some(paths) = &self.resource.scale else { return Err(ApiError::no_route()) };
        let accepted = accept::negotiate(self.headers)?;
        let place = self.place();
        let object = if verb == "get" {
            decode(self.resource, &*self.found().await?)?
        } else {
            let options = self.write_options(verb)?;
            let wanted = if verb == "update" {
                scale::Wanted::Whole(body::decode(body::media_type(self.headers), &self.read(body).await?)?.value)
            } else {
                scale::Wanted::Patched(self.read_patch(body).await?)
            };
            match self.core.scale(&self.caller, place, paths, &wanted, &options).await? {
                Written::Stored(entry) => decode(self.resource, &entry)?,
                Written::Unstored(value) => value,
            }
        };
        let text = scale::read(paths, &object).to_string();
        render::encoded(accepted.encoding, StatusCode::OK, text.into())
    }
}

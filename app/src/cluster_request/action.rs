//! What the buttons of the request page do. Only "Request cluster" changes anything; the others show the page again.

use axum::{
    Extension,
    body::Body,
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use http::Request;
use leptos::prelude::*;
use portal::{
    Error, SignedIn,
    cluster_request::{draft, submit as request_cluster},
    view::{FieldError, PoolForm, RequestForm, RequestInput, Unit},
};
use texts::t;

use crate::{
    components::{
        amount::amount,
        query::{cluster_path, link},
    },
    problem::{error_page, render_page},
    routes::Fields,
};

/// The most that a GuestCluster's YAML may have, in bytes. A large one has a few thousand.
pub(super) const YAML_LIMIT: usize = 256 << 10;

/// What was sent, for the page that is shown again.
#[derive(Clone)]
pub(super) struct Sent {
    /// What was typed.
    pub(super) input: RequestInput,
    /// Why the request was refused, when it was sent as one.
    pub(super) refused: Option<Error>,
    /// The field to put the cursor into.
    pub(super) focus: Option<String>,
}

/// The button that was pressed.
#[derive(Debug, PartialEq, Eq)]
enum Action {
    Submit,
    SubmitAndAsk,
    Preview,
    AddPool,
    RemovePool(usize),
    ShowYaml,
    ShowForm,
}

impl Action {
    /// What the `action` field says; everything unknown only shows the page again.
    fn of(fields: &Fields) -> Action {
        // Script sends one more `action` after the button's.
        let action = fields.all("action").last().unwrap_or_default();
        match action {
            "submit" => Action::Submit,
            "submit-and-ask" => Action::SubmitAndAsk,
            "add-pool" => Action::AddPool,
            "show-yaml" => Action::ShowYaml,
            "show-form" => Action::ShowForm,
            other => other
                .strip_prefix("remove-pool-")
                .and_then(|index| index.parse().ok())
                .map_or(Action::Preview, Action::RemovePool),
        }
    }
}

/// `POST /clusters/new`
pub(crate) async fn submit(
    State(options): State<LeptosOptions>,
    Extension(user): Extension<SignedIn>,
    request: Request<Body>,
) -> Response {
    let (parts, fields) = match Fields::read(request).await {
        Ok(read) => read,
        Err((parts, error)) => return error_page(options, parts, error).await,
    };
    let mut sent = Sent { input: input(&fields), refused: None, focus: None };
    if let Some(error) = too_long(&sent.input) {
        sent.refused = Some(error);
        return render_page(options, parts, move || provide_context(sent.clone())).await;
    }
    let action = Action::of(&fields);
    match action {
        Action::Submit | Action::SubmitAndAsk => match request_cluster(&user, &sent.input).await {
            Ok(cluster) if action == Action::SubmitAndAsk => {
                let made = [("namespace", cluster.namespace.as_str()), ("cluster", cluster.name.as_str())];
                return Redirect::to(&link("/quota/requests/new", &made)).into_response();
            }
            Ok(cluster) => return Redirect::to(&cluster_path(&cluster.namespace, &cluster.name)).into_response(),
            Err(error) => sent.refused = Some(error),
        },
        Action::AddPool => sent.focus = add_pool(&mut sent.input),
        Action::RemovePool(index) => remove_pool(&mut sent.input, index),
        Action::ShowYaml | Action::ShowForm => match draft(&user, &sent.input).await {
            Ok(draft) => sent.input = turned(sent.input, draft.form, draft.yaml, draft.errors.is_empty()),
            Err(error) => sent.refused = Some(error),
        },
        Action::Preview => {}
    }
    render_page(options, parts, move || provide_context(sent.clone())).await
}

/// What was typed, as the request's fields hold it.
fn input(fields: &Fields) -> RequestInput {
    // Browsers send every line break as two characters.
    let text = |name: &str| fields.one(name).replace("\r\n", "\n");
    if fields.one("mode") == "yaml" {
        return RequestInput::Yaml(text("yaml"));
    }
    let (mut nodes, mut classes) = (fields.all("pool_nodes"), fields.all("pool_class"));
    let pools = fields
        .all("pool_name")
        .map(|name| PoolForm {
            name: name.to_owned(),
            nodes: nodes.next().unwrap_or_default().to_owned(),
            class: classes.next().unwrap_or_default().to_owned(),
        })
        .collect();
    RequestInput::Form(RequestForm {
        name: fields.one("name"),
        namespace: fields.one("namespace"),
        version: fields.one("version"),
        storage_class: fields.one("storage_class"),
        control_plane_nodes: fields.one("control_plane_nodes"),
        control_plane_class: fields.one("control_plane_class"),
        pools,
        base: text("base"),
    })
}

/// YAML beyond [`YAML_LIMIT`] is not read at all, only shown again.
fn too_long(input: &RequestInput) -> Option<Error> {
    let RequestInput::Yaml(yaml) = input else { return None };
    (yaml.len() > YAML_LIMIT).then(|| {
        let length = amount(Unit::Byte, yaml.len() as u64);
        Error::invalid(vec![FieldError::new("yaml", t().cluster_request_yaml_too_long(length))])
    })
}

/// One more pool like the last one; gives the field to type its name into.
fn add_pool(input: &mut RequestInput) -> Option<String> {
    let RequestInput::Form(form) = input else { return None };
    let class = form.pools.last().map_or(&form.control_plane_class, |last| &last.class).clone();
    let name = (form.pools.len() + 1..)
        .map(|number| format!("pool-{number}"))
        .find(|name| form.pools.iter().all(|pool| pool.name != *name))
        .unwrap_or_default();
    form.pools.push(PoolForm { name, nodes: "1".to_owned(), class });
    Some(format!("pools.{}.name", form.pools.len() - 1))
}

fn remove_pool(input: &mut RequestInput, index: usize) {
    if let RequestInput::Form(form) = input
        && index < form.pools.len()
    {
        form.pools.remove(index);
    }
}

/// From the form to its YAML, or from YAML to the form. YAML with errors stays YAML: the form could not show them where
/// they are.
fn turned(input: RequestInput, form: RequestForm, yaml: String, valid: bool) -> RequestInput {
    match input {
        RequestInput::Form(_) => RequestInput::Yaml(yaml),
        RequestInput::Yaml(_) if valid => RequestInput::Form(form),
        input => input,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_action_counts() {
        for (pairs, action) in [
            (vec![("action", "submit")], Action::Submit),
            (vec![("action", "submit"), ("action", "preview")], Action::Preview),
            (vec![("action", "submit-and-ask")], Action::SubmitAndAsk),
            (vec![("action", "remove-pool-2")], Action::RemovePool(2)),
            (vec![("action", "remove-pool-x")], Action::Preview),
            (vec![], Action::Preview),
        ] {
            assert_eq!(Action::of(&Fields::of(&pairs)), action);
        }
    }

    fn two_pools() -> RequestInput {
        input(&Fields::of(&[
            ("name", "demo"),
            ("control_plane_nodes", "three"),
            ("pool_name", "a"),
            ("pool_nodes", "2"),
            ("pool_class", "small"),
            ("pool_name", "b"),
            ("pool_nodes", ""),
            ("pool_class", "large"),
        ]))
    }

    #[test]
    fn pools_are_read_in_order_and_word_for_word() {
        let RequestInput::Form(form) = two_pools() else { panic!("a form") };
        assert_eq!(form.control_plane_nodes, "three");
        let pools: Vec<_> = form.pools.iter().map(|p| (p.name.as_str(), p.nodes.as_str(), p.class.as_str())).collect();
        assert_eq!(pools, [("a", "2", "small"), ("b", "", "large")]);
    }

    #[test]
    fn a_new_pool_has_a_free_name_and_the_cursor() {
        let mut input = two_pools();
        assert_eq!(add_pool(&mut input).as_deref(), Some("pools.2.name"));
        let RequestInput::Form(form) = &input else { panic!("a form") };
        assert_eq!((form.pools[2].name.as_str(), form.pools[2].class.as_str()), ("pool-3", "large"));
        remove_pool(&mut input, 0);
        remove_pool(&mut input, 9);
        let RequestInput::Form(form) = &input else { panic!("a form") };
        assert_eq!(form.pools.iter().map(|p| p.name.as_str()).collect::<Vec<_>>(), ["b", "pool-3"]);
    }

    #[test]
    fn very_long_yaml_is_refused_with_its_length() {
        assert_eq!(too_long(&RequestInput::Yaml("a".repeat(YAML_LIMIT))), None);
        let error = too_long(&RequestInput::Yaml("a".repeat(2 << 20))).expect("too long");
        assert_eq!(error.fields[0].message, "The YAML has 2 MiB; at most 256 KiB are accepted.");
    }

    #[test]
    fn yaml_with_errors_stays_yaml() {
        let yaml = RequestInput::Yaml("a: [".to_owned());
        assert_eq!(turned(yaml.clone(), RequestForm::default(), "a: [".to_owned(), false), yaml);
        let form = RequestForm { name: "demo".to_owned(), ..RequestForm::default() };
        assert_eq!(turned(yaml, form.clone(), String::new(), true), RequestInput::Form(form.clone()));
        assert_eq!(
            turned(RequestInput::Form(form), RequestForm::default(), "kind: x".to_owned(), false),
            RequestInput::Yaml("kind: x".to_owned())
        );
    }
}

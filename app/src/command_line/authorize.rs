//! `/oauth/authorize`: atoll on this computer opened the browser to be signed in.

use axum::{Extension, body::Body, extract::State, response::Response};
use http::Request;
use leptos::prelude::*;
use leptos_meta::Meta;
use portal::{
    command_line::{CommandLines, check, port},
    view::Authorize,
};
use texts::t;

use super::Asking;
use crate::{
    components::{page_head::PageHead, query::link},
    problem::{error_page, render_page},
    request::{loaded, query},
    routes::Fields,
};

const PATH: &str = "/oauth/authorize";
/// The parameters, in the order of [`values`].
const NAMES: [&str; 7] =
    ["response_type", "client_id", "machine", "redirect_uri", "code_challenge", "code_challenge_method", "state"];

/// Where the browser goes when the user has decided.
#[derive(Clone)]
struct Back(String);

/// `/oauth/authorize?…`
#[component]
pub(crate) fn AuthorizePage() -> impl IntoView {
    let asked = read(|name| query(name).unwrap_or_default());
    let back = use_context::<Back>();
    loaded(
        move |user| async move {
            if back.is_none() {
                check(&asked)?;
            }
            Ok((user.user, asked, back))
        },
        |(user, asked, back)| match back {
            Some(Back(url)) => view! { <Leaving url/> }.into_any(),
            None => view! { <Consent user asked/> }.into_any(),
        },
    )
}

#[component]
fn Consent(user: String, asked: Authorize) -> impl IntoView {
    let at = port(&asked.redirect_uri).map_or_else(String::new, |port| t().command_line_port(port.to_string()));
    let hidden = NAMES
        .iter()
        .zip(values(&asked))
        .map(|(name, value)| view! { <input type="hidden" name=*name value=value/> })
        .collect_view();
    view! {
        <PageHead title=t().command_line_title() below=t().command_line_lead().into_any()/>
        <Asking user machine=asked.machine.clone() client=asked.client_id.clone()>
            <dt>{t().command_line_waits_at()}</dt><dd>{at}</dd>
        </Asking>
        <form method="post" action=PATH class="actions">
            {hidden}
            <button class="btn primary" name="decision" value="approve">{t().command_line_approve()}</button>
            <button class="btn" name="decision" value="deny">{t().command_line_refuse()}</button>
        </form>
    }
    .into_any()
}

/// On the way back to the program.
#[component]
fn Leaving(url: String) -> impl IntoView {
    view! {
        <Meta http_equiv="refresh" content=format!("0; url={url}")/>
        <PageHead title=t().command_line_leaving() below=t().command_line_leaving_lead().into_any()/>
        <p class="card"><a class="btn primary" href=url>{t().command_line_go_on()}</a></p>
    }
    .into_any()
}

/// `POST /oauth/authorize` with the parameters and `decision`.
pub(crate) async fn authorize(
    State(options): State<LeptosOptions>,
    Extension(desk): Extension<CommandLines>,
    request: Request<Body>,
) -> Response {
    let (parts, fields) = match Fields::read(request).await {
        Ok(read) => read,
        Err((parts, error)) => return error_page(options, parts, error).await,
    };
    let asked = read(|name| fields.one(name));
    let answered = async {
        check(&asked)?;
        if fields.one("decision") == "approve" {
            desk.0.grant(&asked).await.map(|code| ("code", code))
        } else {
            Ok(("error", "access_denied".to_owned()))
        }
    };
    match answered.await {
        Ok((name, value)) => {
            let back = Back(link(&asked.redirect_uri, &[(name, &value), ("state", &asked.state)]));
            render_page(options, parts, move || provide_context(back.clone())).await
        }
        Err(error) => error_page(options, parts, error).await,
    }
}

fn read(one: impl Fn(&str) -> String) -> Authorize {
    let [response_type, client_id, machine, redirect_uri, code_challenge, code_challenge_method, state] =
        NAMES.map(one);
    Authorize { response_type, client_id, machine, redirect_uri, code_challenge, code_challenge_method, state }
}

fn values(asked: &Authorize) -> [String; 7] {
    let asked = asked.clone();
    [
        asked.response_type,
        asked.client_id,
        asked.machine,
        asked.redirect_uri,
        asked.code_challenge,
        asked.code_challenge_method,
        asked.state,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rendered::{assert_has, html};

    #[test]
    fn the_form_brings_back_what_was_asked() {
        let asked = read(|name| format!("{name}\"><"));
        let html = html(|| view! { <Consent user="dev".to_owned() asked=asked.clone()/> });
        for name in NAMES {
            assert_has(&html, &[&format!(r#"name="{name}" value="{name}&quot;&gt;&lt;""#)]);
        }
        assert_eq!(read(|name| values(&asked)[NAMES.iter().position(|one| *one == name).unwrap()].clone()), asked);
    }
}

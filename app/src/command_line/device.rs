//! `/device`: the code that atoll shows on a computer without a browser.

use axum::{
    Extension,
    body::Body,
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use http::Request;
use leptos::prelude::*;
use portal::{
    Error,
    command_line::{CommandLines, read_code, shown_code},
    view::{ErrorKind, WaitingDevice},
};
use texts::t;

use super::{Asking, desk};
use crate::{
    components::{
        field::{TextField, Wrong},
        page_head::PageHead,
        time::Ago,
    },
    problem::error_page,
    request::{loaded, query},
    routes::Fields,
};

const PATH: &str = "/device";

/// What the page shows.
struct Shown {
    user: String,
    typed: String,
    waiting: Option<WaitingDevice>,
    /// What was decided just now.
    done: Option<String>,
}

/// `/device?code=…`
#[component]
pub(crate) fn DevicePage() -> impl IntoView {
    let (typed, done, desk) = (query("code").unwrap_or_default(), query("done"), desk());
    loaded(
        move |user| async move {
            let desk = desk?;
            let waiting = match read_code(&typed) {
                Some(code) => desk.0.waiting(&code).await?,
                None => None,
            };
            Ok(Shown { user: user.user, typed, waiting, done })
        },
        |shown| view! { <Device shown/> },
    )
}

#[component]
fn Device(shown: Shown) -> impl IntoView {
    let below = t().command_line_device_lead().into_any();
    let done = shown.done.as_deref().map(|done| match done {
        "approved" => t().command_line_device_approved(),
        _ => t().command_line_device_denied(),
    });
    let nothing = !shown.typed.is_empty() && shown.waiting.is_none();
    let wrong = Wrong(nothing.then(|| t().command_line_no_such_code()));
    view! {
        <PageHead title=t().command_line_device_title() below/>
        {done.map(|text| view! { <p class="card" role="status">{text}</p> })}
        {match shown.waiting {
            Some(waiting) => view! { <Waiting user=shown.user waiting/> }.into_any(),
            None => view! {
                <form method="get" action=PATH class="card stack">
                    <TextField field="code" name="code" label=t().command_line_code() value=shown.typed wrong required=true
                        help=t().command_line_code_help()/>
                    <button class="btn primary">{t().command_line_continue()}</button>
                </form>
            }
            .into_any(),
        }}
    }
    .into_any()
}

#[component]
fn Waiting(user: String, waiting: WaitingDevice) -> impl IntoView {
    let code = shown_code(&waiting.code);
    view! {
        <Asking user machine=waiting.machine client=waiting.client>
            <dt>{t().command_line_asked_from()}</dt><dd>{waiting.address}</dd>
            <dt>{t().command_line_asked()}</dt><dd><Ago at=waiting.asked_at/></dd>
            <dt>{t().command_line_code()}</dt><dd><code>{code}</code></dd>
        </Asking>
        <form method="post" action=PATH class="actions">
            <input type="hidden" name="code" value=waiting.code/>
            <button class="btn primary" name="decision" value="approve">{t().command_line_approve()}</button>
            <button class="btn" name="decision" value="deny">{t().command_line_refuse()}</button>
        </form>
    }
    .into_any()
}

/// `POST /device` with `code` and `decision`.
pub(crate) async fn decide(
    State(options): State<LeptosOptions>,
    Extension(desk): Extension<CommandLines>,
    request: Request<Body>,
) -> Response {
    let (parts, fields) = match Fields::read(request).await {
        Ok(read) => read,
        Err((parts, error)) => return error_page(options, parts, error).await,
    };
    let approve = fields.one("decision") == "approve";
    let decided = match read_code(&fields.one("code")) {
        Some(code) => desk.0.decide(&code, approve).await,
        None => Ok(false),
    };
    match decided {
        Ok(true) => Redirect::to(if approve { "/device?done=approved" } else { "/device?done=denied" }).into_response(),
        Ok(false) => {
            let message = t().command_line_code_over();
            error_page(options, parts, Error::new(ErrorKind::NotFound, message)).await
        }
        Err(error) => error_page(options, parts, error).await,
    }
}

#[cfg(test)]
mod tests {
    use chrono::Utc;

    use super::*;
    use crate::rendered::{assert_has, html};

    #[test]
    fn who_asks_is_named_before_anything_is_granted() {
        let waiting = WaitingDevice {
            code: "BCDFGHJK".into(),
            machine: "<b>laptop</b>".into(),
            client: "atoll 0.1".into(),
            address: "192.0.2.7".into(),
            asked_at: Utc::now(),
        };
        let shown = Shown { user: "dev".into(), typed: "x".into(), waiting: Some(waiting), done: None };
        let html = html(|| view! { <Device shown/> });
        assert_has(
            &html,
            &["&lt;b&gt;laptop", "atoll 0.1", "192.0.2.7", "BCDF-GHJK", ">Sign in this computer</button>"],
        );
    }

    #[test]
    fn a_code_that_nobody_waits_for_is_kept_and_told() {
        let shown = Shown { user: "dev".into(), typed: "nope".into(), waiting: None, done: None };
        let html = html(|| view! { <Device shown/> });
        assert_has(&html, &[r#"value="nope""#, "Nothing waits for this code."]);
    }
}

//! Fetching pages: this one again, or what a form would make of it.

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Document, DomParser, FormData, HtmlFormElement, RequestInit, Response, SupportedType, UrlSearchParams};

use super::window;

/// What came of fetching this page again.
pub(super) enum Fetched {
    /// The page, rendered anew.
    Page(Document),
    /// The server leads elsewhere: the session has ended.
    Elsewhere,
    /// No answer, or none that is a page.
    Nothing,
}

/// Fetches this page again.
pub(super) async fn this_page() -> Fetched {
    let Some(here) = window().and_then(|window| window.location().href().ok()) else { return Fetched::Nothing };
    match send(&here, &RequestInit::new()).await {
        Some(answer) if answer.redirected() => Fetched::Elsewhere,
        // A server in trouble does not take away what is shown.
        Some(answer) if answer.status() >= 500 => Fetched::Nothing,
        Some(answer) => parse(answer).await.map_or(Fetched::Nothing, Fetched::Page),
        None => Fetched::Nothing,
    }
}

/// The page at this address of the site; none when the server does not answer, or leads elsewhere.
pub(crate) async fn page_at(url: &str) -> Option<Document> {
    let answer = send(url, &RequestInit::new()).await?;
    if answer.redirected() { None } else { parse(answer).await }
}

/// The page that sending this form with one more field would show; none when the server does not answer.
pub(crate) async fn post_form(form: &HtmlFormElement, field: (&str, &str)) -> Option<Document> {
    let fields = FormData::new_with_form(form).ok()?;
    fields.append_with_str(field.0, field.1).ok()?;
    let body = UrlSearchParams::new_with_str_sequence_sequence(fields.unchecked_ref::<JsValue>()).ok()?;
    let request = RequestInit::new();
    request.set_method("POST");
    request.set_body(&body);
    // Not `form.action()`: a control with this name hides the property.
    parse(send(&form.get_attribute("action")?, &request).await?).await
}

async fn send(url: &str, request: &RequestInit) -> Option<Response> {
    let answer = JsFuture::from(window()?.fetch_with_str_and_init(url, request)).await.ok()?;
    answer.dyn_into().ok()
}

async fn parse(answer: Response) -> Option<Document> {
    let is_page = answer.headers().get("content-type").ok().flatten().is_some_and(|kind| kind.starts_with("text/html"));
    if !is_page {
        return None;
    }
    let text = JsFuture::from(answer.text().ok()?).await.ok()?.as_string()?;
    DomParser::new().ok()?.parse_from_string(&text, SupportedType::TextHtml).ok()
}

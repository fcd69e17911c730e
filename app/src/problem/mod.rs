//! When something went wrong: what happened, what was kept, what to do, and the id under which the log tells more.

mod respond;
mod words;

use leptos::prelude::*;
use leptos_meta::Title;
use portal::{Error, view::ErrorKind};
use texts::t;

pub(crate) use respond::{Shown, render_page};
pub use respond::{error_page, not_found};
pub(crate) use words::status;

use crate::request::{path, request_id, set_status};

/// The page at a path where there is none.
#[component]
pub(crate) fn NotFound() -> impl IntoView {
    if let Some(Shown(error)) = use_context::<Shown>() {
        return view! { <ProblemView error/> }.into_any();
    }
    let error = Error::new(ErrorKind::NotFound, t().problem_no_page(path()));
    view! { <ProblemView error/> }.into_any()
}

/// What went wrong, in the place of the page; sets the response's status.
#[component]
pub(crate) fn ProblemView(error: Error) -> impl IntoView {
    set_status(words::status(error.kind));
    let words = words::of(error.kind);
    let id = error.request_id.or_else(request_id);
    view! {
        <Title text=t().document_title(&words.title)/>
        <section class="problem" aria-labelledby="problem-title">
            <ProblemPicture/>
            <div>
                <h1 id="problem-title">{words.title}</h1>
                <p class="problem-message">{error.message}</p>
                {(error.fields.len() > 1).then(|| view! {
                    <ul class="problem-list">
                        {error.fields.into_iter().map(|field| view! { <li>{field.message}</li> }).collect_view()}
                    </ul>
                })}
                <dl class="facts">
                    <dt>{t().problem_what_was_kept()}</dt>
                    <dd>{words.kept}</dd>
                    <dt>{t().problem_what_to_do()}</dt>
                    <dd>{words.advice}</dd>
                    {id.map(|id| view! { <dt>{t().problem_request_id()}</dt><dd><code>{id}</code></dd> })}
                </dl>
                <p class="problem-actions">
                    <a class="btn primary" href="/">{t().problem_first_page()}</a>
                    <a class="btn" href="/clusters">{t().problem_clusters()}</a>
                </p>
            </div>
        </section>
    }
    .into_any()
}

/// An errors-only banner at the top of a page that is otherwise fine: the page's form was refused.
#[component]
pub(crate) fn Refused(error: Error) -> impl IntoView {
    set_status(words::status(error.kind));
    let id = error.request_id.or_else(request_id).filter(|_| error.kind == ErrorKind::Internal);
    view! {
        <div class="refused" role="alert">
            <p><b>{error.message}</b></p>
            {id.map(|id| view! { <p>{t().problem_request_id()} " " <code>{id}</code></p> })}
        </div>
    }
    .into_any()
}

/// The mark with its reef adrift: something did not close.
#[component]
fn ProblemPicture() -> impl IntoView {
    view! {
        <svg class="problem-picture" viewBox="0 0 38 38" fill="none" aria-hidden="true">
            <circle class="mark-lagoon" cx="16" cy="20" r="11.4"></circle>
            <path class="mark-island" transform="translate(0 4)" d="M9.5 27.26A13 13 0 0 1 22.5 4.74 14.26 14.26 0 0 0 9.5 27.26Z"></path>
            <path class="mark-coral" transform="translate(5.5 -2.5) rotate(14 27 13)" d="M26.24 8A13 13 0 0 1 28.72 18.7 10.33 10.33 0 0 0 26.24 8Z"></path>
            <path class="mark-island" transform="translate(0 4)" d="M27.26 22.5A13 13 0 0 1 14.19 28.87 27.52 27.52 0 0 0 27.26 22.5Z"></path>
        </svg>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rendered::{assert_has, html};

    #[test]
    fn an_error_says_what_happened_what_was_kept_and_what_to_do() {
        let mut error = Error::new(ErrorKind::Internal, "The database does not answer.");
        error.request_id = Some("req-1".to_owned());
        let html = html(|| view! { <ProblemView error/> });
        assert_has(&html, &["The database does not answer.", "What was kept", "What to do", "<code>req-1</code>"]);
    }
}

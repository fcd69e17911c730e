//! What people and programs are told outside of the portal, for administrators: how it goes, and whether it arrives.

use axum::{
    Extension,
    body::Body,
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use http::Request;
use leptos::prelude::*;
use portal::{
    SignedIn,
    outside::Outside,
    view::{self, Channel},
};
use texts::t;

use crate::{
    components::{amount::grouped, page_head::PageHead, query::link, time::Ago},
    problem::error_page,
    request::{loaded, outside, query},
    routes::Fields,
};

const PATH: &str = "/admin/notifications";

/// `/admin/notifications`
#[component]
pub(crate) fn OutsidePage() -> impl IntoView {
    let (outside, tested) = (outside(), query("tested").is_some());
    loaded(
        |user| async move { portal::outside::page(&user, &outside?).await },
        move |page| view! { <OutsideView page tested/> },
    )
}

#[component]
fn OutsideView(page: view::OutsidePage, tested: bool) -> impl IntoView {
    let view::OutsidePage { channels, may_test, my_email } = page;
    let below = t().outside_lead().into_any();
    view! {
        <PageHead title=t().outside_title() below/>
        {tested.then(|| view! { <p class="note" role="status">{t().outside_tested()}</p> })}
        {channels.is_empty().then(|| view! {
            <section class="empty">
                <h2>{t().outside_none()}</h2>
                <p>{t().outside_none_more()}</p>
            </section>
        })}
        {channels.into_iter().map(|one| view! { <OneChannel channel=one may_test my_email=my_email.clone()/> }).collect_view()}
    }
    .into_any()
}

#[component]
fn OneChannel(channel: Channel, may_test: bool, my_email: String) -> impl IntoView {
    let mail = channel.is_mail();
    let title = match channel.name.strip_prefix("webhook/") {
        Some(name) => t().outside_webhook(name),
        None => t().outside_mail(),
    };
    let id = format!("channel-{}", channel.name.replace('/', "-"));
    let button = may_test.then(|| {
        if mail && my_email.is_empty() {
            return view! { <p class="sub"><a href="/access/account">{t().outside_no_address()}</a></p> }.into_any();
        }
        view! {
            <form method="post" action="/admin/notifications/test">
                <input type="hidden" name="channel" value=channel.name.clone()/>
                <button class="btn" aria-label=t().outside_test_by(&title)>{t().outside_test()}</button>
                {mail.then(|| view! { " " <small class="sub">{t().outside_test_to(&my_email)}</small> })}
            </form>
        }
        .into_any()
    });
    let outcome = match (channel.error, channel.sent_at) {
        (Some((at, error)), _) => view! {
            <p class="refused" role="status"><b>{t().outside_error()}</b> " " <Ago at/> ": " <bdi>{error}</bdi> " " {t().outside_again()}</p>
        }
        .into_any(),
        (None, Some(_)) => view! { <p role="status">{t().outside_works()}</p> }.into_any(),
        (None, None) => view! { <p role="status" class="sub">{t().outside_untried()}</p> }.into_any(),
    };
    let when = |at: Option<chrono::DateTime<chrono::Utc>>| match at {
        Some(at) => view! { <Ago at/> }.into_any(),
        None => view! { <span class="faint">{t().outside_none_yet()}</span> }.into_any(),
    };
    let labelled = id.clone();
    view! {
        <section class="card" aria-labelledby=labelled data-key=channel.name.clone()>
            <h2 id=id>{title}</h2>
            {outcome}
            <dl class="facts">
                <dt>{t().outside_leads_to()}</dt>
                <dd><bdi>{channel.leads_to}</bdi></dd>
                <dt>{t().outside_waiting()}</dt>
                <dd>{grouped(channel.waiting)}</dd>
                {channel.oldest.map(|at| view! {
                    <dt>{t().outside_oldest()}</dt>
                    <dd><Ago at/></dd>
                })}
                <dt>{t().outside_sent()}</dt>
                <dd>{grouped(channel.sent)}</dd>
                <dt>{t().outside_last()}</dt>
                <dd>{when(channel.sent_at)}</dd>
                <dt>{t().outside_given_up()}</dt>
                <dd>{grouped(channel.given_up)}</dd>
            </dl>
            {button}
        </section>
    }
    .into_any()
}

/// `GET /admin/notifications/test`: back from a form that was sent before signing in.
pub(crate) async fn back() -> Redirect {
    Redirect::to(PATH)
}

/// `POST /admin/notifications/test` with `channel`.
pub(crate) async fn test(
    State(options): State<LeptosOptions>,
    Extension(user): Extension<SignedIn>,
    Extension(outside): Extension<Outside>,
    request: Request<Body>,
) -> Response {
    let (parts, fields) = match Fields::read(request).await {
        Ok(read) => read,
        Err((parts, error)) => return error_page(options, parts, error).await,
    };
    match portal::outside::test(&user, &outside, &fields.one("channel")).await {
        Ok(()) => Redirect::to(&link(PATH, &[("tested", "1")])).into_response(),
        Err(error) => error_page(options, parts, error).await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rendered::{assert_has, html};

    fn page(my_email: &str, may_test: bool) -> view::OutsidePage {
        let error = Some((chrono::Utc::now(), "<b>no</b> answer".to_owned()));
        let mail = Channel {
            name: "mail".to_owned(),
            leads_to: "smtp.corp.example:587".to_owned(),
            waiting: 3,
            error,
            ..Channel::default()
        };
        let hook = Channel {
            name: "webhook/chat".to_owned(),
            sent_at: Some(chrono::Utc::now()),
            sent: 1200,
            ..Channel::default()
        };
        view::OutsidePage { channels: vec![mail, hook], may_test, my_email: my_email.to_owned() }
    }

    #[test]
    fn each_channel_says_how_it_goes() {
        let html = html(|| view! { <OutsideView page=page("ann@corp.example", true) tested=true/> });
        assert_has(
            &html,
            &[
                "smtp.corp.example:587",
                "The last attempt failed",
                "&lt;b&gt;no",
                "Webhook chat",
                "The last attempt succeeded",
                "Send a test message: Mail",
                "A test goes to ann@corp.example",
                "A test message is on its way",
            ],
        );
    }

    #[test]
    fn who_has_no_address_or_no_right_sends_no_test_mail() {
        let html_of = |page| html(|| view! { <OutsideView page tested=false/> });
        let without = html_of(page("", true));
        assert!(!without.contains("test message: Mail") && without.contains("Enter one in your account"), "{without}");
        assert!(!html_of(page("ann@corp.example", false)).contains("<form"));
        assert!(html_of(view::OutsidePage::default()).contains("Nobody is told outside"));
    }
}

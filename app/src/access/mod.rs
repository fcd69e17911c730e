//! Kubeconfigs that were issued, over all clusters, and how to use clusters from the command line.

mod revoke;
mod rows;
mod setup;

use chrono::Duration;
use leptos::prelude::*;
use portal::view::{AccessPage as Page, IssuedAccess, Role};
use texts::t;

pub(crate) use revoke::revoke;
pub(crate) use rows::IssuedRows;
use setup::SetUp;

use crate::{
    components::{
        page_head::PageHead,
        time::Ago,
        within::{SLOTS, within},
    },
    request::loaded,
};

/// What ends within this time is told on top.
const SOON: Duration = Duration::hours(24);

/// `/access`
#[component]
pub(crate) fn AccessPage() -> impl IntoView {
    loaded(|user| async move { portal::access::list(&user).await }, |page| view! { <Access page/> })
}

#[component]
fn Access(page: Page) -> impl IntoView {
    let below = t().access_lead().into_any();
    let soon: Vec<IssuedAccess> = page
        .issued
        .iter()
        .filter(|one| one.mine && one.works(page.read_at) && one.expires_at < page.read_at + SOON)
        .cloned()
        .collect();
    let none = page.issued.is_empty();
    view! {
        <PageHead title=t().nav_access() below>
            <a class="btn" href="/access/sessions">{t().sessions_title()}</a>
        </PageHead>
        <Reminder soon/>
        {if none {
            view! {
                <section class="empty">
                    <crate::components::icon::Mark/>
                    <h2>{t().access_none()}</h2>
                    <p>{t().access_none_more()}</p>
                    <a class="btn primary" href="/clusters">{t().access_choose()}</a>
                </section>
            }
            .into_any()
        } else {
            view! {
                <section class="card flush" aria-labelledby="issued">
                    <h2 id="issued">{t().access_issued()}</h2>
                    <IssuedRows issued=page.issued read_at=page.read_at back="/access".to_owned() with_cluster=true/>
                </section>
            }
            .into_any()
        }}
        <SetUp server=page.portal/>
    }
    .into_any()
}

/// What of one's own ends soon.
#[component]
fn Reminder(soon: Vec<IssuedAccess>) -> impl IntoView {
    (!soon.is_empty()).then(|| {
        view! {
            <section class="card warn" aria-labelledby="soon">
                <h2 id="soon">{t().access_soon()}</h2>
                <ul>
                    {soon
                        .into_iter()
                        .map(|one| {
                            let href = rows::access_tab(&one);
                            let elements = [
                                view! { <bdi>{one.name}</bdi> }.into_any(),
                                view! { <a href=href><bdi>{one.cluster}</bdi></a> }.into_any(),
                                view! { <Ago at=one.expires_at/> }.into_any(),
                            ];
                            view! { <li>{within(&t().access_ends(SLOTS[0], SLOTS[1], SLOTS[2]), elements)}</li> }
                        })
                        .collect_view()}
                </ul>
                <p class="sub">{t().access_soon_more()}</p>
            </section>
        }
    })
}

/// The word for a role.
pub(crate) fn role_word(role: Role) -> String {
    match role {
        Role::View => t().access_role_view(),
        Role::Edit => t().access_role_edit(),
        Role::Admin => t().access_role_admin(),
    }
}

#[cfg(test)]
mod tests {
    use chrono::Utc;

    use super::*;
    use crate::rendered::{assert_has, html};
    use crate::sample::access;

    fn shown(issued: Vec<IssuedAccess>) -> String {
        let page = Page { portal: "https://atoll.example".to_owned(), issued, read_at: Utc::now() };
        html(|| view! { <Access page/> })
    }

    #[test]
    fn issued_kubeconfigs_say_whether_they_work() {
        let html = shown(access());
        assert_has(
            &html,
            &[
                "Works, ends",
                "Expired",
                "9f86d081884c",
                "/clusters/team-a/payments?tab=access",
                "atoll login --server https://atoll.example",
            ],
        );
    }

    #[test]
    fn what_ends_soon_is_told_first_and_only_that() {
        let mut one = access().remove(0);
        (one.mine, one.revoked_at, one.revoking) = (true, None, false);
        one.expires_at = Utc::now() + Duration::hours(23);
        assert!(shown(vec![one.clone()]).contains("Ends within a day"));
        for change in [
            (|one| one.expires_at = Utc::now() + Duration::hours(25)) as fn(&mut IssuedAccess),
            |one| one.expires_at = Utc::now() - Duration::hours(1),
            |one| one.mine = false,
            |one| one.revoked_at = Some(Utc::now()),
        ] {
            let mut other = one.clone();
            change(&mut other);
            assert!(!shown(vec![other]).contains("Ends within a day"));
        }
    }
}

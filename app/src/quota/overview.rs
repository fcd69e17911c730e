//! `/quota`: a ring for each resource of each namespace, who has what, what waits, and the requests.

use leptos::prelude::*;
use portal::view::{Holder, NamespaceQuota, QuotaPage as Page, ResourceUse};
use texts::t;

use super::parts::{RequestRows, WaitingCluster};
use crate::{
    components::{
        amount::amount,
        capacity::Dial,
        icon::{Glyph, Icon},
        page_head::PageHead,
        query::{cluster_path, link},
        sparkline::Sparkline,
        state::StateChip,
    },
    request::{loaded, query},
};

/// `/quota?namespace=…`
#[component]
pub(crate) fn QuotaPage() -> impl IntoView {
    let namespace = query("namespace");
    loaded(
        move |user| async move { portal::quota::overview(&user, namespace.as_deref()).await },
        |page| view! { <Overview page/> },
    )
}

#[component]
fn Overview(page: Page) -> impl IntoView {
    let may_request = page.namespaces.iter().any(|one| one.may_request);
    let below = t().quota_lead().into_any();
    let empty = page.namespaces.is_empty();
    view! {
        <PageHead title=t().nav_quota() below>
            {may_request.then(|| view! {
                <a class="btn primary" href="/quota/requests/new"><Icon glyph=Glyph::Plus/> {t().quota_ask()}</a>
            })}
        </PageHead>
        {empty.then(|| view! {
            <section class="empty">
                <h2>{t().quota_none()}</h2>
                <p>{t().quota_none_more()}</p>
                <a class="btn" href="/clusters">{t().word_see_clusters()}</a>
            </section>
        })}
        {page.namespaces.into_iter().map(|namespace| view! { <NamespaceCard namespace/> }).collect_view()}
        {(!empty).then(|| view! {
            <section class="card flush" aria-labelledby="requests">
                <h2 id="requests">{t().quota_requests()}</h2>
                {if page.requests.is_empty() {
                    view! { <p class="sub">{t().quota_no_requests()}</p> }.into_any()
                } else {
                    view! { <RequestRows rows=page.requests/> }.into_any()
                }}
            </section>
        })}
    }
    .into_any()
}

#[component]
fn NamespaceCard(namespace: NamespaceQuota) -> impl IntoView {
    let name = namespace.name.clone();
    let may_request = namespace.may_request;
    let ask = link("/quota/requests/new", &[("namespace", &name)]);
    let id = format!("quota-{name}");
    let labelled = id.clone();
    view! {
        <section class="card quota" aria-labelledby=labelled>
            <header class="quota-head">
                <h2 id=id>{name.clone()}</h2>
                {may_request.then(|| view! { <a class="btn small" href=ask>{t().quota_ask_short()}</a> })}
            </header>
            <div class="dials">
                {namespace.resources.into_iter().map(|one| view! { <Resource one/> }).collect_view()}
            </div>
            {(!namespace.waiting.is_empty()).then(|| view! {
                <h3>{t().quota_what_waits()}</h3>
                <ul class="plain">
                    {namespace
                        .waiting
                        .into_iter()
                        .map(|waiting| view! { <WaitingCluster waiting may_request/> })
                        .collect_view()}
                </ul>
            })}
            {(!namespace.holders.is_empty()).then(|| view! {
                <h3>{t().quota_who_has_it()}</h3>
                <Holders holders=namespace.holders namespace=name/>
            })}
        </section>
    }
    .into_any()
}

#[component]
fn Resource(one: ResourceUse) -> impl IntoView {
    let unit = one.gauge.unit;
    view! {
        <div class="quota-resource">
            <Dial gauge=one.gauge/>
            <Sparkline history=one.history unit/>
        </div>
    }
    .into_any()
}

#[component]
fn Holders(holders: Vec<Holder>, namespace: String) -> impl IntoView {
    view! {
        <div class="table-scroll" tabindex="0" role="group" aria-label=t().quota_who_has_quota_of(&namespace)><table class="dense">
            <thead>
                <tr>
                    <th scope="col">{t().word_cluster()}</th>
                    <th scope="col">{t().word_state()}</th>
                    <th scope="col" class="num">{t().word_cpu()}</th>
                    <th scope="col" class="num">{t().plan_column_memory()}</th>
                    <th scope="col" class="num">{t().plan_column_storage()}</th>
                </tr>
            </thead>
            <tbody>
                {holders
                    .into_iter()
                    .map(|holder| {
                        let name = match holder.cluster {
                            Some(cluster) => {
                                view! { <a href=cluster_path(&namespace, &cluster)>{cluster.clone()}</a> }.into_any()
                            }
                            None => t().quota_of_no_cluster().into_any(),
                        };
                        view! {
                            <tr>
                                <th scope="row">{name}</th>
                                <td>{holder.state.map(|state| view! { <StateChip state quiet=true/> })}</td>
                                {holder
                                    .amounts
                                    .into_iter()
                                    .map(|(unit, number)| view! { <td class="num">{amount(unit, number)}</td> })
                                    .collect_view()}
                            </tr>
                        }
                    })
                    .collect_view()}
            </tbody>
        </table></div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use portal::view::{Gauge, State, Unit, Waiting};

    use super::*;
    use crate::rendered::{assert_has, html};

    #[test]
    fn rings_holders_and_what_waits_are_shown() {
        let gauge =
            Gauge { resource: "CPU".to_owned(), unit: Unit::MilliCpu, used: 20_000, asked: 0, limit: Some(32_000) };
        let namespace = NamespaceQuota {
            name: "team-a".to_owned(),
            resources: vec![ResourceUse { name: "requests.cpu".to_owned(), gauge, history: Vec::new() }],
            holders: vec![Holder {
                cluster: Some("payments".to_owned()),
                state: Some(State::Ready),
                amounts: vec![(Unit::MilliCpu, 20_000), (Unit::Byte, 0), (Unit::Byte, 0)],
            }],
            waiting: vec![Waiting {
                namespace: "team-a".to_owned(),
                cluster: "second".to_owned(),
                missing: vec![("CPU".to_owned(), Unit::MilliCpu, 8000)],
                since: None,
                request: None,
            }],
            may_request: true,
        };
        let page = Page { namespaces: vec![namespace], requests: Vec::new() };
        let html = html(|| view! { <Overview page/> });
        assert_has(
            &html,
            &[
                r#"aria-label="CPU: 20 vCPU used of 32 vCPU""#,
                "/clusters/team-a/payments",
                "Missing are CPU: 8 vCPU.",
                "/quota/requests/new?namespace=team-a&amp;cluster=second",
            ],
        );
        assert_has(&crate::rendered::html(|| view! { <Overview page=Page::default()/> }), &["No quota bounds"]);
    }
}

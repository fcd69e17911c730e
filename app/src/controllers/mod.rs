//! How the controllers are doing.

mod sparkline;

use leptos::prelude::*;
use portal::view::{ControllerError, ControllerRow, ControllersPage as Page, Lead};
use texts::{Texts, t};

use crate::{
    components::{
        amount::{count, grouped},
        duration::exact_duration,
        page_head::{Crumb, PageHead},
        query::encode,
        time::Ago,
    },
    request::{loaded, sight},
};
use sparkline::Sparkline;

/// `/admin/controllers`
#[component]
pub(crate) fn ControllersPage() -> impl IntoView {
    let sight = sight();
    loaded(
        |user| async move { portal::controllers::page(&user, &*sight?.controllers).await },
        |page| view! { <ControllersView page/> },
    )
}

#[component]
fn ControllersView(page: Page) -> impl IntoView {
    let failing: u64 = page.rows.iter().map(|row| row.failing).sum();
    let below = if page.rows.is_empty() {
        t().controllers_none(&page.server)
    } else if failing == 0 {
        let number = page.rows.len() as u64;
        t().controllers_well(number, grouped(number), &page.server)
    } else {
        count(failing, Texts::controllers_failing)
    };
    let rows = (!page.rows.is_empty()).then(|| {
        view! {
            <section class="card flush" aria-labelledby="controllers">
                <h2 id="controllers" class="sr-only">{t().controllers_title()}</h2>
                <div class="table-scroll" tabindex="0" role="group" aria-label=t().controllers_title()>
                    <table class="dense">
                        <thead>
                            <tr>
                                <th scope="col">{t().controllers_name()}</th>
                                <th scope="col" class="num">{t().controllers_in_line()}</th>
                                <th scope="col" class="num">{t().controllers_oldest()}</th>
                                <th scope="col" class="num">{t().controllers_at_work()}</th>
                                <th scope="col" class="num">{t().controllers_failing_head()}</th>
                                <th scope="col" class="num">{t().controllers_reconciles()}</th>
                                <th scope="col" class="num">{t().controllers_half()}</th>
                                <th scope="col" class="num">{t().controllers_most()}</th>
                                <th scope="col">{t().controllers_recent()}</th>
                            </tr>
                        </thead>
                        {page.rows.into_iter().map(controller).collect_view()}
                    </table>
                </div>
            </section>
        }
    });
    view! {
        <PageHead title=t().controllers_title() crumbs=vec![Crumb::new(t().nav_fleet(), "/admin")] below=below.into_any()/>
        {page.lead.map(|lead| view! { <Leader lead server=page.server.clone()/> })}
        {rows}
    }
    .into_any()
}

/// Which of several servers leads.
#[component]
fn Leader(lead: Lead, server: String) -> impl IntoView {
    let here = lead.server == server;
    view! {
        <section class="card" aria-labelledby="leader">
            <h2 id="leader">{t().controllers_leader()}</h2>
            <p>
                {t().controllers_leads(&lead.server)}
                {lead.since.map(|at| view! { ", " {t().controllers_leads_since()} " " <Ago at=at/> })}
                {lead.heard.map(|at| view! { "; " {t().controllers_heard()} " " <Ago at=at/> })} "."
            </p>
            {(!here).then(|| view! {
                <p class="sub">{t().controllers_elsewhere(&server, &lead.server)}</p>
            })}
        </section>
    }
    .into_any()
}

fn controller(row: ControllerRow) -> impl IntoView {
    let ControllerRow {
        name,
        depth,
        oldest,
        at_work,
        failing,
        reconciles,
        retries,
        usual,
        slow,
        last_error,
        since,
        recent,
    } = row;
    view! {
        <tbody data-key=name.clone() data-failing=failing.to_string()>
            <tr>
                <th scope="row"><span class="nowrap">{name.clone()}</span> <small>{t().controllers_runs_since()} " " <Ago at=since/></small></th>
                <td class="num">{grouped(depth)}</td>
                <td class="num nowrap">{oldest.map(exact_duration)}</td>
                <td class="num">{grouped(at_work)}</td>
                <td class="num">{if failing > 0 { view! { <b class="bad">{grouped(failing)}</b> }.into_any() } else { "0".into_any() }}</td>
                <td class="num">
                    {grouped(reconciles)}
                    {(retries > 0).then(|| view! { <small>{count(retries, Texts::controllers_retries)}</small> })}
                </td>
                <td class="num nowrap">{usual.map(exact_duration)}</td>
                <td class="num nowrap">{slow.map(exact_duration)}</td>
                <td><Sparkline values=recent controller=name.clone()/></td>
            </tr>
            {last_error.map(error)}
        </tbody>
    }
    .into_any()
}

fn error(error: ControllerError) -> impl IntoView {
    let ControllerError { at, namespace, name, message } = error;
    let object = if namespace.is_empty() { name.clone() } else { format!("{namespace}/{name}") };
    let href = (!namespace.is_empty())
        .then(|| format!("/admin/audit?show=all&namespace={}&name={}", encode(&namespace), encode(&name)));
    view! {
        <tr class="controller-error">
            <td colspan="9">
                {t().controllers_last_error()} " " <Ago at=at/> ", "
                {match href {
                    Some(href) => view! { <a href=href>{object}</a> }.into_any(),
                    None => object.into_any(),
                }}
                ": " <bdi>{message}</bdi>
            </td>
        </tr>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::rendered::{assert_has, html};

    #[test]
    fn a_controller_that_fails_says_with_what() {
        let row = ControllerRow {
            name: "atoll-machine".to_owned(),
            depth: 3,
            oldest: Some(Duration::from_millis(1500)),
            at_work: 1,
            failing: 1,
            reconciles: 12_345,
            retries: 9,
            usual: Some(Duration::from_micros(400)),
            slow: Some(Duration::from_millis(40)),
            last_error: Some(ControllerError {
                at: chrono::Utc::now(),
                namespace: "team-a".to_owned(),
                name: "demo".to_owned(),
                message: "the hypervisor <does not> answer".to_owned(),
            }),
            since: chrono::Utc::now(),
            recent: vec![0; 30],
        };
        let lead = Some(Lead { server: "b".to_owned(), since: None, heard: None });
        let page = Page { rows: vec![row], server: "a".to_owned(), lead };
        let html = html(|| view! { <ControllersView page/> });
        assert_has(
            &html,
            &["12,345", "1.5 s", "0.4 ms", "the hypervisor &lt;does not&gt; answer", "You are on a.", r#"role="img""#],
        );
    }
}

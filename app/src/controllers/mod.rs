//! How the controllers are doing.

mod sparkline;

use std::time::Duration;

use leptos::prelude::*;
use portal::view::{ControllerError, ControllerRow, ControllersPage as Page, Lead};

use crate::{
    components::{
        amount::{counted, grouped},
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
        format!("No controller runs on {}.", page.server)
    } else if failing == 0 {
        format!("{} on {}; none has errors.", counted(page.rows.len() as u64, "controller", "controllers"), page.server)
    } else {
        format!(
            "{} cannot be brought to what is asked right now; each is tried again.",
            counted(failing, "object", "objects")
        )
    };
    let rows = (!page.rows.is_empty()).then(|| {
        view! {
            <section class="card flush" aria-labelledby="controllers">
                <h2 id="controllers" class="sr-only">"Controllers"</h2>
                <div class="table-scroll" tabindex="0" role="group" aria-label="Controllers">
                    <table class="dense">
                        <thead>
                            <tr>
                                <th scope="col">"Controller"</th>
                                <th scope="col" class="num">"In line"</th>
                                <th scope="col" class="num">"Oldest"</th>
                                <th scope="col" class="num">"At work"</th>
                                <th scope="col" class="num">"Failing"</th>
                                <th scope="col" class="num">"Reconciles"</th>
                                <th scope="col" class="num">"Half within"</th>
                                <th scope="col" class="num">"99 % within"</th>
                                <th scope="col">"Last 5 minutes"</th>
                            </tr>
                        </thead>
                        {page.rows.into_iter().map(controller).collect_view()}
                    </table>
                </div>
            </section>
        }
    });
    view! {
        <PageHead title="Controllers" crumbs=vec![Crumb::new("Fleet", "/admin")] below=below.into_any()/>
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
            <h2 id="leader">"Leader"</h2>
            <p>
                {format!("{} runs the controllers", lead.server)}
                {lead.since.map(|at| view! { ", since " <Ago at=at/> })}
                {lead.heard.map(|at| view! { "; last heard of " <Ago at=at/> })} "."
            </p>
            {(!here).then(|| view! {
                <p class="sub">{format!("You are on {server}. The figures of the controllers are on the portal of {}.", lead.server)}</p>
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
    let label = format!("Reconciles of {name} in each ten seconds of the last five minutes");
    view! {
        <tbody data-key=name.clone() data-failing=failing.to_string()>
            <tr>
                <th scope="row"><span class="nowrap">{name.clone()}</span> <small>"Runs since " <Ago at=since/></small></th>
                <td class="num">{grouped(depth)}</td>
                <td class="num nowrap">{oldest.map(time)}</td>
                <td class="num">{grouped(at_work)}</td>
                <td class="num">{if failing > 0 { view! { <b class="bad">{grouped(failing)}</b> }.into_any() } else { "0".into_any() }}</td>
                <td class="num">
                    {grouped(reconciles)}
                    {(retries > 0).then(|| view! { <small>{counted(retries, "was tried again", "were tried again")}</small> })}
                </td>
                <td class="num nowrap">{usual.map(time)}</td>
                <td class="num nowrap">{slow.map(time)}</td>
                <td><Sparkline values=recent label/></td>
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
                "Last error " <Ago at=at/> ", "
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

/// `0.4 ms`, `12 ms`, `3.2 s`, `5 min`.
fn time(duration: Duration) -> String {
    let ms = duration.as_secs_f64() * 1000.0;
    match ms {
        ..10.0 => format!("{ms:.1} ms"),
        ..1000.0 => format!("{ms:.0} ms"),
        ..120_000.0 => format!("{:.1} s", ms / 1000.0),
        _ => format!("{:.0} min", ms / 60_000.0),
    }
}

#[cfg(test)]
mod tests {
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

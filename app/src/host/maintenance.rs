//! Setting a host in maintenance: what it would do is shown first; that a host is to be emptied is confirmed by its name.

use axum::{
    Extension,
    body::Body,
    extract::{Path, State as AxumState},
    response::{IntoResponse, Redirect, Response},
};
use http::Request;
use leptos::prelude::*;
use portal::{
    Error, SignedIn,
    view::{Affected, ErrorKind, Fate, Leaving, MaintenancePreview, MaintenanceWish},
};
use texts::{Texts, t};

use super::crumbs;
use crate::{
    components::{
        amount::count,
        capacity::Bar,
        field::{TextField, Wrong},
        page_head::{Crumb, PageHead},
        query::{cluster_path, host_path, vm_path},
    },
    problem::{Refused, error_page, render_page},
    request::{loaded, param},
    routes::Fields,
};

/// The form was refused: what was typed, and why.
#[derive(Clone)]
struct Refusal {
    typed: String,
    error: Error,
}

/// `/admin/hosts/{name}/maintenance`
#[component]
pub(crate) fn MaintenancePage() -> impl IntoView {
    let name = param("name");
    let refusal = use_context::<Refusal>();
    loaded(
        move |user| async move { portal::admin::host::preview(&user, &name).await },
        move |preview| view! { <Preview preview refusal/> },
    )
}

#[component]
fn Preview(preview: MaintenancePreview, refusal: Option<Refusal>) -> impl IntoView {
    let MaintenancePreview { name, wish, leaving, machines, clusters, hosts } = preview;
    let path = host_path(&name);
    let action = format!("{path}/maintenance");
    let mut crumbs = crumbs();
    crumbs.push(Crumb::new(name.clone(), path.clone()));
    let wrong = |refusal: &Refusal| {
        refusal.error.fields.iter().find(|wrong| wrong.field == "confirm").map(|wrong| wrong.message.clone())
    };
    let (typed, wrong) = match &refusal {
        Some(refusal) => (refusal.typed.clone(), Wrong(wrong(refusal))),
        None => Default::default(),
    };
    let having = |wanted: fn(&Fate) -> bool| machines.iter().filter(|one| wanted(&one.fate)).count() as u64;
    let (no_room, stay) = (having(|fate| *fate == Fate::NoRoom), having(|fate| *fate == Fate::Stays));
    let number = count(machines.len() as u64, Texts::count_machines);
    let below = match clusters.len() as u64 {
        0 => t().host_lead_without_clusters(number),
        clusters => t().host_lead(number, count(clusters, Texts::count_clusters)),
    }
    .into_any();
    let how = match leaving {
        Leaving::Moved => t().host_moved(),
        Leaving::Replaced => t().host_replaced(),
        Leaving::Never => t().host_never(),
    };
    let was = wish.as_str();
    let empty = machines.is_empty();
    view! {
        <PageHead title=t().host_maintenance_of(&name) crumbs below/>
        {refusal.map(|refusal| view! { <Refused error=refusal.error/> })}
        <div class="grid wide-narrow top">
            <div class="stack">
                <section class="card flush" aria-labelledby="affected">
                    <h2 id="affected">{t().host_affected()}</h2>
                    {if empty {
                        view! { <p class="sub">{t().host_no_machine()}</p> }.into_any()
                    } else {
                        view! { <Machines machines/> }.into_any()
                    }}
                </section>
                <section class="card" aria-labelledby="others">
                    <h2 id="others">{t().host_others()}</h2>
                    {if hosts.is_empty() {
                        view! { <p class="sub">{t().host_no_others()}</p> }.into_any()
                    } else {
                        let rows = hosts.into_iter().map(|host| view! {
                            <li data-key=host.name.clone()>
                                <a href=host_path(&host.name)>{host.name.clone()}</a>
                                <div class="host-gauges">{host.gauges.into_iter().map(|gauge| view! { <Bar gauge/> }).collect_view()}</div>
                            </li>
                        });
                        view! { <ul class="room">{rows.collect_view()}</ul> }.into_any()
                    }}
                </section>
            </div>
            <div class="stack">
                {(no_room + stay > 0).then(|| view! {
                    <section class="card warn" aria-labelledby="holding">
                        <h2 id="holding">{t().host_holding()}</h2>
                        <ul class="plain">
                            {(no_room > 0).then(|| view! { <li>{count(no_room, Texts::host_no_room)}</li> })}
                            {(stay > 0).then(|| view! { <li>{count(stay, Texts::host_stay)}</li> })}
                        </ul>
                    </section>
                })}
                {(wish == MaintenanceWish::Work).then(|| view! {
                    <section class="card" aria-labelledby="cordon">
                        <h2 id="cordon">{t().host_cordon()}</h2>
                        <p class="sub">{t().host_cordon_lead()} " " {t().host_same_as()} " " <code>{format!("kubectl cordon {name}")}</code> "."</p>
                        <form method="post" action=action.clone()>
                            <input type="hidden" name="was" value=was/>
                            <button class="btn" name="wish" value="cordon">{t().host_cordon()}</button>
                        </form>
                    </section>
                })}
                <section class="card danger-zone" aria-labelledby="drain">
                    <h2 id="drain">{t().host_empty_it()}</h2>
                    <p class="sub">{how}</p>
                    <form method="post" action=action class="stack">
                        <input type="hidden" name="was" value=was/>
                        <TextField field="confirm" name="confirm" label=t().host_confirm(&name) value=typed wrong required=true/>
                        <div class="actions">
                            <button class="btn primary-danger" name="wish" value="drain">{t().host_empty()}</button>
                            <a class="btn" href=path>{t().host_leave()}</a>
                        </div>
                    </form>
                </section>
            </div>
        </div>
    }
    .into_any()
}

#[component]
fn Machines(machines: Vec<Affected>) -> impl IntoView {
    let row = |affected: Affected| {
        let Affected { machine, fate } = affected;
        let namespace = machine.object.namespace.clone().unwrap_or_default();
        let cluster = machine.cluster.map(|cluster| {
            view! { <a href=cluster_path(&namespace, &cluster)>{cluster.clone()}</a> }
        });
        let fate = match fate {
            Fate::To(host) => host,
            Fate::NoRoom => t().host_no_room_for_it(),
            Fate::Stays => t().host_stays(),
        };
        view! {
            <tr>
                <th scope="row"><a href=vm_path(&namespace, &machine.object.name)><bdi>{machine.object.name.clone()}</bdi></a></th>
                <td>{namespace.clone()}</td>
                <td>{cluster}</td>
                <td>{fate}</td>
            </tr>
        }
    };
    view! {
        <div class="table-scroll" tabindex="0" role="group" aria-label=t().word_machines()>
            <table class="dense">
                <thead>
                    <tr>
                        <th scope="col">{t().host_machine()}</th>
                        <th scope="col">{t().word_namespace()}</th>
                        <th scope="col">{t().word_cluster()}</th>
                        <th scope="col">{t().host_would_go_to()}</th>
                    </tr>
                </thead>
                <tbody>{machines.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// `POST /admin/hosts/{name}/maintenance` with `wish`, `was` and `confirm`, the name as typed.
pub(crate) async fn set_maintenance(
    AxumState(options): AxumState<LeptosOptions>,
    Extension(user): Extension<SignedIn>,
    Path(name): Path<String>,
    request: Request<Body>,
) -> Response {
    let (parts, fields) = match Fields::read(request).await {
        Ok(read) => read,
        Err((parts, error)) => return error_page(options, parts, error).await,
    };
    let typed = fields.one("confirm");
    let Some(wish) = MaintenanceWish::parse(&fields.one("wish")) else {
        let error = Error::new(ErrorKind::Invalid, t().host_no_wish());
        return error_page(options, parts, error).await;
    };
    let was = MaintenanceWish::parse(&fields.one("was"));
    match portal::admin::host::set(&user, &name, wish, was, &typed).await {
        Ok(()) => Redirect::to(&host_path(&name)).into_response(),
        Err(error) => {
            let refusal = Refusal { typed, error };
            render_page(options, parts, move || provide_context(refusal.clone())).await
        }
    }
}

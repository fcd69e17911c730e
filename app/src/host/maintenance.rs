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

use super::crumbs;
use crate::{
    components::{
        amount::counted,
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
    let count = |wanted: fn(&Fate) -> bool| machines.iter().filter(|one| wanted(&one.fate)).count() as u64;
    let (no_room, stay) = (count(|fate| *fate == Fate::NoRoom), count(|fate| *fate == Fate::Stays));
    let below = format!(
        "{} of {} on it.",
        counted(machines.len() as u64, "machine", "machines"),
        counted(clusters.len() as u64, "cluster", "clusters"),
    )
    .into_any();
    let how = match leaving {
        Leaving::Moved => {
            "The hypervisor moves them to other hosts one after another, while they run. They keep their addresses and disks."
        }
        Leaving::Replaced => {
            "Machines of clusters are replaced by new ones on other hosts, one at a time in each pool; a control plane makes the new machine first. Other machines stay."
        }
        Leaving::Never => "This hypervisor places machines by itself: set the host in maintenance there.",
    };
    let was = wish.as_str();
    let empty = machines.is_empty();
    view! {
        <PageHead title=format!("Maintenance of {name}") crumbs below/>
        {refusal.map(|refusal| view! { <Refused error=refusal.error/> })}
        <div class="grid wide-narrow top">
            <div class="stack">
                <section class="card flush" aria-labelledby="affected">
                    <h2 id="affected">"What is on it, and where it would go"</h2>
                    {if empty {
                        view! { <p class="sub">"No machine is on it."</p> }.into_any()
                    } else {
                        view! { <Machines machines/> }.into_any()
                    }}
                </section>
                <section class="card" aria-labelledby="others">
                    <h2 id="others">"Other hosts that take machines"</h2>
                    {if hosts.is_empty() {
                        view! { <p class="sub">"There is no other host that takes machines."</p> }.into_any()
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
                        <h2 id="holding">"What would hold it up"</h2>
                        <ul class="plain">
                            {(no_room > 0).then(|| view! { <li>{counted(no_room, "machine fits", "machines fit")} " on no other host today."</li> })}
                            {(stay > 0).then(|| view! { <li>{counted(stay, "machine stays", "machines stay")} " until its owner makes it anew."</li> })}
                        </ul>
                    </section>
                })}
                {(wish == MaintenanceWish::Work).then(|| view! {
                    <section class="card" aria-labelledby="cordon">
                        <h2 id="cordon">"Take no new machines"</h2>
                        <p class="sub">"What is on it stays and goes on running. The same as " <code>{format!("kubectl cordon {name}")}</code> "."</p>
                        <form method="post" action=action.clone()>
                            <input type="hidden" name="was" value=was/>
                            <button class="btn" name="wish" value="cordon">"Take no new machines"</button>
                        </form>
                    </section>
                })}
                <section class="card danger-zone" aria-labelledby="drain">
                    <h2 id="drain">"Empty it"</h2>
                    <p class="sub">{how}</p>
                    <form method="post" action=action class="stack">
                        <input type="hidden" name="was" value=was/>
                        <TextField field="confirm" name="confirm" label=format!("Type {name} to confirm") value=typed wrong required=true/>
                        <div class="actions">
                            <button class="btn primary-danger" name="wish" value="drain">"Empty the host"</button>
                            <a class="btn" href=path>"Leave it as it is"</a>
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
            Fate::NoRoom => "no room elsewhere today".to_owned(),
            Fate::Stays => "stays".to_owned(),
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
        <div class="table-scroll" tabindex="0" role="group" aria-label="Machines">
            <table class="dense">
                <thead>
                    <tr>
                        <th scope="col">"Machine"</th>
                        <th scope="col">"Namespace"</th>
                        <th scope="col">"Cluster"</th>
                        <th scope="col">"Would go to"</th>
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
        let error = Error::new(ErrorKind::Invalid, "The form does not say what is to be done with the host.");
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

//! The first tab: how it came up, what it is.

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use portal::view::{Disk, MachineOverview, MachineRow, Unit};

use crate::components::{amount::amount, conditions::Conditions, time::Ago, timeline::Timeline};

#[component]
pub(super) fn OverviewTab(overview: MachineOverview, row: MachineRow, read_at: DateTime<Utc>) -> impl IntoView {
    let MachineOverview { timeline, size, disks, image, storage_class, addresses, user_data, restarted, conditions } =
        overview;
    let size = size.into_iter().filter(|gauge| gauge.used > 0).map(|gauge| {
        view! { <dt>{gauge.resource}</dt><dd>{amount(gauge.unit, gauge.used)}</dd> }
    });
    let addresses = if addresses.is_empty() { row.address.clone().into_iter().collect() } else { addresses };
    view! {
        <div class="grid wide-narrow">
            <section class="card" aria-labelledby="timeline">
                <h2 id="timeline">"How it came up"</h2>
                <Timeline steps=timeline now=read_at/>
            </section>
            <section class="card" aria-labelledby="facts">
                <h2 id="facts">"What it is"</h2>
                <dl class="facts">
                    <dt>"Machine class"</dt>
                    <dd>{or_none(row.class)}</dd>
                    {size.collect_view()}
                    <dt>"Image"</dt>
                    <dd>{or_none(image)}</dd>
                    <dt>"Address"</dt>
                    <dd>{if addresses.is_empty() { "none yet".into_any() } else { view! { <code>{addresses.join(", ")}</code> }.into_any() }}</dd>
                    <dt>"Host"</dt>
                    <dd>{row.host.unwrap_or_else(|| "none yet".to_owned())}</dd>
                    <dt>"User data"</dt>
                    <dd>{match user_data {
                        Some(secret) => view! { "Secret " <code>{secret}</code> }.into_any(),
                        None => "none".into_any(),
                    }}</dd>
                    {restarted.map(|at| view! { <dt>"Restarted"</dt><dd><Ago at/></dd> })}
                </dl>
            </section>
        </div>
        <section class="card flush" aria-labelledby="disks">
            <h2 id="disks">"Disks"</h2>
            <DiskRows disks storage_class/>
        </section>
        <section class="card flush" aria-labelledby="conditions">
            <h2 id="conditions">"Conditions"</h2>
            <Conditions conditions/>
        </section>
    }
    .into_any()
}

fn or_none(text: String) -> String {
    if text.is_empty() { "none".to_owned() } else { text }
}

#[component]
fn DiskRows(disks: Vec<Disk>, storage_class: String) -> impl IntoView {
    let row = |disk: Disk| {
        view! {
            <tr>
                <th scope="row">{disk.name}</th>
                <td>{match disk.claim {
                    Some(claim) => view! { "claim " <code>{claim}</code> }.into_any(),
                    None => "the image".into_any(),
                }}</td>
                <td>{storage_class.clone()}</td>
                <td class="num">{disk.size.map_or_else(|| "not known".to_owned(), |bytes| amount(Unit::Byte, bytes))}</td>
            </tr>
        }
    };
    view! {
        <div class="table-scroll" tabindex="0" role="group" aria-label="Disks">
            <table>
                <thead>
                    <tr>
                        <th scope="col">"Disk"</th>
                        <th scope="col">"From"</th>
                        <th scope="col">"Storage class"</th>
                        <th scope="col" class="num">"Size"</th>
                    </tr>
                </thead>
                <tbody>{disks.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

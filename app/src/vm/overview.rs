//! The first tab: how it came up, what it is.

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use portal::view::{Disk, MachineOverview, MachineRow, Unit};
use texts::t;

use crate::components::{
    amount::amount,
    conditions::Conditions,
    time::Ago,
    timeline::Timeline,
    within::{SLOTS, within},
};

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
                <h2 id="timeline">{t().vm_timeline()}</h2>
                <Timeline steps=timeline now=read_at/>
            </section>
            <section class="card" aria-labelledby="facts">
                <h2 id="facts">{t().vm_facts()}</h2>
                <dl class="facts">
                    <dt>{t().word_machine_class()}</dt>
                    <dd>{or_none(row.class)}</dd>
                    {size.collect_view()}
                    <dt>{t().word_image()}</dt>
                    <dd>{or_none(image)}</dd>
                    <dt>{t().word_address()}</dt>
                    <dd>{if addresses.is_empty() { t().vm_none_yet().into_any() } else { view! { <code>{addresses.join(", ")}</code> }.into_any() }}</dd>
                    <dt>{t().word_host()}</dt>
                    <dd>{row.host.unwrap_or_else(|| t().vm_none_yet())}</dd>
                    <dt>{t().vm_user_data()}</dt>
                    <dd>{match user_data {
                        Some(secret) => {
                            let name = view! { <code>{secret}</code> }.into_any();
                            within(&t().vm_secret(SLOTS[0]), [name]).into_any()
                        },
                        None => t().word_none().into_any(),
                    }}</dd>
                    {restarted.map(|at| view! { <dt>{t().vm_restarted()}</dt><dd><Ago at/></dd> })}
                </dl>
            </section>
        </div>
        <section class="card flush" aria-labelledby="disks">
            <h2 id="disks">{t().vm_disks()}</h2>
            <DiskRows disks storage_class/>
        </section>
        <section class="card flush" aria-labelledby="conditions">
            <h2 id="conditions">{t().word_conditions()}</h2>
            <Conditions conditions/>
        </section>
    }
    .into_any()
}

fn or_none(text: String) -> String {
    if text.is_empty() { t().word_none() } else { text }
}

#[component]
fn DiskRows(disks: Vec<Disk>, storage_class: String) -> impl IntoView {
    let row = |disk: Disk| {
        view! {
            <tr>
                <th scope="row">{disk.name}</th>
                <td>{match disk.claim {
                    Some(claim) => {
                        let name = view! { <code>{claim}</code> }.into_any();
                        within(&t().vm_claim(SLOTS[0]), [name]).into_any()
                    },
                    None => t().vm_disk_of_image().into_any(),
                }}</td>
                <td>{storage_class.clone()}</td>
                <td class="num">{disk.size.map_or_else(|| t().word_not_known(), |bytes| amount(Unit::Byte, bytes))}</td>
            </tr>
        }
    };
    view! {
        <div class="table-scroll" tabindex="0" role="group" aria-label=t().vm_disks()>
            <table>
                <thead>
                    <tr>
                        <th scope="col">{t().vm_disk()}</th>
                        <th scope="col">{t().word_from()}</th>
                        <th scope="col">{t().word_storage_class()}</th>
                        <th scope="col" class="num">{t().vm_disk_size()}</th>
                    </tr>
                </thead>
                <tbody>{disks.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

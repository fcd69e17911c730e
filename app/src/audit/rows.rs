//! Records as rows of a table.

use leptos::prelude::*;
use portal::view::{AuditRow, Outcome, Told};
use texts::t;

use super::words::{object_path, request_path, sentence};
use crate::components::time::Ago;

/// Records, in the order in which they come.
#[component]
pub(super) fn Records(rows: Vec<AuditRow>) -> impl IntoView {
    view! {
        <div class="table-scroll" tabindex="0" role="group" aria-label=t().audit_records_label()>
            <table class="dense audit">
                <thead>
                    <tr>
                        <th scope="col">{t().audit_when()}</th>
                        <th scope="col">{t().audit_what()}</th>
                        <th scope="col">{t().audit_where()}</th>
                        <th scope="col">{t().audit_outcome()}</th>
                        <th scope="col">{t().audit_request()}</th>
                    </tr>
                </thead>
                <tbody>{rows.into_iter().map(record).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn record(row: AuditRow) -> impl IntoView {
    let outcome = Outcome::of(row.code);
    let request = row.cause.as_ref().unwrap_or(&row.request);
    let (href, short) = (request_path(request), short(request));
    let own = row.cause.is_some().then(|| view! { <small title=row.request.clone()>{t().audit_part_of_it()}</small> });
    // What the hypervisor did is told of a machine; the Event that tells it is nobody's object.
    let name = match &row.told {
        Some(Told::Hypervisor { name, .. }) => name.clone(),
        _ => row.name.clone(),
    };
    let place = match object_path(&row) {
        Some(href) => view! { <a href=href><bdi>{name}</bdi></a> }.into_any(),
        None => view! { <bdi>{name}</bdi> }.into_any(),
    };
    view! {
        <tr data-key=row.seq.to_string()>
            <td class="nowrap"><a href=format!("/admin/audit/records/{}", row.seq)><Ago at=row.at/></a></td>
            <th scope="row" class="what"><bdi>{sentence(&row, None)}</bdi></th>
            <td>{place} {(!row.namespace.is_empty()).then(|| view! { <small>{row.namespace.clone()}</small> })}</td>
            <td class="nowrap" data-outcome=outcome.as_str()>
                {outcome.word()} " " <span class="faint num">{row.code}</span>
            </td>
            <td class="nowrap"><a href=href><code>{short}</code></a> {own}</td>
        </tr>
    }
    .into_any()
}

/// The beginning of an id, enough to tell two apart.
fn short(id: &str) -> String {
    let mut short: String = id.chars().take(8).collect();
    if id.chars().count() > 8 {
        short.push('…');
    }
    short
}

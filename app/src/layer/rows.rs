//! Objects and hosts as rows of a table.

use leptos::prelude::*;
use portal::view::{LayerRow, ObjectRef};

use crate::components::{
    amount::grouped,
    capacity::Bar,
    query::{cluster_path, link},
    state::StateChip,
    time::Ago,
};

/// Objects of any kind.
#[component]
pub(super) fn ObjectRows(rows: Vec<LayerRow>) -> impl IntoView {
    let with_host = rows.iter().any(|row| row.host.is_some());
    let with_version = rows.iter().any(|row| row.version.is_some());
    let cells = move |row: LayerRow| {
        let key =
            format!("{}/{}/{}", row.object.kind, row.object.namespace.as_deref().unwrap_or_default(), row.object.name);
        view! {
            <tr data-key=key>
                <th scope="row">
                    <span class="kind">{row.object.kind.clone()}</span> " "
                    {match page_of(&row.object, row.cluster.as_deref()) {
                        Some(href) => view! { <a href=href>{row.object.name.clone()}</a> }.into_any(),
                        None => row.object.name.clone().into_any(),
                    }}
                </th>
                <td>{row.object.namespace.clone()}</td>
                <td class="why inline-note">
                    <StateChip state=row.state quiet=true/>
                    {(!row.note.is_empty()).then(|| view! { <small>{row.note}</small> })}
                </td>
                {with_host.then(|| view! { <td>{row.host}</td> })}
                {with_version.then(|| view! { <td class="num-left">{row.version}</td> })}
                <td class="num"><Ago at=row.created/></td>
            </tr>
        }
    };
    view! {
        <div class="table-scroll" tabindex="0" role="group" aria-label="Objects">
            <table>
                <thead>
                    <tr>
                        <th scope="col">"Object"</th>
                        <th scope="col">"Namespace"</th>
                        <th scope="col">"State"</th>
                        {with_host.then(|| view! { <th scope="col">"Host"</th> })}
                        {with_version.then(|| view! { <th scope="col">"Version"</th> })}
                        <th scope="col" class="num">"Age"</th>
                    </tr>
                </thead>
                <tbody>{rows.into_iter().map(cells).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// Where an object is shown: a guest cluster on its page, what belongs to one in its topology.
fn page_of(object: &ObjectRef, cluster: Option<&str>) -> Option<String> {
    let namespace = object.namespace.as_deref()?;
    if object.kind == "GuestCluster" {
        return Some(cluster_path(namespace, &object.name));
    }
    let opened = format!("{}/{}", object.kind, object.name);
    Some(link(&cluster_path(namespace, cluster?), &[("tab", "topology"), ("object", &opened)]))
}

/// Hosts with their capacity.
#[component]
pub(super) fn HostRows(rows: Vec<LayerRow>) -> impl IntoView {
    view! {
        <div class="table-scroll" tabindex="0" role="group" aria-label="Hosts">
            <table>
                <thead>
                    <tr>
                        <th scope="col">"Host"</th>
                        <th scope="col">"State"</th>
                        <th scope="col" class="num">"Machines"</th>
                        <th scope="col">"Capacity"</th>
                        <th scope="col" class="num">"Age"</th>
                    </tr>
                </thead>
                <tbody>{rows.into_iter().map(host_row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn host_row(row: LayerRow) -> impl IntoView {
    let machines = link("/admin/layers/vms", &[("host", &row.object.name)]);
    let (count, gauges, remarks) = match row.capacity {
        Some(capacity) => {
            let remarks: Vec<&str> = [(capacity.cordoned, "takes no new machines"), (capacity.simulated, "simulated")]
                .into_iter()
                .filter_map(|(is, text)| is.then_some(text))
                .collect();
            (grouped(capacity.machines.into()), capacity.gauges, remarks.join(", "))
        }
        None => Default::default(),
    };
    view! {
        <tr data-key=row.object.name.clone()>
            <th scope="row"><a href=machines>{row.object.name.clone()}</a> {(!remarks.is_empty()).then(|| view! { <small>{remarks}</small> })}</th>
            <td class="why">
                <StateChip state=row.state quiet=true/>
                {(!row.note.is_empty()).then(|| view! { <small>{row.note}</small> })}
            </td>
            <td class="num">{count}</td>
            <td>
                <div class="host-gauges">{gauges.into_iter().map(|gauge| view! { <Bar gauge/> }).collect_view()}</div>
            </td>
            <td class="num"><Ago at=row.created/></td>
        </tr>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_are_shown_where_they_belong() {
        let object = |kind: &str| ObjectRef {
            api_version: "v1".to_owned(),
            kind: kind.to_owned(),
            namespace: Some("team-a".to_owned()),
            name: "x".to_owned(),
        };
        assert_eq!(page_of(&object("GuestCluster"), None).as_deref(), Some("/clusters/team-a/x"));
        assert_eq!(
            page_of(&object("Machine"), Some("demo")).as_deref(),
            Some("/clusters/team-a/demo?tab=topology&object=Machine%2Fx")
        );
        assert_eq!(page_of(&object("VirtualMachine"), None), None);
        assert_eq!(page_of(&ObjectRef { namespace: None, ..object("VirtualMachineClass") }, None), None);
    }
}

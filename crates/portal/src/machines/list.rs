//! The list of machines: filter, sort, page.

use chrono::Utc;

use super::row::row;
use crate::{
    SignedIn,
    clusters::cut,
    kind, namespaces,
    view::{Error, MachineFilter, MachineList, MachineOwner, MachineRow, MachineSort, StateCounts},
};

/// One page of the machines that the user may see.
///
/// # Errors
/// When the API does not answer.
pub async fn list(ctx: &SignedIn, filter: &MachineFilter) -> Result<MachineList, Error> {
    let spaces = namespaces::allowed(ctx, "list", &kind::VIRTUAL_MACHINE).await?;
    let machines = namespaces::list_everywhere(ctx, &kind::VIRTUAL_MACHINE).await?;
    Ok(page(machines.iter().map(row).collect(), spaces, filter))
}

/// Filters, counts, sorts and cuts. Pure.
fn page(rows: Vec<MachineRow>, namespaces: Vec<String>, filter: &MachineFilter) -> MachineList {
    let mut classes: Vec<String> = rows.iter().map(|row| row.class.clone()).filter(|name| !name.is_empty()).collect();
    classes.sort();
    classes.dedup();
    let text = filter.text.as_deref().map(str::to_lowercase).unwrap_or_default();
    let in_scope = |row: &MachineRow| {
        let words = [Some(&row.name), row.address.as_ref(), row.host.as_ref(), row.cluster.as_ref()];
        filter.namespace.as_ref().is_none_or(|namespace| row.namespace == *namespace)
            && filter.class.as_ref().is_none_or(|class| row.class == *class)
            && (text.is_empty() || words.into_iter().flatten().any(|word| word.to_lowercase().contains(&text)))
    };
    let mut rows: Vec<MachineRow> = rows.into_iter().filter(in_scope).collect();
    let of_clusters = rows.iter().filter(|row| row.cluster.is_some()).count() as u64;
    let owners = [rows.len() as u64 - of_clusters, of_clusters];
    rows.retain(|row| match filter.owner {
        MachineOwner::People => row.cluster.is_none(),
        MachineOwner::Clusters => row.cluster.is_some(),
        MachineOwner::All => true,
    });
    let counts: StateCounts = rows.iter().map(|row| row.state).collect();
    rows.retain(|row| filter.state.is_none_or(|state| row.state == state));
    sort(&mut rows, filter.sort, filter.descending);
    let total = rows.len();
    let (number, pages) = cut(total, MachineList::PAGE, filter.page);
    let rows = rows.into_iter().skip((number - 1) * MachineList::PAGE).take(MachineList::PAGE).collect();
    MachineList {
        rows,
        total: total as u64,
        counts,
        owners,
        namespaces,
        classes,
        page: u32::try_from(number).unwrap_or(u32::MAX),
        pages: u32::try_from(pages).unwrap_or(u32::MAX),
        read_at: Utc::now(),
    }
}

fn sort(rows: &mut [MachineRow], by: MachineSort, descending: bool) {
    rows.sort_by(|a, b| (&a.name, &a.namespace).cmp(&(&b.name, &b.namespace)));
    match by {
        MachineSort::State => rows.sort_by_key(|row| row.state),
        MachineSort::Name => {}
        MachineSort::Namespace => rows.sort_by(|a, b| a.namespace.cmp(&b.namespace)),
        MachineSort::Class => rows.sort_by(|a, b| a.class.cmp(&b.class)),
        MachineSort::Host => rows.sort_by(|a, b| a.host.cmp(&b.host)),
        MachineSort::Age => rows.sort_by_key(|row| row.created),
    }
    if descending {
        rows.reverse();
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::page;
    use crate::view::{MachineFilter, MachineList, MachineOwner, MachineRow, MachineSort, Power, State};

    fn row(name: &str, state: State, class: &str, cluster: Option<&str>) -> MachineRow {
        MachineRow {
            namespace: "team-a".to_owned(),
            name: name.to_owned(),
            state,
            cause: None,
            power: Power::On,
            class: class.to_owned(),
            address: Some(format!("10.0.0.{}", name.len())),
            host: Some(format!("host-{name}")),
            cluster: cluster.map(str::to_owned),
            created: DateTime::UNIX_EPOCH,
            created_by: None,
        }
    }

    fn rows() -> Vec<MachineRow> {
        vec![
            row("web", State::Ready, "small", None),
            row("data", State::Failed, "large", None),
            row("demo-w-1", State::Ready, "small", Some("demo")),
        ]
    }

    fn list(filter: &MachineFilter) -> MachineList {
        page(rows(), vec!["team-a".to_owned()], filter)
    }

    fn names(filter: &MachineFilter) -> Vec<String> {
        list(filter).rows.into_iter().map(|row| row.name).collect()
    }

    #[test]
    fn machines_of_clusters_stand_apart_unless_asked_for() {
        assert_eq!(names(&MachineFilter::default()), ["data", "web"]);
        let of = |owner| MachineFilter { owner, ..Default::default() };
        assert_eq!(names(&of(MachineOwner::Clusters)), ["demo-w-1"]);
        assert_eq!(names(&of(MachineOwner::All)), ["data", "demo-w-1", "web"]);
        assert_eq!(list(&of(MachineOwner::Clusters)).owners, [2, 1]);
        assert_eq!(list(&MachineFilter::default()).counts.total(), 2);
    }

    #[test]
    fn lists_are_filtered_and_sorted() {
        let all = MachineFilter { owner: MachineOwner::All, ..Default::default() };
        assert_eq!(names(&MachineFilter { sort: MachineSort::State, ..all.clone() }), ["data", "demo-w-1", "web"]);
        assert_eq!(names(&MachineFilter { class: Some("small".into()), ..all.clone() }), ["demo-w-1", "web"]);
        for (text, found) in [("WEB", "web"), ("10.0.0.4", "data"), ("demo", "demo-w-1"), ("host-data", "data")] {
            assert_eq!(names(&MachineFilter { text: Some(text.into()), ..all.clone() }), [found], "{text}");
        }
        assert_eq!(names(&MachineFilter { state: Some(State::Failed), ..all.clone() }), ["data"]);
        assert_eq!(names(&MachineFilter { descending: true, ..all.clone() }), ["web", "demo-w-1", "data"]);
        assert_eq!(names(&MachineFilter { namespace: Some("team-b".into()), ..all }), Vec::<String>::new());
        assert_eq!(list(&MachineFilter::default()).classes, ["large", "small"]);
    }
}

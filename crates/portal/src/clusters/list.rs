//! The list of clusters: filter, sort, page.

use chrono::Utc;

use crate::{
    SignedIn, kind, namespaces, rows,
    view::{ClusterFilter, ClusterList, ClusterRow, ClusterSort, Error, State, StateCounts},
};

/// One page of the clusters that the user may see.
///
/// # Errors
/// When the API does not answer.
pub async fn list(ctx: &SignedIn, filter: &ClusterFilter) -> Result<ClusterList, Error> {
    let spaces = namespaces::allowed(ctx, "list", &kind::GUEST_CLUSTER).await?;
    let clusters = namespaces::list_everywhere(ctx, &kind::GUEST_CLUSTER).await?;
    Ok(page(clusters.iter().map(rows::row).collect(), spaces, filter))
}

/// Filters, counts, sorts and cuts. Pure.
fn page(rows: Vec<ClusterRow>, namespaces: Vec<String>, filter: &ClusterFilter) -> ClusterList {
    let text = filter.text.as_deref().map(str::to_lowercase).unwrap_or_default();
    let in_scope = |row: &ClusterRow| {
        filter.namespace.as_ref().is_none_or(|namespace| row.namespace == *namespace)
            && (text.is_empty() || row.name.to_lowercase().contains(&text))
    };
    let mut rows: Vec<ClusterRow> = rows.into_iter().filter(in_scope).collect();
    let counts: StateCounts = rows.iter().map(|row| row.state).collect();
    rows.retain(|row| filter.state.is_none_or(|state: State| row.state == state));
    sort(&mut rows, filter.sort, filter.descending);
    let total = rows.len();
    let (number, pages) = cut(total, ClusterList::PAGE, filter.page);
    let rows = rows.into_iter().skip((number - 1) * ClusterList::PAGE).take(ClusterList::PAGE).collect();
    ClusterList {
        rows,
        total: total as u64,
        counts,
        namespaces,
        page: u32::try_from(number).unwrap_or(u32::MAX),
        pages: u32::try_from(pages).unwrap_or(u32::MAX),
        read_at: Utc::now(),
    }
}

/// The page to show, from 1, and how many there are.
pub(crate) fn cut(total: usize, size: usize, asked: u32) -> (usize, usize) {
    let pages = total.div_ceil(size).max(1);
    (usize::try_from(asked).unwrap_or(usize::MAX).clamp(1, pages), pages)
}

fn sort(rows: &mut [ClusterRow], by: ClusterSort, descending: bool) {
    rows.sort_by(|a, b| (&a.name, &a.namespace).cmp(&(&b.name, &b.namespace)));
    match by {
        ClusterSort::State => rows.sort_by_key(|row| row.state),
        ClusterSort::Name => {}
        ClusterSort::Namespace => rows.sort_by(|a, b| a.namespace.cmp(&b.namespace)),
        ClusterSort::Version => rows.sort_by_key(|row| version_key(&row.version)),
        ClusterSort::Workers => rows.sort_by_key(|row| row.workers.desired),
        ClusterSort::Age => rows.sort_by_key(|row| row.created),
    }
    if descending {
        rows.reverse();
    }
}

/// The numbers of a version, so that v1.9 comes before v1.10.
pub(crate) fn version_key(version: &str) -> Vec<u64> {
    version.split(|c: char| !c.is_ascii_digit()).filter_map(|part| part.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::page;
    use crate::view::{ClusterFilter, ClusterRow, ClusterSort, Count, State};

    fn row(name: &str, state: State, version: &str, workers: u32) -> ClusterRow {
        ClusterRow {
            namespace: "team-a".to_owned(),
            name: name.to_owned(),
            state,
            cause: None,
            version: version.to_owned(),
            control_plane: Count::default(),
            workers: Count { ready: 0, desired: workers },
            created: DateTime::UNIX_EPOCH,
            created_by: None,
        }
    }

    fn names(filter: &ClusterFilter) -> Vec<String> {
        let rows = vec![
            row("beta", State::Ready, "v1.10.0", 2),
            row("alpha", State::Failed, "v1.9.1", 7),
            row("gamma", State::Ready, "v1.9.0", 0),
        ];
        page(rows, Vec::new(), filter).rows.into_iter().map(|row| row.name).collect()
    }

    #[test]
    fn lists_are_filtered_and_sorted() {
        let filter = |sort| ClusterFilter { sort, ..Default::default() };
        assert_eq!(names(&filter(ClusterSort::Name)), ["alpha", "beta", "gamma"]);
        assert_eq!(names(&filter(ClusterSort::State)), ["alpha", "beta", "gamma"]);
        assert_eq!(names(&filter(ClusterSort::Version)), ["gamma", "alpha", "beta"]);
        assert_eq!(
            names(&ClusterFilter { descending: true, ..filter(ClusterSort::Workers) }),
            ["alpha", "beta", "gamma"]
        );
        assert_eq!(names(&ClusterFilter { state: Some(State::Ready), ..Default::default() }), ["beta", "gamma"]);
        assert_eq!(names(&ClusterFilter { text: Some("ET".to_owned()), ..Default::default() }), ["beta"]);
    }

    #[test]
    fn a_page_beyond_the_end_is_the_last_one() {
        let rows = (0..250).map(|index| row(&format!("c{index:03}"), State::Ready, "v1", 0)).collect();
        let list = page(rows, Vec::new(), &ClusterFilter { page: 99, state: Some(State::Ready), ..Default::default() });
        assert_eq!((list.page, list.pages, list.total, list.rows.len()), (3, 3, 250, 50));
        assert_eq!(list.counts.ready, 250);
    }
}

//! The search in its URL.

use portal::view::{AuditFilter, Outcome, Shown};

use crate::components::query::link;

/// The search that a URL asks for; `get` gives the value of a parameter.
pub(super) fn of(get: impl Fn(&str) -> Option<String>) -> AuditFilter {
    let text = |name: &str| get(name).unwrap_or_default();
    AuditFilter {
        who: text("who"),
        verb: text("verb"),
        resource: text("resource"),
        namespace: text("namespace"),
        name: text("name"),
        request: text("request"),
        outcome: get("outcome").as_deref().and_then(Outcome::parse),
        from: text("from"),
        to: text("to"),
        text: text("text"),
        shown: get("show").as_deref().and_then(Shown::parse).unwrap_or_default(),
        before: get("before").and_then(|value| value.parse().ok()),
    }
}

/// The URL at `path` with this search.
pub(super) fn url(path: &str, filter: &AuditFilter) -> String {
    let before = filter.before.map(|before| before.to_string()).unwrap_or_default();
    link(
        path,
        &[
            ("who", &filter.who),
            ("verb", &filter.verb),
            ("resource", &filter.resource),
            ("namespace", &filter.namespace),
            ("name", &filter.name),
            ("request", &filter.request),
            ("outcome", filter.outcome.map(Outcome::as_str).unwrap_or_default()),
            ("from", &filter.from),
            ("to", &filter.to),
            ("text", &filter.text),
            ("show", if filter.shown == Shown::default() { "" } else { filter.shown.as_str() }),
            ("before", &before),
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_survives_its_url() {
        let filter = AuditFilter {
            who: "dev".to_owned(),
            outcome: Some(Outcome::Refused),
            text: "a b".to_owned(),
            shown: Shown::All,
            before: Some(17),
            ..AuditFilter::default()
        };
        let url = url("/admin/audit", &filter);
        assert_eq!(url, "/admin/audit?who=dev&outcome=refused&text=a%20b&show=all&before=17");
        let pairs = [("who", "dev"), ("outcome", "refused"), ("text", "a b"), ("show", "all"), ("before", "17")];
        let get = |name: &str| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
        assert_eq!(of(get), filter);
    }
}

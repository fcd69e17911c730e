//! What a record is found by: columns beside it, which have indexes.

use serde::Deserialize;

/// The values of the columns, in the order of [`FoundBy::COLUMNS`]; `None` where the record does not say.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct FoundBy {
    pub(crate) request: Option<String>,
    pub(crate) cause: Option<String>,
    pub(crate) username: Option<String>,
    pub(crate) verb: Option<String>,
    pub(crate) resource: Option<String>,
    pub(crate) namespace: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) code: Option<i64>,
}

/// What of a record is read.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Said {
    #[serde(rename = "auditID")]
    audit_id: Option<String>,
    verb: Option<String>,
    user: User,
    object_ref: Object,
    response_status: Status,
    annotations: Annotations,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct User {
    username: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Object {
    resource: Option<String>,
    namespace: Option<String>,
    name: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Status {
    code: Option<i64>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Annotations {
    #[serde(rename = "atoll.dev/request-id")]
    cause: Option<String>,
}

impl FoundBy {
    /// The columns.
    pub(crate) const COLUMNS: [&str; 8] =
        ["request", "cause", "username", "verb", "resource", "namespace", "name", "code"];

    /// Reads a record. One of another form is found by nothing but its text. A NUL character, which PostgreSQL does not
    /// store, becomes a replacement character.
    pub(crate) fn of(record: &str) -> FoundBy {
        let said: Said = serde_json::from_str(record).unwrap_or_default();
        let text = |value: Option<String>| value.filter(|value| !value.is_empty()).map(storable);
        FoundBy {
            request: text(said.audit_id),
            cause: text(said.annotations.cause),
            username: text(said.user.username),
            verb: text(said.verb),
            resource: text(said.object_ref.resource),
            namespace: text(said.object_ref.namespace),
            name: text(said.object_ref.name),
            code: said.response_status.code,
        }
    }
}

/// Indexes have no room for endless keys: what is longer than any name is cut.
const LONGEST: usize = 512;

fn storable(mut text: String) -> String {
    text.truncate(text.floor_char_boundary(LONGEST));
    if text.contains('\0') { text.replace('\0', "\u{fffd}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_record_says_is_read_and_the_rest_left_out() {
        let record = r#"{"kind":"Event","auditID":"r-2","verb":"update","user":{"username":"admin","groups":["a"]},
            "objectRef":{"resource":"quotarequests","namespace":"team-a","name":"more","uid":"u"},
            "responseStatus":{"code":200},"annotations":{"atoll.dev/request-id":"r-1","atoll.dev/server":"s"}}"#;
        let found = FoundBy::of(record);
        assert_eq!((found.request.as_deref(), found.cause.as_deref()), (Some("r-2"), Some("r-1")));
        assert_eq!((found.username.as_deref(), found.verb.as_deref()), (Some("admin"), Some("update")));
        assert_eq!((found.resource.as_deref(), found.name.as_deref()), (Some("quotarequests"), Some("more")));
        assert_eq!((found.namespace.as_deref(), found.code), (Some("team-a"), Some(200)));
        for other in ["", "[]", r#"{"kind":"Retention","through":{"seq":1}}"#, r#"{"user":{"username":""}}"#] {
            assert_eq!(FoundBy::of(other), FoundBy::default(), "{other}");
        }
        assert_eq!(FoundBy::of(r#"{"verb":"a\u0000b"}"#).verb.as_deref(), Some("a\u{fffd}b"));
    }
}

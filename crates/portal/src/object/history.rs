//! The past of one object: its newest changes, how it was at a moment, and what changed between two.

use chrono::{DateTime, Duration, Utc};
use texts::t;

use super::{difference, moment, past::Source};
use crate::{
    explain::object,
    facts::{Facts, parse_time},
    view::{Change, Difference, Error, FieldError, History, ObjectQuestion, Reach, Seen, Then, Writer},
    yaml,
};

/// Everything on the History tab. `newest` is the object as it is, or as it was last when it went at `gone`.
pub(super) async fn of(
    source: &Source<'_>,
    newest: &Facts,
    gone: Option<DateTime<Utc>>,
    question: &ObjectQuestion,
) -> Result<History, Error> {
    let reach = source.reach().await?;
    let now = Utc::now();
    let typed = [&question.at, &question.from, &question.to].map(|text| text.clone().unwrap_or_default());
    let mut wrong = Vec::new();
    let mut read = |field: &str, text: &Option<String>| {
        let at = text.as_deref().map(|text| moment::parse(text, now));
        match at.transpose() {
            Ok(at) => at.filter(|at| {
                let early = matches!(reach, Reach::Since(since) if *at < since);
                if early {
                    wrong.push(FieldError::new(field, t().error_history_too_early()));
                }
                !early
            }),
            Err(message) => {
                wrong.push(FieldError::new(field, message));
                None
            }
        }
    };
    let (at, from, to) = (read("at", &question.at), read("from", &question.from), read("to", &question.to));
    if reach == Reach::Nothing {
        return Ok(History { reach, typed, wrong, changes: Vec::new(), more: false, shown: Seen::Nothing });
    }
    let shown = match (from, at) {
        (Some(from), _) => Seen::Difference(Box::new(between(source, from, to.unwrap_or(now)).await?)),
        (None, Some(at)) => {
            let then = source.at(at).await?;
            Seen::Then { at, object: then.as_ref().map(|object| Box::new(then_of(object))) }
        }
        (None, None) => match gone {
            Some(at) => Seen::Then { at, object: Some(Box::new(then_of(newest))) },
            None => Seen::Nothing,
        },
    };
    let (changes, more) = changes(source, newest).await?;
    Ok(History { reach, typed, wrong, changes, more, shown })
}

fn then_of(object: &Facts) -> Then {
    let finding = object::assess(object);
    Then { state: finding.state, cause: finding.cause, yaml: yaml::shown(object.object()) }
}

async fn between(source: &Source<'_>, one: DateTime<Utc>, other: DateTime<Utc>) -> Result<Difference, Error> {
    let (from, to) = (one.min(other), one.max(other));
    let (old, new) = tokio::try_join!(source.at(from), source.at(to))?;
    let text = |object: &Option<Facts>| object.as_ref().map(|one| yaml::compared(one.object())).unwrap_or_default();
    let (hunks, added, removed) = difference::hunks(&text(&old), &text(&new));
    let mut by = new.as_ref().map(writers).unwrap_or_default();
    // Managed fields are exact to the second.
    by.retain(|writer| writer.at.is_some_and(|at| at + Duration::seconds(1) > from && at <= to));
    Ok(Difference { from, to, there: (old.is_some(), new.is_some()), hunks, added, removed, by })
}

/// The newest changes, found by going back from write to write: the object says when it was last written to, and what it
/// was just before that says when the write before was.
async fn changes(source: &Source<'_>, newest: &Facts) -> Result<(Vec<Change>, bool), Error> {
    let mut changes = Vec::new();
    let mut object = newest.clone();
    while let Some(mut change) = last_change(&object) {
        let before = source.at(change.at - Duration::milliseconds(1)).await?;
        let before = before.filter(|before| before.uid() == object.uid());
        change.first = before.is_none() && object.created().is_none_or(|created| created >= change.at);
        let reached_back = before
            .as_ref()
            .is_none_or(|before| before.text("/metadata/resourceVersion") == object.text("/metadata/resourceVersion"));
        changes.push(change);
        match before {
            Some(before) if !reached_back && changes.len() < History::CHANGES => object = before,
            Some(_) => return Ok((changes, !reached_back)),
            None => break,
        }
    }
    Ok((changes, false))
}

/// The last write that an object shows; none for objects without any time.
fn last_change(object: &Facts) -> Option<Change> {
    let writers = writers(object);
    let at = writers.iter().filter_map(|writer| writer.at).max().or_else(|| object.created())?;
    let finding = object::assess(object);
    Some(Change {
        at,
        state: finding.state,
        note: finding.note.words(),
        by: writers.into_iter().filter(|writer| writer.at == Some(at)).collect(),
        first: false,
    })
}

/// Who wrote to an object, by its managed fields, newest first.
fn writers(object: &Facts) -> Vec<Writer> {
    let text = |entry: &serde_json::Value, key: &str| entry[key].as_str().unwrap_or_default().to_owned();
    let entries = object.items("/metadata/managedFields").map(|entry| Writer {
        manager: text(entry, "manager"),
        subresource: text(entry, "subresource"),
        at: parse_time(&text(entry, "time")),
    });
    let mut writers: Vec<Writer> = entries.collect();
    writers.sort_by(|a, b| b.at.cmp(&a.at).then_with(|| a.cmp(b)));
    writers.dedup();
    writers
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::last_change;
    use crate::facts::Facts;

    #[test]
    fn the_last_write_names_everybody_who_wrote_in_that_second() {
        let entry = |manager: &str, subresource: &str, time: &str| json!({"manager": manager, "subresource": subresource, "time": time});
        let object = json!({"metadata": {"creationTimestamp": "2026-11-21T10:00:00Z", "managedFields": [
            entry("atoll", "", "2026-11-21T10:00:00Z"),
            entry("kubectl", "", "2026-11-21T10:05:00Z"),
            entry("atoll", "status", "2026-11-21T10:05:00Z"),
        ]}});
        let change = last_change(&Facts::new(object, "v1", "ConfigMap")).expect("a change");
        assert_eq!(change.at.to_rfc3339(), "2026-11-21T10:05:00+00:00");
        let by: Vec<_> = change.by.iter().map(|w| (w.manager.as_str(), w.subresource.as_str())).collect();
        assert_eq!(by, [("atoll", "status"), ("kubectl", "")]);
        let bare = json!({"metadata": {"creationTimestamp": "2026-11-21T10:00:00Z"}});
        let change = last_change(&Facts::new(bare, "v1", "ConfigMap")).expect("its creation");
        assert!(change.by.is_empty());
    }
}

//! What a message says, as it is kept in the outbox.

use chrono::{DateTime, Utc};
use portal::tidings::{Event, Place};
use serde::{Deserialize, Serialize};
use serde_json::json;
use texts::t;

/// The content of one message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Content {
    /// The event's word, for programs.
    pub(super) event: String,
    /// When it was noticed.
    pub(super) at: DateTime<Utc>,
    /// What happened.
    pub(super) sentence: String,
    /// What somebody, or an object, says about it.
    pub(super) detail: Option<String>,
    /// What it is about; none for a test.
    pub(super) place: Option<Place>,
    /// Who asked for that; empty when nobody is known.
    pub(super) owner: String,
    /// It is for somebody who may decide.
    pub(super) to_decide: bool,
}

impl Content {
    /// The content of an event, in the language that is spoken.
    pub(super) fn of(event: &Event, place: &Place, owner: &str, at: DateTime<Utc>) -> Content {
        Content {
            event: event.word().to_owned(),
            at,
            sentence: event.sentence(place),
            detail: event.detail().map(str::to_owned),
            place: Some(place.clone()),
            owner: owner.to_owned(),
            to_decide: matches!(event, Event::Asked { .. }),
        }
    }

    /// A message that says only that it arrived.
    pub(super) fn test(by: &str, at: DateTime<Utc>) -> Content {
        let (event, sentence) = (Event::Test.word().to_owned(), t().message_test());
        Content { event, at, sentence, detail: None, place: None, owner: by.to_owned(), to_decide: false }
    }

    fn link(&self, portal: &str) -> String {
        // What is deleted has no page any more.
        let page = self.place.as_ref().filter(|_| self.event != Event::Gone.word()).map(Place::path);
        format!("{portal}{}", page.unwrap_or_default())
    }

    /// The body of a mail.
    pub(super) fn text(&self, portal: &str) -> String {
        let detail = self.detail.as_ref().map(|detail| format!("{detail}\n\n")).unwrap_or_default();
        let foot = t().message_foot(format!("{portal}/access/account"));
        format!("{}\n\n{detail}{}\n\n-- \n{foot}\n", self.sentence, self.link(portal))
    }

    /// What a webhook gets.
    pub(super) fn json(&self, id: &str, portal: &str) -> String {
        let place = |of: fn(&Place) -> &String| self.place.as_ref().map(of);
        json!({
            "id": id,
            "event": self.event,
            "at": self.at,
            "sentence": self.sentence,
            "detail": self.detail,
            "kind": place(|place| &place.kind),
            "namespace": place(|place| &place.namespace),
            "name": place(|place| &place.name),
            "owner": self.owner,
            "url": self.link(portal),
        })
        .to_string()
    }
}

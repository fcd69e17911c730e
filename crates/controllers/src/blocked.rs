//! Why something cannot go on: the reason and message of a condition that is not true.

use std::fmt::Write;

/// A gate that is closed, in the words its condition will carry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Blocked {
    /// CamelCase word for machines.
    pub(crate) reason: &'static str,
    /// One sentence for people, without secrets.
    pub(crate) message: String,
}

impl Blocked {
    /// A named object is not there.
    pub(crate) const NOT_FOUND: &'static str = "NotFound";
    /// A named object is there and says that it is not ready.
    pub(crate) const NOT_READY: &'static str = "NotReady";
    /// The request contradicts itself or something it names.
    pub(crate) const INVALID: &'static str = "Invalid";
    /// The request asks for what this hypervisor driver cannot do.
    pub(crate) const UNSUPPORTED: &'static str = "Unsupported";

    /// A closed gate with this reason and message.
    pub(crate) fn new(reason: &'static str, message: impl Into<String>) -> Self {
        Self { reason, message: message.into() }
    }

    /// `what` named `name` does not exist; names those of the same kind that do.
    ///
    /// `plural` and `place` complete the sentence: `class "huge" does not exist; classes here: small, large`.
    pub(crate) fn missing(what: &str, name: &str, plural: &str, mut existing: Vec<String>) -> Self {
        const SHOWN: usize = 12;
        existing.sort_unstable();
        let mut message = format!("{what} \"{name}\" does not exist");
        match existing.len() {
            0 => _ = write!(message, "; there are no {plural} here"),
            count => {
                _ = write!(message, "; {plural} here: {}", existing[..count.min(SHOWN)].join(", "));
                if count > SHOWN {
                    _ = write!(message, " and {} more", count - SHOWN);
                }
            }
        }
        Self::new(Self::NOT_FOUND, message)
    }
}

#[cfg(test)]
mod tests {
    use super::Blocked;

    #[test]
    fn missing_names_what_there_is() {
        let names = |count: usize| (0..count).map(|n| format!("c{n:02}")).collect::<Vec<_>>();
        for (existing, message) in [
            (vec![], "class \"huge\" does not exist; there are no classes here"),
            (vec!["b".to_owned(), "a".to_owned()], "class \"huge\" does not exist; classes here: a, b"),
            (
                names(14),
                "class \"huge\" does not exist; classes here: c00, c01, c02, c03, c04, c05, c06, c07, c08, c09, c10, c11 and 2 more",
            ),
        ] {
            assert_eq!(Blocked::missing("class", "huge", "classes", existing).message, message);
        }
    }
}

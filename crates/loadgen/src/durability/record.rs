//! What one writer was told is stored, and what may be there after a crash.

use std::collections::BTreeMap;

/// A version of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Version {
    pub(super) revision: u64,
    pub(super) value: String,
}

/// A request that is not answered yet: it may have happened or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Open {
    /// The object gets this value.
    Put {
        name: String,
        value: String,
    },
    Delete {
        name: String,
    },
}

/// The objects of one writer. Nobody else writes them.
#[derive(Debug, Default)]
pub(super) struct Record {
    acknowledged: BTreeMap<String, Version>,
    open: Option<Open>,
}

impl Record {
    /// Names of the objects that are there.
    pub(super) fn names(&self) -> impl ExactSizeIterator<Item = &String> {
        self.acknowledged.keys()
    }

    /// A request is sent.
    pub(super) fn ask(&mut self, open: Open) {
        self.open = Some(open);
    }

    /// It was answered with success; a deletion has no revision.
    pub(super) fn acknowledge(&mut self, revision: u64) {
        match self.open.take() {
            Some(Open::Put { name, value }) => {
                self.acknowledged.insert(name, Version { revision, value });
            }
            Some(Open::Delete { name }) => {
                self.acknowledged.remove(&name);
            }
            None => {}
        }
    }

    /// It was answered that it did not happen.
    pub(super) fn refused(&mut self) {
        self.open = None;
    }

    /// Says what of `there` cannot be after what was acknowledged, and goes on from what is there.
    pub(super) fn settle(&mut self, there: BTreeMap<String, Version>) -> Vec<String> {
        let mut faults = Vec::new();
        for (name, told) in &self.acknowledged {
            let may_be_gone = self.open == Some(Open::Delete { name: name.clone() });
            match there.get(name) {
                None if may_be_gone => {}
                None => faults.push(format!("{name} at {} is lost", told.revision)),
                Some(found) if found == told => {}
                Some(found) if found.revision > told.revision && self.may_be(name, &found.value) => {}
                Some(found) => faults.push(format!("{name} is {found:?} and was acknowledged as {told:?}")),
            }
        }
        for (name, found) in &there {
            if !self.acknowledged.contains_key(name) && !self.may_be(name, &found.value) {
                faults.push(format!("{name} at {} is there and should not be", found.revision));
            }
        }
        self.acknowledged = there;
        self.open = None;
        faults
    }

    /// Would the open request make this?
    fn may_be(&self, name: &str, value: &str) -> bool {
        matches!(&self.open, Some(Open::Put { name: open, value: wanted }) if open == name && wanted == value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn there(objects: &[(&str, u64, &str)]) -> BTreeMap<String, Version> {
        let version = |revision, value: &str| Version { revision, value: value.to_owned() };
        objects.iter().map(|(name, revision, value)| ((*name).to_owned(), version(*revision, value))).collect()
    }

    fn put(name: &str, value: &str) -> Open {
        Open::Put { name: name.to_owned(), value: value.to_owned() }
    }

    #[test]
    fn what_may_be_there() {
        let delete = |name: &str| Open::Delete { name: name.to_owned() };
        let told: &[(&str, u64, &str)] = &[("a", 5, "1"), ("b", 6, "1")];
        type Case<'a> = (Option<Open>, &'a [(&'a str, u64, &'a str)], &'a [&'a str]);
        let cases: Vec<Case<'_>> = vec![
            (None, told, &[]),
            (None, &told[..1], &["b at 6 is lost"]),
            (Some(delete("b")), &told[..1], &[]),
            (Some(delete("b")), told, &[]),
            (Some(delete("b")), &told[1..], &["a at 5 is lost"]),
            (Some(put("a", "2")), &[("a", 7, "2"), ("b", 6, "1")], &[]),
            (Some(put("a", "2")), told, &[]),
            (Some(put("a", "2")), &[("a", 5, "2"), ("b", 6, "1")], &["a is"]),
            (Some(put("a", "2")), &[("a", 4, "0"), ("b", 6, "1")], &["a is"]),
            (None, &[("a", 4, "0"), ("b", 6, "1")], &["a is"]),
            (None, &[("a", 7, "2"), ("b", 6, "1")], &["a is"]),
            (Some(put("c", "1")), &[("a", 5, "1"), ("b", 6, "1"), ("c", 7, "1")], &[]),
            (Some(put("c", "1")), &[("a", 5, "1"), ("b", 6, "1"), ("c", 7, "")], &["c at 7 is there"]),
            (None, &[("a", 5, "1"), ("b", 6, "1"), ("old", 3, "2")], &["old at 3 is there"]),
        ];
        for (open, found, wanted) in cases {
            let mut record = Record { acknowledged: there(told), open: open.clone() };
            let faults = record.settle(there(found));
            assert_eq!(faults.len(), wanted.len(), "{open:?} {found:?}: {faults:?}");
            assert!(faults.iter().zip(wanted).all(|(fault, begin)| fault.starts_with(begin)), "{faults:?}");
            assert_eq!(record.settle(there(found)), [""; 0], "it goes on from what is there");
        }
    }

    #[test]
    fn answers_are_remembered() {
        let mut record = Record::default();
        record.ask(put("a", "1"));
        record.acknowledge(4);
        record.ask(put("a", "2"));
        record.acknowledge(5);
        assert_eq!(record.acknowledged, there(&[("a", 5, "2")]));
        record.ask(Open::Delete { name: "a".to_owned() });
        record.acknowledge(0);
        assert_eq!(record.names().len(), 0);
    }
}

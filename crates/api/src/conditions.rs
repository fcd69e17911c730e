//! Reading and writing lists of conditions. Pure: the time is an argument.
//!
//! The functions take a `Vec<Condition>`, a slice, or the `Option<Vec<Condition>>` of a status.
//! Rule of the public API: `lastTransitionTime` moves only when `status` changes
//! (<https://github.com/kubernetes/community/blob/master/contributors/devel/sig-architecture/api-conventions.md#typical-status-properties>).

use k8s_openapi::apimachinery::pkg::apis::meta::v1::{Condition, Time};

/// Longest message that the schema of a condition accepts, in bytes.
pub const MAX_MESSAGE_LENGTH: usize = 32_768;

crate::words::words! {
    /// The three values of a condition.
    pub enum Status {
        /// It is so.
        True = "True",
        /// It is not so.
        False = "False",
        /// Nobody can tell at the moment.
        #[default]
        Unknown = "Unknown",
    }
}

impl From<bool> for Status {
    fn from(value: bool) -> Self {
        if value { Self::True } else { Self::False }
    }
}

/// Something that holds conditions to read.
pub trait Conditions {
    /// The conditions, none when the list is absent.
    fn conditions(&self) -> &[Condition];
}

/// Something that holds conditions to write.
pub trait ConditionsMut: Conditions {
    /// The list, made when it is absent.
    fn conditions_mut(&mut self) -> &mut Vec<Condition>;
}

impl Conditions for [Condition] {
    fn conditions(&self) -> &[Condition] {
        self
    }
}

impl Conditions for Vec<Condition> {
    fn conditions(&self) -> &[Condition] {
        self
    }
}

impl ConditionsMut for Vec<Condition> {
    fn conditions_mut(&mut self) -> &mut Vec<Condition> {
        self
    }
}

impl Conditions for Option<Vec<Condition>> {
    fn conditions(&self) -> &[Condition] {
        self.as_deref().unwrap_or_default()
    }
}

impl ConditionsMut for Option<Vec<Condition>> {
    fn conditions_mut(&mut self) -> &mut Vec<Condition> {
        self.get_or_insert_default()
    }
}

/// The condition of this type, if there is one.
pub fn get<'a, C: Conditions + ?Sized>(list: &'a C, type_: &str) -> Option<&'a Condition> {
    list.conditions().iter().find(|condition| condition.type_ == type_)
}

/// Whether the condition of this type is there and `True`.
pub fn is_true<C: Conditions + ?Sized>(list: &C, type_: &str) -> bool {
    has_status(list, type_, Status::True)
}

/// Whether the condition of this type is there and `False`. Absent and `Unknown` are neither.
pub fn is_false<C: Conditions + ?Sized>(list: &C, type_: &str) -> bool {
    has_status(list, type_, Status::False)
}

fn has_status<C: Conditions + ?Sized>(list: &C, type_: &str, status: Status) -> bool {
    get(list, type_).is_some_and(|condition| condition.status == status.as_str())
}

/// Sets the condition of this type and tells whether anything but its time changed.
///
/// `lastTransitionTime` becomes `now` only when `status` changes or the condition is new. A message
/// that is longer than the schema allows is cut at a character boundary.
pub fn set<C: ConditionsMut>(
    list: &mut C,
    type_: &str,
    status: impl Into<Status>,
    reason: &str,
    message: impl Into<String>,
    observed_generation: Option<i64>,
    now: &Time,
) -> bool {
    let status = status.into().as_str();
    let mut message = message.into();
    if message.len() > MAX_MESSAGE_LENGTH {
        message.truncate(message.floor_char_boundary(MAX_MESSAGE_LENGTH));
    }
    let list = list.conditions_mut();
    let Some(condition) = list.iter_mut().find(|condition| condition.type_ == type_) else {
        list.push(Condition {
            last_transition_time: now.clone(),
            message,
            observed_generation,
            reason: reason.to_owned(),
            status: status.to_owned(),
            type_: type_.to_owned(),
        });
        return true;
    };
    if condition.status == status
        && condition.reason == reason
        && condition.message == message
        && condition.observed_generation == observed_generation
    {
        return false;
    }
    if condition.status != status {
        status.clone_into(&mut condition.status);
        condition.last_transition_time = now.clone();
    }
    reason.clone_into(&mut condition.reason);
    condition.message = message;
    condition.observed_generation = observed_generation;
    true
}

/// Removes the condition of this type and tells whether there was one.
pub fn remove<C: ConditionsMut>(list: &mut C, type_: &str) -> bool {
    let list = list.conditions_mut();
    let before = list.len();
    list.retain(|condition| condition.type_ != type_);
    list.len() != before
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::from_chrono;

    fn at(second: i64) -> Time {
        from_chrono(chrono::DateTime::from_timestamp(second, 0).unwrap())
    }

    #[test]
    fn the_time_moves_only_with_the_status() {
        let mut list: Option<Vec<Condition>> = None;
        assert!(set(&mut list, "Ready", false, "Waiting", "for a", Some(1), &at(1)));
        assert!(!set(&mut list, "Ready", false, "Waiting", "for a", Some(1), &at(2)));
        assert!(set(&mut list, "Ready", false, "Waiting", "for b", Some(2), &at(3)));
        let condition = get(&list, "Ready").unwrap();
        assert_eq!(condition.last_transition_time, at(1));
        assert_eq!(condition.message, "for b");
        assert_eq!(condition.observed_generation, Some(2));
        assert!(set(&mut list, "Ready", true, "Ready", "", Some(2), &at(4)));
        assert_eq!(get(&list, "Ready").unwrap().last_transition_time, at(4));
        assert!(is_true(&list, "Ready") && !is_false(&list, "Ready"));
    }

    #[test]
    fn absent_and_unknown_are_neither_true_nor_false() {
        let mut list = Vec::new();
        assert!(!is_true(&list, "Ready") && !is_false(&list, "Ready"));
        set(&mut list, "Ready", Status::Unknown, "Unreachable", "", None, &at(1));
        assert!(!is_true(&list, "Ready") && !is_false(&list, "Ready"));
    }

    #[test]
    fn a_removed_condition_is_gone() {
        let mut list = Vec::new();
        set(&mut list, "Ready", true, "Ready", "", None, &at(1));
        assert!(remove(&mut list, "Ready"));
        assert!(!remove(&mut list, "Ready"));
    }

    #[test]
    fn a_message_that_is_too_long_is_cut_between_characters() {
        let mut list = Vec::new();
        set(&mut list, "Ready", true, "Ready", "é".repeat(MAX_MESSAGE_LENGTH), None, &at(1));
        set(&mut list, "Cut", true, "Ready", format!("a{}", "é".repeat(MAX_MESSAGE_LENGTH)), None, &at(1));
        assert_eq!(list[0].message.len(), MAX_MESSAGE_LENGTH);
        assert_eq!(list[1].message.len(), MAX_MESSAGE_LENGTH - 1);
    }
}

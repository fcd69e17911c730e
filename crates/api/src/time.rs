//! The one place where `chrono`, which our code uses, and `jiff`, which the Kubernetes types carry, meet.

use chrono::{DateTime, SubsecRound, Utc};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{MicroTime, Time};
use k8s_openapi::jiff::Timestamp;

/// This moment, to the second: what a `Time` keeps when it is written.
pub fn now() -> Time {
    from_chrono(Utc::now())
}

/// This moment, to the microsecond, as leases and events use it.
pub fn micro_now() -> MicroTime {
    micro_from_chrono(Utc::now())
}

/// A `chrono` time as leases and events use it, cut to the microsecond.
pub fn micro_from_chrono(time: DateTime<Utc>) -> MicroTime {
    MicroTime(timestamp(time.trunc_subsecs(6)))
}

/// A Kubernetes time as `chrono` has it.
pub fn to_chrono(time: &Time) -> DateTime<Utc> {
    // jiff covers the years -9999 to 9999 and chrono more, so the conversion cannot fail.
    DateTime::from_timestamp(time.0.as_second(), time.0.subsec_nanosecond().unsigned_abs())
        .unwrap_or(DateTime::<Utc>::MIN_UTC)
}

/// A `chrono` time as Kubernetes has it, cut to the second; beyond the year 9999 the last second of it.
pub fn from_chrono(time: DateTime<Utc>) -> Time {
    Time(timestamp(time.trunc_subsecs(0)))
}

fn timestamp(time: DateTime<Utc>) -> Timestamp {
    let bound = if time.timestamp() < 0 { Timestamp::MIN } else { Timestamp::MAX };
    let nanoseconds = i32::try_from(time.timestamp_subsec_nanos()).unwrap_or_default();
    Timestamp::new(time.timestamp(), nanoseconds).unwrap_or(bound)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_survive_the_way_there_and_back() {
        for text in ["1970-01-01T00:00:00Z", "2026-11-21T10:58:03Z", "1960-02-29T23:59:59Z"] {
            let time: DateTime<Utc> = text.parse().unwrap();
            assert_eq!(to_chrono(&from_chrono(time)), time, "{text}");
        }
    }

    #[test]
    fn fractions_of_a_second_are_cut() {
        let time: DateTime<Utc> = "2026-11-21T10:58:03.987Z".parse().unwrap();
        assert_eq!(serde_json::to_value(from_chrono(time)).unwrap(), "2026-11-21T10:58:03Z");
    }

    #[test]
    fn times_beyond_the_calendar_are_held_at_its_ends() {
        assert_eq!(from_chrono(DateTime::<Utc>::MAX_UTC).0, Timestamp::MAX);
        assert_eq!(from_chrono(DateTime::<Utc>::MIN_UTC).0, Timestamp::MIN);
    }
}

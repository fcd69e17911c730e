//! Amounts with their units.

use portal::view::Unit;
use texts::{Texts, t};

/// `4 vCPU`, `1.5 vCPU`, `16 GiB`, `12 TiB`, `12,345`.
pub(crate) fn amount(unit: Unit, number: u64) -> String {
    let (size, name) = size(unit, number);
    format!("{}{name}", tenths(number, size))
}

/// `12 of 32 vCPU`, `3 of 8`; without a limit `12 vCPU`.
pub(crate) fn share(unit: Unit, used: u64, limit: Option<u64>) -> String {
    let Some(limit) = limit else { return amount(unit, used) };
    let (size, name) = size(unit, limit.max(used));
    t().share_of(tenths(used, size), format!("{}{name}", tenths(limit, size)))
}

/// `4 + 12 of 32 vCPU`: used, asked on top, and the limit where there is one, in one unit.
pub(crate) fn sum(unit: Unit, used: u64, asked: u64, limit: Option<u64>) -> String {
    let (size, name) = size(unit, limit.unwrap_or(0).max(used + asked));
    let both = format!("{} + {}", tenths(used, size), tenths(asked, size));
    match limit {
        Some(limit) => t().share_of(both, format!("{}{name}", tenths(limit, size))),
        None => format!("{both}{name}"),
    }
}

/// A whole number with its thousands told apart.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let group = t().number_group();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push_str(&group);
        }
        out.push(digit);
    }
    out
}

/// The message of how many there are of something, by their number and how it is written.
pub(crate) type Count = fn(&'static Texts, u64, String) -> String;

/// `1 machine`, `3 machines`, by [`Texts::count_machines`].
pub(crate) fn count(number: u64, message: Count) -> String {
    message(t(), number, grouped(number))
}

/// How many hundredths `part` is of `whole`, at most 100; 0 when there is no whole.
pub(crate) fn percent(part: u64, whole: u64) -> u64 {
    part.saturating_mul(100).checked_div(whole).unwrap_or(0).min(100)
}

/// The size of the unit in which a number is written, and the unit's name with the space before it. Bytes are written in
/// the largest unit of which there is at least one; TiB only from 10 of them, so that quotas stay comparable.
fn size(unit: Unit, number: u64) -> (u64, &'static str) {
    match unit {
        Unit::MilliCpu => (1_000, " vCPU"),
        Unit::Count => (1, ""),
        Unit::Byte => match number {
            1..1_024 => (1, " B"),
            1_024..0x10_0000 => (1 << 10, " KiB"),
            0x10_0000..0x4000_0000 => (1 << 20, " MiB"),
            0 | 0x4000_0000..0xa00_0000_0000 => (1 << 30, " GiB"),
            0xa00_0000_0000.. => (1 << 40, " TiB"),
        },
    }
}

fn tenths(number: u64, unit: u64) -> String {
    let whole = number / unit;
    match (number % unit) * 10 / unit {
        0 => grouped(whole),
        _ if whole >= 100 => grouped(whole),
        tenth => format!("{}{}{tenth}", grouped(whole), t().number_point()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_always_written() {
        for (unit, number, text) in [
            (Unit::MilliCpu, 4_000, "4 vCPU"),
            (Unit::MilliCpu, 1_500, "1.5 vCPU"),
            (Unit::Byte, 16 << 30, "16 GiB"),
            (Unit::Byte, 1 << 40, "1,024 GiB"),
            (Unit::Byte, 12 << 40, "12 TiB"),
            (Unit::Byte, 512, "512 B"),
            (Unit::Byte, 0, "0 GiB"),
            (Unit::Byte, 3 << 20, "3 MiB"),
            (Unit::Count, 1_234_567, "1,234,567"),
        ] {
            assert_eq!(amount(unit, number), text);
        }
    }

    #[test]
    fn a_share_has_one_unit() {
        assert_eq!(share(Unit::MilliCpu, 12_000, Some(32_000)), "12 of 32 vCPU");
        assert_eq!(share(Unit::Byte, 512 << 20, Some(64 << 30)), "0.5 of 64 GiB");
        assert_eq!(share(Unit::Byte, 3 << 30, None), "3 GiB");
        assert_eq!(share(Unit::Count, 3, Some(8)), "3 of 8");
    }

    #[test]
    fn a_sum_has_one_unit() {
        assert_eq!(sum(Unit::MilliCpu, 0, 12_000, Some(32_000)), "0 + 12 of 32 vCPU");
        assert_eq!(sum(Unit::Byte, 0, 24 << 30, None), "0 + 24 GiB");
    }

    #[test]
    fn percents_stay_within_a_hundred() {
        assert_eq!((percent(1, 3), percent(9, 3), percent(1, 0)), (33, 100, 0));
    }
}

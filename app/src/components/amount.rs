//! Amounts with their units.

use portal::view::Unit;

/// `4 vCPU`, `1.5 vCPU`, `16 GiB`, `1.5 TiB`, `12,345`.
pub(crate) fn amount(unit: Unit, number: u64) -> String {
    match unit {
        Unit::MilliCpu => format!("{} vCPU", tenths(number, 1_000)),
        Unit::Byte => bytes(number),
        Unit::Count => grouped(number),
    }
}

/// `12 of 32 vCPU`, `3 of 8`; without a limit `12 vCPU`.
pub(crate) fn share(unit: Unit, used: u64, limit: Option<u64>) -> String {
    let Some(limit) = limit else { return amount(unit, used) };
    match unit {
        Unit::MilliCpu => format!("{} of {}", tenths(used, 1_000), amount(unit, limit)),
        Unit::Byte => {
            let (size, name) = scale(limit.max(used));
            format!("{} of {} {name}", tenths(used, size), tenths(limit, size))
        }
        Unit::Count => format!("{} of {}", grouped(used), grouped(limit)),
    }
}

/// A whole number with commas between thousands.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `1 machine`, `3 machines`; `plural` is the whole other word.
pub(crate) fn counted(number: u64, one: &str, plural: &str) -> String {
    format!("{} {}", grouped(number), if number == 1 { one } else { plural })
}

/// How many hundredths `part` is of `whole`, at most 100; 0 when there is no whole.
pub(crate) fn percent(part: u64, whole: u64) -> u64 {
    if whole == 0 { 0 } else { (part.saturating_mul(100) / whole).min(100) }
}

const SIZES: [(u64, &str); 4] = [(1 << 40, "TiB"), (1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")];

fn bytes(number: u64) -> String {
    let (size, name) = scale(number);
    format!("{} {name}", tenths(number, size))
}

/// The largest unit in which the number is at least one; TiB only from 10 of them, so that quotas stay comparable.
fn scale(number: u64) -> (u64, &'static str) {
    SIZES.into_iter().find(|(size, name)| number >= if *name == "TiB" { 10 * size } else { *size }).unwrap_or((1, "B"))
}

fn tenths(number: u64, unit: u64) -> String {
    let whole = number / unit;
    match (number % unit) * 10 / unit {
        0 => grouped(whole),
        _ if whole >= 100 => grouped(whole),
        tenth => format!("{}.{tenth}", grouped(whole)),
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
    fn percents_stay_within_a_hundred() {
        assert_eq!((percent(1, 3), percent(9, 3), percent(1, 0)), (33, 100, 0));
    }
}

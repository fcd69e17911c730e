//! Resource quantities: parsed, compared, added and written exactly.
//!
//! Rules: `k8s.io/apimachinery/pkg/api/resource`, "Quantity" (<https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/>).

use std::cmp::Ordering;
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Mul, Neg, Sub, SubAssign};
use std::str::FromStr;

use k8s_openapi::apimachinery::pkg::api::resource::Quantity;

/// The largest whole amount that a quantity may have, as the public API caps it.
const MAX_UNITS: i128 = i64::MAX as i128;
const BILLION: i128 = 1_000_000_000;
const MILLION: i128 = 1_000_000;
const MAX_NANO: i128 = MAX_UNITS * BILLION;

/// How an amount is written.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Format {
    /// With `Ki`, `Mi`, `Gi`, …: powers of 1024.
    BinarySi,
    /// With `m`, `k`, `M`, `G`, …: powers of 1000.
    DecimalSi,
    /// With `e3`, `e6`, …
    DecimalExponent,
}

/// An exact amount, to the billionth, that remembers how it was written.
///
/// Two amounts are equal when they are the same number, however written.
#[derive(Clone, Copy, Debug)]
pub struct Amount {
    nano: i128,
    format: Format,
}

/// A text that is no quantity.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$': {0:?}")]
pub struct ParseError(pub String);

impl Amount {
    /// Nothing.
    pub const ZERO: Self = Self { nano: 0, format: Format::DecimalSi };

    /// So many thousandths, such as millicores.
    pub const fn from_milli(milli: i64) -> Self {
        Self { nano: milli as i128 * MILLION, format: Format::DecimalSi }
    }

    /// So many whole units, written in powers of 1000.
    pub const fn from_units(units: i64) -> Self {
        Self { nano: units as i128 * BILLION, format: Format::DecimalSi }
    }

    /// So many bytes, written in powers of 1024.
    pub const fn from_bytes(bytes: i64) -> Self {
        Self { nano: bytes as i128 * BILLION, format: Format::BinarySi }
    }

    /// Thousandths, such as millicores, a fraction counting as one more.
    pub const fn milli(self) -> i128 {
        rounded_up(self.nano, MILLION)
    }

    /// Whole units, a fraction counting as one more, held within `i64`.
    pub fn units(self) -> i64 {
        let units = rounded_up(self.nano, BILLION);
        i64::try_from(units).unwrap_or(if units < 0 { i64::MIN } else { i64::MAX })
    }

    /// Whether the amount is nothing.
    pub const fn is_zero(self) -> bool {
        self.nano == 0
    }

    /// Whether the amount is less than nothing.
    pub const fn is_negative(self) -> bool {
        self.nano < 0
    }

    /// How much is missing for this amount when there is `available`; nothing when there is enough.
    #[must_use]
    pub fn beyond(self, available: Self) -> Self {
        if self > available { self - available } else { Self { nano: 0, ..self } }
    }

    fn with(self, nano: i128) -> Self {
        Self { nano: nano.clamp(-MAX_NANO, MAX_NANO), ..self }
    }
}

/// `value / by`, rounded towards more.
const fn rounded_up(value: i128, by: i128) -> i128 {
    value.div_euclid(by) + (value.rem_euclid(by) != 0) as i128
}

impl Default for Amount {
    fn default() -> Self {
        Self::ZERO
    }
}

impl PartialEq for Amount {
    fn eq(&self, other: &Self) -> bool {
        self.nano == other.nano
    }
}

impl Eq for Amount {}

impl PartialOrd for Amount {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Amount {
    fn cmp(&self, other: &Self) -> Ordering {
        self.nano.cmp(&other.nano)
    }
}

impl Add for Amount {
    type Output = Self;

    /// A sum with nothing is written like the other part, so that a total that starts at zero
    /// reads like its parts.
    fn add(self, other: Self) -> Self {
        let like = if self.is_zero() { other } else { self };
        like.with(self.nano.saturating_add(other.nano))
    }
}

impl Sub for Amount {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        let like = if self.is_zero() { other } else { self };
        like.with(self.nano.saturating_sub(other.nano))
    }
}

impl Neg for Amount {
    type Output = Self;

    fn neg(self) -> Self {
        self.with(-self.nano)
    }
}

impl Mul<i64> for Amount {
    type Output = Self;

    fn mul(self, times: i64) -> Self {
        self.with(self.nano.saturating_mul(i128::from(times)))
    }
}

impl AddAssign for Amount {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl SubAssign for Amount {
    fn sub_assign(&mut self, other: Self) {
        *self = *self - other;
    }
}

impl Sum for Amount {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

impl FromStr for Amount {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        parse(text).ok_or_else(|| ParseError(text.to_owned()))
    }
}

impl TryFrom<&Quantity> for Amount {
    type Error = ParseError;

    fn try_from(quantity: &Quantity) -> Result<Self, ParseError> {
        quantity.0.parse()
    }
}

impl From<Amount> for Quantity {
    fn from(amount: Amount) -> Self {
        Self(amount.to_string())
    }
}

/// Sign and digits, then one suffix.
fn parse(text: &str) -> Option<Amount> {
    let (negative, rest) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let end = rest.find(|it: char| !it.is_ascii_digit() && it != '.').unwrap_or(rest.len());
    let (number, suffix) = rest.split_at(end);
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if whole.is_empty() && fraction.is_empty() || fraction.contains('.') {
        return None;
    }
    let (format, base, exponent) = suffix_of(suffix)?;
    let nano = scaled(whole, fraction, base, exponent);
    Some(Amount { nano: if negative { -nano } else { nano }, format })
}

fn suffix_of(suffix: &str) -> Option<(Format, u32, i32)> {
    let decimal = |exponent| Some((Format::DecimalSi, 10, exponent));
    let binary = |exponent| Some((Format::BinarySi, 2, exponent));
    match suffix {
        "n" => decimal(-9),
        "u" => decimal(-6),
        "m" => decimal(-3),
        "" => decimal(0),
        "k" => decimal(3),
        "M" => decimal(6),
        "G" => decimal(9),
        "T" => decimal(12),
        "P" => decimal(15),
        "E" => decimal(18),
        "Ki" => binary(10),
        "Mi" => binary(20),
        "Gi" => binary(30),
        "Ti" => binary(40),
        "Pi" => binary(50),
        "Ei" => binary(60),
        _ => {
            let exponent = suffix.strip_prefix(['e', 'E'])?;
            let digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
            if digits.is_empty() || !digits.bytes().all(|it| it.is_ascii_digit()) {
                return None;
            }
            // An exponent beyond this is beyond every cap.
            let exponent = exponent.parse::<i64>().unwrap_or(if exponent.starts_with('-') { -100 } else { 100 });
            Some((Format::DecimalExponent, 10, exponent.clamp(-100, 100) as i32))
        }
    }
}

/// `whole.fraction × base^exponent` in billionths, capped, and rounded up where finer than that.
fn scaled(whole: &str, fraction: &str, base: u32, exponent: i32) -> i128 {
    let whole = whole.trim_start_matches('0');
    if whole.len() > 20 {
        // More than 2^63 by itself; only a negative exponent brings it back, and no one writes that.
        return MAX_NANO;
    }
    // As many digits of the fraction as the arithmetic holds; the rest only rounds up.
    let most = if base == 2 { 36 - (exponent.unsigned_abs() as usize * 3 / 10) } else { 36 - whole.len() };
    let (kept, cut) = fraction.split_at(fraction.len().min(most));
    let inexact = cut.bytes().any(|it| it != b'0');
    let places = kept.len() as i32;
    let (nano, cut_further) = if base == 2 {
        let whole =
            integer(whole).checked_mul(1 << exponent).and_then(|it| it.checked_mul(BILLION)).unwrap_or(MAX_NANO);
        let (part, inexact) = shift(integer(kept) << exponent, 9 - places);
        (whole.saturating_add(part), inexact)
    } else {
        shift(integer(&format!("{whole}{kept}")), 9 - places + exponent)
    };
    nano.saturating_add(i128::from(inexact || cut_further)).min(MAX_NANO)
}

/// The number that at most 36 digits write; none write zero.
fn integer(digits: &str) -> i128 {
    digits.bytes().fold(0, |value, digit| value * 10 + i128::from(digit - b'0'))
}

/// `value × 10^places`, capped, rounded down, and whether anything was lost by that.
fn shift(mut value: i128, places: i32) -> (i128, bool) {
    let mut inexact = false;
    for _ in 0..places.unsigned_abs() {
        if value == 0 || value > MAX_NANO && places > 0 {
            break;
        }
        if places > 0 {
            value *= 10;
        } else {
            inexact |= value % 10 != 0;
            value /= 10;
        }
    }
    (value.min(MAX_NANO), inexact)
}

impl fmt::Display for Amount {
    /// The canonical form: no precision lost, no fraction, the largest suffix possible.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.nano == 0 {
            return f.write_str("0");
        }
        // As the public API: small and fractional amounts have no binary form.
        if self.format == Format::BinarySi && self.nano % BILLION == 0 && self.nano.abs() >= 1024 * BILLION {
            return write_binary(self.nano / BILLION, f);
        }
        let (mut number, mut exponent) = (self.nano, -9);
        while number % 1000 == 0 && exponent < 18 {
            number /= 1000;
            exponent += 3;
        }
        write!(f, "{number}")?;
        match (self.format, exponent) {
            (_, 0) => Ok(()),
            (Format::DecimalExponent, _) => write!(f, "e{exponent}"),
            (_, -9) => f.write_str("n"),
            (_, -6) => f.write_str("u"),
            (_, -3) => f.write_str("m"),
            (_, 3) => f.write_str("k"),
            (_, 6) => f.write_str("M"),
            (_, 9) => f.write_str("G"),
            (_, 12) => f.write_str("T"),
            (_, 15) => f.write_str("P"),
            _ => f.write_str("E"),
        }
    }
}

fn write_binary(units: i128, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    const SUFFIXES: [&str; 7] = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
    let (mut number, mut power) = (units, 0);
    while number % 1024 == 0 && power + 1 < SUFFIXES.len() {
        number /= 1024;
        power += 1;
    }
    write!(f, "{number}{}", SUFFIXES[power])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(text: &str) -> Amount {
        text.parse().unwrap()
    }

    #[test]
    fn amounts_are_written_in_canonical_form() {
        for (text, canonical) in [
            ("0", "0"),
            ("-0", "0"),
            ("0Gi", "0"),
            ("1", "1"),
            ("+1", "1"),
            ("1.5", "1500m"),
            (".5", "500m"),
            ("5.", "5"),
            ("1000", "1k"),
            ("1024", "1024"),
            ("1500m", "1500m"),
            ("1000m", "1"),
            ("0.1m", "100u"),
            ("1n", "1n"),
            ("0.5n", "1n"),
            ("1.5Gi", "1536Mi"),
            ("1024Ki", "1Mi"),
            ("0.5Gi", "512Mi"),
            ("1000Ki", "1000Ki"),
            ("1Ki", "1Ki"),
            ("0.5Ki", "512"),
            ("0.0001Ki", "102400u"),
            ("-1.5Gi", "-1536Mi"),
            ("1e3", "1e3"),
            ("1E3", "1e3"),
            ("12e-1", "1200e-3"),
            ("1.5e6", "1500e3"),
            ("3E", "3E"),
            ("4Ei", "4Ei"),
            ("0.125Ei", "128Pi"),
            ("0.1234567890123456789012345678901234567890", "123456790n"),
            ("123456789.123456789012345678901234567890", "123456789123456790n"),
        ] {
            assert_eq!(amount(text).to_string(), canonical, "{text}");
            assert_eq!(amount(canonical), amount(text), "{text}");
        }
    }

    #[test]
    fn amounts_beyond_the_largest_are_capped() {
        for text in
            ["9223372036854775808", "10E", "8Ei", "1e30", "1e999999999999999999999", "99999999999999999999999999"]
        {
            assert_eq!(amount(text).units(), i64::MAX, "{text}");
        }
        assert_eq!(amount("-1e30").units(), -i64::MAX);
        assert_eq!(amount("1e-999999999999999999999"), amount("1n"), "rounded up");
        assert_eq!(amount("9223372036854775807").to_string(), "9223372036854775807");
    }

    #[test]
    fn other_texts_are_no_amounts() {
        for text in ["", "+", ".", "Gi", "1gi", "1 Gi", "1KiB", "1.2.3", "e3", "1e", "1e+", "1mm", "0x1", "1,5", "١"] {
            assert!(text.parse::<Amount>().is_err(), "{text}");
        }
    }

    #[test]
    fn amounts_compare_and_add_as_numbers() {
        assert_eq!(amount("1Gi"), amount("1024Mi"));
        assert!(amount("1G") < amount("1Gi"));
        assert_eq!((amount("1Gi") + amount("512Mi")).to_string(), "1536Mi");
        assert_eq!((amount("0") + amount("1Gi")).to_string(), "1Gi");
        assert_eq!((amount("2") - amount("500m")).to_string(), "1500m");
        assert_eq!((amount("500m") * 3).to_string(), "1500m");
        let sum: Amount = ["1Gi", "1Gi"].map(amount).into_iter().sum();
        assert_eq!(Quantity::from(sum), Quantity("2Gi".to_owned()));
        assert_eq!(amount("9E") + amount("9E"), amount("10E"), "capped");
    }

    #[test]
    fn what_is_missing_is_never_less_than_nothing() {
        assert_eq!(amount("32Gi").beyond(amount("20Gi")).to_string(), "12Gi");
        assert!(amount("20Gi").beyond(amount("32Gi")).is_zero());
    }

    #[test]
    fn whole_units_count_a_fraction_as_one_more() {
        for (text, units, milli) in [("1500m", 2, 1500), ("-1500m", -1, -1500), ("1u", 1, 1), ("2", 2, 2000)] {
            assert_eq!((amount(text).units(), amount(text).milli()), (units, milli), "{text}");
        }
        assert_eq!(Amount::from_units(3), Amount::from_milli(3000));
        assert_eq!(Amount::from_bytes(16 << 30).to_string(), "16Gi");
        assert_eq!(Amount::from_bytes(1000).to_string(), "1k");
    }
}

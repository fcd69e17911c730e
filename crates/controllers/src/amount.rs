//! Quantities as whole numbers and back.

use api::quantity::Amount;
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;

/// Whole units (bytes, CPUs), a fraction counting as one more. `None` for what is no quantity or less than nothing.
pub(crate) fn units(quantity: &Quantity) -> Option<u64> {
    u64::try_from(Amount::try_from(quantity).ok()?.units()).ok()
}

/// So many bytes, written in powers of 1024.
pub(crate) fn bytes(count: u64) -> Quantity {
    Amount::from_bytes(i64::try_from(count).unwrap_or(i64::MAX)).into()
}

/// So many whole units.
pub(crate) fn whole(count: u64) -> Quantity {
    Amount::from_units(i64::try_from(count).unwrap_or(i64::MAX)).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_there_and_back() {
        for (text, count) in [("16Gi", Some(16 << 30)), ("1500m", Some(2)), ("4", Some(4)), ("-1", None), ("x", None)] {
            assert_eq!(units(&Quantity(text.to_owned())), count, "{text}");
        }
        assert_eq!(bytes(16 << 30).0, "16Gi");
        assert_eq!(whole(64).0, "64");
    }
}

//! Amounts by resource name.

use std::collections::BTreeMap;

use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use serde_json::Value;

use crate::quantity::Amount;

/// How much of each resource. A resource that is not named is nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Amounts(BTreeMap<String, Amount>);

impl Amounts {
    /// Nothing of anything.
    pub fn new() -> Self {
        Self::default()
    }

    /// How much of `name`.
    pub fn get(&self, name: &str) -> Amount {
        self.0.get(name).copied().unwrap_or_default()
    }

    /// Whether `name` is named, be it with nothing.
    pub fn names(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// So much of `name` from now on.
    pub fn set(&mut self, name: impl Into<String>, amount: Amount) {
        self.0.insert(name.into(), amount);
    }

    /// So much more of `name`.
    pub fn add(&mut self, name: impl Into<String>, amount: Amount) {
        *self.0.entry(name.into()).or_default() += amount;
    }

    /// With those of `other` added.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        self.merged(other, |a, b| a + b)
    }

    /// With those of `other` taken away; may get negative.
    #[must_use]
    pub fn minus(&self, other: &Self) -> Self {
        self.merged(other, |a, b| a - b)
    }

    /// The larger of each.
    #[must_use]
    pub fn larger(&self, other: &Self) -> Self {
        self.merged(other, |a, b| if b > a { b } else { a })
    }

    /// The smaller of each.
    #[must_use]
    pub fn smaller(&self, other: &Self) -> Self {
        self.merged(other, |a, b| if b < a { b } else { a })
    }

    /// What is missing for these when there is `available`: only resources of which something is missing.
    #[must_use]
    pub fn beyond(&self, available: &Self) -> Self {
        self.merged(available, |a, b| a.beyond(b)).without_nothing()
    }

    /// So many times each.
    #[must_use]
    pub fn times(&self, count: i64) -> Self {
        Self(self.0.iter().map(|(name, amount)| (name.clone(), *amount * count)).collect())
    }

    /// Without the resources of which there is nothing.
    #[must_use]
    pub fn without_nothing(mut self) -> Self {
        self.0.retain(|_, amount| !amount.is_zero());
        self
    }

    /// Only the resources of which there is more than nothing.
    #[must_use]
    pub fn positive(mut self) -> Self {
        self.0.retain(|_, amount| !amount.is_zero() && !amount.is_negative());
        self
    }

    /// Only the resources for which `keep` is true.
    #[must_use]
    pub fn only(mut self, mut keep: impl FnMut(&str) -> bool) -> Self {
        self.0.retain(|name, _| keep(name));
        self
    }

    /// Whether nothing of anything is here.
    pub fn is_nothing(&self) -> bool {
        self.0.values().all(|amount| amount.is_zero())
    }

    /// Names and amounts, in the order of names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Amount)> {
        self.0.iter().map(|(name, amount)| (name.as_str(), *amount))
    }

    /// Reads quantities; those that are none are left out.
    pub fn of_quantities<'a>(quantities: impl IntoIterator<Item = (&'a String, &'a Quantity)>) -> Self {
        Self(
            quantities
                .into_iter()
                .filter_map(|(name, quantity)| Some((name.clone(), Amount::try_from(quantity).ok()?)))
                .collect(),
        )
    }

    /// Reads a JSON object of quantities; what is none is left out.
    pub fn of_value(value: &Value) -> Self {
        let entries = value.as_object().into_iter().flatten();
        Self(entries.filter_map(|(name, value)| Some((name.clone(), amount(value)?))).collect())
    }

    /// As the quantities of a Kubernetes type.
    pub fn quantities(&self) -> BTreeMap<String, Quantity> {
        self.0.iter().map(|(name, amount)| (name.clone(), Quantity::from(*amount))).collect()
    }

    /// As a JSON object of quantities.
    pub fn value(&self) -> Value {
        self.0.iter().map(|(name, amount)| (name.clone(), Value::from(amount.to_string()))).collect()
    }

    fn merged(&self, other: &Self, by: impl Fn(Amount, Amount) -> Amount) -> Self {
        let names = self.0.keys().chain(other.0.keys());
        Self(names.map(|name| (name.clone(), by(self.get(name), other.get(name)))).collect())
    }
}

/// A quantity in JSON, which may be a number.
fn amount(value: &Value) -> Option<Amount> {
    match value {
        Value::String(text) => text.parse().ok(),
        Value::Number(number) => number.to_string().parse().ok(),
        _ => None,
    }
}

impl FromIterator<(String, Amount)> for Amounts {
    fn from_iter<I: IntoIterator<Item = (String, Amount)>>(amounts: I) -> Self {
        let mut all = Self::new();
        amounts.into_iter().for_each(|(name, amount)| all.add(name, amount));
        all
    }
}

impl std::fmt::Display for Amounts {
    /// `a=1,b=2Gi`, as messages about quota list amounts.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (index, (name, amount)) in self.iter().enumerate() {
            let comma = if index == 0 { "" } else { "," };
            write!(f, "{comma}{name}={amount}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn amounts(value: serde_json::Value) -> Amounts {
        Amounts::of_value(&value)
    }

    #[test]
    fn calculates_by_name() {
        let (a, b) = (amounts(json!({"cpu": 2, "memory": "4Gi"})), amounts(json!({"cpu": "500m", "pods": 1})));
        assert_eq!(a.plus(&b).to_string(), "cpu=2500m,memory=4Gi,pods=1");
        assert_eq!(a.minus(&b).to_string(), "cpu=1500m,memory=4Gi,pods=-1");
        assert_eq!(a.minus(&b).positive().to_string(), "cpu=1500m,memory=4Gi");
        assert_eq!(a.larger(&b).to_string(), "cpu=2,memory=4Gi,pods=1");
        assert_eq!(a.smaller(&b).without_nothing().to_string(), "cpu=500m");
        assert_eq!(a.beyond(&b).to_string(), "cpu=1500m,memory=4Gi");
        assert!(a.beyond(&a).is_nothing());
        assert_eq!(a.times(3).value(), json!({"cpu": "6", "memory": "12Gi"}));
    }
}

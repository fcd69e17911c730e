//! Amounts of a quota in words: "8 vCPU and 16 GiB of memory". Pure.

use api::{quantity::Amount, quota::Amounts};
use texts::t;

use super::words::listed;

/// Amounts as people list them; empty when there are none.
pub(super) fn amounts(amounts: &Amounts) -> String {
    let parts: Vec<String> = amounts.clone().without_nothing().iter().map(|(name, amount)| one(name, amount)).collect();
    listed(&parts)
}

fn one(name: &str, amount: Amount) -> String {
    let class = name.strip_suffix(".storageclass.storage.k8s.io/requests.storage");
    match name {
        "requests.cpu" | "cpu" | "limits.cpu" => t().explain_amount_cpu(tenths(amount.milli(), 1_000)),
        "requests.memory" | "memory" | "limits.memory" => t().explain_amount_memory(bytes(amount)),
        "requests.storage" => t().explain_amount_storage(bytes(amount)),
        _ => match (class, name.strip_prefix("count/")) {
            (Some(class), _) => t().explain_amount_storage_of_class(bytes(amount), class),
            (None, Some(kind)) => format!("{} {}", amount.units(), kind.split('.').next().unwrap_or(kind)),
            (None, None) => format!("{amount} {name}"),
        },
    }
}

fn bytes(amount: Amount) -> String {
    let units = amount.units();
    match units {
        ..0x4000_0000 => format!("{} MiB", tenths(units, 1 << 20)),
        _ => format!("{} GiB", tenths(units, 1 << 30)),
    }
}

/// In units of `size`, with one decimal where that is not zero, rounded up: what is short must never read as less.
fn tenths(number: impl Into<i128>, size: i128) -> String {
    let tenths = (number.into() * 10 + size - 1).div_euclid(size);
    if tenths % 10 == 0 {
        format!("{}", tenths / 10)
    } else {
        format!("{}{}{}", tenths / 10, t().number_point(), tenths % 10)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Amounts, amounts};

    #[test]
    fn amounts_read_as_people_say_them() {
        for (value, words) in [
            (json!({"requests.cpu": "3", "requests.memory": "2Gi"}), "3 vCPU and 2 GiB of memory"),
            (json!({"requests.cpu": "1500m"}), "1.5 vCPU"),
            (json!({"requests.storage": "1025Mi"}), "1.1 GiB of storage"),
            (json!({"fast.storageclass.storage.k8s.io/requests.storage": "20Gi"}), "20 GiB of storage of class fast"),
            (json!({"count/virtualmachines.vmoperator.vmware.com": "2"}), "2 virtualmachines"),
            (json!({"requests.memory": "512Mi", "requests.cpu": "0"}), "512 MiB of memory"),
            (json!({}), ""),
        ] {
            assert_eq!(amounts(&Amounts::of_value(&value)), words);
        }
    }
}

//! The resources of quotas, as people call, read and write them. Pure.

use api::{
    quantity::Amount,
    quota::{REQUESTS_CPU, REQUESTS_MEMORY, REQUESTS_STORAGE},
};
use texts::t;

use crate::view::Unit;

/// What the name of a resource ends with when it counts one storage class.
const OF_CLASS: &str = ".storageclass.storage.k8s.io/";

/// What people call the resource of a ResourceQuota.
pub(crate) fn label(name: &str) -> String {
    if let Some((class, what)) = name.split_once(OF_CLASS) {
        return match what {
            REQUESTS_STORAGE => t().label_storage_of_class(class),
            _ => t().label_volumes_of_class(class),
        };
    }
    match name {
        REQUESTS_CPU => "CPU".to_owned(),
        REQUESTS_MEMORY => t().word_memory(),
        REQUESTS_STORAGE => t().word_storage(),
        "cpu" => t().label_cpu_requests(),
        "memory" => t().label_memory_requests(),
        "limits.cpu" => t().label_cpu_limits(),
        "limits.memory" => t().label_memory_limits(),
        "count/guestclusters.guest.atoll.dev" => t().label_clusters(),
        "count/virtualmachines.vmoperator.vmware.com" => t().label_virtual_machines(),
        "persistentvolumeclaims" => t().label_volumes(),
        "services.loadbalancers" => t().label_load_balancers(),
        other => other.strip_prefix("count/").unwrap_or(other).to_owned(),
    }
}

/// The unit in which pages show the resource.
pub(crate) fn unit(name: &str) -> Unit {
    match name.rsplit('/').next().unwrap_or(name) {
        REQUESTS_CPU | "cpu" | "limits.cpu" => Unit::MilliCpu,
        REQUESTS_MEMORY | "memory" | "limits.memory" | REQUESTS_STORAGE => Unit::Byte,
        _ => Unit::Count,
    }
}

/// The order in which pages list resources: CPU, memory, storage, then the others by name.
pub(crate) fn order(name: &str) -> (usize, String) {
    let first = [REQUESTS_CPU, REQUESTS_MEMORY, REQUESTS_STORAGE];
    (first.iter().position(|one| *one == name).unwrap_or(first.len()), label(name))
}

/// An amount in the whole numbers that pages show: thousandths of CPUs, bytes, things. Less than nothing is nothing.
pub(crate) fn number(name: &str, amount: Amount) -> u64 {
    match unit(name) {
        Unit::MilliCpu => u64::try_from(amount.milli().max(0)).unwrap_or(u64::MAX),
        Unit::Byte | Unit::Count => u64::try_from(amount.units()).unwrap_or_default(),
    }
}

/// The amount as a form field shows it: exactly, with the unit that people would write.
pub(crate) fn written(name: &str, amount: Amount) -> String {
    match unit(name) {
        Unit::MilliCpu => {
            let milli = amount.milli();
            let text = format!("{}.{:03}", milli / 1000, milli.unsigned_abs() % 1000);
            text.trim_end_matches('0').trim_end_matches('.').to_owned()
        }
        Unit::Byte => {
            let bytes = amount.units();
            let units = [(1_i64 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")];
            let exact = units.into_iter().find(|(size, _)| bytes % size == 0);
            exact.map_or_else(|| amount.to_string(), |(size, unit)| format!("{} {unit}", bytes / size))
        }
        Unit::Count => amount.units().to_string(),
    }
}

/// Reads an amount as people type it (`8`, `1.5 vCPU`, `16 GiB`, `2 TB`) or as a quantity (`500m`, `16Gi`).
///
/// # Errors
/// One sentence that says what would be right.
pub(crate) fn read(name: &str, typed: &str) -> Result<Amount, String> {
    let unit = unit(name);
    let wrong = || match unit {
        Unit::MilliCpu => t().error_no_cpus(typed.trim()),
        Unit::Byte => t().error_no_bytes(typed.trim()),
        Unit::Count => t().error_no_whole_number(typed.trim()),
    };
    let text: String = typed.chars().filter(|it| !it.is_whitespace()).collect();
    let digits = text.find(|it: char| !it.is_ascii_digit() && !matches!(it, '.' | '+' | '-')).unwrap_or(text.len());
    let (number, suffix) = text.split_at(digits);
    let quantity = match (unit, suffix.to_ascii_lowercase().as_str()) {
        (Unit::MilliCpu, "vcpu" | "vcpus" | "cpu" | "cpus") => number.to_owned(),
        (Unit::Byte, "") if number.parse::<u64>().is_ok_and(|bytes| (1..1 << 20).contains(&bytes)) => {
            return Err(t().error_unit_missing(number));
        }
        (Unit::Byte, "b") => number.to_owned(),
        (Unit::Byte, "kib" | "ki") => format!("{number}Ki"),
        (Unit::Byte, "mib" | "mi") => format!("{number}Mi"),
        (Unit::Byte, "gib" | "gi") => format!("{number}Gi"),
        (Unit::Byte, "tib" | "ti") => format!("{number}Ti"),
        (Unit::Byte, "kb") => format!("{number}k"),
        (Unit::Byte, "mb") => format!("{number}M"),
        (Unit::Byte, "gb" | "g") => format!("{number}G"),
        (Unit::Byte, "tb" | "t") => format!("{number}T"),
        // A thousandth of a byte is a slip for a million of them.
        (Unit::Byte, "m") => format!("{number}M"),
        _ => text.clone(),
    };
    let amount: Amount = quantity.parse().map_err(|_| wrong())?;
    if amount.is_negative() {
        return Err(t().error_less_than_nothing());
    }
    if unit == Unit::Count && amount != Amount::from_units(amount.units()) {
        return Err(wrong());
    }
    Ok(amount)
}

#[cfg(test)]
mod tests {
    use super::*;

    const STORAGE_OF_FAST: &str = "fast.storageclass.storage.k8s.io/requests.storage";

    #[test]
    fn resources_have_names_and_units_for_people() {
        for (name, label_, unit_) in [
            (REQUESTS_CPU, "CPU", Unit::MilliCpu),
            (REQUESTS_MEMORY, "Memory", Unit::Byte),
            (STORAGE_OF_FAST, "Storage of class fast", Unit::Byte),
            ("fast.storageclass.storage.k8s.io/persistentvolumeclaims", "Volumes of class fast", Unit::Count),
            ("count/guestclusters.guest.atoll.dev", "Clusters", Unit::Count),
            ("count/leases.coordination.k8s.io", "leases.coordination.k8s.io", Unit::Count),
            ("secrets", "secrets", Unit::Count),
        ] {
            assert_eq!((label(name).as_str(), unit(name)), (label_, unit_), "{name}");
        }
        assert!(order(REQUESTS_STORAGE) < order("count/a") && order(REQUESTS_CPU) < order(REQUESTS_MEMORY));
    }

    #[test]
    fn amounts_are_read_as_people_and_as_manifests_write_them() {
        for (name, typed, quantity) in [
            (REQUESTS_CPU, "8", Some("8")),
            (REQUESTS_CPU, " 1.5 vCPU ", Some("1500m")),
            (REQUESTS_CPU, "500m", Some("500m")),
            (REQUESTS_MEMORY, "16 GiB", Some("16Gi")),
            (REQUESTS_MEMORY, "16gib", Some("16Gi")),
            (REQUESTS_MEMORY, "2 TB", Some("2T")),
            (REQUESTS_MEMORY, "512 m", Some("512M")),
            (REQUESTS_MEMORY, "17179869184", Some("16Gi")),
            (REQUESTS_MEMORY, "16", None),
            (REQUESTS_MEMORY, "lots", None),
            (STORAGE_OF_FAST, "1.5Ti", Some("1536Gi")),
            ("count/x", "3", Some("3")),
            ("count/x", "2.5", None),
            (REQUESTS_CPU, "-1", None),
            (REQUESTS_CPU, "", None),
            (REQUESTS_CPU, "eight", None),
        ] {
            let read = read(name, typed).ok();
            assert_eq!(read, quantity.map(|it| it.parse().expect("a quantity")), "{typed}");
        }
        assert_eq!(read(REQUESTS_MEMORY, "16").unwrap_err(), "Write the unit, too: 16 GiB or 16 MiB.");
    }

    #[test]
    fn what_is_written_can_be_read_again() {
        for (name, quantity, text) in [
            (REQUESTS_CPU, "32", "32"),
            (REQUESTS_CPU, "1500m", "1.5"),
            (REQUESTS_MEMORY, "64Gi", "64 GiB"),
            (REQUESTS_MEMORY, "1Ti", "1024 GiB"),
            (REQUESTS_MEMORY, "100M", "100M"),
            ("count/x", "5", "5"),
        ] {
            let amount: Amount = quantity.parse().expect("a quantity");
            assert_eq!(written(name, amount), text);
            assert_eq!(read(name, text), Ok(amount));
        }
    }
}

//! CPU, memory and storage of machines, hosts and quotas as gauges. Pure.

use std::collections::HashMap;

use api::{
    quantity::Amount,
    quota::{self, REQUESTS_CPU, REQUESTS_MEMORY, REQUESTS_STORAGE},
    vmoperator::{VirtualMachineClassSpec, VirtualMachineImageStatus},
};
use serde::Deserialize;
use serde_json::Value;
use texts::t;

use crate::{
    facts::Facts,
    view::{Gauge, Unit},
};

/// An amount of each resource: thousandths of CPUs, bytes of memory, bytes of disk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Amounts {
    /// Thousandths of virtual CPUs.
    pub(crate) milli_cpu: u64,
    /// Bytes.
    pub(crate) memory: u64,
    /// Bytes.
    pub(crate) storage: u64,
}

impl From<&quota::Amounts> for Amounts {
    fn from(amounts: &quota::Amounts) -> Self {
        let bytes = |name| u64::try_from(amounts.get(name).units()).unwrap_or_default();
        Amounts {
            milli_cpu: u64::try_from(amounts.get(REQUESTS_CPU).milli()).unwrap_or_default(),
            memory: bytes(REQUESTS_MEMORY),
            storage: bytes(REQUESTS_STORAGE),
        }
    }
}

impl Amounts {
    /// The sum.
    pub(crate) fn plus(self, other: Self) -> Self {
        Amounts {
            milli_cpu: self.milli_cpu.saturating_add(other.milli_cpu),
            memory: self.memory.saturating_add(other.memory),
            storage: self.storage.saturating_add(other.storage),
        }
    }

    /// What is left of it.
    pub(crate) fn minus(self, other: Self) -> Self {
        Amounts {
            milli_cpu: self.milli_cpu.saturating_sub(other.milli_cpu),
            memory: self.memory.saturating_sub(other.memory),
            storage: self.storage.saturating_sub(other.storage),
        }
    }

    /// So many of it.
    pub(crate) fn times(self, count: u32) -> Self {
        let count = u64::from(count);
        Amounts {
            milli_cpu: self.milli_cpu.saturating_mul(count),
            memory: self.memory.saturating_mul(count),
            storage: self.storage.saturating_mul(count),
        }
    }

    /// As gauges named for people; `limits` gives what there is of each, in the same order.
    pub(crate) fn gauges(self, asked: Amounts, limits: [Option<u64>; 3]) -> Vec<Gauge> {
        let gauge = |resource: String, unit, used, asked, limit| Gauge { resource, unit, used, asked, limit };
        vec![
            gauge("CPU".to_owned(), Unit::MilliCpu, self.milli_cpu, asked.milli_cpu, limits[0]),
            gauge(t().word_memory(), Unit::Byte, self.memory, asked.memory, limits[1]),
            gauge(t().word_storage(), Unit::Byte, self.storage, asked.storage, limits[2]),
        ]
    }
}

/// A quantity (`4Gi`, `500m`, `2`) as whole units, rounded up; `None` when it is none.
pub(crate) fn units(value: &Value) -> Option<u64> {
    let text = text(value)?;
    let amount: Amount = text.parse().ok()?;
    u64::try_from(amount.units()).ok()
}

/// A quantity as thousandths, rounded up.
pub(crate) fn millis(value: &Value) -> Option<u64> {
    let text = text(value)?;
    let amount: Amount = text.parse().ok()?;
    u64::try_from(amount.milli()).ok()
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// CPU and memory of a VirtualMachineClass.
pub(crate) fn of_class(class: &Facts) -> Amounts {
    let spec = class.at("/spec").and_then(|spec| VirtualMachineClassSpec::deserialize(spec).ok());
    spec.map(|spec| Amounts::from(&quota::class_size(&spec))).unwrap_or_default()
}

/// Bytes of all disks of an image; zero while nothing is known of them.
pub(crate) fn of_image(image: &Facts) -> u64 {
    let status = image.at("/status").and_then(|status| VirtualMachineImageStatus::deserialize(status).ok());
    u64::try_from(quota::image_disks(status.as_ref()).units()).unwrap_or_default()
}

/// What these virtual machines take: what their status says they were given, else what their class says.
pub(crate) fn used_by<'a>(machines: impl Iterator<Item = &'a Facts>, classes: &[Facts]) -> Amounts {
    let classes: HashMap<(&str, &str), Amounts> =
        classes.iter().map(|class| ((class.namespace(), class.name()), of_class(class))).collect();
    machines.fold(Amounts::default(), |sum, vm| {
        let class = classes.get(&(vm.namespace(), vm.text("/spec/className"))).copied().unwrap_or_default();
        let given = Amounts {
            milli_cpu: vm.at("/status/hardware/cpu/total").and_then(millis).unwrap_or(class.milli_cpu),
            memory: vm.at("/status/hardware/memory/total").and_then(units).unwrap_or(class.memory),
            storage: vm.at("/status/storage/total").and_then(units).unwrap_or(0),
        };
        sum.plus(given)
    })
}

/// Gauges of what these machines take, without limits.
pub(crate) fn of_machines<'a>(machines: impl Iterator<Item = &'a Facts>, classes: &[Facts]) -> Vec<Gauge> {
    used_by(machines, classes).gauges(Amounts::default(), [None; 3])
}

/// The smallest limit of each resource over the quotas of a namespace: CPU in thousandths, memory and storage in bytes.
pub(crate) fn limits(quotas: &[&Facts]) -> [Option<u64>; 3] {
    let smallest = |key: &str, read: fn(&Value) -> Option<u64>| {
        quotas.iter().filter_map(|quota| quota.at("/spec/hard")?.get(key).and_then(read)).min()
    };
    [smallest(REQUESTS_CPU, millis), smallest(REQUESTS_MEMORY, units), smallest(REQUESTS_STORAGE, units)]
}

/// What is used of the namespace's quota, which keeps more than its machines take; of what no quota counts, what its
/// machines take.
pub(crate) fn taken(quotas: &[&Facts], machines: Amounts) -> Amounts {
    let counted = |key: &str, read: fn(&Value) -> Option<u64>| {
        let hard = |quota: &&&Facts| quota.at("/spec/hard").and_then(|hard| hard.get(key)).and_then(read);
        let tightest = quotas.iter().filter(|quota| hard(quota).is_some()).min_by_key(hard)?;
        tightest.at("/status/used").and_then(|used| used.get(key)).and_then(read)
    };
    Amounts {
        milli_cpu: counted(REQUESTS_CPU, millis).unwrap_or(machines.milli_cpu),
        memory: counted(REQUESTS_MEMORY, units).unwrap_or(machines.memory),
        storage: counted(REQUESTS_STORAGE, units).unwrap_or(machines.storage),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Amounts, limits, millis, taken, units, used_by};
    use crate::facts::Facts;

    #[test]
    fn quantities_are_read_in_their_units() {
        assert_eq!(units(&json!("4Gi")), Some(4 << 30));
        assert_eq!(units(&json!(3)), Some(3));
        assert_eq!(millis(&json!("500m")), Some(500));
        assert_eq!(millis(&json!("2")), Some(2000));
        assert_eq!((units(&json!("lots")), units(&json!(null))), (None, None));
    }

    #[test]
    fn machines_take_what_they_were_given_or_what_their_class_says() {
        let class = Facts::new(
            json!({"metadata": {"name": "s", "namespace": "a"}, "spec": {"hardware": {"cpus": 2, "memory": "4Gi"}}}),
            "v1",
            "VirtualMachineClass",
        );
        let asked =
            Facts::new(json!({"metadata": {"namespace": "a"}, "spec": {"className": "s"}}), "v1", "VirtualMachine");
        let given = Facts::new(
            json!({"metadata": {"namespace": "a"}, "spec": {"className": "s"}, "status": {"hardware": {"cpu": {"total": 4}, "memory": {"total": "1Gi"}}}}),
            "v1",
            "VirtualMachine",
        );
        let sum = used_by([&asked, &given].into_iter(), &[class]);
        assert_eq!(sum, Amounts { milli_cpu: 6000, memory: 5 << 30, storage: 0 });
    }

    #[test]
    fn the_tightest_quota_counts() {
        let quota = |cpu: &str| {
            Facts::new(
                json!({"spec": {"hard": {"requests.cpu": cpu, "requests.memory": "1Gi"}}}),
                "v1",
                "ResourceQuota",
            )
        };
        let (a, b) = (quota("32"), quota("16"));
        assert_eq!(limits(&[&a, &b]), [Some(16_000), Some(1 << 30), None]);
    }

    #[test]
    fn what_the_quota_counts_goes_before_what_machines_take() {
        let quota = Facts::new(
            json!({"spec": {"hard": {"requests.cpu": "32", "requests.memory": "1Gi"}}, "status": {"used": {"requests.cpu": "12"}}}),
            "v1",
            "ResourceQuota",
        );
        let machines = Amounts { milli_cpu: 4000, memory: 7, storage: 9 };
        assert_eq!(taken(&[&quota], machines), Amounts { milli_cpu: 12_000, memory: 7, storage: 9 });
        assert_eq!(taken(&[], machines), machines);
    }
}

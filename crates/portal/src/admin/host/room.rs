//! Whether other hosts have room for the machines of one. Pure.

use crate::amounts::Amounts;

/// A host that takes machines: its name and what is free of it.
#[derive(Clone, Debug)]
pub(super) struct Free {
    pub(super) name: String,
    pub(super) free: Amounts,
}

/// For each machine the host that would take it today, largest machines first, each on the host with the most free;
/// `None` when no host has room. A forecast: the hypervisor decides.
pub(super) fn places(machines: &[Amounts], hosts: &[Free]) -> Vec<Option<String>> {
    let mut hosts = hosts.to_vec();
    let mut order: Vec<usize> = (0..machines.len()).collect();
    order.sort_by_key(|index| std::cmp::Reverse((machines[*index].memory, machines[*index].milli_cpu)));
    let mut places = vec![None; machines.len()];
    for index in order {
        let wanted = machines[index];
        let fits = |host: &&mut Free| host.free.milli_cpu >= wanted.milli_cpu && host.free.memory >= wanted.memory;
        let most = hosts.iter_mut().filter(fits).max_by(|a, b| {
            (a.free.memory, a.free.milli_cpu).cmp(&(b.free.memory, b.free.milli_cpu)).then_with(|| b.name.cmp(&a.name))
        });
        if let Some(host) = most {
            host.free.milli_cpu -= wanted.milli_cpu;
            host.free.memory -= wanted.memory;
            places[index] = Some(host.name.clone());
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(cpu: u64, memory: u64) -> Amounts {
        Amounts { milli_cpu: cpu * 1000, memory: memory << 30, storage: 0 }
    }

    fn host(name: &str, cpu: u64, memory: u64) -> Free {
        Free { name: name.to_owned(), free: amount(cpu, memory) }
    }

    #[test]
    fn the_largest_goes_first_and_what_fits_nowhere_is_told() {
        let hosts = [host("a", 8, 16), host("b", 8, 24)];
        for (machines, expected) in [
            (vec![], vec![]),
            (vec![amount(2, 4)], vec![Some("b")]),
            (vec![amount(2, 4), amount(2, 20)], vec![Some("a"), Some("b")]),
            (vec![amount(2, 32)], vec![None]),
            (vec![amount(16, 1), amount(1, 1)], vec![None, Some("b")]),
            (vec![amount(8, 1), amount(8, 1), amount(8, 1)], vec![Some("b"), Some("a"), None]),
        ] {
            let places = places(&machines, &hosts);
            assert_eq!(places.iter().map(Option::as_deref).collect::<Vec<_>>(), expected, "{machines:?}");
        }
    }
}

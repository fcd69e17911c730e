//! Which host takes a machine: spread, the host with the most free first. Pure.

use crate::driver::{Host, Resources};

const GIB: u64 = 1 << 30;

/// Chooses a host for a machine that needs `wanted`, or says in words for people why there is none.
///
/// Hosts that are not ready, not schedulable or cordoned are left out. Of those that fit, the one with the greatest share free
/// of its scarcest resource wins, then the one whose name sorts first.
///
/// # Errors
/// The sentence for people, with what was asked and the most that is free on one host.
pub(super) fn choose<'a>(
    hosts: &'a [Host],
    wanted: Resources,
    namespace: &str,
    name: &str,
) -> Result<&'a Host, String> {
    let usable = || hosts.iter().filter(|host| host.ready && host.schedulable && !host.cordoned);
    let fitting = usable().filter(|host| fits(free(host), wanted)).max_by(|a, b| by_room(a, b));
    if let Some(host) = fitting {
        return Ok(host);
    }
    let Some(best) = usable().max_by(|a, b| by_room(a, b)) else {
        return Err(format!(
            "no host can take {namespace}/{name}: none of the {} hosts is ready and schedulable",
            hosts.len()
        ));
    };
    // Storage is seldom the reason; it is named only when it is.
    let disk = usable().all(|host| free(host).storage < wanted.storage);
    Err(format!(
        "no host can take {namespace}/{name}: it needs {}, the most free on one host is {} ({})",
        words(wanted, disk),
        words(free(best), disk),
        best.name
    ))
}

/// Whether this host has room for a machine on it to have `more`.
///
/// # Errors
/// The sentence for people, with what is needed more and what is free.
pub(super) fn room_on(host: &Host, more: Resources, namespace: &str, name: &str) -> Result<(), String> {
    if fits(free(host), more) {
        return Ok(());
    }
    Err(format!(
        "host {} has no room for {namespace}/{name} to grow: it needs {} more, {} are free",
        host.name,
        words(more, false),
        words(free(host), false)
    ))
}

/// What is left of a host.
pub(super) fn free(host: &Host) -> Resources {
    Resources {
        cpus: host.capacity.cpus.saturating_sub(host.allocated.cpus),
        memory: host.capacity.memory.saturating_sub(host.allocated.memory),
        storage: host.capacity.storage.saturating_sub(host.allocated.storage),
    }
}

fn fits(free: Resources, wanted: Resources) -> bool {
    free.cpus >= wanted.cpus && free.memory >= wanted.memory && free.storage >= wanted.storage
}

/// Orders by room; of two with the same room the name that sorts first is the greater.
fn by_room(a: &Host, b: &Host) -> std::cmp::Ordering {
    room(a).total_cmp(&room(b)).then_with(|| b.name.cmp(&a.name))
}

/// The free share, 0 to 1, of the resource that is scarcest on this host.
fn room(host: &Host) -> f64 {
    let free = free(host);
    let share = |free: u64, all: u64| {
        if all == 0 { 0.0 } else { free as f64 / all as f64 }
    };
    share(free.cpus.into(), host.capacity.cpus.into())
        .min(share(free.memory, host.capacity.memory))
        .min(share(free.storage, host.capacity.storage))
}

fn words(amount: Resources, disk: bool) -> String {
    let gib = |bytes: u64| {
        if bytes.is_multiple_of(GIB) { format!("{}", bytes / GIB) } else { format!("{:.1}", bytes as f64 / GIB as f64) }
    };
    if disk {
        let (memory, storage) = (gib(amount.memory), gib(amount.storage));
        format!("{} vCPU, {memory} GiB and {storage} GiB of disk", amount.cpus)
    } else {
        format!("{} vCPU and {} GiB", amount.cpus, gib(amount.memory))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(cpus: u32, memory: u64) -> Resources {
        Resources { cpus, memory: memory * GIB, storage: 0 }
    }

    fn host(name: &str, cpus_used: u32, memory_used: u64) -> Host {
        Host {
            name: name.into(),
            capacity: Resources { storage: 100 * GIB, ..amount(64, 256) },
            allocated: amount(cpus_used, memory_used),
            ready: true,
            schedulable: true,
            cordoned: false,
            message: String::new(),
            address: None,
        }
    }

    fn chosen(hosts: &[Host], wanted: Resources) -> Result<String, String> {
        choose(hosts, wanted, "team-a", "big").map(|host| host.name.clone())
    }

    #[test]
    fn most_free_first_then_by_name() {
        let cases: [(&[Host], &str); 4] = [
            (&[host("b", 0, 0), host("a", 0, 0)], "a"),
            (&[host("a", 8, 0), host("b", 4, 0)], "b"),
            // The scarcest resource counts: a has more CPUs, but no memory left to speak of.
            (&[host("a", 0, 240), host("b", 32, 0)], "b"),
            (&[host("a", 63, 0), host("b", 0, 254)], "a"),
        ];
        for (hosts, expected) in cases {
            assert_eq!(chosen(hosts, amount(1, 1)).as_deref(), Ok(expected));
        }
    }

    #[test]
    fn unready_and_unschedulable_hosts_take_nothing() {
        let mut down = host("a", 0, 0);
        down.ready = false;
        let mut maintained = host("b", 0, 0);
        maintained.schedulable = false;
        let mut cordoned = host("d", 0, 0);
        cordoned.cordoned = true;
        let all = [down.clone(), maintained.clone(), cordoned, host("c", 60, 0)];
        assert_eq!(chosen(&all, amount(1, 1)).as_deref(), Ok("c"));
        assert_eq!(
            chosen(&[down, maintained], amount(1, 1)).unwrap_err(),
            "no host can take team-a/big: none of the 2 hosts is ready and schedulable"
        );
    }

    #[test]
    fn a_refusal_says_what_is_asked_and_what_is_free() {
        let hosts = [host("sim-host-1", 8, 16), host("sim-host-2", 4, 8)];
        assert_eq!(
            chosen(&hosts, amount(512, 16)).unwrap_err(),
            "no host can take team-a/big: it needs 512 vCPU and 16 GiB, \
             the most free on one host is 60 vCPU and 248 GiB (sim-host-2)"
        );
        let much_disk = Resources { storage: 200 * GIB, ..amount(1, 1) };
        assert_eq!(
            chosen(&hosts, much_disk).unwrap_err(),
            "no host can take team-a/big: it needs 1 vCPU, 1 GiB and 200 GiB of disk, \
             the most free on one host is 60 vCPU, 248 GiB and 100 GiB of disk (sim-host-2)"
        );
    }
}

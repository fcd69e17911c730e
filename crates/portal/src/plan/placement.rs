//! Whether machines fit on hosts: each goes to the host with the most room, as hypervisors spread them. Pure.

use crate::{
    amounts::Amounts,
    view::{HostShare, Placement},
};

/// A host that takes machines, with what is free on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Room {
    /// The host's name.
    pub(crate) host: String,
    /// What it has.
    pub(crate) whole: Amounts,
    /// What is free of it.
    pub(crate) free: Amounts,
}

/// Machines of one class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wanted {
    /// The class.
    pub(crate) class: String,
    /// What one of them takes.
    pub(crate) size: Amounts,
    /// How many.
    pub(crate) count: u32,
}

/// Places the machines one after the other; CPU and memory count. `with_names` tells which host takes how many.
pub(crate) fn place(wanted: &[Wanted], mut rooms: Vec<Room>, with_names: bool) -> Option<Placement> {
    let machines: u32 = wanted.iter().map(|one| one.count).sum();
    if machines == 0 {
        return None;
    }
    rooms.sort_by(|a, b| a.host.cmp(&b.host));
    let mut taken = vec![0_u32; rooms.len()];
    let (mut placed, mut homeless) = (0, None);
    for one in wanted {
        for _ in 0..one.count {
            // The first of several with the same room: `max_by_key` would give the last.
            let fitting = rooms.iter().enumerate().rev().filter(|(_, room)| fits(one.size, room.free));
            let Some((index, _)) = fitting.max_by_key(|(_, room)| share(room)) else {
                homeless.get_or_insert_with(|| one.class.clone());
                break;
            };
            rooms[index].free.milli_cpu -= one.size.milli_cpu;
            rooms[index].free.memory -= one.size.memory;
            taken[index] += 1;
            placed += 1;
        }
    }
    let hosts = rooms.into_iter().zip(taken).filter(|_| with_names).map(|(room, machines)| HostShare {
        name: room.host,
        machines,
        milli_cpu: room.free.milli_cpu,
        memory: room.free.memory,
    });
    Some(Placement { machines, placed, homeless, hosts: hosts.collect() })
}

fn fits(size: Amounts, free: Amounts) -> bool {
    size.milli_cpu <= free.milli_cpu && size.memory <= free.memory
}

/// Millionths that are free of what is scarcest on the host.
fn share(room: &Room) -> u64 {
    let part = |free: u64, whole: u64| free.saturating_mul(1_000_000) / whole.max(1);
    part(room.free.milli_cpu, room.whole.milli_cpu).min(part(room.free.memory >> 20, room.whole.memory >> 20))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn size(cpus: u64, gib: u64) -> Amounts {
        Amounts { milli_cpu: cpus * 1000, memory: gib << 30, storage: 0 }
    }

    fn room(host: &str, cpus: u64, gib: u64) -> Room {
        Room { host: host.to_owned(), whole: size(64, 256), free: size(cpus, gib) }
    }

    fn wanted(class: &str, cpus: u64, gib: u64, count: u32) -> Wanted {
        Wanted { class: class.to_owned(), size: size(cpus, gib), count }
    }

    #[test]
    fn machines_spread_over_the_hosts_with_the_most_room() {
        let rooms = vec![room("b", 64, 256), room("a", 64, 256), room("c", 8, 256)];
        let placement = place(&[wanted("small", 4, 8, 4)], rooms, true).expect("machines");
        let shares: Vec<_> = placement.hosts.iter().map(|host| (host.name.as_str(), host.machines)).collect();
        assert_eq!(shares, [("a", 2), ("b", 2), ("c", 0)]);
        assert_eq!((placement.machines, placement.placed, placement.homeless), (4, 4, None));
        assert_eq!(placement.hosts[0].milli_cpu, 56_000);
    }

    #[test]
    fn what_finds_no_host_is_told_by_class_and_names_only_to_those_who_may_know() {
        let rooms = vec![room("a", 6, 64), room("b", 8, 4)];
        let all = [wanted("small", 4, 4, 2), wanted("large", 8, 32, 1), wanted("tiny", 1, 1, 1)];
        let placement = place(&all, rooms.clone(), false).expect("machines");
        assert_eq!((placement.machines, placement.placed, placement.homeless.as_deref()), (4, 3, Some("large")));
        assert!(placement.hosts.is_empty());
        assert_eq!(place(&[wanted("small", 1, 1, 0)], rooms, false), None);
        let nowhere = place(&[wanted("small", 1, 1, 2)], Vec::new(), true).expect("machines");
        assert_eq!((nowhere.placed, nowhere.homeless.as_deref()), (0, Some("small")));
    }
}

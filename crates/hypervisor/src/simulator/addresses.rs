//! Addresses of machines and load balancers: each is given once and comes back only when its owner is deleted. Pure.

use std::{collections::HashSet, net::Ipv4Addr};

use super::block::Network;

/// The addresses of a network of loopback, without those that end in .0 or .255, which some programs take for a
/// network or a broadcast.
#[derive(Debug)]
pub(super) struct Addresses {
    first: u32,
    count: u32,
    /// Offset that is tried next. It only moves on, so that an address rests as long as possible before it is used
    /// again.
    next: u32,
    taken: HashSet<u32>,
}

impl Addresses {
    /// All addresses of the network.
    pub(super) fn new(network: Network) -> Addresses {
        let count = 1u32 << (32 - u32::from(network.bits));
        Addresses { first: u32::from(network.base) & !(count - 1), count, next: 0, taken: HashSet::new() }
    }

    /// Gives an address that nobody has, or `None` when all are taken.
    pub(super) fn take(&mut self) -> Option<Ipv4Addr> {
        for _ in 0..self.count {
            let address = self.first + self.next;
            self.next = (self.next + 1) % self.count;
            if (1..=254).contains(&(address & 0xff)) && self.taken.insert(address) {
                return Some(Ipv4Addr::from(address));
            }
        }
        None
    }

    /// Marks an address that was given in an earlier life. False when somebody has it already.
    pub(super) fn claim(&mut self, address: Ipv4Addr) -> bool {
        self.taken.insert(u32::from(address))
    }

    /// Takes an address back.
    pub(super) fn give_back(&mut self, address: Ipv4Addr) {
        self.taken.remove(&u32::from(address));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pool(network: &str) -> Addresses {
        Addresses::new(network.parse().unwrap())
    }

    #[test]
    fn skips_network_and_broadcast() {
        let mut pool = pool("127.64.0.0/16");
        let given: Vec<_> = (0..300).map(|_| pool.take().unwrap()).collect();
        assert_eq!(given[0], Ipv4Addr::new(127, 64, 0, 1));
        assert_eq!(given[253], Ipv4Addr::new(127, 64, 0, 254));
        assert_eq!(given[254], Ipv4Addr::new(127, 64, 1, 1));
    }

    #[test]
    fn reuses_only_what_came_back_and_that_last() {
        let mut pool = pool("127.64.0.0/24");
        let first = pool.take().unwrap();
        assert!(pool.claim(Ipv4Addr::new(127, 64, 0, 2)));
        assert!(!pool.claim(first));
        assert_eq!(pool.take(), Some(Ipv4Addr::new(127, 64, 0, 3)));
        pool.give_back(first);
        let rest: Vec<_> = std::iter::from_fn(|| pool.take()).collect();
        assert_eq!(rest.first(), Some(&Ipv4Addr::new(127, 64, 0, 4)));
        assert_eq!(rest.last(), Some(&first));
        assert_eq!(pool.take(), None);
    }
}

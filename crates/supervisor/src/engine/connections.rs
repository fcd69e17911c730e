//! How many connections a listener has, in all and from one address.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;

use parking_lot::Mutex;

/// The connections of one listener. Callers on the same machine are bounded in all only: there is one address for all
/// of them.
#[derive(Debug)]
pub(crate) struct Connections {
    most: usize,
    most_per_address: usize,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    all: usize,
    of: HashMap<IpAddr, usize>,
}

/// One connection, counted out when dropped.
pub(crate) struct Counted {
    connections: Arc<Connections>,
    /// `None` for callers on the same machine, and for those whose address is not known.
    address: Option<IpAddr>,
}

impl Counted {
    /// Counts it for an address that became known only now; false when that has too many.
    pub(crate) fn is_of(&mut self, address: IpAddr) -> bool {
        let address = remote(address);
        let counted = self.connections.state.lock().count(address, self.connections.most_per_address);
        if counted {
            self.address = address;
        }
        counted
    }
}

/// The address of a caller, unless it is on the same machine.
fn remote(address: IpAddr) -> Option<IpAddr> {
    Some(address.to_canonical()).filter(|address| !address.is_loopback())
}

impl State {
    /// Counts one more of an address, if that has not as many as it may have.
    fn count(&mut self, address: Option<IpAddr>, most: usize) -> bool {
        let Some(address) = address else { return true };
        let count = self.of.entry(address).or_default();
        let fits = *count < most;
        *count += usize::from(fits);
        fits
    }
}

impl Connections {
    pub(crate) fn new(most: usize, most_per_address: usize) -> Connections {
        Connections { most, most_per_address, state: Mutex::default() }
    }

    /// Counts one in; `None` when there are too many.
    pub(crate) fn add(self: &Arc<Self>, address: IpAddr) -> Option<Counted> {
        self.count(remote(address))
    }

    /// The same for one through which many callers come.
    pub(crate) fn add_shared(self: &Arc<Self>) -> Option<Counted> {
        self.count(None)
    }

    fn count(self: &Arc<Self>, address: Option<IpAddr>) -> Option<Counted> {
        let mut state = self.state.lock();
        if state.all >= self.most || !state.count(address, self.most_per_address) {
            return None;
        }
        state.all += 1;
        drop(state);
        Some(Counted { connections: self.clone(), address })
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        let mut state = self.connections.state.lock();
        state.all -= 1;
        if let Some(address) = self.address
            && let Some(count) = state.of.get_mut(&address)
        {
            *count -= 1;
            if *count == 0 {
                state.of.remove(&address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_cannot_take_all() {
        let connections = Arc::new(Connections::new(4, 2));
        let add = |address: &str| connections.add(address.parse().unwrap());
        let first = add("192.0.2.1").unwrap();
        let second = add("::ffff:192.0.2.1").unwrap();
        assert!(add("192.0.2.1").is_none());
        let other = add("192.0.2.2").unwrap();
        let local = add("127.0.0.1").unwrap();
        assert!(add("192.0.2.3").is_none(), "the listener is full");
        drop(first);
        assert!(add("192.0.2.1").is_some());
        drop((second, other, local));
        let announced = "192.0.2.4".parse().unwrap();
        let mut shared: Vec<_> = (0..3).map(|_| connections.add_shared().unwrap()).collect();
        assert!(shared[0].is_of(announced) && shared[1].is_of(announced));
        assert!(!shared[2].is_of(announced), "it has two already");
        drop(shared);
        assert!((0..4).map(|_| add("::1")).all(|counted| counted.is_some()));
        assert!(connections.state.lock().of.is_empty());
    }
}

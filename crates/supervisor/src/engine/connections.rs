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
    /// `None` for callers on the same machine.
    address: Option<IpAddr>,
}

impl Connections {
    pub(crate) fn new(most: usize, most_per_address: usize) -> Connections {
        Connections { most, most_per_address, state: Mutex::default() }
    }

    /// Counts one in; `None` when there are too many.
    pub(crate) fn add(self: &Arc<Self>, address: IpAddr) -> Option<Counted> {
        let address = Some(address.to_canonical()).filter(|address| !address.is_loopback());
        let mut state = self.state.lock();
        if state.all >= self.most {
            return None;
        }
        if let Some(address) = address {
            let count = state.of.entry(address).or_default();
            if *count >= self.most_per_address {
                return None;
            }
            *count += 1;
        }
        state.all += 1;
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
        assert!((0..4).map(|_| add("::1")).all(|counted| counted.is_some()));
        assert!(connections.state.lock().of.is_empty());
    }
}

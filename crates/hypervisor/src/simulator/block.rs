//! Which part of the network of addresses is this simulator's own, so that several programs on one computer never meet.
//!
//! The network is cut into blocks of 16 bits. A simulator takes one for good: its name lies in the state directory, and
//! while the simulator is open it holds a socket in the block that nobody else can have. A crash lets go of it at once.

use std::{
    fs, io,
    net::{Ipv4Addr, UdpSocket},
    path::Path,
    str::FromStr,
};

use super::disk;

/// The file in the state directory that names the block.
const FILE: &str = "addresses";
/// Bits of a block's prefix; a smaller network is one block.
const BITS: u8 = 16;
/// Any: nothing is ever sent there.
const PORT: u16 = 6443;

/// A network of IPv4: first address and number of prefix bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Network {
    pub(super) base: Ipv4Addr,
    pub(super) bits: u8,
}

impl Network {
    fn size(self) -> u32 {
        1 << (32 - u32::from(self.bits))
    }

    /// The blocks of this network, beginning with one that `place` chooses.
    fn blocks(self, place: u64) -> impl Iterator<Item = Network> {
        let bits = self.bits.max(BITS);
        let count = 1_u32 << (bits - self.bits);
        let first = u32::try_from(place % u64::from(count)).unwrap_or(0);
        let start = u32::from(self.base) & !(self.size() - 1);
        (0..count).map(move |n| {
            let base = start + ((first + n) % count) * (1 << (32 - u32::from(bits)));
            Network { base: base.into(), bits }
        })
    }

    /// The last address; it is never given to a machine.
    fn last(self) -> Ipv4Addr {
        (u32::from(self.base) | (self.size() - 1)).into()
    }
}

impl std::fmt::Display for Network {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.base, self.bits)
    }
}

impl FromStr for Network {
    type Err = String;

    fn from_str(text: &str) -> Result<Network, String> {
        let parse = || {
            let (base, bits) = text.split_once('/')?;
            let bits = bits.parse().ok().filter(|bits| (1..=32).contains(bits))?;
            Some(Network { base: base.parse().ok()?, bits })
        };
        parse().ok_or_else(|| format!("{text:?} is not a network such as 127.64.0.0/10"))
    }
}

/// A block that this simulator holds until it is dropped.
#[derive(Debug)]
pub(super) struct Block {
    pub(super) network: Network,
    _held: UdpSocket,
}

impl Block {
    /// Takes the block that `dir` names, or a free one of `network`, and keeps its name there.
    pub(super) fn take(dir: &Path, network: Network, place: u64) -> io::Result<Block> {
        let file = dir.join(FILE);
        let own = match fs::read_to_string(&file) {
            Ok(text) => Some(text.trim().parse::<Network>().map_err(io::Error::other).map_err(disk::about(&file))?),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(disk::about(&file)(error)),
        };
        // Other settings than when the block was taken: it does not bind any more.
        if let Some(own) = own.filter(|own| network.blocks(place).any(|block| block == *own)) {
            return Block::hold(own)?.ok_or_else(|| {
                let taken = format!("another program uses {own}, the addresses of the machines in {}", dir.display());
                io::Error::new(io::ErrorKind::AddrInUse, taken)
            });
        }
        for candidate in network.blocks(place) {
            if let Some(block) = Block::hold(candidate)? {
                disk::replace(&file, candidate.to_string().as_bytes())?;
                return Ok(block);
            }
        }
        let all = format!("other simulators use every block of {network}; set simulator.addresses to another network");
        Err(io::Error::new(io::ErrorKind::AddrInUse, all))
    }

    /// Holds a block; `None` when another simulator has it.
    fn hold(network: Network) -> io::Result<Option<Block>> {
        match UdpSocket::bind((network.last(), PORT)) {
            Ok(held) => Ok(Some(Block { network, _held: held })),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => Ok(None),
            Err(error) => Err(io::Error::new(error.kind(), format!("addresses of {network}: {error}"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(text: &str) -> Network {
        text.parse().unwrap()
    }

    fn directory() -> std::path::PathBuf {
        let path = std::env::temp_dir().join(format!("atoll-block-{}", uuid::Uuid::new_v4()));
        fs::create_dir_all(&path).unwrap();
        path
    }

    #[test]
    fn a_network_is_cut_into_blocks() {
        let all: Vec<_> = network("127.64.0.0/10").blocks(65).collect();
        assert_eq!((all.len(), all[0], all[63]), (64, network("127.65.0.0/16"), network("127.64.0.0/16")));
        assert_eq!(network("127.9.8.0/24").blocks(7).collect::<Vec<_>>(), [network("127.9.8.0/24")]);
        assert_eq!(network("127.64.0.0/16").last(), Ipv4Addr::new(127, 64, 255, 255));
    }

    #[test]
    fn each_simulator_keeps_a_block_of_its_own() {
        let (one, two) = (directory(), directory());
        let all = network("127.60.0.0/15");
        let first = Block::take(&one, all, 0).unwrap();
        let second = Block::take(&two, all, 0).unwrap();
        assert_eq!((first.network, second.network), (network("127.60.0.0/16"), network("127.61.0.0/16")));
        let none = Block::take(&directory(), all, 0).unwrap_err().to_string();
        assert!(none.contains("every block of 127.60.0.0/15"), "{none}");

        // Its own again after a restart, also when another was free first.
        drop(first);
        let taken = Block::take(&two, all, 0).unwrap_err().to_string();
        assert!(taken.contains("another program uses 127.61.0.0/16"), "{taken}");
        drop(second);
        assert_eq!(Block::take(&two, all, 0).unwrap().network, network("127.61.0.0/16"));
        // Unless the settings say otherwise.
        assert_eq!(Block::take(&two, network("127.59.1.0/24"), 0).unwrap().network, network("127.59.1.0/24"));
        fs::write(one.join(FILE), "nonsense").unwrap();
        assert!(Block::take(&one, all, 0).unwrap_err().to_string().contains("not a network"));
        for dir in [one, two] {
            fs::remove_dir_all(dir).unwrap();
        }
    }
}

//! IP networks in CIDR notation.

use std::net::IpAddr;
use std::str::FromStr;

/// An IP network, such as `10.96.0.0/12`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Cidr {
    address: IpAddr,
    prefix: u8,
}

/// What is wrong with a text as a network.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum ParseError {
    /// It is no address with a prefix length.
    #[error("must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)")]
    Syntax,
    /// It is an address within a network rather than the network.
    #[error("must not have bits set beyond the prefix length")]
    HostBits,
}

impl Cidr {
    /// The first address.
    pub const fn address(self) -> IpAddr {
        self.address
    }

    /// How many leading bits all addresses share.
    pub const fn prefix(self) -> u8 {
        self.prefix
    }

    /// Whether the addresses are IPv6.
    pub const fn is_ipv6(self) -> bool {
        self.address.is_ipv6()
    }

    /// Whether the address lies in the network.
    pub fn contains(self, address: IpAddr) -> bool {
        self.address.is_ipv6() == address.is_ipv6() && shared_bits(self.address, address) >= u32::from(self.prefix)
    }

    /// Whether some address lies in both networks.
    pub fn overlaps(self, other: Self) -> bool {
        self.contains(other.address) || other.contains(self.address)
    }
}

impl FromStr for Cidr {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let (address, prefix) = text.split_once('/').ok_or(ParseError::Syntax)?;
        let address: IpAddr = address.parse().map_err(|_| ParseError::Syntax)?;
        if prefix.is_empty()
            || !prefix.bytes().all(|it| it.is_ascii_digit())
            || prefix.len() > 1 && prefix.starts_with('0')
        {
            return Err(ParseError::Syntax);
        }
        let prefix: u8 = prefix.parse().map_err(|_| ParseError::Syntax)?;
        let (bits, host_bits) = match address {
            IpAddr::V4(it) => (32, u32::from(it).trailing_zeros()),
            IpAddr::V6(it) => (128, u128::from(it).trailing_zeros()),
        };
        if prefix > bits {
            return Err(ParseError::Syntax);
        }
        if host_bits < u32::from(bits - prefix) {
            return Err(ParseError::HostBits);
        }
        Ok(Self { address, prefix })
    }
}

fn shared_bits(one: IpAddr, other: IpAddr) -> u32 {
    match (one, other) {
        (IpAddr::V4(one), IpAddr::V4(other)) => (u32::from(one) ^ u32::from(other)).leading_zeros(),
        (IpAddr::V6(one), IpAddr::V6(other)) => (u128::from(one) ^ u128::from(other)).leading_zeros(),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_are_read() {
        for good in ["10.96.0.0/12", "0.0.0.0/0", "10.0.0.1/32", "fd00::/8", "::/0"] {
            assert!(good.parse::<Cidr>().is_ok(), "{good}");
        }
        for bad in ["", "10.0.0.0", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/08", "10.0.0/8", "::/129", "10.0.0.0/+8"] {
            assert_eq!(bad.parse::<Cidr>(), Err(ParseError::Syntax), "{bad}");
        }
        for bad in ["10.0.0.1/8", "fd00::1/8"] {
            assert_eq!(bad.parse::<Cidr>(), Err(ParseError::HostBits), "{bad}");
        }
    }

    #[test]
    fn networks_overlap_when_one_holds_the_other() {
        for (one, other, overlap) in [
            ("10.0.0.0/8", "10.96.0.0/12", true),
            ("10.96.0.0/12", "10.0.0.0/8", true),
            ("10.96.0.0/12", "10.112.0.0/12", false),
            ("0.0.0.0/0", "192.168.0.0/16", true),
            ("0.0.0.0/0", "fd00::/8", false),
            ("fd00::/8", "fd00:1::/32", true),
        ] {
            let (one, other): (Cidr, Cidr) = (one.parse().unwrap(), other.parse().unwrap());
            assert_eq!(one.overlaps(other), overlap, "{one:?} {other:?}");
        }
    }
}

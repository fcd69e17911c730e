//! Where a request comes from, also when proxies pass it on.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::ConnectInfo;
use http::{Extensions, HeaderMap, HeaderName, header};
use ipnet::IpNet;

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The addresses that a request came by: first the caller's, last the one that is connected with this server. None of
/// them is the word of somebody who is not trusted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source(Vec<IpAddr>);

impl Source {
    /// The caller's address; `None` when the request did not come by the network.
    pub fn caller(&self) -> Option<IpAddr> {
        self.0.first().copied()
    }

    /// All of them.
    pub fn addresses(&self) -> &[IpAddr] {
        &self.0
    }
}

/// The networks of those proxies that are believed when they say for whom they ask. None by default.
#[derive(Clone, Debug, Default)]
pub struct TrustedProxies(Arc<[IpNet]>);

impl FromIterator<IpNet> for TrustedProxies {
    fn from_iter<I: IntoIterator<Item = IpNet>>(networks: I) -> TrustedProxies {
        TrustedProxies(networks.into_iter().collect())
    }
}

impl TrustedProxies {
    /// Whether this is the address of one.
    pub fn contains(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|network| network.contains(&address))
    }

    /// Where a request with these headers comes from. Proxies add at the right of `X-Forwarded-For` or `Forwarded`
    /// (RFC 7239) from whom they have it, so what they say is followed from the right to the first address that is not
    /// a trusted proxy's: what is left of it anybody may have written. Two headers that do not agree are not believed:
    /// the proxy wrote one of them, and nothing says which.
    pub fn source(&self, extensions: &Extensions, headers: &HeaderMap) -> Source {
        if let Some(known) = extensions.get::<Source>() {
            return known.clone();
        }
        let Some(ConnectInfo(peer)) = extensions.get::<ConnectInfo<SocketAddr>>() else { return Source(Vec::new()) };
        let mut way = vec![peer.ip().to_canonical()];
        let mut told = told(headers).into_iter().rev();
        while way.last().is_some_and(|last| self.contains(*last)) {
            let Some(Some(address)) = told.next() else { break };
            way.push(address);
        }
        way.reverse();
        Source(way)
    }
}

/// What proxies say, the nearest last; `None` where something else than an address stands.
fn told(headers: &HeaderMap) -> Vec<Option<IpAddr>> {
    let entries = |name: &HeaderName| -> Vec<String> {
        let values = headers.get_all(name).iter().map(|value| value.to_str().unwrap_or_default());
        values.flat_map(|value| value.split(',')).map(|entry| entry.trim().to_owned()).collect()
    };
    let plain: Vec<_> = entries(&X_FORWARDED_FOR).iter().map(|entry| address(entry)).collect();
    let standard: Vec<_> = entries(&header::FORWARDED).iter().map(|entry| address(forwarded_for(entry))).collect();
    match (plain.is_empty(), standard.is_empty()) {
        (_, true) => plain,
        (true, false) => standard,
        (false, false) if plain == standard => plain,
        (false, false) => Vec::new(),
    }
}

/// The value of `for` in one element of `Forwarded`.
fn forwarded_for(element: &str) -> &str {
    let pairs = element.split(';').filter_map(|pair| pair.split_once('='));
    let mut of_caller = pairs.filter(|(name, _)| name.trim().eq_ignore_ascii_case("for"));
    of_caller.next().map_or("", |(_, value)| value.trim().trim_matches('"'))
}

/// An address, which may be followed by a port.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    let address = bare.parse().or_else(|_| text.parse::<SocketAddr>().map(|with_port| with_port.ip())).ok()?;
    Some(IpAddr::to_canonical(&address))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where requests come from that reach this server from `peer` with these headers.
    fn source(peer: &str, headers: &[(&str, &str)]) -> Vec<String> {
        let networks = ["10.0.0.0/8", "fd00::/8"].map(|network| network.parse::<IpNet>().unwrap());
        let mut extensions = Extensions::new();
        extensions.insert(ConnectInfo(SocketAddr::new(peer.parse().unwrap(), 4711)));
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(name.parse::<HeaderName>().unwrap(), value.parse().unwrap());
        }
        let source = TrustedProxies::from_iter(networks).source(&extensions, &map);
        source.addresses().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_nearest_address_that_is_no_trusted_proxy() {
        let plain = |peer, value| source(peer, &[("x-forwarded-for", value)]);
        assert_eq!(source("192.0.2.1", &[]), ["192.0.2.1"]);
        assert_eq!(plain("192.0.2.1", "198.51.100.7"), ["192.0.2.1"], "not a proxy of ours");
        assert_eq!(plain("10.0.0.1", "198.51.100.7"), ["198.51.100.7", "10.0.0.1"]);
        assert_eq!(plain("::ffff:10.0.0.1", "198.51.100.7:99"), ["198.51.100.7", "10.0.0.1"]);
        assert_eq!(plain("10.0.0.1", "1.2.3.4, 198.51.100.7, 10.9.9.9"), ["198.51.100.7", "10.9.9.9", "10.0.0.1"]);
        assert_eq!(plain("10.0.0.1", "198.51.100.7, unknown"), ["10.0.0.1"], "what is no address ends it");
        assert_eq!(plain("10.0.0.1", "10.2.2.2"), ["10.2.2.2", "10.0.0.1"], "who is within the network itself");
        assert_eq!(
            source("fd00::1", &[("x-forwarded-for", "1.2.3.4"), ("x-forwarded-for", "2001:db8::17")]),
            ["2001:db8::17", "fd00::1"],
            "several lines are one list"
        );
    }

    #[test]
    fn the_standard_header_does_as_well() {
        let standard = |value| source("10.0.0.1", &[("forwarded", value)]);
        assert_eq!(standard("for=192.0.2.43"), ["192.0.2.43", "10.0.0.1"]);
        assert_eq!(
            standard("for=1.2.3.4, proto=https;For=\"[2001:db8::17]:4711\";by=10.0.0.1"),
            ["2001:db8::17", "10.0.0.1"]
        );
        assert_eq!(standard("for=_hidden"), ["10.0.0.1"]);
        let both = |plain| source("10.0.0.1", &[("forwarded", "for=192.0.2.43"), ("x-forwarded-for", plain)]);
        assert_eq!(both("192.0.2.43"), ["192.0.2.43", "10.0.0.1"]);
        assert_eq!(both("1.2.3.4"), ["10.0.0.1"], "one of them is made up");
    }
}

//! `trusted-proxies`: addresses and networks.

use std::net::IpAddr;

use ipnet::IpNet;
use supervisor::engine::TrustedProxies;

/// Reads addresses such as `10.0.0.5` and networks such as `10.0.0.0/24`.
///
/// # Errors
/// What is wrong with which of them.
pub(super) fn parse(texts: &[String]) -> Result<TrustedProxies, String> {
    texts.iter().map(|text| network(text)).collect::<Result<Vec<_>, _>>().map(TrustedProxies::from_iter)
}

fn network(text: &str) -> Result<IpNet, String> {
    let network = text.parse::<IpNet>().or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
    let network =
        network.map_err(|_| format!("{text:?} is not an address like 10.0.0.5 or a network like 10.0.0.0/24"))?;
    if network.prefix_len() == 0 {
        return Err(format!("{text} would believe everybody; name the networks of the proxies only"));
    }
    Ok(network.trunc())
}

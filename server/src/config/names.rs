//! `api-names`: what else than its own names clients know the Supervisor API by.

use std::net::IpAddr;

use crate::pki_files::is_dns_name;

/// Reads addresses and DNS names; a name may begin with `*.`.
///
/// # Errors
/// Which of them is neither.
pub(super) fn parse(texts: &[String]) -> Result<Vec<String>, String> {
    texts.iter().map(|text| name(text)).collect()
}

fn name(text: &str) -> Result<String, String> {
    if let Ok(address) = text.parse::<IpAddr>() {
        return Ok(address.to_string());
    }
    let name = text.to_lowercase();
    if is_dns_name(name.strip_prefix("*.").unwrap_or(&name)) {
        return Ok(name);
    }
    Err(format!("{text:?} is neither an address nor a DNS name like atoll.example"))
}

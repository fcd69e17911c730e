//! `admin.kubeconfig` in the data directory: full rights on the Supervisor API, for whoever may read the file.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use anyhow::Context as _;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use chrono::{DateTime, Duration, Utc};
use pki::Authority;
use serde_json::{Value, json};

use crate::{
    data_dir::{DataDir, read_private, write_private},
    pki_files::half_left,
};

/// Name of the file.
pub(crate) const FILE: &str = "admin.kubeconfig";

/// One year; a new one is made at half of it.
const LIFETIME: Duration = Duration::days(365);

/// Keeps the file right for this authority, address and time. A file that still fits stays as it is; true when it did not.
///
/// # Errors
/// When it cannot be written.
pub(crate) fn keep(data: &DataDir, authority: &Authority, api: SocketAddr, now: DateTime<Utc>) -> anyhow::Result<bool> {
    let path = data.join(FILE);
    let server = url(api);
    if read_private(&path)?.is_some_and(|text| fits(&text, authority, &server, now)) {
        return Ok(false);
    }
    let client = authority.client("atoll-admin", &["system:masters".to_owned()], LIFETIME)?;
    let file = json!({
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{
            "name": "atoll",
            "cluster": { "server": server, "certificate-authority-data": STANDARD.encode(&authority.certificate_pem) },
        }],
        "users": [{
            "name": "atoll-admin",
            "user": {
                "client-certificate-data": STANDARD.encode(client.certificate_pem),
                "client-key-data": STANDARD.encode(client.key_pem),
            },
        }],
        "contexts": [{ "name": "atoll", "context": { "cluster": "atoll", "user": "atoll-admin" } }],
        "current-context": "atoll",
    });
    write_private(&path, &serde_saphyr::to_string(&file).context("cannot write YAML")?)?;
    Ok(true)
}

/// Where clients on this computer reach an address that is listened on.
pub(crate) fn url(api: SocketAddr) -> String {
    let ip = match api.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    format!("https://{}", SocketAddr::new(ip, api.port()))
}

fn fits(text: &str, authority: &Authority, server: &str, now: DateTime<Utc>) -> bool {
    let Ok(file) = serde_saphyr::from_str::<Value>(text) else { return false };
    let at = |path: &str| file.pointer(path).and_then(Value::as_str).unwrap_or_default();
    let certificate = STANDARD.decode(at("/users/0/user/client-certificate-data")).unwrap_or_default();
    at("/clusters/0/cluster/server") == server
        && at("/clusters/0/cluster/certificate-authority-data") == STANDARD.encode(&authority.certificate_pem)
        && half_left(&String::from_utf8_lossy(&certificate), now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn made_anew_only_when_needed() {
        let path = std::env::temp_dir().join(format!("atoll-kubeconfig-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        let data = DataDir::take(&path).unwrap();
        let ca = Authority::new("ca", Duration::days(3650)).unwrap();
        let api = SocketAddr::from(([0, 0, 0, 0], 6443));
        let mut seen = Vec::new();
        for (authority, api) in [
            (&ca, api),
            (&ca, api),
            (&ca, SocketAddr::from(([127, 0, 0, 1], 6444))),
            (&Authority::new("other", Duration::days(3650)).unwrap(), SocketAddr::from(([127, 0, 0, 1], 6444))),
        ] {
            keep(&data, authority, api, Utc::now()).unwrap();
            seen.push(std::fs::read_to_string(data.join(FILE)).unwrap());
        }
        assert!(seen[0].contains("https://127.0.0.1:6443"));
        assert_eq!(seen[0], seen[1]);
        assert_ne!(seen[1], seen[2]);
        assert_ne!(seen[2], seen[3]);
        std::fs::remove_dir_all(&path).unwrap();
    }
}

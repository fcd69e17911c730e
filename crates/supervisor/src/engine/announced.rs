//! For whom a proxy connects that passes bytes through: the PROXY protocol
//! (<https://www.haproxy.org/download/3.2/doc/proxy-protocol.txt>), versions 1 and 2.

use std::io::{Error, ErrorKind, Result};
use std::net::IpAddr;

use ppp::{v1, v2};
use tokio::io::{AsyncRead, AsyncReadExt};

/// A header of version 2 begins with this.
const SIGNATURE: &[u8] = b"\r\n\r\n\0\r\nQUIT\n";
/// The most that follows the fixed part of a header of version 2; addresses and a few kilobytes of details are less.
const MOST: usize = 4096;
/// The longest line of version 1, as the protocol says.
const LONGEST_LINE: usize = 107;

/// Reads the header with which a proxy begins, and nothing beyond it; the address that the proxy connects for, `None`
/// when it connects for itself (health checks) or does not say.
///
/// # Errors
/// When there is no such header, or the connection ends within it.
pub(crate) async fn read(stream: &mut (impl AsyncRead + Unpin)) -> Result<Option<IpAddr>> {
    let invalid = |why: String| Error::new(ErrorKind::InvalidData, format!("no header of the PROXY protocol: {why}"));
    let mut header = vec![0; SIGNATURE.len()];
    stream.read_exact(&mut header).await?;
    if header == SIGNATURE {
        // Version and command, family, length.
        let mut fixed = [0; 4];
        stream.read_exact(&mut fixed).await?;
        header.extend(fixed);
        let length = usize::from(u16::from_be_bytes([fixed[2], fixed[3]]));
        if length > MOST {
            return Err(invalid(format!("it has {length} bytes")));
        }
        let begin = header.len();
        header.resize(begin + length, 0);
        stream.read_exact(&mut header[begin..]).await?;
        let parsed = v2::Header::try_from(&header[..]).map_err(|error| invalid(error.to_string()))?;
        return Ok(match (parsed.command, parsed.addresses) {
            (v2::Command::Proxy, v2::Addresses::IPv4(addresses)) => Some(addresses.source_address.into()),
            (v2::Command::Proxy, v2::Addresses::IPv6(addresses)) => Some(addresses.source_address.into()),
            _ => None,
        });
    }
    while !header.ends_with(b"\r\n") && header.len() < LONGEST_LINE && header.starts_with(b"PROXY ") {
        header.push(stream.read_u8().await?);
    }
    let line = std::str::from_utf8(&header).map_err(|error| invalid(error.to_string()))?;
    let parsed = v1::Header::try_from(line).map_err(|error| invalid(error.to_string()))?;
    Ok(match parsed.addresses {
        v1::Addresses::Tcp4(addresses) => Some(addresses.source_address.into()),
        v1::Addresses::Tcp6(addresses) => Some(addresses.source_address.into()),
        v1::Addresses::Unknown => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The address, and what is left for the next reader.
    async fn reading(mut bytes: &[u8]) -> Result<(Option<String>, Vec<u8>)> {
        let address = read(&mut bytes).await?;
        Ok((address.map(|address| address.to_string()), bytes.to_vec()))
    }

    fn version_2(command: u8, family: u8, rest: &[u8]) -> Vec<u8> {
        let length = u16::try_from(rest.len()).unwrap().to_be_bytes();
        [SIGNATURE, &[0x20 | command, family], &length, rest, b"\x16\x03\x01"].concat()
    }

    #[tokio::test]
    async fn addresses_of_both_versions() {
        let tls = b"\x16\x03\x01".to_vec();
        let v4 = [192, 0, 2, 1, 10, 0, 0, 1, 0x12, 0x34, 0x19, 0x2b];
        let mut v6 = [0; 36];
        (v6[0], v6[1], v6[15]) = (0x20, 0x01, 0x17);
        for (bytes, address) in [
            (b"PROXY TCP4 192.0.2.1 10.0.0.1 4660 6443\r\n\x16\x03\x01".to_vec(), Some("192.0.2.1")),
            (b"PROXY TCP6 2001:db8::17 ::1 4660 6443\r\n\x16\x03\x01".to_vec(), Some("2001:db8::17")),
            (b"PROXY UNKNOWN\r\n\x16\x03\x01".to_vec(), None),
            (version_2(1, 0x11, &v4), Some("192.0.2.1")),
            (version_2(1, 0x21, &v6), Some("2001::17")),
            (version_2(0, 0, &[]), None),
        ] {
            let found = reading(&bytes).await.unwrap();
            assert_eq!(found, (address.map(str::to_owned), tls.clone()), "{bytes:?}");
        }
    }

    #[tokio::test]
    async fn anything_else_is_refused() {
        let long = [SIGNATURE, &[0x21, 0x11, 0xff, 0xff]].concat();
        let endless = [b"PROXY TCP4 ".to_vec(), vec![b'1'; 1000]].concat();
        for bytes in [
            &b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\x00\x00"[..],
            b"GET / HTTP/1.1\r\nhost: x\r\n\r\n",
            b"PROXY TCP4 nobody 10.0.0.1 1 2\r\n",
            b"PROXY",
            &long,
            &endless,
        ] {
            assert!(reading(bytes).await.is_err(), "{bytes:?}");
        }
    }
}

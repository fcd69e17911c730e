//! The files of the site: scripts, styles, fonts, icons. Inside the program in a release; read from disk in a debug build.

use std::{borrow::Cow, collections::HashMap, fmt::Write as _, io::Write as _};

use axum::{
    body::Bytes,
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY},
    },
    response::{IntoResponse, Response},
};
use flate2::{Compression, write::GzEncoder};
use parking_lot::Mutex;
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "$ATOLL_SITE_FOLDER"]
struct Files;

/// Names do not change with their content, so a browser asks each time and is mostly told that nothing changed.
const CACHING: &str = "no-cache";

/// Smaller ones are not worth it.
const COMPRESSED_FROM: usize = 1024;

/// True when there is such a file.
pub(super) fn has(path: &str) -> bool {
    name(path).is_some_and(|name| Files::get(name).is_some())
}

/// The file at this path, for a request with these headers.
pub(super) fn file(path: &str, headers: &HeaderMap) -> Option<Response> {
    let name = name(path)?;
    let file = Files::get(name)?;
    let etag = etag(&file.metadata.sha256_hash());
    let mut answer = HeaderMap::from_iter([
        (CACHE_CONTROL, HeaderValue::from_static(CACHING)),
        (VARY, HeaderValue::from_static("accept-encoding")),
        (CONTENT_TYPE, HeaderValue::from_static(content_type(name))),
    ]);
    answer.insert(ETAG, HeaderValue::from_str(&etag).ok()?);
    if known(headers, &etag) {
        return Some((StatusCode::NOT_MODIFIED, answer).into_response());
    }
    if accepts_gzip(headers) && file.data.len() >= COMPRESSED_FROM && is_text(name) {
        answer.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        return Some((answer, compressed(&etag, &file.data)).into_response());
    }
    let body = match file.data {
        Cow::Borrowed(data) => Bytes::from_static(data),
        Cow::Owned(data) => Bytes::from(data),
    };
    Some((answer, body).into_response())
}

/// The file's name in the site; never outside of it.
fn name(path: &str) -> Option<&str> {
    let name = path.strip_prefix('/')?;
    let inside = !name.is_empty() && name.split('/').all(|part| !part.is_empty() && !part.starts_with('.'));
    (inside && !name.contains(['\\', '%'])).then_some(name)
}

fn etag(hash: &[u8; 32]) -> String {
    let mut etag = String::from("\"");
    for byte in &hash[..12] {
        let _ = write!(etag, "{byte:02x}");
    }
    etag + "\""
}

fn known(headers: &HeaderMap, etag: &str) -> bool {
    let listed = headers.get(IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();
    listed.split(',').any(|one| one.trim().trim_start_matches("W/") == etag)
}

fn accepts_gzip(headers: &HeaderMap) -> bool {
    let listed = headers.get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    listed.split(',').any(|one| {
        let (coding, weight) = one.split_once(';').unwrap_or((one, ""));
        coding.trim() == "gzip" && !matches!(weight.trim(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000")
    })
}

/// Compressed once and kept; the site has a handful of files.
fn compressed(etag: &str, data: &[u8]) -> Bytes {
    static KEPT: Mutex<Option<HashMap<String, Bytes>>> = Mutex::new(None);
    if let Some(found) = KEPT.lock().as_ref().and_then(|kept| kept.get(etag)) {
        return found.clone();
    }
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    // Writing into memory cannot fail.
    let made = encoder.write_all(data).and_then(|()| encoder.finish()).map(Bytes::from).unwrap_or_default();
    KEPT.lock().get_or_insert_default().insert(etag.to_owned(), made.clone());
    made
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "css" => "text/css; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        "ico" => "image/x-icon",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "map" => "application/json",
        "png" => "image/png",
        "svg" => "image/svg+xml",
        "txt" => "text/plain; charset=utf-8",
        "wasm" => "application/wasm",
        "webmanifest" => "application/manifest+json",
        "webp" => "image/webp",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}

/// True for what is not compressed by itself.
fn is_text(name: &str) -> bool {
    !matches!(content_type(name), "image/png" | "image/webp" | "font/woff2" | "application/octet-stream")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_inside_the_site() {
        for right in ["/pkg/atoll.js", "/favicon.svg"] {
            assert!(name(right).is_some(), "{right}");
        }
        for wrong in ["/", "", "/../Cargo.toml", "/a/../../b", "//etc/passwd", "/%2e%2e/x", "/.git/config", "/a\\b"] {
            assert!(name(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn headers_are_read_as_they_come() {
        let with = |name, value: &str| HeaderMap::from_iter([(name, value.parse().unwrap())]);
        assert!(accepts_gzip(&with(ACCEPT_ENCODING, "br, gzip;q=0.8")));
        assert!(!accepts_gzip(&with(ACCEPT_ENCODING, "br, gzip;q=0")));
        assert!(!accepts_gzip(&HeaderMap::new()));
        assert!(known(&with(IF_NONE_MATCH, "\"x\", W/\"y\""), "\"y\""));
        assert!(!known(&with(IF_NONE_MATCH, "\"x\""), "\"y\""));
    }
}

//! What a machine gets from its bootstrap Secret: cloud-init user data, found and decoded as VM Operator does.
//!
//! Rules of the source: <https://vm-operator.readthedocs.io/en/stable/concepts/workloads/guest/#cloud-init>.

use std::io::Read;

use api::vmoperator::{SecretKeySelector, VirtualMachineSpec, virtual_machine::condition::reason};
use base64::{Engine, prelude::BASE64_STANDARD};
use k8s_openapi::{ByteString, api::core::v1::Secret};
use serde_json::{Map, Value};

use crate::blocked::Blocked;

/// Keys tried in this order when the named key is not in the Secret: VM Operator's own, then Cluster API's.
const FALLBACK_KEYS: [&str; 2] = ["user-data", "value"];

/// The most that compressed user data may unpack to, in bytes; a Secret holds at most 1 MiB.
const MAX_UNPACKED: u64 = 8 << 20;

/// What the specification asks for.
#[derive(Debug, PartialEq)]
pub(super) enum Wanted<'a> {
    /// The machine boots without user data.
    Nothing,
    /// cloud-init user data from this key of a Secret in the machine's namespace.
    Secret(&'a SecretKeySelector),
}

/// Reads what the specification asks for.
///
/// # Errors
/// When it asks for a way of bootstrapping that no driver here can do.
pub(super) fn wanted(spec: &VirtualMachineSpec) -> Result<Wanted<'_>, Blocked> {
    let Some(bootstrap) = spec.bootstrap.as_ref().filter(|bootstrap| bootstrap.disabled != Some(true)) else {
        return Ok(Wanted::Nothing);
    };
    let unsupported = |field: &str| {
        let message =
            format!("spec.bootstrap.{field} is not supported here; use spec.bootstrap.cloudInit.rawCloudConfig");
        Err(Blocked::new(Blocked::UNSUPPORTED, message))
    };
    if bootstrap.linux_prep.is_some() {
        return unsupported("linuxPrep");
    }
    if bootstrap.sysprep.is_some() {
        return unsupported("sysprep");
    }
    if bootstrap.v_app_config.is_some() {
        return unsupported("vAppConfig");
    }
    let Some(cloud_init) = &bootstrap.cloud_init else {
        return Ok(Wanted::Nothing);
    };
    if cloud_init.cloud_config.is_some() {
        return unsupported("cloudInit.cloudConfig");
    }
    Ok(cloud_init.raw_cloud_config.as_ref().map_or(Wanted::Nothing, Wanted::Secret))
}

/// Takes the user data out of `secret`, which is `None` when there is no Secret of the name in `selector`.
///
/// # Errors
/// When the Secret or the key is missing, or the content is not text. No content is in the message.
pub(super) fn user_data(selector: &SecretKeySelector, secret: Option<&Secret>) -> Result<String, Blocked> {
    let Some(secret) = secret else {
        return Err(Blocked::new(Blocked::NOT_FOUND, format!("secret \"{}\" does not exist", selector.name)));
    };
    let keys = std::iter::once(selector.key.as_str()).filter(|key| !key.is_empty()).chain(FALLBACK_KEYS);
    let data = keys.clone().find_map(|key| secret.data.as_ref()?.get(key));
    let Some(ByteString(data)) = data else {
        let mut tried: Vec<&str> = Vec::new();
        keys.for_each(|key| {
            if !tried.contains(&key) {
                tried.push(key)
            }
        });
        let message = format!("secret \"{}\" has none of the keys {}", selector.name, tried.join(", "));
        return Err(Blocked::new(reason::BOOTSTRAP_DATA_MISSING, message));
    };
    decode(data).map_err(|why| Blocked::new(Blocked::INVALID, format!("secret \"{}\": {why}", selector.name)))
}

/// The user data with these keys for the image's usual user: in the cloud-config that there is, or in one of their own.
///
/// # Errors
/// When there is user data that is no cloud-config: keys cannot be put into a script.
pub(super) fn with_keys(user_data: Option<String>, keys: &[String]) -> Result<Option<String>, Blocked> {
    const HEADER: &str = "#cloud-config";
    if keys.is_empty() {
        return Ok(user_data);
    }
    let invalid = |message: &str| Blocked::new(Blocked::INVALID, message);
    let text = user_data.unwrap_or_else(|| format!("{HEADER}\n{{}}\n"));
    if !text.lines().take(2).any(|line| line.trim_end() == HEADER) {
        return Err(invalid(
            "spec.bootstrap.cloudInit.sshAuthorizedKeys needs user data that is a cloud-config, or none",
        ));
    }
    let settings: Option<Map<String, Value>> =
        serde_saphyr::from_str(&text).map_err(|_| invalid("the user data is a cloud-config that is no YAML"))?;
    let mut settings = settings.unwrap_or_default();
    let all = settings.entry("ssh_authorized_keys").or_insert_with(|| Value::Array(Vec::new()));
    let Value::Array(all) = all else {
        return Err(invalid("ssh_authorized_keys in the user data is no list"));
    };
    all.extend(keys.iter().map(|key| Value::from(key.as_str())));
    let head: String = text.split_inclusive('\n').take_while(|line| line.starts_with('#')).collect();
    let body = serde_saphyr::to_string(&settings).map_err(|_| invalid("the user data cannot be written"))?;
    Ok(Some(head + &body))
}

/// Undoes base64, gzip, or gzip in base64; anything else is taken as it is.
fn decode(data: &[u8]) -> Result<String, &'static str> {
    let compact: Vec<u8> = data.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
    // Plain user data is never valid base64: its first line starts with `#`.
    let decoded = BASE64_STANDARD.decode(compact).ok().filter(|decoded| !decoded.is_empty());
    let bytes = decoded.as_deref().unwrap_or(data);
    let text = if bytes.starts_with(&[0x1f, 0x8b]) { gunzip(bytes)? } else { bytes.to_vec() };
    String::from_utf8(text).map_err(|_| "the user data is not UTF-8 text")
}

fn gunzip(bytes: &[u8]) -> Result<Vec<u8>, &'static str> {
    let mut text = Vec::new();
    let mut reader = flate2::read::MultiGzDecoder::new(bytes).take(MAX_UNPACKED + 1);
    reader.read_to_end(&mut text).map_err(|_| "the user data is not a valid gzip stream")?;
    if text.len() as u64 > MAX_UNPACKED {
        return Err("the user data unpacks to more than 8 MiB");
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    const TEXT: &str = "#cloud-config\nruncmd: []\n";

    #[test]
    fn keys_join_the_cloud_config_or_make_one() {
        let keys = ["ssh-ed25519 AAAA mia".to_owned()];
        let with = |text: Option<&str>| with_keys(text.map(str::to_owned), &keys);
        let alone = with(None).unwrap().unwrap();
        assert!(alone.starts_with("#cloud-config\n") && alone.contains("- ssh-ed25519 AAAA mia"), "{alone}");
        let joined =
            with(Some("## template: jinja\n#cloud-config\nssh_authorized_keys: [one]\nruncmd: []\n")).unwrap().unwrap();
        assert!(joined.starts_with("## template: jinja\n#cloud-config\n"), "{joined}");
        let settings: Value = serde_saphyr::from_str(&joined).unwrap();
        assert_eq!(settings["ssh_authorized_keys"], serde_json::json!(["one", keys[0]]));
        assert!(with(Some("#!/bin/sh\n")).unwrap_err().message.contains("cloud-config"));
        assert_eq!(with_keys(Some("#!/bin/sh\n".to_owned()), &[]).unwrap().as_deref(), Some("#!/bin/sh\n"));
    }

    fn secret(entries: &[(&str, Vec<u8>)]) -> Secret {
        Secret {
            data: Some(entries.iter().map(|(key, data)| ((*key).to_owned(), ByteString(data.clone()))).collect()),
            ..Secret::default()
        }
    }

    fn gzip(text: &str) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(text.as_bytes()).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn decodes_what_vm_operator_decodes() {
        for (name, data) in [
            ("plain", TEXT.as_bytes().to_vec()),
            ("base64", BASE64_STANDARD.encode(TEXT).into_bytes()),
            ("base64 with newline", format!("{}\n", BASE64_STANDARD.encode(TEXT)).into_bytes()),
            ("gzip", gzip(TEXT)),
            ("gzip in base64", BASE64_STANDARD.encode(gzip(TEXT)).into_bytes()),
        ] {
            assert_eq!(decode(&data).as_deref(), Ok(TEXT), "{name}");
        }
        assert_eq!(decode(b"").as_deref(), Ok(""));
        assert!(decode(&[0x1f, 0x8b, 1, 2]).is_err());
        assert!(decode(&[0xff, 0xfe, 0x00]).is_err());
        assert_eq!(decode(&gzip(&"a".repeat(9 << 20))), Err("the user data unpacks to more than 8 MiB"));
    }

    #[test]
    fn finds_the_key() {
        let named = |key: &str| SecretKeySelector { name: "boot".into(), key: key.into() };
        let both = secret(&[("user-data", b"#a".to_vec()), ("value", b"#b".to_vec())]);
        assert_eq!(user_data(&named("value"), Some(&both)).as_deref(), Ok("#b"));
        assert_eq!(user_data(&named("user-data"), Some(&both)).as_deref(), Ok("#a"));
        assert_eq!(user_data(&named(""), Some(&both)).as_deref(), Ok("#a"));
        let value_only = secret(&[("value", b"#b".to_vec())]);
        assert_eq!(user_data(&named("user-data"), Some(&value_only)).as_deref(), Ok("#b"));
        let none = user_data(&named("user-data"), Some(&secret(&[("format", vec![])]))).unwrap_err();
        assert_eq!(none.message, "secret \"boot\" has none of the keys user-data, value");
        let absent = user_data(&named("value"), None).unwrap_err();
        assert_eq!((absent.reason, absent.message.as_str()), ("NotFound", "secret \"boot\" does not exist"));
    }
}

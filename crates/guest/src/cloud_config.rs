//! User data as cloud-init understands it: files to write and commands to run. Pure.
//!
//! A simulated guest has no disk and no shell. It keeps the files in memory and looks among the commands for kubeadm;
//! all other commands count as done.

use std::io::Read as _;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use flate2::read::MultiGzDecoder;
use serde::Deserialize;

use crate::{
    template::{self, Metadata},
    yaml,
};

/// More than any bootstrap data unpacks to.
const LARGEST_FILE: u64 = 16 << 20;

/// What cloud-init would do.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct CloudConfig {
    files: Vec<(String, Vec<u8>)>,
    /// Commands in order, each as one line of shell.
    pub(crate) commands: Vec<String>,
}

impl CloudConfig {
    /// The content of the file at `path`, as far as it is text.
    pub(crate) fn file(&self, path: &str) -> Option<&str> {
        let (_, content) = self.files.iter().find(|(at, _)| at == path)?;
        std::str::from_utf8(content).ok()
    }

    /// The folder of the first file with this name that does not lie in a folder of etcd's.
    pub(crate) fn folder_of(&self, name: &str) -> Option<&str> {
        let mut folders = self.files.iter().filter_map(|(path, _)| path.strip_suffix(name)?.strip_suffix('/'));
        folders.find(|folder| !folder.ends_with("/etcd"))
    }
}

/// Reads user data. `None` when it is no cloud-config: then it is not ours to understand.
///
/// # Errors
/// What is wrong, with its line or its file, in words for people.
pub(crate) fn parse(user_data: &str, metadata: &Metadata<'_>) -> Result<Option<CloudConfig>, String> {
    let mut text = user_data;
    let rendered;
    if let Some((first, rest)) = user_data.split_once('\n')
        && first.trim_end().eq_ignore_ascii_case("## template: jinja")
    {
        rendered = template::render(rest, metadata)?;
        text = &rendered;
    }
    if text.lines().next().map(str::trim_end) != Some("#cloud-config") {
        return Ok(None);
    }
    let config: Option<Document> = yaml::document(text)?;
    let Document { write_files, runcmd } = config.unwrap_or_default();
    let mut read = CloudConfig::default();
    for (index, file) in write_files.into_iter().flatten().enumerate() {
        let content = decode(&file.content, file.encoding.as_deref())
            .map_err(|error| format!("write_files[{index}] ({}): {error}", file.path))?;
        match read.files.iter_mut().find(|(path, _)| *path == file.path) {
            Some((_, before)) if file.append => before.extend(content),
            Some((_, before)) => *before = content,
            None => read.files.push((file.path, content)),
        }
    }
    read.commands = runcmd.into_iter().flatten().map(Command::line).collect();
    Ok(Some(read))
}

#[derive(Default, Deserialize)]
struct Document {
    #[serde(default)]
    write_files: Option<Vec<File>>,
    #[serde(default)]
    runcmd: Option<Vec<Command>>,
}

#[derive(Deserialize)]
struct File {
    path: String,
    #[serde(default)]
    content: String,
    #[serde(default)]
    encoding: Option<String>,
    #[serde(default)]
    append: bool,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Command {
    Line(String),
    Words(Vec<String>),
}

impl Command {
    fn line(self) -> String {
        match self {
            Command::Line(line) => line,
            Command::Words(words) => words.join(" "),
        }
    }
}

/// Undoes the encoding of a file, by the names that cloud-init knows.
fn decode(content: &str, encoding: Option<&str>) -> Result<Vec<u8>, String> {
    let encoding = encoding.unwrap_or_default().to_ascii_lowercase();
    let (gzip, base64) = match encoding.as_str() {
        "" | "text/plain" => (false, false),
        "b64" | "base64" => (false, true),
        "gz" | "gzip" => (true, false),
        "gz+b64" | "gz+base64" | "gzip+b64" | "gzip+base64" => (true, true),
        other => return Err(format!("the encoding {other:?} is not known")),
    };
    let mut bytes = content.as_bytes().to_vec();
    if base64 {
        bytes.retain(|byte| !byte.is_ascii_whitespace());
        bytes = BASE64_STANDARD.decode(&bytes).map_err(|error| format!("is no base64: {error}"))?;
    }
    if gzip {
        let mut unpacked = Vec::new();
        MultiGzDecoder::new(bytes.as_slice())
            .take(LARGEST_FILE + 1)
            .read_to_end(&mut unpacked)
            .map_err(|error| format!("is no gzip: {error}"))?;
        if unpacked.len() as u64 > LARGEST_FILE {
            return Err(format!("unpacks to more than {} MiB", LARGEST_FILE >> 20));
        }
        bytes = unpacked;
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    const METADATA: Metadata<'static> = Metadata { hostname: "demo", instance_id: "i-1", address: "127.64.0.1" };

    fn read(text: &str) -> CloudConfig {
        parse(text, &METADATA).unwrap().unwrap()
    }

    #[test]
    fn only_cloud_config_is_read() {
        for text in ["", "#!/bin/sh\necho", "## template: jinja\n#!/bin/sh", "a: 1", "{\"ignition\": {}}"] {
            assert_eq!(parse(text, &METADATA), Ok(None), "{text}");
        }
        assert_eq!(read("#cloud-config\n"), CloudConfig::default());
        assert_eq!(read("#cloud-config\nusers: [{name: a}]\nwrite_files:\nruncmd:\n"), CloudConfig::default());
    }

    #[test]
    fn a_template_is_rendered_and_commands_keep_their_order() {
        let config = read(
            "## template: jinja\n#cloud-config\nruncmd:\n  - 'hostname {{ ds.meta_data.hostname }}'\n  - [kubeadm, init]\n",
        );
        assert_eq!(config.commands, ["hostname demo", "kubeadm init"]);
    }

    #[test]
    fn files_are_decoded() {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        gzip.write_all(b"packed").unwrap();
        let packed = BASE64_STANDARD.encode(gzip.finish().unwrap());
        let config = read(&format!(
            "#cloud-config\nwrite_files:\n\
             - path: /plain\n  owner: root:root\n  permissions: '0640'\n  content: |\n    a\n    b\n\
             - {{path: /b64, encoding: base64, content: aGVsbG8=}}\n\
             - {{path: /gz, encoding: gzip+base64, content: {packed}}}\n\
             - {{path: /plain, append: true, content: c}}\n\
             - {{path: /empty}}\n"
        ));
        let expected = [("/plain", "a\nb\nc"), ("/b64", "hello"), ("/gz", "packed"), ("/empty", "")];
        for (path, content) in expected {
            assert_eq!(config.file(path), Some(content), "{path}");
        }
        assert_eq!(config.file("/other"), None);
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        for (text, expected) in [
            (
                "#cloud-config\nwrite_files:\n- {path: /a, encoding: rot13}\n",
                "write_files[0] (/a): the encoding \"rot13\"",
            ),
            (
                "#cloud-config\nwrite_files:\n- {path: /a, encoding: b64, content: '%'}\n",
                "write_files[0] (/a): is no base64",
            ),
            (
                "#cloud-config\nwrite_files:\n- {path: /a, encoding: gz, content: x}\n",
                "write_files[0] (/a): is no gzip",
            ),
            ("#cloud-config\nwrite_files: [\n", "line"),
            ("## template: jinja\n#cloud-config\n{{ x", "line 2"),
        ] {
            let error = parse(text, &METADATA).unwrap_err();
            assert!(error.contains(expected), "{error}");
        }
    }
}

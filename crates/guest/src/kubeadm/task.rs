//! Which kubeadm command a machine runs.

use super::{Init, Join};
use crate::cloud_config::CloudConfig;

/// What a machine's commands make of it.
pub(crate) enum Task {
    Init(Box<Init>),
    Join(Box<Join>),
}

impl Task {
    /// Finds the kubeadm command among the commands and reads the file it names. `None`: a plain machine.
    ///
    /// # Errors
    /// What kubeadm would say of a file that is missing or wrong.
    pub(crate) fn find(config: &CloudConfig) -> Result<Option<Task>, String> {
        let Some((verb, path)) = config.commands.iter().find_map(|line| command(line)) else {
            return Ok(None);
        };
        let path = path.ok_or_else(|| format!("kubeadm {verb}: a simulated guest needs --config with a file"))?;
        let wrong = |error: String| format!("kubeadm {verb}: {path}: {error}");
        let text = config.file(path).ok_or_else(|| wrong("no write_files entry writes this file".into()))?;
        Ok(Some(match verb {
            "init" => Task::Init(Box::new(Init::parse(text).map_err(wrong)?)),
            _ => Task::Join(Box::new(Join::parse(text).map_err(wrong)?)),
        }))
    }
}

/// The verb of a kubeadm command in a line of shell, and the file that `--config` names.
fn command(line: &str) -> Option<(&str, Option<&str>)> {
    let mut words = line.split([' ', '\t', ';', '&', '|', '"', '\'']).filter(|word| !word.is_empty());
    words.find(|word| word.rsplit('/').next() == Some("kubeadm"))?;
    let verb = words.find(|word| matches!(*word, "init" | "join"))?;
    let config = match words.find_map(|word| word.strip_prefix("--config")) {
        Some("") => words.next(),
        Some(rest) => rest.strip_prefix('='),
        None => None,
    };
    Some((verb, config))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_found_in_shell() {
        for (line, expected) in [
            (
                "kubeadm init --config /run/kubeadm/kubeadm.yaml  && echo success > /run/x",
                Some(("init", Some("/run/kubeadm/kubeadm.yaml"))),
            ),
            ("/usr/bin/kubeadm --v=5 join --config=/a.yaml", Some(("join", Some("/a.yaml")))),
            ("bash -c 'kubeadm join --config /a.yaml'", Some(("join", Some("/a.yaml")))),
            ("echo kubeadm-init", None),
            ("kubeadm version", None),
            ("kubeadm init --v 5", Some(("init", None))),
        ] {
            assert_eq!(command(line), expected, "{line}");
        }
    }
}

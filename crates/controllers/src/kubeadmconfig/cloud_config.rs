//! Bootstrap data for cloud-init (<https://cloudinit.readthedocs.io/en/latest/reference/modules.html>). Pure.

use api::bootstrap::{DiskSetup, File, FileEncoding, KubeadmConfigSpec, Ntp, User};
use serde_json::{Map, Value, json};

use crate::{cluster_secrets::Certificates, yaml};

/// What kubeadm is to do on the machine.
pub(super) enum Action<'a> {
    /// Start the cluster, with these two configuration documents.
    Init([Value; 2], &'a Certificates),
    /// Join as part of the control plane.
    JoinControlPlane(Value, &'a Certificates),
    /// Join as a worker.
    Join(Value),
}

/// Contents that stand in other objects, already fetched.
#[derive(Default)]
pub(super) struct Resolved {
    /// Content of each of `spec.files`, in order.
    pub(super) files: Vec<String>,
    /// Password hash of each of `spec.users`, in order.
    pub(super) passwords: Vec<Option<String>>,
}

/// Where kubeadm's own files go; not `/tmp`, which may be cleaned at boot.
const INIT_CONFIG: &str = "/run/kubeadm/kubeadm.yaml";
const JOIN_CONFIG: &str = "/run/kubeadm/kubeadm-join-config.yaml";
/// Makes the folder of the sentinel without `mkdir -p`, which Windows lacks.
const PLACEHOLDER: &str = "/run/cluster-api/placeholder";
/// Written when kubeadm succeeded; what watches a machine looks for it.
const SENTINEL: &str = "echo success > /run/cluster-api/bootstrap-success.complete";
const DEFAULT_CERTIFICATES: &str = "/etc/kubernetes/pki";

/// The user data, in cloud-init's template language, so that `{{ ds.meta_data.… }}` in the spec works.
pub(super) fn render(spec: &KubeadmConfigSpec, action: &Action<'_>, resolved: &Resolved) -> String {
    let mut config = Map::new();
    let mut files = certificate_files(spec, action);
    let given = spec.files.iter().flatten().zip(&resolved.files);
    files.extend(given.map(|(file, content)| given_file(file, content)));
    let (path, documents, verb) = match action {
        Action::Init(documents, _) => (INIT_CONFIG, documents.as_slice(), "init"),
        Action::JoinControlPlane(document, _) | Action::Join(document) => {
            (JOIN_CONFIG, std::slice::from_ref(document), "join")
        }
    };
    files.push(written(
        path,
        "0640",
        &documents.iter().map(|document| format!("---\n{}", yaml::write(document))).collect::<String>(),
    ));
    files.push(written(
        PLACEHOLDER,
        "0640",
        "This placeholder file is used to create the /run/cluster-api sub directory.",
    ));
    config.insert("write_files".to_owned(), Value::Array(files));

    let verbosity = spec.verbosity.map(|level| format!(" --v {level}")).unwrap_or_default();
    let mut commands: Vec<Value> = spec.pre_kubeadm_commands.iter().flatten().map(|command| json!(command)).collect();
    commands.push(json!(format!("kubeadm {verb} --config {path}{verbosity} && {SENTINEL}")));
    commands.extend(spec.post_kubeadm_commands.iter().flatten().map(|command| json!(command)));
    if let Some(commands) = spec.boot_commands.as_ref().filter(|commands| !commands.is_empty()) {
        config.insert("bootcmd".to_owned(), json!(commands));
    }
    config.insert("runcmd".to_owned(), Value::Array(commands));
    if let Some(ntp) = &spec.ntp {
        config.insert("ntp".to_owned(), time_servers(ntp));
    }
    if let Some(users) = spec.users.as_ref().filter(|users| !users.is_empty()) {
        let passwords = resolved.passwords.iter().chain(std::iter::repeat(&None));
        config.insert(
            "users".to_owned(),
            users.iter().zip(passwords).map(|(user, password)| account(user, password.as_ref())).collect(),
        );
    }
    if let Some(disks) = &spec.disk_setup {
        disk_setup(&mut config, disks);
    }
    if let Some(mounts) = spec.mounts.as_ref().filter(|mounts| !mounts.is_empty()) {
        config.insert("mounts".to_owned(), json!(mounts));
    }
    format!("## template: jinja\n#cloud-config\n\n{}", yaml::write(&Value::Object(config)))
}

fn written(path: &str, permissions: &str, content: &str) -> Value {
    json!({"path": path, "owner": "root:root", "permissions": permissions, "content": content})
}

/// Certificates that all can read are 0640, keys 0600.
fn certificate_files(spec: &KubeadmConfigSpec, action: &Action<'_>) -> Vec<Value> {
    let (Action::Init(_, certificates) | Action::JoinControlPlane(_, certificates)) = action else { return Vec::new() };
    let configuration = spec.cluster_configuration.as_ref();
    let folder = configuration
        .and_then(|configuration| configuration.certificates_dir.as_deref())
        .unwrap_or(DEFAULT_CERTIFICATES);
    let external =
        configuration.and_then(|configuration| configuration.etcd.as_ref()).and_then(|etcd| etcd.external.as_ref());
    let mut files = Vec::new();
    let mut pair = |certificate: &str, key: &str, content: &crate::cluster_secrets::Pair| {
        files.push(written(certificate, "0640", &content.certificate));
        if !content.key.is_empty() {
            files.push(written(key, "0600", &content.key));
        }
    };
    let at = |name: &str| format!("{folder}/{name}");
    pair(&at("ca.crt"), &at("ca.key"), &certificates.authority);
    match (external, &certificates.etcd_client) {
        // The machine needs to trust the external etcd and to show itself, never etcd's own key.
        (Some(external), Some(client)) => {
            let trust =
                crate::cluster_secrets::Pair { certificate: certificates.etcd.certificate.clone(), key: String::new() };
            pair(&external.ca_file, "", &trust);
            pair(&external.cert_file, &external.key_file, client);
        }
        _ => pair(&at("etcd/ca.crt"), &at("etcd/ca.key"), &certificates.etcd),
    }
    pair(&at("front-proxy-ca.crt"), &at("front-proxy-ca.key"), &certificates.front_proxy);
    pair(&at("sa.pub"), &at("sa.key"), &certificates.service_account);
    files
}

fn given_file(file: &File, content: &str) -> Value {
    let mut map = Map::new();
    map.insert("path".to_owned(), json!(file.path));
    let encoding = file.encoding.map(|encoding| match encoding {
        FileEncoding::Base64 => "base64",
        FileEncoding::Gzip => "gzip",
        FileEncoding::GzipBase64 => "gzip+base64",
    });
    for (name, value) in
        [("owner", file.owner.as_deref()), ("permissions", file.permissions.as_deref()), ("encoding", encoding)]
    {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            map.insert(name.to_owned(), json!(value));
        }
    }
    if file.append == Some(true) {
        map.insert("append".to_owned(), json!(true));
    }
    map.insert("content".to_owned(), json!(content));
    Value::Object(map)
}

fn time_servers(ntp: &Ntp) -> Value {
    let mut map = Map::new();
    map.insert("enabled".to_owned(), json!(ntp.enabled.unwrap_or(true)));
    if let Some(servers) = &ntp.servers {
        map.insert("servers".to_owned(), json!(servers));
    }
    Value::Object(map)
}

fn account(user: &User, password: Option<&String>) -> Value {
    let mut map = Map::new();
    map.insert("name".to_owned(), json!(user.name));
    for (name, value) in [
        ("passwd", password.or(user.passwd.as_ref())),
        ("gecos", user.gecos.as_ref()),
        ("groups", user.groups.as_ref()),
        ("homedir", user.home_dir.as_ref()),
        ("primary_group", user.primary_group.as_ref()),
        ("shell", user.shell.as_ref()),
        ("sudo", user.sudo.as_ref()),
    ] {
        if let Some(value) = value {
            map.insert(name.to_owned(), json!(value));
        }
    }
    for (name, value) in [("inactive", user.inactive), ("lock_passwd", user.lock_password)] {
        if let Some(value) = value {
            map.insert(name.to_owned(), json!(value));
        }
    }
    if let Some(keys) = &user.ssh_authorized_keys {
        map.insert("ssh_authorized_keys".to_owned(), json!(keys));
    }
    Value::Object(map)
}

fn disk_setup(config: &mut Map<String, Value>, disks: &DiskSetup) {
    if let Some(partitions) = disks.partitions.as_ref().filter(|partitions| !partitions.is_empty()) {
        let devices = partitions.iter().map(|partition| {
            let mut map = Map::new();
            if let Some(table) = &partition.table_type {
                map.insert("table_type".to_owned(), json!(table));
            }
            let layout = partition.disk_layout.as_ref().map(|parts| {
                // cloud-init: a percentage, or a pair of percentage and type.
                parts
                    .iter()
                    .map(|part| {
                        part.partition_type
                            .as_ref()
                            .map_or(json!(part.percentage), |type_| json!([part.percentage, type_]))
                    })
                    .collect::<Vec<_>>()
            });
            map.insert(
                "layout".to_owned(),
                layout.map_or(json!(partition.layout.unwrap_or(true)), |layout| json!(layout)),
            );
            if let Some(overwrite) = partition.overwrite {
                map.insert("overwrite".to_owned(), json!(overwrite));
            }
            (partition.device.clone(), Value::Object(map))
        });
        config.insert("disk_setup".to_owned(), Value::Object(devices.collect()));
    }
    if let Some(filesystems) = disks.filesystems.as_ref().filter(|filesystems| !filesystems.is_empty()) {
        let all = filesystems.iter().map(|one| {
            let mut map = Map::new();
            if let Some(label) = &one.label {
                map.insert("label".to_owned(), json!(label));
            }
            map.insert("filesystem".to_owned(), json!(one.filesystem));
            map.insert("device".to_owned(), json!(one.device));
            for (name, value) in [("partition", &one.partition), ("replace_fs", &one.replace_fs)] {
                if let Some(value) = value {
                    map.insert(name.to_owned(), json!(value));
                }
            }
            if let Some(overwrite) = one.overwrite {
                map.insert("overwrite".to_owned(), json!(overwrite));
            }
            if let Some(options) = &one.extra_opts {
                map.insert("extra_opts".to_owned(), json!(options));
            }
            Value::Object(map)
        });
        config.insert("fs_setup".to_owned(), all.collect());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster_secrets::Pair;

    fn pair(name: &str) -> Pair {
        let pem = |what: &str| format!("-----BEGIN {what}-----\n{name}\n-----END {what}-----\n");
        Pair { certificate: pem("CERTIFICATE"), key: pem("KEY") }
    }

    fn certificates() -> Certificates {
        Certificates {
            authority: pair("ca"),
            etcd: pair("etcd"),
            front_proxy: pair("proxy"),
            service_account: pair("sa"),
            etcd_client: None,
        }
    }

    fn parse(text: &str) -> Value {
        assert!(text.starts_with("## template: jinja\n#cloud-config\n"), "{text}");
        serde_saphyr::from_str(text).unwrap()
    }

    fn file<'a>(config: &'a Value, path: &str) -> Option<&'a Value> {
        config["write_files"].as_array()?.iter().find(|file| file["path"] == path)
    }

    #[test]
    fn the_first_machine_gets_certificates_and_starts_the_cluster() {
        let spec: KubeadmConfigSpec = serde_json::from_value(json!({
            "bootCommands": ["echo boot"], "preKubeadmCommands": ["echo 'pre: x'"], "postKubeadmCommands": ["on"], "verbosity": 4,
            "ntp": {"servers": ["pool"]}, "users": [{"name": "capv", "sudo": "ALL=(ALL) NOPASSWD:ALL", "sshAuthorizedKeys": ["ssh-ed25519 A"]}],
            "files": [{"path": "/etc/x", "content": "ignored here", "owner": "a:b", "permissions": "0600", "append": true, "encoding": "gzip+base64"}],
            "mounts": [["/dev/sdb1", "/data"]],
            "diskSetup": {"partitions": [{"device": "/dev/sdb", "layout": true, "tableType": "gpt"}], "filesystems": [{"device": "/dev/sdb1", "filesystem": "ext4", "label": "data"}]},
        }))
        .unwrap();
        let resolved = Resolved {
            files: vec!["{{ x }}\nfrom a Secret: \"yes\"\n".to_owned()],
            passwords: vec![Some("$6$hash".to_owned())],
        };
        let documents = [
            json!({"kind": "ClusterConfiguration", "apiServer": {"certSANs": ["0"]}}),
            json!({"kind": "InitConfiguration"}),
        ];
        let config = parse(&render(&spec, &Action::Init(documents, &certificates()), &resolved));
        for (path, permissions) in [
            ("ca.crt", "0640"),
            ("ca.key", "0600"),
            ("etcd/ca.crt", "0640"),
            ("etcd/ca.key", "0600"),
            ("front-proxy-ca.crt", "0640"),
            ("front-proxy-ca.key", "0600"),
            ("sa.pub", "0640"),
            ("sa.key", "0600"),
        ] {
            let file = file(&config, &format!("/etc/kubernetes/pki/{path}")).unwrap_or_else(|| panic!("{path}"));
            assert_eq!(file["permissions"], permissions, "{path}");
            assert!(file["content"].as_str().unwrap().ends_with("-----\n"));
        }
        let kubeadm = file(&config, "/run/kubeadm/kubeadm.yaml").unwrap()["content"].as_str().unwrap();
        assert_eq!(
            kubeadm,
            "---\nkind: \"ClusterConfiguration\"\napiServer:\n  certSANs:\n  - \"0\"\n---\nkind: \"InitConfiguration\"\n"
        );
        assert_eq!(config["bootcmd"], json!(["echo boot"]));
        assert_eq!(
            config["runcmd"],
            json!([
                "echo 'pre: x'",
                "kubeadm init --config /run/kubeadm/kubeadm.yaml --v 4 && echo success > /run/cluster-api/bootstrap-success.complete",
                "on",
            ])
        );
        assert_eq!(
            file(&config, "/etc/x").unwrap(),
            &json!({"path": "/etc/x", "owner": "a:b", "permissions": "0600", "encoding": "gzip+base64", "append": true, "content": "{{ x }}\nfrom a Secret: \"yes\"\n"})
        );
        assert_eq!(
            config["users"],
            json!([{"name": "capv", "passwd": "$6$hash", "sudo": "ALL=(ALL) NOPASSWD:ALL", "ssh_authorized_keys": ["ssh-ed25519 A"]}])
        );
        assert_eq!(config["ntp"], json!({"enabled": true, "servers": ["pool"]}));
        assert_eq!(config["disk_setup"], json!({"/dev/sdb": {"table_type": "gpt", "layout": true}}));
        assert_eq!(config["fs_setup"], json!([{"label": "data", "filesystem": "ext4", "device": "/dev/sdb1"}]));
    }

    #[test]
    fn a_worker_gets_no_certificates() {
        let config = parse(&render(
            &KubeadmConfigSpec::default(),
            &Action::Join(json!({"kind": "JoinConfiguration"})),
            &Resolved::default(),
        ));
        let paths: Vec<&str> =
            config["write_files"].as_array().unwrap().iter().filter_map(|file| file["path"].as_str()).collect();
        assert_eq!(paths, [JOIN_CONFIG, PLACEHOLDER]);
        assert_eq!(
            config["runcmd"],
            json!([
                "kubeadm join --config /run/kubeadm/kubeadm-join-config.yaml && echo success > /run/cluster-api/bootstrap-success.complete"
            ])
        );
    }

    #[test]
    fn an_external_etcd_keeps_its_key() {
        let spec: KubeadmConfigSpec = serde_json::from_value(json!({"clusterConfiguration": {"certificatesDir": "/pki", "etcd": {"external": {
            "caFile": "/e/ca.crt", "certFile": "/e/client.crt", "keyFile": "/e/client.key", "endpoints": ["https://e"]}}}}))
        .unwrap();
        let certificates = Certificates { etcd_client: Some(pair("client")), ..certificates() };
        let config = parse(&render(&spec, &Action::JoinControlPlane(json!({}), &certificates), &Resolved::default()));
        assert!(file(&config, "/pki/ca.key").is_some() && file(&config, "/pki/etcd/ca.key").is_none());
        assert!(file(&config, "/e/client.key").is_some() && file(&config, "/e/ca.crt").is_some());
    }
}

//! What a machine becomes, from its user data alone. Pure.

use crate::{
    cloud_config::{self, CloudConfig},
    control_plane::Authority,
    kubeadm::{API_PORT, CERTIFICATES_FOLDER, Init, Join, NodeRegistration, Task},
    template::Metadata,
};

/// What a machine is to be.
pub(crate) enum Role {
    /// No part of a cluster: it has power and an address, no more.
    Plain,
    ControlPlane(Box<ControlPlane>),
    Worker(Box<Join>),
}

/// A machine that serves its cluster's API.
pub(crate) struct ControlPlane {
    pub(crate) authority: Authority,
    pub(crate) start: Start,
    /// What cloud-init wrote.
    pub(crate) files: CloudConfig,
}

/// How a control plane comes into its cluster.
pub(crate) enum Start {
    Init(Box<Init>),
    Join(Box<Join>),
}

impl ControlPlane {
    pub(crate) fn registration(&self) -> &NodeRegistration {
        match &self.start {
            Start::Init(init) => &init.node,
            Start::Join(join) => &join.node,
        }
    }

    /// Port that its API listens on.
    pub(crate) fn port(&self) -> u16 {
        match &self.start {
            Start::Init(init) => init.port,
            Start::Join(join) => join.control_plane.unwrap_or(API_PORT),
        }
    }
}

impl Role {
    /// Reads user data.
    ///
    /// # Errors
    /// What is wrong with it, as the machine's console would say it.
    pub(crate) fn read(user_data: &str, metadata: &Metadata<'_>) -> Result<Role, String> {
        let config = cloud_config::parse(user_data, metadata).map_err(|error| format!("cloud-init: {error}"))?;
        let Some(config) = config else {
            return Ok(Role::Plain);
        };
        let start = match Task::find(&config)? {
            None => return Ok(Role::Plain),
            Some(Task::Join(join)) if join.control_plane.is_none() => {
                return Ok(Role::Worker(join));
            }
            Some(Task::Join(join)) => Start::Join(join),
            Some(Task::Init(init)) => Start::Init(init),
        };
        let folder = match &start {
            Start::Init(init) => &init.cluster.certificates_folder,
            // Only the running cluster's configuration says it; the files are where they are.
            Start::Join(_) => config.folder_of("ca.key").unwrap_or(CERTIFICATES_FOLDER),
        };
        let authority = Authority::read(&config, folder)?;
        Ok(Role::ControlPlane(Box::new(ControlPlane { authority, start, files: config })))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const METADATA: Metadata<'static> = Metadata { hostname: "demo", instance_id: "i-1", address: "127.64.0.1" };
    const JOIN: &str = "apiVersion: kubeadm.k8s.io/v1beta4\nkind: JoinConfiguration\ndiscovery: {bootstrapToken: \
                        {token: x1y2z3.fedcba9876543210, apiServerEndpoint: 'a:1', unsafeSkipCAVerification: true}}\n";

    fn user_data(command: &str, files: &[(&str, &str)]) -> String {
        let files: Vec<_> =
            files.iter().map(|(path, content)| serde_json::json!({ "path": path, "content": content })).collect();
        let config = serde_json::json!({ "write_files": files, "runcmd": [command] });
        format!("#cloud-config\n{}", crate::yaml::text(&config).unwrap())
    }

    fn read(user_data: &str) -> Result<&'static str, String> {
        Role::read(user_data, &METADATA).map(|role| match role {
            Role::Plain => "plain",
            Role::Worker(_) => "worker",
            Role::ControlPlane(_) => "control plane",
        })
    }

    #[test]
    fn roles_follow_from_user_data() {
        let pki = pki::Authority::new("kubernetes", chrono::Duration::days(1)).unwrap();
        let certificates =
            [("/etc/kubernetes/pki/ca.crt", &*pki.certificate_pem), ("/etc/kubernetes/pki/ca.key", &*pki.key_pem)];
        let init = "apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\nkubernetesVersion: v1.34.1\n";
        let join_control_plane = format!("{JOIN}controlPlane: {{}}\n");
        let with = |path, content| [certificates[0], certificates[1], (path, content)];
        let elsewhere =
            |path, content| [("/pki/ca.crt", certificates[0].1), ("/pki/ca.key", certificates[1].1), (path, content)];
        let init_elsewhere = format!("{init}certificatesDir: /pki/\n");
        for (data, expected) in [
            (String::new(), "plain"),
            ("#!/bin/sh\n".into(), "plain"),
            (user_data("echo hello", &[]), "plain"),
            (user_data("kubeadm join --config /j", &[("/j", JOIN)]), "worker"),
            (user_data("kubeadm join --config /j", &with("/j", &join_control_plane)), "control plane"),
            (user_data("kubeadm init --config /i", &with("/i", init)), "control plane"),
            (user_data("kubeadm init --config /i", &elsewhere("/i", &init_elsewhere)), "control plane"),
            (user_data("kubeadm join --config /j", &elsewhere("/j", &join_control_plane)), "control plane"),
        ] {
            assert_eq!(read(&data), Ok(expected), "{data}");
        }
    }

    #[test]
    fn what_is_missing_is_named() {
        let init = "apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\nkubernetesVersion: v1.34.1\n";
        for (data, expected) in [
            ("#cloud-config\nruncmd: [".to_owned(), "cloud-init: "),
            (user_data("kubeadm init", &[]), "kubeadm init: a simulated guest needs --config"),
            (user_data("kubeadm init --config /i", &[]), "kubeadm init: /i: no write_files entry"),
            (user_data("kubeadm init --config /i", &[("/i", "a: [")]), "kubeadm init: /i: "),
            (user_data("kubeadm init --config /i", &[("/i", init)]), "kubeadm: /etc/kubernetes/pki/ca.crt"),
        ] {
            let error = read(&data).unwrap_err();
            assert!(error.starts_with(expected), "{error}");
        }
    }

    #[test]
    fn damaged_user_data_is_refused_and_never_more() {
        let data = format!(
            "## template: jinja\n{}",
            user_data("kubeadm join --config /j", &[("/j", JOIN), ("/x", "{{ ds.meta_data.hostname }}")])
        );
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        let mut random = |below: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (state >> 33) as usize % below
        };
        for _ in 0..3_000 {
            let mut bytes = data.clone().into_bytes();
            for _ in 0..=random(4) {
                let at = random(bytes.len());
                match random(3) {
                    0 => bytes[at] = b"{}%#[]:-'\"\n\t &*!|>\xc3"[random(19)],
                    1 => bytes.truncate(at + 1),
                    _ => bytes.extend_from_within(at..),
                }
            }
            // Only that it comes back matters.
            let _ = Role::read(&String::from_utf8_lossy(&bytes), &METADATA);
        }
    }
}

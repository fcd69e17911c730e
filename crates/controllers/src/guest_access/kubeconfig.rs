//! What is taken from a kubeconfig that lies in a Secret. Pure.
//!
//! People may write such a Secret, and a kubeconfig can name programs to run and files to read. Nothing of that is
//! followed: only the server, and authority and credentials that stand in the text itself.

use kube::config::{AuthInfo, Cluster, Kubeconfig, KubeconfigError, NamedAuthInfo, NamedCluster};

/// The kubeconfig without anything that reaches outside of it. `None` when it says too little, or names a server that
/// is not reached by HTTPS.
///
/// # Errors
/// When the text is no kubeconfig.
pub(super) fn read(text: &str) -> Result<Option<Kubeconfig>, KubeconfigError> {
    Kubeconfig::from_yaml(text).map(contained)
}

fn contained(given: Kubeconfig) -> Option<Kubeconfig> {
    let named = given.contexts.iter().find(|context| Some(&context.name) == given.current_context.as_ref())?;
    let context = named.context.as_ref()?;
    let cluster = given.clusters.iter().find(|cluster| cluster.name == context.cluster)?.cluster.as_ref()?;
    let server = cluster.server.clone().filter(|server| server.starts_with("https://"))?;
    let user = context.user.as_ref()?;
    let user = given.auth_infos.iter().find(|one| one.name == *user)?.auth_info.as_ref()?;
    Some(Kubeconfig {
        clusters: vec![NamedCluster {
            name: context.cluster.clone(),
            cluster: Some(Cluster {
                server: Some(server),
                certificate_authority_data: cluster.certificate_authority_data.clone(),
                tls_server_name: cluster.tls_server_name.clone(),
                ..Cluster::default()
            }),
            other: Default::default(),
        }],
        auth_infos: vec![NamedAuthInfo {
            name: context.user.clone().unwrap_or_default(),
            auth_info: Some(AuthInfo {
                client_certificate_data: user.client_certificate_data.clone(),
                client_key_data: user.client_key_data.clone(),
                token: user.token.clone(),
                ..AuthInfo::default()
            }),
            other: Default::default(),
        }],
        contexts: vec![named.clone()],
        current_context: given.current_context.clone(),
        ..Kubeconfig::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kubeconfig(server: &str, cluster: &str, user: &str) -> String {
        format!(
            "apiVersion: v1\nkind: Config\ncurrent-context: c\ncontexts: [{{name: c, context: {{cluster: k, user: u}}}}]\n\
             clusters: [{{name: k, cluster: {{server: '{server}', {cluster}}}}}]\nusers: [{{name: u, user: {{{user}}}}}]\n"
        )
    }

    #[test]
    fn nothing_outside_of_the_text_is_followed() {
        let text = kubeconfig(
            "https://10.0.0.1:6443",
            "certificate-authority-data: Q0E=, certificate-authority: /etc/ca, proxy-url: 'http://proxy', tls-server-name: api",
            "token: t, tokenFile: /etc/passwd, client-certificate: /a, client-key: /b, client-certificate-data: QQ==, \
             exec: {apiVersion: client.authentication.k8s.io/v1, command: /bin/touch, args: [/tmp/owned]}, \
             auth-provider: {name: gcp, config: {cmd-path: /bin/touch}}",
        );
        let read = read(&text).unwrap().unwrap();
        let cluster = read.clusters[0].cluster.as_ref().unwrap();
        assert_eq!(cluster.server.as_deref(), Some("https://10.0.0.1:6443"));
        assert_eq!(cluster.certificate_authority_data.as_deref(), Some("Q0E="));
        assert_eq!(cluster.tls_server_name.as_deref(), Some("api"));
        assert!(cluster.certificate_authority.is_none() && cluster.proxy_url.is_none());
        let user = read.auth_infos[0].auth_info.as_ref().unwrap();
        assert_eq!(user.client_certificate_data.as_deref(), Some("QQ=="));
        assert!(user.token.is_some());
        assert!(user.exec.is_none() && user.auth_provider.is_none() && user.token_file.is_none());
        assert!(user.client_certificate.is_none() && user.client_key.is_none());
    }

    #[test]
    fn what_says_too_little_is_not_used() {
        for text in [
            "apiVersion: v1\nkind: Config\n".to_owned(),
            kubeconfig("http://10.0.0.1", "", "token: t"),
            kubeconfig("https://10.0.0.1", "", "token: t").replace("user: u}", "user: other}"),
        ] {
            assert!(read(&text).unwrap().is_none(), "{text}");
        }
        assert!(read("[").is_err());
    }
}

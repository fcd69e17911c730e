//! Which server, and who asks it.

use std::sync::Arc;

use anyhow::{Context as _, Result};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use rustls::{ClientConfig, RootCertStore, crypto::ring};
use rustls_pki_types::{CertificateDer, PrivateKeyDer, ServerName, pem::PemObject as _};
use serde_json::Value;

/// A server and the client certificate to ask it with.
#[derive(Clone, Debug)]
pub struct Target {
    /// Host and port.
    pub(crate) authority: String,
    pub(crate) name: ServerName<'static>,
    pub(crate) tls: Arc<ClientConfig>,
}

impl Target {
    /// The first cluster and the first user of a kubeconfig with embedded certificates, as `admin.kubeconfig` is.
    ///
    /// # Errors
    /// When the text is something else; says what is missing.
    pub fn from_kubeconfig(text: &str) -> Result<Target> {
        let file: Value = serde_saphyr::from_str(text).context("the kubeconfig is not YAML")?;
        let field = |path: &str| {
            file.pointer(path).and_then(Value::as_str).with_context(|| format!("the kubeconfig has no {path}"))
        };
        let pem = |path: &str| Ok::<_, anyhow::Error>(STANDARD.decode(field(path)?)?);
        let server = field("/clusters/0/cluster/server")?;
        let authority = server.strip_prefix("https://").context("the server is not https")?.trim_end_matches('/');
        let host = authority.rsplit_once(':').map_or(authority, |(host, _)| host).trim_matches(['[', ']']);

        let mut roots = RootCertStore::empty();
        for authority in CertificateDer::pem_slice_iter(&pem("/clusters/0/cluster/certificate-authority-data")?) {
            roots.add(authority?)?;
        }
        let chain = CertificateDer::pem_slice_iter(&pem("/users/0/user/client-certificate-data")?)
            .collect::<Result<Vec<_>, _>>()?;
        let key = PrivateKeyDer::from_pem_slice(&pem("/users/0/user/client-key-data")?)?;
        let tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_client_auth_cert(chain, key)?;
        let name = ServerName::try_from(host.to_owned())?;
        Ok(Target { authority: authority.to_owned(), name, tls: Arc::new(tls) })
    }
}

//! The certificate by which a listener proves itself. It can be replaced while the listener runs.

use std::sync::Arc;

use parking_lot::RwLock;
use rustls::crypto::CryptoProvider;
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};

type Error = Box<dyn std::error::Error + Send + Sync>;

/// The certificate that the next connection gets.
#[derive(Debug)]
pub(crate) struct Certificate {
    provider: Arc<CryptoProvider>,
    current: RwLock<Arc<CertifiedKey>>,
}

impl Certificate {
    /// Reads certificate, chain and key.
    ///
    /// # Errors
    /// When they are no PEM, or do not belong together.
    pub(crate) fn new(provider: &Arc<CryptoProvider>, chain_pem: &str, key_pem: &str) -> Result<Certificate, Error> {
        let current = RwLock::new(read(provider, chain_pem, key_pem)?);
        Ok(Certificate { provider: provider.clone(), current })
    }

    /// Takes another one. Connections that are there stay.
    ///
    /// # Errors
    /// As [`Certificate::new`]; then the one that was stays.
    pub(crate) fn replace(&self, chain_pem: &str, key_pem: &str) -> Result<(), Error> {
        *self.current.write() = read(&self.provider, chain_pem, key_pem)?;
        Ok(())
    }
}

impl ResolvesServerCert for Certificate {
    fn resolve(&self, _hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.current.read().clone())
    }
}

fn read(provider: &CryptoProvider, chain_pem: &str, key_pem: &str) -> Result<Arc<CertifiedKey>, Error> {
    let chain = CertificateDer::pem_slice_iter(chain_pem.as_bytes()).collect::<Result<Vec<_>, _>>()?;
    if chain.is_empty() {
        return Err("there is no certificate".into());
    }
    let key = PrivateKeyDer::from_pem_slice(key_pem.as_bytes())?;
    Ok(Arc::new(CertifiedKey::from_der(chain, key, provider)?))
}

//! Keeps certificates in date while the program runs.

use std::{convert::Infallible, time::Duration};

use chrono::{DateTime, Utc};
use supervisor::engine::serve::Listening;

use crate::{
    config::TlsFiles,
    data_dir::DataDir,
    kubeconfig,
    pki_files::{Issued, PkiFiles},
};

/// How often it is looked at.
const EVERY: Duration = Duration::from_secs(3600);

/// What is kept in date.
pub(crate) struct Renewal<'a> {
    pub(crate) data: &'a DataDir,
    pub(crate) pki: &'a PkiFiles,
    /// The names of the Supervisor API.
    pub(crate) names: &'a [String],
    pub(crate) api: &'a Listening,
    pub(crate) portal: &'a Listening,
    /// Where the portal's certificate is; whoever keeps it in date replaces the files.
    pub(crate) portal_files: Option<&'a TlsFiles>,
    /// What the API shows.
    pub(crate) api_shows: Issued,
    /// What the portal shows.
    pub(crate) portal_shows: Option<Issued>,
}

impl Renewal<'_> {
    /// Looks at everything now and then, for ever.
    pub(crate) async fn run(mut self) -> Infallible {
        loop {
            tokio::time::sleep(EVERY).await;
            self.round(Utc::now());
        }
    }

    /// Renews what is due; what cannot be renewed stays as it is until the next round.
    fn round(&mut self, now: DateTime<Utc>) {
        let done = [
            ("the certificate of the Supervisor API", self.renew_api(now)),
            (kubeconfig::FILE, kubeconfig::keep(self.data, &self.pki.authority, self.api.address, now)),
            ("the certificate of the portal", self.renew_portal()),
        ];
        for (what, done) in done {
            match done {
                Ok(true) => tracing::info!("{what} is renewed"),
                Ok(false) => {}
                Err(error) => tracing::warn!("{what} cannot be renewed: {error:#}"),
            }
        }
    }

    fn renew_api(&mut self, now: DateTime<Utc>) -> anyhow::Result<bool> {
        let fits = self.pki.serving(self.names, now)?;
        show(self.api, &mut self.api_shows, fits)
    }

    fn renew_portal(&mut self) -> anyhow::Result<bool> {
        let (Some(files), Some(shows)) = (self.portal_files, &mut self.portal_shows) else { return Ok(false) };
        show(self.portal, shows, files.read()?)
    }
}

/// Shows a certificate from now on; false when that is what is shown already.
fn show(listening: &Listening, shows: &mut Issued, fits: Issued) -> anyhow::Result<bool> {
    if fits.certificate_pem == shows.certificate_pem {
        return Ok(false);
    }
    listening.renew(&fits.certificate_pem, &fits.key_pem)?;
    *shows = fits;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use chrono::Duration;
    use supervisor::engine::serve::{ListenConfig, Tls, listen_on};
    use tokio::net::TcpListener;

    use super::*;

    async fn listening(shows: &Issued) -> Listening {
        let tls =
            Tls { certificate_pem: shows.certificate_pem.clone(), key_pem: shows.key_pem.clone(), client_ca_pem: None };
        let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
        listen_on(ListenConfig::default(), socket, Some(tls), Router::new()).unwrap()
    }

    #[tokio::test]
    async fn each_is_renewed_when_it_is_due() {
        let path = std::env::temp_dir().join(format!("atoll-renewal-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        let data = DataDir::take(&path).unwrap();
        let database = store::Database::open(&data.join("atoll.db")).await.unwrap();
        let pki = PkiFiles::open(&data, &database.keys()).await.unwrap();
        let names = ["localhost".to_owned()];
        let now = Utc::now();
        let first = pki.serving(&names, now).unwrap();
        let (api, portal) = (listening(&first).await, listening(&first).await);
        kubeconfig::keep(&data, &pki.authority, api.address, now).unwrap();
        let files = TlsFiles { certificate: data.join("pki/apiserver.crt"), key: data.join("pki/apiserver.key") };
        let file = || std::fs::read_to_string(data.join(kubeconfig::FILE)).unwrap();
        let mut renewal = Renewal {
            data: &data,
            pki: &pki,
            names: &names,
            api: &api,
            portal: &portal,
            portal_files: Some(&files),
            api_shows: first.clone(),
            portal_shows: Some(first.clone()),
        };
        let kept = file();
        renewal.round(now + Duration::days(100));
        assert_eq!(renewal.api_shows.certificate_pem, first.certificate_pem);
        assert_eq!(file(), kept);
        renewal.round(now + Duration::days(200));
        let second = renewal.api_shows.clone();
        assert_ne!(second.certificate_pem, first.certificate_pem);
        assert_eq!(renewal.portal_shows.as_ref().unwrap().certificate_pem, second.certificate_pem, "its files changed");
        assert_ne!(file(), kept);
        // What is not usable is not shown.
        std::fs::write(&files.certificate, "nothing").unwrap();
        renewal.round(now);
        assert_ne!(renewal.portal_shows.as_ref().unwrap().certificate_pem, "nothing");
        std::fs::remove_dir_all(&path).unwrap();
    }
}

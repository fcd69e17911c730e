//! Certificates as OpenSSL judges them, and authorities as OpenSSL makes them. Nothing happens where it is not installed.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use chrono::Duration;

use super::{authority, groups};
use crate::{Authority, public_key_hash};

/// A directory of its own for one test, gone afterwards.
struct Bench(PathBuf);

impl Bench {
    /// `None` without OpenSSL.
    fn new(name: &str) -> Option<Self> {
        Command::new("openssl").arg("version").output().ok()?;
        let dir = std::env::temp_dir().join(format!("atoll-pki-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&dir).unwrap();
        Some(Self(dir))
    }

    fn path(&self) -> &Path {
        &self.0
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.0.join(name), text).unwrap();
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.0.join(name)).unwrap()
    }

    /// Runs one command line and gives what it printed, both streams.
    fn openssl(&self, line: &str) -> String {
        let done = Command::new("openssl").args(line.split(' ')).current_dir(self.path()).output().unwrap();
        let text = [done.stdout, done.stderr].concat();
        let text = String::from_utf8_lossy(&text).into_owned();
        assert!(done.status.success(), "openssl {line}: {text}");
        text
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Issues a server and a client certificate and has OpenSSL verify both strictly.
fn verify(bench: &Bench, ca: &Authority) {
    bench.write("ca.pem", &ca.certificate_pem);
    let server = ca.server("api", &groups(&["localhost", "127.0.0.1"]), Duration::days(30)).unwrap();
    bench.write("server.pem", &server.certificate_pem);
    let client = ca.client("dev", &groups(&["a", "b"]), Duration::days(30)).unwrap();
    bench.write("client.pem", &client.certificate_pem);
    bench.openssl("verify -x509_strict -CAfile ca.pem -purpose sslserver -verify_ip 127.0.0.1 server.pem");
    bench.openssl("verify -x509_strict -CAfile ca.pem -purpose sslclient client.pem");
    let subject = bench.openssl("x509 -in client.pem -noout -subject -nameopt RFC2253");
    assert!(subject.contains("CN=dev,O=b,O=a"), "{subject}");
}

#[test]
fn own_authority_is_accepted() {
    let Some(bench) = Bench::new("own") else {
        return;
    };
    verify(&bench, &authority());
}

#[test]
fn authorities_of_users_work_in_every_form() {
    let Some(bench) = Bench::new("users") else {
        return;
    };
    for (name, make) in [
        ("rsa-pkcs8", "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out key.pem"),
        ("rsa-pkcs1", "genrsa -traditional -out key.pem 2048"),
        ("ec-sec1", "ecparam -name prime256v1 -genkey -out key.pem"),
        ("ec-p384", "ecparam -name secp384r1 -genkey -noout -out key.pem"),
        ("ed25519", "genpkey -algorithm ed25519 -out key.pem"),
    ] {
        bench.openssl(make);
        // Two units and a printable string: the name must come back byte for byte.
        bench.openssl("req -x509 -new -key key.pem -subj /C=CH/O=Example/OU=One/OU=Two/CN=users-ca -days 30 -addext keyUsage=critical,keyCertSign -out own.pem");
        let ca = Authority::from_pem(&bench.read("own.pem"), &bench.read("key.pem"));
        verify(&bench, &ca.unwrap_or_else(|error| panic!("{name}: {error}")));
    }
}

#[test]
fn requests_of_others_are_signed() {
    let Some(bench) = Bench::new("requests") else {
        return;
    };
    let ca = authority();
    bench.write("ca.pem", &ca.certificate_pem);
    for kind in ["rsa:2048", "ed25519"] {
        bench.openssl(&format!("req -new -newkey {kind} -nodes -keyout k.pem -subj /CN=asked -out r.pem"));
        let signed = ca.sign_client_request(
            &bench.read("r.pem"),
            "system:node:n",
            &groups(&["system:nodes"]),
            Duration::hours(1),
        );
        bench.write("signed.pem", &signed.unwrap());
        bench.openssl("verify -x509_strict -CAfile ca.pem -purpose sslclient signed.pem");
    }
}

#[test]
fn hash_is_the_one_kubeadm_documents() {
    let Some(bench) = Bench::new("hash") else {
        return;
    };
    let ca = authority();
    bench.write("ca.pem", &ca.certificate_pem);
    bench.openssl("x509 -in ca.pem -pubkey -noout -out public.pem");
    bench.openssl("pkey -pubin -in public.pem -outform der -out public.der");
    let digest = bench.openssl("dgst -sha256 -r public.der");
    assert_eq!(public_key_hash(&ca.certificate_pem).unwrap(), format!("sha256:{}", &digest[..64]));
}

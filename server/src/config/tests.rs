//! Layers and messages.

use super::*;

fn with(options: &ServeOptions, variables: &[(&str, &str)]) -> Result<Config, Error> {
    load(options, variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())))
}

/// A configuration file that is gone after the test.
struct File(PathBuf);

impl File {
    fn new(name: &str, text: &str) -> (Self, ServeOptions) {
        let path = std::env::temp_dir().join(format!("atoll-config-{name}-{}.toml", std::process::id()));
        std::fs::write(&path, text).unwrap();
        (Self(path.clone()), ServeOptions { config: Some(path), ..ServeOptions::default() })
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

#[test]
fn nothing_needs_to_be_set() {
    let config = with(&ServeOptions::default(), &[]).unwrap();
    assert_eq!(config.listen.to_string(), "127.0.0.1:3000");
    assert_eq!(config.api_listen.to_string(), "127.0.0.1:6443");
    assert_eq!(config.database, store::Location::Sqlite("data/atoll.db".into()));
    assert_eq!(config.simulator_dir, PathBuf::from("data/simulator"));
    assert!(!config.demo && config.tls.is_none());
}

#[test]
fn option_over_variable_over_file_over_default() {
    let (_file, mut options) = File::new(
        "layers",
        "data-dir = \"/file\"\nlisten = \"127.0.0.1:1\"\napi-listen = \"127.0.0.1:2\"\nlog = \"json\"\n\
         [simulator]\nboot-delay = \"1s-4s\"\nhosts = [{ name = \"a\", memory-gib = 8 }]\n",
    );
    options.listen = Some("127.0.0.1:100".to_owned());
    let config =
        with(&options, &[("ATOLL_LISTEN", "127.0.0.1:50"), ("ATOLL_API_LISTEN", "127.0.0.1:51"), ("OTHER", "x")])
            .unwrap();
    assert_eq!(config.listen.port(), 100);
    assert_eq!(config.api_listen.port(), 51);
    assert_eq!(config.data_dir, PathBuf::from("/file"));
    assert_eq!(config.log, LogForm::Json);
    assert_eq!((config.simulator.boot_delay.min_ms, config.simulator.boot_delay.max_ms), (1000, 4000));
    assert_eq!(config.simulator.hosts[0].memory_gib, 8);
    let config = with(&options, &[("ATOLL_SIMULATOR_BOOT_DELAY", "0s"), ("ATOLL_SIMULATOR_SEED", "7")]).unwrap();
    assert_eq!((config.simulator.boot_delay.max_ms, config.simulator.seed), (0, 7));
    assert_eq!(config.simulator.hosts.len(), 1, "other keys of the table stay");
}

#[test]
fn lists_and_limits() {
    let (_file, options) = File::new(
        "lists",
        "api-names = [\"Atoll.example\", \"10.0.0.9\"]\ntrusted-proxies = [\"10.0.0.7/24\", \"fd00::1\"]\n\
         [limits]\nrequest-time = \"30s\"\nconnections-per-address = 4096\n",
    );
    let config = with(&options, &[("ATOLL_LIMITS_BODY_BYTES", "4194304"), ("ATOLL_PROXY_PROTOCOL", "on")]).unwrap();
    assert_eq!(config.api_names, ["atoll.example", "10.0.0.9"]);
    let trusts = |address: &str| config.trusted_proxies.contains(address.parse().unwrap());
    assert!(trusts("10.0.0.200") && trusts("fd00::1") && !trusts("10.0.1.1") && !trusts("fd00::2"));
    assert!(config.proxy_protocol);
    assert_eq!(config.limits.listeners.connections_per_address, 4096);
    assert_eq!((config.limits.api.body, config.limits.api.request_time), (4 << 20, Duration::from_secs(30)));
    let variables = [("ATOLL_API_NAMES", "a.example, *.b.example"), ("ATOLL_TRUSTED_PROXIES", "192.0.2.1")];
    let config = with(&options, &variables).unwrap();
    assert_eq!(config.api_names, ["a.example", "*.b.example"]);
    assert!(config.trusted_proxies.contains("192.0.2.1".parse().unwrap()));
    let usual = with(&ServeOptions::default(), &[]).unwrap().limits;
    assert_eq!(
        usual.api.workload.seats_per_identity,
        supervisor::engine::Limits::default().workload.seats_per_identity
    );
}

#[test]
fn variables_that_set_nothing_are_told() {
    let none = ServeOptions::default();
    let told = with(&none, &[("ATOLL_LISEN", "x"), ("ATOLL_AUDIT_POLICI", "x"), ("OTHER", "x")]).unwrap().warnings;
    assert_eq!(
        told,
        [
            "the variable ATOLL_AUDIT_POLICI sets nothing; was ATOLL_AUDIT_POLICY meant?",
            "the variable ATOLL_LISEN sets nothing; was ATOLL_LISTEN meant?"
        ]
    );
    let known =
        [("ATOLL_SIMULATOR_DIR", "/x"), ("ATOLL_SHUTDOWN_DELAY_SECONDS", "3"), ("ATOLL_LIMITS_REQUESTS", "300")];
    let config = with(&none, &known).unwrap();
    assert_eq!((config.warnings.len(), config.shutdown_delay.as_secs()), (0, 3));
}

#[test]
fn mistakes_name_key_and_origin_in_one_line() {
    let option = |set: fn(&mut ServeOptions)| {
        let mut options = ServeOptions::default();
        set(&mut options);
        options
    };
    let none = ServeOptions::default();
    type Case<'a> = (ServeOptions, &'a [(&'a str, &'a str)], &'a [&'a str]);
    let cases: Vec<Case<'_>> = vec![
        (option(|o| o.listen = Some("localhost".into())), &[], &["listen (from --listen)"]),
        (none, &[("ATOLL_API_LISTEN", "6443")], &["api-listen (from ATOLL_API_LISTEN)"]),
        (option(|o| o.log = Some("xml".into())), &[], &["log (from --log)", "xml"]),
        (option(|o| o.hypervisor = Some("vsphere".into())), &[], &["hypervisor (from --hypervisor)", "vsphere"]),
        (option(|o| o.hypervisor = Some("xen".into())), &[], &["hypervisor (from --hypervisor)", "xen"]),
        (
            option(|o| o.database = Some("postgres://u:secret@h:port/d".into())),
            &[],
            &["database (from --database)", "postgres://USER"],
        ),
        (option(|o| o.tls_key = Some("k".into())), &[], &["tls-certificate", "missing"]),
        (option(|o| o.config = Some("/nowhere.toml".into())), &[], &["config", "/nowhere.toml"]),
        (ServeOptions::default(), &[("ATOLL_DEMO", "maybe")], &["demo", "ATOLL_DEMO"]),
        (ServeOptions::default(), &[("ATOLL_SIMULATOR_BOOT_DELAY", "soon")], &["simulator", "boot-delay", "soon"]),
        (ServeOptions::default(), &[("ATOLL_SIMULATOR_BOTDELAY", "0s")], &["simulator", "botdelay"]),
        (ServeOptions::default(), &[("ATOLL_LIMITS_BODY", "1")], &["limits", "body"]),
        (
            ServeOptions::default(),
            &[("ATOLL_LIMITS_REQUESTS", "many")],
            &["limits.requests (from ATOLL_LIMITS_REQUESTS)"],
        ),
        (
            ServeOptions::default(),
            &[("ATOLL_LIMITS_OBJECT_BYTES", "5000000")],
            &["limits.object-bytes (from ATOLL_LIMITS_OBJECT_BYTES)", "5000000", "3145728"],
        ),
        (ServeOptions::default(), &[("ATOLL_LIMITS_REQUEST_TIME", "0s")], &["limits.request-time", "1s"]),
        (
            option(|o| o.trusted_proxies = Some("10.0.0.0/8,proxy".into())),
            &[],
            &["trusted-proxies (from --trusted-proxies)", "\"proxy\"", "10.0.0.0/24"],
        ),
        (ServeOptions::default(), &[("ATOLL_TRUSTED_PROXIES", "0.0.0.0/0")], &["trusted-proxies", "everybody"]),
        (option(|o| o.proxy_protocol = true), &[], &["proxy-protocol (from --proxy-protocol)", "trusted-proxies"]),
        (option(|o| o.api_names = Some("https://x".into())), &[], &["api-names (from --api-names)", "https://x"]),
        (
            option(|o| (o.demo, o.listen) = (true, Some("0.0.0.0:3000".into()))),
            &[],
            &["listen (from --listen)", "0.0.0.0:3000", "loopback"],
        ),
    ];
    for (options, variables, wanted) in cases {
        let line = with(&options, variables).unwrap_err().to_string();
        assert!(wanted.iter().all(|part| line.contains(part)), "{line:?} lacks one of {wanted:?}");
        assert!(!line.contains('\n') && !line.contains("secret"), "{line}");
    }
}

#[test]
fn mistakes_in_the_file() {
    for (name, text, wanted) in [
        ("unknown", "lisen = \"x\"\n", &["lisen", "unknown field"][..]),
        ("type", "demo = \"yes\"\n", &["demo (from", "boolean"]),
        ("syntax", "demo = true\nlisten = \n", &["line 2", "TOML"]),
        ("inner", "[simulator]\nhost = 3\n", &["simulator", "host"]),
        ("value", "[simulator]\nhosts = [{ name = \"A b\" }]\n", &["simulator.hosts[0].name (from"]),
        ("table", "simulator = 3\n", &["simulator (from"]),
        ("list", "api-names = [3]\n", &["api-names (from", "3 is not a text"]),
    ] {
        let (_file, options) = File::new(name, text);
        let line = with(&options, &[]).unwrap_err().to_string();
        assert!(wanted.iter().all(|part| line.contains(part)), "{line:?} lacks one of {wanted:?}");
    }
}

#[test]
fn ways_to_sign_in() {
    let usual = with(&ServeOptions::default(), &[]).unwrap().sign_in;
    assert!(usual.local_accounts && usual.providers.is_empty());
    assert_eq!((usual.session_idle.as_secs(), usual.session_lifetime.as_secs()), (8 * 3600, 24 * 3600));

    let (_file, options) = File::new(
        "providers",
        "portal-url = \"https://Atoll.example/\"\n[sign-in]\nlocal-accounts = false\nsession-idle = \"30m\"\n\
         [[sign-in.providers]]\nid = \"corp\"\nissuer = \"https://id.example\"\nclient-id = \"atoll\"\n\
         client-secret = \"hush\"\ngroups = { a = \"atoll:admins\" }\n\
         [[sign-in.providers]]\nid = \"b\"\ntitle = \"Bee\"\nissuer = \"http://127.0.0.1:9/b\"\nclient-id = \"x\"\n\
         username-prefix = \"\"\nscopes = [\"openid\", \"groups\"]\n",
    );
    let config = with(&options, &[]).unwrap();
    assert_eq!(config.portal_url.as_deref(), Some("https://atoll.example"));
    assert!(!config.sign_in.local_accounts);
    let [corp, bee] = config.sign_in.providers.as_slice() else { panic!("two") };
    assert_eq!(
        (corp.title.as_str(), corp.username_prefix.as_str(), corp.groups_prefix.as_str()),
        ("corp", "corp:", "corp:")
    );
    assert_eq!(corp.groups["a"], "atoll:admins");
    assert_eq!((bee.title.as_str(), bee.username_prefix.as_str(), bee.groups_prefix.as_str()), ("Bee", "", "b:"));
    assert_eq!(bee.scopes, ["groups"], "openid is always asked for");
    assert!(!format!("{config:?}").contains("hush"), "secrets are not printed");
    let secret = with(&options, &[("ATOLL_SIGN_IN_PROVIDERS", "[{ id = 3, client-secret = \"hush\" }]")]).unwrap_err();
    assert!(!secret.to_string().contains("hush"), "{secret}");
}

#[test]
fn mistakes_about_sign_in() {
    let good = [("id", "\"corp\""), ("issuer", "\"https://id.example\""), ("client-id", "\"atoll\"")];
    for (key, value, wanted) in [
        ("id", "\"Corp ID\"", &["sign-in.providers[0].id (from ATOLL_SIGN_IN_PROVIDERS)", "lower-case"][..]),
        ("issuer", "\"id.example\"", &["sign-in.providers[0].issuer", "not a URL"]),
        ("issuer", "\"http://id.example\"", &["issuer", "https://"]),
        ("issuer", "\"https://id.example/?a=b\"", &["issuer", "without query"]),
        ("client-id", "\"\"", &["client-id", "1 to 255"]),
        ("client-secret", "\"\"", &["client-secret", "empty"]),
        ("client-secret-file", "\"/nowhere\"", &["client-secret-file", "/nowhere"]),
        ("ca-file", "\"/nowhere\"", &["ca-file", "/nowhere"]),
        ("username-prefix", "\"system:\"", &["username-prefix", "system:"]),
        ("groups-prefix", "\"atoll:x\"", &["groups-prefix", "atoll:"]),
        ("groups", "{ a = \"system:masters\" }", &["providers[0].groups", "system:masters"]),
        ("isuer", "\"x\"", &["sign-in.providers[0]", "isuer"]),
        ("username-claim", "\"\"", &["username-claim"]),
    ] {
        let mut all: std::collections::BTreeMap<_, _> = good.into();
        all.insert(key, value);
        let provider: Vec<String> = all.iter().map(|(key, value)| format!("{key} = {value}")).collect();
        let list = format!("[{{ {} }}]", provider.join(", "));
        let line = with(&ServeOptions::default(), &[("ATOLL_SIGN_IN_PROVIDERS", &list)]).unwrap_err().to_string();
        assert!(wanted.iter().all(|part| line.contains(part)), "{line:?} lacks one of {wanted:?}");
        assert!(!line.contains('\n'), "{line}");
    }
    let one = "{ id = \"a\", issuer = \"https://a.example\", client-id = \"x\" }";
    let other = "{ id = \"b\", issuer = \"https://a.example\", client-id = \"x\", username-prefix = \"a:\" }";
    for (variables, wanted) in [
        (vec![("ATOLL_SIGN_IN_PROVIDERS", format!("[{one}, {one}]"))], &["providers[1].id", "twice"][..]),
        (
            vec![("ATOLL_SIGN_IN_PROVIDERS", format!("[{one}, {other}]"))],
            &["providers[1].username-prefix", "told apart"],
        ),
        (vec![("ATOLL_SIGN_IN_LOCAL_ACCOUNTS", "false".to_owned())], &["sign-in.local-accounts", "nobody"]),
        (vec![("ATOLL_SIGN_IN_SESSION_IDLE", "1s".to_owned())], &["sign-in.session-idle", "1m"]),
        (
            vec![("ATOLL_SIGN_IN_PROVIDERS", format!("[{one}]")), ("ATOLL_LISTEN", "0.0.0.0:3000".to_owned())],
            &["portal-url", "missing"],
        ),
        (vec![("ATOLL_PORTAL_URL", "atoll.example".to_owned())], &["portal-url (from ATOLL_PORTAL_URL)", "https://"]),
        (vec![("ATOLL_PORTAL_URL", "https://a.example/portal".to_owned())], &["portal-url", "https://"]),
    ] {
        let variables: Vec<(&str, &str)> = variables.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let line = with(&ServeOptions::default(), &variables).unwrap_err().to_string();
        assert!(wanted.iter().all(|part| line.contains(part)), "{line:?} lacks one of {wanted:?}");
    }
}

//! Which tokens hold.

use chrono::{Duration, Utc};
use serde_json::{Value, json};
use supervisor::engine::{Issuer, IssuerConfig, issuer::KeySet};

use super::{claimed_issuer, config, person};

const URL: &str = "https://atoll.example:6443/guests";
const FILE: &str = "apiVersion: apiserver.config.k8s.io/v1
kind: AuthenticationConfiguration
jwt:
- issuer: {url: 'https://atoll.example:6443/guests', audiences: ['atoll:guest:one'], certificateAuthority: pem}
  claimMappings:
    username: {claim: sub, prefix: ''}
    groups: {claim: groups, prefix: ''}
";

fn issuer(url: &str) -> Issuer {
    let config = IssuerConfig {
        url: url.to_owned(),
        audiences: Vec::new(),
        signing_key_pem: pki::signing_key().unwrap().0,
        accepted_keys_pem: Vec::new(),
    };
    Issuer::new(&config).unwrap()
}

#[test]
fn tokens_hold_or_do_not() {
    let (ours, theirs) = (issuer(URL), issuer(URL));
    let jwt = config::parse(FILE).unwrap().remove(0);
    let keys = KeySet::read(&ours.key_set()).unwrap();
    let now = Utc::now();
    let token = |signer: &Issuer, change: fn(&mut Value)| {
        let mut claims = signer.claims("dev", &["atoll:guest:one".to_owned()], now, Duration::minutes(10));
        claims.more.insert("groups".into(), json!(["atoll:access:u-1"]));
        let mut value = serde_json::to_value(&claims).unwrap();
        change(&mut value);
        signer.sign(&serde_json::from_value(value).unwrap()).unwrap()
    };
    let good = token(&ours, |_| {});
    let unsigned = format!("{}.", good.rsplit_once('.').unwrap().0);
    for (what, token, expected) in [
        ("good", good.clone(), Some(("dev", "atoll:access:u-1"))),
        ("one group as text", token(&ours, |it| it["groups"] = json!("g")), Some(("dev", "g"))),
        ("no groups", token(&ours, |it| it["groups"] = json!([])), Some(("dev", ""))),
        ("another key", token(&theirs, |_| {}), None),
        ("another issuer", token(&ours, |it| it["iss"] = json!("https://elsewhere")), None),
        ("another cluster", token(&ours, |it| it["aud"] = json!(["atoll:guest:two"])), None),
        (
            "several clusters",
            token(&ours, |it| it["aud"] = json!(["x", "atoll:guest:one"])),
            Some(("dev", "atoll:access:u-1")),
        ),
        ("no audience", token(&ours, |it| it["aud"] = json!([])), None),
        ("over", token(&ours, |it| it["exp"] = json!(it["nbf"])), None),
        (
            "a clock four minutes ahead",
            token(&ours, |it| it["nbf"] = json!(it["nbf"].as_i64().unwrap() + 240)),
            Some(("dev", "atoll:access:u-1")),
        ),
        ("not yet", token(&ours, |it| it["nbf"] = json!(it["nbf"].as_i64().unwrap() + 400)), None),
        ("a name of the system", token(&ours, |it| it["sub"] = json!("system:admin")), None),
        ("a group of the system", token(&ours, |it| it["groups"] = json!(["a", "system:masters"])), None),
        ("a group that is no text", token(&ours, |it| it["groups"] = json!(["a", 1])), None),
        ("groups that are none", token(&ours, |it| it["groups"] = json!({"a": 1})), None),
        ("nobody", token(&ours, |it| it["sub"] = json!("")), None),
        ("no signature", unsigned, None),
        ("nothing", String::new(), None),
    ] {
        let found = person(&jwt, &keys, &token, now).map(|user| (user.name, user.groups.join(" ")));
        let expected = expected.map(|(name, groups): (&str, &str)| (name.to_owned(), groups.to_owned()));
        assert_eq!(found, expected, "{what}");
    }
    // One second before its end a token is good, at its end it is not.
    assert!(person(&jwt, &keys, &good, now + Duration::seconds(598)).is_some());
    assert!(person(&jwt, &keys, &good, now + Duration::seconds(600)).is_none());
}

#[test]
fn the_claimed_issuer_is_read_without_trust() {
    let ours = issuer(URL);
    let token = ours.sign(&ours.claims("dev", &[], Utc::now(), Duration::hours(1))).unwrap();
    assert_eq!(claimed_issuer(&token).as_deref(), Some(URL));
    for other in ["", "a.b.c", "..", "a.e30.c"] {
        assert_eq!(claimed_issuer(other), None, "{other}");
    }
}

#[test]
fn files_that_would_be_followed_wrongly_are_refused() {
    assert_eq!(config::parse(FILE).unwrap().len(), 1);
    for (from, to, expected) in [
        ("config.k8s.io/v1\n", "config.k8s.io/v2\n", "no kind"),
        ("kind: Auth", "kind: Other", "no kind"),
        ("https://atoll", "http://atoll", "is no https URL"),
        ("['atoll:guest:one']", "[]", "at least one"),
        ("['atoll:guest:one']", "[a, b]", "audienceMatchPolicy"),
        ("{claim: sub, prefix: ''}", "{expression: claims.sub}", "expression"),
        ("  claimMappings:", "  claimValidationRules: []\n  claimMappings:", "claimValidationRules"),
        ("kind: Auth", "anonymous: {enabled: false}\nkind: Auth", "anonymous"),
    ] {
        let text = FILE.replacen(from, to, 1);
        assert_ne!(text, FILE, "{from}");
        let error = config::parse(&text).unwrap_err();
        assert!(error.contains(expected), "{to}: {error}");
    }
}

//! `atoll token`: speaks the exec credential protocol of kubectl and client libraries
//! (<https://kubernetes.io/docs/reference/config-api/client-authentication.v1/>).

use std::io::IsTerminal as _;

use anyhow::{Context as _, bail};
use chrono::{DateTime, Duration, SecondsFormat, Utc};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    files::{ClusterToken, Files, Login},
    http::{Portal, SignedOut, Unreachable},
    login, signed_in,
};
use crate::cli::TokenOptions;

/// By which the caller says what it wants.
const EXEC_INFO: &str = "KUBERNETES_EXEC_INFO";
const GROUP: &str = "client.authentication.k8s.io";
/// A token is fetched anew when less than this part of its life is left, so that none ends on the way.
const LEFT: i32 = 4;

/// What the portal answers.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Fetched {
    token: String,
    expires_at: DateTime<Utc>,
}

/// What the caller wants.
#[derive(Debug, PartialEq, Eq)]
struct Asked {
    /// Version of the protocol, `v1` or `v1beta1`.
    version: String,
    /// Whether the user may be asked something.
    interactive: bool,
}

/// `atoll token`: prints an ExecCredential.
///
/// # Errors
/// What is wrong, in one line.
pub(crate) async fn token(options: &TokenOptions) -> anyhow::Result<()> {
    let asked = asked(std::env::var(EXEC_INFO).ok().as_deref())?;
    let files = Files::of_user()?;
    let portal = Portal::new(&files.server(options.server.as_deref())?)?;
    let access = options.access.as_deref().unwrap_or_default();
    let of = format!("{}/{}/{access}", options.namespace, options.cluster);
    let kept = files.token(portal.url(), &of);
    let now = Utc::now();
    let token = match kept {
        Some(kept) if is_fresh(&kept, now) => kept,
        kept => match fetch(&files, &portal, options, access, &asked).await {
            Ok(token) => {
                // Without a cache there is only one request more.
                if let Err(error) = files.keep_token(portal.url(), &of, &token) {
                    eprintln!("atoll: {error:#}");
                }
                token
            }
            // What is there still works, even if the portal does not.
            Err(error) if error.is::<Unreachable>() => kept.filter(|kept| kept.expires_at > Utc::now()).ok_or(error)?,
            Err(error) => return Err(error),
        },
    };
    println!("{}", credential(&asked.version, &token));
    Ok(())
}

async fn fetch(
    files: &Files,
    portal: &Portal,
    options: &TokenOptions,
    access: &str,
    asked: &Asked,
) -> anyhow::Result<ClusterToken> {
    let wanted = json!({"namespace": options.namespace, "cluster": options.cluster, "access": access});
    let get = async |login: &Login| {
        let issued_at = Utc::now();
        let answer = portal.call("/api/kubeconfigs/token", &login.token, &wanted).await?;
        let fetched: Fetched = serde_json::from_str(&answer.text).context("the portal's answer cannot be read")?;
        anyhow::Ok(ClusterToken { token: fetched.token, issued_at, expires_at: fetched.expires_at })
    };
    let attempt = match signed_in(files, portal) {
        Ok(login) => get(&login).await,
        Err(error) => Err(error),
    };
    match attempt {
        Err(error) if !error.is::<Unreachable>() && may_ask(asked, files, portal, &error) => {
            let login = login::by_browser(portal).await?;
            files.keep_login(portal.url(), &login)?;
            get(&login).await
        }
        other => other,
    }
}

/// Whether signing in again would help, and there is somebody to do it.
fn may_ask(asked: &Asked, files: &Files, portal: &Portal, error: &anyhow::Error) -> bool {
    let signed_out = error.is::<SignedOut>() || signed_in(files, portal).is_err();
    signed_out && asked.interactive && std::io::stdin().is_terminal()
}

/// Whether a token is good for a while.
fn is_fresh(token: &ClusterToken, now: DateTime<Utc>) -> bool {
    let life = token.expires_at - token.issued_at;
    // A clock that was set back would make it last too long.
    now >= token.issued_at - Duration::minutes(1) && token.expires_at - now > life / LEFT
}

fn asked(info: Option<&str>) -> anyhow::Result<Asked> {
    let Some(info) = info.filter(|info| !info.is_empty()) else {
        return Ok(Asked { version: "v1".to_owned(), interactive: true });
    };
    let info: Value = serde_json::from_str(info).with_context(|| format!("{EXEC_INFO} is no JSON"))?;
    let (group, version) = info["apiVersion"].as_str().and_then(|text| text.split_once('/')).unwrap_or_default();
    if info["kind"] != "ExecCredential" || group != GROUP || !matches!(version, "v1" | "v1beta1") {
        bail!("{EXEC_INFO}: only ExecCredential of {GROUP}/v1 and v1beta1 is spoken here");
    }
    Ok(Asked { version: version.to_owned(), interactive: info["spec"]["interactive"] == true })
}

fn credential(version: &str, token: &ClusterToken) -> Value {
    json!({
        "apiVersion": format!("{GROUP}/{version}"),
        "kind": "ExecCredential",
        "status": {
            "expirationTimestamp": token.expires_at.to_rfc3339_opts(SecondsFormat::Secs, true),
            "token": token.token,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn callers_say_what_they_want() {
        let info = |version: &str, interactive: bool| {
            json!({"apiVersion": format!("{GROUP}/{version}"), "kind": "ExecCredential", "spec": {"interactive": interactive}})
                .to_string()
        };
        let told = |info: Option<&str>| asked(info).map(|asked| (asked.version, asked.interactive)).ok();
        assert_eq!(told(None), Some(("v1".into(), true)));
        assert_eq!(told(Some(&info("v1", false))), Some(("v1".into(), false)));
        assert_eq!(told(Some(&info("v1beta1", true))), Some(("v1beta1".into(), true)));
        for wrong in [info("v1alpha1", true), "{}".into(), "x".into()] {
            assert_eq!(told(Some(&wrong)), None, "{wrong}");
        }
    }

    #[test]
    fn a_token_is_renewed_before_it_ends() {
        let start = Utc::now();
        let token = ClusterToken { token: "t".into(), issued_at: start, expires_at: start + Duration::minutes(15) };
        for (seconds, fresh) in [(0, true), (600, true), (700, false), (900, false), (-30, true), (-120, false)] {
            assert_eq!(is_fresh(&token, start + Duration::seconds(seconds)), fresh, "{seconds}");
        }
    }

    #[test]
    fn the_answer_is_of_the_asked_version() {
        let end = "2026-01-01T10:00:00.7Z".parse().unwrap();
        let token = ClusterToken { token: "t".into(), issued_at: end, expires_at: end };
        assert_eq!(
            credential("v1", &token),
            json!({
                "apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential",
                "status": {"expirationTimestamp": "2026-01-01T10:00:00Z", "token": "t"},
            })
        );
    }
}

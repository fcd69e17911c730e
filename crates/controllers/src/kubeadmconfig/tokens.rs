//! Tokens with which machines join, as Secrets in the guest
//! (<https://kubernetes.io/docs/reference/access-authn-authz/bootstrap-tokens/>).

use std::{collections::BTreeMap, time::Duration};

use base64::{Engine, prelude::BASE64_STANDARD};
use chrono::{DateTime, SecondsFormat, Utc};
use k8s_openapi::{ByteString, api::core::v1::Secret, apimachinery::pkg::apis::meta::v1::ObjectMeta};
use kube::{
    Api,
    api::{Patch, PatchParams, PostParams},
};
use rand::Rng;
use serde_json::json;

use super::MANAGER;
use crate::{context::Context, error::Error, guest_access::answer, key::Key};

const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789";
const EXPIRATION: &str = "expiration";

/// A new token: six letters, a dot, sixteen letters, from a cryptographic source.
pub(super) fn generate() -> String {
    let mut random = rand::rng();
    let mut letters = |count: usize| -> String {
        (0..count).map(|_| char::from(LETTERS[random.random_range(0..LETTERS.len())])).collect()
    };
    format!("{}.{}", letters(6), letters(16))
}

/// Makes the token good for its full life in the guest, unless more than two thirds of it are left.
/// Returns when to come again.
pub(super) async fn ensure(ctx: &Context, cluster: &Key, token: &str) -> Result<Duration, Error> {
    let (id, secret) = token
        .split_once('.')
        .ok_or_else(|| Error::Invalid("the join token is not of the form id.secret".to_owned()))?;
    let life = ctx.settings.join_token_lifetime;
    let again = (life / 3).to_std().unwrap_or_default();
    let expires = Utc::now() + life;
    let api: Api<Secret> = Api::namespaced(ctx.guests.client(cluster).await?, "kube-system");
    let name = format!("bootstrap-token-{id}");
    let Some(there) = answer(cluster, api.get_opt(&name)).await? else {
        let params = PostParams { field_manager: Some(MANAGER.to_owned()), ..PostParams::default() };
        answer(cluster, api.create(&params, &bootstrap_token(&name, id, secret, expires))).await?;
        return Ok(again);
    };
    if expiration(&there).is_none_or(|at| at < expires - life / 3) {
        let patch = json!({"data": {EXPIRATION: BASE64_STANDARD.encode(written(expires))}});
        let params = PatchParams { field_manager: Some(MANAGER.to_owned()), ..PatchParams::default() };
        answer(cluster, api.patch(&name, &params, &Patch::Merge(&patch))).await?;
    }
    Ok(again)
}

fn bootstrap_token(name: &str, id: &str, secret: &str, expires: DateTime<Utc>) -> Secret {
    let data = [
        ("token-id", id.to_owned()),
        ("token-secret", secret.to_owned()),
        (EXPIRATION, written(expires)),
        ("usage-bootstrap-signing", "true".to_owned()),
        ("usage-bootstrap-authentication", "true".to_owned()),
        ("auth-extra-groups", "system:bootstrappers:kubeadm:default-node-token".to_owned()),
        ("description", "token of a machine that joins".to_owned()),
    ];
    Secret {
        metadata: ObjectMeta {
            name: Some(name.to_owned()),
            namespace: Some("kube-system".to_owned()),
            ..ObjectMeta::default()
        },
        type_: Some("bootstrap.kubernetes.io/token".to_owned()),
        data: Some(
            data.into_iter()
                .map(|(name, value)| (name.to_owned(), ByteString(value.into_bytes())))
                .collect::<BTreeMap<_, _>>(),
        ),
        ..Secret::default()
    }
}

fn written(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

fn expiration(token: &Secret) -> Option<DateTime<Utc>> {
    let text = std::str::from_utf8(&token.data.as_ref()?.get(EXPIRATION)?.0).ok()?;
    Some(DateTime::parse_from_rfc3339(text).ok()?.with_timezone(&Utc))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_have_the_form_that_kubernetes_reads() {
        let token = generate();
        let (id, secret) = token.split_once('.').unwrap();
        assert!(id.len() == 6 && secret.len() == 16, "{token}");
        assert!(token.bytes().all(|one| one == b'.' || LETTERS.contains(&one)));
        assert_ne!(token, generate());
    }

    #[test]
    fn what_is_written_is_read_back() {
        let at: DateTime<Utc> = "2026-11-21T10:00:00Z".parse().unwrap();
        assert_eq!(expiration(&bootstrap_token("n", "i", "s", at)), Some(at));
    }
}

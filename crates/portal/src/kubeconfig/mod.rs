//! Issuing a kubeconfig: a ClusterAccess through the API, and a file with what uses it.

mod file;
mod token;

use std::time::Duration;

use kube::api::PostParams;
use serde_json::json;
use texts::t;

use crate::{
    SignedIn, access,
    error::from_kube,
    facts::Facts,
    kind, namespaces, read,
    view::{Error, ErrorKind, FieldError, IssueKubeconfig, Kubeconfig, KubeconfigKind, Role},
    watching,
};
use file::Credential;
pub use token::{KubeconfigRules, Life, SignTokens, Token, TokenOrder, token};

/// How long the controller may take to give the role in the cluster.
const PATIENCE: Duration = Duration::from_secs(15);

/// Issues a kubeconfig for the user on one cluster and records it as a ClusterAccess.
///
/// # Errors
/// `Invalid` with field `role`, `lifetime` or `kind`; `NotFound` for an unknown cluster; `Forbidden` for a kind that is not
/// for this user; `Unavailable` while the cluster's control plane does not answer.
pub async fn issue(ctx: &SignedIn, namespace: &str, name: &str, input: &IssueKubeconfig) -> Result<Kubeconfig, Error> {
    // Who may not see the cluster is told nothing about the form.
    let guest = read::get(&ctx.client, &kind::GUEST_CLUSTER, Some(namespace), name).await?;
    let may_change = namespaces::may_on(ctx, "update", &kind::GUEST_CLUSTER, Some(namespace), name).await?;
    let chosen = chosen(input, &access::roles(may_change), &ctx.kubeconfigs)?;
    let made = match chosen.kind {
        KubeconfigKind::Certificate => {
            let made = pki::client_request(&ctx.user);
            Some(made.map_err(|error| Error::new(ErrorKind::Internal, t().error_no_key(error.to_string())))?)
        }
        KubeconfigKind::Token | KubeconfigKind::Exec => None,
    };
    let mut object = json!({
        "apiVersion": kind::CLUSTER_ACCESS.api_version(),
        "kind": kind::CLUSTER_ACCESS.kind,
        "metadata": {"generateName": format!("{name}-"), "namespace": namespace},
        "spec": {
            "clusterRef": {"name": guest.name()},
            "role": chosen.role.as_str(),
            "ttlSeconds": chosen.seconds,
            "description": chosen.kind.description(),
        },
    });
    if let Some((request, _)) = &made {
        object["spec"]["request"] = json!(request);
    }
    let api = read::api(&ctx.client, &kind::CLUSTER_ACCESS, Some(namespace));
    let object = serde_json::from_value(object)
        .map_err(|error| Error::new(ErrorKind::Internal, t().error_request_not_written(error.to_string())))?;
    let created = api.create(&PostParams::default(), &object).await.map_err(from_kube)?;
    let created_name = created.metadata.name.unwrap_or_default();
    let given = watching::until(&ctx.client, &kind::CLUSTER_ACCESS, namespace, &created_name, PATIENCE, |object| {
        is_given(object) || refused(object).is_some()
    });
    match given.await? {
        Some(object) if is_given(&object) => {
            let token;
            let credential = match (chosen.kind, &made) {
                (KubeconfigKind::Exec, _) => {
                    Credential::Exec { portal: input.portal.as_deref().unwrap_or(&ctx.kubeconfigs.portal) }
                }
                (KubeconfigKind::Certificate, Some((_, key))) => Credential::Certificate { key },
                _ => {
                    token = token::of_access(ctx, &object, Life::Whole).await?;
                    Credential::Token(&token.token)
                }
            };
            Ok(file::file(&ctx.user, &object, &credential))
        }
        answer => {
            access::withdraw(ctx, namespace, &created_name).await?;
            let message = match answer.as_ref().and_then(refused) {
                Some(why) => t().error_not_issued(name, why),
                None => t().error_control_plane_silent(name),
            };
            Err(Error::new(ErrorKind::Unavailable, message))
        }
    }
}

fn is_given(access: &Facts) -> bool {
    access.condition("Ready").is_some_and(|ready| ready.is_true())
}

/// Why the role will not be given, when the controller says so.
fn refused(access: &Facts) -> Option<&str> {
    let ready = access.condition("Ready")?;
    (ready.status == "False" && !ready.message.is_empty()).then_some(ready.message)
}

/// What was chosen, or the defaults.
#[derive(Debug, PartialEq, Eq)]
struct Chosen {
    role: Role,
    seconds: u64,
    kind: KubeconfigKind,
}

/// The role, lifetime and kind that were typed, or the defaults: the highest role allowed, a working day, a file that works
/// by itself.
fn chosen(input: &IssueKubeconfig, allowed: &[Role], rules: &KubeconfigRules) -> Result<Chosen, Error> {
    let highest = allowed.last().copied().unwrap_or(Role::View);
    let role = match input.role.trim() {
        "" => highest,
        typed => Role::parse(typed).filter(|role| allowed.contains(role)).ok_or_else(|| {
            let names: Vec<&str> = allowed.iter().map(|role| role.as_str()).collect();
            let names = names.into_iter().map(str::to_owned).reduce(|all, next| t().error_or(all, next));
            let message = t().error_role_allowed(names.unwrap_or_default(), typed);
            Error::invalid(vec![FieldError::new("role", message)])
        })?,
    };
    let (shortest, longest) = (rules.shortest.as_secs(), rules.longest.as_secs());
    let seconds = match input.lifetime.trim() {
        "" => access::DEFAULT_LIFETIME.clamp(shortest, longest),
        typed => typed.parse().ok().filter(|seconds| (shortest..=longest).contains(seconds)).ok_or_else(|| {
            let message = t().error_lifetime(shortest, longest, typed);
            Error::invalid(vec![FieldError::new("lifetime", message)])
        })?,
    };
    let kind = match input.kind.trim() {
        "" => KubeconfigKind::Token,
        typed => KubeconfigKind::parse(typed).ok_or_else(|| {
            let message = t().error_kind_offered(typed);
            Error::invalid(vec![FieldError::new("kind", message)])
        })?,
    };
    Ok(Chosen { role, seconds, kind })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    struct Nobody;

    impl SignTokens for Nobody {
        fn sign(&self, _: &TokenOrder) -> Result<String, String> {
            Err("nobody signs".to_owned())
        }
    }

    #[test]
    fn role_lifetime_and_kind_have_defaults_and_bounds() {
        let rules = |shortest, longest| KubeconfigRules {
            portal: String::new(),
            shortest: Duration::from_secs(shortest),
            longest: Duration::from_secs(longest),
            exec_token: Duration::from_secs(900),
            signer: Arc::new(Nobody),
        };
        let usual = rules(600, 604_800);
        let choose = |role: &str, lifetime: &str, kind: &str, allowed: &[Role], rules: &KubeconfigRules| {
            let input =
                IssueKubeconfig { role: role.into(), lifetime: lifetime.into(), kind: kind.into(), portal: None };
            chosen(&input, allowed, rules)
                .map(|it| (it.role, it.seconds, it.kind))
                .map_err(|error| error.fields[0].field.clone())
        };
        let all = [Role::View, Role::Edit, Role::Admin];
        let token = KubeconfigKind::Token;
        for (role, lifetime, kind, allowed, rules, expected) in [
            ("", "", "", &all[..], &usual, Ok((Role::Admin, 28_800, token))),
            ("view", "3600", "exec", &all, &usual, Ok((Role::View, 3600, KubeconfigKind::Exec))),
            ("", "600", "certificate", &all, &usual, Ok((Role::Admin, 600, KubeconfigKind::Certificate))),
            ("", "", "", &all, &rules(10, 3600), Ok((Role::Admin, 3600, token))),
            ("admin", "", "", &[Role::View], &usual, Err("role")),
            ("root", "", "", &all, &usual, Err("role")),
            ("", "599", "", &all, &usual, Err("lifetime")),
            ("", "604801", "", &all, &usual, Err("lifetime")),
            ("", "soon", "", &all, &usual, Err("lifetime")),
            ("", "", "password", &all, &usual, Err("kind")),
        ] {
            let found = choose(role, lifetime, kind, allowed, rules);
            assert_eq!(found, expected.map_err(str::to_owned), "{role} {lifetime} {kind}");
        }
    }
}

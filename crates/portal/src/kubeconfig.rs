//! Issuing a kubeconfig: a signing request through the API, the key kept only for the file that leaves.

use std::time::Duration;

use base64::{Engine, engine::general_purpose::STANDARD};
use kube::api::PostParams;
use serde_json::{Value, json};

use crate::{
    SignedIn, access,
    error::from_kube,
    facts::Facts,
    kind, namespaces, read,
    view::{Error, ErrorKind, FieldError, IssueKubeconfig, Kubeconfig, Role},
    watching, yaml,
};

/// How long the controller may take to sign.
const PATIENCE: Duration = Duration::from_secs(15);

/// Issues a kubeconfig for the user on one cluster and records it as a ClusterAccess.
///
/// # Errors
/// `Invalid` with field `role` or `lifetime`; `NotFound` for an unknown cluster; `Unavailable` while the cluster's control
/// plane does not answer yet or the signature does not come in time.
pub async fn issue(ctx: &SignedIn, namespace: &str, name: &str, input: &IssueKubeconfig) -> Result<Kubeconfig, Error> {
    let may_change = namespaces::may(ctx, "update", &kind::GUEST_CLUSTER, Some(namespace)).await?;
    let (role, seconds) = chosen(input, &access::roles(may_change))?;
    let guest = read::get(&ctx.client, &kind::GUEST_CLUSTER, Some(namespace), name).await?;
    let (request, key) = pki::client_request(&ctx.user)
        .map_err(|error| Error::new(ErrorKind::Internal, format!("No key could be made: {error}.")))?;
    let access = json!({
        "apiVersion": kind::CLUSTER_ACCESS.api_version(),
        "kind": kind::CLUSTER_ACCESS.kind,
        "metadata": {"generateName": format!("{name}-"), "namespace": namespace},
        "spec": {
            "clusterRef": {"name": guest.name()},
            "role": role.as_str(),
            "ttlSeconds": seconds,
            "description": "Downloaded in the portal",
            "request": request,
        },
    });
    let api = read::api(&ctx.client, &kind::CLUSTER_ACCESS, Some(namespace));
    let access = serde_json::from_value(access)
        .map_err(|error| Error::new(ErrorKind::Internal, format!("The request cannot be written: {error}.")))?;
    let created = api.create(&PostParams::default(), &access).await.map_err(from_kube)?;
    let created_name = created.metadata.name.unwrap_or_default();
    let signed = watching::until(&ctx.client, &kind::CLUSTER_ACCESS, namespace, &created_name, PATIENCE, |object| {
        !object.text("/status/certificate").is_empty() || refused(object).is_some()
    });
    match signed.await? {
        Some(object) if refused(&object).is_none() => Ok(file(ctx, &guest, &object, &key)),
        answer => {
            access::withdraw(ctx, namespace, &created_name).await?;
            let why = answer.as_ref().and_then(refused).unwrap_or("its control plane does not answer yet");
            let message = format!("No kubeconfig for {name} can be issued right now: {why}. Try again in a moment.");
            Err(Error::new(ErrorKind::Unavailable, message))
        }
    }
}

/// Why the request will not be signed, when the controller says so.
fn refused(access: &Facts) -> Option<&str> {
    let ready = access.condition("Ready")?;
    (ready.status == "False" && !ready.message.is_empty()).then_some(ready.message)
}

/// The role and lifetime that were typed, or the defaults: the highest role allowed, a working day.
fn chosen(input: &IssueKubeconfig, allowed: &[Role]) -> Result<(Role, u64), Error> {
    let highest = allowed.last().copied().unwrap_or(Role::View);
    let role = match input.role.trim() {
        "" => highest,
        typed => Role::parse(typed).filter(|role| allowed.contains(role)).ok_or_else(|| {
            let names: Vec<&str> = allowed.iter().map(|role| role.as_str()).collect();
            Error::invalid(vec![FieldError::new(
                "role",
                format!("You may choose {}, not “{typed}”.", names.join(" or ")),
            )])
        })?,
    };
    let seconds = match input.lifetime.trim() {
        "" => access::DEFAULT_LIFETIME,
        typed => typed.parse().ok().filter(|seconds| access::LIFETIMES.contains(seconds)).ok_or_else(|| {
            Error::invalid(vec![FieldError::new(
                "lifetime",
                format!("Choose one of the lifetimes offered, not “{typed}” seconds."),
            )])
        })?,
    };
    Ok((role, seconds))
}

fn file(ctx: &SignedIn, guest: &Facts, access: &Facts, key: &str) -> Kubeconfig {
    let cluster = guest.name();
    let context = format!("{}@{cluster}", ctx.user);
    let config: Value = json!({
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": cluster, "cluster": {
            "server": access.text("/status/server"),
            "certificate-authority-data": STANDARD.encode(access.text("/status/certificateAuthority")),
        }}],
        "users": [{"name": context, "user": {
            "client-certificate-data": STANDARD.encode(access.text("/status/certificate")),
            "client-key-data": STANDARD.encode(key),
        }}],
        "contexts": [{"name": context, "context": {"cluster": cluster, "user": context, "namespace": "default"}}],
        "current-context": context,
    });
    Kubeconfig { file_name: format!("{}-{cluster}.kubeconfig", guest.namespace()), content: yaml::written(&config) }
}

#[cfg(test)]
mod tests {
    use super::chosen;
    use crate::view::{IssueKubeconfig, Role};

    #[test]
    fn role_and_lifetime_have_defaults_and_bounds() {
        let input =
            |role: &str, lifetime: &str| IssueKubeconfig { role: role.to_owned(), lifetime: lifetime.to_owned() };
        let all = [Role::View, Role::Edit, Role::Admin];
        assert_eq!(chosen(&input("", ""), &all).unwrap(), (Role::Admin, 28_800));
        assert_eq!(chosen(&input("view", "3600"), &all).unwrap(), (Role::View, 3600));
        assert_eq!(chosen(&input("admin", ""), &[Role::View]).unwrap_err().fields[0].field, "role");
        assert_eq!(chosen(&input("root", ""), &all).unwrap_err().fields[0].field, "role");
        assert_eq!(chosen(&input("", "1"), &all).unwrap_err().fields[0].field, "lifetime");
    }
}

//! What a machine takes along when it is deleted, and deleting.

use kube::api::{DeleteParams, Preconditions, PropagationPolicy};
use serde_json::Value;
use texts::t;

use super::{changeable, row};
use crate::{
    SignedIn, amounts,
    error::from_kube,
    facts::Facts,
    kind, read,
    view::{Error, ErrorKind, FieldError, MachineDeletion},
};

/// Names everything that goes with a machine, what stays, what becomes free and what would hold the deletion up.
///
/// # Errors
/// `NotFound` when there is no such machine for this user, `Conflict` for a machine of a cluster.
pub async fn deletion_preview(ctx: &SignedIn, namespace: &str, name: &str) -> Result<MachineDeletion, Error> {
    let vm = changeable(ctx, "delete", namespace, name).await?;
    let here = Some(namespace);
    let (classes, claims) = tokio::try_join!(
        async { read::or_none(read::list(&ctx.client, &kind::VIRTUAL_MACHINE_CLASS, here, "").await) },
        async { read::or_none(read::list(&ctx.client, &kind::VOLUME_CLAIM, here, "").await) },
    )?;
    let (going, staying) = sorted(&vm, &claims);
    Ok(MachineDeletion {
        machine: row::row(&vm),
        going,
        staying,
        freed: amounts::of_machines([&vm].into_iter(), &classes),
        blockers: blockers(&vm),
    })
}

type Named = Vec<(String, String)>;

/// What goes and what stays: a claim goes when the machine owns it, or when it is made for the machine.
fn sorted(vm: &Facts, claims: &[Facts]) -> (Named, Named) {
    let mut going = vec![("VirtualMachine".to_owned(), vm.name().to_owned())];
    let mut staying = Vec::new();
    let is_owned = |name: &str| claims.iter().any(|claim| claim.name() == name && claim.owned_by(vm.uid()));
    for volume in vm.items("/spec/volumes") {
        let Some(claim) = volume.get("persistentVolumeClaim") else { continue };
        let name = claim["claimName"].as_str().unwrap_or_default().to_owned();
        let made_for_it = claim.get("instanceVolumeClaim").is_some_and(Value::is_object);
        let place = if made_for_it || is_owned(&name) { &mut going } else { &mut staying };
        place.push(("PersistentVolumeClaim".to_owned(), name));
    }
    let secret = vm.text("/spec/bootstrap/cloudInit/rawCloudConfig/name");
    if !secret.is_empty() {
        // The request form names the Secret so, and has it go with its machine; nobody may read who owns a Secret.
        let place = if secret == user_data_secret(vm.name()) { &mut going } else { &mut staying };
        place.push(("Secret".to_owned(), secret.to_owned()));
    }
    (going, staying)
}

/// The name of the Secret that a request by form makes for a machine's user data.
pub(crate) fn user_data_secret(machine: &str) -> String {
    format!("{machine}-user-data")
}

fn blockers(vm: &Facts) -> Vec<String> {
    let mut found = Vec::new();
    if vm.annotation(api::meta::annotation::DELETION_LOCK) == "true" {
        let title = format!("VirtualMachine {}", vm.name());
        found.push(t().error_locked_by(title, api::meta::annotation::DELETION_LOCK));
    }
    let foreign = vm.finalizers().filter(|finalizer| *finalizer != api::meta::finalizer::VIRTUAL_MACHINE);
    found.extend(foreign.map(|finalizer| t().error_finalizer_first(finalizer)));
    found
}

/// Deletes the machine when `confirm` is its name as typed. A machine that is gone already is fine.
///
/// # Errors
/// `Invalid` with field `confirm` when the name does not match, `Conflict` for a machine of a cluster, `Forbidden`.
pub async fn delete(ctx: &SignedIn, namespace: &str, name: &str, confirm: &str) -> Result<(), Error> {
    let vm = changeable(ctx, "delete", namespace, name).await?;
    if confirm.trim() != name {
        let message = t().error_type_to_delete_machine(name);
        return Err(Error::invalid(vec![FieldError::new("confirm", message)]));
    }
    let params = DeleteParams {
        propagation_policy: Some(PropagationPolicy::Background),
        preconditions: Some(Preconditions { uid: Some(vm.uid().to_owned()), resource_version: None }),
        ..Default::default()
    };
    let api = read::api(&ctx.client, &kind::VIRTUAL_MACHINE, Some(namespace));
    match api.delete(name, &params).await.map_err(from_kube) {
        Err(error) if error.kind != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{blockers, sorted};
    use crate::facts::Facts;

    #[test]
    fn what_was_made_for_the_machine_goes_and_the_rest_stays() {
        let vm = Facts::new(
            json!({
                "metadata": {"name": "web", "uid": "u"},
                "spec": {
                    "bootstrap": {"cloudInit": {"rawCloudConfig": {"name": "web-user-data"}}},
                    "volumes": [
                        {"name": "a", "persistentVolumeClaim": {"claimName": "web-a", "instanceVolumeClaim": {"size": "1Gi"}}},
                        {"name": "b", "persistentVolumeClaim": {"claimName": "owned"}},
                        {"name": "c", "persistentVolumeClaim": {"claimName": "kept"}},
                    ],
                },
            }),
            "v1",
            "VirtualMachine",
        );
        let claim = |name: &str, owner: &str| {
            Facts::new(json!({"metadata": {"name": name, "ownerReferences": [{"uid": owner}]}}), "v1", "Claim")
        };
        let (going, staying) = sorted(&vm, &[claim("owned", "u"), claim("kept", "other")]);
        let names = |list: Vec<(String, String)>| list.into_iter().map(|(_, name)| name).collect::<Vec<_>>();
        assert_eq!(names(going), ["web", "web-a", "owned", "web-user-data"]);
        assert_eq!(names(staying), ["kept"]);
    }

    #[test]
    fn locks_and_foreign_finalizers_are_told() {
        let vm = json!({"metadata": {
            "name": "web", "annotations": {"atoll.dev/deletion-lock": "true"},
            "finalizers": [api::meta::finalizer::VIRTUAL_MACHINE, "example.com/backup"],
        }});
        let found = blockers(&Facts::new(vm, "v1", "VirtualMachine"));
        assert_eq!(found.len(), 2);
        assert!(found[0].contains("locked") && found[1].starts_with("example.com/backup"));
    }
}

//! Which machine classes a namespace may choose from: those that it has copies of.

use std::collections::BTreeMap;

use kube::api::DeleteParams;
use serde_json::{Value, json};
use texts::t;

use super::apply;
use crate::{
    SignedIn,
    admin::only_admins,
    amounts,
    error::from_kube,
    facts::Facts,
    kind, read,
    view::{Error, ErrorKind, FieldError, OfferedClass},
};

/// The namespace whose copy of a class is the model for others.
const MODEL: &str = "default";

/// One class of each name: that of the namespace `default`, else of the first that has it. Pure.
pub(crate) fn models(classes: &[Facts]) -> BTreeMap<&str, &Facts> {
    let mut models: BTreeMap<&str, &Facts> = BTreeMap::new();
    for class in classes {
        let better = |known: &&Facts| {
            (class.namespace() != MODEL, class.namespace()) < (known.namespace() != MODEL, known.namespace())
        };
        match models.get(class.name()) {
            Some(known) if !better(known) => {}
            _ => _ = models.insert(class.name(), class),
        }
    }
    models
}

/// Every class in the eyes of a namespace, sorted by name. Pure.
pub(super) fn offered(namespace: &str, classes: &[Facts], machines: &[Facts]) -> Vec<OfferedClass> {
    let here = |name: &str| classes.iter().find(|class| class.namespace() == namespace && class.name() == name);
    let of = |(name, model): (&str, &Facts)| {
        let own = here(name);
        let size = amounts::of_class(own.unwrap_or(model));
        OfferedClass {
            name: name.to_owned(),
            milli_cpu: size.milli_cpu,
            memory: size.memory,
            description: own.unwrap_or(model).text("/spec/description").to_owned(),
            offered: own.is_some(),
            machines: machines
                .iter()
                .filter(|vm| vm.namespace() == namespace && vm.text("/spec/className") == name)
                .count() as u64,
        }
    };
    models(classes).into_iter().map(of).collect()
}

/// A copy of a class for a namespace. Pure.
pub(crate) fn copy(model: &Facts, namespace: &str) -> Value {
    json!({
        "apiVersion": model.text("/apiVersion"),
        "kind": model.kind(),
        "metadata": {"name": model.name(), "namespace": namespace},
        "spec": model.at("/spec").cloned().unwrap_or_else(|| json!({})),
    })
}

/// Offers exactly these classes to a namespace.
///
/// # Errors
/// `Invalid` with field `classes` when there is no such class, or one is in use that would go.
pub async fn offer(ctx: &SignedIn, namespace: &str, wanted: &[String]) -> Result<(), Error> {
    only_admins(ctx)?;
    let (classes, machines) = tokio::try_join!(
        read::list(&ctx.client, &kind::VIRTUAL_MACHINE_CLASS, None, ""),
        read::list(&ctx.client, &kind::VIRTUAL_MACHINE, Some(namespace), ""),
    )?;
    let models = models(&classes);
    let offered = offered(namespace, &classes, &machines);
    let wrong = |message: String| Error::invalid(vec![FieldError::new("classes", message)]);
    if let Some(unknown) = wanted.iter().find(|name| !models.contains_key(name.as_str())) {
        return Err(wrong(t().error_no_class(unknown)));
    }
    if let Some(used) =
        offered.iter().find(|class| class.offered && class.machines > 0 && !wanted.contains(&class.name))
    {
        return Err(wrong(t().error_class_stays(&used.name, namespace)));
    }
    for class in offered {
        let (name, wanted) = (class.name.as_str(), wanted.contains(&class.name));
        match models.get(name) {
            Some(model) if wanted && !class.offered => {
                apply(ctx, &kind::VIRTUAL_MACHINE_CLASS, Some(namespace), name, &copy(model, namespace)).await?;
            }
            _ if class.offered && !wanted => {
                let api = read::api(&ctx.client, &kind::VIRTUAL_MACHINE_CLASS, Some(namespace));
                match api.delete(name, &DeleteParams::default()).await.map_err(from_kube) {
                    Err(error) if error.kind != ErrorKind::NotFound => return Err(error),
                    _ => {}
                }
            }
            _ => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn class(namespace: &str, name: &str, cpus: u64) -> Facts {
        let object = json!({"metadata": {"name": name, "namespace": namespace}, "spec": {"hardware": {"cpus": cpus, "memory": "1Gi"}}});
        Facts::new(object, "vmoperator.vmware.com/v1alpha6", "VirtualMachineClass")
    }

    #[test]
    fn the_model_is_that_of_the_default_namespace() {
        let classes = [
            class("team-a", "small", 9),
            class("default", "small", 2),
            class("team-b", "odd", 3),
            class("team-a", "odd", 4),
        ];
        let models = models(&classes);
        assert_eq!(
            models.iter().map(|(name, model)| (*name, model.namespace())).collect::<Vec<_>>(),
            [("odd", "team-a"), ("small", "default")]
        );
        let offered = offered("team-b", &classes, &[]);
        assert_eq!(
            offered.iter().map(|one| (one.name.as_str(), one.offered, one.milli_cpu)).collect::<Vec<_>>(),
            [("odd", true, 3000), ("small", false, 2000)]
        );
        assert_eq!(copy(models["small"], "x")["metadata"], json!({"name": "small", "namespace": "x"}));
    }
}

//! What may be asked for: machine classes, images, releases, storage classes. A class is an object of each namespace that
//! may choose it; the catalog shows one of each name, and writes all of them.

use std::collections::{BTreeMap, BTreeSet};

use api::{
    quantity::Amount,
    quota::{REQUESTS_STORAGE, storage_of_class},
};
use kube::api::{DeleteParams, Patch, PatchParams};
use serde_json::{Value, json};
use texts::{Texts, t};

use super::{namespaces::models, only_admins};
use crate::{
    SignedIn, amounts,
    clusters::version_key,
    error::from_kube,
    explain::object,
    facts::Facts,
    kind, read,
    view::{CatalogEntry, CatalogPage, CatalogPart, ClassForm, Error, ErrorKind, FieldError, Going},
    yaml,
};

/// Who owns the fields that the portal writes.
const MANAGER: &str = "atoll-portal";

/// One part of the catalog.
///
/// # Errors
/// `Forbidden` for anybody but administrators.
pub async fn page(ctx: &SignedIn, part: CatalogPart) -> Result<CatalogPage, Error> {
    only_admins(ctx)?;
    let all = async |kind| read::list(&ctx.client, kind, None, "").await;
    let (entries, namespaces) = match part {
        CatalogPart::Classes => {
            let (classes, machines, clusters, spaces) = tokio::try_join!(
                all(&kind::VIRTUAL_MACHINE_CLASS),
                all(&kind::VIRTUAL_MACHINE),
                all(&kind::GUEST_CLUSTER),
                all(&kind::NAMESPACE),
            )?;
            let mut names: Vec<String> = spaces.iter().map(|space| space.name().to_owned()).collect();
            names.sort();
            (classes_of(&classes, &machines, &clusters), names)
        }
        CatalogPart::Images => {
            let (images, machines, releases) =
                tokio::try_join!(all(&kind::CLUSTER_IMAGE), all(&kind::VIRTUAL_MACHINE), all(&kind::RELEASE))?;
            (images.iter().map(|image| image_of(image, &machines, &releases)).collect(), Vec::new())
        }
        CatalogPart::Releases => {
            let (releases, clusters) = tokio::try_join!(all(&kind::RELEASE), all(&kind::GUEST_CLUSTER))?;
            let mut entries: Vec<_> = releases.iter().map(|release| release_of(release, &clusters)).collect();
            entries.sort_by_key(|entry| std::cmp::Reverse(version_key(&entry.name)));
            (entries, Vec::new())
        }
        CatalogPart::Storage => {
            let (classes, quotas) = tokio::try_join!(all(&kind::STORAGE_CLASS), all(&kind::RESOURCE_QUOTA))?;
            (classes.iter().map(|class| storage_of(class, &quotas)).collect(), Vec::new())
        }
    };
    Ok(CatalogPage { part, entries, namespaces })
}

fn fact(name: impl Into<String>, value: impl Into<String>) -> (String, String) {
    (name.into(), value.into())
}

/// What people read of a number that is not nothing.
fn some(number: usize, words: fn(&Texts, usize) -> String) -> Option<String> {
    (number > 0).then(|| words(t(), number))
}

fn judged(object: &Facts) -> (crate::view::State, String) {
    let finding = object::assess(object);
    (finding.state, finding.note.words())
}

/// Classes by name, each with who uses it.
fn classes_of(classes: &[Facts], machines: &[Facts], clusters: &[Facts]) -> Vec<CatalogEntry> {
    let mut spaces: BTreeMap<&str, Vec<&Facts>> = BTreeMap::new();
    for class in classes {
        spaces.entry(class.name()).or_default().push(class);
    }
    let entry = |(name, model): (&str, &Facts)| {
        let copies = spaces.get(name).map(Vec::as_slice).unwrap_or_default();
        let mut namespaces: Vec<String> = copies.iter().map(|class| class.namespace().to_owned()).collect();
        namespaces.sort();
        let differing = copies.iter().filter(|class| class.at("/spec") != model.at("/spec")).count();
        let text = |pointer: &str| match model.at(pointer) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Number(number)) => number.to_string(),
            _ => String::new(),
        };
        let of_machines = machines.iter().filter(|vm| vm.text("/spec/className") == name).count();
        let of_clusters = clusters.iter().filter(|cluster| uses_class(cluster, name)).count();
        let mut facts = vec![
            fact("vCPU", text("/spec/hardware/cpus")),
            fact(t().word_memory(), text("/spec/hardware/memory")),
            fact(t().fact_description(), text("/spec/description")),
        ];
        if differing > 0 {
            facts.push(fact(t().fact_differs(), t().fact_copies_differ(differing, copies.len())));
        }
        CatalogEntry {
            name: name.to_owned(),
            state: None,
            facts,
            used_by: [some(of_machines, Texts::fact_machines), some(of_clusters, Texts::fact_clusters)]
                .into_iter()
                .flatten()
                .collect(),
            form: Some(ClassForm {
                name: name.to_owned(),
                cpus: text("/spec/hardware/cpus"),
                memory: text("/spec/hardware/memory"),
                description: text("/spec/description"),
                namespaces: namespaces.clone(),
            }),
            namespaces,
            yaml: yaml::shown(model.object()),
        }
    };
    models(classes).into_iter().map(entry).collect()
}

fn uses_class(cluster: &Facts, class: &str) -> bool {
    let pools = cluster.items("/spec/topology/nodePools");
    cluster.text("/spec/topology/controlPlane/class") == class
        || pools.into_iter().any(|pool| pool.get("class").and_then(Value::as_str) == Some(class))
}

fn image_of(image: &Facts, machines: &[Facts], releases: &[Facts]) -> CatalogEntry {
    let name = image.name();
    let of_image = |vm: &&Facts| vm.text("/spec/image/name") == name || vm.text("/spec/imageName") == name;
    let boots = |release: &&Facts| release.items("/spec/osImages").any(|image| image["name"] == name);
    let system = [image.text("/status/osInfo/type"), image.text("/status/osInfo/version")].join(" ");
    let disk = amounts::of_image(image) >> 30;
    CatalogEntry {
        name: name.to_owned(),
        state: Some(judged(image)),
        facts: vec![
            fact(t().fact_system(), system.trim()),
            fact(t().fact_disks(), if disk > 0 { format!("{disk} GiB") } else { String::new() }),
        ],
        used_by: [
            some(machines.iter().filter(of_image).count(), Texts::fact_machines),
            some(releases.iter().filter(boots).count(), Texts::fact_releases),
        ]
        .into_iter()
        .flatten()
        .collect(),
        namespaces: Vec::new(),
        yaml: yaml::shown(image.object()),
        form: None,
    }
}

fn release_of(release: &Facts, clusters: &[Facts]) -> CatalogEntry {
    let version = release.text("/spec/version");
    let runs = |cluster: &&Facts| cluster.text("/status/version") == version;
    let images: Vec<&str> = release.items("/spec/osImages").filter_map(|image| image["name"].as_str()).collect();
    CatalogEntry {
        name: release.name().to_owned(),
        state: Some(judged(release)),
        facts: vec![
            fact("Kubernetes", release.text("/spec/kubernetes/version")),
            fact(t().fact_images(), images.join(", ")),
        ],
        used_by: some(clusters.iter().filter(runs).count(), Texts::fact_clusters).into_iter().collect(),
        namespaces: Vec::new(),
        yaml: yaml::shown(release.object()),
        form: None,
    }
}

fn storage_of(class: &Facts, quotas: &[Facts]) -> CatalogEntry {
    let name = class.name();
    let default = class.annotation("storageclass.kubernetes.io/is-default-class") == "true";
    let limited = |quota: &Facts| {
        let key = storage_of_class(name);
        let text = |pointer: &str| quota.at(pointer).and_then(|all| all.get(&key)).and_then(Value::as_str);
        let hard = text("/spec/hard")?;
        Some(t().fact_used_of(quota.namespace(), text("/status/used").unwrap_or("0"), hard))
    };
    let any =
        quotas.iter().filter(|quota| quota.at("/spec/hard").is_some_and(|hard| hard.get(REQUESTS_STORAGE).is_some()));
    let in_all: BTreeSet<&str> = any.map(Facts::namespace).collect();
    let mut facts = vec![
        fact(t().fact_default(), if default { t().fact_default_yes() } else { t().fact_default_no() }),
        fact(t().fact_provisioner(), class.text("/provisioner")),
        fact(t().fact_when_released(), class.text("/reclaimPolicy")),
        fact(t().fact_bound(), class.text("/volumeBindingMode")),
    ];
    let own: Vec<String> = quotas.iter().filter_map(limited).collect();
    facts.push(fact(t().fact_own_limits(), if own.is_empty() { t().word_none() } else { own.join("; ") }));
    if let Some(limits) = some(in_all.len(), Texts::fact_namespaces_limit) {
        facts.push(fact(t().fact_all_limits(), limits));
    }
    CatalogEntry {
        name: name.to_owned(),
        state: None,
        facts,
        used_by: Vec::new(),
        namespaces: Vec::new(),
        yaml: yaml::shown(class.object()),
        form: None,
    }
}

/// The spec of a class as typed, or what is wrong with it. Pure.
fn spec_of(form: &ClassForm) -> Result<Value, Vec<FieldError>> {
    let mut wrong = Vec::new();
    let name = form.name.trim();
    if name.is_empty() || !api::field::dns_subdomain(name).is_empty() {
        wrong.push(FieldError::new("name", t().error_class_name()));
    }
    let cpus = form.cpus.trim().parse::<u32>().ok().filter(|cpus| (1..=1024).contains(cpus));
    if cpus.is_none() {
        wrong.push(FieldError::new("cpus", t().error_class_cpus()));
    }
    let compact: String = form.memory.chars().filter(|c| !c.is_whitespace()).collect();
    let memory = compact.strip_suffix('B').unwrap_or(&compact);
    let least = memory.parse::<Amount>().ok().filter(|amount| amount.units() >= 64 << 20);
    if least.is_none() {
        wrong.push(FieldError::new("memory", t().error_class_memory()));
    }
    if form.description.chars().count() > 1000 {
        wrong.push(FieldError::new("description", t().error_class_description()));
    }
    if form.namespaces.is_empty() {
        wrong.push(FieldError::new("namespaces", t().error_class_namespaces()));
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let mut spec = json!({"hardware": {"cpus": cpus, "memory": memory}});
    let description = form.description.trim();
    spec["description"] = if description.is_empty() { Value::Null } else { description.into() };
    Ok(spec)
}

/// Makes or changes a class in the namespaces of the form; copies in others stay as they are. What runs keeps its size.
///
/// # Errors
/// `Invalid` with the fields that are wrong; `Conflict` with field `name` when it is to be new and is there.
pub async fn save_class(ctx: &SignedIn, form: &ClassForm, new: bool) -> Result<(), Error> {
    only_admins(ctx)?;
    let spec = spec_of(form).map_err(Error::invalid)?;
    let name = form.name.trim();
    let classes = read::list(&ctx.client, &kind::VIRTUAL_MACHINE_CLASS, None, "").await?;
    let known: BTreeSet<&str> = classes.iter().filter(|c| c.name() == name).map(Facts::namespace).collect();
    if new && !known.is_empty() {
        let message = t().error_class_there(name);
        let fields = vec![FieldError::new("name", message.clone())];
        return Err(Error { fields, ..Error::new(ErrorKind::Conflict, message) });
    }
    for namespace in &form.namespaces {
        let api = read::api(&ctx.client, &kind::VIRTUAL_MACHINE_CLASS, Some(namespace));
        let done = if known.contains(namespace.as_str()) {
            // A merge: what the form has no field for stays.
            let params = PatchParams { field_manager: Some(MANAGER.to_owned()), ..PatchParams::default() };
            api.patch(name, &params, &Patch::Merge(&json!({"spec": spec}))).await
        } else {
            let model = models(&classes).get(name).and_then(|model| model.at("/spec")).cloned();
            let mut whole = model.unwrap_or_else(|| json!({}));
            json_patch::merge(&mut whole, &spec);
            let object = json!({
                "apiVersion": kind::VIRTUAL_MACHINE_CLASS.api_version(),
                "kind": kind::VIRTUAL_MACHINE_CLASS.kind,
                "metadata": {"name": name, "namespace": namespace},
                "spec": whole,
            });
            api.patch(name, &PatchParams::apply(MANAGER).force(), &Patch::Apply(&object)).await
        };
        done.map_err(|error| {
            let mut error = from_kube(error);
            error.message = t().error_in_namespace(namespace, error.message);
            error
        })?;
    }
    Ok(())
}

/// Where a class is, and who uses it: what its deletion takes, and what forbids it.
///
/// # Errors
/// `NotFound` when there is none.
pub async fn class_deletion(ctx: &SignedIn, name: &str) -> Result<(Vec<Going>, Vec<String>), Error> {
    only_admins(ctx)?;
    let all = async |kind| read::list(&ctx.client, kind, None, "").await;
    let (classes, machines, clusters) =
        tokio::try_join!(all(&kind::VIRTUAL_MACHINE_CLASS), all(&kind::VIRTUAL_MACHINE), all(&kind::GUEST_CLUSTER))?;
    let copies: Vec<String> =
        classes.iter().filter(|class| class.name() == name).map(|class| class.namespace().to_owned()).collect();
    if copies.is_empty() {
        return Err(Error::new(ErrorKind::NotFound, t().error_no_machine_class(name)));
    }
    let used = |object: &Facts| t().error_is_of_class(object.kind(), object.name(), object.namespace());
    let of_machines = machines.iter().filter(|vm| vm.text("/spec/className") == name).map(used);
    let of_clusters = clusters.iter().filter(|cluster| uses_class(cluster, name)).map(used);
    let users = of_clusters.chain(of_machines).collect();
    Ok((
        vec![Going {
            kind: "VirtualMachineClass".to_owned(),
            names: copies.into_iter().map(|space| t().error_name_in(name, &space)).collect(),
        }],
        users,
    ))
}

/// Deletes every copy of a class that nothing uses; `confirm` is the name as typed.
///
/// # Errors
/// `Invalid` with field `confirm` when the name does not match, or the class is in use.
pub async fn delete_class(ctx: &SignedIn, name: &str, confirm: &str) -> Result<(), Error> {
    let wrong = |message: String| Error::invalid(vec![FieldError::new("confirm", message)]);
    if confirm.trim() != name {
        return Err(wrong(t().error_type_to_delete_class(name)));
    }
    let (_, users) = class_deletion(ctx, name).await?;
    if let Some(first) = users.first() {
        return Err(wrong(t().error_class_in_use(first)));
    }
    let classes = read::list(&ctx.client, &kind::VIRTUAL_MACHINE_CLASS, None, "").await?;
    for class in classes.iter().filter(|class| class.name() == name) {
        let api = read::api(&ctx.client, &kind::VIRTUAL_MACHINE_CLASS, Some(class.namespace()));
        match api.delete(name, &DeleteParams::default()).await.map_err(from_kube) {
            Err(error) if error.kind != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_is_shown_once_with_who_uses_it() {
        let class = |namespace: &str, cpus: u64| {
            let spec = json!({"hardware": {"cpus": cpus, "memory": "4Gi"}});
            let object = json!({"metadata": {"name": "small", "namespace": namespace}, "spec": spec});
            Facts::new(object, "vmoperator.vmware.com/v1alpha6", "VirtualMachineClass")
        };
        let pools = json!([{"name": "w", "class": "small"}]);
        let cluster = Facts::new(json!({"spec": {"topology": {"nodePools": pools}}}), "v1", "GuestCluster");
        let vm = Facts::new(json!({"spec": {"className": "small"}}), "v1", "VirtualMachine");
        let found = classes_of(&[class("team-a", 2), class("default", 4)], &[vm.clone(), vm], &[cluster]);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].used_by, ["2 machines", "1 cluster"]);
        assert_eq!(found[0].namespaces, ["default", "team-a"]);
        assert!(found[0].facts.contains(&fact("vCPU", "4")), "that of the namespace default: {:?}", found[0].facts);
        assert!(found[0].facts.iter().any(|(name, _)| name == "Differs"));
    }

    #[test]
    fn a_class_as_typed_becomes_a_spec_or_says_what_is_wrong() {
        let form = ClassForm {
            name: "big".to_owned(),
            cpus: "8".to_owned(),
            memory: "32 GiB".to_owned(),
            description: String::new(),
            namespaces: vec!["default".to_owned()],
        };
        let spec = spec_of(&form).unwrap_or_default();
        assert_eq!((&spec["hardware"]["cpus"], &spec["hardware"]["memory"]), (&json!(8), &json!("32Gi")));
        let wrong = spec_of(&ClassForm { cpus: "0".to_owned(), memory: "32".to_owned(), ..ClassForm::default() });
        let fields: Vec<String> = wrong.err().unwrap_or_default().into_iter().map(|error| error.field).collect();
        assert_eq!(fields, ["name", "cpus", "memory", "namespaces"]);
    }
}

//! Names of machines that a controller makes. Pure.
//!
//! A name follows from the owner's UID and the machine's ordinal, and the next ordinal from the machines that exist.
//! So a controller that crashed between choosing a name and using it chooses the same one again, without having to
//! write it down first.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use sha2::{Digest, Sha256};

use crate::meta;

/// Annotation on Machines: their number among all that their owner made.
pub(crate) const ORDINAL: &str = "atoll.dev/ordinal";

/// Letters of Kubernetes' own generated names: no vowels, so no words, and none that look alike.
const LETTERS: &[u8] = b"bcdfghjklmnpqrstvwxz2456789";
/// Length of the part that differs.
const SUFFIX: usize = 5;
/// Machines' names become host names.
const LONGEST: usize = 63;

/// What a `machineNaming.template` may refer to.
pub(crate) struct Naming<'a> {
    /// The template; `None` is `{{ .<owner>.name }}-{{ .random }}`.
    pub(crate) template: Option<&'a str>,
    /// Name of the Cluster.
    pub(crate) cluster: &'a str,
    /// What the owner is called in templates: `kubeadmControlPlane` or `machineSet`.
    pub(crate) owner_kind: &'a str,
    /// Name of the owner.
    pub(crate) owner: &'a str,
    /// UID of the owner.
    pub(crate) owner_uid: &'a str,
}

/// Ordinals for `count` machines more than `existing` (all of the owner's, those being deleted too, as the API has them now).
pub(crate) fn next_ordinals<'a>(
    existing: impl Iterator<Item = &'a ObjectMeta>,
    count: usize,
) -> impl Iterator<Item = u64> {
    let used = existing.filter_map(|meta| meta::annotation(meta, ORDINAL)?.parse::<u64>().ok()).max();
    (used.map_or(0, |used| used + 1)..).take(count)
}

/// The name of the machine with this ordinal.
pub(crate) fn machine_name(naming: &Naming<'_>, ordinal: u64) -> String {
    let suffix = suffix(naming.owner_uid, ordinal);
    let Some(template) = naming.template else {
        let mut name = naming.owner.to_owned();
        name.truncate(name.floor_char_boundary(LONGEST - SUFFIX - 1));
        return format!("{}-{suffix}", name.trim_end_matches(['-', '.']));
    };
    let owner_field = format!(".{}.name", naming.owner_kind);
    let mut name = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{{") {
        name.push_str(before);
        let Some((field, after)) = after.split_once("}}") else { break };
        match field.trim() {
            ".random" => name.push_str(&suffix),
            ".cluster.name" => name.push_str(naming.cluster),
            field if field == owner_field => name.push_str(naming.owner),
            // Admission refuses other fields.
            _ => {}
        }
        rest = after;
    }
    name.push_str(rest);
    if name.len() > LONGEST {
        name.truncate(name.floor_char_boundary(LONGEST - SUFFIX));
        name.push_str(&suffix);
    }
    name
}

/// Five letters that look random and always come out the same.
fn suffix(uid: &str, ordinal: u64) -> String {
    let mut hash = Sha256::new();
    hash.update(uid.as_bytes());
    hash.update(ordinal.to_be_bytes());
    hash.finalize().iter().take(SUFFIX).map(|byte| char::from(LETTERS[usize::from(*byte) % LETTERS.len()])).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn naming<'a>(template: Option<&'a str>, owner: &'a str) -> Naming<'a> {
        Naming { template, cluster: "demo", owner_kind: "machineSet", owner, owner_uid: "u" }
    }

    fn machine(ordinal: &str) -> ObjectMeta {
        ObjectMeta {
            annotations: Some(BTreeMap::from([(ORDINAL.to_owned(), ordinal.to_owned())])),
            ..ObjectMeta::default()
        }
    }

    #[test]
    fn ordinals_go_on_after_the_highest() {
        let existing = [machine("4"), machine("2"), machine("not a number"), ObjectMeta::default()];
        assert_eq!(next_ordinals(existing.iter(), 2).collect::<Vec<_>>(), [5, 6]);
        assert_eq!(next_ordinals([].iter(), 2).collect::<Vec<_>>(), [0, 1]);
    }

    #[test]
    fn names_are_stable_distinct_and_short_enough() {
        let name = machine_name(&naming(None, "demo-pool"), 0);
        assert_eq!(name, machine_name(&naming(None, "demo-pool"), 0));
        assert_ne!(name, machine_name(&naming(None, "demo-pool"), 1));
        assert!(name.starts_with("demo-pool-") && name.len() == "demo-pool-".len() + SUFFIX, "{name}");
        let long = "a".repeat(80);
        assert_eq!(machine_name(&naming(None, &long), 0).len(), LONGEST);
    }

    #[test]
    fn templates_are_followed() {
        let suffix = suffix("u", 7);
        let name = machine_name(&naming(Some("{{ .cluster.name }}-x-{{.machineSet.name}}-{{ .random }}"), "ms"), 7);
        assert_eq!(name, format!("demo-x-ms-{suffix}"));
    }
}

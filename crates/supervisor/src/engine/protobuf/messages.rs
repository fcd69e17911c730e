//! The table of messages.

use std::collections::HashMap;
use std::sync::LazyLock;

/// The fields of a message by their numbers.
pub(super) struct Message {
    fields: Vec<Field>,
}

/// One field of a message.
pub(super) struct Field {
    number: u32,
    /// The name in JSON.
    pub(super) name: String,
    pub(super) type_: Type,
}

/// What a field holds.
pub(super) enum Type {
    Text,
    Bytes,
    Bool,
    Integer,
    Float,
    Message(String),
    List(Box<Type>),
    Map(Box<Type>),
}

/// Fields whose content stands in JSON beside the others, without a name.
const INLINED: [&str; 5] =
    ["ephemeralContainerCommon", "handler", "ingressRuleValue", "localObjectReference", "volumeSource"];

/// Fields where zero, no or an empty text differs from leaving them out.
const ZERO_COUNTS: [&str; 28] = [
    "activeDeadlineSeconds",
    "allowPrivilegeEscalation",
    "allowVolumeExpansion",
    "allocateLoadBalancerNodePorts",
    "automountServiceAccountToken",
    "backoffLimit",
    "completions",
    "enableServiceLinks",
    "expirationSeconds",
    "failedJobsHistoryLimit",
    "fsGroup",
    "gracePeriodSeconds",
    "orphanDependents",
    "parallelism",
    "partition",
    "privileged",
    "progressDeadlineSeconds",
    "readOnlyRootFilesystem",
    "replicas",
    "revisionHistoryLimit",
    "runAsGroup",
    "runAsNonRoot",
    "runAsUser",
    "storageClassName",
    "successfulJobsHistoryLimit",
    "terminationGracePeriodSeconds",
    "tolerationSeconds",
    "ttlSecondsAfterFinished",
];

impl Message {
    pub(super) fn field(&self, number: u32) -> Option<&Field> {
        self.fields.iter().find(|f| f.number == number)
    }
}

impl Field {
    pub(super) fn is_inlined(&self) -> bool {
        INLINED.contains(&self.name.as_str()) && matches!(self.type_, Type::Message(_))
    }

    pub(super) fn zero_counts(&self) -> bool {
        ZERO_COUNTS.contains(&self.name.as_str())
    }
}

/// The message of a kind. Options of requests come under the version of what they are about.
pub(super) fn of_kind(api_version: &str, kind: &str) -> Option<&'static Message> {
    if kind == "DeleteOptions" {
        return named("meta.v1.DeleteOptions");
    }
    let (group, version) = api_version.split_once('/').unwrap_or(("core", api_version));
    let package = group.split('.').next().unwrap_or(group);
    named(&format!("{package}.{version}.{kind}"))
}

/// The message of this name.
pub(super) fn named(name: &str) -> Option<&'static Message> {
    static MESSAGES: LazyLock<HashMap<&'static str, Message>> = LazyLock::new(|| {
        include_str!("messages.txt").lines().filter(|line| !line.starts_with('#')).filter_map(read).collect()
    });
    MESSAGES.get(name)
}

fn read(line: &'static str) -> Option<(&'static str, Message)> {
    let mut words = line.split(' ');
    let name = words.next()?;
    let fields = words
        .map(|word| {
            let mut parts = word.splitn(3, ':');
            let number = parts.next()?.parse().ok()?;
            Some(Field { number, name: parts.next()?.to_owned(), type_: read_type(parts.next()?) })
        })
        .collect::<Option<Vec<Field>>>()?;
    Some((name, Message { fields }))
}

fn read_type(text: &str) -> Type {
    if let Some(item) = text.strip_prefix('*') {
        return Type::List(Box::new(read_type(item)));
    }
    if let Some(item) = text.strip_prefix('%') {
        return Type::Map(Box::new(read_type(item)));
    }
    match text {
        "s" => Type::Text,
        "y" => Type::Bytes,
        "b" => Type::Bool,
        "i" => Type::Integer,
        "d" => Type::Float,
        name => Type::Message(name.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    /// Every field of every served kind has the name that the kind's schema knows.
    #[test]
    fn the_table_agrees_with_the_schemas() {
        fn check(message: &Message, schema: &Value, root: &Value, depth: usize, wrong: &mut Vec<String>, at: &str) {
            let schema = match schema["$ref"].as_str() {
                Some(reference) => &root["$defs"][reference.rsplit('/').next().unwrap()],
                None => schema,
            };
            let Some(properties) = schema["properties"].as_object() else { return };
            for field in &message.fields {
                let at = format!("{at}.{}", field.name);
                let inner = match &field.type_ {
                    Type::Message(name) => named(name),
                    Type::List(item) => match &**item {
                        Type::Message(name) => named(name),
                        _ => None,
                    },
                    _ => None,
                };
                if field.is_inlined() {
                    check(inner.unwrap(), schema, root, depth, wrong, &at);
                    continue;
                }
                let Some(property) = properties.get(&field.name) else {
                    wrong.push(at);
                    continue;
                };
                let property = if property["items"].is_null() { property } else { &property["items"] };
                if let (Some(inner), true) = (inner, depth < 12) {
                    check(inner, property, root, depth + 1, wrong, &at);
                }
            }
        }
        let mut wrong = Vec::new();
        let registry = crate::kinds::guest_registry();
        let actions = registry.resources().flat_map(|resource| resource.actions.iter().map(|action| &action.resource));
        for resource in registry.resources().chain(actions) {
            let message = of_kind(&resource.api_version(), &resource.kind)
                .unwrap_or_else(|| panic!("{resource:?} is not in the table"));
            let root = resource.schema().json();
            assert!(root["$defs"].is_object() && root["properties"].is_object(), "{resource:?}");
            check(message, root, root, 0, &mut wrong, &resource.kind);
        }
        wrong.retain(|path| !path.ends_with(".selfLink"));
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn the_table_is_whole() {
        let lines = include_str!("messages.txt").lines().filter(|line| !line.starts_with('#'));
        let known = |type_: &Type| {
            if let Type::Message(name) = type_ {
                let special = [
                    "meta.v1.Time",
                    "meta.v1.MicroTime",
                    "meta.v1.FieldsV1",
                    "api.resource.Quantity",
                    "util.intstr.IntOrString",
                    "runtime.RawExtension",
                ];
                assert!(special.contains(&name.as_str()) || named(name).is_some(), "{name}");
            }
        };
        for line in lines {
            let (name, message) = read(line).unwrap_or_else(|| panic!("{line}"));
            assert!(named(name).is_some());
            for field in &message.fields {
                match &field.type_ {
                    Type::List(item) | Type::Map(item) => known(item),
                    single => known(single),
                }
            }
        }
    }
}

//! What a record says, in one sentence.

use portal::view::{AuditRow, Outcome, Told};

use crate::components::{
    amount::counted,
    query::{cluster_path, encode, link},
};

/// `dev created cluster demo.` `earlier` is what the record before it knew of the same object.
pub(crate) fn sentence(row: &AuditRow, earlier: Option<&Told>) -> String {
    if let Some(Told::Hypervisor { kind, name, message }) = &row.told {
        return format!("Hypervisor, for {} {name}: {message}.", noun_of_kind(kind));
    }
    let who = match &row.acted_as {
        Some(acted_as) => format!("{}, acting as {acted_as},", who(&row.who)),
        None => who(&row.who).to_owned(),
    };
    let what = object(row);
    match Outcome::of(row.code) {
        Outcome::Done => done(&who, row, &what, earlier),
        Outcome::Refused => format!("{who} was refused: {} {what}.", attempt(row)),
        Outcome::Failed => format!("{who} could not {} {what} (status {}).", attempt(row), row.code),
    }
}

fn done(who: &str, row: &AuditRow, what: &str, earlier: Option<&Told>) -> String {
    let by_person = is_person(&row.who);
    match (row.verb.as_str(), row.subresource.as_str(), &row.told) {
        _ if row.code == 201 && row.subresource.is_empty() => created(who, what, row.told.as_ref()),
        ("get", ..) => format!("{who} read {what}."),
        ("list", ..) => format!("{who} listed {what}."),
        ("watch", ..) => format!("{who} watched {what}."),
        ("delete", ..) => format!("{who} deleted {what}."),
        ("deletecollection", ..) => format!("{who} deleted all {what}."),
        ("update" | "patch", "status", Some(Told::Quota { phase })) if by_person => {
            format!("{who} decided {what}: {}.", decision(phase))
        }
        ("update" | "patch", "status", _) if !by_person => format!("{who} reported on {what}."),
        ("update" | "patch", _, Some(now)) => changed(who, what, now, earlier),
        ("update" | "patch", "", None) => format!("{who} changed {what}."),
        ("update" | "patch", part, None) => format!("{who} changed the {part} of {what}."),
        ("create", "approval", _) => format!("{who} approved {what}."),
        ("create", "token", _) => format!("{who} asked for a token of {what}."),
        ("create", part, _) if !part.is_empty() => format!("{who} used {part} of {what}."),
        (verb, ..) => format!("{who} asked to {verb} {what}."),
    }
}

fn created(who: &str, what: &str, told: Option<&Told>) -> String {
    match told {
        Some(Told::Cluster { workers, version, .. }) => {
            let workers = counted(*workers, "worker", "workers");
            format!("{who} requested {what} with {workers}, Kubernetes {version}.")
        }
        _ => format!("{who} created {what}."),
    }
}

fn changed(who: &str, what: &str, now: &Told, earlier: Option<&Told>) -> String {
    let (Told::Cluster { control_plane, workers, version }, earlier) = (now, earlier) else {
        return format!("{who} changed {what}.");
    };
    if let Some(Told::Cluster { control_plane: nodes_before, workers: workers_before, version: version_before }) =
        earlier
    {
        if version != version_before {
            return format!("{who} upgraded {what} from {version_before} to {version}.");
        }
        if workers != workers_before {
            return format!("{who} scaled {what} to {}.", counted(*workers, "worker", "workers"));
        }
        if control_plane != nodes_before {
            let nodes = counted(*control_plane, "control plane node", "control plane nodes");
            return format!("{who} scaled {what} to {nodes}.");
        }
    }
    format!("{who} changed {what}.")
}

fn decision(phase: &str) -> &str {
    match phase {
        "Approved" => "approved",
        "PartiallyApproved" => "approved in part",
        "AutoApproved" => "approved by policy",
        "Denied" => "denied",
        other => other,
    }
}

/// What somebody wanted, as an infinitive without "to".
fn attempt(row: &AuditRow) -> &str {
    match row.verb.as_str() {
        "get" => "read",
        "update" | "patch" => "change",
        "deletecollection" => "delete all",
        other => other,
    }
}

/// The name that people know of a user.
pub(crate) fn who(user: &str) -> &str {
    if let Some(account) = user.strip_prefix("system:serviceaccount:atoll-system:") {
        return account;
    }
    match user {
        "atoll" => "Atoll itself",
        "" => "Nobody in particular",
        other => other,
    }
}

/// Whether a person did it.
pub(crate) fn is_person(user: &str) -> bool {
    !user.starts_with("system:") && user != "atoll"
}

/// `cluster demo`, `namespace team-a`, or the bare request.
fn object(row: &AuditRow) -> String {
    let noun = noun(&row.resource);
    match (row.resource.is_empty(), row.name.is_empty(), row.namespace.is_empty()) {
        (true, ..) => "what is no object".to_owned(),
        (_, false, _) => format!("{noun} {}", row.name),
        (_, true, false) => format!("{} in {}", row.resource, row.namespace),
        (_, true, true) => row.resource.clone(),
    }
}

/// What people call one object of a resource.
fn noun(resource: &str) -> &str {
    match resource {
        "guestclusters" => "cluster",
        "virtualmachines" => "virtual machine",
        "virtualmachineclasses" => "machine class",
        "virtualmachineservices" => "machine service",
        "clustervirtualmachineimages" | "virtualmachineimages" => "image",
        "tanzukubernetesreleases" => "release",
        "clusteraccesses" => "kubeconfig",
        "quotarequests" => "quota request",
        "resourcequotas" => "quota",
        "limitranges" => "limit range",
        "approvalpolicies" => "approval policy",
        "namespaces" => "namespace",
        "nodes" => "host",
        "rolebindings" => "role binding",
        "clusterrolebindings" => "cluster role binding",
        "clusterroles" => "cluster role",
        "roles" => "role",
        "secrets" => "secret",
        "storageclasses" => "storage class",
        "clusters" => "Cluster API cluster",
        "machines" => "machine",
        "machinesets" => "machine set",
        "machinedeployments" => "machine deployment",
        "kubeadmcontrolplanes" => "control plane",
        "kubeadmconfigs" => "bootstrap configuration",
        "vspheremachines" => "infrastructure machine",
        "vsphereclusters" => "infrastructure cluster",
        "events" => "event",
        other => other,
    }
}

fn noun_of_kind(kind: &str) -> &str {
    if kind == "VirtualMachine" { "virtual machine" } else { kind }
}

/// The page of the object that a record is about, where there is one.
pub(crate) fn object_path(row: &AuditRow) -> Option<String> {
    let place = |root: &str| format!("{root}/{}/{}", encode(&row.namespace), encode(&row.name));
    if let Some(Told::Hypervisor { kind, name, .. }) = &row.told {
        let path = format!("/vms/{}/{}", encode(&row.namespace), encode(name));
        return (kind == "VirtualMachine").then_some(path);
    }
    if row.name.is_empty() {
        return None;
    }
    match row.resource.as_str() {
        "guestclusters" => Some(cluster_path(&row.namespace, &row.name)),
        "virtualmachines" => Some(place("/vms")),
        "quotarequests" => Some(place("/quota/requests")),
        "resourcequotas" | "limitranges" | "rolebindings" => {
            Some(format!("/admin/namespaces/{}", encode(&row.namespace)))
        }
        "namespaces" => Some(format!("/admin/namespaces/{}", encode(&row.name))),
        "nodes" => Some(format!("/admin/hosts/{}", encode(&row.name))),
        _ => None,
    }
}

/// The page of everything under one request.
pub(crate) fn request_path(id: &str) -> String {
    format!("/admin/audit/requests/{}", encode(id))
}

/// The search for all that is recorded of one object.
pub(crate) fn object_history(resource: &str, namespace: &str, name: &str) -> String {
    link("/admin/audit", &[("resource", resource), ("namespace", namespace), ("name", name), ("show", "all")])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(who: &str, verb: &str, resource: &str, code: u16) -> AuditRow {
        AuditRow {
            who: who.to_owned(),
            verb: verb.to_owned(),
            resource: resource.to_owned(),
            namespace: "team-a".to_owned(),
            name: "demo".to_owned(),
            code,
            ..AuditRow::default()
        }
    }

    fn cluster(control_plane: u64, workers: u64, version: &str) -> Told {
        Told::Cluster { control_plane, workers, version: version.to_owned() }
    }

    #[test]
    fn records_are_plain_sentences() {
        let status = |phase: &str| AuditRow {
            subresource: "status".to_owned(),
            told: Some(Told::Quota { phase: phase.to_owned() }),
            ..row("admin", "patch", "quotarequests", 200)
        };
        let told = |told: Told| AuditRow { told: Some(told), ..row("dev", "patch", "guestclusters", 200) };
        let new = AuditRow { code: 201, ..told(cluster(1, 2, "v1.37")) };
        let machine = Told::Hypervisor {
            kind: "VirtualMachine".to_owned(),
            name: "demo-cp".to_owned(),
            message: "machine created on host h".to_owned(),
        };
        let controller = "system:serviceaccount:atoll-system:machine-controller";
        for (row, earlier, expected) in [
            (new, None, "dev requested cluster demo with 2 workers, Kubernetes v1.37."),
            (told(cluster(1, 3, "v1.37")), Some(cluster(1, 2, "v1.37")), "dev scaled cluster demo to 3 workers."),
            (
                told(cluster(3, 3, "v1.37")),
                Some(cluster(1, 3, "v1.37")),
                "dev scaled cluster demo to 3 control plane nodes.",
            ),
            (
                told(cluster(1, 3, "v1.37")),
                Some(cluster(1, 3, "v1.36")),
                "dev upgraded cluster demo from v1.36 to v1.37.",
            ),
            (told(cluster(1, 3, "v1.37")), None, "dev changed cluster demo."),
            (told(machine), None, "Hypervisor, for virtual machine demo-cp: machine created on host h."),
            (status("PartiallyApproved"), None, "admin decided quota request demo: approved in part."),
            (row("dev", "delete", "secrets", 200), None, "dev deleted secret demo."),
            (row("dev", "create", "guestclusters", 403), None, "dev was refused: create cluster demo."),
            (row("dev", "get", "guestclusters", 404), None, "dev could not read cluster demo (status 404)."),
            (row(controller, "patch", "machines", 201), None, "machine-controller created machine demo."),
        ] {
            assert_eq!(sentence(&row, earlier.as_ref()), expected);
        }
    }
}

//! What a record says, in one sentence.

use portal::view::{AuditRow, Outcome, Told};
use texts::t;

use crate::components::{
    amount::grouped,
    query::{cluster_path, encode, link},
};

/// `dev created cluster demo.` `earlier` is what the record before it knew of the same object.
pub(crate) fn sentence(row: &AuditRow, earlier: Option<&Told>) -> String {
    if let Some(Told::Hypervisor { kind, name, message }) = &row.told {
        return t().audit_hypervisor(t().audit_one_object(noun_of_kind(kind), name), message);
    }
    let who = match &row.acted_as {
        Some(acted_as) => t().audit_who_acting_as(who(&row.who), acted_as),
        None => who(&row.who),
    };
    let what = object(row);
    match Outcome::of(row.code) {
        Outcome::Done => done(&who, row, &what, earlier),
        Outcome::Refused => t().audit_refused(&row.verb, &who, &what),
        Outcome::Failed => t().audit_failed(&row.verb, &who, &what, row.code.to_string()),
    }
}

fn done(who: &str, row: &AuditRow, what: &str, earlier: Option<&Told>) -> String {
    let by_person = is_person(&row.who);
    match (row.verb.as_str(), row.subresource.as_str(), &row.told) {
        _ if row.code == 201 && row.subresource.is_empty() => created(who, what, row.told.as_ref()),
        ("update" | "patch", "status", Some(Told::Quota { phase })) if by_person => t().audit_decided(phase, who, what),
        ("update" | "patch", "status", _) if !by_person => t().audit_reported(who, what),
        ("update" | "patch", _, Some(now)) => changed(who, what, now, earlier),
        ("update" | "patch", "", None) => t().audit_changed(who, what),
        ("update" | "patch", part, None) => t().audit_changed_part(who, part, what),
        ("create", "approval", _) => t().audit_approved(who, what),
        ("create", "token", _) => t().audit_token(who, what),
        ("create", part, _) if !part.is_empty() => t().audit_used_part(who, part, what),
        (verb, ..) => t().audit_did(verb, who, what),
    }
}

fn created(who: &str, what: &str, told: Option<&Told>) -> String {
    match told {
        Some(Told::Cluster { workers, version, .. }) => {
            t().audit_requested(*workers, who, what, grouped(*workers), version)
        }
        _ => t().audit_created(who, what),
    }
}

fn changed(who: &str, what: &str, now: &Told, earlier: Option<&Told>) -> String {
    let (Told::Cluster { control_plane, workers, version }, earlier) = (now, earlier) else {
        return t().audit_changed(who, what);
    };
    if let Some(Told::Cluster { control_plane: nodes_before, workers: workers_before, version: version_before }) =
        earlier
    {
        if version != version_before {
            return t().audit_upgraded(who, what, version_before, version);
        }
        if workers != workers_before {
            return t().audit_scaled_workers(*workers, who, what, grouped(*workers));
        }
        if control_plane != nodes_before {
            return t().audit_scaled_control_plane(*control_plane, who, what, grouped(*control_plane));
        }
    }
    t().audit_changed(who, what)
}

/// The name that people know of a user.
fn who(user: &str) -> String {
    if let Some(account) = user.strip_prefix("system:serviceaccount:atoll-system:") {
        return account.to_owned();
    }
    match user {
        "atoll" => t().audit_who_atoll(),
        "" => t().audit_who_nobody(),
        other => other.to_owned(),
    }
}

/// Whether a person did it.
fn is_person(user: &str) -> bool {
    !user.starts_with("system:") && user != "atoll"
}

/// `cluster demo`, `namespace team-a`, or the bare request.
fn object(row: &AuditRow) -> String {
    let noun = noun(&row.resource);
    match (row.resource.is_empty(), row.name.is_empty(), row.namespace.is_empty()) {
        (true, ..) => t().audit_no_object(),
        (_, false, _) => t().audit_one_object(noun, &row.name),
        (_, true, false) => t().audit_objects_in(&row.resource, &row.namespace),
        (_, true, true) => row.resource.clone(),
    }
}

/// What people call one object of a resource.
fn noun(resource: &str) -> String {
    match resource {
        "guestclusters" => t().audit_noun_cluster(),
        "virtualmachines" => t().audit_noun_virtual_machine(),
        "virtualmachineclasses" => t().audit_noun_machine_class(),
        "virtualmachineservices" => t().audit_noun_machine_service(),
        "clustervirtualmachineimages" | "virtualmachineimages" => t().audit_noun_image(),
        "tanzukubernetesreleases" => t().audit_noun_release(),
        "clusteraccesses" => t().audit_noun_kubeconfig(),
        "quotarequests" => t().audit_noun_quota_request(),
        "resourcequotas" => t().audit_noun_quota(),
        "limitranges" => t().audit_noun_limit_range(),
        "approvalpolicies" => t().audit_noun_approval_policy(),
        "namespaces" => t().audit_noun_namespace(),
        "nodes" => t().audit_noun_host(),
        "rolebindings" => t().audit_noun_role_binding(),
        "clusterrolebindings" => t().audit_noun_cluster_role_binding(),
        "clusterroles" => t().audit_noun_cluster_role(),
        "roles" => t().audit_noun_role(),
        "secrets" => t().audit_noun_secret(),
        "storageclasses" => t().audit_noun_storage_class(),
        "clusters" => t().audit_noun_cluster_api_cluster(),
        "machines" => t().audit_noun_machine(),
        "machinesets" => t().audit_noun_machine_set(),
        "machinedeployments" => t().audit_noun_machine_deployment(),
        "kubeadmcontrolplanes" => t().audit_noun_control_plane(),
        "kubeadmconfigs" => t().audit_noun_bootstrap_configuration(),
        "vspheremachines" => t().audit_noun_infrastructure_machine(),
        "vsphereclusters" => t().audit_noun_infrastructure_cluster(),
        "events" => t().audit_noun_event(),
        other => other.to_owned(),
    }
}

fn noun_of_kind(kind: &str) -> String {
    if kind == "VirtualMachine" { t().audit_noun_virtual_machine() } else { kind.to_owned() }
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

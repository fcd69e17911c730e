//! Members of a namespace: the subjects of its RoleBindings.

use kube::api::{DeleteParams, Patch, PatchParams, Preconditions};
use serde_json::{Value, json};
use texts::t;

use super::{MANAGER, apply, at_field};
use crate::{
    SignedIn,
    admin::only_admins,
    error::from_kube,
    facts::Facts,
    kind, read,
    view::{Error, ErrorKind, FieldError, Member, MemberForm, MemberKind, NamespaceRole},
};

const RBAC: &str = "rbac.authorization.k8s.io";
/// The longest user or group name that is taken.
const LONGEST: usize = 200;

/// The members that these bindings make, sorted. Pure.
pub(super) fn of(bindings: &[Facts]) -> Vec<Member> {
    let mut members: Vec<Member> = bindings.iter().flat_map(of_one).collect();
    members.sort();
    members
}

fn of_one(binding: &Facts) -> impl Iterator<Item = Member> {
    let (kind, role) = (binding.text("/roleRef/kind"), binding.text("/roleRef/name"));
    let known = NamespaceRole::ALL.into_iter().find(|known| kind == "ClusterRole" && known.cluster_role() == role);
    binding.items("/subjects").map(move |subject| {
        let text = |key: &str| subject.get(key).and_then(Value::as_str).unwrap_or_default();
        let kind_of_member = MemberKind::parse(text("kind")).unwrap_or_default();
        Member {
            kind: kind_of_member,
            name: match kind_of_member {
                MemberKind::ServiceAccount => format!("{}/{}", text("namespace"), text("name")),
                _ => text("name").to_owned(),
            },
            role: known,
            reference: format!("{kind} {role}"),
            binding: binding.name().to_owned(),
        }
    })
}

/// A member as typed, or what is wrong with it; the fields are `<prefix>kind`, `<prefix>name`, `<prefix>role`. Pure.
pub(super) fn read_form(
    form: &MemberForm,
    prefix: &str,
) -> Result<(MemberKind, String, NamespaceRole), Vec<FieldError>> {
    let mut wrong = Vec::new();
    let mut say = |field: &str, text: String| wrong.push(FieldError::new(format!("{prefix}{field}"), text));
    let name = form.name.trim();
    if name.is_empty() {
        say("name", t().error_member_name_missing());
    } else if name.len() > LONGEST || name.chars().any(char::is_control) {
        say("name", t().error_member_name());
    }
    let kind = MemberKind::ALL.into_iter().find(|kind| kind.as_str() == form.kind);
    if kind.is_none() {
        say("kind", t().error_member_kind());
    }
    let role = NamespaceRole::parse(&form.role);
    if role.is_none() {
        say("role", t().error_member_role());
    }
    match (kind, role) {
        (Some(kind), Some(role)) if wrong.is_empty() => Ok((kind, name.to_owned(), role)),
        _ => Err(wrong),
    }
}

/// The RoleBinding of one member: its name is made of what it says, so that making it twice makes one. Pure.
pub(super) fn binding(namespace: &str, kind: MemberKind, name: &str, role: NamespaceRole) -> (String, Value) {
    // Names of RBAC objects are path segments: anything but these two.
    let segment = name.replace('%', "%25").replace('/', "%2F").replace('%', "=");
    let binding = format!("member:{}:{}:{segment}", role.as_str(), kind.as_str().to_lowercase());
    let object = json!({
        "apiVersion": format!("{RBAC}/v1"),
        "kind": "RoleBinding",
        "metadata": {"name": binding, "namespace": namespace},
        "roleRef": {"apiGroup": RBAC, "kind": "ClusterRole", "name": role.cluster_role()},
        "subjects": [{"apiGroup": RBAC, "kind": kind.as_str(), "name": name}],
    });
    (binding, object)
}

/// Gives somebody a role; roles of the three that they have by other bindings are taken back, so that the new one counts.
///
/// # Errors
/// `Invalid` with the fields `kind`, `name`, `role`; `Forbidden` for who may not give that role.
pub async fn add(ctx: &SignedIn, namespace: &str, form: &MemberForm) -> Result<(), Error> {
    only_admins(ctx)?;
    let (kind, name, role) = read_form(form, "").map_err(Error::invalid)?;
    let (own, object) = binding(namespace, kind, &name, role);
    apply(ctx, &kind::ROLE_BINDING, Some(namespace), &own, &object).await.map_err(|error| at_field(error, "name"))?;
    let bindings = read::list(&ctx.client, &kind::ROLE_BINDING, Some(namespace), "").await?;
    for member in of(&bindings) {
        let same = member.kind == kind && member.name == name && member.role.is_some();
        if same && member.binding != own {
            take(ctx, namespace, &bindings, &member).await?;
        }
    }
    Ok(())
}

/// Takes the role away that a binding gives to somebody.
///
/// # Errors
/// `NotFound` when they do not have it; `Conflict` when the binding was changed in the same moment.
pub async fn remove(ctx: &SignedIn, namespace: &str, kind: &str, name: &str, binding: &str) -> Result<(), Error> {
    only_admins(ctx)?;
    let bindings = read::list(&ctx.client, &kind::ROLE_BINDING, Some(namespace), "").await?;
    let member = of(&bindings)
        .into_iter()
        .find(|member| member.binding == binding && member.kind.as_str() == kind && member.name == name)
        .ok_or_else(|| Error::new(ErrorKind::NotFound, t().error_member_gone(name, binding)))?;
    take(ctx, namespace, &bindings, &member).await
}

async fn take(ctx: &SignedIn, namespace: &str, bindings: &[Facts], member: &Member) -> Result<(), Error> {
    let Some(binding) = bindings.iter().find(|binding| binding.name() == member.binding) else { return Ok(()) };
    let left: Vec<&Value> = binding
        .items("/subjects")
        .zip(of_one(binding))
        .filter(|(_, one)| one.kind != member.kind || one.name != member.name)
        .map(|(subject, _)| subject)
        .collect();
    let api = read::api(&ctx.client, &kind::ROLE_BINDING, Some(namespace));
    let version = binding.text("/metadata/resourceVersion");
    if left.is_empty() {
        let preconditions = Preconditions { resource_version: Some(version.to_owned()), uid: None };
        let params = DeleteParams { preconditions: Some(preconditions), ..DeleteParams::default() };
        return match api.delete(binding.name(), &params).await.map_err(from_kube) {
            Err(error) if error.kind != ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        };
    }
    let patch = json!({"metadata": {"resourceVersion": version}, "subjects": left});
    let params = PatchParams { field_manager: Some(MANAGER.to_owned()), ..PatchParams::default() };
    api.patch(binding.name(), &params, &Patch::Merge(&patch)).await.map(drop).map_err(from_kube)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bindings_make_members_and_members_make_bindings() {
        let fact = |object| Facts::new(object, "v1", "RoleBinding");
        let (name, object) = binding("team-a", MemberKind::User, "dev/x%y", NamespaceRole::Owner);
        assert_eq!(name, "member:owner:user:dev=2Fx=25y");
        let foreign = json!({
            "metadata": {"name": "z"}, "roleRef": {"kind": "Role", "name": "view"},
            "subjects": [{"kind": "Group", "name": "g"}, {"kind": "ServiceAccount", "name": "robot", "namespace": "team-b"}],
        });
        let members = of(&[fact(foreign), fact(object)]);
        assert_eq!((members[0].name.as_str(), members[0].role), ("dev/x%y", Some(NamespaceRole::Owner)));
        assert_eq!(
            (members[1].name.as_str(), members[1].role),
            ("g", None),
            "a Role of the namespace is none of the three"
        );
        assert_eq!((members[2].kind, members[2].name.as_str()), (MemberKind::ServiceAccount, "team-b/robot"));
    }

    #[test]
    fn what_is_wrong_with_a_member_is_told() {
        let form = |kind: &str, name: &str, role: &str| MemberForm {
            kind: kind.to_owned(),
            name: name.to_owned(),
            role: role.to_owned(),
        };
        let user = form("User", " dev ", "edit");
        assert_eq!(read_form(&user, ""), Ok((MemberKind::User, "dev".to_owned(), NamespaceRole::Edit)));
        let wrong = read_form(&form("ServiceAccount", "a\u{7}", "king"), "members.0.").expect_err("wrong");
        let fields: Vec<_> = wrong.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["members.0.name", "members.0.kind", "members.0.role"]);
    }
}

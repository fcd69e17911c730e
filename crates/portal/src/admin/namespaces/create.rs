//! A new namespace with everything that makes it usable, in one go. Each step can be done twice, so that what a failure left
//! out is made by sending the form again.

use kube::api::PostParams;
use serde_json::{Value, json};
use texts::t;

use super::{MANAGER, apply, classes, members, quota};
use crate::{
    SignedIn,
    admin::only_admins,
    error::from_kube,
    kind::{self, Kind},
    read,
    view::{Error, ErrorKind, FieldError, MemberForm, NamespaceForm, OfferedClass, QuotaForm, Unfinished},
};

/// One object to be made, and what it is for people.
struct Step {
    what: String,
    kind: &'static Kind,
    name: String,
    object: Value,
}

/// An empty form with good defaults, and the classes to choose from.
///
/// # Errors
/// `Forbidden` for anybody but administrators.
pub async fn new_form(ctx: &SignedIn) -> Result<(NamespaceForm, Vec<OfferedClass>), Error> {
    only_admins(ctx)?;
    let classes = read::list(&ctx.client, &kind::VIRTUAL_MACHINE_CLASS, None, "").await?;
    let offered = classes::offered("", &classes, &[]);
    let form = NamespaceForm {
        members: vec![MemberForm { kind: "User".to_owned(), name: String::new(), role: "edit".to_owned() }],
        quota: QuotaForm {
            cpu: "32".to_owned(),
            memory: "64Gi".to_owned(),
            storage: "500Gi".to_owned(),
            ..QuotaForm::default()
        },
        classes: offered.iter().map(|class| class.name.clone()).collect(),
        ..NamespaceForm::default()
    };
    Ok((form, offered))
}

/// Makes the namespace, then what bounds it, and its members last: nobody uses it before its quota is there.
///
/// # Errors
/// What went wrong, with what is made and what is not.
pub async fn create(ctx: &SignedIn, form: &NamespaceForm) -> Result<(), Unfinished> {
    let nothing = |error| Unfinished { error, made: Vec::new(), missing: Vec::new() };
    only_admins(ctx).map_err(nothing)?;
    let known = read::list(&ctx.client, &kind::VIRTUAL_MACHINE_CLASS, None, "").await.map_err(nothing)?;
    let models = classes::models(&known);
    let mut steps = steps(form).map_err(|wrong| nothing(Error::invalid(wrong)))?;
    let namespace = form.name.trim();
    for class in &form.classes {
        let Some(model) = models.get(class.as_str()) else {
            let wrong = FieldError::new("classes", t().error_no_class(class));
            return Err(nothing(Error::invalid(vec![wrong])));
        };
        // Before the members.
        let at = steps.iter().position(|step| step.kind == &kind::ROLE_BINDING).unwrap_or(steps.len());
        steps.insert(
            at,
            Step {
                what: t().error_step_class(class),
                kind: &kind::VIRTUAL_MACHINE_CLASS,
                name: class.clone(),
                object: classes::copy(model, namespace),
            },
        );
    }
    let (mut made, mut failed) = (Vec::new(), None);
    let mut left = steps.into_iter();
    for step in left.by_ref() {
        match make(ctx, namespace, &step, form.resume).await {
            Ok(()) => made.push(step.what),
            Err(error) => {
                failed = Some((error, step.what));
                break;
            }
        }
    }
    let Some((error, what)) = failed else { return Ok(()) };
    let missing = std::iter::once(what).chain(left.map(|step| step.what)).collect();
    Err(Unfinished { error, made, missing })
}

async fn make(ctx: &SignedIn, namespace: &str, step: &Step, resume: bool) -> Result<(), Error> {
    if step.kind != &kind::NAMESPACE {
        return apply(ctx, step.kind, Some(namespace), &step.name, &step.object).await;
    }
    // Never one that is there already, unless this form made it.
    let object = serde_json::from_value(step.object.clone())
        .map_err(|error| Error::new(ErrorKind::Internal, t().error_namespace_not_written(error.to_string())))?;
    let params = PostParams { field_manager: Some(MANAGER.to_owned()), ..PostParams::default() };
    match read::api(&ctx.client, &kind::NAMESPACE, None).create(&params, &object).await.map_err(from_kube) {
        Ok(_) => Ok(()),
        Err(error) if error.kind == ErrorKind::Conflict && resume => Ok(()),
        Err(error) if error.kind == ErrorKind::Conflict => {
            let message = t().error_namespace_there(namespace);
            Err(Error {
                fields: vec![FieldError::new("name", message.clone())],
                ..Error::new(ErrorKind::Conflict, message)
            })
        }
        Err(error) => Err(super::at_field(error, "name")),
    }
}

/// What is to be made, in order, without the classes; or all that is wrong. Pure.
fn steps(form: &NamespaceForm) -> Result<Vec<Step>, Vec<FieldError>> {
    let namespace = form.name.trim();
    let mut wrong: Vec<FieldError> = if namespace.is_empty() {
        vec![FieldError::new("name", t().error_namespace_name_missing())]
    } else {
        let problems = api::field::dns_label(namespace);
        let text = t().error_namespace_name();
        if problems.is_empty() { Vec::new() } else { vec![FieldError::new("name", text)] }
    };
    let metadata = json!({"name": namespace});
    let mut steps = vec![Step {
        what: t().error_step_namespace(namespace),
        kind: &kind::NAMESPACE,
        name: namespace.to_owned(),
        object: json!({"apiVersion": "v1", "kind": "Namespace", "metadata": metadata}),
    }];
    match quota::hard(&form.quota, "quota.") {
        Ok(hard) => steps.extend(quota::object(namespace, hard).map(|object| Step {
            what: t().error_step_quota(),
            kind: &kind::RESOURCE_QUOTA,
            name: quota::NAME.to_owned(),
            object,
        })),
        Err(errors) => wrong.extend(errors),
    }
    for (index, member) in form.members.iter().enumerate().filter(|(_, member)| !member.name.trim().is_empty()) {
        match members::read_form(member, &format!("members.{index}.")) {
            Ok((kind, name, role)) => {
                let (binding, object) = members::binding(namespace, kind, &name, role);
                let what = t().error_step_member(&name, role.as_str());
                steps.push(Step { what, kind: &kind::ROLE_BINDING, name: binding, object });
            }
            Err(errors) => wrong.extend(errors),
        }
    }
    if wrong.is_empty() { Ok(steps) } else { Err(wrong) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_members_come_last_and_everything_wrong_is_told_at_once() {
        let member = |name: &str, role: &str| MemberForm {
            kind: "User".to_owned(),
            name: name.to_owned(),
            role: role.to_owned(),
        };
        let mut form = NamespaceForm {
            name: " team-c ".to_owned(),
            members: vec![member("", "edit"), member("dev", "owner")],
            quota: QuotaForm { cpu: "8".to_owned(), ..QuotaForm::default() },
            ..NamespaceForm::default()
        };
        let made = steps(&form).unwrap_or_default();
        let what: Vec<_> = made.iter().map(|step| step.what.as_str()).collect();
        assert_eq!(what, ["The namespace team-c", "Its quota", "dev as a member with the role owner"]);
        form.name = "Team C".to_owned();
        form.quota.memory = "64".to_owned();
        form.members[1].role = "king".to_owned();
        let wrong = steps(&form).err().unwrap_or_default();
        let fields: Vec<_> = wrong.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["name", "quota.memory", "members.1.role"]);
    }
}

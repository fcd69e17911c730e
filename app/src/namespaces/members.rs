//! Members of a namespace, and the form that adds one.

use leptos::prelude::*;
use portal::view::{FieldError, Member, MemberForm, MemberKind, NamespaceRole};
use texts::t;

use super::namespace_path;
use crate::components::field::{SelectField, TextField, Wrong};

/// The members and what can be done about them.
#[component]
pub(super) fn Members(
    namespace: String,
    members: Vec<Member>,
    form: MemberForm,
    errors: Vec<FieldError>,
) -> impl IntoView {
    let path = format!("{}/members", namespace_path(&namespace));
    let empty = members.is_empty();
    let rows = members.into_iter().map(|one| member(one, &path)).collect_view();
    view! {
        <section class="card flush" aria-labelledby="members">
            <h2 id="members">{t().namespaces_members()}</h2>
            {if empty {
                view! { <p class="inset sub">{t().namespaces_no_members()}</p> }.into_any()
            } else {
                view! {
                    <div class="table-scroll" tabindex="0" role="group" aria-label=t().namespaces_members()>
                        <table class="dense">
                            <thead>
                                <tr>
                                    <th scope="col">{t().word_name()}</th>
                                    <th scope="col">{t().namespaces_what_head()}</th>
                                    <th scope="col">{t().word_role()}</th>
                                    <th scope="col"><span class="sr-only">{t().namespaces_remove()}</span></th>
                                </tr>
                            </thead>
                            <tbody>{rows}</tbody>
                        </table>
                    </div>
                }
                .into_any()
            }}
            <form method="post" action=path.clone() class="inset" aria-label=t().namespaces_add_label()>
                <div class="fields"><MemberFields form prefix="" errors/></div>
                <div class="actions"><button class="btn primary">{t().namespaces_add()}</button></div>
            </form>
        </section>
    }
    .into_any()
}

fn member(member: Member, path: &str) -> impl IntoView + use<> {
    let Member { kind, name, role, reference, binding } = member;
    let action = format!("{path}/remove");
    let label = t().namespaces_remove_one(&name);
    let change = role.filter(|_| MemberKind::ALL.contains(&kind)).map(|role| {
        let options = NamespaceRole::ALL
            .map(|one| view! { <option value=one.as_str() selected=one == role>{one.as_str()}</option> })
            .collect_view();
        view! {
            <form method="post" action=path.to_owned() class="inline-form">
                <input type="hidden" name="kind" value=kind.as_str()/>
                <input type="hidden" name="member" value=name.clone()/>
                <select name="role" aria-label=t().namespaces_role_of(&name)>{options}</select>
                <button class="btn small">{t().namespaces_change()}</button>
            </form>
        }
    });
    view! {
        <tr data-key=format!("{binding}/{name}")>
            <th scope="row"><bdi>{name.clone()}</bdi></th>
            <td>{kind.word()}</td>
            <td>
                {match change {
                    Some(change) => change.into_any(),
                    None => view! { <code>{reference}</code> }.into_any(),
                }}
            </td>
            <td class="num">
                <form method="post" action=action>
                    <input type="hidden" name="kind" value=kind.as_str()/>
                    <input type="hidden" name="member" value=name.clone()/>
                    <input type="hidden" name="binding" value=binding.clone()/>
                    <button class="btn small" aria-label=label>{t().namespaces_remove()}</button>
                </form>
            </td>
        </tr>
    }
    .into_any()
}

/// The fields of one member; `prefix` is before their names in error messages.
#[component]
pub(super) fn MemberFields(form: MemberForm, #[prop(into)] prefix: String, errors: Vec<FieldError>) -> impl IntoView {
    let field = |name: &str| format!("{prefix}{name}");
    let wrong = |name: &str| {
        let field = field(name);
        Wrong(errors.iter().find(|error| error.field == field).map(|error| error.message.clone()))
    };
    let kinds = MemberKind::ALL.map(|kind| (kind.as_str().to_owned(), kind.word().to_owned())).into();
    let roles = NamespaceRole::ALL.map(|role| (role.as_str().to_owned(), role.words().to_owned())).into();
    let kind = if form.kind.is_empty() { MemberKind::User.as_str().to_owned() } else { form.kind };
    let role = if form.role.is_empty() { NamespaceRole::Edit.as_str().to_owned() } else { form.role };
    view! {
        <SelectField field=field("kind") name="kind" label=t().namespaces_person_or_group() value=kind options=kinds wrong=wrong("kind")/>
        <TextField field=field("name") name="member" label=t().namespaces_member_name() value=form.name wrong=wrong("name")/>
        <SelectField field=field("role") name="role" label=t().word_role() value=role options=roles wrong=wrong("role")/>
    }
    .into_any()
}

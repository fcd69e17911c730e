//! One namespace.

use leptos::prelude::*;
use portal::view::{FieldError, MemberForm, NamespacePage as Page};
use texts::{Texts, t};

use super::{actions::Refusal, classes::Classes, members::Members, namespace_path, quota::Quota};
use crate::{
    components::{
        capacity::Dial,
        counts::StateBar,
        page_head::{Crumb, PageHead},
        query::link,
        state::StateChip,
        time::Ago,
        yaml::Yaml,
    },
    problem::Refused,
    request::{loaded, param},
};

/// `/admin/namespaces/{name}`
#[component]
pub(crate) fn NamespacePage() -> impl IntoView {
    let name = param("name");
    let refusal = use_context::<Refusal>();
    loaded(
        move |user| async move { portal::admin::namespaces::page(&user, &name).await },
        move |page| view! { <PageView page refusal/> },
    )
}

#[component]
fn PageView(page: Page, refusal: Option<Refusal>) -> impl IntoView {
    let Page { row, deleting, members, mut quota, other_quota, limits, mut classes } = page;
    let name = row.name.clone();
    let crumbs = vec![Crumb::new(t().nav_fleet(), "/admin"), Crumb::new(t().namespaces_title(), "/admin/namespaces")];
    let beside = view! { <StateChip state=row.state/> }.into_any();
    let below = view! { {t().namespaces_made()} " " <Ago at=row.created/> }.into_any();
    let activity = link("/activity", &[("namespace", &name)]);
    let audit = link("/admin/audit", &[("namespace", &name)]);
    let delete = format!("{}/delete", namespace_path(&name));
    let (mut form, mut errors) = (MemberForm::default(), [const { Vec::<FieldError>::new() }; 3]);
    let error = refusal.as_ref().map(|refusal| refusal.error().clone());
    match refusal {
        Some(Refusal::Member(typed, error)) => (form, errors[0]) = (typed, error.fields),
        Some(Refusal::Quota(mut typed, error)) => {
            // What was typed stays, above what the quota says now.
            typed.version = quota.version;
            (quota, errors[1]) = (typed, error.fields);
        }
        Some(Refusal::Classes(typed, error)) => {
            for class in &mut classes {
                class.offered = typed.contains(&class.name);
            }
            errors[2] = error.fields;
        }
        None => {}
    }
    let [of_member, of_quota, of_classes] = errors;
    let guests = name.clone();
    let clusters = link("/admin/layers/guest", &[("namespace", &guests)]);
    view! {
        <PageHead title=name.clone() crumbs beside below>
            <a class="btn" href=activity>{t().namespaces_activity()}</a>
            <a class="btn" href=audit>{t().namespaces_audit()}</a>
            <a class="btn danger" href=delete>{t().namespaces_delete()}</a>
        </PageHead>
        {error.map(|error| view! { <Refused error/> })}
        {deleting.map(|left| view! { <p class="note">{t().namespaces_deleting(left)}</p> })}
        <div class="grid halves top">
            <section class="card" aria-labelledby="use">
                <h2 id="use">{t().namespaces_use()}</h2>
                <div class="dials">{row.gauges.into_iter().map(|gauge| view! { <Dial gauge/> }).collect_view()}</div>
                <StateBar counts=row.clusters what=Texts::count_clusters/>
                <p><a href=clusters>{t().namespaces_everything()}</a></p>
            </section>
            <Classes namespace=name.clone() classes errors=of_classes/>
        </div>
        <Members namespace=name.clone() members form errors=of_member/>
        <div class="grid wide-narrow top">
            <Quota namespace=name form=quota other=other_quota errors=of_quota/>
            <section class="card" aria-labelledby="limits">
                <h2 id="limits">{t().namespaces_limits()}</h2>
                {if limits.is_empty() {
                    view! { <p class="sub">{t().namespaces_no_limits()}</p> }.into_any()
                } else {
                    limits
                        .into_iter()
                        .map(|(name, text)| {
                            let label = t().namespaces_limit_range(&name);
                            view! { <h3>{name}</h3> <Yaml text label/> }
                        })
                        .collect_view()
                        .into_any()
                }}
            </section>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use portal::{Error, view::QuotaForm};

    use super::*;
    use crate::namespaces::sample;
    use crate::rendered::{assert_has, html};

    #[test]
    fn a_namespace_shows_members_quota_and_classes() {
        let html = html(|| view! { <PageView page=sample::page() refusal=None/> });
        assert_has(
            &html,
            &[
                "&lt;dev&gt;",
                r#"aria-label="Remove &lt;dev&gt;""#,
                r#"action="/admin/namespaces/team-a/members""#,
                "Lowering never stops what runs",
                "1 of 5",
                r#"value="small" checked"#,
                r#"href="/admin/namespaces/team-a/delete""#,
            ],
        );
    }

    #[test]
    fn a_refused_quota_keeps_what_was_typed() {
        let typed = QuotaForm { cpu: "many".to_owned(), version: "old".to_owned(), ..QuotaForm::default() };
        let error = Error::invalid(vec![FieldError::new("cpu", "Write a number of vCPU.")]);
        let html = html(|| view! { <PageView page=sample::page() refusal=Some(Refusal::Quota(typed, error))/> });
        assert_has(&html, &[r#"value="many""#, r#"id="f-cpu-wrong""#, r#"name="quota_version" value="{}""#]);
    }
}

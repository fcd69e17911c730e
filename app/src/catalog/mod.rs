//! What may be asked for: machine classes, images, releases, storage classes.

mod class_deletion;
mod class_form;

use leptos::prelude::*;
use portal::{
    Error,
    view::{CatalogEntry, CatalogPage as Page, CatalogPart, ErrorKind},
};
use texts::t;

pub(crate) use class_deletion::{ClassDeletionPage, delete};
use class_form::{ClassFields, Sent};
pub(crate) use class_form::{back_to_classes, save};

use crate::{
    components::{
        icon::{Glyph, Icon},
        page_head::{Crumb, PageHead},
        query::{encode, link},
        state::StateChip,
        yaml::Yaml,
    },
    request::{loaded, param, query},
};

/// `/admin/catalog/{part}`; `class` in the query is the one whose form is open, empty for a new one.
#[component]
pub(crate) fn CatalogPage() -> impl IntoView {
    let part = param("part");
    let sent = use_context::<Sent>();
    let edited = query("edit");
    let new = query("new").is_some();
    loaded(
        move |user| async move {
            let known =
                CatalogPart::parse(&part).ok_or_else(|| Error::new(ErrorKind::NotFound, t().catalog_no_part(&part)))?;
            portal::admin::catalog::page(&user, known).await
        },
        move |page| view! { <CatalogView page sent edited new/> },
    )
}

#[component]
fn CatalogView(page: Page, sent: Option<Sent>, edited: Option<String>, new: bool) -> impl IntoView {
    let Page { part, entries, namespaces } = page;
    let parts = CatalogPart::ALL
        .into_iter()
        .map(|one| {
            let href = format!("/admin/catalog/{}", one.as_str());
            view! { <a href=href aria-current=(one == part).then_some("true")>{one.title()}</a> }
        })
        .collect_view();
    let form = sent.or_else(|| {
        let of = |name: &str| entries.iter().find(|entry| entry.name == name).and_then(|entry| entry.form.clone());
        match edited {
            Some(name) => of(&name).map(|form| Sent { form, new: false, error: None }),
            None if new && part == CatalogPart::Classes => Some(Sent::fresh(&namespaces)),
            None => None,
        }
    });
    let crumbs = vec![Crumb::new(t().nav_fleet(), "/admin")];
    let none = entries.is_empty();
    let rows = entries.into_iter().map(entry).collect_view();
    view! {
        <PageHead title=part.title() crumbs below=below(part).into_any()>
            {(part == CatalogPart::Classes).then(|| view! {
                <a class="btn primary" href="/admin/catalog/classes?new=1"><Icon glyph=Glyph::Plus/> {t().catalog_create_class()}</a>
            })}
        </PageHead>
        <nav class="kinds" aria-label=t().catalog_label()>{parts}</nav>
        {form.map(|sent| view! { <ClassFields sent namespaces/> })}
        {if none {
            view! {
                <section class="empty">
                    <h2>{t().list_nothing_yet()}</h2>
                    <p>{below(part)}</p>
                </section>
            }
            .into_any()
        } else {
            view! { <div class="catalog">{rows}</div> }.into_any()
        }}
    }
    .into_any()
}

fn below(part: CatalogPart) -> String {
    match part {
        CatalogPart::Classes => t().catalog_classes_lead(),
        CatalogPart::Images => t().catalog_images_lead(),
        CatalogPart::Releases => t().catalog_releases_lead(),
        CatalogPart::Storage => t().catalog_storage_lead(),
    }
}

fn entry(entry: CatalogEntry) -> impl IntoView {
    let CatalogEntry { name, state, facts, used_by, namespaces, yaml, form } = entry;
    let label = t().catalog_yaml_of(&name);
    let id = format!("entry-{name}");
    let used = match used_by.as_slice() {
        [] => t().catalog_unused(),
        [one] => t().catalog_used(one),
        [first, rest @ ..] => t().catalog_used_by_both(first, rest.join(", ")),
    };
    let actions = form.is_some().then(|| {
        let edit = link("/admin/catalog/classes", &[("edit", &name)]);
        let delete = format!("/admin/catalog/classes/{}/delete", encode(&name));
        view! {
            <a class="btn small" href=edit aria-label=t().catalog_change_one(&name)>{t().catalog_change()}</a>
            <a class="btn small" href=delete aria-label=t().catalog_delete_one(&name)>{t().catalog_delete()}</a>
        }
    });
    let known = facts.into_iter().filter(|(_, value)| !value.is_empty());
    view! {
        <section class="card" aria-labelledby=id.clone() data-key=name.clone()>
            <header>
                <h2 id=id.clone()><bdi>{name.clone()}</bdi></h2>
                {state.map(|(state, note)| view! { <StateChip state quiet=true/> <small>{note}</small> })}
                <span class="entry-actions">{actions}</span>
            </header>
            <dl class="facts">
                {known.map(|(name, value)| view! { <dt>{name}</dt> <dd><bdi>{value}</bdi></dd> }).collect_view()}
                {(!namespaces.is_empty()).then(|| view! { <dt>{t().catalog_namespaces()}</dt> <dd>{namespaces.join(", ")}</dd> })}
            </dl>
            <p class="sub">{used}</p>
            <details>
                <summary>"YAML"</summary>
                <Yaml text=yaml label/>
            </details>
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use portal::view::{ClassForm, FieldError};

    use super::*;
    use crate::rendered::{assert_has, html};

    fn page() -> Page {
        let form = ClassForm { name: "small".to_owned(), cpus: "2".to_owned(), ..ClassForm::default() };
        let entry = CatalogEntry {
            name: "small".to_owned(),
            state: None,
            facts: vec![("vCPU".to_owned(), "2".to_owned())],
            used_by: vec!["2 machines".to_owned(), "1 cluster".to_owned()],
            namespaces: vec!["default".to_owned()],
            yaml: "kind: VirtualMachineClass".to_owned(),
            form: Some(form),
        };
        Page { part: CatalogPart::Classes, entries: vec![entry], namespaces: vec!["default".to_owned()] }
    }

    #[test]
    fn classes_say_who_uses_them_and_can_be_changed() {
        let shown = html(|| view! { <CatalogView page=page() sent=None edited=Some("small".to_owned()) new=false/> });
        assert_has(
            &shown,
            &["Used by 2 machines and 1 cluster", r#"href="/admin/catalog/classes/small/delete""#, r#"value="2""#],
        );
    }

    #[test]
    fn a_refused_class_keeps_what_was_typed() {
        let form = ClassForm { name: "Big".to_owned(), memory: "32".to_owned(), ..ClassForm::default() };
        let error = Error::invalid(vec![FieldError::new("memory", "Write an amount with its unit.")]);
        let sent = Some(Sent { form, new: true, error: Some(error) });
        let shown = html(|| view! { <CatalogView page=page() sent edited=None new=false/> });
        assert_has(&shown, &[r#"value="Big""#, r#"value="32""#, r#"id="f-memory-wrong""#]);
    }
}

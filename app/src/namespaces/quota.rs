//! How much a namespace may take.

use leptos::prelude::*;
use portal::view::{FieldError, QuotaForm};
use texts::t;

use super::namespace_path;
use crate::components::field::{TextField, Wrong};

/// The quota of a namespace with its form.
#[component]
pub(super) fn Quota(
    namespace: String,
    form: QuotaForm,
    other: Vec<(String, String, String)>,
    errors: Vec<FieldError>,
) -> impl IntoView {
    let action = format!("{}/quota", namespace_path(&namespace));
    let others = other.into_iter().map(|(resource, used, hard)| {
        view! { <dt><code>{resource}</code></dt> <dd class="num-left">{t().namespaces_used_of(used, hard)}</dd> }
    });
    let others: Vec<_> = others.collect();
    view! {
        <section class="card" aria-labelledby="quota">
            <h2 id="quota">{t().namespaces_quota()}</h2>
            <form method="post" action=action class="stack" aria-label=t().namespaces_quota()>
                <QuotaFields form prefix="" errors/>
                <p class="sub">{t().namespaces_quota_help()}</p>
                <div class="actions"><button class="btn primary">{t().namespaces_set_quota()}</button></div>
            </form>
            {(!others.is_empty()).then(|| view! {
                <h3>{t().namespaces_also_limited()}</h3>
                <dl class="facts">{others}</dl>
            })}
        </section>
    }
    .into_any()
}

/// The fields of a quota; `prefix` is before their names in error messages.
#[component]
pub(super) fn QuotaFields(form: QuotaForm, #[prop(into)] prefix: String, errors: Vec<FieldError>) -> impl IntoView {
    let field = |name: &str| format!("{prefix}{name}");
    let wrong = |name: &str| {
        let field = field(name);
        Wrong(errors.iter().find(|error| error.field == field).map(|error| error.message.clone()))
    };
    let of_class = form
        .of_class
        .into_iter()
        .map(|(class, amount)| {
            let name = format!("storage-{class}");
            view! {
                <input type="hidden" name="storage_class" value=class.clone()/>
                <TextField field=field(&name) name="storage_of_class" label=t().namespaces_storage_of_class(&class)
                    value=amount wrong=wrong(&name)/>
            }
        })
        .collect_view();
    view! {
        <input type="hidden" name="quota_version" value=form.version/>
        <div class="fields">
            <TextField field=field("cpu") name="cpu" label=t().word_cpu() value=form.cpu wrong=wrong("cpu") help=t().namespaces_cpu_help()/>
            <TextField field=field("memory") name="memory" label=t().word_memory() value=form.memory wrong=wrong("memory")
                help=t().namespaces_memory_help()/>
            <TextField field=field("storage") name="storage" label=t().word_storage() value=form.storage wrong=wrong("storage")
                help=t().namespaces_storage_help()/>
            <TextField field=field("clusters") name="clusters" label=t().namespaces_clusters() value=form.clusters wrong=wrong("clusters")
                help=t().namespaces_number_help()/>
            {of_class}
        </div>
    }
    .into_any()
}

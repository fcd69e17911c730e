//! Which machine classes a namespace may choose from.

use leptos::prelude::*;
use portal::view::{FieldError, OfferedClass, Unit};
use texts::{Texts, t};

use super::namespace_path;
use crate::components::amount::{amount, count};

/// The classes of a namespace with their form.
#[component]
pub(super) fn Classes(namespace: String, classes: Vec<OfferedClass>, errors: Vec<FieldError>) -> impl IntoView {
    let action = format!("{}/classes", namespace_path(&namespace));
    view! {
        <section class="card" aria-labelledby="classes">
            <h2 id="classes">{t().namespaces_classes()}</h2>
            <form method="post" action=action class="stack" aria-label=t().namespaces_classes()>
                <ClassFields classes errors/>
                <div class="actions">
                    <button class="btn primary">{t().namespaces_offer()}</button>
                    <a class="btn" href="/admin/catalog/classes">{t().namespaces_all_classes()}</a>
                </div>
            </form>
        </section>
    }
    .into_any()
}

/// A box to tick for each class.
#[component]
pub(super) fn ClassFields(classes: Vec<OfferedClass>, errors: Vec<FieldError>) -> impl IntoView {
    let wrong = errors.into_iter().find(|error| error.field == "classes").map(|error| error.message);
    view! {
        {wrong.map(|text| view! { <p class="field-wrong" role="alert">{text}</p> })}
        {if classes.is_empty() {
            view! { <p class="sub">{t().namespaces_no_classes()}</p> }.into_any()
        } else {
            view! { <div class="checks" role="group" aria-label=t().namespaces_classes()>{classes.into_iter().map(class).collect_view()}</div> }.into_any()
        }}
    }
    .into_any()
}

fn class(class: OfferedClass) -> impl IntoView {
    let size = format!("{}, {}", amount(Unit::MilliCpu, class.milli_cpu), amount(Unit::Byte, class.memory));
    view! {
        <label class="check">
            <input type="checkbox" name="class" value=class.name.clone() checked=class.offered/>
            <span>
                {class.name} " " <small>{size}</small>
                {(class.machines > 0).then(|| view! { <small>" · " {t().namespaces_used_by(count(class.machines, Texts::count_machines))}</small> })}
            </span>
        </label>
    }
    .into_any()
}

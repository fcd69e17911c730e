//! The request as a form.

use leptos::prelude::*;
use portal::view::{FieldError, PoolForm, RequestForm, RequestOptions, Unit};
use texts::t;

use crate::components::{
    amount::amount,
    field::{SelectField, TextField, Typing},
    within::{SLOTS, within},
    wrong::wrong,
};

#[component]
pub(super) fn FormFields(
    form: RequestForm,
    options: RequestOptions,
    beyond_form: Vec<String>,
    errors: Vec<FieldError>,
    /// The field that the cursor starts in; the name when none is given.
    focus: Option<String>,
) -> impl IntoView {
    let namespaces = options.namespaces.iter().map(|namespace| same(&namespace.name)).collect();
    let versions = options
        .versions
        .iter()
        .map(|version| {
            let text = if version.newest { t().request_newest(&version.version) } else { version.version.clone() };
            (version.version.clone(), text)
        })
        .collect();
    let storage_classes = options
        .storage_classes
        .iter()
        .map(|class| {
            let text = if class.default { t().request_default(&class.name) } else { class.name.clone() };
            (class.name.clone(), text)
        })
        .collect();
    let classes = classes(&options);
    let beyond = view! { <code>{beyond_form.join(", ")}</code> }.into_any();
    let pool_count = form.pools.len();
    let name_focused = focus.is_none() && errors.is_empty();
    view! {
        <input type="hidden" name="mode" value="form"/>
        <input type="hidden" name="base" value=form.base/>
        {(!beyond_form.is_empty()).then(|| view! {
            <p class="note">{within(&t().request_beyond_form(SLOTS[0]), [beyond])}</p>
        })}
        <div class="fields">
            <TextField field="name" name="name" label=t().word_name() value=form.name wrong=wrong(&errors, "name")
                help=t().cluster_request_name_help() autofocus=name_focused/>
            <SelectField field="namespace" name="namespace" label=t().word_namespace() value=form.namespace options=namespaces
                wrong=wrong(&errors, "namespace")/>
            <SelectField field="version" name="version" label=t().word_kubernetes_version() value=form.version options=versions
                wrong=wrong(&errors, "version")/>
            <SelectField field="storageClass" name="storage_class" label=t().word_storage_class() value=form.storage_class
                options=storage_classes wrong=wrong(&errors, "storageClass") help=t().cluster_request_storage_help()/>
        </div>
        <fieldset>
            <legend>{t().word_control_plane()}</legend>
            <div class="fields machines">
                <TextField field="controlPlane.replicas" name="control_plane_nodes" label=t().cluster_request_control_plane_nodes()
                    value=form.control_plane_nodes typing=Typing::Number
                    wrong=wrong(&errors, "controlPlane.replicas") help=t().cluster_request_control_plane_help()/>
                <SelectField field="controlPlane.class" name="control_plane_class" label=t().word_machine_class()
                    value=form.control_plane_class options=classes.clone() wrong=wrong(&errors, "controlPlane.class")/>
            </div>
        </fieldset>
        {form
            .pools
            .into_iter()
            .enumerate()
            .map(|(index, pool)| {
                view! { <PoolFields index pool classes=classes.clone() errors=errors.clone() focus=focus.clone()/> }
            })
            .collect_view()}
        <div class="add-pool">
            <button class="btn small" name="action" value="add-pool">
                {if pool_count == 0 { t().cluster_request_add_first_pool() } else { t().cluster_request_add_pool() }}
            </button>
            {(pool_count == 0).then_some(t().cluster_request_no_pool())}
        </div>
    }
    .into_any()
}

#[component]
fn PoolFields(
    index: usize,
    pool: PoolForm,
    classes: Vec<(String, String)>,
    errors: Vec<FieldError>,
    focus: Option<String>,
) -> impl IntoView {
    let field = |part: &str| format!("pools.{index}.{part}");
    let focused = focus == Some(field("name"));
    view! {
        <fieldset>
            <legend>{t().cluster_request_pool(index + 1)}</legend>
            <div class="fields machines">
                <TextField field=field("name") name="pool_name" label=t().cluster_request_pool_name() value=pool.name
                    wrong=wrong(&errors, &field("name")) autofocus=focused/>
                <SelectField field=field("class") name="pool_class" label=t().word_machine_class() value=pool.class options=classes
                    wrong=wrong(&errors, &field("class"))/>
                <TextField field=field("replicas") name="pool_nodes" label=t().word_worker_nodes() value=pool.nodes
                    typing=Typing::Number wrong=wrong(&errors, &field("replicas"))/>
            </div>
            <button class="remove" name="action" value=format!("remove-pool-{index}")>
                {t().cluster_request_remove_pool(index + 1)}
            </button>
        </fieldset>
    }
    .into_any()
}

/// Classes with what a machine of each has.
fn classes(options: &RequestOptions) -> Vec<(String, String)> {
    options
        .classes
        .iter()
        .map(|class| {
            let size = format!("{}, {}", amount(Unit::MilliCpu, class.milli_cpu), amount(Unit::Byte, class.memory));
            (class.name.clone(), format!("{} · {size}", class.name))
        })
        .collect()
}

fn same(text: &str) -> (String, String) {
    (text.to_owned(), text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rendered::{assert_has, html};
    use crate::sample::request_draft;

    #[test]
    fn the_form_has_its_stable_names_and_keeps_what_was_typed() {
        let draft = request_draft();
        let errors = vec![FieldError::new("pools.1.replicas", "A number, please.")];
        let html = html(|| {
            view! {
                <FormFields form=draft.form options=draft.options beyond_form=draft.beyond_form errors focus=None/>
            }
        });
        let labels = [
            "Name",
            "Namespace",
            "Kubernetes version",
            "Storage class",
            "Control plane nodes",
            "Machine class",
            "Worker nodes",
        ];
        assert_has(&html, &labels.map(|label| format!(">{label}</label>")).each_ref().map(String::as_str));
        assert_has(
            &html,
            &[
                r#"value="nine""#,
                r#"id="f-pools-1-replicas-wrong""#,
                r#"aria-invalid="true""#,
                "spec.topology.nodePools[0].labels",
            ],
        );
    }
}

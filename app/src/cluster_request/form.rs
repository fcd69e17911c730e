//! The request as a form.

use leptos::prelude::*;
use portal::view::{FieldError, PoolForm, RequestForm, RequestOptions, Unit};

use crate::components::{
    amount::amount,
    field::{SelectField, TextField, Typing},
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
            let text = if version.newest { format!("{} (newest)", version.version) } else { version.version.clone() };
            (version.version.clone(), text)
        })
        .collect();
    let storage_classes = options
        .storage_classes
        .iter()
        .map(|class| {
            let text = if class.default { format!("{} (default)", class.name) } else { class.name.clone() };
            (class.name.clone(), text)
        })
        .collect();
    let classes = classes(&options);
    let pool_count = form.pools.len();
    let name_focused = focus.is_none() && errors.is_empty();
    view! {
        <input type="hidden" name="mode" value="form"/>
        <input type="hidden" name="base" value=form.base/>
        {(!beyond_form.is_empty()).then(|| view! {
            <p class="note">"The YAML also has " <code>{beyond_form.join(", ")}</code> ", which this form has no field for. It is kept."</p>
        })}
        <div class="fields">
            <TextField field="name" name="name" label="Name" value=form.name wrong=wrong(&errors, "name")
                help="Lower case letters, digits and dashes, up to 41 characters" autofocus=name_focused/>
            <SelectField field="namespace" name="namespace" label="Namespace" value=form.namespace options=namespaces
                wrong=wrong(&errors, "namespace")/>
            <SelectField field="version" name="version" label="Kubernetes version" value=form.version options=versions
                wrong=wrong(&errors, "version")/>
            <SelectField field="storageClass" name="storage_class" label="Storage class" value=form.storage_class
                options=storage_classes wrong=wrong(&errors, "storageClass") help="For the disks of all machines"/>
        </div>
        <fieldset>
            <legend>"Control plane"</legend>
            <div class="fields machines">
                <TextField field="controlPlane.replicas" name="control_plane_nodes" label="Control plane nodes"
                    value=form.control_plane_nodes typing=Typing::Number
                    wrong=wrong(&errors, "controlPlane.replicas") help="1, or 3 or 5 to survive the loss of a machine"/>
                <SelectField field="controlPlane.class" name="control_plane_class" label="Machine class"
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
                {if pool_count == 0 { "Add a node pool" } else { "Add node pool" }}
            </button>
            {(pool_count == 0).then_some("Without one, the cluster has no worker nodes.")}
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
            <legend>{format!("Node pool {}", index + 1)}</legend>
            <div class="fields machines">
                <TextField field=field("name") name="pool_name" label="Pool name" value=pool.name
                    wrong=wrong(&errors, &field("name")) autofocus=focused/>
                <SelectField field=field("class") name="pool_class" label="Machine class" value=pool.class options=classes
                    wrong=wrong(&errors, &field("class"))/>
                <TextField field=field("replicas") name="pool_nodes" label="Worker nodes" value=pool.nodes
                    typing=Typing::Number wrong=wrong(&errors, &field("replicas"))/>
            </div>
            <button class="remove" name="action" value=format!("remove-pool-{index}")>
                {format!("Remove pool {}", index + 1)}
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

//! The request as a form.

use leptos::prelude::*;
use portal::view::{DiskForm, FieldError, MachineForm, MachineOptions, Unit};
use texts::t;

use crate::components::{
    amount::amount,
    field::{AreaField, SelectField, TextField, Typing},
    within::{SLOTS, within},
    wrong::wrong,
};

#[component]
pub(super) fn FormFields(
    form: MachineForm,
    options: MachineOptions,
    beyond_form: Vec<String>,
    errors: Vec<FieldError>,
    /// The field that the cursor starts in; the name when none is given.
    focus: Option<String>,
) -> impl IntoView {
    let same = |text: &String| (text.clone(), text.clone());
    let namespaces = options.namespaces.iter().map(|namespace| same(&namespace.name)).collect();
    let classes = options.classes.iter().map(|class| {
        let size = format!("{}, {}", amount(Unit::MilliCpu, class.milli_cpu), amount(Unit::Byte, class.memory));
        (class.name.clone(), format!("{} · {size}", class.name))
    });
    let storage_classes = options.storage_classes.iter().map(|class| {
        let text = if class.default { t().request_default(&class.name) } else { class.name.clone() };
        (class.name.clone(), text)
    });
    let images = options.images.iter().map(|image| {
        let text = match (image.disk, image.for_clusters) {
            (_, true) => t().vm_request_image_for_clusters(&image.name),
            (0, false) => image.name.clone(),
            (disk, false) => format!("{} · {}", image.name, amount(Unit::Byte, disk)),
        };
        (image.name.clone(), text)
    });
    let power = vec![("PoweredOn".to_owned(), t().vm_request_on()), ("PoweredOff".to_owned(), t().vm_request_off())];
    let beyond = view! { <code>{beyond_form.join(", ")}</code> }.into_any();
    let name_focused = focus.is_none() && errors.is_empty();
    let disks = form.disks.into_iter().enumerate().map(|(index, disk)| {
        view! { <DiskFields index disk errors=errors.clone() focus=focus.clone()/> }
    });
    view! {
        <input type="hidden" name="mode" value="form"/>
        <input type="hidden" name="base" value=form.base/>
        {(!beyond_form.is_empty()).then(|| view! {
            <p class="note">{within(&t().request_beyond_form(SLOTS[0]), [beyond])}</p>
        })}
        <div class="fields">
            <TextField field="name" name="name" label=t().word_name() value=form.name wrong=wrong(&errors, "name")
                help=t().vm_request_name_help() autofocus=name_focused/>
            <SelectField field="namespace" name="namespace" label=t().word_namespace() value=form.namespace options=namespaces
                wrong=wrong(&errors, "namespace")/>
            <SelectField field="class" name="class" label=t().word_machine_class() value=form.class options=classes.collect()
                wrong=wrong(&errors, "class")/>
            <SelectField field="image" name="image" label=t().word_image() value=form.image options=images.collect()
                wrong=wrong(&errors, "image")/>
            <SelectField field="storageClass" name="storage_class" label=t().word_storage_class() value=form.storage_class
                options=storage_classes.collect() wrong=wrong(&errors, "storageClass") help=t().vm_request_storage_help()/>
            <TextField field="diskSize" name="disk_size" label=t().vm_request_disk_size() value=form.disk_size typing=Typing::Number
                wrong=wrong(&errors, "diskSize") help=t().vm_request_disk_size_help()/>
            <SelectField field="powerState" name="power_state" label=t().vms_power() value=form.power_state options=power
                wrong=wrong(&errors, "powerState")/>
        </div>
        {disks.collect_view()}
        <div class="add-pool">
            <button class="btn small" name="action" value="add-disk">{t().vm_request_add_disk()}</button>
        </div>
        <fieldset>
            <legend>{t().vm_request_first()}</legend>
            <AreaField field="sshKey" name="ssh_key" label=t().vm_request_ssh_key() value=form.ssh_key rows=2 wrong=wrong(&errors, "sshKey")
                help=t().vm_request_ssh_key_help()/>
            <AreaField field="userData" name="user_data" label=t().vm_user_data() value=form.user_data rows=5
                wrong=wrong(&errors, "userData") help=t().vm_request_user_data_help()/>
        </fieldset>
    }
    .into_any()
}

#[component]
fn DiskFields(index: usize, disk: DiskForm, errors: Vec<FieldError>, focus: Option<String>) -> impl IntoView {
    let field = |part: &str| format!("disks.{index}.{part}");
    let focused = focus == Some(field("name"));
    view! {
        <fieldset>
            <legend>{t().vm_request_disk(index + 2)}</legend>
            <div class="fields">
                <TextField field=field("name") name="disk_name" label=t().vm_request_disk_name() value=disk.name
                    wrong=wrong(&errors, &field("name")) autofocus=focused/>
                <TextField field=field("size") name="disk_size_of" label=t().vm_disk_size() value=disk.size typing=Typing::Number
                    wrong=wrong(&errors, &field("size")) help="GiB"/>
            </div>
            <button class="remove" name="action" value=format!("remove-disk-{index}")>
                {t().vm_request_remove_disk(index + 2)}
            </button>
        </fieldset>
    }
    .into_any()
}

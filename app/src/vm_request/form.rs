//! The request as a form.

use leptos::prelude::*;
use portal::view::{DiskForm, FieldError, MachineForm, MachineOptions, Unit};

use crate::components::{
    amount::amount,
    field::{AreaField, SelectField, TextField, Typing},
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
        let text = if class.default { format!("{} (default)", class.name) } else { class.name.clone() };
        (class.name.clone(), text)
    });
    let images = options.images.iter().map(|image| {
        let text = match (image.disk, image.for_clusters) {
            (_, true) => format!("{} (for clusters)", image.name),
            (0, false) => image.name.clone(),
            (disk, false) => format!("{} · {}", image.name, amount(Unit::Byte, disk)),
        };
        (image.name.clone(), text)
    });
    let power = vec![
        ("PoweredOn".to_owned(), "On".to_owned()),
        ("PoweredOff".to_owned(), "Off, until I power it on".to_owned()),
    ];
    let name_focused = focus.is_none() && errors.is_empty();
    let disks = form.disks.into_iter().enumerate().map(|(index, disk)| {
        view! { <DiskFields index disk errors=errors.clone() focus=focus.clone()/> }
    });
    view! {
        <input type="hidden" name="mode" value="form"/>
        <input type="hidden" name="base" value=form.base/>
        {(!beyond_form.is_empty()).then(|| view! {
            <p class="note">"The YAML also has " <code>{beyond_form.join(", ")}</code> ", which this form has no field for. It is kept."</p>
        })}
        <div class="fields">
            <TextField field="name" name="name" label="Name" value=form.name wrong=wrong(&errors, "name")
                help="Lower case letters, digits and dashes, up to 63 characters" autofocus=name_focused/>
            <SelectField field="namespace" name="namespace" label="Namespace" value=form.namespace options=namespaces
                wrong=wrong(&errors, "namespace")/>
            <SelectField field="class" name="class" label="Machine class" value=form.class options=classes.collect()
                wrong=wrong(&errors, "class")/>
            <SelectField field="image" name="image" label="Image" value=form.image options=images.collect()
                wrong=wrong(&errors, "image")/>
            <SelectField field="storageClass" name="storage_class" label="Storage class" value=form.storage_class
                options=storage_classes.collect() wrong=wrong(&errors, "storageClass") help="For all its disks"/>
            <TextField field="diskSize" name="disk_size" label="Disk size" value=form.disk_size typing=Typing::Number
                wrong=wrong(&errors, "diskSize") help="GiB; empty for the size of the image"/>
            <SelectField field="powerState" name="power_state" label="Power" value=form.power_state options=power
                wrong=wrong(&errors, "powerState")/>
        </div>
        {disks.collect_view()}
        <div class="add-pool">
            <button class="btn small" name="action" value="add-disk">"Add disk"</button>
        </div>
        <fieldset>
            <legend>"Who gets in, and what runs first"</legend>
            <AreaField field="sshKey" name="ssh_key" label="SSH key" value=form.ssh_key rows=2 wrong=wrong(&errors, "sshKey")
                help="Your public key, for the image's usual user"/>
            <AreaField field="userData" name="user_data" label="User data" value=form.user_data rows=5
                wrong=wrong(&errors, "userData") help=USER_DATA_HELP/>
        </fieldset>
    }
    .into_any()
}

/// What may be typed as user data.
pub(super) const USER_DATA_HELP: &str =
    "For cloud-init: begins with #cloud-config, or with #! for a script. It is kept in a Secret.";

#[component]
fn DiskFields(index: usize, disk: DiskForm, errors: Vec<FieldError>, focus: Option<String>) -> impl IntoView {
    let field = |part: &str| format!("disks.{index}.{part}");
    let focused = focus == Some(field("name"));
    view! {
        <fieldset>
            <legend>{format!("Disk {}", index + 2)}</legend>
            <div class="fields">
                <TextField field=field("name") name="disk_name" label="Disk name" value=disk.name
                    wrong=wrong(&errors, &field("name")) autofocus=focused/>
                <TextField field=field("size") name="disk_size_of" label="Size" value=disk.size typing=Typing::Number
                    wrong=wrong(&errors, &field("size")) help="GiB"/>
            </div>
            <button class="remove" name="action" value=format!("remove-disk-{index}")>
                {format!("Remove disk {}", index + 2)}
            </button>
        </fieldset>
    }
    .into_any()
}

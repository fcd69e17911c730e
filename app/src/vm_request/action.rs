//! What the buttons of the request page do. Only "Request virtual machine" changes anything; the others show the page again.

use axum::{
    Extension,
    body::Body,
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use http::Request;
use leptos::prelude::*;
use portal::{
    Error, SignedIn,
    machine_request::{draft, submit as request_machine},
    view::{DiskForm, MachineDraft, MachineForm, MachineInput},
};

use crate::{
    components::query::vm_path,
    problem::{error_page, render_page},
    routes::Fields,
};

/// What was sent, for the page that is shown again.
#[derive(Clone)]
pub(super) struct Sent {
    /// What was typed.
    pub(super) input: MachineInput,
    /// Why the request was refused, when it was sent as one.
    pub(super) refused: Option<Error>,
    /// The field to put the cursor into.
    pub(super) focus: Option<String>,
}

/// The button that was pressed.
#[derive(Debug, PartialEq, Eq)]
enum Action {
    Submit,
    Preview,
    AddDisk,
    RemoveDisk(usize),
    ShowYaml,
    ShowForm,
}

impl Action {
    /// What the `action` field says; everything unknown only shows the page again.
    fn of(fields: &Fields) -> Action {
        // Script sends one more `action` after the button's.
        match fields.all("action").last().unwrap_or_default() {
            "submit" => Action::Submit,
            "add-disk" => Action::AddDisk,
            "show-yaml" => Action::ShowYaml,
            "show-form" => Action::ShowForm,
            other => other
                .strip_prefix("remove-disk-")
                .and_then(|index| index.parse().ok())
                .map_or(Action::Preview, Action::RemoveDisk),
        }
    }
}

/// `POST /vms/new`
pub(crate) async fn submit(
    State(options): State<LeptosOptions>,
    Extension(user): Extension<SignedIn>,
    request: Request<Body>,
) -> Response {
    let (parts, fields) = match Fields::read(request).await {
        Ok(read) => read,
        Err((parts, error)) => return error_page(options, parts, error).await,
    };
    let mut sent = Sent { input: input(&fields), refused: None, focus: None };
    match Action::of(&fields) {
        Action::Submit => match request_machine(&user, &sent.input).await {
            Ok(machine) => return Redirect::to(&vm_path(&machine.namespace, &machine.name)).into_response(),
            Err(error) => sent.refused = Some(error),
        },
        Action::AddDisk => sent.focus = add_disk(&mut sent.input),
        Action::RemoveDisk(index) => remove_disk(&mut sent.input, index),
        Action::ShowYaml | Action::ShowForm => match draft(&user, &sent.input).await {
            Ok(draft) => sent.input = turned(sent.input, draft),
            Err(error) => sent.refused = Some(error),
        },
        Action::Preview => {}
    }
    render_page(options, parts, move || provide_context(sent.clone())).await
}

/// What was typed, as the request's fields hold it.
fn input(fields: &Fields) -> MachineInput {
    // Browsers send every line break as two characters.
    let text = |name: &str| fields.one(name).replace("\r\n", "\n");
    if fields.one("mode") == "yaml" {
        return MachineInput::Yaml { yaml: text("yaml"), user_data: text("user_data") };
    }
    let mut sizes = fields.all("disk_size_of");
    let disks = fields
        .all("disk_name")
        .map(|name| DiskForm { name: name.to_owned(), size: sizes.next().unwrap_or_default().to_owned() })
        .collect();
    MachineInput::Form(MachineForm {
        name: fields.one("name"),
        namespace: fields.one("namespace"),
        class: fields.one("class"),
        storage_class: fields.one("storage_class"),
        image: fields.one("image"),
        disk_size: fields.one("disk_size"),
        disks,
        ssh_key: text("ssh_key"),
        user_data: text("user_data"),
        power_state: fields.one("power_state"),
        base: text("base"),
    })
}

/// One more disk; gives the field to type its size into.
fn add_disk(input: &mut MachineInput) -> Option<String> {
    let MachineInput::Form(form) = input else { return None };
    let name = (form.disks.len() + 1..)
        .map(|number| format!("disk-{number}"))
        .find(|name| form.disks.iter().all(|disk| disk.name != *name))
        .unwrap_or_default();
    form.disks.push(DiskForm { name, size: "10".to_owned() });
    Some(format!("disks.{}.name", form.disks.len() - 1))
}

fn remove_disk(input: &mut MachineInput, index: usize) {
    if let MachineInput::Form(form) = input
        && index < form.disks.len()
    {
        form.disks.remove(index);
    }
}

/// From the form to its YAML, or from YAML to the form. YAML with errors stays YAML: the form could not show them where
/// they are.
fn turned(input: MachineInput, draft: MachineDraft) -> MachineInput {
    match input {
        MachineInput::Form(form) => MachineInput::Yaml { yaml: draft.yaml, user_data: form.user_data },
        MachineInput::Yaml { .. } if draft.errors.iter().all(|error| error.field != "yaml") => {
            MachineInput::Form(draft.form)
        }
        input => input,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn disks_are_read_in_order_added_with_a_free_name_and_removed() {
        let mut sent = input(&Fields::of(&[
            ("disk_name", "a"),
            ("disk_size_of", "5"),
            ("disk_name", "disk-3"),
            ("disk_size_of", ""),
            ("user_data", "a\r\nb"),
        ]));
        assert_eq!(add_disk(&mut sent).as_deref(), Some("disks.2.name"));
        remove_disk(&mut sent, 0);
        remove_disk(&mut sent, 9);
        let MachineInput::Form(form) = sent else { panic!("a form") };
        let disks: Vec<_> = form.disks.iter().map(|disk| (disk.name.as_str(), disk.size.as_str())).collect();
        assert_eq!(disks, [("disk-3", ""), ("disk-4", "10")]);
        assert_eq!(form.user_data, "a\nb");
    }

    #[test]
    fn the_last_action_counts() {
        for (pairs, action) in [
            (vec![("action", "submit"), ("action", "preview")], Action::Preview),
            (vec![("action", "remove-disk-2")], Action::RemoveDisk(2)),
            (vec![("action", "remove-disk-x")], Action::Preview),
            (vec![], Action::Preview),
        ] {
            assert_eq!(Action::of(&Fields::of(&pairs)), action);
        }
    }
}

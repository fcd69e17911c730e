//! What is wrong with a request: which of it is shown, and where.

use leptos::prelude::*;
use portal::view::{FieldError, RequestForm, RequestInput};

use crate::components::field::{Wrong, field_id};

/// The errors to show. Before the request is sent, a field that is still empty is not wrong yet.
pub(super) fn visible(errors: Vec<FieldError>, input: &RequestInput, sent: bool) -> Vec<FieldError> {
    match input {
        _ if sent => errors,
        RequestInput::New { .. } => Vec::new(),
        RequestInput::Form(form) => errors.into_iter().filter(|error| !is_empty(form, &error.field)).collect(),
        RequestInput::Yaml(_) => errors,
    }
}

fn is_empty(form: &RequestForm, field: &str) -> bool {
    let value = match field {
        "name" => Some(&form.name),
        "controlPlane.replicas" => Some(&form.control_plane_nodes),
        _ => pool_field(form, field),
    };
    value.is_some_and(|value| value.trim().is_empty())
}

/// What was typed into `pools.<index>.<part>`.
fn pool_field<'a>(form: &'a RequestForm, field: &str) -> Option<&'a String> {
    let (index, part) = field.strip_prefix("pools.")?.split_once('.')?;
    let pool = form.pools.get(index.parse::<usize>().ok()?)?;
    match part {
        "name" => Some(&pool.name),
        "replicas" => Some(&pool.nodes),
        _ => None,
    }
}

/// What is wrong with one field.
pub(super) fn wrong(errors: &[FieldError], field: &str) -> Wrong {
    let texts: Vec<&str> =
        errors.iter().filter(|error| error.field == field).map(|error| error.message.as_str()).collect();
    Wrong((!texts.is_empty()).then(|| texts.join(" ")))
}

/// Everything that is wrong, with links to the fields.
#[component]
pub(super) fn Summary(errors: Vec<FieldError>) -> impl IntoView {
    let title = match errors.len() {
        1 => "One thing needs a change".to_owned(),
        n => format!("{n} things need a change"),
    };
    view! {
        <div class="refused" role="alert">
            <p><b>{title}</b> " · nothing was requested yet, what you typed is kept."</p>
            <ul>
                {errors
                    .into_iter()
                    .map(|error| {
                        let text = placed(&error);
                        if error.field.is_empty() {
                            view! { <li>{text}</li> }.into_any()
                        } else {
                            view! { <li><a href=format!("#{}", field_id(&error.field))>{text}</a></li> }.into_any()
                        }
                    })
                    .collect_view()}
            </ul>
        </div>
    }
    .into_any()
}

/// The message, with its line and column where it has them.
pub(super) fn placed(error: &FieldError) -> String {
    match (error.line, error.column) {
        (Some(line), Some(column)) => format!("Line {line}, column {column}: {}", error.message),
        (Some(line), None) => format!("Line {line}: {}", error.message),
        _ => error.message.clone(),
    }
}

#[cfg(test)]
mod tests {
    use portal::view::PoolForm;

    use super::*;

    #[test]
    fn empty_fields_are_wrong_only_once_sent() {
        let form = RequestForm {
            control_plane_nodes: "2".to_owned(),
            pools: vec![PoolForm::default()],
            ..RequestForm::default()
        };
        let errors: Vec<_> = ["name", "controlPlane.replicas", "pools.0.name", "pools.0.class", ""]
            .into_iter()
            .map(|field| FieldError::new(field, "wrong"))
            .collect();
        let fields = |errors: Vec<FieldError>| errors.into_iter().map(|e| e.field).collect::<Vec<_>>();
        let input = RequestInput::Form(form);
        assert_eq!(fields(visible(errors.clone(), &input, false)), ["controlPlane.replicas", "pools.0.class", ""]);
        assert_eq!(visible(errors.clone(), &input, true).len(), 5);
        assert!(visible(errors, &RequestInput::New { namespace: None }, false).is_empty());
    }

    #[test]
    fn places_are_written() {
        let mut error = FieldError::new("yaml", "A colon is missing.");
        error.line = Some(4);
        assert_eq!(placed(&error), "Line 4: A colon is missing.");
        error.column = Some(3);
        assert_eq!(placed(&error), "Line 4, column 3: A colon is missing.");
    }
}

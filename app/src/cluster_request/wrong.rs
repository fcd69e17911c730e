//! What is wrong with a request: which of it is shown, and where.

use portal::view::{FieldError, RequestForm, RequestInput};

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
}

//! What is wrong with a form, at its fields and as a whole.

use leptos::prelude::*;
use portal::view::FieldError;
use texts::t;

use super::field::{Wrong, field_id};

/// What is wrong with one field.
pub(crate) fn wrong(errors: &[FieldError], field: &str) -> Wrong {
    let texts: Vec<&str> =
        errors.iter().filter(|error| error.field == field).map(|error| error.message.as_str()).collect();
    Wrong((!texts.is_empty()).then(|| texts.join(" ")))
}

/// Everything that is wrong, with links to the fields.
#[component]
pub(crate) fn Summary(errors: Vec<FieldError>) -> impl IntoView {
    view! {
        <div class="refused" role="alert">
            <p><b>{t().wrong_things(errors.len())}</b> " · " {t().wrong_kept()}</p>
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
pub(crate) fn placed(error: &FieldError) -> String {
    match (error.line, error.column) {
        (Some(line), Some(column)) => t().wrong_at_column(line.to_string(), column.to_string(), &error.message),
        (Some(line), None) => t().wrong_at_line(line.to_string(), &error.message),
        _ => error.message.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_written() {
        let mut error = FieldError::new("yaml", "A colon is missing.");
        error.line = Some(4);
        assert_eq!(placed(&error), "Line 4: A colon is missing.");
        error.column = Some(3);
        assert_eq!(placed(&error), "Line 4, column 3: A colon is missing.");
    }
}

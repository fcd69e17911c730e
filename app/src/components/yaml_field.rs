//! One object as YAML to write in.

use leptos::prelude::*;
use portal::view::FieldError;
use texts::t;

use super::{raw_text::raw_text, wrong::placed};

/// The text of one object, with what is wrong at its lines. It is sent as `yaml`, with `mode` = `yaml`.
#[component]
pub(crate) fn YamlField(
    yaml: String,
    errors: Vec<FieldError>,
    /// The kind of the object.
    kind: &'static str,
) -> impl IntoView {
    let rows = yaml.lines().count().clamp(18, 60);
    // One text, so that no marker of Leptos comes between. Browsers drop a line break at the start.
    let content = format!("\n{}", raw_text(&yaml));
    let wrong = !errors.is_empty();
    let lines: Vec<&str> = yaml.lines().collect();
    let wrong_lines = errors.iter().map(|error| wrong_line(error, &lines)).collect_view();
    view! {
        <input type="hidden" name="mode" value="yaml"/>
        <div class="field">
            <label for="f-yaml">{t().yaml_field(kind)}</label>
            <textarea id="f-yaml" name="yaml" class="editor" rows=rows spellcheck="false" autocapitalize="none"
                autocomplete="off" aria-invalid=wrong.then_some("true") aria-describedby="f-yaml-wrong f-yaml-help">
                {content}
            </textarea>
            <div id="f-yaml-wrong">
                {wrong_lines}
            </div>
            <p class="field-help" id="f-yaml-help">{t().yaml_field_help(kind)}</p>
        </div>
    }
    .into_any()
}

/// What is wrong, with the line it is in and a mark below the column.
fn wrong_line(error: &FieldError, lines: &[&str]) -> impl IntoView + use<> {
    let excerpt =
        error.line.and_then(|line| Some((*lines.get(usize::try_from(line).ok()?.checked_sub(1)?)?).to_owned()));
    let mark = error.column.map(|column| {
        let before = usize::try_from(column).unwrap_or(1).saturating_sub(1);
        format!("\n{}^", " ".repeat(before.min(400)))
    });
    view! {
        <div class="yaml-wrong">
            <p class="field-wrong">{placed(error)}</p>
            {excerpt.map(|excerpt| view! { <pre aria-hidden="true">{excerpt}{mark}</pre> })}
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rendered::{assert_has, html};

    #[test]
    fn an_error_shows_its_line_and_the_text_is_kept() {
        let error = FieldError {
            field: "yaml".to_owned(),
            message: "There is no closing bracket.".to_owned(),
            line: Some(2),
            column: Some(4),
        };
        let html =
            html(|| view! { <YamlField kind="GuestCluster" yaml="a: 1\nb: [<\n".to_owned() errors=vec![error]/> });
        assert_has(
            &html,
            &["Line 2, column 4: There is no closing bracket.", ">\na: 1\nb: [&lt;\n</textarea>", "   ^"],
        );
    }
}

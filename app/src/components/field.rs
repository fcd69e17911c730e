//! Form fields: label above, help below, what is wrong beside it.

use leptos::prelude::*;
use texts::t;

use super::raw_text::raw_text;

/// The id of the control of a field, from the field's name in error messages: `pools.0.name` → `f-pools-0-name`.
pub(crate) fn field_id(field: &str) -> String {
    format!("f-{}", field.replace('.', "-"))
}

/// What is wrong with a field, shown below it.
#[derive(Clone, Default)]
pub(crate) struct Wrong(pub(crate) Option<String>);

/// How a text is typed.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Typing {
    /// A name: no spelling help, no capitals.
    #[default]
    Name,
    /// A whole number. Typed as text: a browser's number field would not send what is no number, and it would be lost.
    Number,
    /// A password.
    Password,
}

/// A text, number or password.
#[component]
pub(crate) fn TextField(
    /// The field's name in error messages; makes the id.
    #[prop(into)]
    field: String,
    /// The name under which it is sent.
    #[prop(into)]
    name: String,
    #[prop(into)] label: String,
    #[prop(into)] value: String,
    #[prop(optional, into)] help: String,
    #[prop(optional)] wrong: Wrong,
    #[prop(optional)] typing: Typing,
    #[prop(optional)] autofocus: bool,
    #[prop(optional)] required: bool,
    #[prop(optional, into)] autocomplete: Option<String>,
) -> impl IntoView {
    let id = field_id(&field);
    let kind = if typing == Typing::Password { "password" } else { "text" };
    let keys = (typing == Typing::Number).then_some("numeric");
    view! {
        <Frame id=id.clone() label help=help.clone() wrong=wrong.clone()>
            <input id=id.clone() type=kind name=name value=value inputmode=keys
                autocomplete=autocomplete.unwrap_or_else(|| "off".to_owned())
                autocapitalize="none" spellcheck="false" autofocus=autofocus required=required
                aria-invalid=wrong.0.is_some().then_some("true")
                aria-describedby=described(&id, &help, &wrong)/>
        </Frame>
    }
    .into_any()
}

/// One of several values, each with its text. A value that is not among them is kept as one more, so that nothing is
/// changed behind the user's back.
#[component]
pub(crate) fn SelectField(
    #[prop(into)] field: String,
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(into)] value: String,
    /// Values and their texts.
    options: Vec<(String, String)>,
    #[prop(optional, into)] help: String,
    #[prop(optional)] wrong: Wrong,
) -> impl IntoView {
    let id = field_id(&field);
    let unknown = (!value.is_empty() && options.iter().all(|(option, _)| *option != value))
        .then(|| (value.clone(), t().choice_not_available(&value)));
    view! {
        <Frame id=id.clone() label help=help.clone() wrong=wrong.clone()>
            <select id=id.clone() name=name
                aria-invalid=wrong.0.is_some().then_some("true")
                aria-describedby=described(&id, &help, &wrong)>
                {options
                    .into_iter()
                    .chain(unknown)
                    .map(|(option, text)| {
                        let selected = option == value;
                        view! { <option value=option selected=selected>{text}</option> }
                    })
                    .collect_view()}
            </select>
        </Frame>
    }
    .into_any()
}

/// A choice in the toolbar of a list: any, or one of several values. Nothing when there are none.
#[component]
pub(crate) fn Choice(
    /// The name under which it is sent.
    name: &'static str,
    #[prop(into)] label: String,
    /// The text of no choice.
    #[prop(into)]
    all: String,
    options: Vec<String>,
    chosen: Option<String>,
) -> impl IntoView {
    // A value that is not there any more stays chosen, so that the filter shows what it does.
    let gone = chosen.clone().filter(|chosen| !options.contains(chosen));
    (!options.is_empty())
        .then(|| {
            let options = options.into_iter().chain(gone).map(|option| {
                let selected = chosen.as_ref() == Some(&option);
                view! { <option value=option.clone() selected=selected>{option.clone()}</option> }
            });
            view! {
                <select name=name aria-label=label>
                    <option value="">{all}</option>
                    {options.collect_view()}
                </select>
            }
        })
        .into_any()
}

/// A text of several lines.
#[component]
pub(crate) fn AreaField(
    #[prop(into)] field: String,
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    value: String,
    /// Lines that are shown at least.
    rows: usize,
    #[prop(optional, into)] help: String,
    #[prop(optional)] wrong: Wrong,
) -> impl IntoView {
    let id = field_id(&field);
    let rows = value.lines().count().clamp(rows, 30);
    // One text, so that no marker of Leptos comes between. Browsers drop a line break at the start.
    let content = format!("\n{}", raw_text(&value));
    view! {
        <Frame id=id.clone() label help=help.clone() wrong=wrong.clone()>
            <textarea id=id.clone() name=name class="editor" rows=rows spellcheck="false" autocapitalize="none" autocomplete="off"
                aria-invalid=wrong.0.is_some().then_some("true") aria-describedby=described(&id, &help, &wrong)>
                {content}
            </textarea>
        </Frame>
    }
    .into_any()
}

/// Label, control, help and error of one field.
#[component]
fn Frame(id: String, #[prop(into)] label: String, help: String, wrong: Wrong, children: Children) -> impl IntoView {
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            {children()}
            {wrong.0.map(|text| view! { <p class="field-wrong" id=format!("{id}-wrong")>{text}</p> })}
            {(!help.is_empty()).then(|| view! { <p class="field-help" id=format!("{id}-help")>{help}</p> })}
        </div>
    }
    .into_any()
}

/// The value of `aria-describedby`: the ids of the texts that a field has.
fn described(id: &str, help: &str, wrong: &Wrong) -> Option<String> {
    let mut ids = Vec::with_capacity(2);
    if wrong.0.is_some() {
        ids.push(format!("{id}-wrong"));
    }
    if !help.is_empty() {
        ids.push(format!("{id}-help"));
    }
    (!ids.is_empty()).then(|| ids.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_described_by_what_it_shows() {
        assert_eq!(described("f-name", "", &Wrong(None)), None);
        assert_eq!(
            described("f-name", "Lower case", &Wrong(Some("Taken".to_owned()))).as_deref(),
            Some("f-name-wrong f-name-help")
        );
        assert_eq!(field_id("pools.0.name"), "f-pools-0-name");
    }
}

//! An object's YAML with who set which line.

use leptos::prelude::*;
use portal::view::{ManagedYaml, Manager};
use texts::{Texts, t};

use super::{amount::count, query::link, time::Ago, yaml::marked};

/// The YAML; with one manager chosen, its lines are marked. What a line says of its managers is said where it changes.
#[component]
pub(crate) fn ManagedYamlView(
    yaml: ManagedYaml,
    /// The name of the region for screen readers.
    #[prop(into)]
    label: String,
    /// The path of the page, whose parameters `tab` and `manager` choose this and a manager.
    path: String,
    /// The manager that the URL chooses, by its [`key`].
    chosen: Option<String>,
    /// Where it can be changed, for those who may.
    #[prop(optional_no_strip)]
    edit: Option<String>,
) -> impl IntoView {
    let text = yaml.text();
    let keys: Vec<String> = yaml.managers.iter().map(key).collect();
    let chosen = chosen.and_then(|chosen| keys.iter().position(|key| *key == chosen));
    let titles: Vec<String> = yaml.managers.iter().map(title).collect();
    let links = yaml.managers.iter().zip(&keys).enumerate().map(|(index, (manager, key))| {
        let lines = yaml.lines.iter().filter(|line| line.managers.contains(&index)).count();
        let href = link(&path, &[("tab", "yaml"), ("manager", key)]);
        let how = if manager.applies { t().yaml_applies() } else { t().yaml_writes() };
        view! {
            <li>
                <a href=href aria-current=(chosen == Some(index)).then_some("true")>{titles[index].clone()}</a>
                " " <span class="sub">{how} ", " {count(lines as u64, Texts::count_lines)}{manager.time.map(|at| view! { ", " <Ago at/> })}</span>
            </li>
        }
    });
    let links = links.collect_view();
    let mut before: Vec<usize> = Vec::new();
    let lines: Vec<_> = yaml
        .lines
        .into_iter()
        .map(|line| {
            let is_chosen = chosen.is_some_and(|chosen| line.managers.contains(&chosen));
            let names: Vec<&str> =
                line.managers.iter().filter_map(|index| titles.get(*index)).map(String::as_str).collect();
            let said = (line.managers != before && !names.is_empty()).then(|| t().yaml_set_by(names.join(", ")));
            before = line.managers;
            view! {
                <span class="yaml-line" data-chosen=is_chosen.then_some("")>
                    {marked(&line.text)}
                    {said.map(|text| view! { <span class="yaml-by">{text}</span> })}
                    "\n"
                </span>
            }
        })
        .collect();
    view! {
        {edit.map(|href| view! { <p class="yaml-edit"><a class="btn small" href=href>{t().yaml_edit()}</a></p> })}
        {(!keys.is_empty()).then(|| view! {
            <details class="card managers" open=chosen.is_some()>
                <summary>{t().yaml_who_set_what()}</summary>
                <ul>
                    <li><a href=link(&path, &[("tab", "yaml")]) aria-current=chosen.is_none().then_some("true")>{t().yaml_everybody()}</a></li>
                    {links}
                </ul>
                <p class="sub">{t().yaml_set_by_api()}</p>
            </details>
        })}
        <div class="yaml">
            <button type="button" class="copy" data-copy=text aria-label=t().copy_yaml()>{t().copy()}</button>
            <pre tabindex="0" role="group" aria-label=label><code>{lines}</code></pre>
        </div>
    }
    .into_any()
}

/// The value of the parameter `manager` that chooses it.
fn key(manager: &Manager) -> String {
    match &manager.subresource {
        Some(subresource) => format!("{}/{subresource}", manager.name),
        None => manager.name.clone(),
    }
}

fn title(manager: &Manager) -> String {
    match &manager.subresource {
        Some(subresource) => format!("{} ({subresource})", manager.name),
        None => manager.name.clone(),
    }
}

#[cfg(test)]
mod tests {
    use portal::view::ManagedLine;

    use super::*;
    use crate::rendered::{assert_has, html};

    #[test]
    fn a_chosen_manager_has_its_lines_marked_and_every_line_says_who() {
        let line = |text: &str, managers: &[usize]| ManagedLine { text: text.to_owned(), managers: managers.to_vec() };
        let manager = |name: &str, subresource: Option<&str>| Manager {
            name: name.to_owned(),
            applies: subresource.is_none(),
            subresource: subresource.map(str::to_owned),
            time: None,
        };
        let yaml = ManagedYaml {
            lines: vec![line("kind: A", &[]), line("spec:", &[0]), line("  a: 1", &[0]), line("status: {}", &[0, 1])],
            managers: vec![manager("kubectl", None), manager("atoll", Some("status"))],
        };
        let chosen = Some("atoll/status".to_owned());
        let html = html(|| view! { <ManagedYamlView yaml label="YAML" path="/vms/a/b".to_owned() chosen/> });
        assert_has(
            &html,
            &[
                "/vms/a/b?tab=yaml&amp;manager=kubectl\"",
                "manager=atoll%2Fstatus\" aria-current=\"true\"",
                "set by kubectl</span>",
                "set by kubectl, atoll (status)</span>",
            ],
        );
        assert_eq!((html.matches("data-chosen").count(), html.matches("set by").count()), (1, 3), "{html}");
    }
}

//! Whether rules that somebody holds cover rules that are to be given.
//!
//! Model: `k8s.io/component-helpers/auth/rbac/validation`, `Covers` and `CompactRules`.

use std::collections::BTreeSet;

use super::rules::{Rule, has};

/// What of `wanted` the rules in `held` do not cover, in the smallest parts: one group, resource and verb each.
pub(super) fn missing(held: &[Rule], wanted: &[Rule]) -> Vec<Rule> {
    let parts = wanted.iter().flat_map(parts);
    parts.filter(|part| !held.iter().any(|rule| covers(rule, part))).collect()
}

/// How messages tell of rules: those about one resource as one, each line once, in order.
pub(super) fn described(rules: Vec<Rule>) -> String {
    let mut compact: Vec<Rule> = Vec::new();
    for rule in rules {
        match compact.iter_mut().find(|known| same_resource(known, &rule)) {
            Some(known) => known.verbs.extend(rule.verbs),
            None => compact.push(rule),
        }
    }
    let lines: BTreeSet<String> = compact.iter().map(line).collect();
    lines.into_iter().collect::<Vec<_>>().join("\n")
}

/// `["a" "b"]`, as Go writes a list of strings.
pub(super) fn quoted(texts: &[String]) -> String {
    let texts: Vec<String> = texts.iter().map(|text| format!("{text:?}")).collect();
    format!("[{}]", texts.join(" "))
}

fn parts(rule: &Rule) -> Vec<Rule> {
    let one = |text: &String| vec![text.clone()];
    let names: Vec<Vec<String>> =
        if rule.resource_names.is_empty() { vec![Vec::new()] } else { rule.resource_names.iter().map(one).collect() };
    let mut parts = Vec::new();
    for verb in &rule.verbs {
        for group in &rule.api_groups {
            for resource in &rule.resources {
                parts.extend(names.iter().map(|names| Rule {
                    verbs: one(verb),
                    api_groups: one(group),
                    resources: one(resource),
                    resource_names: names.clone(),
                    urls: Vec::new(),
                }));
            }
        }
        parts.extend(rule.urls.iter().map(|url| Rule { verbs: one(verb), urls: one(url), ..Rule::default() }));
    }
    parts
}

/// Does a rule cover one of the smallest parts?
fn covers(rule: &Rule, part: &Rule) -> bool {
    let names = rule.resource_names.is_empty()
        || !part.resource_names.is_empty() && part.resource_names.iter().all(|name| rule.resource_names.contains(name));
    part.verbs.iter().all(|verb| has(&rule.verbs, verb))
        && part.api_groups.iter().all(|group| has(&rule.api_groups, group))
        && part.resources.iter().all(|resource| covers_resource(rule, resource))
        && part.urls.iter().all(|url| rule.urls.iter().any(|held| covers_url(held, url)))
        && names
}

fn covers_resource(rule: &Rule, resource: &str) -> bool {
    has(&rule.resources, resource)
        || resource
            .split_once('/')
            .is_some_and(|(_, sub)| rule.resources.iter().any(|r| r.strip_prefix("*/") == Some(sub)))
}

fn covers_url(held: &str, url: &str) -> bool {
    held == url || held.strip_suffix('*').is_some_and(|prefix| url.starts_with(prefix))
}

/// True for two rules about the same one resource of the same one group, which differ in their verbs only.
fn same_resource(one: &Rule, other: &Rule) -> bool {
    let simple = |rule: &Rule| {
        rule.urls.is_empty() && rule.api_groups.len() == 1 && rule.resources.len() == 1 && rule.resource_names.len() < 2
    };
    simple(one)
        && simple(other)
        && (&one.api_groups, &one.resources, &one.resource_names)
            == (&other.api_groups, &other.resources, &other.resource_names)
}

fn line(rule: &Rule) -> String {
    let parts = [
        ("APIGroups", &rule.api_groups),
        ("Resources", &rule.resources),
        ("NonResourceURLs", &rule.urls),
        ("ResourceNames", &rule.resource_names),
        ("Verbs", &rule.verbs),
    ];
    let said = parts.into_iter().filter(|(_, list)| !list.is_empty());
    format!("{{{}}}", said.map(|(name, list)| format!("{name}:{}", quoted(list))).collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn rules(value: Value) -> Vec<Rule> {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn what_is_held_covers_what_is_given() {
        let on = |groups: &[&str], resources: &[&str], verbs: &[&str]| json!({"apiGroups": groups, "resources": resources, "verbs": verbs});
        let named = |names: &[&str]| json!({"apiGroups": [""], "resources": ["pods"], "verbs": ["get"], "resourceNames": names});
        let urls = |urls: &[&str]| json!({"nonResourceURLs": urls, "verbs": ["get"]});
        let pods = on(&[""], &["pods"], &["get"]);
        let cases = [
            ("nothing", vec![], vec![pods.clone()], false),
            ("nothing asked", vec![], vec![], true),
            ("the same", vec![pods.clone()], vec![pods.clone()], true),
            (
                "two together",
                vec![pods.clone(), on(&[""], &["pods"], &["list"])],
                vec![on(&[""], &["pods"], &["get", "list"])],
                true,
            ),
            (
                "a part",
                vec![on(&["", "a"], &["pods", "x"], &["get", "list"])],
                vec![on(&["a"], &["x"], &["list"])],
                true,
            ),
            ("stars", vec![on(&["*"], &["*"], &["*"])], vec![pods.clone(), on(&["*"], &["*"], &["*"])], true),
            (
                "a star is more than all it stands for",
                vec![on(&[""], &["pods"], &["get", "list", "watch"])],
                vec![on(&[""], &["pods"], &["*"])],
                false,
            ),
            (
                "all resources cover subresources",
                vec![on(&[""], &["*"], &["get"])],
                vec![on(&[""], &["pods/status"], &["get"])],
                true,
            ),
            ("a resource does not", vec![pods.clone()], vec![on(&[""], &["pods/status"], &["get"])], false),
            (
                "one subresource of all",
                vec![on(&[""], &["*/scale"], &["get"])],
                vec![on(&[""], &["x/scale"], &["get"])],
                true,
            ),
            ("another one", vec![on(&[""], &["*/scale"], &["get"])], vec![on(&[""], &["x/status"], &["get"])], false),
            ("all names cover some", vec![pods.clone()], vec![named(&["a"])], true),
            ("some names cover not all", vec![named(&["a"])], vec![pods.clone()], false),
            ("names", vec![named(&["a", "b"])], vec![named(&["b"])], true),
            ("other names", vec![named(&["a"])], vec![named(&["a", "b"])], false),
            ("paths below", vec![urls(&["/api/*"])], vec![urls(&["/api/v1", "/api/*"])], true),
            ("paths beside", vec![urls(&["/api/*"])], vec![urls(&["/api"])], false),
            ("all paths", vec![urls(&["*"])], vec![urls(&["/x"])], true),
            ("paths are no resources", vec![on(&["*"], &["*"], &["*"])], vec![urls(&["/x"])], false),
            ("resources are no paths", vec![urls(&["*"])], vec![pods.clone()], false),
        ];
        for (name, held, wanted, expected) in cases {
            let left = missing(&rules(json!(held)), &rules(json!(wanted)));
            assert_eq!(left.is_empty(), expected, "{name}: {left:?}");
        }
    }

    #[test]
    fn what_is_missing_is_told_by_resource() {
        let all = rules(json!([
            {"apiGroups": [""], "resources": ["pods"], "verbs": ["get", "list"]},
            {"apiGroups": ["apps"], "resources": ["deployments"], "verbs": ["get"], "resourceNames": ["a"]},
            {"nonResourceURLs": ["/metrics"], "verbs": ["get"]},
        ]));
        let expected = [
            r#"{APIGroups:[""], Resources:["pods"], Verbs:["get" "list"]}"#,
            r#"{APIGroups:["apps"], Resources:["deployments"], ResourceNames:["a"], Verbs:["get"]}"#,
            r#"{NonResourceURLs:["/metrics"], Verbs:["get"]}"#,
        ];
        assert_eq!(described(missing(&[], &all)), expected.join("\n"));
    }
}

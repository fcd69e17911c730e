//! LimitRange: what containers get when they ask for nothing, and what pods, containers and claims may ask for.
//!
//! Model and wording: `k8s.io/kubernetes/plugin/pkg/admission/limitranger`.

use std::collections::BTreeMap;

use api::field::{FieldError, Path};
use api::quantity::Amount;
use api::quota::Amounts;
use serde_json::{Value, json};

use super::pod;
use crate::engine::ApiError;
use crate::engine::hooks::Effect;
use crate::kinds::printing::{items, text};

/// Where LimitRanges are stored.
const LIMIT_RANGES: &str = "/limitranges";
/// On a pod: what was filled in.
const NOTE: &str = "kubernetes.io/limit-ranger";

/// Completes and checks a new pod or a claim.
///
/// # Errors
/// 403 with everything that the LimitRanges of the namespace do not allow.
pub(super) fn apply(effect: &mut Effect<'_>) -> Result<(), ApiError> {
    let claim = match &*effect.resource.id {
        "/pods" => false,
        "/persistentvolumeclaims" => true,
        _ => return Ok(()),
    };
    // What a pod asks for does not change later.
    if effect.gone || effect.old.is_some_and(|old| !claim || old.get("spec") == effect.object.get("spec")) {
        return Ok(());
    }
    let (ranges, _) = effect.objects.list(LIMIT_RANGES, Some(effect.namespace));
    for range in ranges {
        let range = range.value().map_err(ApiError::internal)?;
        if !claim {
            fill(&range, effect.object);
        }
        let wrong = if claim { check_claim(&range, effect.object) } else { check_pod(&range, effect.object) };
        let why = match wrong.as_slice() {
            [] => continue,
            [one] => one.clone(),
            many => format!("[{}]", many.join(", ")),
        };
        return Err(ApiError::forbidden(effect.resource, effect.name, &why));
    }
    Ok(())
}

fn limits<'a>(range: &'a Value, type_: &'a str) -> impl Iterator<Item = &'a Value> {
    items(range, "/spec/limits").filter(move |limit| text(limit, "/type") == type_)
}

fn amounts(object: &Value, pointer: &str) -> Amounts {
    object.pointer(pointer).map(Amounts::of_value).unwrap_or_default()
}

/// Fills what containers leave out, and notes it on the pod.
fn fill(range: &Value, pod: &mut Value) {
    let (mut requests, mut bounds) = (Amounts::new(), Amounts::new());
    for limit in limits(range, "Container") {
        amounts(limit, "/defaultRequest").iter().for_each(|(name, amount)| requests.set(name, amount));
        amounts(limit, "/default").iter().for_each(|(name, amount)| bounds.set(name, amount));
    }
    let mut notes = Vec::new();
    for (list, what) in [("containers", "container"), ("initContainers", "init container")] {
        let containers = pod.pointer_mut(&format!("/spec/{list}")).and_then(Value::as_array_mut);
        for container in containers.into_iter().flatten() {
            let name = text(container, "/name").to_owned();
            for (part, default, word) in [("requests", &requests, "request"), ("limits", &bounds, "limit")] {
                let given = amounts(container, &format!("/resources/{part}"));
                let missing = default.clone().only(|name| !given.names(name));
                let names: Vec<&str> = missing.iter().map(|(name, _)| name).collect();
                if names.is_empty() {
                    continue;
                }
                notes.push(format!("{} {word} for {what} {name}", names.join(", ")));
                if !container["resources"].is_object() {
                    container["resources"] = json!({});
                }
                if !container["resources"][part].is_object() {
                    container["resources"][part] = json!({});
                }
                for (name, amount) in missing.iter() {
                    container["resources"][part][name] = json!(amount.to_string());
                }
            }
        }
    }
    if !notes.is_empty() {
        let note = format!("LimitRanger plugin set: {}", notes.join("; "));
        if !pod["metadata"]["annotations"].is_object() {
            pod["metadata"]["annotations"] = json!({});
        }
        pod["metadata"]["annotations"][NOTE] = json!(note);
    }
}

fn check_pod(range: &Value, object: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    for limit in limits(range, "Container") {
        for container in items(object, "/spec/containers").chain(items(object, "/spec/initContainers")) {
            let (requests, bounds) =
                (amounts(container, "/resources/requests"), amounts(container, "/resources/limits"));
            check(limit, "Container", &requests, &bounds, &mut wrong);
        }
    }
    for limit in limits(range, "Pod") {
        let (requests, bounds) = (pod::sum(object, "/resources/requests"), pod::sum(object, "/resources/limits"));
        check(limit, "Pod", &requests, &bounds, &mut wrong);
    }
    wrong
}

fn check_claim(range: &Value, claim: &Value) -> Vec<String> {
    let requests = amounts(claim, "/spec/resources/requests");
    let mut wrong = Vec::new();
    for limit in limits(range, "PersistentVolumeClaim") {
        for (name, least) in amounts(limit, "/min").iter() {
            minimum("PersistentVolumeClaim", name, least, &requests, &Amounts::new(), &mut wrong);
        }
        for (name, most) in amounts(limit, "/max").iter() {
            let told = format!("maximum {name} usage per PersistentVolumeClaim is {most}");
            if !requests.names(name) {
                wrong.push(format!("{told}.  No request is specified"));
            } else if requests.get(name) > most {
                wrong.push(format!("{told}, but request is {}", requests.get(name)));
            }
        }
    }
    wrong
}

fn check(limit: &Value, type_: &str, requests: &Amounts, bounds: &Amounts, wrong: &mut Vec<String>) {
    for (name, least) in amounts(limit, "/min").iter() {
        minimum(type_, name, least, requests, bounds, wrong);
    }
    for (name, most) in amounts(limit, "/max").iter() {
        let told = format!("maximum {name} usage per {type_} is {most}");
        if !bounds.names(name) {
            wrong.push(format!("{told}.  No limit is specified"));
        } else if bounds.get(name) > most {
            wrong.push(format!("{told}, but limit is {}", bounds.get(name)));
        } else if requests.get(name) > most {
            wrong.push(format!("{told}, but request is {}", requests.get(name)));
        }
    }
    for (name, most) in amounts(limit, "/maxLimitRequestRatio").iter() {
        let told = format!("{name} max limit to request ratio per {type_} is {most}");
        if requests.get(name).is_zero() {
            wrong.push(format!("{told}, but no request is specified or request is 0"));
        } else if bounds.get(name).is_zero() {
            wrong.push(format!("{told}, but no limit is specified or limit is 0"));
        } else {
            #[allow(clippy::cast_precision_loss, reason = "a ratio is told to six places")]
            let ratio = bounds.get(name).milli() as f64 / requests.get(name).milli() as f64;
            #[allow(clippy::cast_precision_loss, reason = "a ratio is told to six places")]
            if ratio > most.milli() as f64 / 1000.0 {
                wrong.push(format!("{told}, but provided ratio is {ratio:.6}"));
            }
        }
    }
}

fn minimum(type_: &str, name: &str, least: Amount, requests: &Amounts, bounds: &Amounts, wrong: &mut Vec<String>) {
    let told = format!("minimum {name} usage per {type_} is {least}");
    if !requests.names(name) {
        wrong.push(format!("{told}.  No request is specified"));
    } else if requests.get(name) < least {
        wrong.push(format!("{told}, but request is {}", requests.get(name)));
    } else if bounds.names(name) && bounds.get(name) < least {
        wrong.push(format!("{told}, but limit is {}", bounds.get(name)));
    }
}

/// Fills what a LimitRange leaves out: the default limit is the maximum, the default request the default limit, and
/// where there is none the minimum.
pub(in crate::kinds) fn default(range: &mut Value) {
    for limit in range.pointer_mut("/spec/limits").and_then(Value::as_array_mut).into_iter().flatten() {
        if text(limit, "/type") != "Container" {
            continue;
        }
        let part = |name: &str| {
            let part = limit.get(name).and_then(Value::as_object);
            part.into_iter().flatten().map(|(k, v)| (k.clone(), v.clone())).collect::<BTreeMap<_, _>>()
        };
        let mut bounds = part("max");
        bounds.extend(part("default"));
        let mut requests = part("min");
        requests.extend(bounds.clone());
        requests.extend(part("defaultRequest"));
        for (name, amounts) in [("default", bounds), ("defaultRequest", requests)] {
            if !amounts.is_empty() {
                limit[name] = json!(amounts);
            }
        }
    }
}

/// What is wrong with a LimitRange.
pub(in crate::kinds) fn validate(range: &Value) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let mut types: Vec<&str> = Vec::new();
    for (index, limit) in items(range, "/spec/limits").enumerate() {
        let path = Path::new("spec").child("limits").index(index);
        let type_ = text(limit, "/type");
        if types.contains(&type_) {
            errors.push(FieldError::duplicate(path.child("type"), type_));
        }
        types.push(type_);
        if type_ == "Pod" {
            for part in ["default", "defaultRequest"] {
                if items_of(limit, part) > 0 {
                    errors.push(FieldError::forbidden(path.child(part), "may not be specified when `type` is 'Pod'"));
                }
            }
        }
        if type_ == "PersistentVolumeClaim" {
            let bounded = ["min", "max"].iter().any(|part| amounts(limit, &format!("/{part}")).names("storage"));
            if !bounded {
                let rule = "either minimum or maximum storage value is required, but neither was provided";
                errors.push(FieldError::required(&path, rule));
            }
        }
        let ordered = [
            ("min", "max", "min value", "max value"),
            ("min", "defaultRequest", "min value", "default request value"),
            ("min", "default", "min value", "default value"),
            ("defaultRequest", "max", "default request value", "max value"),
            ("defaultRequest", "default", "default request value", "default limit value"),
            ("default", "max", "default value", "max value"),
        ];
        for (low, high, low_word, high_word) in ordered {
            let (lows, highs) = (amounts(limit, &format!("/{low}")), amounts(limit, &format!("/{high}")));
            for (name, least) in lows.iter().filter(|(name, least)| highs.names(name) && *least > highs.get(name)) {
                // As the public API: the field is the lower one, save where the minimum is above a default.
                let field = if low == "min" && high != "max" { high } else { low };
                let (value, rule) = if field == low {
                    (least, format!("{low_word} {least} is greater than {high_word} {}", highs.get(name)))
                } else {
                    (highs.get(name), format!("{low_word} {least} is greater than {high_word} {}", highs.get(name)))
                };
                errors.push(FieldError::invalid(path.child(field).key(name), value.to_string(), rule));
            }
        }
        for (name, ratio) in amounts(limit, "/maxLimitRequestRatio").iter() {
            if ratio < Amount::from_units(1) {
                let rule = format!("ratio {ratio} is less than 1");
                errors.push(FieldError::invalid(path.child("maxLimitRequestRatio").key(name), ratio.to_string(), rule));
            }
        }
    }
    errors
}

fn items_of(limit: &Value, part: &str) -> usize {
    limit.get(part).and_then(Value::as_object).map_or(0, serde_json::Map::len)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(limit: Value) -> Value {
        let mut range = json!({"spec": {"limits": [limit]}});
        default(&mut range);
        range
    }

    fn pod_of(resources: Value) -> Value {
        json!({"metadata": {}, "spec": {"containers": [{"name": "a", "resources": resources}]}})
    }

    #[test]
    fn containers_get_what_they_leave_out() {
        let range = range(
            json!({"type": "Container", "max": {"cpu": "2"}, "min": {"memory": "64Mi"}, "defaultRequest": {"cpu": "100m"}}),
        );
        let mut pod = pod_of(json!({"limits": {"cpu": "1"}}));
        fill(&range, &mut pod);
        assert_eq!(
            pod.pointer("/spec/containers/0/resources").unwrap(),
            &json!({"limits": {"cpu": "1"}, "requests": {"cpu": "100m", "memory": "64Mi"}})
        );
        assert_eq!(pod["metadata"]["annotations"][NOTE], "LimitRanger plugin set: cpu, memory request for container a");
    }

    #[test]
    fn bounds_are_told_in_the_public_words() {
        let range = range(
            json!({"type": "Container", "min": {"cpu": "100m"}, "max": {"cpu": "1"}, "maxLimitRequestRatio": {"cpu": "2"}}),
        );
        for (resources, wrong) in [
            (json!({"requests": {"cpu": "500m"}, "limits": {"cpu": "1"}}), vec![]),
            (
                json!({"requests": {"cpu": "50m"}, "limits": {"cpu": "100m"}}),
                vec!["minimum cpu usage per Container is 100m, but request is 50m"],
            ),
            (
                json!({"requests": {"cpu": "1"}, "limits": {"cpu": "2"}}),
                vec!["maximum cpu usage per Container is 1, but limit is 2"],
            ),
            (
                json!({"requests": {"cpu": "250m"}, "limits": {"cpu": "1"}}),
                vec!["cpu max limit to request ratio per Container is 2, but provided ratio is 4.000000"],
            ),
            (
                json!({}),
                vec![
                    "minimum cpu usage per Container is 100m.  No request is specified",
                    "maximum cpu usage per Container is 1.  No limit is specified",
                    "cpu max limit to request ratio per Container is 2, but no request is specified or request is 0",
                ],
            ),
        ] {
            assert_eq!(check_pod(&range, &pod_of(resources)), wrong);
        }
        let of_pod = json!({"spec": {"limits": [{"type": "Pod", "max": {"memory": "1Gi"}}]}});
        assert_eq!(
            check_pod(&of_pod, &pod_of(json!({"limits": {"memory": "2Gi"}}))),
            ["maximum memory usage per Pod is 1Gi, but limit is 2Gi"]
        );
        let of_claims = json!({"spec": {"limits": [{"type": "PersistentVolumeClaim", "min": {"storage": "1Gi"}, "max": {"storage": "2Gi"}}]}});
        let claim = |size: &str| json!({"spec": {"resources": {"requests": {"storage": size}}}});
        assert_eq!(check_claim(&of_claims, &claim("1Gi")), Vec::<String>::new());
        assert_eq!(
            check_claim(&of_claims, &claim("3Gi")),
            ["maximum storage usage per PersistentVolumeClaim is 2Gi, but request is 3Gi"]
        );
    }

    #[test]
    fn a_range_must_make_sense() {
        let told = |limit: Value| {
            let errors = validate(&json!({"spec": {"limits": [limit]}}));
            errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
        };
        assert_eq!(told(json!({"type": "Container", "min": {"cpu": "1"}, "max": {"cpu": "2"}})), "");
        assert_eq!(
            told(json!({"type": "Container", "min": {"cpu": "3"}, "max": {"cpu": "2"}})),
            "spec.limits[0].min[cpu]: Invalid value: \"3\": min value 3 is greater than max value 2"
        );
        assert_eq!(
            told(json!({"type": "PersistentVolumeClaim"})),
            "spec.limits[0]: Required value: either minimum or maximum storage value is required, but neither was provided"
        );
    }
}

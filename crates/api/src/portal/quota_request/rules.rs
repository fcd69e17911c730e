//! Defaults and rules of QuotaRequest.

use super::QuotaRequest;
use crate::field::{self, FieldError, Path};
use crate::quantity::Amount;

/// Nothing is filled in here; admission tells who asked and what the quota was.
pub fn default(_: &mut QuotaRequest) {}

/// What is wrong with the object by itself.
pub fn validate(object: &QuotaRequest) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let spec = &object.spec;
    let path = Path::new("spec").child("changes");
    if spec.changes.is_empty() {
        errors.push(FieldError::required(&path, "must name at least one resource"));
    }
    for (name, quantity) in &spec.changes {
        let path = path.key(name);
        errors.extend(
            field::qualified_name(name).into_iter().map(|rule| FieldError::invalid(&path, name.as_str(), rule)),
        );
        match Amount::try_from(quantity) {
            Ok(amount) if amount.is_negative() => {
                errors.push(FieldError::invalid(&path, quantity.0.as_str(), "must be greater than or equal to 0"));
            }
            Ok(_) => {}
            Err(error) => errors.push(FieldError::invalid(&path, quantity.0.as_str(), error.to_string())),
        }
    }
    if spec.justification.trim().is_empty() {
        errors.push(FieldError::required("spec.justification", "must say what the quota is for"));
    }
    errors
}

/// What is wrong with `new` by itself, and as what follows `old`: it can only be cancelled.
pub fn validate_update(new: &QuotaRequest, old: &QuotaRequest) -> Vec<FieldError> {
    let mut errors = validate(new);
    let (new, old) = (&new.spec, &old.spec);
    let immutable = "field is immutable: cancel the request and make another";
    for (name, same) in [
        ("changes", new.changes == old.changes),
        ("expiresAt", new.expires_at == old.expires_at),
        ("forObject", new.for_object == old.for_object),
        ("justification", new.justification == old.justification),
    ] {
        if !same {
            errors.push(FieldError::forbidden(Path::new("spec").child(name), immutable));
        }
    }
    if old.cancelled == Some(true) && new.cancelled != Some(true) {
        errors.push(FieldError::forbidden("spec.cancelled", "a cancelled request stays cancelled"));
    }
    errors
}

#[cfg(test)]
mod tests {
    use k8s_openapi::apimachinery::pkg::api::resource::Quantity;

    use super::*;
    use crate::portal::QuotaRequestSpec;

    fn request(change: impl Fn(&mut QuotaRequestSpec)) -> QuotaRequest {
        let mut spec = QuotaRequestSpec {
            changes: [("requests.cpu".to_owned(), Quantity("64".to_owned()))].into(),
            justification: "the demo".to_owned(),
            ..Default::default()
        };
        change(&mut spec);
        QuotaRequest::new("more", spec)
    }

    fn told(change: impl Fn(&mut QuotaRequestSpec)) -> String {
        validate(&request(change)).iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn each_rule_is_told() {
        assert_eq!(told(|_| {}), "");
        assert_eq!(told(|it| it.changes.clear()), "spec.changes: Required value: must name at least one resource");
        assert_eq!(
            told(|it| _ = it.changes.insert("pods".to_owned(), Quantity("-1".to_owned()))),
            "spec.changes[pods]: Invalid value: \"-1\": must be greater than or equal to 0"
        );
        assert_eq!(
            told(|it| it.justification = " ".to_owned()),
            "spec.justification: Required value: must say what the quota is for"
        );
    }

    #[test]
    fn a_request_can_only_be_cancelled() {
        let old = request(|_| {});
        assert_eq!(validate_update(&request(|it| it.cancelled = Some(true)), &old), []);
        let cancelled = request(|it| it.cancelled = Some(true));
        assert_eq!(validate_update(&old, &cancelled).len(), 1);
        let other = request(|it| it.justification = "another".to_owned());
        assert_eq!(validate_update(&other, &old)[0].field, "spec.justification");
    }
}

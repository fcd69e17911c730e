//! Defaults and rules of TanzuKubernetesRelease.

use super::TanzuKubernetesRelease;
use crate::field::FieldError;
use crate::version::Version;

/// Fills what was left out: nothing, since a release is written whole.
pub fn default(_object: &mut TanzuKubernetesRelease) {}

/// What is wrong with the object by itself.
pub fn validate(object: &TanzuKubernetesRelease) -> Vec<FieldError> {
    let full = |text: &str| text.parse::<Version>().is_ok_and(|it| it.is_full());
    let rule = "must be a valid semantic version";
    [("spec.version", &object.spec.version), ("spec.kubernetes.version", &object.spec.kubernetes.version)]
        .into_iter()
        .filter(|(_, text)| !full(text))
        .map(|(path, text)| FieldError::invalid(path, text.as_str(), rule))
        .collect()
}

/// What is wrong with `new` by itself, and as what follows `old`: clusters name a release by its version.
pub fn validate_update(new: &TanzuKubernetesRelease, old: &TanzuKubernetesRelease) -> Vec<FieldError> {
    let mut errors = validate(new);
    if new.spec.version != old.spec.version {
        errors.push(FieldError::immutable("spec.version", new.spec.version.as_str()));
    }
    errors
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run_tanzu::{TanzuKubernetesReleaseKubernetes, TanzuKubernetesReleaseSpec};

    fn release(version: &str, kubernetes: &str) -> TanzuKubernetesRelease {
        TanzuKubernetesRelease::new(
            "release",
            TanzuKubernetesReleaseSpec {
                version: version.to_owned(),
                kubernetes: TanzuKubernetesReleaseKubernetes { version: kubernetes.to_owned(), ..Default::default() },
                ..Default::default()
            },
        )
    }

    #[test]
    fn versions_are_whole_and_stay() {
        let good = release("v1.34.2+vmware.1-fips.1", "v1.34.2+vmware.1");
        assert_eq!(validate(&good), []);
        assert_eq!(validate(&release("v1.34", "newest")).len(), 2);
        let errors = validate_update(&release("v1.34.3", "v1.34.3"), &good);
        assert_eq!(errors[0].field, "spec.version");
    }
}

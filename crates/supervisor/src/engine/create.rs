//! Making objects.

use rand_suffix::suffix;
use serde_json::{Value, json};

use super::checks;
use super::commit::Outcome;
use super::core::{Caller, Core, Place, Written};
use super::error::ApiError;
use super::managed_fields;
use super::object;
use super::options::WriteOptions;
use super::registry::Resource;
use super::strategy::Operation;

/// How often another generated name is tried.
const NAME_ATTEMPTS: usize = 8;

/// The annotation that names the request by which an object came to be.
pub const REQUEST_ID: &str = "atoll.dev/request-id";

/// Who manages the fields of a new object.
pub(crate) enum Managed {
    /// The manager of the options, for everything in the object.
    ByWriter,
    /// It is in the object already, by a server-side apply.
    ByApply,
    /// Nobody: an object of the server itself.
    Untracked,
}

impl Core {
    /// Makes an object of a decoded body, of which unknown fields are gone.
    pub(crate) async fn create(
        &self,
        caller: &Caller<'_>,
        resource: &Resource,
        namespace: &str,
        mut object: Value,
        managed: Managed,
        options: &WriteOptions,
    ) -> Result<Written, ApiError> {
        let prefix = object::meta_text(&object, "generateName").to_owned();
        let generated = object::name(&object).is_empty() && !prefix.is_empty();
        self.complete(caller, resource, namespace, &mut object, managed, options)?;
        for attempt in 1.. {
            if generated {
                object::meta_mut(&mut object).insert("name".to_owned(), json!(generate(&prefix)));
            }
            let name = object::name(&object).to_owned();
            let place = Place { resource, namespace, name: &name };
            let errors = self.errors_of_new(resource, &object);
            if !errors.is_empty() {
                return Err(ApiError::invalid(resource, &name, &errors));
            }
            self.admit(place, Operation::Create, &object, None, caller.user)?;
            if options.dry_run && self.find(place).is_some() {
                return Err(ApiError::already_exists(resource, &name));
            }
            let outcome = Outcome::Put(object.clone());
            match self.commit(caller, place, None, outcome, options.dry_run).await? {
                Some(written) => return Ok(written),
                None if generated && attempt < NAME_ATTEMPTS => {}
                None if generated => return Err(ApiError::no_name_free(resource, &name)),
                None => return Err(ApiError::already_exists(resource, &name)),
            }
        }
        Err(ApiError::internal("no name was free"))
    }

    /// Fills in what the server decides.
    fn complete(
        &self,
        caller: &Caller<'_>,
        resource: &Resource,
        namespace: &str,
        object: &mut Value,
        managed: Managed,
        options: &WriteOptions,
    ) -> Result<(), ApiError> {
        object::put_head_first(object);
        let meta = object::meta_mut(object);
        let version = meta.shift_remove("resourceVersion");
        if version.is_some_and(|v| !matches!(v.as_str(), None | Some("" | "0"))) {
            return Err(ApiError::bad_request("resourceVersion should not be set on objects to be created"));
        }
        let own_namespace = meta.shift_remove("namespace").unwrap_or_default();
        let own_namespace = own_namespace.as_str().unwrap_or_default();
        if !own_namespace.is_empty() && (own_namespace != namespace || !resource.namespaced) {
            return Err(ApiError::bad_request(
                "the namespace of the provided object does not match the namespace sent on the request",
            ));
        }
        for field in ["selfLink", "deletionTimestamp", "deletionGracePeriodSeconds", "generation"] {
            meta.shift_remove(field);
        }
        if resource.namespaced {
            meta.insert("namespace".to_owned(), json!(namespace));
        }
        meta.insert("uid".to_owned(), json!(uuid::Uuid::new_v4()));
        meta.insert("creationTimestamp".to_owned(), json!(object::timestamp(caller.now)));
        if resource.generation {
            meta.insert("generation".to_owned(), json!(1));
        }
        if resource.status
            && !resource.strategy.keeps_status_on_create()
            && let Some(fields) = object.as_object_mut()
        {
            fields.shift_remove("status");
        }
        resource.schema().default(object);
        resource.strategy.prepare_create(object, caller.user);
        resource.strategy.warnings(object).into_iter().for_each(|text| caller.warnings.add(text));
        match managed {
            Managed::ByWriter => {
                let api_version = resource.api_version();
                let request = managed_fields::Request {
                    scope: resource.main_scope(),
                    ..managed_fields::Request::new(&options.manager, &api_version, caller.now)
                };
                managed_fields::update(None, object, resource.schema(), &request);
            }
            Managed::ByApply => {}
            Managed::Untracked => {
                object::meta_mut(object).shift_remove("managedFields");
            }
        }
        // After the accounting: nobody owns what the server notes.
        if resource.strategy.records_request_id() && !caller.request_id.is_empty() {
            let annotations = object::meta_mut(object).entry("annotations").or_insert_with(|| json!({}));
            if let Some(annotations) = annotations.as_object_mut() {
                annotations.entry(REQUEST_ID).or_insert_with(|| json!(caller.request_id));
            }
        }
        Ok(())
    }

    fn errors_of_new(&self, resource: &Resource, object: &Value) -> Vec<api::field::FieldError> {
        let mut errors = checks::metadata(resource, object);
        let of_schema = resource.schema().validate(object);
        // Rules beyond the schema may rely on it.
        let rely = of_schema.is_empty();
        errors.extend(of_schema);
        if rely {
            errors.extend(resource.strategy.validate(object));
        }
        errors
    }
}

/// A name that begins with `prefix`, cut to fit a DNS label, and ends in five random characters.
fn generate(prefix: &str) -> String {
    const LONGEST: usize = 63 - 5;
    let cut = prefix.char_indices().map(|(at, _)| at).take_while(|at| *at <= LONGEST).last().unwrap_or(0);
    let prefix = if prefix.len() > LONGEST { &prefix[..cut] } else { prefix };
    format!("{prefix}{}", suffix())
}

mod rand_suffix {
    /// No vowels, and nothing that looks like another: no words, no misreading.
    const LETTERS: &[u8] = b"bcdfghjklmnpqrstvwxz2456789";

    /// Five random letters.
    pub(super) fn suffix() -> String {
        let random = uuid::Uuid::new_v4().as_u128();
        (0..5).map(|i| LETTERS[(random >> (i * 12) & 0xfff) as usize % LETTERS.len()] as char).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generated_names_fit_a_label() {
        let name = generate("web-");
        assert!(name.starts_with("web-") && name.len() == 9, "{name}");
        assert_ne!(generate("web-"), generate("web-"));
        assert_eq!(generate(&"a".repeat(100)).len(), 63);
        assert!(generate(&"ä".repeat(100)).len() <= 63);
    }
}

//! Contents of files and passwords that stand in Secrets.

use api::bootstrap::{FileContentFormat, FileSource, KubeadmConfigSpec};

use super::cloud_config::Resolved;
use crate::{cluster_secrets::text, context::Context, error::Error, key::Key};

/// Fetches what the spec refers to, from the namespace of `config`.
pub(super) async fn contents(ctx: &Context, config: &Key, spec: &KubeadmConfigSpec) -> Result<Resolved, Error> {
    let mut resolved = Resolved::default();
    for file in spec.files.iter().flatten() {
        if file.content_format == Some(FileContentFormat::Template) {
            return Err(Error::Invalid(format!(
                "spec.files: {} has contentFormat Template, which is not offered",
                file.path
            )));
        }
        resolved.files.push(match &file.content_from {
            Some(source) => fetch(ctx, config, source).await?,
            None => file.content.clone().unwrap_or_default(),
        });
    }
    for user in spec.users.iter().flatten() {
        resolved.passwords.push(match &user.passwd_from {
            Some(source) => Some(fetch(ctx, config, source).await?),
            None => None,
        });
    }
    Ok(resolved)
}

async fn fetch(ctx: &Context, config: &Key, source: &FileSource) -> Result<String, Error> {
    let name = config.sibling(source.secret.name.as_str());
    let object = ctx
        .informers
        .secrets
        .fetch(&name)
        .await?
        .ok_or_else(|| Error::Invalid(format!("Secret {name} does not exist")))?;
    text(&object, &source.secret.key)
        .ok_or_else(|| Error::Invalid(format!("Secret {name} has no text under {}", source.secret.key)))
}

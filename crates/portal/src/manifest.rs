//! YAML that people write: read with errors at their place, changed without losing comments, handed to kubectl. Pure.

mod command;
mod edit;
mod located;
mod managers;
mod read;

pub(crate) use command::apply as kubectl_apply;
pub(crate) use edit::edit;
pub(crate) use managers::by_line;
pub(crate) use read::{at_place, read};

//! Use cases about guest clusters: list them, see one, scale and upgrade one, delete one.

mod change;
mod deletion;
mod explained;
mod list;
mod lock;
mod page;
mod pause;

pub use change::{apply as apply_change, preview as preview_change};
pub use deletion::{delete, deletion_preview};
pub use list::list;
pub(crate) use list::{cut, version_key};
pub use lock::set_lock;
pub use page::get;
pub use pause::set_paused;

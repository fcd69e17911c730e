//! Use cases about guest clusters: list them, see one, scale a pool, delete one.

mod deletion;
mod list;
mod page;
mod pause;
mod scale;

pub use deletion::{delete, deletion_preview};
pub use list::list;
pub(crate) use list::{cut, version_key};
pub use page::get;
pub use pause::set_paused;
pub use scale::scale_pool;

//! Quotas, requests for more of them, and decisions about these.

mod approvals;
mod ask;
mod decide;
mod history;
mod page;
mod policies;
mod request;
mod rows;

pub use approvals::approvals;
pub use ask::{Asking, ask, draft};
pub use decide::decide;
pub use page::overview;
pub use policies::{delete_policy, policies, policy_draft, put_policy};
pub use request::{cancel, get};
pub(crate) use rows::{row, waiting};

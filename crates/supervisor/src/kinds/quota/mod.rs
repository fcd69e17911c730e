//! Quota: what is written in a namespace, and what its ResourceQuotas say to that, in one transaction.
//!
//! `status.used` of a ResourceQuota is exact because nothing that changes it is stored without it:
//! - Whatever changes what a namespace takes compares-and-sets every quota that counts it ([`side_writes`]).
//! - It rests on the version of the Namespace object, too. A quota that is new, or counts something more than before,
//!   stores the Namespace again, so that no write passes it by that has not seen the quota.
//! - From then on the quota is counted before it is used: it is read first, then the objects, and what is written rests
//!   on the quota's version. [`keeper`] does so at once, or whoever comes first.
//!
//! What a virtual machine takes depends on other objects, so it is noted on the machine when it is admitted and given
//! back as noted. A guest cluster keeps its whole topology in its own status; its machines draw from that.

mod charge;
mod cluster;
pub(super) mod keeper;
mod ledger;
pub(super) mod limits;
mod machine;
mod pod;
mod recount;
mod scope;
pub(super) mod spec;

pub use keeper::{QuotaMetrics, repairs};

use store::{Change, Expect, Key, Write};

use self::ledger::Ledger;
use crate::engine::ApiError;
use crate::engine::hooks::Effect;
use crate::kinds::core::namespace;

/// Where ResourceQuotas are stored.
pub(super) const QUOTAS: &str = "/resourcequotas";
/// Where guest clusters are stored.
const GUEST_CLUSTERS: &str = "guest.atoll.dev/guestclusters";
/// Where virtual machines are stored.
const VIRTUAL_MACHINES: &str = "vmoperator.vmware.com/virtualmachines";

/// Charges a write to the quotas of its namespace.
///
/// # Errors
/// 403 with the words of the public API when a quota or a LimitRange has no room for it.
pub(super) fn side_writes(effect: &mut Effect<'_>) -> Result<Vec<Write>, ApiError> {
    if effect.namespace.is_empty() {
        return Ok(Vec::new());
    }
    limits::apply(effect)?;
    let key = Key::new(namespace::RESOURCE, "", effect.namespace);
    // The Namespace before the quotas: a quota that is made in between stores it again, and what rests on it is refused.
    let entry = effect.objects.get(&key.resource, "", effect.namespace);
    let mut ledger = Ledger::open(effect.objects, effect.namespace);
    match &*effect.resource.id {
        VIRTUAL_MACHINES => machine::note(effect, &mut ledger)?,
        GUEST_CLUSTERS => cluster::note(effect, &mut ledger)?,
        QUOTAS => ledger.note_quota(effect),
        _ => {}
    }
    ledger.charge(effect)?;
    let mut writes = ledger.close(effect)?;
    // Also what is not charged to any quota: one that is being made may have counted it.
    if ledger.changed
        && effect.old.is_some()
        && writes.iter().all(|write| write.key != key)
        && let Some(entry) = entry
    {
        writes.push(Write { key, expect: Expect::Revision(entry.revision), change: Change::Check });
    }
    Ok(writes)
}

//! Another class for a machine: what it means, and asking for it.

use serde_json::json;
use texts::t;

use super::{changeable, patch, row};
use crate::{
    SignedIn,
    amounts::{self, Amounts},
    cluster_request::class_options,
    facts::Facts,
    kind, read,
    view::{Error, ErrorKind, FieldError, Gauge, Power, ResizePlan},
};

/// What the class `wanted` means for the machine; without one, what may be chosen.
///
/// # Errors
/// `NotFound` when there is no such machine for this user, `Conflict` for a machine of a cluster.
pub async fn resize_plan(
    ctx: &SignedIn,
    namespace: &str,
    name: &str,
    wanted: Option<&str>,
) -> Result<ResizePlan, Error> {
    let vm = changeable(ctx, "patch", namespace, name).await?;
    let list = async |kind| read::or_none(read::list(&ctx.client, kind, Some(namespace), "").await);
    let (classes, quotas, machines) = tokio::try_join!(
        list(&kind::VIRTUAL_MACHINE_CLASS),
        list(&kind::RESOURCE_QUOTA),
        list(&kind::VIRTUAL_MACHINE)
    )?;
    let now = vm.text("/spec/className");
    let wanted = wanted.unwrap_or(now);
    let quotas: Vec<&Facts> = quotas.iter().collect();
    let used = amounts::taken(&quotas, amounts::used_by(machines.iter(), &classes));
    let size = |name: &str| classes.iter().find(|class| class.name() == name).map(amounts::of_class);
    let quota = match (size(now), size(wanted)) {
        (Some(old), Some(new)) => gauges(used, old, new, amounts::limits(&quotas)),
        _ => Vec::new(),
    };
    let machine = row::row(&vm);
    Ok(ResizePlan {
        running: machine.power == Power::On,
        machine,
        classes: class_options(&classes),
        class: wanted.to_owned(),
        quota,
    })
}

/// CPU and memory: what is used after what becomes free, and what is asked on top. Pure.
fn gauges(used: Amounts, old: Amounts, new: Amounts, limits: [Option<u64>; 3]) -> Vec<Gauge> {
    let less = |old: u64, new: u64| old.saturating_sub(new);
    let left = Amounts {
        milli_cpu: used.milli_cpu.saturating_sub(less(old.milli_cpu, new.milli_cpu)),
        memory: used.memory.saturating_sub(less(old.memory, new.memory)),
        storage: used.storage,
    };
    let more =
        Amounts { milli_cpu: less(new.milli_cpu, old.milli_cpu), memory: less(new.memory, old.memory), storage: 0 };
    let mut gauges = left.gauges(more, limits);
    gauges.truncate(2);
    gauges
}

/// Asks for the class, and for a restart when `restart`: a machine takes its new size only from off to on.
///
/// # Errors
/// `Invalid` with field `class` for a class that is not there or is its own; `Forbidden` with field `class` when the quota
/// has no room; `NotFound`, `Conflict` as [`resize_plan`].
pub async fn resize(ctx: &SignedIn, namespace: &str, name: &str, class: &str, restart: bool) -> Result<(), Error> {
    let vm = changeable(ctx, "patch", namespace, name).await?;
    let wrong = |message: String| Error::invalid(vec![FieldError::new("class", message)]);
    if vm.text("/spec/className") == class {
        return Err(wrong(t().error_class_already(name, class)));
    }
    let there = read::find(&ctx.client, &kind::VIRTUAL_MACHINE_CLASS, Some(namespace), class).await?;
    if class.is_empty() || there.is_none() {
        return Err(wrong(t().error_no_class_typed(class)));
    }
    let mut change = json!({"spec": {"className": class}});
    if restart && row::power(vm.text("/spec/powerState")) == Power::On {
        change["spec"]["nextRestartTime"] = api::vmoperator::virtual_machine::RESTART_NOW.into();
    }
    patch(ctx, &vm, change).await.map_err(|mut error| {
        if let (ErrorKind::Forbidden, Some((_, lacks))) = (error.kind, error.message.split_once("exceeded quota: ")) {
            error.message = t().error_no_quota_for_class(namespace, lacks);
        }
        Error { fields: vec![FieldError::new("class", error.message.as_str())], ..error }
    })
}

#[cfg(test)]
mod tests {
    use super::gauges;
    use crate::amounts::Amounts;

    #[test]
    fn only_the_difference_is_asked_and_what_becomes_free_is_counted() {
        let size = |cpu, memory| Amounts { milli_cpu: cpu, memory, storage: 9 };
        let all = gauges(size(30_000, 40), size(4_000, 16), size(8_000, 8), [Some(32_000), None, None]);
        let told: Vec<_> = all.iter().map(|gauge| (gauge.used, gauge.asked, gauge.limit)).collect();
        assert_eq!(told, [(30_000, 4_000, Some(32_000)), (32, 0, None)]);
        assert_eq!(all[0].short(), 2_000);
    }
}

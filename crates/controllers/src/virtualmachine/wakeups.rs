//! What wakes the reconcile of a VirtualMachine, beside its own changes: the objects its gates wait for, the
//! hypervisor's events, and capacity that became free.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::Arc,
};

use api::vmoperator::{VirtualMachine, VirtualMachineClass};
use hypervisor::{Event, MachineId};
use kube::ResourceExt;
use parking_lot::Mutex;
use tokio::sync::broadcast::error::RecvError;

use super::orphans;
use crate::{
    context::Context,
    controller::Controller,
    informer::{Informer, Kind},
    key::Key,
    queue::Queue,
};

/// How many machines that wait for capacity are tried when one machine goes.
const TRIED_PER_FREED: usize = 16;

/// Who waits for what.
pub(super) struct Wakeups {
    queue: Arc<Queue>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// Machine identities (UIDs) to objects.
    machines: HashMap<MachineId, Key>,
    /// Objects with a closed gate.
    gated: HashSet<Key>,
    /// Objects that found no host, in the order in which they began to wait.
    waiting: BTreeMap<u64, Key>,
    turns: HashMap<Key, u64>,
    next_turn: u64,
    /// Machines that are not ours to remove.
    left_alone: HashSet<MachineId>,
}

impl Wakeups {
    /// Wakes through `queue`.
    pub(super) fn new(queue: Arc<Queue>) -> Self {
        Self { queue, state: Mutex::default() }
    }

    /// The object is gone or going: it waits for nothing.
    pub(super) fn forget(&self, key: &Key) {
        self.gates_open(key);
        self.has_capacity(key);
    }

    /// Changes of what a gate looks at wake this object from now on.
    pub(super) fn waits_for_gates(&self, key: &Key) {
        self.state.lock().gated.insert(key.clone());
    }

    /// All its gates are open.
    pub(super) fn gates_open(&self, key: &Key) {
        self.state.lock().gated.remove(key);
    }

    /// Capacity that becomes free wakes this object from now on. It keeps its turn when it waits already.
    pub(super) fn waits_for_capacity(&self, key: &Key) {
        let state = &mut *self.state.lock();
        if !state.turns.contains_key(key) {
            state.turns.insert(key.clone(), state.next_turn);
            state.waiting.insert(state.next_turn, key.clone());
            state.next_turn += 1;
        }
    }

    /// It needs no capacity any more.
    pub(super) fn has_capacity(&self, key: &Key) {
        let state = &mut *self.state.lock();
        if let Some(turn) = state.turns.remove(key) {
            state.waiting.remove(&turn);
        }
    }

    /// A machine went: those who waited longest may try.
    pub(super) fn capacity_freed(&self) {
        self.wake_waiting(TRIED_PER_FREED);
    }

    fn wake_waiting(&self, count: usize) {
        let first: Vec<Key> = self.state.lock().waiting.values().take(count).cloned().collect();
        first.into_iter().for_each(|key| self.queue.add(key));
    }

    /// The object whose machine this is.
    pub(super) fn object(&self, id: &MachineId) -> Option<Key> {
        self.state.lock().machines.get(id).cloned()
    }

    /// Notes that a machine without object is left alone. True the first time.
    pub(super) fn leaves_alone(&self, id: &MachineId) -> bool {
        self.state.lock().left_alone.insert(id.clone())
    }

    fn remember(&self, old: Option<&VirtualMachine>, new: Option<&VirtualMachine>) {
        let id = |vm: &VirtualMachine| vm.uid().map(MachineId);
        let (old, new) = (old.and_then(|vm| Some((id(vm)?, vm))), new.and_then(|vm| Some((id(vm)?, vm))));
        if old.as_ref().map(|(id, _)| id) == new.as_ref().map(|(id, _)| id) {
            return;
        }
        let state = &mut *self.state.lock();
        if let Some((id, _)) = old {
            state.machines.remove(&id);
        }
        if let Some((id, vm)) = new {
            state.machines.insert(id, Key::of(vm));
        }
    }

    /// Objects with a closed gate that may look at something in this namespace; the empty one is looked at by all.
    fn gated(&self, namespace: &str) -> Vec<Key> {
        let state = self.state.lock();
        state.gated.iter().filter(|key| namespace.is_empty() || &*key.namespace == namespace).cloned().collect()
    }
}

/// Connects the controller with everything that wakes it.
pub(super) fn wire(controller: Controller, wakeups: &Arc<Wakeups>, ctx: &Context) -> Controller {
    let all = &ctx.informers;
    let known = wakeups.clone();
    let controller = controller.wakes(&all.virtual_machines, move |old, new| {
        known.remember(old, new);
        // Our own statuses must not wake us: a driver that words its refusal anew each time would be asked without rest.
        let matters = |vm: &VirtualMachine| {
            (vm.metadata.generation, vm.metadata.deletion_timestamp.clone(), vm.metadata.finalizers.clone(), vm.uid())
        };
        (old.map(matters) != new.map(matters)).then(|| old.or(new).map(Key::of)).flatten()
    });
    let controller = gate(controller, wakeups, &all.virtual_machine_images);
    let controller = gate(controller, wakeups, &all.cluster_virtual_machine_images);
    let controller = gate(controller, wakeups, &all.virtual_machine_set_resource_policies);
    let controller = gate(controller, wakeups, &all.storage_classes);
    let controller = gate(controller, wakeups, &all.persistent_volume_claims);
    let controller = gate(controller, wakeups, &all.secrets);
    let controller = gate(controller, wakeups, &all.resource_quotas);
    let informers = ctx.informers.clone();
    controller.wakes(&all.virtual_machine_classes, move |old: Option<&VirtualMachineClass>, new| {
        let Some(class) = new.or(old).map(Key::of) else {
            return Vec::new();
        };
        let machines = informers.virtual_machines.all();
        let of_class = machines.iter().filter(|vm| vm.spec.class_name.as_deref() == Some(&class.name));
        of_class.map(|vm| Key::of(vm.as_ref())).filter(|key| key.namespace == class.namespace).collect()
    })
}

/// Every change of this kind wakes the objects with a closed gate that may wait for it.
fn gate<K: Kind>(controller: Controller, wakeups: &Arc<Wakeups>, informer: &Informer<K>) -> Controller {
    let wakeups = wakeups.clone();
    controller.wakes(informer, move |old, new| {
        let namespace = new.or(old).and_then(|object| object.meta().namespace.as_deref()).unwrap_or_default();
        wakeups.gated(namespace)
    })
}

/// Passes the hypervisor's events on until the controllers end.
pub(super) async fn listen(ctx: Context, wakeups: Arc<Wakeups>) {
    let mut events = ctx.driver.events();
    // What was left behind while nobody listened.
    orphans::sweep(&ctx, &wakeups).await;
    loop {
        let event = tokio::select! {
            () = ctx.shutdown().cancelled() => return,
            event = events.recv() => event,
        };
        match event {
            Ok(Event::Host(_)) => wakeups.wake_waiting(usize::MAX),
            Ok(Event::Machine(id)) => match wakeups.object(&id) {
                Some(key) => wakeups.queue.add(key),
                None => orphans::examine(&ctx, &wakeups, &id).await,
            },
            Err(RecvError::Lagged(missed)) => {
                tracing::info!(missed, "hypervisor events missed; looking at every machine");
                ctx.informers.virtual_machines.all().iter().for_each(|vm| wakeups.queue.add(Key::of(vm.as_ref())));
                orphans::sweep(&ctx, &wakeups).await;
            }
            Err(RecvError::Closed) => return,
        }
    }
}

# What an object is waiting for, why, and who must act. Where a sentence ends with what somebody else wrote, its full
# stop is added when it is shown: those words may bring one along.

explain-tried-again = It is tried again by itself, with longer pauses each time.

# $title (String) - kind and name of the object
explain-paused = { $title } is paused; nothing about it changes until somebody resumes it.
# $title (String) - kind and name of the object
# $why (String) - what the API says
explain-held-up = { $title } is held up: { $why }
# $title (String) - kind and name of the object
# $why (String) - what the API says
explain-failed = { $title } failed: { $why }
# $title (String) - kind and name of the object
# $why (String) - what the API says
explain-stalled = { $title } does not get on: { $why }
# $title (String) - kind and name of the object
explain-changed = { $title } was changed and not yet looked at again.
# $title (String) - kind and name of the object
# $why (String) - what the API says
explain-not-said-yet = { $title } has not said yet whether it is ready: { $why }
# $title (String) - kind and name of the object
# $why (String) - what the API says
explain-not-ready-yet = { $title } is not ready yet: { $why }

# $name (String) - of the object
# $why (String) - what the API says
explain-cluster-version = Cluster { $name } cannot have the version that is asked for: { $why }
# $name (String) - of the object
# $why (String) - what the API says
explain-cluster-names-unknown = Cluster { $name } names what does not exist: { $why }
# $name (String) - of the object
# $message (String) - what the API says
explain-cluster-impossible = Cluster { $name } cannot become what was asked for: { $message }
# $name (String) - of the object
explain-cluster-requested = Cluster { $name } has been requested.
# $name (String) - of the object
explain-cluster-changed = Cluster { $name } was changed a moment ago; the change has not been looked at yet.
# $name (String) - of the object
# $why (String) - what the API says
explain-cluster-held-up = Cluster { $name } is held up: { $why }
# $name (String) - of the object
# $why (String) - what the API says
explain-cluster-rolling-out = Cluster { $name } is being brought to its new version or shape: { $why }
# $name (String) - of the object
# $why (String) - what the API says
explain-cluster-scaling = Cluster { $name } changes its number of machines: { $why }
# $name (String) - of the object
# $why (String) - what the API says
explain-cluster-being-made = Cluster { $name } is being made: { $why }
explain-cluster-wrong-ask = It goes on by itself when what is asked for is changed, or when it is there.
# $name (String) - of the object
# $message (String) - what the API says
explain-cluster-waits-quota = Cluster { $name } waits for quota: { $message }
# $name (String) - of the object
# $namespace (String) - its name
# $short (String) - amounts, listed
explain-cluster-short-of-quota = Cluster { $name } waits for quota: namespace { $namespace } is short of { $short }
# $name (String) - of the object
# $namespace (String) - its name
# $short (String) - amounts, listed
explain-cluster-change-short-of-quota = The change of cluster { $name } waits for quota: namespace { $namespace } is short of { $short }
explain-cluster-quota-change-follows = What the cluster had before goes on meanwhile; the change follows by itself when the quota is raised.
explain-cluster-quota-made-then = Its machines are made as soon as the quota is raised or something else in the namespace is deleted.
# $name (String) - of the object
# $message (String) - what the API says
explain-cluster-updating = Cluster { $name } is being updated: { $message }
# $version (String) - of Kubernetes
# $why (String) - what the API says
explain-release-not-yet = Release { $version } cannot be used yet: { $why }
# $version (String) - of Kubernetes
# $why (String) - what the API says
explain-release-not-offered = Release { $version } is not offered for new clusters: { $why }
# $title (String) - kind and name of the object
explain-release-stays = { $title } stays in the catalogue for clusters that run it.

# $name (String) - of the object
# $why (String) - what the API says
explain-cluster-refers-to-missing = Cluster { $name } refers to an object that is not there: { $why }
# $name (String) - of the object
# $why (String) - what the API says
explain-cluster-topology = The topology of cluster { $name } cannot be applied: { $why }
# $name (String) - of the object
explain-cluster-waits-endpoint = Cluster { $name } waits for its endpoint.
# $name (String) - of the object
explain-cluster-silent-yet = The control plane of cluster { $name } does not answer yet.
# $name (String) - of the object
# $open (String) - what the API says
explain-cluster-still-open = The control plane of cluster { $name } has answered; still open: { $open }
# $name (String) - of the object
explain-cluster-machines-missing = The control plane of cluster { $name } answers; not all its machines are there yet.
# $name (String) - of the object
# $why (String) - what the API says
explain-cluster-network = The network of cluster { $name } is being made: { $why }
# $name (String) - of the object
# $why (String) - what the API says
explain-cluster-no-endpoint = Cluster { $name } has no endpoint yet: { $why }
# $name (String) - of the object
explain-cluster-waits-address = Cluster { $name } waits for its load balancer's address.
# $title (String) - kind and name of the object
# $why (String) - what the API says
explain-etcd = The etcd of { $title } is not healthy: { $why }
# $title (String) - kind and name of the object
# $why (String) - what the API says
explain-replaces-unhealthy = { $title } replaces an unhealthy machine: { $why }
# $title (String) - kind and name of the object
# $why (String) - what the API says
explain-replaces-none = { $title } replaces no machine, because too many are unhealthy: { $why }

# $name (String) - of the object
# $message (String) - what the API says
explain-machine-failed = Machine { $name } failed: { $message }
# $name (String) - of the object
# $why (String) - what the API says
explain-machine-vm-gone = The virtual machine of machine { $name } is gone: { $why }
explain-machine-delete-to-replace = Delete the Machine to have it replaced.
# $name (String) - of the object
# $why (String) - what the API says
explain-machine-refers-to-missing = Machine { $name } refers to an object that is not there: { $why }
# $name (String) - of the object
# $address (String) - of the machine
explain-node-starting-at = Node { $name } is starting: its machine has an address ({ $address }) and has not joined yet.
# $name (String) - of the object
explain-node-starting = Node { $name } is starting: its machine is there and has not joined yet.
# $name (String) - of the object
explain-machine-waits-bootstrap = Machine { $name } waits for its bootstrap data.
# $name (String) - of the object
explain-machine-waits-vm = Machine { $name } waits for its virtual machine.
# $name (String) - of the object
# $why (String) - what the API says
explain-node-short = Node { $name } works and is short of something: { $why }
# $name (String) - of the object
# $why (String) - what the API says
explain-machine-joined-not-ready = Machine { $name } has joined and is not ready yet: { $why }
# $name (String) - of the object
explain-node-deleted = Somebody deleted node { $name } inside the cluster, while its machine still runs.
explain-node-deleted-then = Delete the Machine to have it replaced, or restart the machine to have it join again.
# $name (String) - of the object
explain-node-unknown = The cluster's own API does not answer, so nothing is known of node { $name }
# $name (String) - of the object
# $why (String) - what the API says
explain-node-stopped-reporting = Node { $name } has stopped to report: { $why }
explain-node-may-be-down = The machine may be down or cut off; it counts again as soon as it reports.
# $name (String) - of the object
# $why (String) - what the API says
explain-node-joined-not-ready = Node { $name } has joined and is not ready yet: { $why }
# $name (String) - of the object
# $why (String) - what the API says
explain-machine-not-to-be-replaced = Machine { $name } is unhealthy and must not be replaced: { $why }
# $name (String) - of the object
# $why (String) - what the API says
explain-machine-replaced-later = Machine { $name } is unhealthy and is replaced later: { $why }
# $name (String) - of the object
# $message (String) - what the API says
explain-machine-being-replaced = Machine { $name } is unhealthy and is being replaced: { $message }
# $name (String) - of the object
explain-bootstrap-waits-control-plane = The bootstrap data of { $name } is made when the control plane answers.
# $name (String) - of the object
# $why (String) - what the API says
explain-bootstrap-not-yet = The bootstrap data of { $name } is not made yet: { $why }
# $name (String) - of the object
explain-bootstrap-being-made = The bootstrap data of { $name } is being made.
# $name (String) - of the object
explain-machine-waits-endpoint = Machine { $name } waits for the cluster's endpoint.
# $name (String) - of the object
explain-machine-waits-control-plane = Machine { $name } waits until the control plane answers.
# $name (String) - of the object
explain-machine-waits-group = Machine { $name } waits for its group of machines.
# $name (String) - of the object
explain-vm-of-being-made = The virtual machine of { $name } is being made.
# $name (String) - of the object
# $why (String) - what the API says
explain-vm-of-not-made-yet = The virtual machine of { $name } is not made yet: { $why }
# $name (String) - of the object
explain-vm-of-powering-on = The virtual machine of { $name } is being powered on.
# $name (String) - of the object
# $why (String) - what the API says
explain-vm-of-not-on-yet = The virtual machine of { $name } is not powered on yet: { $why }
# $name (String) - of the object
explain-vm-of-no-address = The virtual machine of { $name } runs and has no address yet.
# $name (String) - of the object
explain-vm-of-no-identity = The virtual machine of { $name } runs and has not told its identity yet.
# $name (String) - of the object
explain-vm-of-requested = The virtual machine of { $name } has been asked for.
# $name (String) - of the object
# $message (String) - what the API says
explain-vm-of-not-there-yet = The virtual machine of { $name } is not there yet: { $message }

# $name (String) - of the object
# $why (String) - what the API says
explain-vm-waits-quota = Machine { $name } waits for quota: { $why }
explain-vm-quota-made-then = It is made as soon as the quota is raised or something else in the namespace is deleted.
# $name (String) - of the object
explain-vm-paused = Machine { $name } is paused; nothing about it changes until somebody resumes it.
# $name (String) - of the object
explain-vm-requested = Machine { $name } has been requested.
# $name (String) - of the object
# $why (String) - what the API says
explain-vm-waits-host = Machine { $name } waits for a host: { $why }
explain-vm-host-then = It goes on by itself as soon as a host has room; a smaller class or fewer machines would help too.
# $name (String) - of the object
# $why (String) - what the API says
explain-vm-hypervisor-error = The hypervisor reports an error for machine { $name }: { $why }
# $name (String) - of the object
# $why (String) - what the API says
explain-vm-gone = Machine { $name } is gone: { $why }
# $name (String) - of the object
# $why (String) - what the API says
explain-vm-refused = The hypervisor refuses machine { $name }: { $why }
explain-vm-refused-then = It is tried again when its specification changes.
# $name (String) - of the object
# $why (String) - what the API says
explain-vm-probe-failed = Machine { $name } runs and what it should serve does not answer: { $why }
# $name (String) - of the object
# $why (String) - what the API says
explain-vm-held-up = Machine { $name } is held up: { $why }
# $name (String) - of the object
# $why (String) - what the API says
explain-vm-waits-class = Machine { $name } waits for its machine class: { $why }
# $name (String) - of the object
# $why (String) - what the API says
explain-vm-waits-image = Machine { $name } waits for its image: { $why }
# $name (String) - of the object
# $why (String) - what the API says
explain-vm-waits-policy = Machine { $name } waits for its resource policy: { $why }
# $name (String) - of the object
# $why (String) - what the API says
explain-vm-waits-bootstrap = Machine { $name } waits for its bootstrap data: { $why }
# $name (String) - of the object
# $why (String) - what the API says
explain-vm-waits-storage = Machine { $name } waits for its storage: { $why }
# $name (String) - of the object
# $why (String) - what the API says
explain-vm-waits-network = Machine { $name } waits for its network: { $why }
# $name (String) - of the object
# $why (String) - what the API says
explain-vm-first-start = Machine { $name } runs and its first start went wrong inside: { $why }
explain-vm-first-start-then = Its bootstrap data is run once; correct it and make the machine anew.
# $name (String) - of the object
explain-vm-powering-on = Machine { $name } is being powered on.
# $name (String) - of the object
# $host (String) - its name
explain-vm-powering-on-host = Machine { $name } is being powered on on host { $host }
# $name (String) - of the object
explain-vm-powering-off = Machine { $name } is being powered off.
# $name (String) - of the object
explain-vm-suspending = Machine { $name } is being suspended.
# $name (String) - of the object
explain-vm-booting = Machine { $name } is booting and has no address yet.
# $name (String) - of the object
# $host (String) - its name
explain-vm-booting-host = Machine { $name } is booting on host { $host } and has no address yet.
# $name (String) - of the object
explain-vm-being-made = Machine { $name } is being made.
# $name (String) - of the object
# $host (String) - its name
explain-vm-being-made-host = Machine { $name } is being made on host { $host }
# $name (String) - of the object
# $message (String) - what the API says
explain-vm-being-made-why = Machine { $name } is being made: { $message }

# $name (String) - of the object
explain-service-no-balancers = Service { $name } cannot have a load balancer: this hypervisor has none.
explain-service-no-balancers-then = Ask for another type of service, or for a cluster with an address of its own.
# $name (String) - of the object
# $why (String) - what the API says
explain-service-balancer-error = The load balancer of service { $name } reports an error: { $why }
# $name (String) - of the object
explain-service-nothing-behind = Service { $name } has nothing behind it: no machine with an address matches its selector.
explain-service-nothing-behind-then = It goes on by itself when such a machine has an address.
# $name (String) - of the object
explain-balancer-no-address = The load balancer { $name } has no address yet.
# $name (String) - of the object
# $why (String) - what the API says
explain-image-missing = The hypervisor has no image { $name }: { $why }
# $name (String) - of the object
# $why (String) - what the API says
explain-image-source = The source of image { $name } is not ready: { $why }
# $name (String) - of the object
# $why (String) - what the API says
explain-image-importing = Image { $name } is still being imported: { $why }
# $title (String) - kind and name of the object
# $why (String) - what the API says
explain-class-unusable = No machine can be made of { $title }: { $why }

# $name (String) - of the object
explain-host-maintenance = Host { $name } is in maintenance: it runs what it has and takes no new machines.
# $name (String) - of the object
# $why (String) - what the API says
explain-host-unknown = Nothing is known of host { $name }: { $why }
# $name (String) - of the object
# $why (String) - what the API says
explain-host-down = Host { $name } is down: { $why }
explain-host-down-then = Its machines stand still until it is back.
# $name (String) - of the object
explain-host-not-reported = Host { $name } has not reported yet.
# $name (String) - of the object
explain-claim-lost = The volume behind claim { $name } is gone.
# $name (String) - of the object
explain-claim-pending = Claim { $name } has no volume yet; it gets one with the first machine that uses it.
# $title (String) - kind and name of the object
explain-balancer-of-no-address = The load balancer of { $title } has no address yet.
# $title (String) - kind and name of the object
# $why (String) - what the API says
explain-pod-does-not-start = { $title } does not start: { $why }

explain-request-ask-again = Ask again with another amount or another reason.
# $name (String) - of the object
# $why (String) - what the API says
explain-request-not-applicable = Request { $name } is granted and cannot be applied: { $why }
# $name (String) - of the object
# $namespace (String) - its name
explain-request-granted = Request { $name } is granted; the quota of { $namespace } is being raised.
# $name (String) - of the object
# $amounts (String) - listed, with units
# $namespace (String) - its name
explain-request-pending = Request { $name } for { $amounts } in { $namespace } waits for a decision.
# $cluster (String) - its name
explain-access-being-made = A kubeconfig of cluster { $cluster } is being made.
# $cluster (String) - its name
explain-access-expired = The time of this kubeconfig of cluster { $cluster } is over.
# $cluster (String) - its name
explain-access-revoked = This kubeconfig of cluster { $cluster } was taken back.
# $cluster (String) - its name
explain-access-waits = This kubeconfig is made when the control plane of cluster { $cluster } answers.
# $cluster (String) - its name
# $why (String) - what the API says
explain-access-refused = This kubeconfig of cluster { $cluster } is refused: { $why }
explain-access-refused-then = Ask for a lower role, or an owner of the namespace for more rights.
# $cluster (String) - its name
# $why (String) - what the API says
explain-access-impossible = This kubeconfig of cluster { $cluster } cannot be made: { $why }

# $name (String) - of the object
# $host (String) - its name
# $why (String) - what the API says
explain-vm-host-down = Machine { $name } stands still, because its host { $host } is down: { $why }
explain-vm-host-down-then = It goes on by itself when the host is back.
# $name (String) - of the object
# $image (String) - its name
# $why (String) - what the API says
explain-vm-image-importing = Machine { $name } waits for its image { $image }, which is still being imported: { $why }
# $name (String) - of the object
# $length (String) - how long
# $why (String) - what the API says
explain-node-not-ready = Node { $name } has not been ready for { $length }: { $why }
explain-node-not-ready-then = Look into the cluster: the network plug-in, the disk and the kubelet of this node.
# $name (String) - of the object
# $length (String) - how long
explain-cluster-silent = The control plane of cluster { $name } has not answered for { $length }
explain-cluster-silent-then = Its machines may be down or cut off; what runs on the workers may go on.
# $name (String) - of the object
explain-request-asks = Request { $name } asks for it and waits for a decision.

# $title (String) - kind and name of the object
explain-going = { $title } is being removed.
# $name (String) - of the object
# $why (String) - what the API says
explain-namespace-going-why = Namespace { $name } is being removed: { $why }
# $name (String) - of the object
explain-namespace-going = Namespace { $name } is being removed with everything in it.
# $name (String) - of the object
explain-cluster-going-all-gone = Cluster { $name } is being deleted: everything below it is gone.
# $name (String) - of the object
explain-cluster-going-machines-gone = Cluster { $name } is being deleted: its machines are gone, its endpoint and records follow.
# $name (String) - of the object
# $why (String) - what the API says
explain-vm-not-removed = The hypervisor does not remove machine { $name } yet: { $why }
# $name (String) - of the object
explain-vm-removed-now = The hypervisor is removing machine { $name } with its disks.
# $title (String) - kind and name of the object
# $why (String) - what the API says
explain-removal-fails = The removal of { $title } fails and is tried again: { $why }
# $title (String) - kind and name of the object
# $why (String) - what the API says
explain-going-why = { $title } is being removed: { $why }
# $name (String) - of the object
explain-cluster-goes-after = Cluster { $name } goes when everything below it is gone.
# $title (String) - kind and name of the object
explain-goes-after-machines-endpoint = { $title } goes after its machines and its endpoint.
# $title (String) - kind and name of the object
explain-goes-after-machines = { $title } goes after its machines.
# $title (String) - kind and name of the object
explain-goes-after-balancer = { $title } goes after its load balancer and its network.
# $title (String) - kind and name of the object
explain-goes-after-vm = { $title } goes after its virtual machine.
# $name (String) - of the object
explain-address-given-back = The address of service { $name } is being given back.
# $title (String) - kind and name of the object
explain-goes-when-unused = { $title } goes when no machine uses it any more.
# $title (String) - kind and name of the object
explain-rights-taken-back = The rights that { $title } gave are being taken back in its cluster.
# $title (String) - kind and name of the object
explain-goes-after-owned = { $title } goes after everything that it owns.
# $title (String) - kind and name of the object
explain-owned-released = What { $title } owns is being released from it first.
# $title (String) - kind and name of the object
explain-goes-when-idle = { $title } is still in use; it goes when nothing uses it any more.
# $title (String) - kind and name of the object
# $finalizer (String) - its name
explain-held-by-foreign = { $title } is held by { $finalizer }: a program outside this system has to finish and take that finalizer away.
# $name (String) - of the object
explain-machine-going = Machine { $name } is being removed.
# $name (String) - of the object
# $hooks (String) - names, listed
explain-machine-hooks = Machine { $name } is held by { $hooks }: whoever set this hook has to take it away.
# $name (String) - of the object
# $message (String) - what the API says
explain-node-draining = Pods are being moved away from node { $name } first: { $message }
# $name (String) - of the object
# $message (String) - what the API says
explain-machine-waits-volumes = Machine { $name } waits for its volumes: { $message }
# $name (String) - of the object
# $message (String) - what the API says
explain-machine-removal-fails = The removal of machine { $name } fails and is tried again: { $message }
# $name (String) - of the object
# $message (String) - what the API says
explain-machine-going-why = Machine { $name } is being removed: { $message }

explain-note-no-room = no host has room
explain-note-powered-off = powered off
explain-note-suspended = suspended
# $host (String) - its name
explain-note-on-host = on host { $host }
explain-note-requested = requested
explain-note-host-down = host is down
explain-note-maintenance = maintenance
# $amounts (String) - listed, with units
explain-note-over-by = over by { $amounts }
# $resources (String) - names, listed
explain-note-used-up = used up: { $resources }
explain-note-done = done
explain-note-paused = paused
explain-note-changed = changed
# $ready (Number) - how many are
# $desired (Number) - how many there should be
explain-note-nodes = { $ready } of { $desired } nodes
explain-note-updating = updating
# $host (String) - its name
# $port (Number) - of the API
explain-note-endpoint = endpoint { $host }:{ $port }
# $ready (Number) - how many are
# $desired (Number) - how many there should be
explain-note-of = { $ready } of { $desired }
# $healthy (Number) - how many are
# $expected (Number) - how many there are
explain-note-healthy = { $healthy } of { $expected } healthy
explain-note-deleting = deleting
explain-note-denied = denied
explain-note-cancelled = cancelled
explain-note-expired = expired
# $amounts (String) - listed, with units
explain-note-in-part = granted in part: { $amounts }
explain-note-granted = granted
explain-note-pending = pending
explain-note-revoked = revoked

# $title (String) - kind and name of the object
# $present (Number) - how many are of it
# $desired (Number) - how many there should be
explain-replaces-in-turn = { $title } replaces its machines one after the other: { $present } of { $desired } are of the present specification.
# $title (String) - kind and name of the object
# $replicas (Number) - how many there are
explain-goes-down = { $desired ->
    [one] { $title } goes down from { $replicas } to 1 machine.
   *[other] { $title } goes down from { $replicas } to { $desired } machines.
}
# $title (String) - kind and name of the object
# $ready (Number) - how many are
explain-ready-of = { $desired ->
    [one] { $title } has { $ready } of 1 machine ready.
   *[other] { $title } has { $ready } of { $desired } machines ready.
}
# $title (String) - kind and name of the object
# $ready (Number) - how many are
# $why (String) - what the API says
explain-ready-of-held = { $desired ->
    [one] { $title } has { $ready } of 1 machine ready: { $why }
   *[other] { $title } has { $ready } of { $desired } machines ready: { $why }
}
# $title (String) - kind and name of the object
# $expected (Number) - how many there are
explain-finds-unhealthy = { $sick ->
    [one] { $title } finds 1 machine of { $expected } unhealthy and has it replaced.
   *[other] { $title } finds { $sick } machines of { $expected } unhealthy and has it replaced.
}

# $name (String) - of the cluster
explain-cluster-going-machines-left = { $machines ->
    [one] Cluster { $name } is being deleted: 1 machine is still there.
   *[other] Cluster { $name } is being deleted: { $machines } machines are still there.
}

explain-only-node-ready = The only node is ready.
# $nodes (Number) - how many there are
explain-all-nodes-ready = All { $nodes } nodes are ready.

# $times (Number) - how often
# $ago (String) - when, such as 5 min ago
explain-reported-times = This was reported { $times } times, the last time { $ago }.

# $name (String) - of the request
explain-request-denied = Request { $name } was denied by an approver.
# $name (String) - of the request
# $comment (String) - what the approver wrote
explain-request-denied-why = Request { $name } was denied by an approver: { $comment }
# $name (String) - of the request
# $who (String) - the approver
explain-request-denied-by = Request { $name } was denied by { $who }.
# $name (String) - of the request
# $who (String) - the approver
# $comment (String) - what the approver wrote
explain-request-denied-by-why = Request { $name } was denied by { $who }: { $comment }

# A step that takes long.
# $step (String) - its name
# $taken (String) - how long
# $usual (String) - how long
explain-slow-idle = The step “{ $step }” has taken { $taken }, where it usually takes { $usual }; nothing has happened in it yet.
# $step (String) - its name
# $taken (String) - how long
# $usual (String) - how long
# $title (String) - kind and name of the object
# $ago (String) - when, such as 5 min ago
explain-slow-made = The step “{ $step }” has taken { $taken }, where it usually takes { $usual }; the last that happened was { $title } was made, { $ago }.
# $step (String) - its name
# $taken (String) - how long
# $usual (String) - how long
# $title (String) - kind and name of the object
# $condition (String) - its type
# $ago (String) - when, such as 5 min ago
explain-slow-became = The step “{ $step }” has taken { $taken }, where it usually takes { $usual }; the last that happened was { $title } became { $condition }, { $ago }.
# $step (String) - its name
# $taken (String) - how long
explain-long-idle = The step “{ $step }” has taken { $taken } so far, and nothing has happened in it.
# $step (String) - its name
# $taken (String) - how long
# $title (String) - kind and name of the object
# $ago (String) - when, such as 5 min ago
explain-long-made = The step “{ $step }” has taken { $taken } so far; the last that happened was { $title } was made, { $ago }.
# $step (String) - its name
# $taken (String) - how long
# $title (String) - kind and name of the object
# $condition (String) - its type
# $ago (String) - when, such as 5 min ago
explain-long-became = The step “{ $step }” has taken { $taken } so far; the last that happened was { $title } became { $condition }, { $ago }.

# Amounts inside of sentences.
# $number (String) - with its tenths
explain-amount-cpu = { $number } vCPU
# $amount (String) - with its unit
explain-amount-memory = { $amount } of memory
# $amount (String) - with its unit
explain-amount-storage = { $amount } of storage
# $amount (String) - with its unit
# $class (String) - its name
explain-amount-storage-of-class = { $amount } of storage of class { $class }

# Lists inside of sentences.
# $first (String) - one of them
# $second (String) - one of them
explain-list-two = { $first } and { $second }
# $first (String) - one of them
# $second (String) - one of them
# $third (String) - one of them
explain-list-three = { $first }, { $second } and { $third }
# $first (String) - one of them
# $second (String) - one of them
# $third (String) - one of them
# $more (Number) - how many are not named
explain-list-more = { $first }, { $second }, { $third } and { $more } more

# $name (String) - of the cluster
explain-cluster-says-nothing = Cluster { $name } says nothing about its state.
explain-note-host = host

# Steps of a cluster or a machine that comes up, changes or goes.

timeline-accepted = Accepted
timeline-quota-kept = Quota kept
timeline-endpoint-ready = Endpoint ready
timeline-control-plane-answers = Control plane answers
timeline-control-plane-complete = Control plane complete
timeline-workers-joined = Workers joined
timeline-ready = Ready
timeline-change-accepted = Change accepted
timeline-control-plane-as-asked = Control plane as asked for
timeline-workers-as-asked = Workers as asked for
timeline-workers-removed = Workers removed
timeline-control-plane-removed = Control plane removed
timeline-endpoint-removed = Endpoint removed
timeline-records-removed = Records removed
# $version (String) - of Kubernetes
timeline-kubernetes = Kubernetes { $version }
# $there (Number) - how many are there
timeline-machines = { $desired ->
    [one] { $there } of 1 machine
   *[other] { $there } of { $desired } machines
}
# $left (Number) - how many are still there
timeline-left = { $left } left

timeline-machine-class-found = Machine class found
timeline-image-ready = Image ready
timeline-resource-policy-ready = Resource policy ready
timeline-user-data-ready = User data ready
timeline-storage-ready = Storage ready
timeline-network-ready = Network ready
timeline-host-chosen = Host chosen
timeline-machine-made = Machine made
timeline-powered-off = Powered off
timeline-running-with-address = Running with an address
timeline-power-as-asked = Power is as asked for
timeline-powered-on = Powered on

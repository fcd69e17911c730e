# What a change takes and does.

plan-no-changes = Nothing changes.
plan-replaced = Machines that are replaced
plan-replaced-none = None. What runs goes on running.
plan-replaced-how = One at a time, and each new machine is ready before an old one is drained and removed. The control plane goes first, then the pools at the same time.
# $from (String) - version of Kubernetes
# $to (String) - version of Kubernetes
plan-reason-version = Kubernetes goes from { $from } to { $to }.
# $from (String) - name of a class
# $to (String) - name of a class
plan-reason-class = The machine class goes from { $from } to { $to }.
plan-reason-disks = The disks are others.
plan-reason-registration = Nodes register with other labels or taints.
plan-addresses = Addresses
plan-load-balancer = Load balancer
plan-load-balancer-address = One, for the Kubernetes API; it is chosen when the cluster is made.
# Heads of narrow columns; a long word says where it may be cut, by a soft hyphen.
plan-column-memory = Memory
plan-column-storage = Storage

plan-for = For
plan-kept-for-upgrades = Kept for upgrades
plan-waits = It can be requested all the same: it then waits and goes on by itself when the quota allows it.
plan-new-machines = New machines
plan-free-after = Free after that
# $namespace (String) - whose
plan-quota-of = Of the quota of { $namespace }
# $amounts (String) - resources with what is missing of each
plan-missing = The quota is too small. Missing are { $amounts }.
plan-all-fit = { $count ->
    [one] The new machine fits on today's hosts.
   *[other] All { $count } new machines fit on today's hosts.
}
# $class (String) - name of it
plan-none-fits = No host has room for a machine of class { $class } today.
# $placed (Number) - how many fit
# $machines (Number) - how many there are to be
# $class (String) - name of it
plan-some-fit = Today's hosts have room for { $placed } of { $machines } new machines; then none takes one more of class { $class }.

# The whole fleet, for administrators: in numbers, as a tree, its events.

fleet-title = Fleet
# $machines (String) - such as 12 machines
# $hosts (String) - such as 3 hosts
fleet-lead = { $machines } on { $hosts }.
# $machines (String) - such as 12 machines
# $hosts (String) - such as 3 hosts
fleet-lead-simulated = { $machines } on { $hosts }, on the simulator: no real machine runs here.
fleet-attention = Needs attention
fleet-guest-clusters = Guest clusters
fleet-machines = Virtual machines
fleet-capacity = Capacity of all hosts
fleet-layers = Layers
fleet-namespaces = Namespaces
fleet-no-namespaces = No namespace has clusters or machines yet.
fleet-all-namespaces = All namespaces
fleet-decisions = Last decisions about quota
# $machines (String) - such as 3 machines
fleet-host-cordoned = { $machines }, takes no new ones
fleet-simulated = simulated
fleet-by-kind = Objects by kind and state
# $shown (String) - the number as it is written
fleet-objects-fail = { $count ->
    [one] { $shown } object fails
   *[other] { $shown } objects fail
}
# After “3 objects fail”.
# $controllers (String) - names of controllers
fleet-fail-in = in { $controllers }.
# $shown (String) - the number as it is written
fleet-requests-wait = { $count ->
    [one] { $shown } quota request waits
   *[other] { $shown } quota requests wait
}
# After “3 quota requests wait”.
fleet-for-a-decision = for a decision.
fleet-needs = Waits for an administrator
# $object (String) - kind and name
# $namespace (String) - where it is
fleet-object-in = { $object } in { $namespace }
# $phase (String) - of a quota request
# $name (String) - of the request
fleet-decided = { $phase ->
    [Approved] Request { $name }: approved.
    [PartiallyApproved] Request { $name }: approved in part.
    [AutoApproved] Request { $name }: approved by policy.
    [Denied] Request { $name }: denied.
    [Expired] Request { $name }: expired.
   *[other] Request { $name }: { $phase }.
}
# $phase (String) - of a quota request
# $name (String) - of the request
# $by (String) - who decided
fleet-decided-by = { $phase ->
    [Approved] Request { $name }: approved by { $by }.
    [PartiallyApproved] Request { $name }: approved in part by { $by }.
    [AutoApproved] Request { $name }: approved by policy by { $by }.
    [Denied] Request { $name }: denied by { $by }.
    [Expired] Request { $name }: expired by { $by }.
   *[other] Request { $name }: { $phase } by { $by }.
}

fleet-tree-title = Tree
fleet-tree-label = Tree of the fleet
fleet-tree-states = State of clusters
fleet-tree-nothing-like = Nothing is like that
fleet-tree-none = There are no clusters or machines yet
fleet-tree-none-advice = They appear here as soon as somebody asks for one.
# $name (String) - of the namespace
fleet-tree-open-namespace = Open namespace { $name }
# $name (String) - of the namespace
fleet-tree-close-namespace = Close namespace { $name }
# $name (String) - of the cluster
fleet-tree-open-cluster = Open cluster { $name }
# $name (String) - of the cluster
fleet-tree-close-cluster = Close cluster { $name }
# $clusters (String) - such as 3 clusters
# $machines (String) - such as 9 machines
fleet-tree-note = { $clusters }, { $machines }
# $clusters (String) - such as 3 clusters
# $number (String) - how many of them are not ready
# $machines (String) - such as 9 machines
fleet-tree-note-waiting = { $clusters } ({ $number } not ready), { $machines }

fleet-events-title = Events
fleet-events-type = Type
fleet-events-warnings = Warnings
fleet-events-normal = Normal
fleet-events-nothing-like = No event is like that
fleet-events-none = Nothing has happened in the last hour
fleet-events-kept = Events are deleted an hour after they were last seen.

# One hypervisor host, and its maintenance.

# Before a time, such as 5 days ago.
host-known-since = known since
# Before a time, such as 5 s ago.
host-last-heartbeat = last heartbeat
host-show-in-tree = Show in the tree
host-maintenance = Maintenance
host-promised = Promised to machines
host-simulated = This host is simulated: no real machine runs here.
host-node-object = Its Node object, with YAML and history
host-takes-new-still = It should take no new machines, but it does
host-takes-none = It takes no new machines
host-is-empty = It is empty
host-cannot-leave = Its machines cannot leave it
host-leaving = Its machines are leaving
# Before a time, such as 5 min ago.
host-in-maintenance-since = In maintenance since
host-empty-it = Empty it
host-end-maintenance = End maintenance
host-no-machine = No machine is on it.
host-machine = Machine

# $name (String) - of the host
host-maintenance-of = Maintenance of { $name }
# $machines (String) - such as 3 machines
# $clusters (String) - such as 2 clusters
host-lead = { $machines } of { $clusters } on it.
# $machines (String) - such as 3 machines
host-lead-without-clusters = { $machines } on it.
host-moved = The hypervisor moves them to other hosts one after another, while they run. They keep their addresses and disks.
host-replaced = Machines of clusters are replaced by new ones on other hosts, one at a time in each pool; a control plane makes the new machine first. Other machines stay.
host-never = This hypervisor places machines by itself: set the host in maintenance there.
host-affected = What is on it, and where it would go
host-others = Other hosts that take machines
host-no-others = There is no other host that takes machines.
host-holding = What would hold it up
# $shown (String) - the number as it is written
host-no-room = { $count ->
    [one] { $shown } machine fits on no other host today.
   *[other] { $shown } machines fit on no other host today.
}
# $shown (String) - the number as it is written
host-stay = { $count ->
    [one] { $shown } machine stays until its owner makes it anew.
   *[other] { $shown } machines stay until their owners make them anew.
}
host-cordon = Take no new machines
host-cordon-lead = What is on it stays and goes on running.
# Before a command.
host-same-as = The same as
# $name (String) - of the host
host-confirm = Type { $name } to confirm
host-empty = Empty the host
host-leave = Leave it as it is
host-no-room-for-it = no room elsewhere today
host-stays = stays
host-would-go-to = Would go to
host-no-wish = The form does not say what is to be done with the host.

# Deleting a cluster, and a machine where it is the same.

deletion-going = What goes
deletion-blockers = What would hold it up
deletion-freed = What becomes free
deletion-keep = Keep it
# $name (String) - of what is deleted
deletion-title = Delete { $name }
# $name (String) - of what is deleted
deletion-confirm = Type { $name } to confirm
# $shown (String) - the number as it is written
cluster-deletion-lead = { $count ->
    [one] { $shown } object goes with it. This cannot be undone.
   *[other] { $shown } objects go with it. This cannot be undone.
}
# $shown (String) - the number as it is written
cluster-deletion-kubeconfigs = { $count ->
    [one] { $shown } issued kubeconfig stops working.
   *[other] { $shown } issued kubeconfigs stop working.
}
# $name (String) - of the cluster
cluster-deletion-locked = { $name } is locked against deletion. Unlock it first.
cluster-deletion-is-locked = Locked
cluster-deletion-confirmation = Confirm
vm-deletion-lead = The machine is powered off and removed with its disks. This cannot be undone.
vm-deletion-staying = What stays
vm-deletion-delete = Delete it

# What the catalogue says of classes, images, releases and storage.

fact-description = Description
fact-differs = Differs
fact-system = System
fact-disks = Disks
fact-images = Images
fact-default = Default
fact-default-yes = yes, for who does not choose
fact-default-no = no
fact-provisioner = Provisioner
fact-when-released = When released
fact-bound = Bound
fact-own-limits = Limits of its own
fact-all-limits = Limits of all storage
# $namespace (String) - its name
# $used (String) - with its unit
# $limit (String) - with its unit
fact-used-of = { $namespace }: { $used } of { $limit } used
# $differing (Number) - how many have
# $copies (Number) - how many there are
fact-copies-differ = { $differing } of its { $copies } copies have another size

# Who uses it.
fact-machines = { $count ->
    [one] 1 machine
   *[other] { $count } machines
}
fact-clusters = { $count ->
    [one] 1 cluster
   *[other] { $count } clusters
}
fact-releases = { $count ->
    [one] 1 release
   *[other] { $count } releases
}
fact-namespaces-limit = { $count ->
    [one] 1 namespace limits the sum over all classes
   *[other] { $count } namespaces limit the sum over all classes
}

# How many there are of something.

# $shown (String) - the number as it is written
count-machines = { $count ->
    [one] { $shown } machine
   *[other] { $shown } machines
}

# $shown (String) - the number as it is written
count-virtual-machines = { $count ->
    [one] { $shown } virtual machine
   *[other] { $shown } virtual machines
}

# $shown (String) - the number as it is written
count-clusters = { $count ->
    [one] { $shown } cluster
   *[other] { $shown } clusters
}

# $shown (String) - the number as it is written
count-guest-clusters = { $count ->
    [one] { $shown } guest cluster
   *[other] { $shown } guest clusters
}

# $shown (String) - the number as it is written
count-hosts = { $count ->
    [one] { $shown } host
   *[other] { $shown } hosts
}

# $shown (String) - the number as it is written
count-namespaces = { $count ->
    [one] { $shown } namespace
   *[other] { $shown } namespaces
}

# $shown (String) - the number as it is written
count-objects = { $count ->
    [one] { $shown } object
   *[other] { $shown } objects
}

# $shown (String) - the number as it is written
count-events = { $count ->
    [one] { $shown } event
   *[other] { $shown } events
}

# $shown (String) - the number as it is written
count-lines = { $count ->
    [one] { $shown } line
   *[other] { $shown } lines
}

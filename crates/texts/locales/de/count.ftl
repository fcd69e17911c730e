# Wie viele es von etwas gibt.

count-machines = { $count ->
    [one] { $shown } Maschine
   *[other] { $shown } Maschinen
}
count-virtual-machines = { $count ->
    [one] { $shown } virtuelle Maschine
   *[other] { $shown } virtuelle Maschinen
}
count-clusters = { $count ->
    [one] { $shown } Cluster
   *[other] { $shown } Cluster
}
count-guest-clusters = { $count ->
    [one] { $shown } Gastcluster
   *[other] { $shown } Gastcluster
}
count-hosts = { $count ->
    [one] { $shown } Host
   *[other] { $shown } Hosts
}
count-namespaces = { $count ->
    [one] { $shown } Namespace
   *[other] { $shown } Namespaces
}
count-objects = { $count ->
    [one] { $shown } Objekt
   *[other] { $shown } Objekte
}
count-events = { $count ->
    [one] { $shown } Ereignis
   *[other] { $shown } Ereignisse
}
count-lines = { $count ->
    [one] { $shown } Zeile
   *[other] { $shown } Zeilen
}

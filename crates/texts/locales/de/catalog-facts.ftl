# Was der Katalog über Klassen, Images, Releases und Storage sagt.

fact-description = Beschreibung
fact-differs = Abweichend
fact-system = System
fact-disks = Platten
fact-images = Images
fact-default = Standard
fact-default-yes = ja, für alle, die nicht wählen
fact-default-no = nein
fact-provisioner = Provisioner
fact-when-released = Bei Freigabe
fact-bound = Bindung
fact-own-limits = Eigene Grenzen
fact-all-limits = Grenzen für allen Speicherplatz
fact-used-of = { $namespace }: { $used } von { $limit } belegt
fact-copies-differ = { $differing } seiner { $copies } Kopien haben eine andere Größe

fact-machines = { $count ->
    [one] 1 Maschine
   *[other] { $count } Maschinen
}
fact-clusters = { $count ->
    [one] 1 Cluster
   *[other] { $count } Cluster
}
fact-releases = { $count ->
    [one] 1 Release
   *[other] { $count } Releases
}
fact-namespaces-limit = { $count ->
    [one] 1 Namespace begrenzt die Summe über alle Klassen
   *[other] { $count } Namespaces begrenzen die Summe über alle Klassen
}

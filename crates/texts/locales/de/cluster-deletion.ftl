# Einen Cluster löschen, und eine Maschine, wo es dasselbe ist.

deletion-going = Was verschwindet
deletion-blockers = Was es aufhalten würde
deletion-freed = Was frei wird
deletion-keep = Behalten
deletion-title = { $name } löschen
deletion-confirm = Zur Bestätigung { $name } eingeben
cluster-deletion-lead = { $count ->
    [one] { $shown } Objekt verschwindet mit ihm. Das lässt sich nicht rückgängig machen.
   *[other] { $shown } Objekte verschwinden mit ihm. Das lässt sich nicht rückgängig machen.
}
cluster-deletion-kubeconfigs = { $count ->
    [one] { $shown } ausgestellte Kubeconfig gilt dann nicht mehr.
   *[other] { $shown } ausgestellte Kubeconfigs gelten dann nicht mehr.
}
cluster-deletion-locked = { $name } ist gegen Löschen gesperrt. Entsperren Sie ihn zuerst.
cluster-deletion-is-locked = Gesperrt
cluster-deletion-confirmation = Bestätigen
vm-deletion-lead = Die Maschine wird ausgeschaltet und mit ihren Platten entfernt. Das lässt sich nicht rückgängig machen.
vm-deletion-staying = Was bleibt
vm-deletion-delete = Löschen

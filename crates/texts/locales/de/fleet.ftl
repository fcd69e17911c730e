# Die ganze Flotte, für Administratoren: in Zahlen, als Baum, ihre Ereignisse.

fleet-title = Flotte
fleet-lead = { $machines } auf { $hosts }.
fleet-lead-simulated = { $machines } auf { $hosts }, im Simulator: Hier läuft keine echte Maschine.
fleet-attention = Braucht Aufmerksamkeit
fleet-guest-clusters = Gastcluster
fleet-machines = Virtuelle Maschinen
fleet-capacity = Kapazität aller Hosts
fleet-layers = Schichten
fleet-namespaces = Namespaces
fleet-no-namespaces = Noch hat kein Namespace Cluster oder Maschinen.
fleet-all-namespaces = Alle Namespaces
fleet-decisions = Letzte Entscheidungen über Quota
fleet-host-cordoned = { $machines }, nimmt keine neuen
fleet-simulated = simuliert
fleet-by-kind = Objekte nach Art und Zustand
fleet-objects-fail = { $count ->
    [one] { $shown } Objekt scheitert
   *[other] { $shown } Objekte scheitern
}
fleet-fail-in = in { $controllers }.
fleet-requests-wait = { $count ->
    [one] { $shown } Quota-Antrag wartet
   *[other] { $shown } Quota-Anträge warten
}
fleet-for-a-decision = auf eine Entscheidung.
fleet-needs = Wartet auf einen Administrator
fleet-object-in = { $object } in { $namespace }
fleet-decided = { $phase ->
    [Approved] Antrag { $name }: genehmigt.
    [PartiallyApproved] Antrag { $name }: teilweise genehmigt.
    [AutoApproved] Antrag { $name }: durch Richtlinie genehmigt.
    [Denied] Antrag { $name }: abgelehnt.
    [Expired] Antrag { $name }: abgelaufen.
   *[other] Antrag { $name }: { $phase }.
}
fleet-decided-by = { $phase ->
    [Approved] Antrag { $name }: von { $by } genehmigt.
    [PartiallyApproved] Antrag { $name }: von { $by } teilweise genehmigt.
    [AutoApproved] Antrag { $name }: durch Richtlinie { $by } genehmigt.
    [Denied] Antrag { $name }: von { $by } abgelehnt.
    [Expired] Antrag { $name }: abgelaufen, { $by }.
   *[other] Antrag { $name }: { $phase }, { $by }.
}

fleet-tree-title = Baum
fleet-tree-label = Baum der Flotte
fleet-tree-states = Zustand der Cluster
fleet-tree-nothing-like = Nichts passt
fleet-tree-none = Es gibt noch keine Cluster oder Maschinen
fleet-tree-none-advice = Sie erscheinen hier, sobald jemand etwas anfordert.
fleet-tree-open-namespace = Namespace { $name } öffnen
fleet-tree-close-namespace = Namespace { $name } schließen
fleet-tree-open-cluster = Cluster { $name } öffnen
fleet-tree-close-cluster = Cluster { $name } schließen
fleet-tree-note = { $clusters }, { $machines }
fleet-tree-note-waiting = { $clusters } ({ $number } nicht bereit), { $machines }

fleet-events-title = Ereignisse
fleet-events-type = Art
fleet-events-warnings = Warnungen
fleet-events-normal = Normal
fleet-events-nothing-like = Kein Ereignis passt
fleet-events-none = In der letzten Stunde ist nichts geschehen
fleet-events-kept = Ereignisse werden eine Stunde nach dem letzten Auftreten gelöscht.

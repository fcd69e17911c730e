# Was eine Änderung braucht und bewirkt.

plan-no-changes = Nichts ändert sich.
plan-replaced = Maschinen, die ersetzt werden
plan-replaced-none = Keine. Was läuft, läuft weiter.
plan-replaced-how = Eine nach der anderen; jede neue Maschine ist bereit, bevor eine alte geräumt und entfernt wird. Die Control Plane kommt zuerst, dann die Pools zugleich.
plan-reason-version = Kubernetes geht von { $from } auf { $to }.
plan-reason-class = Die Maschinenklasse wechselt von { $from } zu { $to }.
plan-reason-disks = Die Platten sind andere.
plan-reason-registration = Nodes melden sich mit anderen Labels oder Taints an.
plan-addresses = Adressen
plan-load-balancer = Load Balancer
plan-load-balancer-address = Eine, für die Kubernetes-API; sie wird gewählt, wenn der Cluster entsteht.
plan-column-memory = Arbeits{"\u00AD"}speicher
plan-column-storage = Speicher{"\u00AD"}platz
plan-for = Für
plan-kept-for-upgrades = Für Aktualisierungen freigehalten
plan-waits = Er lässt sich trotzdem anfordern: Er wartet dann und läuft von selbst weiter, sobald die Quota es erlaubt.
plan-new-machines = Neue Maschinen
plan-free-after = Danach frei
plan-quota-of = Von der Quota von { $namespace }
plan-missing = Die Quota ist zu klein. Es fehlen { $amounts }.
plan-all-fit = { $count ->
    [one] Die neue Maschine passt auf die heutigen Hosts.
   *[other] Alle { $count } neuen Maschinen passen auf die heutigen Hosts.
}
plan-none-fits = Kein Host hat heute Platz für eine Maschine der Klasse { $class }.
plan-some-fit = Die heutigen Hosts haben Platz für { $placed } von { $machines } neuen Maschinen; danach nimmt keiner eine weitere der Klasse { $class }.

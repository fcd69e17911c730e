# Schritte eines Clusters oder einer Maschine beim Entstehen, Ändern und Gehen.

timeline-accepted = Angenommen
timeline-quota-kept = Quota vorgemerkt
timeline-endpoint-ready = Endpunkt bereit
timeline-control-plane-answers = Control Plane antwortet
timeline-control-plane-complete = Control Plane vollständig
timeline-workers-joined = Worker beigetreten
timeline-ready = Bereit
timeline-change-accepted = Änderung angenommen
timeline-control-plane-as-asked = Control Plane wie verlangt
timeline-workers-as-asked = Worker wie verlangt
timeline-workers-removed = Worker entfernt
timeline-control-plane-removed = Control Plane entfernt
timeline-endpoint-removed = Endpunkt entfernt
timeline-records-removed = Einträge entfernt
timeline-kubernetes = Kubernetes { $version }
timeline-machines = { $desired ->
    [one] { $there } von 1 Maschine
   *[other] { $there } von { $desired } Maschinen
}
timeline-left = noch { $left }

timeline-machine-class-found = Maschinenklasse gefunden
timeline-image-ready = Image bereit
timeline-resource-policy-ready = Ressourcenrichtlinie bereit
timeline-user-data-ready = Benutzerdaten bereit
timeline-storage-ready = Speicherplatz bereit
timeline-network-ready = Netz bereit
timeline-host-chosen = Host gewählt
timeline-machine-made = Maschine angelegt
timeline-powered-off = Ausgeschaltet
timeline-running-with-address = Läuft und hat eine Adresse
timeline-power-as-asked = Betrieb wie verlangt
timeline-powered-on = Eingeschaltet

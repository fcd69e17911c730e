# Ein Cluster.

cluster-views = Ansichten dieses Clusters
cluster-upgrade = Aktualisieren
cluster-pause = Cluster anhalten
cluster-resume = Cluster fortsetzen
cluster-delete = Cluster löschen
cluster-download = Kubeconfig herunterladen
cluster-download-later = Es gibt eine, sobald die Control Plane antwortet.
cluster-lock = Sperren
cluster-unlock = Entsperren
cluster-lock-help = Niemand kann ihn löschen, solange er gesperrt ist.
cluster-unlock-help = Er ist gesperrt: Niemand kann ihn löschen, bis ihn jemand entsperrt.

cluster-control-plane = { $ready } Control Plane
cluster-workers = { $count ->
    [one] { $ready } Worker
   *[other] { $ready } Worker
}

cluster-percent = zu { $percent } Prozent fertig
cluster-remedy-quota = Quota beantragen
cluster-remedy-quota-request = Quota-Antrag öffnen
cluster-remedy-kubeconfig = Kubeconfig anfordern
cluster-remedy-change = Ansehen, was verlangt ist
cluster-remedy-host = Host öffnen
cluster-remedy-hosts = Alle Hosts ansehen
cluster-remedy-classes = Maschinenklassen ansehen
cluster-remedy-images = Images ansehen
cluster-remedy-releases = Releases ansehen
cluster-remedy-storage = Storage-Klassen ansehen

cluster-left = Noch etwa { $left }, geschätzt nach { $judged }.
cluster-left-spread = Noch etwa { $left }, am wahrscheinlichsten { $low } bis { $high }, geschätzt nach { $judged }.
cluster-judged-by-clusters = { $count ->
    [one] { $shown } früheren Cluster dieser Form
   *[other] { $shown } früheren Clustern dieser Form
}
cluster-judged-by-machines = { $count ->
    [one] { $shown } Maschine, die bereit ist
   *[other] { $shown } Maschinen, die bereit sind
}
cluster-judged-by-deletions = { $count ->
    [one] { $shown } früheren Löschung
   *[other] { $shown } früheren Löschungen
}

cluster-layers = Schichten
cluster-story-creation = Wie er entstand
cluster-story-change = Wie die Änderung läuft
cluster-story-deletion = Wie er verschwindet
cluster-nodes = Nodes
cluster-pool = Pool
cluster-each-machine = Jede Maschine
cluster-ready = Bereit
cluster-scale = Skalieren
cluster-blockers = Was noch weg muss
cluster-blockers-object = Objekt
cluster-blockers-what = Worauf gewartet wird
cluster-blockers-since = Seit
cluster-endpoint = Endpunkt
cluster-endpoint-none = noch nicht da
cluster-pods = Pods
cluster-services = Services
cluster-service-domain = Service-Domain
cluster-network-plug-in = Netz-Plug-in
cluster-scale-pool = Pool { $pool } skalieren

cluster-object-gone = Nicht mehr da
cluster-open-one = Öffnen Sie eines, um seine Bedingungen, Ereignisse und sein YAML zu sehen.
cluster-layer-guest = Gastcluster
cluster-layer-api = Cluster API
cluster-object-page = Seine Seite mit seinem Verlauf öffnen
cluster-object-gone-more = { $kind } { $name } steht nicht oder nicht mehr in diesem Baum.
cluster-yaml-of-object = YAML von { $kind } { $name }

cluster-issue = Noch eine Kubeconfig
cluster-issue-kind = Art
cluster-issue-kind-help = Die erste braucht das Programm atoll in Ihrem PATH, und atoll login.
cluster-issue-role-help = Nicht höher als Ihre eigene.
cluster-issue-lifetime = Gültigkeit
cluster-issue-lifetime-help = Nach dieser Zeit gilt die Datei nicht mehr.
cluster-issue-not-allowed = Ihre Rolle in diesem Namespace gibt keinen Zugang zu dem, was in seinen Clustern läuft. Wer dort die Rolle edit hat, kann eine anfordern.
cluster-issued = Für diesen Cluster ausgestellt
cluster-kind-exec = Anmeldung durch das Programm atoll: kein Geheimnis in der Datei (empfohlen)
cluster-kind-token = Token in der Datei: gilt überall, halten Sie es geheim
cluster-kind-certificate = Zertifikat, für Notfälle: gilt auch, wenn das Portal ausfällt
cluster-role-view = { $role }: alles lesen außer Secrets
cluster-role-edit = { $role }: ändern, was in Namespaces läuft
cluster-role-admin = { $role }: alles im Cluster

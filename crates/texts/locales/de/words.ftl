# Namen von Dingen und kleinen Handlungen, gleich auf vielen Seiten.

word-name = Name
word-namespace = Namespace
word-all-namespaces = Alle Namespaces
word-state = Zustand
word-cluster = Cluster
word-machines = Maschinen
word-machine-class = Maschinenklasse
word-storage-class = Storage-Klasse
word-kubernetes-version = Kubernetes-Version
word-control-plane = Control Plane
word-worker-nodes = Worker-Nodes
word-image = Image
word-host = Host
word-hosts = Hosts
word-address = Adresse
word-age = Alter
word-cpu = CPU
word-memory = Arbeitsspeicher
word-storage = Speicherplatz
word-conditions = Bedingungen
word-events = Ereignisse
word-topology = Topologie
word-history = Verlauf
word-network = Netz
word-role = Rolle
word-comment = Kommentar
word-request = Antrag
word-none = keine
word-not-known = nicht bekannt
word-who-must-act = Wer handeln muss
word-from = Von
word-filter = Filtern
word-cancel = Abbrechen
word-state-and-cause = Zustand und Ursache
word-see-clusters = Zu den Clustern
word-go-to-first-page = Zur ersten Seite

word-request-quota = Quota beantragen
word-ask-for-this-quota = Diese Quota beantragen

word-yaml-of = YAML von { $name }

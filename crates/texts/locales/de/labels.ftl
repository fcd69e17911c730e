# Wörter für Zustände, Reiter, Ressourcen und Auswahlen.

label-machine-classes = Maschinenklassen
label-images = Images
label-releases = Releases
label-storage-classes = Storage-Klassen
label-overview = Überblick
label-yaml = YAML
label-access = Zugang
label-guest-clusters = Gastcluster
label-cluster-api = Cluster API
label-virtual-machines = Virtuelle Maschinen

label-power-on = An
label-power-off = Aus
label-power-suspended = Ruhezustand
label-machines-alone = Einzeln
label-machines-of-clusters = Von Clustern
label-machines-all = Alle

label-outcome-done = Erledigt
label-outcome-refused = Verweigert
label-outcome-failed = Gescheitert
label-audit-changes = Was Menschen geändert haben
label-audit-people = Was Menschen getan haben, auch gelesen
label-audit-all = Alles, auch Controller

label-role-view = View: sieht alles außer Secrets
label-role-edit = Edit: fordert Cluster und Maschinen an, ist Administrator in den Clustern
label-role-owner = Owner: dasselbe, und entscheidet, wer Mitglied ist
label-member-person = Person
label-member-service-account = Dienstkonto

label-storage-of-class = Speicherplatz der Klasse { $class }
label-volumes-of-class = Volumes der Klasse { $class }
label-cpu-requests = CPU-Anforderungen
label-memory-requests = Arbeitsspeicher-Anforderungen
label-cpu-limits = CPU-Grenzen
label-memory-limits = Arbeitsspeicher-Grenzen
label-clusters = Cluster
label-volumes = Volumes
label-load-balancers = Load Balancer

label-machine-off = Maschine { $name } ist ausgeschaltet, wie verlangt. Sie behält ihre Platten und ihren Teil der Quota.
label-machine-suspended = Maschine { $name } ist im Ruhezustand, wie verlangt.
label-machine-running = Maschine { $name } läuft.
label-machine-running-at = Maschine { $name } läuft und ist unter { $address } erreichbar.
label-namespace-going = Was darin ist, wird gelöscht.
label-member-group = Gruppe

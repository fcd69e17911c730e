# Einen Cluster anfordern, und eine Maschine, wo es dasselbe ist.

request-lead = Ein Name genügt; alles andere hat einen Vorgabewert, den Ihre Administratoren gewählt haben.
request-no-namespace = Noch gibt es keinen Namespace für Sie
request-write-as = Schreiben als
request-form = Formular
request-yaml = YAML
request-update-preview = Vorschau erneuern
request-applied = Was angewandt wird
cluster-request-no-namespace = Ein Cluster gehört in einen Namespace, in dem Sie einen anlegen dürfen. Bitten Sie einen Administrator dort um die Rolle edit.
cluster-request-button = Cluster anfordern
cluster-request-button-and-quota = Cluster und Quota anfordern

request-beyond-form = Das YAML hat außerdem { $fields }; dafür hat dieses Formular kein Feld. Es bleibt erhalten.
request-default = { $name } (Vorgabe)
request-newest = { $version } (neueste)
cluster-request-name-help = Kleinbuchstaben, Ziffern und Bindestriche, höchstens 41 Zeichen
cluster-request-storage-help = Für die Platten aller Maschinen
cluster-request-control-plane-nodes = Control-Plane-Nodes
cluster-request-control-plane-help = 1, oder 3 oder 5, um den Verlust einer Maschine zu überstehen
cluster-request-add-pool = Node-Pool hinzufügen
cluster-request-add-first-pool = Einen Node-Pool hinzufügen
cluster-request-no-pool = Ohne ihn hat der Cluster keine Worker-Nodes.
cluster-request-pool-name = Name des Pools
cluster-request-pool = Node-Pool { $number }
cluster-request-remove-pool = Pool { $number } entfernen
cluster-request-yaml-too-long = Das YAML hat { $length }; höchstens 256 KiB werden angenommen.

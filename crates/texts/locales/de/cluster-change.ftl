# Einen Cluster skalieren und aktualisieren.

cluster-change-scale = { $name } skalieren
cluster-change-upgrade = { $name } aktualisieren
cluster-change-lead = Es läuft Kubernetes { $version }. Nichts ändert sich, bevor Sie bestätigen.
cluster-change-of-pool = Des Pools { $pool }
cluster-change-newest = Das ist die neueste Version, die es gibt
cluster-change-newest-more = Sobald ein Release angeboten wird, das darauf folgen darf, kann es hier gewählt werden.
cluster-change-back = Zurück zum Cluster
cluster-change-update-plan = Plan erneuern
cluster-change-version-help = Neuere Patches, und die nächste Minor-Version. Keine wird dabei übersprungen.

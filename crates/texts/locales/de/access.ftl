# Ausgestellte Kubeconfigs, und Cluster auf der Kommandozeile.

access-lead = Ausgestellte Kubeconfigs: für wen, und wie lange sie gelten.
access-none = Noch keine Kubeconfig wurde ausgestellt
access-none-more = Die Seite eines Clusters gibt eine aus, sobald seine Control Plane antwortet. Sie steht hier, bis sie gelöscht wird.
access-choose = Cluster wählen
access-issued = Ausgestellte Kubeconfigs
access-soon = Endet innerhalb eines Tages
access-soon-more = Laden Sie vorher auf der Seite des Clusters eine neue Kubeconfig herunter.
access-ends = { $name } für den Cluster { $cluster } endet { $when }.
access-role-view = View
access-role-edit = Edit
access-role-admin = Admin

access-none-here = Noch keine. Was hier ausgestellt wird, wird festgehalten, nie das Geheimnis selbst.
access-issued-to = Ausgestellt für
access-issued-at = Ausgestellt
access-what = Was es ist
access-action = Aktion
access-revoking-means = Widerrufen nimmt die Rechte im Cluster selbst weg, meist in Sekunden: Keine Datei, kein Token und kein Zertifikat dieser Kubeconfig kann dort noch etwas tun. Solange die Control Plane des Clusters nicht antwortet, gilt ein schon ausgegebenes Token, bis es endet; was das Programm atoll benutzt, endet in Minuten.
access-revoke = Widerrufen
access-revoke-one = { $name } widerrufen
access-revoking = Widerrufen, der Cluster weiß es noch nicht
access-revoked = Widerrufen { $when }
access-expired = Abgelaufen { $when }
access-works = Gültig, endet { $when }

access-command-line = Auf der Kommandozeile
access-login = Das Programm atoll meldet Sie an und gibt kubectl kurze Token, damit kein Geheimnis in einer Datei liegt. Legen Sie es in Ihren PATH, dann melden Sie sich einmal am Tag an:
access-kubeconfig = Eine Kubeconfig für einen Cluster holen und benutzen:
access-device = Auf einem Rechner ohne Browser ergänzen Sie --device und geben den Code, den es zeigt, auf der Seite { $page } ein.
access-logout = atoll logout beendet die Anmeldung. Was angemeldet ist, steht unter { $page }.
access-sessions = Sitzungen

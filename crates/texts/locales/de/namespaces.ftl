# Namespaces, für Administratoren: Liste, einer, ein neuer, Löschen.

namespaces-title = Namespaces
namespaces-create = Namespace anlegen
namespaces-nothing-like = Kein Namespace heißt so
namespaces-what = In einem Namespace hat ein Team seine Cluster und Maschinen, seine Quota und seine Mitglieder.
namespaces-with-use = Namespaces mit ihrer Belegung
namespaces-members = Mitglieder
namespaces-clusters = Cluster
namespaces-quota = Quota
namespaces-not-ready = { $number } nicht bereit

namespaces-made = Angelegt
namespaces-activity = Aktivität
namespaces-audit = Audit-Protokoll
namespaces-delete = Namespace löschen
namespaces-deleting = Er wird gelöscht. { $left }
namespaces-use = Belegung
namespaces-everything = Alles darin, Schicht für Schicht
namespaces-limits = Grenzen einzelner Objekte
namespaces-no-limits = Keine LimitRange sagt, was ein Volume oder eine Maschine haben darf.
namespaces-limit-range = LimitRange { $name }

namespaces-no-members = Nur Administratoren dürfen diesen Namespace benutzen. Fügen Sie unten das erste Mitglied hinzu.
namespaces-what-head = Was
namespaces-remove = Entfernen
namespaces-remove-one = { $name } entfernen
namespaces-add-label = Mitglied hinzufügen
namespaces-add = Mitglied hinzufügen
namespaces-role-of = Rolle von { $name }
namespaces-change = Ändern
namespaces-person-or-group = Person oder Gruppe
namespaces-member-name = Name der Person oder Gruppe

namespaces-classes = Maschinenklassen
namespaces-offer = Diese Klassen anbieten
namespaces-all-classes = Alle Klassen
namespaces-no-classes = Es gibt noch keine Maschinenklasse. Ohne sie kann niemand eine Maschine anfordern.
namespaces-used-by = benutzt von { $machines }

namespaces-used-of = { $used } von { $hard }
namespaces-quota-help = Ein leeres Feld ist keine Grenze. Weniger hält nie an, was läuft: Es verhindert nur Neues, bis wieder Platz ist.
namespaces-set-quota = Quota setzen
namespaces-also-limited = Außerdem begrenzt
namespaces-storage-of-class = Speicherplatz der Klasse { $class }
namespaces-cpu-help = vCPU, wie 32
namespaces-memory-help = Mit Einheit, wie 64 GiB
namespaces-storage-help = Aller Klassen, wie 500 GiB
namespaces-number-help = Eine Zahl

namespaces-new-lead = Ein Ort für ein Team: wer dazugehört, wie viel es nehmen und woraus es wählen darf.
namespaces-unfinished = Nicht alles wurde angelegt
namespaces-made-list = Angelegt
namespaces-not-made = Nicht angelegt
namespaces-send-again = Senden Sie das Formular noch einmal, um den Rest anzulegen. Was schon da ist, bleibt, wie es ist.
namespaces-new = Neuer Namespace
namespaces-name-help = Kleinbuchstaben, Ziffern und Bindestriche, bis zu 63 Zeichen
namespaces-add-another = Weiteres Mitglied hinzufügen
namespaces-row-without-name = Eine Zeile ohne Namen wird weggelassen.

namespaces-delete-one = { $name } löschen
namespaces-deletion-lead = { $count ->
    [one] { $shown } Objekt und alles andere darin verschwinden mit ihm. Das lässt sich nicht rückgängig machen.
   *[other] { $shown } Objekte und alles andere darin verschwinden mit ihm. Das lässt sich nicht rückgängig machen.
}
namespaces-going = Was verschwindet
namespaces-nothing-going = Nichts, was Menschen angefordert haben, ist darin.
namespaces-holding = Was es aufhielte
namespaces-confirm-label = Bestätigen
namespaces-confirm = Zum Bestätigen { $name } eintippen
namespaces-keep = Behalten

# Das Audit-Protokoll, und was ein Eintrag in einem Satz besagt.

audit-title = Audit-Protokoll
audit-lead = Wer was wann und mit welcher Anfrage tat. Nichts davon lässt sich unbemerkt ändern.
audit-export = Exportieren
audit-none-newest = Unter den neuesten Einträgen ist noch nichts
audit-none = Kein Eintrag passt
audit-none-newest-advice = Die Suche ist noch nicht beim ältesten Eintrag. Sie geht dort weiter, wo sie aufhörte.
audit-none-searched-advice = Fragen Sie nach weniger: Jedes ausgefüllte Feld muss passen.
audit-none-advice = Jede Anfrage an die Supervisor-API wird hier aufgezeichnet, sobald es eine gibt.
audit-search-older = Ältere Einträge durchsuchen
audit-show-all = Alle anzeigen
audit-records = Einträge
audit-newest = Neueste
audit-older = Ältere

audit-any = Alle
audit-show = Anzeigen
audit-who = Wer
audit-who-help = Ganzer Benutzername
audit-object = Objekt
audit-object-help = Sein ganzer Name
audit-contains = Enthält
audit-contains-help = Wörter irgendwo im Eintrag
audit-more = Weitere Suchfelder
audit-verb = Verb
audit-resource = Ressource
audit-resource-help = Mehrzahl, wie guestclusters
audit-outcome = Ergebnis
audit-from-help = UTC, wie 2026-11-22T10:30
audit-before = Vor
audit-before-help = UTC, ebenso
audit-request-id = Anfragenummer
audit-request-id-help = Mit allem, was daraus wurde
audit-search = Suchen
audit-clear = Leeren

audit-records-label = Einträge des Audit-Protokolls
audit-when = Wann
audit-what = Was
audit-where = Wo
audit-request = Anfrage
audit-part-of-it = Teil davon

audit-no-record = Diesen Eintrag gibt es nicht.
audit-record = Eintrag { $number }
audit-by-user = Alles von dieser Person
audit-open-object = Objekt öffnen
audit-about-object = Alles über dieses Objekt
audit-record-title = Eintrag
audit-record-json = Eintrag als JSON
audit-in-short = Kurz gefasst
audit-acting-as = Handelnd als
audit-allowed-by = Erlaubt durch
audit-program = Programm
audit-server = Server
audit-took = Dauer
audit-cause = Entstand aus Anfrage
audit-hash = Hash

audit-one-request = Eine Anfrage
audit-part-of = Dies ist ein Teil dessen, was aus einer anderen Anfrage wurde:
audit-trail = Was verlangt, entschieden und getan wurde
audit-left-out = { $count ->
    [one] { $shown } Eintrag über Lesen und über Controller, die nur berichten, ist weggelassen.
   *[other] { $shown } Einträge über Lesen und über Controller, die nur berichten, sind weggelassen.
}
audit-cut = Es gibt mehr Einträge, als eine Seite zeigt: Der Export enthält alle.

audit-chain = Die Kette der Einträge
audit-chain-unchecked = Nicht geprüft, seit dieser Server läuft.
audit-chain-checking = { $count ->
    [one] Prüfung läuft: { $checked } von { $of } Eintrag bisher, begonnen
   *[other] Prüfung läuft: { $checked } von { $of } Einträgen bisher, begonnen
}
audit-chain-whole = { $count ->
    [one] { $shown } Eintrag, keiner entfernt, verändert oder verschoben. Geprüft
   *[other] { $shown } Einträge, keiner entfernt, verändert oder verschoben. Geprüft
}
audit-chain-newest = Neuester Eintrag
audit-chain-hash = Sein Hash
audit-chain-keep = Bewahren Sie Nummer und Hash dort auf, wo niemand schreiben kann, der in die Datenbank schreiben kann: Später belegen sie, dass dieses Ende nicht umgeschrieben wurde.
audit-chain-broken = Das Audit-Protokoll wurde manipuliert: { $fault }.
audit-chain-found = Gefunden
audit-chain-broken-advice = Ändern Sie die Datenbank nicht mehr, kopieren Sie sie, und vergleichen Sie sie mit den Hashes und Exporten, die anderswo liegen.
audit-chain-unreadable = Die Datenbank war nicht lesbar,
audit-chain-unreadable-advice = Prüfen Sie noch einmal; das Protokoll des Programms sagt mehr.
audit-chain-look = Noch einmal nachsehen
audit-chain-check = Kette prüfen

audit-hypervisor = Hypervisor, für { $object }: { $message }.
audit-who-acting-as = { $who }, handelnd als { $other },
audit-who-atoll = Atoll selbst
audit-who-nobody = Niemand Bestimmtes
audit-refused = { $verb ->
    [get] { $who } wurde abgewiesen: { $what } lesen.
    [list] { $who } wurde abgewiesen: { $what } auflisten.
    [watch] { $who } wurde abgewiesen: { $what } beobachten.
    [create] { $who } wurde abgewiesen: { $what } anlegen.
    [update] { $who } wurde abgewiesen: { $what } ändern.
    [patch] { $who } wurde abgewiesen: { $what } ändern.
    [delete] { $who } wurde abgewiesen: { $what } löschen.
    [deletecollection] { $who } wurde abgewiesen: alle { $what } löschen.
   *[other] { $who } wurde abgewiesen: { $verb }, { $what }.
}
audit-failed = { $verb ->
    [get] { $who } konnte { $what } nicht lesen (Status { $code }).
    [list] { $who } konnte { $what } nicht auflisten (Status { $code }).
    [watch] { $who } konnte { $what } nicht beobachten (Status { $code }).
    [create] { $who } konnte { $what } nicht anlegen (Status { $code }).
    [update] { $who } konnte { $what } nicht ändern (Status { $code }).
    [patch] { $who } konnte { $what } nicht ändern (Status { $code }).
    [delete] { $who } konnte { $what } nicht löschen (Status { $code }).
    [deletecollection] { $who } konnte nicht alle { $what } löschen (Status { $code }).
   *[other] { $who }: { $verb }, { $what } gelang nicht (Status { $code }).
}
audit-did = { $verb ->
    [get] { $who } hat { $what } gelesen.
    [list] { $who } hat { $what } aufgelistet.
    [watch] { $who } hat { $what } beobachtet.
    [delete] { $who } hat { $what } gelöscht.
    [deletecollection] { $who } hat alle { $what } gelöscht.
   *[other] { $who } verlangte { $verb } für { $what }.
}
audit-decided = { $phase ->
    [Approved] { $who } hat { $what } entschieden: genehmigt.
    [PartiallyApproved] { $who } hat { $what } entschieden: teilweise genehmigt.
    [AutoApproved] { $who } hat { $what } entschieden: durch Richtlinie genehmigt.
    [Denied] { $who } hat { $what } entschieden: abgelehnt.
   *[other] { $who } hat { $what } entschieden: { $phase }.
}
audit-reported = { $who } hat über { $what } berichtet.
audit-changed = { $who } hat { $what } geändert.
audit-changed-part = { $who } hat { $part } von { $what } geändert.
audit-approved = { $who } hat { $what } genehmigt.
audit-token = { $who } hat ein Token von { $what } verlangt.
audit-used-part = { $who } hat { $part } von { $what } benutzt.
audit-created = { $who } hat { $what } angelegt.
audit-requested = { $count ->
    [one] { $who } hat { $what } angefordert, mit { $workers } Worker, Kubernetes { $version }.
   *[other] { $who } hat { $what } angefordert, mit { $workers } Workern, Kubernetes { $version }.
}
audit-upgraded = { $who } hat { $what } von { $before } auf { $after } aktualisiert.
audit-scaled-workers = { $count ->
    [one] { $who } hat { $what } auf { $shown } Worker skaliert.
   *[other] { $who } hat { $what } auf { $shown } Worker skaliert.
}
audit-scaled-control-plane = { $count ->
    [one] { $who } hat { $what } auf { $shown } Control-Plane-Node skaliert.
   *[other] { $who } hat { $what } auf { $shown } Control-Plane-Nodes skaliert.
}
audit-no-object = etwas, das kein Objekt ist
audit-one-object = { $noun } { $name }
audit-objects-in = { $resource } in { $namespace }

audit-noun-cluster = Cluster
audit-noun-virtual-machine = virtuelle Maschine
audit-noun-machine-class = Maschinenklasse
audit-noun-machine-service = Maschinendienst
audit-noun-image = Image
audit-noun-release = Release
audit-noun-kubeconfig = Kubeconfig
audit-noun-quota-request = Quota-Antrag
audit-noun-quota = Quota
audit-noun-limit-range = LimitRange
audit-noun-approval-policy = Genehmigungsrichtlinie
audit-noun-namespace = Namespace
audit-noun-host = Host
audit-noun-role-binding = Rollenbindung
audit-noun-cluster-role-binding = Cluster-Rollenbindung
audit-noun-cluster-role = Cluster-Rolle
audit-noun-role = Rolle
audit-noun-secret = Secret
audit-noun-storage-class = Storage-Klasse
audit-noun-cluster-api-cluster = Cluster-API-Cluster
audit-noun-machine = Maschine
audit-noun-machine-set = MachineSet
audit-noun-machine-deployment = MachineDeployment
audit-noun-control-plane = Control-Plane
audit-noun-bootstrap-configuration = Bootstrap-Konfiguration
audit-noun-infrastructure-machine = Infrastruktur-Maschine
audit-noun-infrastructure-cluster = Infrastruktur-Cluster
audit-noun-event = Ereignis

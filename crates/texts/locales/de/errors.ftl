# Was falsch war, und was richtig wäre.

error-api-silent = Die Supervisor-API antwortet gerade nicht. Versuchen Sie es gleich noch einmal.
error-invalid = Die Eingabe ist nicht gültig.
error-hidden-object = Hier gibt es kein Objekt „{ $name }“ der Art { $kind }, oder Sie dürfen es nicht sehen.
error-no-kind = Diese Art gibt es nicht.
error-hidden-namespace = Den Namespace { $namespace } gibt es nicht, oder Sie dürfen ihn nicht sehen.
error-only-administrators = Diese Seite ist für Administratoren.
error-may-not-list-all = Sie dürfen { $kind } nicht in allen Namespaces auflisten.
error-list-takes-long = Die Supervisor-API braucht zu lange, um alles aufzulisten.
error-may-not-see-controllers = Sie dürfen die Controller nicht sehen: Dazu braucht es das Verb list auf controllers von portal.atoll.dev.

error-no-record = Diesen Eintrag gibt es nicht.
error-may-not-read-audit = Sie dürfen das Audit-Protokoll nicht lesen: Dazu braucht es das Verb list auf auditrecords von portal.atoll.dev.
error-time-format = Schreiben Sie eine Zeit in UTC wie 2026-11-22T10:30, oder einen Tag wie 2026-11-22.
error-nothing-under-request = Unter der Anfragenummer { $id } ist nichts aufgezeichnet.

error-history-too-early = So weit reicht der Verlauf nicht zurück.
error-moment-format = Schreiben Sie einen Zeitpunkt wie 2026-11-21T10:00:00Z, oder vor wie langer Zeit, etwa 5m, 2h oder 1d.

error-keeps-name = { $path }: Ein Objekt behält seinen Namen und seinen Namespace.
error-change-not-written = Die Änderung lässt sich nicht schreiben: { $error }.
error-request-not-written = Die Anforderung lässt sich nicht schreiben: { $error }.
error-yaml-too-long = Dieses YAML hat { $size } KiB; angenommen werden höchstens { $most } KiB.
error-yaml-documents = Das ist mehr als ein Dokument; hier lässt sich nur ein Objekt schreiben.
error-yaml-unreadable = Dieses YAML ist nicht lesbar: { $why }.
error-yaml-one-kind = Das muss genau ein Objekt der Art { $kind } sein und mit „apiVersion: { $version }“ beginnen.
error-policy-too-long = Dieses YAML ist länger als 64 KiB, mehr als eine Richtlinie je braucht.

error-no-cpus = „{ $typed }“ ist keine Zahl von CPUs; schreiben Sie zum Beispiel 8 oder 500m.
error-no-bytes = „{ $typed }“ ist keine Menge von Bytes; schreiben Sie zum Beispiel 64 GiB.
error-no-whole-number = „{ $typed }“ ist keine ganze Zahl; schreiben Sie zum Beispiel 5.
error-unit-missing = Schreiben Sie auch die Einheit: { $number } GiB oder { $number } MiB.
error-less-than-nothing = Eine Menge kann nicht kleiner als nichts sein.

error-control-plane-nodes = Eine Control Plane hat 1, 3 oder 5 Nodes, nicht „{ $typed }“: Die Mitglieder ihrer Datenbank entscheiden mit Mehrheit.
error-too-many-pools = Ein Cluster hat höchstens { $most } Node-Pools, nicht { $pools }.
error-pool-name = Der Name eines Pools besteht aus Kleinbuchstaben, Ziffern und Bindestrichen und beginnt und endet mit einem Buchstaben oder einer Ziffer, anders als „{ $typed }“.
error-pool-twice = Einen Pool { $name } gibt es schon.
error-worker-nodes = Die Zahl der Worker-Nodes ist eine ganze Zahl von 0 bis { $most }, nicht „{ $typed }“.
error-cluster-name-missing = Ein Cluster braucht einen Namen.
error-name-too-long = Ein Name hat höchstens { $most } Zeichen; dieser hat { $length }.
error-name-letters = Ein Name besteht aus Kleinbuchstaben, Ziffern und Bindestrichen und beginnt und endet mit einem Buchstaben oder einer Ziffer, anders als „{ $typed }“.
error-nothing-to-request = Noch ist nichts da, was sich anfordern ließe.
error-cluster-there = In { $namespace } gibt es schon einen Cluster { $name }.
error-may-only-read = Sie dürfen { $kind } { $name } sehen, aber nicht ändern.
error-no-next-version = Der Cluster läuft mit { $running }, und kein Release, das darauf folgen darf, ist im Angebot.
error-version-may-not-follow = „{ $asked }“ darf nicht auf { $running } folgen; wählen Sie { $versions }.
error-no-pool = { $name } hat keinen Node-Pool { $pool }; vielleicht wurde er unterdessen entfernt.

error-locked = { $title } ist durch die Annotation { $annotation } gegen Löschen gesperrt.
error-waits-for-hook = { $title } wartet vor dem Löschen auf den Hook { $hook }.
error-foreign-finalizer = { $title } hat den Finalizer { $finalizer }, den ein Programm außerhalb dieses Systems wegnehmen muss.
error-type-to-delete-cluster = Tippen Sie { $name }, um diesen Cluster zu löschen.
error-finalizer-first = Zuerst muss { $finalizer } fertig werden.
error-type-to-delete-machine = Tippen Sie { $name }, um diese Maschine zu löschen.
error-needed-namespace = { $name } braucht Atoll selbst; das lässt sich nicht löschen.
error-type-to-delete-namespace = Tippen Sie { $name }, um diesen Namespace mit allem darin zu löschen.

error-locked-by = { $title } ist durch die Annotation { $annotation } gegen Löschen gesperrt.
error-new-machine-power = Eine neue Maschine ist PoweredOn oder PoweredOff, nicht „{ $typed }“.
error-disk-twice = Eine Platte { $name } gibt es schon.
error-disk-name = Der Name einer Platte besteht aus Kleinbuchstaben, Ziffern und Bindestrichen und beginnt und endet mit einem Buchstaben oder einer Ziffer, anders als „{ $typed }“.
error-machine-name-missing = Eine Maschine braucht einen Namen.
error-image-needs = Das Image braucht { $least } GiB; kleiner kann die Platte nicht sein.
error-disk-too-large = Eine Platte hat höchstens 64 TiB.
error-disk-size = Eine Größe ist eine Zahl von GiB, oder eine mit Einheit wie 20Gi, nicht „{ $typed }“.
error-one-key = Ein öffentlicher Schlüssel auf einer Zeile. Weitere gehören in die Benutzerdaten.
error-private-key = Das ist ein privater Schlüssel. Behalten Sie ihn für sich; der öffentliche endet auf .pub.
error-public-key = Ein öffentlicher Schlüssel beginnt wie „ssh-ed25519 AAAA…“, so wie er in einer Datei steht, die auf .pub endet.
error-user-data-too-long = Benutzerdaten haben höchstens 64 KiB; diese haben { $size } KiB.
error-user-data-begins = Benutzerdaten beginnen mit einer Zeile #cloud-config, oder mit #! und dem Programm, das sie ausführt.
error-user-data-no-settings = Die Benutzerdaten sind YAML, aber keine Liste benannter Einstellungen.
error-user-data-no-yaml = Die Benutzerdaten sind kein YAML; siehe dort Zeile { $line }.
error-no-secret = Das Secret mit den Benutzerdaten lässt sich nicht anlegen, also wurde nichts angelegt: { $why }
error-machine-there = In { $namespace } gibt es schon eine Maschine { $name }.
error-no-quota-for-machine = In der Quota von { $namespace } ist für diese Maschine kein Platz: { $why }.
error-class-already = { $name } hat die Klasse { $class } schon.
error-no-class-typed = Die Maschinenklasse „{ $typed }“ gibt es nicht.
error-no-quota-for-class = In der Quota von { $namespace } ist für diese Klasse kein Platz: { $why }.
error-machine-of-cluster = { $name } gehört zum Cluster { $cluster }, der das rückgängig machen würde. Ändern Sie stattdessen den Cluster.

error-no-key = Es ließ sich kein Schlüssel erzeugen: { $error }.
error-lifetime = Wählen Sie eine Lebensdauer von { $shortest } bis { $longest } Sekunden, nicht „{ $typed }“.
error-kind-offered = Wählen Sie eine der angebotenen Arten, nicht „{ $typed }“.
error-role-lost = Sie haben die Rolle „{ $role }“ im Cluster { $cluster } nicht mehr.
error-token-unsigned = Das Token lässt sich nicht signieren.
error-no-kubeconfig = Sie haben keine gültige Kubeconfig für Cluster { $cluster } in { $namespace }. Fordern Sie zuerst eine an.
error-no-access-of-yours = Einen ClusterAccess { $name }, der Ihnen gehört, gibt es hier nicht.
error-access-by-certificate = { $name } wird mit Zertifikat benutzt, nicht mit Token.
error-access-revoked = { $name } wurde widerrufen. Fordern Sie eine neue Kubeconfig an.
error-access-expired = { $name } ist abgelaufen. Fordern Sie eine neue Kubeconfig an.
error-access-not-ready = { $name } ist noch nicht bereit. Versuchen Sie es gleich noch einmal.

error-no-approvals = Unter /admin/approvals gibt es keine Seite.
error-no-asking = Den Namespace { $namespace } gibt es hier nicht, oder Sie dürfen darin keine Quota beantragen.
error-no-such-namespace = Diesen Namespace gibt es hier nicht, oder Sie dürfen ihn nicht sehen.
error-unbounded = Keine Quota von { $namespace } begrenzt noch: { $resource }.
error-nothing-asked = Jede Menge ist, wie sie jetzt ist: Ändern Sie mindestens eine.
error-no-justification = Sagen Sie, wofür die Quota ist, damit jemand entscheiden kann.
error-justification-too-long = Eine Begründung hat höchstens { $most } Zeichen.
error-no-day = „{ $typed }“ ist kein Tag; schreiben Sie ihn wie 2026-12-24.
error-day-over = Dieser Tag ist vorbei; wählen Sie einen späteren, oder lassen Sie das Feld leer.
error-comment-too-long = Ein Kommentar hat höchstens { $most } Zeichen.
error-grant-between = Genehmigen Sie eine Menge zwischen der bisherigen Quota und dem, was beantragt ist.
error-somebody = Jemand
error-decided-approved = { $who } hat diesen Antrag genehmigt ({ $when }). Ihre Entscheidung wurde nicht angewandt.
error-decided-in-part = { $who } hat diesen Antrag teilweise genehmigt ({ $when }). Ihre Entscheidung wurde nicht angewandt.
error-decided-denied = { $who } hat diesen Antrag abgelehnt ({ $when }). Ihre Entscheidung wurde nicht angewandt.
error-decided-by-policy = Eine Richtlinie hat diesen Antrag unterdessen gewährt. Ihre Entscheidung wurde nicht angewandt.
error-decided-taken-back = Wer den Antrag gestellt hat, hat ihn zurückgezogen. Ihre Entscheidung wurde nicht angewandt.
error-decided-expired = Die Zeit dieses Antrags ist um. Ihre Entscheidung wurde nicht angewandt.
error-decided-same-moment = Dieser Antrag wurde im selben Augenblick geändert. Versuchen Sie es noch einmal.
error-policy-keeps-name = Der Name ist { $name } und lässt sich nicht ändern: Legen Sie stattdessen eine weitere Richtlinie an.
error-no-object = Das ist kein Objekt: { $error }.
error-no-such-page = Diese Seite gibt es hier nicht, oder Sie dürfen sie nicht sehen.
error-policy-changed = Jemand hat diese Richtlinie unterdessen geändert. Ihre Eingabe ist erhalten: Sehen Sie sich die Richtlinie an, wie sie jetzt ist, und speichern Sie noch einmal.
error-policy-there = Eine Richtlinie dieses Namens gibt es schon.
error-decided-before = Darüber wurde entschieden, bevor Sie ihn zurückziehen konnten.

error-not-yourself = Sich selbst können Sie nicht sperren: Vielleicht bliebe niemand, der Sie wieder freigibt. Bitten Sie einen anderen Administrator.
error-hidden-page = Diese Seite gibt es nicht, oder Sie dürfen sie nicht sehen.
error-session-ended = Diese Sitzung gibt es nicht mehr: Sie ist schon beendet.
error-nobody-called = Es gibt niemanden namens { $user }, oder es war nichts zu ändern.

error-class-name = Ein Name besteht aus Kleinbuchstaben, Ziffern und Bindestrichen.
error-class-cpus = Schreiben Sie eine ganze Zahl von vCPU, von 1 bis 1024.
error-class-memory = Schreiben Sie eine Menge mit Einheit, wie 8 GiB, und mindestens 64 MiB.
error-class-description = Eine Beschreibung hat höchstens 1.000 Zeichen.
error-class-namespaces = Wählen Sie mindestens einen Namespace: Eine Klasse liegt in denen, die sie wählen dürfen.
error-class-there = Eine Klasse { $name } gibt es schon. Ändern Sie stattdessen diese weiter unten.
error-in-namespace = In { $namespace }: { $why }
error-no-machine-class = Eine Maschinenklasse { $name } gibt es nicht.
error-is-of-class = { $kind } { $name } in { $namespace } gehört zu dieser Klasse.
error-name-in = { $name } in { $namespace }
error-type-to-delete-class = Tippen Sie { $name }, um diese Klasse zu löschen.
error-class-in-use = Sie ist in Gebrauch und bleibt. { $why }
error-maintenance-changed = Jemand hat die Wartung von { $name } unterdessen geändert. Sehen Sie sie sich noch einmal an, und entscheiden Sie dann.
error-type-to-empty-host = Tippen Sie { $name }, um zu bestätigen, dass seine Maschinen ihn verlassen sollen.
error-no-class = Eine Klasse { $class } gibt es nicht.
error-class-stays = { $class } wird von Maschinen in { $namespace } benutzt und bleibt daher.
error-step-class = Die Maschinenklasse { $class }
error-namespace-not-written = Der Namespace lässt sich nicht schreiben: { $error }.
error-namespace-there = Einen Namespace { $namespace } gibt es schon.
error-namespace-name-missing = Geben Sie dem Namespace einen Namen.
error-namespace-name = Ein Name besteht aus Kleinbuchstaben, Ziffern und Bindestrichen, die nicht am Anfang oder Ende stehen, und hat bis zu 63 Zeichen.
error-step-namespace = Der Namespace { $namespace }
error-step-quota = Seine Quota
error-step-member = { $name } als Mitglied mit der Rolle { $role }
error-member-name-missing = Schreiben Sie den Benutzernamen, oder den Namen der Gruppe.
error-member-name = Ein Name hat höchstens 200 Zeichen, und keine Steuerzeichen.
error-member-kind = Wählen Sie eine Person oder eine Gruppe.
error-member-role = Wählen Sie view, edit oder owner.
error-member-gone = { $name } ist durch { $binding } kein Mitglied mehr.
error-amount-cpu = Schreiben Sie eine Zahl von vCPU, wie 16 oder 0.5.
error-amount-bytes = Schreiben Sie eine Menge mit Einheit, wie 64 GiB.
error-amount-number = Schreiben Sie eine ganze Zahl.
error-quota-same-moment = Jemand anders hat im selben Augenblick an der Quota geschrieben. Nichts wurde geändert; senden Sie es noch einmal.
error-quota-changed = Die Quota wurde geändert, seit diese Seite gelesen wurde. Unten steht, was sie jetzt sagt; Ihre Mengen sind erhalten.
error-cluster-namespace = { $offered ->
    [0] Im Namespace „{ $typed }“ dürfen Sie keine Cluster anlegen; angeboten wird nichts.
   *[other] Im Namespace „{ $typed }“ dürfen Sie keine Cluster anlegen; wählen Sie { $names }.
}
error-machine-namespace = { $offered ->
    [0] Im Namespace „{ $typed }“ dürfen Sie keine Maschinen anlegen; angeboten wird nichts.
   *[other] Im Namespace „{ $typed }“ dürfen Sie keine Maschinen anlegen; wählen Sie { $names }.
}
error-no-version = { $offered ->
    [0] Eine Kubernetes-Version „{ $typed }“ gibt es nicht; angeboten wird nichts.
   *[other] Eine Kubernetes-Version „{ $typed }“ gibt es nicht; wählen Sie { $names }.
}
error-no-storage-class = { $offered ->
    [0] Eine Storage-Klasse „{ $typed }“ gibt es nicht; angeboten wird nichts.
   *[other] Eine Storage-Klasse „{ $typed }“ gibt es nicht; wählen Sie { $names }.
}
error-no-class-offered = { $offered ->
    [0] Eine Maschinenklasse „{ $typed }“ gibt es nicht; angeboten wird nichts.
   *[other] Eine Maschinenklasse „{ $typed }“ gibt es nicht; wählen Sie { $names }.
}
error-no-image = { $offered ->
    [0] Ein Image „{ $typed }“ gibt es nicht; angeboten wird nichts.
   *[other] Ein Image „{ $typed }“ gibt es nicht; wählen Sie { $names }.
}

error-login-must-be = Die Anfrage des Programms ist nicht vollständig: { $field } muss { $value } sein. Führen Sie atoll login noch einmal aus.
error-login-method = Die Anfrage des Programms ist nicht vollständig: { $field } muss die Methode { $method } haben. Führen Sie atoll login noch einmal aus.
error-login-length = Die Anfrage des Programms ist nicht vollständig: { $field } muss { $shortest } bis { $longest } Zeichen haben. Führen Sie atoll login noch einmal aus.
error-login-unnamed = Die Anfrage des Programms ist nicht vollständig: machine und client_id müssen genannt sein. Führen Sie atoll login noch einmal aus.

error-or = { $first } oder { $second }
error-role-allowed = Sie dürfen { $names } wählen, nicht „{ $typed }“.
error-control-plane-silent = Für { $name } lässt sich gerade keine Kubeconfig ausstellen: Die Control Plane antwortet noch nicht. Versuchen Sie es gleich noch einmal.
error-not-issued = Für { $name } lässt sich gerade keine Kubeconfig ausstellen: { $why }. Versuchen Sie es gleich noch einmal.
error-yaml-other = Hier lassen sich nur „apiVersion: { $version }“ und „kind: { $kind }“ schreiben; { $key } ist { $found }.
error-yaml-lacks = Hier lassen sich nur „apiVersion: { $version }“ und „kind: { $kind }“ schreiben; { $key } fehlt.

error-database-silent = Die Datenbank antwortet gerade nicht. Versuchen Sie es gleich noch einmal.
error-audit-unreadable = Das Audit-Protokoll lässt sich gerade nicht lesen. Versuchen Sie es gleich noch einmal.
error-sessions-unreadable = Der Server kann Sitzungen gerade nicht lesen. Versuchen Sie es gleich noch einmal.
error-too-many-codes = Es wurden zu viele Codes probiert. Warten Sie eine Minute, und versuchen Sie es noch einmal.

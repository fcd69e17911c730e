# Worauf ein Objekt wartet, warum, und wer handeln muss.

explain-tried-again = Es wird von selbst wieder versucht, jedes Mal mit längerer Pause.

explain-paused = { $title } ist angehalten; nichts daran ändert sich, bis jemand es fortsetzt.
explain-held-up = { $title } kommt nicht weiter: { $why }
explain-failed = { $title } ist gescheitert: { $why }
explain-stalled = { $title } kommt nicht voran: { $why }
explain-changed = { $title } wurde geändert und seither noch nicht wieder angesehen.
explain-not-said-yet = { $title } hat noch nicht gemeldet, ob es bereit ist: { $why }
explain-not-ready-yet = { $title } ist noch nicht bereit: { $why }

explain-cluster-version = Cluster { $name } kann die verlangte Version nicht bekommen: { $why }
explain-cluster-names-unknown = Cluster { $name } nennt etwas, das es nicht gibt: { $why }
explain-cluster-impossible = Cluster { $name } kann nicht werden, was verlangt wurde: { $message }
explain-cluster-requested = Cluster { $name } ist angefordert.
explain-cluster-changed = Cluster { $name } wurde eben geändert; die Änderung ist noch nicht angesehen worden.
explain-cluster-held-up = Cluster { $name } kommt nicht weiter: { $why }
explain-cluster-rolling-out = Cluster { $name } erhält seine neue Version oder Gestalt: { $why }
explain-cluster-scaling = Cluster { $name } ändert die Zahl seiner Maschinen: { $why }
explain-cluster-being-made = Cluster { $name } wird erstellt: { $why }
explain-cluster-wrong-ask = Es geht von selbst weiter, sobald etwas anderes verlangt wird oder das Verlangte da ist.
explain-cluster-waits-quota = Cluster { $name } wartet auf Quota: { $message }
explain-cluster-short-of-quota = Cluster { $name } wartet auf Quota: Im Namespace { $namespace } fehlen { $short }
explain-cluster-change-short-of-quota = Die Änderung von Cluster { $name } wartet auf Quota: Im Namespace { $namespace } fehlen { $short }
explain-cluster-quota-change-follows = Was der Cluster schon hatte, läuft unterdessen weiter; die Änderung folgt von selbst, sobald die Quota erhöht ist.
explain-cluster-quota-made-then = Seine Maschinen werden erstellt, sobald die Quota erhöht oder im Namespace etwas anderes gelöscht ist.
explain-cluster-updating = Cluster { $name } wird aktualisiert: { $message }
explain-release-not-yet = Release { $version } ist noch nicht verwendbar: { $why }
explain-release-not-offered = Release { $version } wird für neue Cluster nicht angeboten: { $why }
explain-release-stays = { $title } bleibt für Cluster im Katalog, die damit laufen.

explain-cluster-refers-to-missing = Cluster { $name } verweist auf ein Objekt, das es nicht gibt: { $why }
explain-cluster-topology = Die Topologie von Cluster { $name } lässt sich nicht anwenden: { $why }
explain-cluster-waits-endpoint = Cluster { $name } wartet auf seinen Endpunkt.
explain-cluster-silent-yet = Die Control Plane von Cluster { $name } antwortet noch nicht.
explain-cluster-still-open = Die Control Plane von Cluster { $name } hat geantwortet; noch offen: { $open }
explain-cluster-machines-missing = Die Control Plane von Cluster { $name } antwortet; noch sind nicht alle ihre Maschinen da.
explain-cluster-network = Das Netz von Cluster { $name } wird erstellt: { $why }
explain-cluster-no-endpoint = Cluster { $name } hat noch keinen Endpunkt: { $why }
explain-cluster-waits-address = Cluster { $name } wartet auf die Adresse seines Load Balancers.
explain-etcd = Das etcd von { $title } ist nicht gesund: { $why }
explain-replaces-unhealthy = { $title } ersetzt eine fehlerhafte Maschine: { $why }
explain-replaces-none = { $title } ersetzt keine Maschine, weil zu viele fehlerhaft sind: { $why }

explain-machine-failed = Maschine { $name } ist gescheitert: { $message }
explain-machine-vm-gone = Die virtuelle Maschine der Maschine { $name } gibt es nicht mehr: { $why }
explain-machine-delete-to-replace = Löschen Sie die Machine, damit sie ersetzt wird.
explain-machine-refers-to-missing = Maschine { $name } verweist auf ein Objekt, das es nicht gibt: { $why }
explain-node-starting-at = Node { $name } startet: Seine Maschine hat eine Adresse ({ $address }) und ist noch nicht beigetreten.
explain-node-starting = Node { $name } startet: Seine Maschine ist da und noch nicht beigetreten.
explain-machine-waits-bootstrap = Maschine { $name } wartet auf ihre Bootstrap-Daten.
explain-machine-waits-vm = Maschine { $name } wartet auf ihre virtuelle Maschine.
explain-node-short = Node { $name } arbeitet, aber etwas ist knapp: { $why }
explain-machine-joined-not-ready = Maschine { $name } ist beigetreten und noch nicht bereit: { $why }
explain-node-deleted = Jemand hat Node { $name } im Cluster gelöscht, während seine Maschine noch läuft.
explain-node-deleted-then = Löschen Sie die Machine, damit sie ersetzt wird, oder starten Sie die Maschine neu, damit sie wieder beitritt.
explain-node-unknown = Die API des Clusters antwortet nicht, daher ist von Node { $name } nichts bekannt.
explain-node-stopped-reporting = Node { $name } meldet sich nicht mehr: { $why }
explain-node-may-be-down = Die Maschine ist vielleicht aus oder abgeschnitten; sie zählt wieder, sobald sie sich meldet.
explain-node-joined-not-ready = Node { $name } ist beigetreten und noch nicht bereit: { $why }
explain-machine-not-to-be-replaced = Maschine { $name } ist fehlerhaft und darf nicht ersetzt werden: { $why }
explain-machine-replaced-later = Maschine { $name } ist fehlerhaft und wird später ersetzt: { $why }
explain-machine-being-replaced = Maschine { $name } ist fehlerhaft und wird ersetzt: { $message }
explain-bootstrap-waits-control-plane = Die Bootstrap-Daten von { $name } werden erzeugt, sobald die Control Plane antwortet.
explain-bootstrap-not-yet = Die Bootstrap-Daten von { $name } gibt es noch nicht: { $why }
explain-bootstrap-being-made = Die Bootstrap-Daten von { $name } werden erzeugt.
explain-machine-waits-endpoint = Maschine { $name } wartet auf den Endpunkt des Clusters.
explain-machine-waits-control-plane = Maschine { $name } wartet, bis die Control Plane antwortet.
explain-machine-waits-group = Maschine { $name } wartet auf ihre Gruppe von Maschinen.
explain-vm-of-being-made = Die virtuelle Maschine von { $name } wird erstellt.
explain-vm-of-not-made-yet = Die virtuelle Maschine von { $name } gibt es noch nicht: { $why }
explain-vm-of-powering-on = Die virtuelle Maschine von { $name } wird eingeschaltet.
explain-vm-of-not-on-yet = Die virtuelle Maschine von { $name } ist noch nicht eingeschaltet: { $why }
explain-vm-of-no-address = Die virtuelle Maschine von { $name } läuft und hat noch keine Adresse.
explain-vm-of-no-identity = Die virtuelle Maschine von { $name } läuft und hat ihre Kennung noch nicht gemeldet.
explain-vm-of-requested = Die virtuelle Maschine von { $name } ist angefordert.
explain-vm-of-not-there-yet = Die virtuelle Maschine von { $name } ist noch nicht da: { $message }

explain-vm-waits-quota = Maschine { $name } wartet auf Quota: { $why }
explain-vm-quota-made-then = Sie wird erstellt, sobald die Quota erhöht oder im Namespace etwas anderes gelöscht ist.
explain-vm-paused = Maschine { $name } ist angehalten; nichts daran ändert sich, bis jemand sie fortsetzt.
explain-vm-requested = Maschine { $name } ist angefordert.
explain-vm-waits-host = Maschine { $name } wartet auf einen Host: { $why }
explain-vm-host-then = Es geht von selbst weiter, sobald ein Host Platz hat; auch eine kleinere Klasse oder weniger Maschinen würden helfen.
explain-vm-hypervisor-error = Der Hypervisor meldet einen Fehler bei Maschine { $name }: { $why }
explain-vm-gone = Maschine { $name } gibt es nicht mehr: { $why }
explain-vm-refused = Der Hypervisor lehnt Maschine { $name } ab: { $why }
explain-vm-refused-then = Es wird wieder versucht, wenn sich ihre Spezifikation ändert.
explain-vm-probe-failed = Maschine { $name } läuft, aber ihr Dienst antwortet nicht: { $why }
explain-vm-held-up = Maschine { $name } kommt nicht weiter: { $why }
explain-vm-waits-class = Maschine { $name } wartet auf ihre Maschinenklasse: { $why }
explain-vm-waits-image = Maschine { $name } wartet auf ihr Image: { $why }
explain-vm-waits-policy = Maschine { $name } wartet auf ihre Ressourcenrichtlinie: { $why }
explain-vm-waits-bootstrap = Maschine { $name } wartet auf ihre Bootstrap-Daten: { $why }
explain-vm-waits-storage = Maschine { $name } wartet auf ihren Speicherplatz: { $why }
explain-vm-waits-network = Maschine { $name } wartet auf ihr Netz: { $why }
explain-vm-first-start = Maschine { $name } läuft, aber bei ihrem ersten Start ging innen etwas schief: { $why }
explain-vm-first-start-then = Ihre Bootstrap-Daten laufen nur einmal; berichtigen Sie sie, und legen Sie die Maschine neu an.
explain-vm-powering-on = Maschine { $name } wird eingeschaltet.
explain-vm-powering-on-host = Maschine { $name } wird auf Host { $host } eingeschaltet.
explain-vm-powering-off = Maschine { $name } wird ausgeschaltet.
explain-vm-suspending = Maschine { $name } wird in den Ruhezustand versetzt.
explain-vm-booting = Maschine { $name } startet und hat noch keine Adresse.
explain-vm-booting-host = Maschine { $name } startet auf Host { $host } und hat noch keine Adresse.
explain-vm-being-made = Maschine { $name } wird erstellt.
explain-vm-being-made-host = Maschine { $name } wird auf Host { $host } erstellt
explain-vm-being-made-why = Maschine { $name } wird erstellt: { $message }

explain-service-no-balancers = Service { $name } kann keinen Load Balancer bekommen: Dieser Hypervisor hat keine.
explain-service-no-balancers-then = Verlangen Sie eine andere Art von Service, oder einen Cluster mit eigener Adresse.
explain-service-balancer-error = Der Load Balancer von Service { $name } meldet einen Fehler: { $why }
explain-service-nothing-behind = Hinter Service { $name } steht nichts: Keine Maschine mit einer Adresse passt zu seinem Selektor.
explain-service-nothing-behind-then = Es geht von selbst weiter, sobald eine solche Maschine eine Adresse hat.
explain-balancer-no-address = Der Load Balancer { $name } hat noch keine Adresse.
explain-image-missing = Der Hypervisor hat kein Image { $name }: { $why }
explain-image-source = Die Quelle von Image { $name } ist nicht bereit: { $why }
explain-image-importing = Image { $name } wird noch importiert: { $why }
explain-class-unusable = Aus { $title } lässt sich keine Maschine erstellen: { $why }

explain-host-maintenance = Host { $name } ist in Wartung: Er betreibt, was er hat, und nimmt keine neuen Maschinen.
explain-host-unknown = Von Host { $name } ist nichts bekannt: { $why }
explain-host-down = Host { $name } ist ausgefallen: { $why }
explain-host-down-then = Seine Maschinen stehen still, bis er zurück ist.
explain-host-not-reported = Host { $name } hat sich noch nicht gemeldet.
explain-claim-lost = Das Volume zum Claim { $name } gibt es nicht mehr.
explain-claim-pending = Claim { $name } hat noch kein Volume; er bekommt eines mit der ersten Maschine, die ihn benutzt.
explain-balancer-of-no-address = Der Load Balancer von { $title } hat noch keine Adresse.
explain-pod-does-not-start = { $title } startet nicht: { $why }

explain-request-ask-again = Stellen Sie einen neuen Antrag mit einer anderen Menge oder einer anderen Begründung.
explain-request-not-applicable = Antrag { $name } ist gewährt und lässt sich nicht anwenden: { $why }
explain-request-granted = Antrag { $name } ist gewährt; die Quota von { $namespace } wird erhöht.
explain-request-pending = Antrag { $name } über { $amounts } in { $namespace } wartet auf eine Entscheidung.
explain-access-being-made = Eine Kubeconfig für Cluster { $cluster } wird erstellt.
explain-access-expired = Die Zeit dieser Kubeconfig für Cluster { $cluster } ist abgelaufen.
explain-access-revoked = Diese Kubeconfig für Cluster { $cluster } wurde widerrufen.
explain-access-waits = Diese Kubeconfig wird erstellt, sobald die Control Plane von Cluster { $cluster } antwortet.
explain-access-refused = Diese Kubeconfig für Cluster { $cluster } wird verweigert: { $why }
explain-access-refused-then = Verlangen Sie eine kleinere Rolle, oder bitten Sie einen Eigentümer des Namespace um mehr Rechte.
explain-access-impossible = Diese Kubeconfig für Cluster { $cluster } lässt sich nicht erstellen: { $why }

explain-vm-host-down = Maschine { $name } steht still, weil ihr Host { $host } ausgefallen ist: { $why }
explain-vm-host-down-then = Es geht von selbst weiter, sobald der Host zurück ist.
explain-vm-image-importing = Maschine { $name } wartet auf ihr Image { $image }, das noch importiert wird: { $why }
explain-node-not-ready = Node { $name } ist schon { $length } lang nicht bereit: { $why }
explain-node-not-ready-then = Sehen Sie im Cluster nach: Netz-Plug-in, Platte und Kubelet dieses Nodes.
explain-cluster-silent = Die Control Plane von Cluster { $name } antwortet schon { $length } lang nicht.
explain-cluster-silent-then = Ihre Maschinen sind vielleicht aus oder abgeschnitten; was auf den Workern läuft, läuft vielleicht weiter.
explain-request-asks = Antrag { $name } bittet darum und wartet auf eine Entscheidung.

explain-going = { $title } wird entfernt.
explain-namespace-going-why = Namespace { $name } wird entfernt: { $why }
explain-namespace-going = Namespace { $name } wird mit allem darin entfernt.
explain-cluster-going-all-gone = Cluster { $name } wird gelöscht: Alles darunter ist entfernt.
explain-cluster-going-machines-gone = Cluster { $name } wird gelöscht: Seine Maschinen sind entfernt, sein Endpunkt und seine Einträge folgen.
explain-vm-not-removed = Der Hypervisor entfernt Maschine { $name } noch nicht: { $why }
explain-vm-removed-now = Der Hypervisor entfernt Maschine { $name } mit ihren Platten.
explain-removal-fails = Das Entfernen von { $title } misslingt und wird wieder versucht: { $why }
explain-going-why = { $title } wird entfernt: { $why }
explain-cluster-goes-after = Cluster { $name } geht, sobald alles darunter entfernt ist.
explain-goes-after-machines-endpoint = { $title } geht nach den Maschinen und dem Endpunkt.
explain-goes-after-machines = { $title } geht nach den zugehörigen Maschinen.
explain-goes-after-balancer = { $title } geht nach dem Load Balancer und dem Netz.
explain-goes-after-vm = { $title } geht nach der virtuellen Maschine.
explain-address-given-back = Die Adresse von Service { $name } wird zurückgegeben.
explain-goes-when-unused = { $title } geht, sobald keine Maschine es mehr benutzt.
explain-rights-taken-back = Die Rechte aus { $title } werden im Cluster zurückgenommen.
explain-goes-after-owned = { $title } geht nach allem, was dazu gehört.
explain-owned-released = Was zu { $title } gehört, wird zuerst davon gelöst.
explain-goes-when-idle = { $title } ist noch in Gebrauch und geht, sobald nichts es mehr benutzt.
explain-held-by-foreign = { $title } wird von { $finalizer } gehalten: Ein Programm außerhalb dieses Systems muss fertig werden und diesen Finalizer wegnehmen.
explain-machine-going = Maschine { $name } wird entfernt.
explain-machine-hooks = Maschine { $name } wird von { $hooks } gehalten: Wer diesen Hook gesetzt hat, muss ihn wegnehmen.
explain-node-draining = Zuerst werden Pods von Node { $name } weggebracht: { $message }
explain-machine-waits-volumes = Maschine { $name } wartet auf ihre Volumes: { $message }
explain-machine-removal-fails = Das Entfernen von Maschine { $name } misslingt und wird wieder versucht: { $message }
explain-machine-going-why = Maschine { $name } wird entfernt: { $message }

explain-note-no-room = kein Host hat Platz
explain-note-powered-off = ausgeschaltet
explain-note-suspended = im Ruhezustand
explain-note-on-host = auf Host { $host }
explain-note-requested = angefordert
explain-note-host-down = Host ausgefallen
explain-note-maintenance = in Wartung
explain-note-over-by = überschritten um { $amounts }
explain-note-used-up = aufgebraucht: { $resources }
explain-note-done = erledigt
explain-note-paused = angehalten
explain-note-changed = geändert
explain-note-nodes = { $ready } von { $desired } Nodes
explain-note-updating = wird aktualisiert
explain-note-endpoint = Endpunkt { $host }:{ $port }
explain-note-of = { $ready } von { $desired }
explain-note-healthy = { $healthy } von { $expected } gesund
explain-note-deleting = wird gelöscht
explain-note-denied = abgelehnt
explain-note-cancelled = zurückgezogen
explain-note-expired = abgelaufen
explain-note-in-part = teilweise gewährt: { $amounts }
explain-note-granted = gewährt
explain-note-pending = offen
explain-note-revoked = widerrufen

explain-replaces-in-turn = { $title } ersetzt seine Maschinen eine nach der anderen: { $present } von { $desired } entsprechen der jetzigen Spezifikation.
explain-goes-down = { $desired ->
    [one] { $title } geht von { $replicas } auf 1 Maschine herunter.
   *[other] { $title } geht von { $replicas } auf { $desired } Maschinen herunter.
}
explain-ready-of = { $desired ->
    [one] Bei { $title } ist { $ready } von 1 Maschine bereit.
   *[other] { $ready ->
        [one] Bei { $title } ist 1 von { $desired } Maschinen bereit.
       *[other] Bei { $title } sind { $ready } von { $desired } Maschinen bereit.
    }
}
explain-ready-of-held = { $desired ->
    [one] Bei { $title } ist { $ready } von 1 Maschine bereit: { $why }
   *[other] { $ready ->
        [one] Bei { $title } ist 1 von { $desired } Maschinen bereit: { $why }
       *[other] Bei { $title } sind { $ready } von { $desired } Maschinen bereit: { $why }
    }
}
explain-finds-unhealthy = { $sick ->
    [one] { $title } hält 1 von { $expected } Maschinen für fehlerhaft und lässt sie ersetzen.
   *[other] { $title } hält { $sick } von { $expected } Maschinen für fehlerhaft und lässt sie ersetzen.
}

explain-cluster-going-machines-left = { $machines ->
    [one] Cluster { $name } wird gelöscht: 1 Maschine ist noch da.
   *[other] Cluster { $name } wird gelöscht: { $machines } Maschinen sind noch da.
}

explain-only-node-ready = Der einzige Node ist bereit.
explain-all-nodes-ready = Alle { $nodes } Nodes sind bereit.

explain-reported-times = Das wurde { $times }-mal gemeldet, zuletzt { $ago }.

explain-request-denied = Antrag { $name } wurde abgelehnt.
explain-request-denied-why = Antrag { $name } wurde abgelehnt: { $comment }
explain-request-denied-by = Antrag { $name } wurde von { $who } abgelehnt.
explain-request-denied-by-why = Antrag { $name } wurde von { $who } abgelehnt: { $comment }

explain-slow-idle = Der Schritt „{ $step }“ dauert schon { $taken }, sonst meist { $usual }; geschehen ist darin noch nichts.
explain-slow-made = Der Schritt „{ $step }“ dauert schon { $taken }, sonst meist { $usual }; zuletzt wurde { $title } erstellt, { $ago }.
explain-slow-became = Der Schritt „{ $step }“ dauert schon { $taken }, sonst meist { $usual }; zuletzt wurde { $title } { $condition }, { $ago }.
explain-long-idle = Der Schritt „{ $step }“ dauert schon { $taken }, und geschehen ist darin nichts.
explain-long-made = Der Schritt „{ $step }“ dauert schon { $taken }; zuletzt wurde { $title } erstellt, { $ago }.
explain-long-became = Der Schritt „{ $step }“ dauert schon { $taken }; zuletzt wurde { $title } { $condition }, { $ago }.

explain-amount-cpu = { $number } vCPU
explain-amount-memory = { $amount } Arbeitsspeicher
explain-amount-storage = { $amount } Speicherplatz
explain-amount-storage-of-class = { $amount } Speicherplatz der Klasse { $class }

explain-list-two = { $first } und { $second }
explain-list-three = { $first }, { $second } und { $third }
explain-list-more = { $first }, { $second }, { $third } und { $more } weitere

explain-cluster-says-nothing = Cluster { $name } sagt nichts über seinen Zustand.
explain-note-host = Host

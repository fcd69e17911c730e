# Ein Hypervisor-Host, und seine Wartung.

host-known-since = bekannt gemacht
host-last-heartbeat = letzter Herzschlag
host-show-in-tree = Im Baum zeigen
host-maintenance = Wartung
host-promised = Maschinen zugesagt
host-simulated = Dieser Host ist simuliert: Hier läuft keine echte Maschine.
host-node-object = Sein Node-Objekt, mit YAML und Verlauf
host-takes-new-still = Er soll keine neuen Maschinen nehmen, tut es aber
host-takes-none = Er nimmt keine neuen Maschinen
host-is-empty = Er ist leer
host-cannot-leave = Seine Maschinen können ihn nicht verlassen
host-leaving = Seine Maschinen verlassen ihn
host-in-maintenance-since = In Wartung genommen
host-empty-it = Leeren
host-end-maintenance = Wartung beenden
host-no-machine = Auf ihm ist keine Maschine.
host-machine = Maschine

host-maintenance-of = Wartung von { $name }
host-lead = Auf ihm: { $machines } von { $clusters }.
host-lead-without-clusters = Auf ihm: { $machines }.
host-moved = Der Hypervisor verschiebt sie nacheinander auf andere Hosts, während sie laufen. Sie behalten ihre Adressen und Platten.
host-replaced = Maschinen von Clustern werden durch neue auf anderen Hosts ersetzt, in jedem Pool eine nach der anderen; eine Control Plane legt die neue Maschine zuerst an. Andere Maschinen bleiben.
host-never = Dieser Hypervisor verteilt Maschinen selbst: Nehmen Sie den Host dort in Wartung.
host-affected = Was auf ihm ist, und wohin es ginge
host-others = Andere Hosts, die Maschinen nehmen
host-no-others = Es gibt keinen anderen Host, der Maschinen nimmt.
host-holding = Was es aufhielte
host-no-room = { $count ->
    [one] { $shown } Maschine passt heute auf keinen anderen Host.
   *[other] { $shown } Maschinen passen heute auf keinen anderen Host.
}
host-stay = { $count ->
    [one] { $shown } Maschine bleibt, bis ihr Besitzer sie neu anlegt.
   *[other] { $shown } Maschinen bleiben, bis ihre Besitzer sie neu anlegen.
}
host-cordon = Keine neuen Maschinen nehmen
host-cordon-lead = Was auf ihm ist, bleibt und läuft weiter.
host-same-as = Dasselbe wie
host-confirm = Zum Bestätigen { $name } eintippen
host-empty = Host leeren
host-leave = Lassen, wie er ist
host-no-room-for-it = heute kein Platz anderswo
host-stays = bleibt
host-would-go-to = Ginge nach
host-no-wish = Das Formular sagt nicht, was mit dem Host geschehen soll.

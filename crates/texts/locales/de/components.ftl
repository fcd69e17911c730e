# Bausteine, die viele Seiten gemeinsam haben.

state-failed = Gescheitert
state-blocked = Blockiert
state-waiting = Wartet
state-progressing = In Arbeit
state-deleting = Wird gelöscht
state-ready = Bereit

actor-you = Sie
actor-member = Jemand, der es ändern darf
actor-administrator = Ein Administrator
actor-nobody = Niemand

number-group = .
number-point = ,

share-of = { $used } von { $limit }

time-now = gerade eben
time-seconds-ago = vor # s
time-minutes-ago = vor # min
time-hours-ago = vor # h
time-days-ago = vor # Tagen
time-in-seconds = in # s
time-in-minutes = in # min
time-in-hours = in # h
time-in-days = in # Tagen

duration-days = { $days } Tage

document-title = { $title } · Atoll
breadcrumb = Pfad

pager-label = Seiten
pager-previous = Zurück
pager-next = Weiter
pager-range = { $first } bis { $last } von { $all }

copy = Kopieren
copy-yaml = YAML kopieren
copy-command = Befehl kopieren

conditions-none = Noch sind keine Bedingungen gemeldet.

events-label = Ereignisse
events-none = Es sind keine Ereignisse da. Sie werden eine Stunde nach dem letzten Auftreten gelöscht.
events-last-seen = Zuletzt
events-type = Art
events-object = Objekt
events-what = Was geschah
events-warning = Warnung
events-normal = Normal
events-times = { $count ->
    [one] { $shown }-mal
   *[other] { $shown }-mal
}
events-from = von { $source }

choice-not-available = { $value } (nicht verfügbar)

step-done = Erledigt:
step-running = Läuft:
step-stuck = Aufgehalten:
step-ahead = Steht bevor:

gauge-used = { $resource }: { $used } belegt
gauge-used-of = { $resource }: { $used } von { $limit } belegt
gauge-asked = { $resource }: { $used } belegt, { $asked } angefragt
gauge-asked-of = { $resource }: { $used } belegt, { $asked } angefragt von { $limit }
gauge-short = { $resource }: { $used } belegt, { $asked } angefragt von { $limit }, { $short } fehlen

tree-ready = { $number } bereit
tree-on = auf { $hosts }

counts-by-state = { $all }: { $states }
counts-in-state = { $state } { $number }

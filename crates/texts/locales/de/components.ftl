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

time-exact = %d.%m.%Y, %H:%M:%S UTC
time-day-and-hour = %d.%m., %H:%M UTC

code-same-with-kubectl = Dasselbe mit kubectl
code-command = Befehl

diff-line = Zeile { $number }

yaml-edit = YAML bearbeiten
yaml-who-set-what = Wer welches Feld gesetzt hat
yaml-everybody = Alle
yaml-set-by-api = Zeilen ohne Namen setzt die API selbst.
yaml-applies = wendet an
yaml-writes = schreibt
yaml-set-by = gesetzt von { $names }
yaml-field = { $kind } als YAML
yaml-field-help = Ein Dokument der Art { $kind }. Es wird genau so angewandt, wie es hier steht.

use-peak = Höchste Belegung in { $span }: { $percent } %
use-history = Belegung in { $span }: von { $least } bis { $most }

wrong-things = { $count ->
    [one] Eines ist zu ändern
   *[other] { $count } Dinge sind zu ändern
}
wrong-kept = noch wurde nichts angefordert; was Sie eingegeben haben, bleibt erhalten.
wrong-at-line = Zeile { $line }: { $message }
wrong-at-column = Zeile { $line }, Spalte { $column }: { $message }

live-rendered = Stand von #
live-open = live, vor # s
live-lost = Verbindung verloren, Stand von #
live-signed-out = Ihre Sitzung ist beendet, Stand von #

preview-checking = wird geprüft…
preview-current = aktuell
preview-lost = der Server antwortet nicht; was Sie eingegeben haben, bleibt erhalten

requested-by = angefordert von { $who } { $when }
requested = angefordert { $when }


copy-done = Kopiert

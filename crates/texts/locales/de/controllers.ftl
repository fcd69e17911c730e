# Wie es den Controllern geht.

controllers-title = Controller
controllers-none = Auf { $server } läuft kein Controller.
controllers-well = { $count ->
    [one] { $shown } Controller auf { $server }; keiner hat Fehler.
   *[other] { $shown } Controller auf { $server }; keiner hat Fehler.
}
controllers-failing = { $count ->
    [one] { $shown } Objekt lässt sich zurzeit nicht in den verlangten Zustand bringen; es wird weiter versucht.
   *[other] { $shown } Objekte lassen sich zurzeit nicht in den verlangten Zustand bringen; es wird weiter versucht.
}
controllers-name = Controller
controllers-in-line = In Reihe
controllers-oldest = Ältestes
controllers-at-work = In Arbeit
controllers-failing-head = Scheitern
controllers-reconciles = Durchläufe
controllers-half = Hälfte in
controllers-most = 99 % in
controllers-recent = Letzte 5 Minuten
controllers-leader = Führung
controllers-leads = { $server } betreibt die Controller
controllers-leads-since = übernommen
controllers-heard = zuletzt gehört
controllers-elsewhere = Sie sind auf { $here }. Die Zahlen der Controller stehen auf dem Portal von { $leader }.
controllers-chart = Durchläufe von { $name } in je zehn Sekunden der letzten fünf Minuten: { $sum } insgesamt, höchstens { $most }
controllers-runs-since = Gestartet
controllers-retries = { $count ->
    [one] { $shown } wiederholt
   *[other] { $shown } wiederholt
}
controllers-last-error = Letzter Fehler

# Das Programm atoll anmelden.

command-line-who = { $machine } als { $user } anmelden?
command-line-means = Es bekommt Kubeconfigs und Token für die Cluster, die Sie benutzen dürfen, in Ihrem Namen, bis es abgemeldet wird oder seine Sitzung endet. Stimmen Sie nur zu, wenn Sie eben selbst atoll login auf diesem Rechner ausgeführt haben.
command-line-program = Programm
command-line-title = Die Kommandozeile anmelden
command-line-lead = Das Programm atoll auf diesem Rechner bittet darum.
command-line-waits-at = Wartet auf
command-line-approve = Diesen Rechner anmelden
command-line-refuse = Ablehnen
command-line-leaving = Zurück zum Terminal
command-line-leaving-lead = Von hier übernimmt das Programm.
command-line-go-on = Weiter, falls nichts geschieht
command-line-port = diesem Rechner, Port { $port }
command-line-device-lead = Für einen Rechner ohne Browser: Führen Sie dort atoll login --device aus, und geben Sie den Code ein, den es zeigt.
command-line-device-title = Ein Gerät anmelden
command-line-device-approved = Der Rechner ist angemeldet. Gehen Sie zurück zu seinem Terminal.
command-line-device-denied = Der Rechner wurde abgelehnt.
command-line-no-such-code = Nichts wartet auf diesen Code. Codes gelten zehn Minuten, einmal.
command-line-code = Code
command-line-code-help = Acht Buchstaben, etwa BCDF-GHJK.
command-line-continue = Weiter
command-line-asked-from = Gefragt von
command-line-asked = Gefragt
command-line-code-over = Auf diesen Code wartet nichts mehr. Führen Sie atoll login --device noch einmal aus.

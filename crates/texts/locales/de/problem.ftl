# Fehlerseiten: was geschah, was erhalten blieb, was zu tun ist.

problem-what-was-kept = Was erhalten blieb
problem-what-to-do = Was zu tun ist
problem-request-id = Anfragenummer
problem-first-page = Zur ersten Seite
problem-clusters = Zu den Clustern
problem-no-page = Unter { $path } gibt es keine Seite.

problem-not-found = Nicht gefunden
    .kept = Nichts wurde geändert.
    .advice = Prüfen Sie die Adresse. Wurde es eben gelöscht, ist das erledigt; sonst liegt es vielleicht in einem Namespace, den Sie nicht sehen dürfen.
problem-forbidden = Nicht erlaubt
    .kept = Nichts wurde geändert.
    .advice = Bitten Sie einen Administrator um eine Rolle in diesem Namespace, oder melden Sie sich als jemand an, der eine hat.
problem-conflict = Jemand war schneller
    .kept = Nichts wurde geändert; was andere taten, blieb erhalten.
    .advice = Gehen Sie zurück, sehen Sie sich den jetzigen Stand an, und versuchen Sie es noch einmal.
problem-invalid = So geht das nicht
    .kept = Nichts wurde geändert.
    .advice = Gehen Sie zurück, berichtigen Sie, was oben genannt ist, und senden Sie es noch einmal.
problem-unavailable = Zurzeit nicht verfügbar
    .kept = Nichts wurde geändert. Was läuft, läuft weiter.
    .advice = Warten Sie einen Augenblick, und laden Sie diese Seite neu.
problem-internal = Da ging bei uns etwas schief
    .kept = Was vorher bestätigt wurde, ist gespeichert. Was läuft, läuft weiter.
    .advice = Laden Sie diese Seite neu. Bleibt es so, nennen Sie einem Administrator die Anfragenummer unten: Im Protokoll steht darunter mehr.

problem-nobody-signed-in = Niemand ist angemeldet.
problem-no-own-state = Das Programm zeigt seinen eigenen Zustand nicht.

problem-too-large = Was gesendet wurde, ist größer als 4 MiB; so viel nimmt kein Formular.
problem-no-action = Das Formular sagt nicht, was zu tun ist.

# An- und Abmelden.

signin-title = Anmelden
signin-tagline = Kubernetes-Cluster und virtuelle Maschinen auf eigenen Hypervisoren.
signin-ways = Wege zur Anmeldung
signin-with = Anmelden mit { $provider }
signin-or-local = oder mit einem lokalen Konto
signin-username = Benutzername
signin-password = Passwort
signin-button = Anmelden
signin-request-id = Anfragenummer

signin-again = Versuchen Sie es von dieser Seite aus noch einmal.
signin-again-or-tell = Versuchen Sie es noch einmal. Bleibt es dabei, nennen Sie der Verwaltung die Anfragenummer unten.
signin-wrong-password = Dieser Benutzername und dieses Passwort gehören nicht zusammen.
signin-wrong-password-advice = Prüfen Sie beide und versuchen Sie es noch einmal.
signin-no-local-accounts = Hier meldet sich niemand mit Name und Passwort an.
signin-no-local-accounts-advice = Wählen Sie einen der Wege unten.
signin-limited = Es waren zu viele Versuche.
signin-limited-advice = Warten Sie eine Minute und versuchen Sie es dann noch einmal.
signin-disabled = Ihr Konto ist hier gesperrt.
signin-disabled-advice = Bitten Sie die Verwaltung dieses Portals, es freizugeben.
signin-unavailable = { $provider } antwortet nicht, wie es sein soll. Niemand wurde angemeldet.
signin-unavailable-advice = Versuchen Sie es gleich noch einmal, oder melden Sie sich anders an. Bleibt es dabei, nennen Sie der Verwaltung die Anfragenummer unten.
signin-incomplete = Die Antwort von { $provider } war nicht vollständig.
signin-stale = Diese Anmeldung hat zu lange gedauert, oder ihre Adresse wurde ein zweites Mal geöffnet.
signin-stale-advice = Beginnen Sie auf dieser Seite neu. Jede Anmeldung gilt einmal, zehn Minuten lang.
signin-other-browser = Diese Anmeldung begann in einem anderen Browser, oder dieser behält keine Cookies.
signin-other-browser-advice = Beginnen Sie auf dieser Seite neu, in einem Browser, unter einer Adresse und mit Cookies.
signin-mixed-up = Die Antwort kam nicht von { $provider }, wo gefragt wurde.
signin-denied = { $provider } hat Sie nicht angemeldet.
signin-denied-advice = Versuchen Sie es noch einmal, oder fragen Sie dort, ob Sie dieses Portal benutzen dürfen.
signin-not-taken = { $provider } hat die Anfrage dieses Portals nicht angenommen.
signin-untrue = Was { $provider } über Sie sagt, war nicht glaubwürdig. Niemand wurde angemeldet.
signin-name = Der Name, den { $provider } für Sie hat, ist hier nicht verwendbar.
signin-name-advice = Nennen Sie der Verwaltung die Anfragenummer unten: Das Audit-Protokoll sagt, was an dem Namen falsch ist.

signout-title = Abgemeldet
signout-done = Sie sind von Atoll abgemeldet.
signout-provider = { $provider } wird gebeten, Sie ebenfalls abzumelden.
signout-go-on = Weiter zu { $provider }
signout-sign-in = Wieder anmelden

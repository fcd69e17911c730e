# Der Rahmen um jede Seite.

language-name = Deutsch
language-label = Sprache

theme-label = Farben
theme-system = Wie das System
theme-light = Hell
theme-dark = Dunkel

skip-to-page = Zum Inhalt springen
sign-out = Abmelden

menu = Menü
nav-main = Hauptmenü
nav-home = Start
nav-clusters = Cluster
nav-machines = Virtuelle Maschinen
nav-access = Zugänge
nav-administration = Verwaltung
nav-fleet = Flotte
nav-namespaces = Namespaces
nav-catalog = Katalog
nav-quota = Quota
nav-approvals = Genehmigungen
nav-notices = Mitteilungen
nav-activity = Aktivität
nav-audit = Audit-Protokoll
nav-controllers = Controller
nav-tree = Baum
nav-events = Ereignisse
nav-people = Personen
nav-outside = Nachrichten
nav-layers = Schichten

request-a-cluster = Cluster anfordern

# Wörter von Listen und ihren Filtern.

list-filter = Filtern
list-show-all = Alle anzeigen
list-name-contains = Name enthält
list-text-contains = Text enthält
list-namespace = Namespace
list-all-namespaces = Alle Namespaces
list-host = Host
list-all-hosts = Alle Hosts
list-kind = Objektart
list-all-kinds = Alle Objektarten
list-state = Zustand
list-all = Alle
list-other-filters = Andere Filter finden vielleicht etwas.
list-nothing-yet = Hier ist noch nichts
list-more = { $shown } weitere in der Liste

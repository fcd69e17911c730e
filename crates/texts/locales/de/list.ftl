# Wörter von Listen und ihren Filtern.

list-show-all = Alle anzeigen
list-name-contains = Name enthält
list-text-contains = Text enthält
list-all-hosts = Alle Hosts
list-kind = Objektart
list-all-kinds = Alle Objektarten
list-all = Alle
list-other-filters = Andere Filter finden vielleicht etwas.
list-nothing-yet = Hier ist noch nichts
list-more = { $shown } weitere in der Liste

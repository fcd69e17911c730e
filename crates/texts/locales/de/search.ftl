# Suche, und die Palette, die sich auf Tastendruck öffnet.

search-title = Suche
search-label = Überall suchen
search-placeholder = Suchen
search-palette = Gehe zu
search-help = Pfeiltasten wählen, Eingabe öffnet, Escape schließt.
search-button = Suchen
search-nothing-typed = Geben Sie einen Teil eines Namens ein.
search-nothing-found = Nichts heißt so ähnlich wie „{ $text }“, oder Sie dürfen es nicht sehen.
search-found = { $count ->
    [one] { $count } Treffer
   *[other] { $count } Treffer
}
search-cluster = Cluster in { $namespace }
search-machine = Virtuelle Maschine in { $namespace }
search-host = Host
search-namespace = Namespace

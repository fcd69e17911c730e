# Search, and the palette that opens by a key.

search-title = Search
search-label = Search everywhere
search-placeholder = Search
search-palette = Go to
search-help = Arrow keys choose, Enter goes there, Escape closes.
search-button = Search
search-nothing-typed = Type a part of a name.
# $text (String) - what was typed
search-nothing-found = Nothing is called like “{ $text }”, or you may not see it.
search-found = { $count ->
    [one] { $count } hit
   *[other] { $count } hits
}
# $namespace (String) - where it is
search-cluster = Cluster in { $namespace }
# $namespace (String) - where it is
search-machine = Virtual machine in { $namespace }
search-host = Host
search-namespace = Namespace

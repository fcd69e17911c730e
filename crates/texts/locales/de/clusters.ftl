# Die Liste der Cluster.

clusters-all-states = Alle
clusters-name-contains = Name enthält
clusters-none-like = Kein Cluster ist so
clusters-other-filters = Mit anderen Filtern finden sich vielleicht welche.
clusters-show-all = Alle Cluster zeigen
clusters-none = Noch keine Cluster
clusters-none-more = Hier stehen die Kubernetes-Cluster Ihrer Namespaces, mit ihrem Zustand und dem, worauf sie warten.
clusters-version = Version
clusters-workers = Worker
clusters-ready-of = { $ready } von { $desired }

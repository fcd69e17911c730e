# The list of clusters.

clusters-all-states = All
clusters-name-contains = Name contains
clusters-none-like = No cluster is like that
clusters-other-filters = Other filters may find some.
clusters-show-all = Show all clusters
clusters-none = No clusters yet
clusters-none-more = Here stand the Kubernetes clusters of your namespaces, with their state and what they wait for.
clusters-version = Version
clusters-workers = Workers
# $ready (String) - how many are ready
# $desired (String) - how many there are to be
clusters-ready-of = { $ready } of { $desired }

# What is told about one's requests, kubeconfigs and clusters.

notices-unseen = { $count ->
    [one] One is new.
   *[other] { $count } are new.
}
notices-nothing-new = Nothing new since you last looked.
notices-mark = Mark all as seen
notices-none = There is nothing to tell
notices-none-more = Decisions about your requests, kubeconfigs that end soon and how your clusters come up are told here.
notices-new = (new)
# $who (String) - who decided
# $name (String) - of the request
notices-approved = { $who } approved your request { $name }
# $who (String) - who decided
# $name (String) - of the request
notices-partially-approved = { $who } approved your request { $name } in part
# $who (String) - who decided
# $name (String) - of the request
notices-denied = { $who } denied your request { $name }
# $name (String) - of the request
notices-auto-approved = A policy granted your request { $name }
# $name (String) - of the request
notices-over = The time of your request { $name } is over
# $who (String) - who asks
# $name (String) - of the request
notices-to-decide = { $who } asks for quota with { $name }
# $name (String) - of the request
notices-grant-ends = What { $name } granted is taken back
# $name (String) - of the cluster
notices-access-ends = Your kubeconfig for { $name } stops working
# $name (String) - of the cluster
notices-cluster-ready = Your cluster { $name } is ready
# $name (String) - of the cluster
notices-cluster-waits = Your cluster { $name } waits
# $name (String) - of the cluster
notices-cluster-blocked = Your cluster { $name } is blocked
# $name (String) - of the cluster
notices-cluster-failed = Your cluster { $name } failed

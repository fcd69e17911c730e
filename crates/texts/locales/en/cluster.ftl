# One cluster.

cluster-views = Views of this cluster
cluster-upgrade = Upgrade
cluster-pause = Pause cluster
cluster-resume = Resume cluster
cluster-delete = Delete cluster
cluster-download = Download kubeconfig
cluster-download-later = There is one as soon as the control plane answers.
cluster-lock = Lock
cluster-unlock = Unlock
cluster-lock-help = Nobody can delete it while it is locked.
cluster-unlock-help = It is locked: nobody can delete it until somebody unlocks it.

# The line below the name.
# $ready (String) - how many nodes, or how many of how many
cluster-control-plane = { $ready } control plane
# $ready (String) - how many, or how many of how many
cluster-workers = { $count ->
    [one] { $ready } worker
   *[other] { $ready } workers
}

# Why it is in its state, and what helps.
# $percent (Number) - of its way
cluster-percent = { $percent } percent done
cluster-remedy-quota = Ask for quota
cluster-remedy-quota-request = Open the quota request
cluster-remedy-kubeconfig = Ask for a kubeconfig
cluster-remedy-change = See what is asked for
cluster-remedy-host = Open the host
cluster-remedy-hosts = See all hosts
cluster-remedy-classes = See machine classes
cluster-remedy-images = See images
cluster-remedy-releases = See releases
cluster-remedy-storage = See storage classes

# How much time is left, how sure that is, and what it rests on. Times are written with their units.
# $judged (String) - what it rests on
# $left (String) - a length of time
cluster-left = About { $left } left, judged by { $judged }.
# $left (String) - a length of time
# $low (String) - a length of time
# $high (String) - a length of time
# $judged (String) - what it rests on
cluster-left-spread = About { $left } left, most likely { $low } to { $high }, judged by { $judged }.
# $shown (String) - the number as it is written
cluster-judged-by-clusters = { $count ->
    [one] { $shown } earlier cluster of this shape
   *[other] { $shown } earlier clusters of this shape
}
# $shown (String) - the number as it is written
cluster-judged-by-machines = { $count ->
    [one] { $shown } machine that is ready
   *[other] { $shown } machines that are ready
}
# $shown (String) - the number as it is written
cluster-judged-by-deletions = { $count ->
    [one] { $shown } earlier deletion
   *[other] { $shown } earlier deletions
}

cluster-layers = Layers
cluster-story-creation = How it came up
cluster-story-change = How the change goes
cluster-story-deletion = How it goes
cluster-nodes = Nodes
cluster-pool = Pool
cluster-each-machine = Each machine
cluster-ready = Ready
cluster-scale = Scale
cluster-blockers = What still has to go
cluster-blockers-object = Object
cluster-blockers-what = What is awaited
cluster-blockers-since = Since
cluster-endpoint = Endpoint
cluster-endpoint-none = not there yet
cluster-pods = Pods
cluster-services = Services
cluster-service-domain = Service domain
cluster-network-plug-in = Network plug-in
# $pool (String) - name of it
cluster-scale-pool = Scale pool { $pool }

cluster-object-gone = Gone
cluster-open-one = Open one to see its conditions, events and YAML.
cluster-layer-guest = Guest cluster
cluster-layer-api = Cluster API
cluster-object-page = Open its page, with its history
# $kind (String) - of the object
# $name (String) - of the object
cluster-object-gone-more = { $kind } { $name } is not in this tree, or not any more.
# $kind (String) - of the object
# $name (String) - of the object
cluster-yaml-of-object = YAML of { $kind } { $name }

cluster-issue = One more kubeconfig
cluster-issue-kind = Kind
cluster-issue-kind-help = The first needs the program atoll in your PATH, and atoll login.
cluster-issue-role-help = No higher than your own.
cluster-issue-lifetime = Lifetime
cluster-issue-lifetime-help = After this time the file stops working.
cluster-issue-not-allowed = Your role in this namespace gives no access to what runs in its clusters. Whoever has the role edit there can ask for it.
cluster-issued = Issued for this cluster
cluster-kind-exec = Sign in through the program atoll: no secret in the file (recommended)
cluster-kind-token = Token in the file: works everywhere, keep it secret
cluster-kind-certificate = Certificate, for emergencies: works while the portal does not
# $role (String) - what it is called
cluster-role-view = { $role }: read everything but Secrets
# $role (String) - what it is called
cluster-role-edit = { $role }: change what runs in namespaces
# $role (String) - what it is called
cluster-role-admin = { $role }: everything in the cluster

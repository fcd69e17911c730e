# Scaling and upgrading a cluster.

# $name (String) - of the cluster
cluster-change-scale = Scale { $name }
# $name (String) - of the cluster
cluster-change-upgrade = Upgrade { $name }
# $version (String) - of Kubernetes
cluster-change-lead = Runs Kubernetes { $version }. Nothing changes before you confirm.
# $pool (String) - name of it
cluster-change-of-pool = Of the pool { $pool }
cluster-change-newest = This is the newest version that there is
cluster-change-newest-more = As soon as a release that may follow it is on offer, it can be chosen here.
cluster-change-back = Back to the cluster
cluster-change-update-plan = Update plan
cluster-change-version-help = Newer patches, and the next minor version. None is left out on the way.

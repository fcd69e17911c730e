# Asking for a cluster, and for a machine where it is the same.

request-lead = A name is enough; everything else has a default that your administrators chose.
request-no-namespace = There is no namespace for you yet
request-write-as = Write it as
request-form = Form
request-yaml = YAML
request-update-preview = Update preview
request-applied = What will be applied
cluster-request-no-namespace = A cluster belongs to a namespace in which you may create one. Ask an administrator for the role edit in one.
cluster-request-button = Request cluster
cluster-request-button-and-quota = Request cluster and quota

# $fields (String) - their paths in the YAML
request-beyond-form = The YAML also has { $fields }, which this form has no field for. It is kept.
# $name (String) - of a storage class
request-default = { $name } (default)
# $version (String) - of Kubernetes
request-newest = { $version } (newest)
cluster-request-name-help = Lower case letters, digits and dashes, up to 41 characters
cluster-request-storage-help = For the disks of all machines
cluster-request-control-plane-nodes = Control plane nodes
cluster-request-control-plane-help = 1, or 3 or 5 to survive the loss of a machine
cluster-request-add-pool = Add node pool
cluster-request-add-first-pool = Add a node pool
cluster-request-no-pool = Without one, the cluster has no worker nodes.
cluster-request-pool-name = Pool name
# $number (Number) - from 1
cluster-request-pool = Node pool { $number }
# $number (Number) - from 1
cluster-request-remove-pool = Remove pool { $number }
# $length (String) - with its unit
cluster-request-yaml-too-long = The YAML has { $length }; at most 256 KiB are accepted.

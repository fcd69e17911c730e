# Words for states, tabs, resources and choices.

label-machine-classes = Machine classes
label-images = Images
label-releases = Releases
label-storage-classes = Storage classes
label-overview = Overview
label-yaml = YAML
label-access = Access
label-guest-clusters = Guest clusters
label-cluster-api = Cluster API
label-virtual-machines = Virtual machines

label-power-on = On
label-power-off = Off
label-power-suspended = Suspended
label-machines-alone = Standing alone
label-machines-of-clusters = Of clusters
label-machines-all = All

label-outcome-done = Done
label-outcome-refused = Refused
label-outcome-failed = Failed
label-audit-changes = What people changed
label-audit-people = What people did, reading as well
label-audit-all = Everything, controllers as well

label-role-view = View: sees everything but secrets
label-role-edit = Edit: asks for clusters and machines, is administrator in the clusters
label-role-owner = Owner: the same, and decides who is a member
label-member-person = Person
label-member-service-account = Service account

# $class (String) - its name
label-storage-of-class = Storage of class { $class }
# $class (String) - its name
label-volumes-of-class = Volumes of class { $class }
label-cpu-requests = CPU requests
label-memory-requests = Memory requests
label-cpu-limits = CPU limits
label-memory-limits = Memory limits
label-clusters = Clusters
label-volumes = Volumes
label-load-balancers = Load balancers

# $name (String) - of the object
label-machine-off = Machine { $name } is powered off, as asked for. It keeps its disks and its part of the quota.
# $name (String) - of the object
label-machine-suspended = Machine { $name } is suspended, as asked for.
# $name (String) - of the object
label-machine-running = Machine { $name } is running.
# $name (String) - of the object
# $address (String) - of the machine
label-machine-running-at = Machine { $name } is running and answers at { $address }.
label-namespace-going = What is in it is being deleted.
label-member-group = Group

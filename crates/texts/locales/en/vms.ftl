# The list of virtual machines.

vms-request = Request a virtual machine
vms-all-states = All states
vms-whose = Whose
vms-all-classes = All classes
vms-text = Name, address or host contains
vms-text-short = Name, address or host
vms-none-like = No machine is like that
vms-other-filters = Other filters may find some; machines of clusters have a filter of their own.
vms-show-all = Show all machines
vms-none = No virtual machines yet
vms-none-more = Here stand the virtual machines of your namespaces, with their power, address and what they wait for.
vms-power = Power
vms-class = Class
# $cluster (String) - link to it
vms-of-cluster = of cluster { $cluster }

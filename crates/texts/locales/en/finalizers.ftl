# What finalizers wait for.

finalizer-guest-cluster = The cluster's objects are removed first.
finalizer-cluster = The control plane, the pools and the infrastructure are removed first.
finalizer-control-plane = The control plane's machines are removed first, after all workers.
finalizer-deployment = Its MachineSets are removed first.
finalizer-set = Its Machines are removed first.
finalizer-machine = Its node is drained and its virtual machine removed first.
finalizer-vsphere-machine = Its VirtualMachine is removed first.
finalizer-vsphere-cluster = The load balancer of the control plane is removed first.
finalizer-virtual-machine = The hypervisor stops the machine and removes its disks first.
finalizer-service = The hypervisor removes the load balancer first.
finalizer-policy = The machines that use it are removed first.
finalizer-access = What was issued is revoked in the guest cluster first.
finalizer-foreground = Everything that it owns is removed first.
finalizer-orphan = What it owns is set free first, and stays.
finalizer-namespace = Everything in the namespace is removed first.

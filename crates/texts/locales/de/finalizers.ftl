# Worauf Finalizer warten.

finalizer-guest-cluster = Zuerst werden die Objekte des Clusters entfernt.
finalizer-cluster = Zuerst werden die Control Plane, die Pools und die Infrastruktur entfernt.
finalizer-control-plane = Zuerst werden die Maschinen der Control Plane entfernt, nach allen Workern.
finalizer-deployment = Zuerst werden die zugehörigen MachineSets entfernt.
finalizer-set = Zuerst werden die zugehörigen Machines entfernt.
finalizer-machine = Zuerst wird der zugehörige Node geräumt und die virtuelle Maschine entfernt.
finalizer-vsphere-machine = Zuerst wird die zugehörige VirtualMachine entfernt.
finalizer-vsphere-cluster = Zuerst wird der Load Balancer der Control Plane entfernt.
finalizer-virtual-machine = Zuerst hält der Hypervisor die Maschine an und entfernt ihre Platten.
finalizer-service = Zuerst entfernt der Hypervisor den Load Balancer.
finalizer-policy = Zuerst werden die Maschinen entfernt, die es benutzen.
finalizer-access = Zuerst wird im Gastcluster zurückgezogen, was ausgestellt wurde.
finalizer-foreground = Zuerst wird alles entfernt, was dazu gehört.
finalizer-orphan = Zuerst wird gelöst, was dazu gehört; es bleibt.
finalizer-namespace = Zuerst wird alles im Namespace entfernt.

# One virtual machine.

vm-views = Views of this machine
vm-delete = Delete machine
vm-resize = Resize
vm-powered-on = Powered on
vm-powered-off = Powered off
vm-power-unknown = Power not known yet
vm-power-on = Power on
vm-restart = Restart
vm-restart-help = Stops the machine and starts it again.
vm-power-off = Power off
vm-power-off-help = Asks the system to stop, and cuts the power when it does not.
vm-cut = Cut power
vm-cut-help = Like pulling the plug: what is not on disk is lost.
vm-suspended = Suspended
vm-resume = Resume
# $cluster (String) - its name, a link where it has a page
vm-of-cluster = This machine belongs to the cluster { $cluster }, which makes and removes its machines. To change it, change the cluster.
# $action (String) - what was sent
vm-no-power-action = There is no power action “{ $action }”.

vm-timeline = How it came up
vm-facts = What it is
vm-none-yet = none yet
vm-user-data = User data
vm-restarted = Restarted
vm-disks = Disks
vm-disk-of-image = the image
vm-disk = Disk
vm-disk-size = Size
# $name (String) - of the Secret
vm-secret = Secret { $name }
# $name (String) - of the PersistentVolumeClaim
vm-claim = claim { $name }

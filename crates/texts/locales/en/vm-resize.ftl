# Another class for a virtual machine.

# $name (String) - of the machine
vm-resize-title = Resize { $name }
# $class (String) - name of it
vm-resize-lead = It has the class { $class } now. Its disks stay as they are.
vm-resize-size = New size
vm-resize-class = New machine class
vm-resize-restart = Restart it now
vm-resize-running = A running machine takes its new size when it is restarted, or powered off and on. Until then it keeps the old one.
vm-resize-off = It is off and takes its new size at once.
vm-resize-show = Show what it takes
vm-resize-keep = Keep its size
vm-resize-no-room = The quota has no room for this class; it would be refused.

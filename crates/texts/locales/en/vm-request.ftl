# Asking for a virtual machine.

vm-request-no-namespace = A machine belongs to a namespace in which you may create one. Ask an administrator for the role edit in one.
vm-request-button = Request virtual machine
vm-request-with-secret = With the user data in a Secret
vm-request-secret = The Secret with the user data
# $name (String) - of the image
vm-request-image-for-clusters = { $name } (for clusters)
vm-request-on = On
vm-request-off = Off, until I power it on
vm-request-name-help = Lower case letters, digits and dashes, up to 63 characters
vm-request-storage-help = For all its disks
vm-request-disk-size = Disk size
vm-request-disk-size-help = GiB; empty for the size of the image
vm-request-add-disk = Add disk
vm-request-first = Who gets in, and what runs first
vm-request-ssh-key = SSH key
vm-request-ssh-key-help = Your public key, for the image's usual user
vm-request-user-data-help = For cloud-init: begins with #cloud-config, or with #! for a script. It is kept in a Secret.
vm-request-disk-name = Disk name
# $number (Number) - from 1
vm-request-disk = Disk { $number }
# $number (Number) - from 1
vm-request-remove-disk = Remove disk { $number }
vm-request-takes = What it takes
vm-request-refused = A machine over quota is refused, not kept waiting.

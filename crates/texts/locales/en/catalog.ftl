# What may be asked for: machine classes, images, releases, storage classes.

# $part (String) - of the address
catalog-no-part = The catalog has no part { $part }.
catalog-label = Catalog
catalog-create-class = Create class
catalog-classes-lead = Sizes of machines that namespaces may choose from.
catalog-images-lead = What machines boot from.
catalog-releases-lead = Kubernetes releases that clusters may ask for.
catalog-storage-lead = Where disks of machines are kept.
# $name (String) - of an object
catalog-yaml-of = { $name } as YAML
catalog-unused = Used by nothing
# $first (String) - such as 3 machines
catalog-used = Used by { $first }
# $first (String) - such as 2 clusters
# $second (String) - such as 3 machines
catalog-used-by-both = Used by { $first } and { $second }
catalog-change = Change
# $name (String) - of the class
catalog-change-one = Change { $name }
catalog-delete = Delete
# $name (String) - of the class
catalog-delete-one = Delete { $name }
catalog-namespaces = Namespaces

catalog-new-class = New machine class
catalog-cpu = vCPU
catalog-memory-help = With its unit, like 8 GiB
catalog-description = Description
catalog-choosing = Namespaces that may choose it
catalog-running = What runs keeps its size. Machines that are made from now on get this one.
catalog-change-class = Change class

catalog-deletion-lead = Nobody can choose it any more.
catalog-going = What goes
catalog-in-use = It is in use and stays
# $number (String) - how many are not shown
catalog-more-users = And { $number } more.
catalog-keep = Keep it
catalog-confirm-label = Confirm
# $name (String) - of the class
catalog-confirm = Type { $name } to confirm
catalog-delete-class = Delete class

# Namespaces, for administrators: list, one, a new one, deletion.

namespaces-title = Namespaces
namespaces-create = Create namespace
namespaces-nothing-like = No namespace is called that
namespaces-what = A namespace is where a team has its clusters and machines, its quota and its members.
namespaces-with-use = Namespaces with their use
namespaces-members = Members
namespaces-clusters = Clusters
namespaces-quota = Quota
# $number (String) - how many clusters
namespaces-not-ready = { $number } not ready

# Before a time, such as 5 days ago.
namespaces-made = Made
namespaces-activity = Activity
namespaces-audit = Audit log
namespaces-delete = Delete namespace
# $left (String) - what is still in it, a sentence
namespaces-deleting = It is being deleted. { $left }
namespaces-use = Use
namespaces-everything = Everything in it, layer by layer
namespaces-limits = Limits of single objects
namespaces-no-limits = No LimitRange says what one volume or machine may have.
# $name (String) - of the object
namespaces-limit-range = LimitRange { $name }

namespaces-no-members = Nobody but administrators may use this namespace. Add the first member below.
namespaces-what-head = What
namespaces-remove = Remove
# $name (String) - of a user or group
namespaces-remove-one = Remove { $name }
namespaces-add-label = Add a member
namespaces-add = Add member
# $name (String) - of a user or group
namespaces-role-of = Role of { $name }
namespaces-change = Change
namespaces-person-or-group = Person or group
namespaces-member-name = User or group name

namespaces-classes = Machine classes
namespaces-offer = Offer these classes
namespaces-all-classes = All classes
namespaces-no-classes = There is no machine class yet. Without one, nobody can ask for a machine.
# $machines (String) - such as 3 machines
namespaces-used-by = used by { $machines }

# $used (String) - how much is used
# $hard (String) - how much may be used
namespaces-used-of = { $used } of { $hard }
namespaces-quota-help = An empty field is no limit. Lowering never stops what runs: it only keeps new things from being made until there is room again.
namespaces-set-quota = Set quota
namespaces-also-limited = Also limited
# $class (String) - a storage class
namespaces-storage-of-class = Storage of class { $class }
namespaces-cpu-help = vCPU, like 32
namespaces-memory-help = With its unit, like 64 GiB
namespaces-storage-help = Of all classes, like 500 GiB
namespaces-number-help = A number

namespaces-new-lead = A place for one team: who belongs to it, how much it may take, what it may choose from.
namespaces-unfinished = Not everything was made
namespaces-made-list = Made
namespaces-not-made = Not made
namespaces-send-again = Send the form again to make the rest. What is made already stays as it is.
namespaces-new = New namespace
namespaces-name-help = Lower case letters, digits and dashes, up to 63 characters
namespaces-add-another = Add another member
namespaces-row-without-name = A row without a name is left out.

# $name (String) - of the namespace
namespaces-delete-one = Delete { $name }
# $shown (String) - the number as it is written
namespaces-deletion-lead = { $count ->
    [one] { $shown } object and all else that is in it go with it. This cannot be undone.
   *[other] { $shown } objects and all else that is in it go with it. This cannot be undone.
}
namespaces-going = What goes
namespaces-nothing-going = Nothing that people asked for is in it.
namespaces-holding = What would hold it up
namespaces-confirm-label = Confirm
# $name (String) - of the namespace
namespaces-confirm = Type { $name } to confirm
namespaces-keep = Keep it

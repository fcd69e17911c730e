# What went wrong, and what would be right.

error-api-silent = The Supervisor API does not answer right now. Try again in a moment.
error-invalid = The input is not valid.
# $kind (String) - of the object
# $name (String) - of the object
error-hidden-object = There is no { $kind } { $name } here, or you may not see it.
error-no-kind = There is no such kind.
# $namespace (String) - its name
error-hidden-namespace = There is no namespace { $namespace }, or you may not see it.
error-only-administrators = This page is for administrators.
# $kind (String) - plural of the resource
error-may-not-list-all = You may not list { $kind } in all namespaces.
error-list-takes-long = The Supervisor API takes too long to list everything.
error-may-not-see-controllers = You may not see the controllers: that takes the verb list on controllers of portal.atoll.dev.

error-no-record = There is no such record.
error-may-not-read-audit = You may not read the audit log: that takes the verb list on auditrecords of portal.atoll.dev.
error-time-format = Write a time in UTC like 2026-11-22T10:30, or a day like 2026-11-22.
# $id (String) - of the request
error-nothing-under-request = Nothing is recorded under the request id { $id }.

error-history-too-early = History does not reach back that far.
error-moment-format = Write a moment such as 2026-11-21T10:00:00Z, or how long ago, such as 5m, 2h or 1d.

# $path (String) - of the field
error-keeps-name = { $path }: An object keeps its name and its namespace.
# $error (String) - what went wrong
error-change-not-written = The change cannot be written: { $error }.
# $error (String) - what went wrong
error-request-not-written = The request cannot be written: { $error }.
# $size (Number) - of the YAML
# $most (Number) - that is accepted
error-yaml-too-long = This YAML has { $size } KiB; at most { $most } KiB are accepted.
error-yaml-documents = This is more than one document; only one object can be written here.
# $why (String) - what the parser says
error-yaml-unreadable = This YAML cannot be read: { $why }.
# $kind (String) - of the object
# $version (String) - of the API
error-yaml-one-kind = This must be one { $kind }, beginning with `apiVersion: { $version }`.
error-policy-too-long = This YAML is longer than 64 KiB, which is more than any policy needs.

# $typed (String) - what was typed
error-no-cpus = “{ $typed }” is no number of CPUs; write for example 8 or 500m.
# $typed (String) - what was typed
error-no-bytes = “{ $typed }” is no amount of bytes; write for example 64 GiB.
# $typed (String) - what was typed
error-no-whole-number = “{ $typed }” is no whole number; write for example 5.
# $number (String) - what was typed
error-unit-missing = Write the unit, too: { $number } GiB or { $number } MiB.
error-less-than-nothing = An amount cannot be less than nothing.

# $typed (String) - what was typed
error-control-plane-nodes = Control plane nodes must be 1, 3 or 5, not “{ $typed }”: the members of its database decide by majority.
# $most (Number) - that a cluster may have
# $pools (Number) - how many were asked for
error-too-many-pools = A cluster has at most { $most } node pools, not { $pools }.
# $typed (String) - what was typed
error-pool-name = A pool's name has lower-case letters, digits and dashes and begins and ends with a letter or digit, unlike “{ $typed }”.
# $name (String) - of the pool
error-pool-twice = There is a pool { $name } already.
# $most (Number) - that a pool may have
# $typed (String) - what was typed
error-worker-nodes = Worker nodes must be a whole number from 0 to { $most }, not “{ $typed }”.
error-cluster-name-missing = A cluster needs a name.
# $most (Number) - that a name may have
# $length (Number) - of what was typed
error-name-too-long = A name has at most { $most } characters; this one has { $length }.
# $typed (String) - what was typed
error-name-letters = A name has lower-case letters, digits and dashes and begins and ends with a letter or digit, unlike “{ $typed }”.
error-nothing-to-request = There is nothing to request yet.
# $namespace (String) - its name
# $name (String) - of the object
error-cluster-there = { $namespace } has a cluster { $name } already.
# $kind (String) - the kind of the object
# $name (String) - of the object
error-may-only-read = You may see the { $kind } { $name }, but not change it.
# $running (String) - version of Kubernetes
error-no-next-version = The cluster runs { $running }, and no release that may follow it is on offer.
# $asked (String) - version of Kubernetes
# $running (String) - version of Kubernetes
# $versions (String) - listed
error-version-may-not-follow = “{ $asked }” may not follow { $running }; choose { $versions }.
# $name (String) - of the cluster
# $pool (String) - its name
error-no-pool = { $name } has no node pool { $pool }; it may have been removed meanwhile.

# $title (String) - kind and name of the object
# $annotation (String) - its name
error-locked = { $title } is locked against deletion by its annotation { $annotation }.
# $title (String) - kind and name of the object
# $hook (String) - its name
error-waits-for-hook = { $title } waits for the hook { $hook } before it goes.
# $title (String) - kind and name of the object
# $finalizer (String) - its name
error-foreign-finalizer = { $title } has the finalizer { $finalizer }, which a program outside this system has to take away.
# $name (String) - of the object
error-type-to-delete-cluster = Type { $name } to delete this cluster.
# $finalizer (String) - its name
error-finalizer-first = { $finalizer } has to finish first.
# $name (String) - of the object
error-type-to-delete-machine = Type { $name } to delete this machine.
# $name (String) - of the object
error-needed-namespace = { $name } is needed by Atoll itself and cannot be deleted.
# $name (String) - of the object
error-type-to-delete-namespace = Type { $name } to delete this namespace with all that is in it.

# $title (String) - kind and name of the object
# $annotation (String) - its name
error-locked-by = { $title } is locked against deletion by the annotation { $annotation }.
# $typed (String) - what was typed
error-new-machine-power = A new machine is PoweredOn or PoweredOff, not “{ $typed }”.
# $name (String) - of the disk
error-disk-twice = There is a disk { $name } already.
# $typed (String) - what was typed
error-disk-name = A disk's name has lower-case letters, digits and dashes and begins and ends with a letter or digit, unlike “{ $typed }”.
error-machine-name-missing = A machine needs a name.
# $least (Number) - that the disk must have
error-image-needs = The image needs { $least } GiB; the disk cannot be smaller.
error-disk-too-large = A disk has at most 64 TiB.
# $typed (String) - what was typed
error-disk-size = A size is a number of GiB, or one with its unit such as 20Gi, not “{ $typed }”.
error-one-key = One public key, on one line. More go into the user data.
error-private-key = This is a private key. Keep it to yourself; the public one ends in .pub.
error-public-key = A public key begins like “ssh-ed25519 AAAA…”, as it stands in a file that ends in .pub.
# $size (Number) - of what was typed
error-user-data-too-long = User data has at most 64 KiB; this has { $size } KiB.
error-user-data-begins = User data begins with a line #cloud-config, or with #! and the program that runs it.
error-user-data-no-settings = The user data is YAML, but not a list of settings with names.
# $line (Number) - its number
error-user-data-no-yaml = The user data is no YAML; see its line { $line }.
# $why (String) - what the API says
error-no-secret = The Secret with the user data cannot be made, so nothing was: { $why }
# $namespace (String) - its name
# $name (String) - of the object
error-machine-there = { $namespace } has a machine { $name } already.
# $namespace (String) - its name
# $why (String) - what the API says
error-no-quota-for-machine = The quota of { $namespace } has no room for this machine: { $why }.
# $name (String) - of the object
# $class (String) - its name
error-class-already = { $name } has the class { $class } already.
# $typed (String) - what was typed
error-no-class-typed = There is no machine class “{ $typed }”.
# $namespace (String) - its name
# $why (String) - what the API says
error-no-quota-for-class = The quota of { $namespace } has no room for this class: { $why }.
# $name (String) - of the object
# $cluster (String) - its name
error-machine-of-cluster = { $name } belongs to the cluster { $cluster }, which would undo this. Change the cluster instead.

# $error (String) - what went wrong
error-no-key = No key could be made: { $error }.
# $shortest (Number) - in seconds
# $longest (Number) - in seconds
# $typed (String) - what was typed
error-lifetime = Choose a lifetime of { $shortest } to { $longest } seconds, not “{ $typed }”.
# $typed (String) - what was typed
error-kind-offered = Choose one of the kinds offered, not “{ $typed }”.
# $role (String) - its name
# $cluster (String) - its name
error-role-lost = You no longer have the role “{ $role }” on cluster { $cluster }.
error-token-unsigned = The token cannot be signed.
# $cluster (String) - its name
# $namespace (String) - its name
error-no-kubeconfig = You have no kubeconfig for cluster { $cluster } in { $namespace } that works. Ask for one first.
# $name (String) - of the object
error-no-access-of-yours = There is no ClusterAccess { $name } of yours here.
# $name (String) - of the object
error-access-by-certificate = { $name } is used by certificate, not by token.
# $name (String) - of the object
error-access-revoked = { $name } was revoked. Ask for a new kubeconfig.
# $name (String) - of the object
error-access-expired = { $name } has expired. Ask for a new kubeconfig.
# $name (String) - of the object
error-access-not-ready = { $name } is not ready yet. Try again in a moment.

error-no-approvals = There is no page at /admin/approvals.
# $namespace (String) - its name
error-no-asking = There is no namespace { $namespace } here, or you may not ask for quota in it.
error-no-such-namespace = There is no such namespace here, or you may not see it.
# $namespace (String) - its name
# $resource (String) - as people call it
error-unbounded = No quota of { $namespace } bounds { $resource } any more.
error-nothing-asked = Every amount is as it is now: change at least one.
error-no-justification = Say what the quota is for, so that somebody can decide.
# $most (Number) - that it may have
error-justification-too-long = A justification has at most { $most } characters.
# $typed (String) - what was typed
error-no-day = “{ $typed }” is no day; write it like 2026-12-24.
error-day-over = That day is over; choose a later one, or leave it empty.
# $most (Number) - that it may have
error-comment-too-long = A comment has at most { $most } characters.
error-grant-between = Grant an amount between what the quota was and what is asked.
error-somebody = somebody
# $who (String) - the approver
# $when (String) - the exact time
error-decided-approved = { $who } approved this request on { $when }. Your decision was not applied.
# $who (String) - the approver
# $when (String) - the exact time
error-decided-in-part = { $who } approved this request in part on { $when }. Your decision was not applied.
# $who (String) - the approver
# $when (String) - the exact time
error-decided-denied = { $who } denied this request on { $when }. Your decision was not applied.
error-decided-by-policy = A policy granted this request meanwhile. Your decision was not applied.
error-decided-taken-back = Whoever asked took this request back. Your decision was not applied.
error-decided-expired = The time of this request is over. Your decision was not applied.
error-decided-same-moment = This request was changed in the same moment. Try again.
# $name (String) - of the object
error-policy-keeps-name = The name is { $name } and cannot be changed: make another policy instead.
# $error (String) - what went wrong
error-no-object = This is no object: { $error }.
error-no-such-page = There is no such page here, or you may not see it.
error-policy-changed = Somebody changed this policy meanwhile. What you typed is kept: look at the policy as it is now, and save again.
error-policy-there = There is a policy of this name already.
error-decided-before = It was decided before you could take it back.

error-not-yourself = You cannot disable yourself: nobody might be left to enable you. Ask another administrator.
error-hidden-page = There is no such page, or you may not see it.
error-session-ended = That session is not there any more: it ended already.
# $user (String) - the name
error-nobody-called = There is nobody called { $user }, or nothing was to be changed.

error-class-name = A name has lower case letters, digits and dashes.
error-class-cpus = Write a whole number of vCPU, from 1 to 1024.
error-class-memory = Write an amount with its unit, like 8 GiB, and at least 64 MiB.
error-class-description = A description has at most 1,000 characters.
error-class-namespaces = Choose at least one namespace: a class is kept in those that may choose it.
# $name (String) - of the class
error-class-there = There is a class { $name } already. Change it below instead.
# $namespace (String) - its name
# $why (String) - what the API says
error-in-namespace = In { $namespace }: { $why }
# $name (String) - of the class
error-no-machine-class = There is no machine class { $name }.
# $kind (String) - of the object
# $name (String) - of the object
# $namespace (String) - its name
error-is-of-class = { $kind } { $name } in { $namespace } is of this class.
# $name (String) - of the object
# $namespace (String) - its name
error-name-in = { $name } in { $namespace }
# $name (String) - of the object
error-type-to-delete-class = Type { $name } to delete this class.
# $why (String) - one that uses it, as a sentence
error-class-in-use = It is in use and stays. { $why }
# $name (String) - of the host
error-maintenance-changed = Somebody has changed the maintenance of { $name } meanwhile. Look at it again, then decide.
# $name (String) - of the host
error-type-to-empty-host = Type { $name } to confirm that its machines are to leave it.
# $class (String) - its name
error-no-class = There is no class { $class }.
# $class (String) - its name
# $namespace (String) - its name
error-class-stays = { $class } is in use by machines of { $namespace }, so it stays.
# $class (String) - its name
error-step-class = The machine class { $class }
# $error (String) - what went wrong
error-namespace-not-written = The namespace cannot be written: { $error }.
# $namespace (String) - its name
error-namespace-there = There is a namespace { $namespace } already.
error-namespace-name-missing = Give the namespace a name.
error-namespace-name = A name has lower case letters, digits and dashes, begins and ends with none, and up to 63 characters.
# $namespace (String) - its name
error-step-namespace = The namespace { $namespace }
error-step-quota = Its quota
# $name (String) - of the member
# $role (String) - its name
error-step-member = { $name } as a member with the role { $role }
error-member-name-missing = Write the user name, or the name of the group.
error-member-name = A name has at most 200 characters, and no control characters.
error-member-kind = Choose a person or a group.
error-member-role = Choose view, edit or owner.
# $name (String) - of the member
# $binding (String) - name of the RoleBinding
error-member-gone = { $name } is no member by { $binding } any more.
error-amount-cpu = Write a number of vCPU, like 16 or 0.5.
error-amount-bytes = Write an amount with its unit, like 64 GiB.
error-amount-number = Write a whole number.
error-quota-same-moment = Somebody else wrote to the quota in the same moment. Nothing was changed; send it again.
error-quota-changed = The quota was changed since this page was read. Below is what it says now, with your amounts kept.

# What is not among what is offered.
# $typed (String) - what was typed
# $names (String) - what is offered, listed
error-cluster-namespace = { $offered ->
    [0] You may not create clusters in the namespace “{ $typed }”; none is offered.
   *[other] You may not create clusters in the namespace “{ $typed }”; choose { $names }.
}
# $typed (String) - what was typed
# $names (String) - what is offered, listed
error-machine-namespace = { $offered ->
    [0] You may not create machines in the namespace “{ $typed }”; none is offered.
   *[other] You may not create machines in the namespace “{ $typed }”; choose { $names }.
}
# $typed (String) - what was typed
# $names (String) - what is offered, listed
error-no-version = { $offered ->
    [0] There is no Kubernetes version “{ $typed }”; none is offered.
   *[other] There is no Kubernetes version “{ $typed }”; choose { $names }.
}
# $typed (String) - what was typed
# $names (String) - what is offered, listed
error-no-storage-class = { $offered ->
    [0] There is no storage class “{ $typed }”; none is offered.
   *[other] There is no storage class “{ $typed }”; choose { $names }.
}
# $typed (String) - what was typed
# $names (String) - what is offered, listed
error-no-class-offered = { $offered ->
    [0] There is no machine class “{ $typed }”; none is offered.
   *[other] There is no machine class “{ $typed }”; choose { $names }.
}
# $typed (String) - what was typed
# $names (String) - what is offered, listed
error-no-image = { $offered ->
    [0] There is no image “{ $typed }”; none is offered.
   *[other] There is no image “{ $typed }”; choose { $names }.
}

# What the program atoll asks for when it signs in.
# $field (String) - its name
# $value (String) - what it must be
error-login-must-be = The program's request is not complete: { $field } must be { $value }. Run atoll login again.
# $field (String) - its name
# $method (String) - its name
error-login-method = The program's request is not complete: { $field } must be of method { $method }. Run atoll login again.
# $field (String) - its name
# $shortest (Number) - characters
# $longest (Number) - characters
error-login-length = The program's request is not complete: { $field } must be { $shortest } to { $longest } characters. Run atoll login again.
error-login-unnamed = The program's request is not complete: machine and client_id must be named. Run atoll login again.

# Inside of a list.
# $first (String) - one or more that may be chosen
# $second (String) - another one
error-or = { $first } or { $second }
# $names (String) - listed
# $typed (String) - what was typed
error-role-allowed = You may choose { $names }, not “{ $typed }”.
# $name (String) - of the cluster
error-control-plane-silent = No kubeconfig for { $name } can be issued right now: its control plane does not answer yet. Try again in a moment.
# $name (String) - of the cluster
# $why (String) - what the API says
error-not-issued = No kubeconfig for { $name } can be issued right now: { $why }. Try again in a moment.
# $version (String) - of the API
# $kind (String) - of the object
# $key (String) - apiVersion or kind
# $found (String) - what was typed
error-yaml-other = Only `apiVersion: { $version }` and `kind: { $kind }` can be written here; { $key } is { $found }.
# $version (String) - of the API
# $kind (String) - of the object
# $key (String) - apiVersion or kind
error-yaml-lacks = Only `apiVersion: { $version }` and `kind: { $kind }` can be written here; { $key } is nothing.

# What the program itself cannot do right now.
error-database-silent = The database does not answer right now. Try again in a moment.
error-audit-unreadable = The audit log cannot be read right now. Try again in a moment.
error-sessions-unreadable = The server cannot read sessions now. Try again in a moment.
error-too-many-codes = Too many codes were tried. Wait a minute and try again.

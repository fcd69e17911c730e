# The audit log, and what a record says in one sentence.

audit-title = Audit log
audit-lead = Who did what, when, and from which request. Nothing of it can be changed unseen.
audit-export = Export
audit-none-newest = Nothing yet among the newest records
audit-none = No record is like that
audit-none-newest-advice = The search has not reached the oldest record. It goes on from where it stopped.
audit-none-searched-advice = Ask for less: every field that is filled in has to fit.
audit-none-advice = Every request to the Supervisor API is recorded here as soon as there is one.
audit-search-older = Search older records
audit-show-all = Show all
audit-records = Records
audit-newest = Newest
audit-older = Older

audit-any = Any
audit-show = Show
audit-who = Who
audit-who-help = User name, whole
audit-object = Object
audit-object-help = Its name, whole
audit-contains = Contains
audit-contains-help = Words anywhere in the record
audit-more = More to search by
audit-verb = Verb
audit-resource = Resource
audit-resource-help = Plural, like guestclusters
audit-outcome = Outcome
audit-from-help = UTC, like 2026-11-22T10:30
audit-before = Before
audit-before-help = UTC, likewise
audit-request-id = Request id
audit-request-id-help = With all that came of it
audit-search = Search
audit-clear = Clear

audit-records-label = Audit records
audit-when = When
audit-what = What
audit-where = Where
audit-request = Request
audit-part-of-it = part of it

audit-no-record = There is no such record.
# $number (String) - of the record
audit-record = Record { $number }
audit-by-user = All by this user
audit-open-object = Open the object
audit-about-object = All about this object
audit-record-title = Record
audit-record-json = Record as JSON
audit-in-short = In short
audit-acting-as = Acting as
audit-allowed-by = Allowed by
audit-program = Program
audit-server = Server
audit-took = Took
audit-cause = Came of request
audit-hash = Hash

audit-one-request = One request
# Before the id of a request.
audit-part-of = This is part of what came of another request:
audit-trail = What was asked, decided and done
# $shown (String) - the number as it is written
audit-left-out = { $count ->
    [one] { $shown } record of reading and of controllers that only report are left out.
   *[other] { $shown } records of reading and of controllers that only report are left out.
}
audit-cut = There are more records than one page shows: the export has all of them.

audit-chain = The chain of records
audit-chain-unchecked = Not checked since this server started.
# Before the time at which it began.
# $checked (String) - how many are checked
# $of (String) - the number of all as it is written
audit-chain-checking = { $count ->
    [one] Checking: { $checked } of { $of } record so far, begun
   *[other] Checking: { $checked } of { $of } records so far, begun
}
# Before the time of the check.
# $shown (String) - the number as it is written
audit-chain-whole = { $count ->
    [one] { $shown } record, none removed, altered or put elsewhere. Checked
   *[other] { $shown } records, none removed, altered or put elsewhere. Checked
}
audit-chain-newest = Newest record
audit-chain-hash = Its hash
audit-chain-keep = Keep number and hash where nobody who can write to the database can: later they prove that this end was not rewritten.
# $fault (String) - what is wrong
audit-chain-broken = The audit log was tampered with: { $fault }.
# Before the time at which it was found.
audit-chain-found = Found
audit-chain-broken-advice = Stop changing the database, copy it, and compare it with the hashes and exports that lie elsewhere.
# Before the time of the try.
audit-chain-unreadable = The database could not be read,
audit-chain-unreadable-advice = Check again; the program's log says more.
audit-chain-look = Look again
audit-chain-check = Check the chain

# Sentences of records. $who stands at the start of most.
# $object (String) - such as virtual machine demo
# $message (String) - what the hypervisor says
audit-hypervisor = Hypervisor, for { $object }: { $message }.
# $who (String) - the user who asked
# $other (String) - the user as whom
audit-who-acting-as = { $who }, acting as { $other },
audit-who-atoll = Atoll itself
audit-who-nobody = Nobody in particular
# $verb (String) - of the API
# $who (String) - who asked
# $what (String) - such as cluster demo
audit-refused = { $verb ->
    [get] { $who } was refused: read { $what }.
    [list] { $who } was refused: list { $what }.
    [watch] { $who } was refused: watch { $what }.
    [create] { $who } was refused: create { $what }.
    [update] { $who } was refused: change { $what }.
    [patch] { $who } was refused: change { $what }.
    [delete] { $who } was refused: delete { $what }.
    [deletecollection] { $who } was refused: delete all { $what }.
   *[other] { $who } was refused: { $verb } { $what }.
}
# $verb (String) - of the API
# $who (String) - who asked
# $what (String) - such as cluster demo
# $code (String) - of the answer, such as 409
audit-failed = { $verb ->
    [get] { $who } could not read { $what } (status { $code }).
    [list] { $who } could not list { $what } (status { $code }).
    [watch] { $who } could not watch { $what } (status { $code }).
    [create] { $who } could not create { $what } (status { $code }).
    [update] { $who } could not change { $what } (status { $code }).
    [patch] { $who } could not change { $what } (status { $code }).
    [delete] { $who } could not delete { $what } (status { $code }).
    [deletecollection] { $who } could not delete all { $what } (status { $code }).
   *[other] { $who } could not { $verb } { $what } (status { $code }).
}
# $verb (String) - of the API
# $who (String) - who asked
# $what (String) - such as cluster demo
audit-did = { $verb ->
    [get] { $who } read { $what }.
    [list] { $who } listed { $what }.
    [watch] { $who } watched { $what }.
    [delete] { $who } deleted { $what }.
    [deletecollection] { $who } deleted all { $what }.
   *[other] { $who } asked to { $verb } { $what }.
}
# $phase (String) - of a quota request
# $who (String) - who decided
# $what (String) - such as quota request demo
audit-decided = { $phase ->
    [Approved] { $who } decided { $what }: approved.
    [PartiallyApproved] { $who } decided { $what }: approved in part.
    [AutoApproved] { $who } decided { $what }: approved by policy.
    [Denied] { $who } decided { $what }: denied.
   *[other] { $who } decided { $what }: { $phase }.
}
# $who (String) - a controller
# $what (String) - such as cluster demo
audit-reported = { $who } reported on { $what }.
# $who (String) - who asked
# $what (String) - such as cluster demo
audit-changed = { $who } changed { $what }.
# $who (String) - who asked
# $part (String) - a subresource
# $what (String) - such as cluster demo
audit-changed-part = { $who } changed the { $part } of { $what }.
# $who (String) - who asked
# $what (String) - such as quota request demo
audit-approved = { $who } approved { $what }.
# $who (String) - who asked
# $what (String) - such as ServiceAccount demo
audit-token = { $who } asked for a token of { $what }.
# $who (String) - who asked
# $part (String) - a subresource
# $what (String) - such as cluster demo
audit-used-part = { $who } used { $part } of { $what }.
# $who (String) - who asked
# $what (String) - such as cluster demo
audit-created = { $who } created { $what }.
# $who (String) - who asked
# $what (String) - such as cluster demo
# $workers (String) - the number as it is written
# $version (String) - of Kubernetes
audit-requested = { $count ->
    [one] { $who } requested { $what } with { $workers } worker, Kubernetes { $version }.
   *[other] { $who } requested { $what } with { $workers } workers, Kubernetes { $version }.
}
# $who (String) - who asked
# $what (String) - such as cluster demo
# $before (String) - version of Kubernetes
# $after (String) - version of Kubernetes
audit-upgraded = { $who } upgraded { $what } from { $before } to { $after }.
# $who (String) - who asked
# $what (String) - such as cluster demo
# $shown (String) - the number as it is written
audit-scaled-workers = { $count ->
    [one] { $who } scaled { $what } to { $shown } worker.
   *[other] { $who } scaled { $what } to { $shown } workers.
}
# $who (String) - who asked
# $what (String) - such as cluster demo
# $shown (String) - the number as it is written
audit-scaled-control-plane = { $count ->
    [one] { $who } scaled { $what } to { $shown } control plane node.
   *[other] { $who } scaled { $what } to { $shown } control plane nodes.
}
audit-no-object = what is no object
# $noun (String) - such as cluster
# $name (String) - of the object
audit-one-object = { $noun } { $name }
# $resource (String) - such as guestclusters
# $namespace (String) - where
audit-objects-in = { $resource } in { $namespace }

audit-noun-cluster = cluster
audit-noun-virtual-machine = virtual machine
audit-noun-machine-class = machine class
audit-noun-machine-service = machine service
audit-noun-image = image
audit-noun-release = release
audit-noun-kubeconfig = kubeconfig
audit-noun-quota-request = quota request
audit-noun-quota = quota
audit-noun-limit-range = limit range
audit-noun-approval-policy = approval policy
audit-noun-namespace = namespace
audit-noun-host = host
audit-noun-role-binding = role binding
audit-noun-cluster-role-binding = cluster role binding
audit-noun-cluster-role = cluster role
audit-noun-role = role
audit-noun-secret = secret
audit-noun-storage-class = storage class
audit-noun-cluster-api-cluster = Cluster API cluster
audit-noun-machine = machine
audit-noun-machine-set = machine set
audit-noun-machine-deployment = machine deployment
audit-noun-control-plane = control plane
audit-noun-bootstrap-configuration = bootstrap configuration
audit-noun-infrastructure-machine = infrastructure machine
audit-noun-infrastructure-cluster = infrastructure cluster
audit-noun-event = event

# Quota, what uses it, and requests for more.

quota-lead = What your namespaces may take, what they take, and who has it.
quota-ask = Ask for more quota
quota-none = No quota bounds your namespaces
quota-none-more = As soon as an administrator sets one, what is used of it is shown here.
quota-requests = Requests
quota-no-requests = Nobody has asked for more yet. Requests and their decisions are listed here.
quota-ask-short = Ask for more
quota-what-waits = What waits
quota-who-has-it = Who has it
quota-of-no-cluster = Machines and volumes of no cluster
# $namespace (String) - name of it
quota-who-has-quota-of = Who has the quota of { $namespace }

# A request: its state, and what it changes.
quota-phase-pending = Waiting for a decision
quota-phase-auto-approved = Granted by policy
quota-phase-approved = Approved
quota-phase-partially-approved = Approved in part
quota-phase-denied = Denied
quota-phase-cancelled = Cancelled
quota-phase-expired = Expired
quota-change = Change
quota-asked-by = Asked by
quota-made = Made
quota-follow = Follow the request
quota-waits = waits for quota
# $when (String) - relative time
quota-waits-since = began to wait { $when }
# $amounts (String) - resources with what is missing of each
quota-missing = Missing are { $amounts }.

# The form for a request.
quota-ask-lead = Amounts are what the quota is to allow from then on. A policy or an approver decides.
quota-nothing-to-ask = There is no quota to ask about
quota-nothing-to-ask-more = No quota bounds a namespace in which you may ask for more.
quota-back = Back to quota
quota-for-nothing = Nothing in particular
quota-for-cluster = For the cluster
quota-for-cluster-help = It goes on by itself when this is granted
quota-show-namespace = Show this namespace's quota
quota-to-be = What the quota is to be
quota-why-and-how-long = Why, and for how long
quota-until = Until (optional)
quota-until-help = The last day, like 2026-12-24, in UTC. The quota goes back by itself then; nothing that runs is stopped.
quota-justification = Justification
quota-justification-help = What it is for. Whoever decides reads this.
quota-nothing-requested = Nothing was requested yet, what you typed is kept.
# $share (String) - what is used of what is allowed
quota-in-use = In use now: { $share }
# $amounts (String) - resources with what is missing of each
quota-cluster-needs = For this cluster are missing { $amounts }. That is filled in below.
# $namespace (String) - whose
quota-of-now = The quota of { $namespace } now

# Deciding.
quota-approve = Approve
quota-deny = Deny
quota-comment-help = The requester reads it
# $resource (String) - name of it
quota-grant = Grant { $resource }
# $was (String) - with its unit
# $asked (String) - with its unit
quota-was-asked = Was { $was }, asked { $asked }
# $asked (String) - with its unit
quota-asked-amount = Asked { $asked }
# $name (String) - of the request
quota-decide-about = Decide about { $name }
quota-no-decision = The form did not say whether to approve or to deny.

# One request.
# $name (String) - of the request
quota-request-title = Quota request { $name }
# $who (String) - who asked
# $when (String) - relative time
quota-request-by = Asked by { $who } { $when }
quota-cancel-request = Cancel request
quota-changes = What changes
quota-decide = Decide
quota-why = Why
quota-course = Course
quota-resource = Resource
quota-was = Was
quota-asked = Asked
quota-decided = Decided
quota-granted-nothing = nothing
quota-for = For
quota-expires = Until
quota-over-pending = An approver is asked. Nothing else is needed from you.
quota-over-auto-approved = No person was needed.
quota-over-cancelled = It was taken back.
quota-over-expired = Its time is over and what it granted was taken back. What runs goes on running.
quota-applied = It is part of the quota.
quota-being-applied = It is being made part of the quota.
quota-about-to-decide = What you were about to decide
quota-decision = Decision
# $phase (String) - what was decided
# $who (String) - who did
# $when (String) - relative time
quota-phase-by = { $phase } by { $who } { $when }
# $why (String) - what the API said
quota-not-applied = It could not be made part of the quota: { $why }.

# What waits for a decision about quota, and the policies that decide without a person.

approvals-title = Approvals
approvals-policies = Policies
approvals-none = Nothing waits for you
approvals-none-advice = Requests for quota that no policy grants are shown here, with the facts to decide by.
approvals-nothing-waits = Nothing waits.
# $ago (String) - how long ago it was asked
approvals-one-waits = One waits, asked { $ago }.
# $number (String) - how many wait
# $ago (String) - how long ago the oldest was asked
approvals-many-wait = { $number } wait, the oldest asked { $ago }.
# $number (String) - how many were decided
# $duration (String) - such as 5 min
approvals-week = Decided this week: { $number }, half of them within { $duration }.
# $namespace (String) - who asks
# $changes (String) - what for, such as CPU 64 vCPU → 68 vCPU
approvals-asks = { $namespace } asks for { $changes }
# Before a time, such as in 3 days.
approvals-until = until
approvals-quota = Quota
approvals-waiting = What waits for it
approvals-goes-on = It goes on by itself as soon as there is enough.
# Before a time, such as 5 min ago.
approvals-began-to-wait = It began to wait
approvals-nothing-waits-for-it = Nothing waits for it now.
approvals-hosts = All hosts now
approvals-resource = Resource
approvals-now = Now
approvals-asked = Asked
# $amount (String) - with its unit
approvals-in-use = In use: { $amount }
approvals-decided = Decided
approvals-nothing-decided = Nothing was decided that matches.
approvals-decision = Decision
approvals-all-decisions = All decisions
approvals-search-hint = Namespace, person, reason
approvals-search = Search
approvals-when = When
approvals-change = Change
approvals-by = By

policies-title = Policies
policies-lead = All policies count together. Less than before is always granted, without a policy.
policies-make = Make a policy
policies-none = There is no policy
policies-none-advice = Every increase of a quota waits for somebody who has the verb approve on quotarequests.
policies-make-first = Make the first policy
# $labels (String) - a label selector
policies-selected-namespaces = In namespaces with the labels { $labels }:
policies-every-namespace = In every namespace:
policies-idle = It grants nothing and lets nobody decide.
# $resources (String) - names of resources
# $amount (String) - with its unit
policies-grants-up-to = { $resources }: up to { $amount } more at a time is granted without a person.
# $resources (String) - names of resources
policies-grants-any = { $resources }: any increase is granted without a person.
# $amount (String) - with its unit
policies-total = The quota may not become more than { $amount } by it.
# $percent (String) - a number
policies-minimum-use = At least { $percent } % of the quota must be in use.
# $group (String) - whose members
policies-group-decides = Members of { $group } may decide about all requests.
# $group (String) - whose members
# $resources (String) - names of resources
policies-group-decides-about = Members of { $group } may decide about requests for { $resources }.
# $user (String) - who
policies-user-decides = { $user } may decide about all requests.
# $user (String) - who
# $resources (String) - names of resources
policies-user-decides-about = { $user } may decide about requests for { $resources }.
policies-new = A new policy
# $name (String) - of the policy
policies-one = Policy { $name }
policies-see-now = See the policy as it is now
policies-yaml = ApprovalPolicy as YAML
policies-save = Save policy
policies-says-now = What it says now
policies-would-say = What it would say
policies-delete-label = Delete
policies-deletion = Without it, what it grants waits for a person from then on. What was granted stays.
policies-delete = Delete policy

# One object of any kind, its history, and changing it as YAML.

object-no-page = There is no page at this address.
# $kind (String) - of the object
# $name (String) - of the object
object-yaml-of = YAML of { $kind } { $name }
object-hide-managed = Hide managed fields
object-show-managed = Show managed fields
object-views = Views of this object
# Before a link to the cluster.
object-cluster = cluster
# Before a link to the host.
object-on-host = on host
# $kind (String) - of the object
# $namespace (String) - where it is
object-kind-in = { $kind } in { $namespace }
# Before a time, such as 5 days ago.
object-made = made
object-gone = Gone
# Before a time, such as 5 min ago.
# $kind (String) - of the object
object-is-gone = This { $kind } is gone. It was last there
object-relatives = Above and below
object-finalizers = Before it can be removed
object-labels = Labels
object-no-labels = It has no labels.
object-annotations = Annotations
object-no-annotations = It has no annotations.
object-no-relatives = Nothing owns it, and it owns nothing that you can see.
object-more-below = There may be more below it that is not shown or that you may not see.
object-not-visible = not visible to you
object-nothing-keeps-it = Nothing keeps it: a deletion takes effect at once.
object-finalizer = Whoever added this finalizer has to remove it.
object-empty-value = (empty)

object-you-may = What you may do
object-yes = yes
object-no = no
object-who-may = Who may do what
object-roles-hidden = The roles and bindings that say so are not visible to you. An administrator can see them.
object-nobody-may = No role or binding gives anybody access to it.
object-everything = everything
object-who = Who
object-may = May
object-by = By

object-minute-ago = 1 minute ago
object-minutes-ago = 5 minutes ago
object-hour-ago = 1 hour ago
object-hours-ago = 6 hours ago
object-day-ago = 1 day ago
object-no-history = No history is kept
object-no-history-why = This API server does not tell how objects were earlier. Atoll's own API server keeps every change for a time.
object-whole-history = History reaches back to when it was made.
# Before how long ago that is, in brackets.
# $since (String) - a moment
object-history-since = History is kept since { $since }
object-nothing-before = What was before cannot be shown.
object-newest-changes = Newest changes
object-earlier-changes = Earlier changes are not listed. Choose a moment to see them.
object-as-it-was = As it was
object-as-it-is = As it is
object-moments = Moments
object-moment = Moment
object-moment-help = Such as 2026-11-21T10:00:00Z in UTC, or how long ago: 5m, 2h, 1d.
object-show-as-it-was = Show as it was
object-compare-moments = Compare two moments
object-until = Until
object-until-help = Now when it is left empty.
object-compare = Compare
# $moment (String) - exact
object-as-of = As of { $moment }
# $moment (String) - exact
object-yaml-as-of = YAML as of { $moment }
object-did-not-exist = It did not exist at this moment.
object-then-not-now = This is how it was then, not how it is now.
object-never-existed = It did not exist at either moment.
object-not-at-first = It did not exist at the first moment.
object-not-at-second = It did not exist any more at the second moment.
object-nothing-changed = Nothing changed between these two moments.
# $added (String) - such as 3 lines
# $removed (String) - such as 1 line
object-lines-changed = { $added } added, { $removed } removed.
object-what-changed = What changed
# $from (String) - a moment
# $to (String) - a moment
object-from-to = From { $from } to { $to }.
# $names (String) - of programs
object-changed-by = Changed by { $names }.
object-what-changed-yaml = What changed, as YAML
object-not-recorded = not recorded
object-made-it = made it
object-when = When
object-state-after = State after it
object-see = See

# $name (String) - of the object
object-edit = Edit { $name }
object-changed-meanwhile = Somebody changed it meanwhile
# After “Somebody changed it meanwhile ·”.
object-nothing-applied = nothing was applied yet, what you typed is kept.
object-take-over = Take into your text what is to stay. Applying it now goes over these changes.
object-apply-over = Apply over their changes
object-apply = Apply
object-check = Check
object-would-change = What applying it changes
object-would-change-nothing = Nothing: it means what is there already.
object-accepted = The API was asked and would take it. Nothing was applied yet.
object-not-there = not there

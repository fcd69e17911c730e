# Widgets that many pages share.

# States of an object, each one word.
state-failed = Failed
state-blocked = Blocked
state-waiting = Waiting
state-progressing = Progressing
state-deleting = Deleting
state-ready = Ready

# Who must act for an object to go on.
actor-you = You
actor-member = Somebody who may change it
actor-administrator = An administrator
actor-nobody = Nobody

# Signs of numbers: what stands between thousands, and before tenths.
number-group = ,
number-point = .

# $used (String) - how much is used, in the unit of $limit
# $limit (String) - how much there is, with its unit
share-of = { $used } of { $limit }

# Relative times. `#` stands for the number.
time-now = just now
time-seconds-ago = # s ago
time-minutes-ago = # min ago
time-hours-ago = # h ago
time-days-ago = # days ago
time-in-seconds = in # s
time-in-minutes = in # min
time-in-hours = in # h
time-in-days = in # days

# Lengths of time.
# $days (String) - how many
duration-days = { $days } days

# $title (String) - of the page
document-title = { $title } · Atoll
breadcrumb = Breadcrumb

pager-label = Pages
pager-previous = Previous
pager-next = Next
# $first (String) - number of the first row on the page
# $last (String) - number of the last row on the page
# $all (String) - how many there are, with their name
pager-range = { $first } to { $last } of { $all }

copy = Copy
copy-yaml = Copy YAML
copy-command = Copy command

conditions-none = No conditions are reported yet.

events-label = Events
events-none = No events are kept. They are deleted an hour after they were last seen.
events-last-seen = Last seen
events-type = Type
events-object = Object
events-what = What happened
events-warning = Warning
events-normal = Normal
# $shown (String) - the number as it is written
events-times = { $count ->
    [one] { $shown } time
   *[other] { $shown } times
}
# $source (String) - the component that reports it
events-from = from { $source }

# $value (String) - a choice that is not offered any more
choice-not-available = { $value } (not available)

step-done = Done:
step-running = Running:
step-stuck = Held up:
step-ahead = Ahead:

# Text alternatives of bars and rings.
# $resource (String) - what it is of
# $used (String) - with its unit
gauge-used = { $resource }: { $used } used
# $resource (String) - what it is of
# $used (String) - with its unit
# $limit (String) - with its unit
gauge-used-of = { $resource }: { $used } used of { $limit }
# $resource (String) - what it is of
# $used (String) - with its unit
# $asked (String) - with its unit
gauge-asked = { $resource }: { $used } used, { $asked } asked
# $resource (String) - what it is of
# $used (String) - with its unit
# $asked (String) - with its unit
# $limit (String) - with its unit
gauge-asked-of = { $resource }: { $used } used, { $asked } asked of { $limit }
# $resource (String) - what it is of
# $used (String) - with its unit
# $asked (String) - with its unit
# $limit (String) - with its unit
# $short (String) - with its unit
gauge-short = { $resource }: { $used } used, { $asked } asked of { $limit }, { $short } short

# $number (String) - how many machines
tree-ready = { $number } ready
# $hosts (String) - names of hosts
tree-on = on { $hosts }

# Text alternative of a bar cut by state.
# $all (String) - how many there are
# $states (String) - how many are in each state
counts-by-state = { $all }: { $states }
# $state (String) - one word
# $number (String) - how many are in it
counts-in-state = { $state } { $number }

# The instant of a time, as a pattern of chrono's strftime.
time-exact = %-d %b %Y, %H:%M:%S UTC
# The same without year and seconds.
time-day-and-hour = %-d %b, %H:%M UTC

code-same-with-kubectl = The same with kubectl
code-command = Command

# $number (String) - of the line
diff-line = line { $number }

yaml-edit = Edit YAML
yaml-who-set-what = Who set which field
yaml-everybody = Everybody
yaml-set-by-api = Lines without a name are set by the API itself.
yaml-applies = applies
yaml-writes = writes
# $names (String) - of the managers
yaml-set-by = set by { $names }
# $kind (String) - of the object
yaml-field = { $kind } as YAML
# $kind (String) - of the object
yaml-field-help = One document of kind { $kind }. It is applied exactly as it stands here.

# Use over time.
# $span (String) - a length of time
# $percent (String) - of what was allowed
use-peak = Peak use in { $span }: { $percent } %
# $span (String) - a length of time
# $least (String) - with its unit
# $most (String) - with its unit
use-history = Use in { $span }: from { $least } to { $most }

# What is wrong with a form.
wrong-things = { $count ->
    [one] One thing needs a change
   *[other] { $count } things need a change
}
wrong-kept = nothing was requested yet, what you typed is kept.
# $line (String) - number of it
# $message (String) - what is wrong
wrong-at-line = Line { $line }: { $message }
# $line (String) - number of it
# $column (String) - number of it
# $message (String) - what is wrong
wrong-at-column = Line { $line }, column { $column }: { $message }

# How fresh the page is. `#` stands for the number of seconds or the time of day.
live-rendered = as of #
live-open = live, # s ago
live-lost = connection lost, showing the state of #
live-signed-out = your session has ended, showing the state of #

# How the preview stands to what is typed.
preview-checking = checking…
preview-current = up to date
preview-lost = the server does not answer; what you typed is kept

# Who asked for an object, and when.
# $who (String) - who asked for it
# $when (String) - how long ago
requested-by = requested by { $who } { $when }
# $when (String) - how long ago
requested = requested { $when }


# What a button that copies says when it has.
copy-done = Copied

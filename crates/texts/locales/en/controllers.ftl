# How the controllers are doing.

controllers-title = Controllers
# $server (String) - name of the machine on which the program runs
controllers-none = No controller runs on { $server }.
# $shown (String) - the number as it is written
# $server (String) - name of the machine on which the program runs
controllers-well = { $count ->
    [one] { $shown } controller on { $server }; none has errors.
   *[other] { $shown } controllers on { $server }; none has errors.
}
# $shown (String) - the number as it is written
controllers-failing = { $count ->
    [one] { $shown } object cannot be brought to what is asked right now; each is tried again.
   *[other] { $shown } objects cannot be brought to what is asked right now; each is tried again.
}
controllers-name = Controller
controllers-in-line = In line
controllers-oldest = Oldest
controllers-at-work = At work
controllers-failing-head = Failing
controllers-reconciles = Reconciles
controllers-half = Half within
controllers-most = 99 % within
controllers-recent = Last 5 minutes
controllers-leader = Leader
# $server (String) - name of the machine on which the program runs
controllers-leads = { $server } runs the controllers
# Before a time, such as 5 min ago.
controllers-leads-since = since
# Before a time, such as 5 s ago.
controllers-heard = last heard of
# $here (String) - the server that answers
# $leader (String) - the server that leads
controllers-elsewhere = You are on { $here }. The figures of the controllers are on the portal of { $leader }.
# $name (String) - of the controller
# $sum (String) - how many in all
# $most (String) - how many at most in ten seconds
controllers-chart = Reconciles of { $name } in each ten seconds of the last five minutes: { $sum } in all, { $most } at most
# Before a time, such as 5 min ago.
controllers-runs-since = Runs since
# $shown (String) - the number as it is written
controllers-retries = { $count ->
    [one] { $shown } was tried again
   *[other] { $shown } were tried again
}
# Before a time, such as 5 min ago.
controllers-last-error = Last error

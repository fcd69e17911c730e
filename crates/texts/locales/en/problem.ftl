# Error pages: what happened, what was kept, what to do.

problem-what-was-kept = What was kept
problem-what-to-do = What to do
problem-request-id = Request id
problem-first-page = Go to the first page
problem-clusters = See the clusters
# $path (String) - what was asked for
problem-no-page = There is no page at { $path }.

problem-not-found = Not found
    .kept = Nothing was changed.
    .advice = Check the address. If it was deleted a moment ago, that is done; otherwise it may be in a namespace that you cannot see.
problem-forbidden = Not allowed
    .kept = Nothing was changed.
    .advice = Ask an administrator for a role in that namespace, or sign in as somebody who has one.
problem-conflict = Somebody was faster
    .kept = Nothing was changed; what others did is kept.
    .advice = Go back, look at the present state, and try again.
problem-invalid = That cannot be done so
    .kept = Nothing was changed.
    .advice = Go back, correct what is named above, and send it again.
problem-unavailable = Not available right now
    .kept = Nothing was changed. What runs goes on running.
    .advice = Wait a moment and load this page again.
problem-internal = That went wrong on our side
    .kept = What was acknowledged before is on disk. What runs goes on running.
    .advice = Load this page again. If it stays, give an administrator the request id below: the log tells more under it.

problem-nobody-signed-in = Nobody is signed in.
problem-no-own-state = The program does not show its own state.

problem-too-large = What was sent is larger than 4 MiB, which is more than any form takes.
problem-no-action = The form does not say what to do.

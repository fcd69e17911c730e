# Messages to people and programs outside of the portal, and the page about them.

# $who (String) - user name
# $request (String) - of the quota request
# $namespace (String) - of the namespace
message-asked = { $who } asks for more quota with the request { $request } in { $namespace }.
# $who (String) - user name
# $request (String) - of the quota request
# $namespace (String) - of the namespace
message-approved = { $who } approved your request { $request } in { $namespace }.
# $who (String) - user name
# $request (String) - of the quota request
# $namespace (String) - of the namespace
message-approved-in-part = { $who } approved your request { $request } in { $namespace } in part.
# $who (String) - user name
# $request (String) - of the quota request
# $namespace (String) - of the namespace
message-denied = { $who } denied your request { $request } in { $namespace }.
# $request (String) - of the quota request
# $namespace (String) - of the namespace
message-granted-by-policy = A policy granted your request { $request } in { $namespace }.
# $request (String) - of the quota request
# $namespace (String) - of the namespace
message-request-over = The time of your request { $request } in { $namespace } is over.
# $request (String) - of the quota request
# $namespace (String) - of the namespace
# $when (String) - an instant
message-grant-ends = What your request { $request } in { $namespace } granted is taken back at { $when }.
# $cluster (String) - name
# $namespace (String) - of the namespace
# $when (String) - an instant
message-access-ends = Your kubeconfig for the cluster { $cluster } in { $namespace } stops working at { $when }.
# $cluster (String) - name
# $namespace (String) - of the namespace
message-cluster-ready = Your cluster { $cluster } in { $namespace } is ready.
# $cluster (String) - name
# $namespace (String) - of the namespace
message-cluster-waits = Your cluster { $cluster } in { $namespace } waits.
# $cluster (String) - name
# $namespace (String) - of the namespace
message-cluster-blocked = Your cluster { $cluster } in { $namespace } is blocked.
# $cluster (String) - name
# $namespace (String) - of the namespace
message-cluster-failed = Your cluster { $cluster } in { $namespace } failed.
# $cluster (String) - name
# $namespace (String) - of the namespace
message-cluster-deleted = Your cluster { $cluster } in { $namespace } is deleted.
message-test = This is a test message: Atoll can reach you this way.
# $url (String) - of a page
message-foot = You are told this because it concerns you. Where you are written to: { $url }

outside-title = Messages
outside-lead = What people and programs are told outside of the portal, by mail and by webhooks.
outside-none = Nobody is told outside of the portal
outside-none-more = Set up a mail server or a webhook under [notifications] in the configuration file, and restart the server.
outside-mail = Mail
# $name (String) - of the webhook
outside-webhook = Webhook { $name }
outside-leads-to = Leads to
outside-waiting = Waiting
outside-oldest = The oldest was written
outside-sent = Sent in 14 days
outside-last = The last one
outside-given-up = Given up in 14 days
outside-none-yet = None yet
outside-error = The last attempt failed
outside-works = The last attempt succeeded.
outside-untried = Nothing was sent yet.
outside-again = It is tried again, less and less often, for one day.
outside-test = Send a test message
# $name (String) - of the channel
outside-test-by = Send a test message: { $name }
outside-tested = A test message is on its way. Its outcome appears below.
# $address (String) - e-mail address
outside-test-to = A test goes to { $address }.
outside-no-address = You have no e-mail address here. Enter one in your account first.

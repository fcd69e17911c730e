# Kubeconfigs that were issued, and clusters from the command line.

access-lead = Kubeconfigs that were issued, to whom, and until when they work.
access-none = No kubeconfig was issued yet
access-none-more = A cluster's page hands one out as soon as its control plane answers. It is listed here until it is deleted.
access-choose = Choose a cluster
access-issued = Issued kubeconfigs
access-soon = Ends within a day
access-soon-more = Download a new kubeconfig on the cluster's page before that.
# $name (String) - of the issued kubeconfig
# $cluster (String) - link to its cluster
# $when (String) - relative time
access-ends = { $name } for cluster { $cluster } ends { $when }.
access-role-view = View
access-role-edit = Edit
access-role-admin = Admin

access-none-here = None yet. What is issued here is recorded, never the credential itself.
access-issued-to = Issued to
access-issued-at = Issued
access-what = What it is
access-action = Action
access-revoking-means = Revoking takes the rights away inside the cluster, usually within seconds: no file, token or certificate of that kubeconfig can do anything there any more. While the cluster's control plane does not answer, a token that was already handed out works until it ends; what the program atoll uses ends within minutes.
access-revoke = Revoke
# $name (String) - of the issued kubeconfig
access-revoke-one = Revoke { $name }
access-revoking = Revoked, the cluster has not heard of it yet
# $when (String) - relative time
access-revoked = Revoked { $when }
# $when (String) - relative time
access-expired = Expired { $when }
# $when (String) - relative time
access-works = Works, ends { $when }

access-command-line = On the command line
access-login = The program atoll signs you in and hands short tokens to kubectl, so that no secret lies in a file. Put it into your PATH, then sign in once a day:
access-kubeconfig = Get a kubeconfig for a cluster and use it:
# $page (String) - link to the page where the code is typed
access-device = On a machine without a browser, add --device and type the code that it shows on the page { $page }.
# $page (String) - link to the page of sessions
access-logout = atoll logout ends it. What is signed in is listed under { $page }.
access-sessions = Sessions

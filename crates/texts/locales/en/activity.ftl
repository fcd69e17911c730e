# What people did.

activity-lead = What people did in your namespaces, the newest first.
activity-by-whom = By whom
activity-everybody = Everybody
activity-only-me = Only me
activity-none-among-newest = Nothing among the newest records
activity-none = Nothing was done yet
activity-none-more = Who requests, changes or deletes something in your namespaces is named here, with what it was.
activity-further-back = Look further back
activity-newest = Newest
activity-older = Older
# $id (String) - of the request to the API
activity-request = Request { $id }

# People who use the portal, and where they are signed in.

sessions-title = Your sessions
sessions-lead = Every browser that is signed in as you. End what you do not know or do not use any more.
sessions-end-others = Sign out everywhere else
sessions-end-all = Sign out everywhere
sessions-open = Open sessions
sessions-name = Name
sessions-where = Where
sessions-by = Signed in by
sessions-since = Since
sessions-seen = Last seen
sessions-ends = Ends
sessions-end = End
sessions-end-column = End it
# $browser (String) - such as Firefox on Linux
# $address (String) - of the browser
sessions-end-this = End the session of { $browser } at { $address }
sessions-this = This one
sessions-unknown-browser = Unknown browser
sessions-none = None of them is signed in now.

people-title = People
people-lead = Everybody with a local account, and everybody who signed in through an identity provider.
people-name-contains = Name contains
people-filter = Filter
people-name = Name
people-by = Signs in by
people-password = Password
people-not-yet = Not signed in yet
people-groups = Groups
people-last = Last sign-in
people-never = Never
people-sessions = Sessions
people-change = Change
people-you = You
people-disabled = Disabled
people-end-sessions = End sessions
people-disable = Disable
people-enable = Enable
# $name (String) - whose
people-end-sessions-of = End sessions: { $name }
# $name (String) - whom
people-disable-one = Disable: { $name }
# $name (String) - whom
people-enable-one = Enable: { $name }
people-nobody = Nobody signed in yet.
# $text (String) - what was typed
people-nobody-like = Nobody’s name contains “{ $text }”.
people-more = There are more. Type a part of the name.

people-add = Add an account
people-add-lead = Somebody who signs in with a password that is kept here. What they may do is decided by roles for their name and groups.
people-add-name = Sign-in name
people-add-name-help = Letters, digits, dots, dashes, underscores and @.
people-add-groups = Groups
people-add-groups-help = With commas between, such as team-a, atoll:admins.
people-add-email = E-mail address
people-add-button = Add account
# $name (String) - of the account
people-added = The account { $name } is there
people-added-password = First password
people-added-once = It is shown only now. Hand it over in a safe way: it has to be changed at the first sign-in.
people-added-roles = Without a role it sees nothing yet: make it a member of a namespace.
people-remove = Remove
# $name (String) - of the account
people-remove-one = Remove: { $name }
# $name (String) - of a user
people-may-not-be = You may not add an account called { $name }: whoever knows its password could do what it may.
# $name (String) - of a group
people-may-not-give = You may not put anybody into the group { $name }.
people-not-yourself = You cannot remove your own account. Ask another administrator.
# $name (String) - of a user
people-name-taken = Somebody is called { $name } already.
people-name-wrong = Choose letters, digits, dots, dashes, underscores and @, and no beginning that is an identity provider's.
# $name (String) - of a group
people-group-wrong = { $name } is not a group that people can be given.

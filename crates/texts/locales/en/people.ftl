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

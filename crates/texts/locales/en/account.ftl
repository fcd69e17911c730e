# One's own account: address and password.

account-title = Your account
account-name = Name
account-groups = Groups
account-no-groups = None
account-by = Signs in with
account-email = E-mail address
account-email-help = Decisions, clusters and kubeconfigs that concern you are told there. Leave it empty to be told nothing.
account-email-unused = This server sends no mail yet. The address is kept for when it does.
# $provider (String) - title
account-email-from = { $provider } says this address at each sign-in.
account-email-none = None
account-email-save = Save address
account-email-elsewhere = Your address comes from your identity provider: change it there.
account-email-wrong = This is not an e-mail address like ann@corp.example.
account-password = Change your password
account-old = Current password
account-new = New password
# $least (String) - number of characters
account-new-help = At least { $least } characters.
account-again = New password again
account-again-wrong = The two new passwords differ.
account-change = Change password
account-changed = Your password is changed. You are signed out everywhere else.
account-must-change = Your password was given to you by somebody else. Choose your own to go on.
account-password-elsewhere = You sign in through an identity provider: change your password there.
account-old-wrong = This is not your current password.
account-old-limited = Too many wrong passwords. Wait a minute and try again.
# $least (String) - number of characters
account-new-weak = Choose at least { $least } characters, not all the same, and not your name.
account-new-same = This is your current password.
account-sessions = Your sessions

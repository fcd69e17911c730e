# Signing in and out.

signin-title = Sign in
signin-tagline = Kubernetes clusters and virtual machines on your own hypervisors.
signin-ways = Ways to sign in
# $provider (String) - what people call an identity provider
signin-with = Sign in with { $provider }
signin-or-local = or with a local account
signin-username = Username
signin-password = Password
signin-button = Sign in
signin-request-id = Request id

signin-again = Try once more from this page.
signin-again-or-tell = Try once more. If it stays, tell an administrator the request id below.
signin-wrong-password = That username and password do not belong together.
signin-wrong-password-advice = Check both and try again.
signin-no-local-accounts = Nobody signs in here with a name and password.
signin-no-local-accounts-advice = Choose one of the ways below.
signin-limited = There were too many tries.
signin-limited-advice = Wait a minute, then try again.
signin-disabled = Your account is disabled here.
signin-disabled-advice = Ask an administrator of this portal to enable it.
# $provider (String) - what people call it
signin-unavailable = { $provider } does not answer as it should, so nobody was signed in.
signin-unavailable-advice = Try again in a moment, or sign in another way. If it stays, tell an administrator the request id below.
# $provider (String) - what people call it
signin-incomplete = The answer of { $provider } was not complete.
signin-stale = This sign-in took too long, or its address was opened a second time.
signin-stale-advice = Begin again from this page. Each sign-in works once, for ten minutes.
signin-other-browser = This sign-in began in another browser, or this one keeps no cookies.
signin-other-browser-advice = Begin again from this page, in one browser and under one address, with cookies allowed.
# $provider (String) - what people call it
signin-mixed-up = The answer did not come from { $provider }, which was asked.
# $provider (String) - what people call it
signin-denied = { $provider } did not sign you in.
signin-denied-advice = Try again, or ask whoever runs it whether you may use this portal.
# $provider (String) - what people call it
signin-not-taken = { $provider } did not accept the request of this portal.
# $provider (String) - what people call it
signin-untrue = What { $provider } said about you could not be trusted, so nobody was signed in.
# $provider (String) - what people call it
signin-name = The name that { $provider } has for you cannot be used here.
signin-name-advice = Tell an administrator the request id below: the audit log says what is wrong with the name.

signout-title = Signed out
signout-done = You are signed out of Atoll.
# $provider (String) - what people call it
signout-provider = { $provider } is asked to sign you out as well.
# $provider (String) - what people call it
signout-go-on = Go on to { $provider }
signout-sign-in = Sign in again

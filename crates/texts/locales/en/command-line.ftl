# Signing in the program atoll.

# $machine (String) - name of the computer
# $user (String) - who signs it in
command-line-who = Sign in { $machine } as { $user }?
command-line-means = It will get kubeconfigs and tokens for the clusters that you may use, in your name, until it is signed out, or its session ends. Say yes only if you have just run atoll login on that computer yourself.
command-line-program = Program
command-line-title = Sign in the command line
command-line-lead = The program atoll on this computer asks for it.
command-line-waits-at = Waits at
command-line-approve = Sign in this computer
command-line-refuse = Refuse
command-line-leaving = Back to the terminal
command-line-leaving-lead = The program takes over from here.
command-line-go-on = Go on, if nothing happens
# $port (String) - number of it
command-line-port = this computer, port { $port }
command-line-device-lead = For a computer without a browser: run atoll login --device there, and enter the code that it shows.
command-line-device-title = Sign in a device
command-line-device-approved = The computer is signed in. Go back to its terminal.
command-line-device-denied = The computer was refused.
command-line-no-such-code = Nothing waits for this code. Codes work for ten minutes, once.
command-line-code = Code
command-line-code-help = Eight letters, such as BCDF-GHJK.
command-line-continue = Continue
command-line-asked-from = Asked from
command-line-asked = Asked
command-line-code-over = Nothing waits for this code any more. Run atoll login --device again.

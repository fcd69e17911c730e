# The frame around every page.

language-name = English
language-label = Language

theme-label = Colours
theme-system = As the system
theme-light = Light
theme-dark = Dark

skip-to-page = Skip to the page
sign-out = Sign out

menu = Menu
nav-main = Main
nav-home = Home
nav-clusters = Clusters
nav-machines = Virtual machines
nav-access = Access
nav-administration = Administration
nav-fleet = Fleet
nav-namespaces = Namespaces
nav-catalog = Catalog
nav-quota = Quota
nav-approvals = Approvals
nav-notices = Notifications
nav-activity = Activity
nav-audit = Audit log
nav-controllers = Controllers
nav-tree = Tree
nav-events = Events
nav-people = People
nav-outside = Messages
nav-layers = Layers

request-a-cluster = Request a cluster

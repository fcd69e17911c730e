# Names of things and of small actions, the same on many pages.

word-name = Name
word-namespace = Namespace
word-all-namespaces = All namespaces
word-state = State
word-cluster = Cluster
word-machines = Machines
word-machine-class = Machine class
word-storage-class = Storage class
word-kubernetes-version = Kubernetes version
word-control-plane = Control plane
word-worker-nodes = Worker nodes
word-image = Image
word-host = Host
word-hosts = Hosts
word-address = Address
word-age = Age
word-cpu = CPU
word-memory = Memory
word-storage = Storage
word-conditions = Conditions
word-events = Events
word-topology = Topology
word-history = History
word-network = Network
word-role = Role
word-comment = Comment
word-request = Request
word-none = none
word-not-known = not known
word-who-must-act = Who must act
word-from = From
word-filter = Filter
word-cancel = Cancel
word-state-and-cause = State and cause
word-see-clusters = See the clusters
word-go-to-first-page = Go to the first page

# The button of a form that is a link to the form for more quota.
word-request-quota = Request quota
word-ask-for-this-quota = Ask for this quota

# $name (String) - of the object
word-yaml-of = YAML of { $name }

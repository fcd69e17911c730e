# Titles of the columns that one kind of objects has.

column-control-plane = Control plane
column-workers = Workers
column-endpoint = Endpoint
column-phase = Phase
column-ready = Ready
column-up-to-date = Up to date
column-node = Node
column-bootstrap-data = Bootstrap data
column-class = Class
column-power = Power
column-address = Address
column-type = Type
column-cpu = CPU
column-memory = Memory
column-operating-system = Operating system
column-kubernetes = Kubernetes

# Titles of the columns that one kind of objects has.

column-workers = Workers
column-endpoint = Endpoint
column-phase = Phase
column-ready = Ready
column-up-to-date = Up to date
column-node = Node
column-bootstrap-data = Bootstrap data
column-class = Class
column-power = Power
column-type = Type
column-operating-system = Operating system
column-kubernetes = Kubernetes

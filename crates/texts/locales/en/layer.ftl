# The objects of one layer, for administrators.

# $layer (String) - of the address
layer-unknown = There is no layer { $layer }.
layer-nothing-like = No object is like that
layer-none = Objects of this layer appear as soon as somebody asks for a cluster or a machine.
layer-all-versions = All versions
layer-objects = Objects
layer-version = Version
layer-capacity = Capacity
layer-cordoned = takes no new machines

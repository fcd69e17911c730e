# Die Objekte einer Schicht, für Administratoren.

layer-unknown = Es gibt keine Schicht { $layer }.
layer-nothing-like = Kein Objekt passt
layer-none = Objekte dieser Schicht erscheinen, sobald jemand einen Cluster oder eine Maschine anfordert.
layer-all-versions = Alle Versionen
layer-objects = Objekte
layer-version = Version
layer-capacity = Kapazität
layer-cordoned = nimmt keine neuen Maschinen

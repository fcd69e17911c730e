# Titel der Spalten, die eine Art von Objekten hat.

column-control-plane = Control Plane
column-workers = Worker
column-endpoint = Endpunkt
column-phase = Phase
column-ready = Bereit
column-up-to-date = Aktuell
column-node = Node
column-bootstrap-data = Bootstrap-Daten
column-class = Klasse
column-power = Ein/Aus
column-address = Adresse
column-type = Typ
column-cpu = CPU
column-memory = Arbeitsspeicher
column-operating-system = Betriebssystem
column-kubernetes = Kubernetes

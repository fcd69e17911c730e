# Titel der Spalten, die eine Art von Objekten hat.

column-workers = Worker
column-endpoint = Endpunkt
column-phase = Phase
column-ready = Bereit
column-up-to-date = Aktuell
column-node = Node
column-bootstrap-data = Bootstrap-Daten
column-class = Klasse
column-power = Betrieb
column-type = Art
column-operating-system = Betriebssystem
column-kubernetes = Kubernetes

# Die Liste der virtuellen Maschinen.

vms-request = Virtuelle Maschine anfordern
vms-all-states = Alle Zustände
vms-whose = Wessen
vms-all-classes = Alle Klassen
vms-text = Name, Adresse oder Host enthält
vms-text-short = Name, Adresse oder Host
vms-none-like = Keine Maschine ist so
vms-other-filters = Mit anderen Filtern finden sich vielleicht welche; Maschinen von Clustern haben einen eigenen Filter.
vms-show-all = Alle Maschinen zeigen
vms-none = Noch keine virtuellen Maschinen
vms-none-more = Hier stehen die virtuellen Maschinen Ihrer Namespaces, ob sie an sind, ihre Adresse und worauf sie warten.
vms-power = Betrieb
vms-class = Klasse
vms-of-cluster = des Clusters { $cluster }

# Was angefordert werden kann: Maschinenklassen, Images, Releases, Storage-Klassen.

catalog-no-part = Der Katalog hat keinen Teil { $part }.
catalog-label = Katalog
catalog-create-class = Klasse anlegen
catalog-classes-lead = Größen von Maschinen, aus denen Namespaces wählen können.
catalog-images-lead = Wovon Maschinen starten.
catalog-releases-lead = Kubernetes-Releases, die Cluster verlangen können.
catalog-storage-lead = Wo die Platten von Maschinen liegen.
catalog-yaml-of = { $name } als YAML
catalog-unused = Wird von nichts benutzt
catalog-used = Benutzt von { $first }
catalog-used-by-both = Benutzt von { $first } und { $second }
catalog-change = Ändern
catalog-change-one = { $name } ändern
catalog-delete = Löschen
catalog-delete-one = { $name } löschen
catalog-namespaces = Namespaces

catalog-new-class = Neue Maschinenklasse
catalog-cpu = vCPU
catalog-memory-help = Mit Einheit, wie 8 GiB
catalog-description = Beschreibung
catalog-choosing = Namespaces, die sie wählen können
catalog-running = Was läuft, behält seine Größe. Maschinen, die von jetzt an entstehen, erhalten diese.
catalog-change-class = Klasse ändern

catalog-deletion-lead = Niemand kann sie mehr wählen.
catalog-going = Was verschwindet
catalog-in-use = Sie ist in Gebrauch und bleibt
catalog-more-users = Und { $number } weitere.
catalog-keep = Behalten
catalog-confirm-label = Bestätigen
catalog-confirm = Zum Bestätigen { $name } eintippen
catalog-delete-class = Klasse löschen

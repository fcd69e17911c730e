# Eine virtuelle Maschine.

vm-views = Ansichten dieser Maschine
vm-delete = Maschine löschen
vm-resize = Größe ändern
vm-powered-on = Eingeschaltet
vm-powered-off = Ausgeschaltet
vm-power-unknown = Ob sie an ist, ist noch nicht bekannt
vm-power-on = Einschalten
vm-restart = Neu starten
vm-restart-help = Hält die Maschine an und startet sie wieder.
vm-power-off = Ausschalten
vm-power-off-help = Bittet das System anzuhalten, und schaltet den Strom ab, wenn es das nicht tut.
vm-cut = Strom abschalten
vm-cut-help = Wie den Stecker ziehen: Was nicht auf der Platte ist, ist verloren.
vm-suspended = Ruhezustand
vm-resume = Fortsetzen
vm-of-cluster = Diese Maschine gehört zum Cluster { $cluster }, der seine Maschinen selbst anlegt und entfernt. Um sie zu ändern, ändern Sie den Cluster.
vm-no-power-action = Es gibt keine Schaltaktion „{ $action }“.

vm-timeline = Wie sie entstand
vm-facts = Was sie ist
vm-none-yet = noch nicht da
vm-user-data = User-Data
vm-restarted = Neu gestartet
vm-disks = Platten
vm-disk-of-image = dem Image
vm-disk = Platte
vm-disk-size = Größe
vm-secret = Secret { $name }
vm-claim = Claim { $name }

# Eine andere Klasse für eine virtuelle Maschine.

vm-resize-title = Größe von { $name } ändern
vm-resize-lead = Sie hat jetzt die Klasse { $class }. Ihre Platten bleiben, wie sie sind.
vm-resize-size = Neue Größe
vm-resize-class = Neue Maschinenklasse
vm-resize-restart = Jetzt neu starten
vm-resize-running = Eine laufende Maschine bekommt ihre neue Größe, wenn sie neu gestartet oder aus- und eingeschaltet wird. Bis dahin behält sie die alte.
vm-resize-off = Sie ist aus und bekommt ihre neue Größe sofort.
vm-resize-show = Zeigen, was sie braucht
vm-resize-keep = Größe behalten
vm-resize-no-room = Die Quota hat keinen Platz für diese Klasse; sie würde abgelehnt.

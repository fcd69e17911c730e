# Eine virtuelle Maschine anfordern.

vm-request-no-namespace = Eine Maschine gehört in einen Namespace, in dem Sie eine anlegen dürfen. Bitten Sie einen Administrator dort um die Rolle edit.
vm-request-button = Virtuelle Maschine anfordern
vm-request-with-secret = Mit den User-Data in einem Secret
vm-request-secret = Das Secret mit den User-Data
vm-request-image-for-clusters = { $name } (für Cluster)
vm-request-on = An
vm-request-off = Aus, bis ich sie einschalte
vm-request-name-help = Kleinbuchstaben, Ziffern und Bindestriche, höchstens 63 Zeichen
vm-request-storage-help = Für alle ihre Platten
vm-request-disk-size = Größe der Platte
vm-request-disk-size-help = GiB; leer für die Größe des Images
vm-request-add-disk = Platte hinzufügen
vm-request-first = Wer hineinkommt, und was zuerst läuft
vm-request-ssh-key = SSH-Schlüssel
vm-request-ssh-key-help = Ihr öffentlicher Schlüssel, für den üblichen Benutzer des Images
vm-request-user-data-help = Für cloud-init: beginnt mit #cloud-config, oder mit #! für ein Skript. Sie liegen in einem Secret.
vm-request-disk-name = Name der Platte
vm-request-disk = Platte { $number }
vm-request-remove-disk = Platte { $number } entfernen
vm-request-takes = Was sie braucht
vm-request-refused = Eine Maschine über der Quota wird abgelehnt, sie wartet nicht.

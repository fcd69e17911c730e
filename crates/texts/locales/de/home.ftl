# Die erste Seite.

home-title = Start
home-attention = Braucht Aufmerksamkeit
home-newest = Neueste Cluster
home-nothing = Hier ist noch nichts. Für den Anfang genügt ein Name.
home-as-asked = Alles ist, wie es angefordert wurde.
home-moving = { $count ->
    [one] { $shown } Cluster ist unterwegs; nichts braucht Sie.
   *[other] { $shown } Cluster sind unterwegs; nichts braucht Sie.
}
home-needing = { $count ->
    [one] { $shown } Cluster braucht Aufmerksamkeit.
   *[other] { $shown } Cluster brauchen Aufmerksamkeit.
}

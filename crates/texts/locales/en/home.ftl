# The first page.

home-title = Home
home-attention = Needs attention
home-newest = Newest clusters
home-nothing = Nothing is here yet. A name is enough to begin.
home-as-asked = Everything is as it was asked for.
# $shown (String) - the number as it is written
home-moving = { $count ->
    [one] { $shown } cluster is on the way; nothing needs you.
   *[other] { $shown } clusters are on the way; nothing needs you.
}
# $shown (String) - the number as it is written
home-needing = { $count ->
    [one] { $shown } cluster needs attention.
   *[other] { $shown } clusters need attention.
}

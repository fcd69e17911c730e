# Was über die eigenen Anträge, Kubeconfigs und Cluster mitgeteilt wird.

notices-unseen = { $count ->
    [one] Eine ist neu.
   *[other] { $count } sind neu.
}
notices-nothing-new = Nichts Neues, seit Sie zuletzt nachgesehen haben.
notices-mark = Alle als gesehen merken
notices-none = Es gibt nichts mitzuteilen
notices-none-more = Hier steht, wie über Ihre Anträge entschieden wurde, welche Kubeconfigs bald enden und wie Ihre Cluster entstehen.
notices-new = (neu)
notices-approved = { $who } hat Ihren Antrag { $name } genehmigt
notices-partially-approved = { $who } hat Ihren Antrag { $name } teilweise genehmigt
notices-denied = { $who } hat Ihren Antrag { $name } abgelehnt
notices-auto-approved = Eine Richtlinie hat Ihren Antrag { $name } gewährt
notices-over = Die Zeit Ihres Antrags { $name } ist um
notices-to-decide = { $who } beantragt Quota mit { $name }
notices-grant-ends = Was { $name } gewährte, wird zurückgenommen
notices-access-ends = Ihre Kubeconfig für { $name } gilt nicht mehr
notices-cluster-ready = Ihr Cluster { $name } ist bereit
notices-cluster-waits = Ihr Cluster { $name } wartet
notices-cluster-blocked = Ihr Cluster { $name } ist blockiert
notices-cluster-failed = Ihr Cluster { $name } ist gescheitert

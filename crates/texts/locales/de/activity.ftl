# Was Personen getan haben.

activity-lead = Was Personen in Ihren Namespaces getan haben, das Neueste zuerst.
activity-by-whom = Von wem
activity-everybody = Von allen
activity-only-me = Nur von mir
activity-none-among-newest = Nichts unter den neuesten Einträgen
activity-none = Noch wurde nichts getan
activity-none-more = Wer in Ihren Namespaces etwas anfordert, ändert oder löscht, steht hier, und was es war.
activity-further-back = Weiter zurück suchen
activity-newest = Neueste
activity-older = Ältere
activity-request = Anfrage { $id }

"""How races close: opened ahead, closing, frozen, revealed, closed.

A head is opened a period ahead, so that the hash of its seed is known before the race starts. From 16 minutes after
the end nothing can be entered for the race any more (late entries have 15, a consumer's life is the rest): the
standings are compared with the ledger, and the ledger is what is frozen. `rules` decides, `steps` closes, `frozen`
reads, `departing` keeps the line of whoever is removed before that, `overview` shows those who run the programme where
each race is.
"""

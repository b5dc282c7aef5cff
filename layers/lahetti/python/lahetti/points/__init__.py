"""Points: what an activity is worth, the ledger that keeps it, and the score card that is the ledger's sum.

`rules` decides what an entry is worth (pure); `confirming` and `clicks` enter shares and clicks, each in one
transaction with the score card; `held_clicks` waits for an admin's decision, `reversals` take entries back, `ledger`
reads them. A new activity is an `Activity` of `model` with its score in `rules`.
"""

"""Points: `rules` says what a deed is worth, `deeds` and `tallies` enter it, `reversals` takes an entry back.

`accounts` keeps a person's ledger and score card, `attempts` lets many write to them at once; `reconciliation` proves
that all of it adds up.
"""

"""Points: `rules` says what a deed is worth, `deeds` enters it, `reversals` takes an entry back.

`reconciliation` proves that all of it adds up.
"""

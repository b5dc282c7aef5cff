"""Points: `rules` says what a deed is worth, `deeds` enters it, `reconciliation` proves that all of it adds up."""

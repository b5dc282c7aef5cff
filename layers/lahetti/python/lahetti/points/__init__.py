"""Points: `rules` says what an activity is worth, the ledger keeps it, the score card is the ledger's fold."""

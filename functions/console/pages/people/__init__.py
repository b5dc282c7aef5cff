"""People: who takes part, who is invited, who waits."""

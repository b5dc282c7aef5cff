"""Who takes part: members, roles, teams, seats, the waiting list, invitations, guidelines, mail settings."""

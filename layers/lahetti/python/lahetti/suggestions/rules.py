"""Who earns points by a suggestion."""

from lahetti.people.model import Person, Role

MOST_WAITING = 5
"""Suggestions of one person that wait for an editor at a time."""
LONGEST_NOTE = 500
"""Characters of an editor's note to a rejection."""


def earns(suggester: Person, channel: str) -> bool:
    """Return whether a suggestion brings points: editors earn none in their own channels, admins none."""
    return suggester.role is Role.AMBASSADOR or (suggester.role is Role.EDITOR and channel not in suggester.channels)

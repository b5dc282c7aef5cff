"""How many people a content is for: everybody in the programme, or those of some teams.

Whoever pauses or has not begun is counted as well, so that no count changes by what a person does.
"""

from collections.abc import Collection

from lahetti.people import items
from lahetti.people.model import PersonState


class Audiences:
    """The people of the programme by their teams, as they are at this moment."""

    def __init__(self) -> None:
        self._teams = [frozenset(row.teams) for state in PersonState for row in items.rows_in(state)]

    def size(self, audience: Collection[str]) -> int:
        """Count the people who belong to one of these teams; of no team: everybody."""
        if not audience:
            return len(self._teams)
        wanted = frozenset(audience)
        return sum(bool(wanted & teams) for teams in self._teams)

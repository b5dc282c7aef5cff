"""Who is in the programme, as admins see it: everybody in one order, and numbers that name nobody.

Nothing here tells who has begun, takes part or pauses: there is no list of people who do not share, for anyone.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lahetti.core.errors import Invalid
from lahetti.core.small_groups import Hidden, told
from lahetti.people import items
from lahetti.people.model import Person, PersonRow, PersonState, Role, WayIn

PAGE = 50
_A_REQUEST = 100
_LOOKED_AT = 5000
"""People whose names one search looks at, for half a read unit each; it goes on from there on the next page."""


@dataclass(frozen=True)
class PeopleCounts:
    """How many are in the programme, and of them what may be told of some (`core.small_groups`).

    Those who take part are not counted, or the others would follow by subtraction. Whose access the directory has ended
    is among `everybody` alone, and among nobody's complement: how many they are is known elsewhere.
    """

    everybody: int
    not_begun: int | Hidden
    paused: int | Hidden


def count_people() -> PeopleCounts:
    """Count the people of the programme, and of them those who have not begun and those who pause."""
    begun = [row.has_begun for row in items.rows_in(PersonState.ACTIVE)]
    paused = items.count_in(PersonState.PAUSED)
    present = len(begun) + paused
    everybody = present + items.count_in(PersonState.DEACTIVATED)
    return PeopleCounts(everybody, told(len(begun) - sum(begun), present), told(paused, present))


@dataclass(frozen=True)
class PeopleFilter:
    """Who is wanted: whose name or address begins with `text`, by role, by team, by how they came. Never by a state."""

    text: str = ""
    role: Role | None = None
    team: str | None = None
    came_by: WayIn | None = None


EVERYBODY = PeopleFilter()


def in_programme(
    wanted: PeopleFilter = EVERYBODY, most: int = PAGE, after: str | None = None
) -> tuple[list[Person], str | None]:
    """Return people who joined last first, from behind one on, and behind whom the next page begins.

    A page may be empty while there is a next one, as a search looks at so many people at a time. Raise Invalid where
    `after` is nobody of the list.
    """
    if "@" in wanted.text and after is None and (whole := items.find_person_by_email(wanted.text.strip())):
        return ([whole] if _is_of(wanted, whole) else []), None
    everyone = items.newest_first()
    begin = 0
    if after is not None:
        begin = next((place for place, row in enumerate(everyone, 1) if row.id == after), 0)
        if not begin:
            raise Invalid("There is no such page.", field="cursor")
    rest = [row.id for row in everyone[begin:] if _is_of(wanted, row)]
    words = folded(wanted.text).split()
    found: list[Person] = []
    step = _A_REQUEST if words else most
    for part in range(0, min(len(rest), _LOOKED_AT), step):
        looked_at = rest[part : min(part + step, _LOOKED_AT)]
        people = {person.id: person for person in items.find_people(looked_at)}
        for person in looked_at:
            if person in people and matches(people[person], words):
                found.append(people[person])
                if len(found) == most:
                    return found, person if person != rest[-1] else None
    return found, rest[_LOOKED_AT - 1] if len(rest) > _LOOKED_AT else None


def everybody(wanted: PeopleFilter = EVERYBODY) -> Iterator[Person]:
    """Walk all people of the programme that are wanted, who joined last first."""
    after = None
    while True:
        found, after = in_programme(wanted, PAGE, after)
        yield from found
        if after is None:
            return


def matches(person: Person, words: Sequence[str]) -> bool:
    """Return whether each wanted word (`folded`) begins a part of a name, or the address."""
    name = folded(person.name)
    begins = (name, *name.split(), *name.replace("-", " ").split(), folded(person.email))
    return all(any(part.startswith(word) for part in begins) for word in words)


def folded(text: str) -> str:
    """Return a text in lower case and without the marks of its letters: who writes Makela finds Mäkelä."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).casefold()


def _is_of(wanted: PeopleFilter, one: Person | PersonRow) -> bool:
    is_of_team = wanted.team is None or wanted.team in one.teams
    return is_of_team and wanted.role in (None, one.role) and wanted.came_by in (None, one.came_by)

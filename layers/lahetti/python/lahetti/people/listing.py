"""Who is in the programme, as admins see it: everybody in one order, and numbers that name nobody.

Nothing here tells who has begun, takes part or pauses: there is no list of people who do not share, for anyone.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from lahetti.core.errors import Invalid
from lahetti.core.small_groups import Hidden, told
from lahetti.people import items
from lahetti.people.model import Person, PersonState

PAGE = 50
_LOOKED_AT = 1000
"""People that one search looks at; it goes on from there on the next page."""


@dataclass(frozen=True)
class PeopleCounts:
    """How many are in the programme, and of them what may be told of some (`core.small_groups`).

    Those who take part are not counted, or the others would follow by subtraction.
    """

    everybody: int
    not_begun: int | Hidden
    paused: int | Hidden


def count_people() -> PeopleCounts:
    """Count the people of the programme, and of them those who have not begun and those who pause."""
    begun = [row.has_begun for row in items.rows_in(PersonState.ACTIVE)]
    paused = items.count_in(PersonState.PAUSED)
    everybody = len(begun) + paused
    return PeopleCounts(everybody, told(len(begun) - sum(begun), everybody), told(paused, everybody))


def in_programme(search: str = "", most: int = PAGE, after: str | None = None) -> tuple[list[Person], str | None]:
    """Return people who joined last first, from behind one on, and behind whom the next page begins.

    `search` finds beginnings of names and addresses. A page may be empty while there is a next one, as a search looks
    at so many people at a time. Raise Invalid where `after` is nobody of the list.
    """
    everyone = items.newest_first()
    if after is not None and after not in everyone:
        raise Invalid("There is no such page.", field="cursor")
    rest = everyone[everyone.index(after) + 1 :] if after is not None else everyone
    wanted = search.strip().casefold()
    found: list[Person] = []
    for begin in range(0, min(len(rest), _LOOKED_AT), PAGE):
        looked_at = rest[begin : begin + PAGE]
        people = {person.id: person for person in items.find_people(looked_at)}
        for person in looked_at:
            if person in people and matches(people[person], wanted):
                found.append(people[person])
                if len(found) == most:
                    return found, person if person != everyone[-1] else None
    return found, rest[_LOOKED_AT - 1] if len(rest) > _LOOKED_AT else None


def everybody(search: str = "") -> Iterator[Person]:
    """Walk all people of the programme, who joined last first."""
    after = None
    while True:
        found, after = in_programme(search, PAGE, after)
        yield from found
        if after is None:
            return


def matches(person: Person, wanted: str) -> bool:
    """Return whether a name, a part of it, or an address begins with what is wanted (casefolded)."""
    name = person.name.casefold()
    words = (name, *name.replace("-", " ").split())
    return any(word.startswith(wanted) for word in (*words, person.email.casefold()))

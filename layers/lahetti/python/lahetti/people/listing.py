"""Who takes part, as lists that admins page and search. There is no list of people who do not share, for anyone."""

from collections.abc import Iterator

from lahetti.core.errors import Invalid
from lahetti.dynamodb.paging import Span
from lahetti.people import items
from lahetti.people.model import Person, PersonStanding, PersonState
from lahetti.people.rules import standing_of

PAGE = 50
_LOOKED_AT = 1000
"""People that one search looks at; it goes on from there on the next page."""


def count_people() -> dict[PersonStanding, int]:
    """Count the people of each list."""
    begun = [row.has_begun for row in items.rows_in(PersonState.ACTIVE)]
    return {
        PersonStanding.ACTIVE: sum(begun),
        PersonStanding.INVITED: len(begun) - sum(begun),
        PersonStanding.PAUSED: items.count_in(PersonState.PAUSED),
    }


def list_people(
    standing: PersonStanding, search: str = "", cursor: str | None = None
) -> tuple[list[Person], str | None]:
    """Return a page of a list, who joined last first, and the next page's cursor.

    `search` finds beginnings of names and addresses. A page may be empty while there is a next one, as a search looks
    at so many people at a time.
    """
    wanted = search.strip().casefold()
    found: list[Person] = []
    for _ in range(_LOOKED_AT // PAGE):
        people, cursor = items.page_in(_state(standing), Span(cursor, PAGE - len(found)))
        found += [one for one in people if standing_of(one) is standing and matches(one, wanted)]
        if cursor is None or len(found) >= PAGE:
            break
    return found, cursor


def in_programme(search: str = "", most: int = PAGE, after: str | None = None) -> tuple[list[Person], str | None]:
    """Return people who joined last first, from behind one on, and behind whom the next page begins.

    Nothing here tells who has begun, takes part or pauses. Raise Invalid where `after` is nobody of the list.
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


def walk_people(standing: PersonStanding, search: str = "") -> Iterator[Person]:
    """Walk a whole list."""
    cursor = None
    while True:
        found, cursor = list_people(standing, search, cursor)
        yield from found
        if cursor is None:
            return


def matches(person: Person, wanted: str) -> bool:
    """Return whether a name, a part of it, or an address begins with what is wanted (casefolded)."""
    name = person.name.casefold()
    words = (name, *name.replace("-", " ").split())
    return any(word.startswith(wanted) for word in (*words, person.email.casefold()))


def _state(standing: PersonStanding) -> PersonState:
    return PersonState.PAUSED if standing is PersonStanding.PAUSED else PersonState.ACTIVE

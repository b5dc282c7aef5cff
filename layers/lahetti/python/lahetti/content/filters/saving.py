"""Keeping a filter under a name, and dropping it. They are the person's own: nobody else sees them, no log has them."""

from collections.abc import Mapping
from typing import Final

from lahetti.content.filters import items
from lahetti.core.errors import Invalid
from lahetti.core.plain_texts import require_one_line
from lahetti.dynamodb.transactions import retry_on_conflict
from lahetti.people.model import Person

MOST: Final = 10
LONGEST_NAME: Final = 40
LONGEST_VALUE: Final = 200
"""Characters of what a filter narrows down to, as a part of a title."""
PARTS: Final = ("state", "channel", "language", "topic", "q")
"""What the list is narrowed down by, as its address has it."""

Filters = dict[str, dict[str, str]]


def filters_of(person: Person) -> Filters:
    """Return a person's filters by name, in alphabetical order: {part: value}."""
    return dict(sorted(items.find_filters(person.id)[0].items()))


def save_filter(person: Person, name: str, wanted: Mapping[str, str]) -> None:
    """Keep a filter under a name, in place of one that has it; again changes nothing. Raise Invalid, or Busy."""
    name = name.strip()
    require_one_line("filter_name", name)
    if not 1 <= len(name) <= LONGEST_NAME:
        text = f"A filter's name has 1 to {LONGEST_NAME} characters."
        raise Invalid(text, field="filter_name", value=len(name), limit=LONGEST_NAME, reason="length")
    parts = {part: wanted[part][:LONGEST_VALUE] for part in PARTS if wanted.get(part)}
    if not parts:
        raise Invalid("The list is not narrowed down.", field="filter_name", reason="nothing")

    def attempt(consistent: bool) -> bool | None:  # noqa: ARG001 (they are always read as they are)
        filters, version = items.find_filters(person.id)
        if filters.get(name) == parts:
            return True
        if name not in filters and len(filters) >= MOST:
            raise Invalid(f"At most {MOST} filters are kept.", field="filter_name", limit=MOST, reason="full")
        return items.save_filters(person.id, {**filters, name: parts}, version) or None

    retry_on_conflict(attempt)


def drop_filter(person: Person, name: str) -> None:
    """Drop a filter. Dropping it again changes nothing."""

    def attempt(consistent: bool) -> bool | None:  # noqa: ARG001 (they are always read as they are)
        filters, version = items.find_filters(person.id)
        if name not in filters:
            return True
        left = {kept: parts for kept, parts in filters.items() if kept != name}
        return items.save_filters(person.id, left, version) or None

    retry_on_conflict(attempt)

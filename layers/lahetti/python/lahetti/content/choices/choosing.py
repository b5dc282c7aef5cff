"""Choosing what one's own offer shows of a content."""

from datetime import datetime

from lahetti.content import offer
from lahetti.content.choices import items
from lahetti.content.choices.model import INTRODUCTION, Choice, Choices
from lahetti.core.errors import Invalid
from lahetti.dynamodb.transactions import retry_on_conflict, try_transact
from lahetti.people.model import Person


def choose(person: Person, content: str, choice: Choice | None, now: datetime) -> Choices:
    """Save a content for later or hide it, in place of any choice before; None takes that back. Return all choices.

    The introduction is hidden as a content is. A choice again changes nothing.
    Raise NotFound for a content that is not on offer to the person, Invalid, Busy.
    """
    if choice is Choice.OBJECTED:
        raise Invalid("An objection is a note to the editors.", field="choice", value=choice)
    if choice is not None and content != INTRODUCTION:
        offer.find_content(content, person, now)

    def attempt(consistent: bool) -> Choices | None:
        found = items.find_choices(person.id, consistent=consistent)
        if found.by_content.get(content) is choice:
            return found
        chosen = found.with_choice(content, choice)
        return chosen if try_transact(items.put_choices(chosen)) else None

    return retry_on_conflict(attempt)

"""Choices as they are stored: one item a person."""

from pynamodb.attributes import ListAttribute, VersionAttribute

from lahetti.content.choices.model import Choice, Choices
from lahetti.dynamodb import keys
from lahetti.dynamodb.models import ProgrammeItem
from lahetti.dynamodb.transactions import Put


class ChoicesItem(ProgrammeItem, discriminator="choices"):
    """pk = "PERSON#<id>", sk = "CHOICES"; each choice is "<choice>#<content>", the newest first."""

    choices: ListAttribute[str] = ListAttribute(default=list)
    version = VersionAttribute()


def find_choices(person: str, *, consistent: bool = False) -> Choices:
    """Return a person's choices; none at first."""
    item = ChoicesItem.find(keys.person(person), keys.CHOICES, consistent=consistent)
    if item is None:
        return Choices(person)
    kept = (one.partition("#") for one in item.choices)
    return Choices(person, {content: Choice(choice) for choice, _, content in kept}, int(item.version or 0))


def put_choices(choices: Choices) -> Put:
    """Return the write of a person's choices over the version that was read."""
    kept = [f"{choice}#{content}" for content, choice in choices.by_content.items()]
    return Put(ChoicesItem(keys.person(choices.person), keys.CHOICES, choices=kept, version=choices.version or None))

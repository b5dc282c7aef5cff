"""A person's own list of what they have suggested."""

from pynamodb.attributes import UnicodeAttribute, UTCDateTimeAttribute

from lahetti.dynamodb import keys
from lahetti.dynamodb.models import ProgrammeItem


class Suggestion(ProgrammeItem, discriminator="suggestion"):
    """A content that a person has suggested, and what came of it; pk = "PERSON#<id>", sk = "SUGGESTION#<content>"."""

    content = UnicodeAttribute()
    channel = UnicodeAttribute()
    title = UnicodeAttribute()
    address = UnicodeAttribute()
    outcome = UnicodeAttribute()
    note = UnicodeAttribute(default="")
    suggested = UTCDateTimeAttribute()
    decided = UTCDateTimeAttribute(null=True)


def find_suggestion(person: str, content: str) -> Suggestion | None:
    """Return a suggestion as it is at this moment, or None."""
    try:
        return Suggestion.get(keys.person(person), keys.suggestion(content), consistent_read=True)
    except Suggestion.DoesNotExist:
        return None


def suggestions_of(person: str) -> list[Suggestion]:
    """Return a person's suggestions, newest first: ids of contents are in the order of time."""
    own = Suggestion.sk.startswith("SUGGESTION#")
    return list(Suggestion.query(keys.person(person), own, scan_index_forward=False))

"""A person's own list of what they have suggested, as it is stored."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute, UTCDateTimeAttribute
from pynamodb.expressions.condition import Condition

from lahetti.dynamodb import keys
from lahetti.dynamodb.models import ProgrammeItem
from lahetti.dynamodb.transactions import Put, Update
from lahetti.suggestions.model import Suggestion, SuggestionState


class SuggestionItem(ProgrammeItem, discriminator="suggestion"):
    """A content that a person has suggested; pk = "PERSON#<id>", sk = "SUGGESTION#<content>"."""

    content = UnicodeAttribute()
    channel = UnicodeAttribute()
    title = UnicodeAttribute()
    url = UnicodeAttribute()
    state = UnicodeAttribute()
    note = UnicodeAttribute(default="")
    suggested = UTCDateTimeAttribute()
    decided = UTCDateTimeAttribute(null=True)


class WaitingSuggestionsItem(ProgrammeItem, discriminator="waiting suggestions"):
    """How many suggestions of a person wait; pk = "PERSON#<id>", sk = "SUGGESTIONS"."""

    number = NumberAttribute(default=0)


def find_suggestion(person: str, content: str) -> Suggestion | None:
    """Return a suggestion as it is at this moment, or None."""
    item = SuggestionItem.find(keys.person(person), keys.suggestion(content), consistent=True)
    return _suggestion(item) if item is not None else None


def suggestions_of(person: str) -> list[Suggestion]:
    """Return a person's suggestions, newest first: ids of contents are in the order of time."""
    own = SuggestionItem.sk.startswith("SUGGESTION#")
    found = SuggestionItem.query(keys.person(person), own, scan_index_forward=False)
    return [_suggestion(item) for item in found]


def put_new(suggestion: Suggestion) -> Put:
    """Return the write of a suggestion with its new content."""
    return Put(_item(suggestion))


def count_waiting(suggestion: Suggestion, most: int) -> Update:
    """Return the write that counts a new suggestion among its person's waiting ones; refused where there are `most`."""
    room = WaitingSuggestionsItem.number.does_not_exist() | (WaitingSuggestionsItem.number < most)
    return _counted(suggestion, 1, room)


def count_decided(suggestion: Suggestion) -> Update:
    """Return the write that counts a suggestion no longer as waiting."""
    return _counted(suggestion, -1, WaitingSuggestionsItem.pk.exists())


def _counted(suggestion: Suggestion, change: int, condition: Condition) -> Update:
    item = WaitingSuggestionsItem(keys.person(suggestion.person), keys.WAITING_SUGGESTIONS)
    number, kind = WaitingSuggestionsItem.number, WaitingSuggestionsItem.kind
    return Update(item, [number.add(change), kind.set(WaitingSuggestionsItem)], condition)


def waiting_of(person: str) -> int:
    """Return how many suggestions of a person wait at this moment."""
    found = WaitingSuggestionsItem.find(keys.person(person), keys.WAITING_SUGGESTIONS, consistent=True)
    return 0 if found is None else int(found.number)


def put_decided(suggestion: Suggestion) -> Put:
    """Return the write of a decision; refused where there is one already."""
    return Put(_item(suggestion), SuggestionItem.state == SuggestionState.WAITING.value)


def _suggestion(item: SuggestionItem) -> Suggestion:
    return Suggestion(
        person=item.pk.removeprefix("PERSON#"),
        content=item.content,
        channel=item.channel,
        title=item.title,
        url=item.url,
        suggested=item.suggested,
        state=SuggestionState(item.state),
        note=item.note,
        decided=item.decided,
    )


def _item(suggestion: Suggestion) -> SuggestionItem:
    return SuggestionItem(
        keys.person(suggestion.person),
        keys.suggestion(suggestion.content),
        content=suggestion.content,
        channel=suggestion.channel,
        title=suggestion.title,
        url=suggestion.url,
        state=suggestion.state.value,
        note=suggestion.note,
        suggested=suggestion.suggested,
        decided=suggestion.decided,
    )

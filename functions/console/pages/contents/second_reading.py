"""How a content stands with its second reader, as its page shows it to one of its editors."""

from dataclasses import dataclass
from datetime import datetime

from console.framework.context import PageContext
from console.framework.form import Form
from lahetti.content import second_reader
from lahetti.content.model import Content, ContentState
from lahetti.people import members
from lahetti.settings.model import Settings


@dataclass(frozen=True)
class SecondReading:
    """What the page's reader may do: `may_let_out` publish it, `is_own` take back what they submitted themselves."""

    is_wanted: bool
    waits: bool
    may_let_out: bool
    is_own: bool
    by: str | None
    at: datetime | None


def second_reading_of(context: PageContext, found: Content, settings: Settings) -> SecondReading:
    """Return how a content stands for the person who looks at it."""
    review = found.review if settings.second_reader and found.state is ContentState.DRAFT else None
    submitter = members.known_person(review.by) if review is not None else None
    return SecondReading(
        is_wanted=settings.second_reader,
        waits=review is not None,
        may_let_out=second_reader.may_let_out(found, context.person, settings),
        is_own=review is not None and review.by == context.person.id,
        by=None if submitter is None else submitter.name,
        at=None if review is None else review.at,
    )


def edition_read(form: Form, field: str = "edition") -> datetime | None:
    """Return the edition that a form was made of; None where it names none."""
    try:
        return datetime.fromisoformat(form.text(field))
    except ValueError:
        return None

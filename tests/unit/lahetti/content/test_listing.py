from datetime import UTC, datetime

import pytest

from lahetti.content.listing import ContentFilter, all_listed, listed
from lahetti.content.model import ContentState, Row
from lahetti.people.model import Person, Role
from tests.contents import content_head, put_heads
from tests.memory_dynamodb.client import MemoryDynamoDb
from tests.unit.functions.console.test_handler import person

ROW = Row("c1", "blog", "Tilinumero kuntoon", "fi", topics=("verokortti",))


@pytest.mark.parametrize(
    ("wanted", "fits"),
    [
        (ContentFilter(), True),
        (ContentFilter(title="TILI"), True),
        (ContentFilter(title="palautus"), False),
        (ContentFilter(topic="verokortti"), True),
        (ContentFilter(topic="vero"), False),
        (ContentFilter(channel="blog", language="fi"), True),
        (ContentFilter(channel="video"), False),
        (ContentFilter(language="sv"), False),
    ],
)
def test_a_row_fits_what_a_list_is_narrowed_to(wanted: ContentFilter, fits: bool) -> None:
    assert wanted.fits(ROW) is fits


def put_contents(count: int) -> None:
    """Spread contents over states and two channels, one a minute."""
    put_heads(
        content_head(
            f"c{number:02d}",
            channel=("blog", "video")[number % 2],
            state=list(ContentState)[number % len(ContentState)],
            since=datetime(2026, 11, 24, 6, number, tzinfo=UTC),
        )
        for number in range(count)
    )


def test_states_are_listed_together_newest_first_and_pages_lose_nothing(
    database: MemoryDynamoDb,
) -> None:
    put_contents(50)
    admin = person(Role.ADMIN)

    seen: list[str] = []
    cursor = None
    while True:
        page, cursor = listed(admin, ContentFilter(), cursor)
        assert len(page) <= 20
        seen += [found.row.content for found in page]
        if cursor is None:
            break

    assert seen == [f"c{number:02d}" for number in reversed(range(50))]


def test_an_editor_is_listed_their_own_channels_alone(
    database: MemoryDynamoDb,
) -> None:
    put_contents(30)
    editor: Person = person()

    assert {found.row.channel for found in all_listed(editor, ContentFilter())} == {"blog"}
    assert {found.state for found in all_listed(editor, ContentFilter(state=ContentState.DRAFT))} <= {
        ContentState.DRAFT
    }

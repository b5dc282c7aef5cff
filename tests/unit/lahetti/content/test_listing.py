from collections.abc import Iterator

import pytest

from lahetti.content import items as content_items
from lahetti.content.listing import ContentFilter, all_listed, listed
from lahetti.content.model import ContentState, Row
from lahetti.people.model import Person, Role
from tests.unit.functions.console.test_handler import person

Stored = dict[ContentState, list[tuple[str, Row]]]
ROW = Row("c1", "blog", "Tilinumero kuntoon", "fi", topics=("Verokortti",))


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


@pytest.fixture
def stored(monkeypatch: pytest.MonkeyPatch) -> Stored:
    """Contents by state, as (position, row), newest first."""
    rows: Stored = {}

    def contents_in(state: ContentState, *, before: str | None = None) -> Iterator[tuple[str, Row]]:
        yield from (row for row in rows.get(state, []) if before is None or row[0] < before)

    monkeypatch.setattr(content_items, "contents_in", contents_in)
    return rows


def filled(stored: Stored, count: int) -> None:
    """Spread contents over states and two channels, one a minute."""
    for number in reversed(range(count)):
        state = list(ContentState)[number % len(ContentState)]
        row = Row(f"c{number:02d}", ("blog", "video")[number % 2], f"Juttu {number}", "fi")
        position = f"2026-11-24T06:{number:02d}:00+00:00#c{number:02d}"
        stored.setdefault(state, []).append((position, row))


def test_states_are_listed_together_newest_first_and_pages_lose_nothing(
    stored: Stored,
) -> None:
    filled(stored, 50)
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
    stored: Stored,
) -> None:
    filled(stored, 30)
    editor: Person = person()

    assert {found.row.channel for found in all_listed(editor, ContentFilter())} == {"blog"}
    assert {found.state for found in all_listed(editor, ContentFilter(state=ContentState.DRAFT))} <= {
        ContentState.DRAFT
    }

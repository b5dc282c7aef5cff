from collections.abc import Iterator
from typing import Any

import pytest

from lahetti.content import items as content_items
from lahetti.content.listing import Wanted, all_listed, listed
from lahetti.content.rules import ContentState, Row
from lahetti.people.model import Person, Role
from tests.unit.functions.console.test_handler import person

ROW = Row("c1", "blog", "Tilinumero kuntoon", "fi", topics=("Verokortti",))


@pytest.mark.parametrize(
    ("wanted", "fits"),
    [
        (Wanted(), True),
        (Wanted(title="TILI"), True),
        (Wanted(title="palautus"), False),
        (Wanted(topic="verokortti"), True),
        (Wanted(topic="vero"), False),
        (Wanted(channel="blog", language="fi"), True),
        (Wanted(channel="video"), False),
        (Wanted(language="sv"), False),
    ],
)
def test_a_row_fits_what_a_list_is_narrowed_to(wanted: Wanted, fits: bool) -> None:
    assert wanted.fits(ROW) is fits


@pytest.fixture
def stored(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[tuple[str, str, dict[str, Any]]]]:
    """Contents by state, as (content, position, row), newest first."""
    rows: dict[str, list[tuple[str, str, dict[str, Any]]]] = {}

    def contents_in(state: str, *, before: str | None = None) -> Iterator[tuple[str, str, dict[str, Any]]]:
        yield from (row for row in rows.get(state, []) if before is None or row[1] < before)

    monkeypatch.setattr(content_items, "contents_in", contents_in)
    return rows


def filled(stored: dict[str, list[tuple[str, str, dict[str, Any]]]], count: int) -> None:
    """Spread contents over states and two channels, one a minute."""
    for number in reversed(range(count)):
        state = list(ContentState)[number % len(ContentState)]
        row = {"channel": ("blog", "video")[number % 2], "title": f"Juttu {number}", "language": "fi"}
        position = f"2026-11-24T06:{number:02d}:00+00:00#c{number:02d}"
        stored.setdefault(state.value, []).append((f"c{number:02d}", position, row))


def test_states_are_listed_together_newest_first_and_pages_lose_nothing(
    stored: dict[str, list[tuple[str, str, dict[str, Any]]]],
) -> None:
    filled(stored, 50)
    admin = person(Role.ADMIN)

    seen: list[str] = []
    cursor = None
    while True:
        page, cursor = listed(admin, Wanted(), cursor)
        assert len(page) <= 20
        seen += [found.row.content for found in page]
        if cursor is None:
            break

    assert seen == [f"c{number:02d}" for number in reversed(range(50))]


def test_an_editor_is_listed_their_own_channels_alone(
    stored: dict[str, list[tuple[str, str, dict[str, Any]]]],
) -> None:
    filled(stored, 30)
    editor: Person = person()

    assert {found.row.channel for found in all_listed(editor, Wanted())} == {"blog"}
    assert {found.state for found in all_listed(editor, Wanted(state=ContentState.DRAFT))} <= {ContentState.DRAFT}

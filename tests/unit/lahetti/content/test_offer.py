import base64
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lahetti.content import items as content_items
from lahetti.content.model import ContentState, Row
from lahetti.content.offer import PAGE, contents_of_editor, cursor_read, cursor_written, on_offer
from lahetti.content.rules import is_on_offer
from lahetti.core.errors import Invalid
from lahetti.people.model import Role
from tests.contents import content_head
from tests.unit.lahetti.people.test_members import AINO

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
Rows = list[tuple[str, Row]]


def rows_of(number: int, **shown: Any) -> Rows:
    """So many contents, newest first, as the index shows them."""
    return [
        (f"{(NOW - timedelta(hours=n)).isoformat()}#c{n}", Row(f"c{n}", "blogi", f"Otsikko {n}", "fi", **shown))
        for n in range(number)
    ]


@pytest.fixture
def rows(monkeypatch: pytest.MonkeyPatch) -> Rows:
    """What the index holds; read as it is read, from below a key and not more than asked for."""
    kept: Rows = []

    def contents_in(
        state: ContentState, *, before: str | None = None, at_most: int | None = None
    ) -> Iterator[tuple[str, Row]]:
        below = [row for row in kept if before is None or row[0] < before]
        yield from below[:at_most]

    monkeypatch.setattr(content_items, "contents_in", contents_in)
    return kept


def all_pages(page_of: Any) -> list[list[str]]:
    pages, cursor = [], None
    while True:
        page, cursor = page_of(cursor)
        pages.append([row.content for row in page])
        if cursor is None:
            return pages


@pytest.mark.parametrize("number", [0, 1, PAGE - 1, PAGE, PAGE + 1, 2 * PAGE, 2 * PAGE + 1, 130])
def test_page_by_page_everything_on_offer_is_seen_once(number: int, rows: Rows) -> None:
    rows += rows_of(number)

    pages = all_pages(lambda cursor: on_offer(AINO, NOW, cursor))

    assert [content for page in pages for content in page] == [row.content for _, row in rows]
    assert all(len(page) == PAGE for page in pages[:-1])


@pytest.mark.parametrize("stranger", [slice(0, 60), slice(10, 50), slice(0, 130, 2), slice(0, 130)])
def test_what_is_for_others_hides_nothing_that_comes_after_it(stranger: slice, rows: Rows) -> None:
    rows += rows_of(130)
    rows[stranger] = [(position, replace(row, audience=("etelä",))) for position, row in rows[stranger]]

    pages = all_pages(lambda cursor: on_offer(replace(AINO, teams=("itä",)), NOW, cursor))

    wanted = [row.content for _, row in rows if not row.audience]
    assert [content for page in pages for content in page] == wanted


@pytest.mark.parametrize("foreign", [slice(0, 60), slice(10, 50), slice(0, 130, 2), slice(0, 130)])
def test_an_editor_finds_every_content_of_their_channels(foreign: slice, rows: Rows) -> None:
    rows += rows_of(130)
    rows[foreign] = [(position, replace(row, channel="youtube")) for position, row in rows[foreign]]
    editor = replace(AINO, role=Role.EDITOR, channels=("blogi",))

    pages = all_pages(lambda cursor: contents_of_editor(editor, ContentState.DRAFT, cursor))

    wanted = [row.content for _, row in rows if row.channel == "blogi"]
    assert [content for page in pages for content in page] == wanted


@pytest.mark.parametrize(
    ("expiry", "seen"), [(timedelta(seconds=1), True), (timedelta(0), False), (-timedelta(1), False)]
)
def test_what_has_expired_is_not_on_offer(expiry: timedelta, seen: bool, rows: Rows) -> None:
    rows += rows_of(1, expiry=NOW + expiry)

    assert bool(on_offer(AINO, NOW)[0]) is seen


@pytest.mark.parametrize(
    ("state", "audience", "expiry", "shared"),
    [
        ("published", [], None, True),
        ("published", ["itä"], NOW + timedelta(seconds=1), True),
        ("published", ["etelä"], None, False),
        ("published", [], NOW, False),
        ("draft", [], None, False),
        ("scheduled", [], None, False),
        ("archived", [], None, False),
    ],
)
def test_only_what_is_published_not_over_and_for_them_can_be_shared(
    state: str, audience: list[str], expiry: datetime | None, shared: bool
) -> None:
    head = content_head(state=ContentState(state), audience=tuple(audience), expiry=expiry)

    assert is_on_offer(head, replace(AINO, teams=("itä",)), NOW) is shared


@given(st.datetimes(timezones=st.just(UTC)), st.uuids())
def test_a_cursor_comes_back_as_it_was_given_out(moment: datetime, content: object) -> None:
    position = f"{moment.isoformat()}#{content}"

    assert cursor_read(cursor_written(position)) == position


def test_without_a_cursor_the_list_begins_at_its_newest() -> None:
    assert cursor_read(None) is None


def encoded(position: str) -> str:
    return base64.urlsafe_b64encode(position.encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "a",
        "====",
        "ää",
        "%%%%",
        "MjAyNi0xMS0yNVQ",
        "//79",
        "Kys/",
        encoded("2026-11-25T12:00:00+00:00"),
        encoded("2026-11-25T12:00:00+00:00#"),
        encoded("2026-11-25T12:00:00+00:00#c c"),
        encoded(f"2026-11-25T12:00:00+00:00#{'c' * 65}"),
        encoded("#c"),
        encoded("PERSON#aino"),
        encoded("2026-11-25T12:00:00+00:00#c\n"),
        base64.urlsafe_b64encode(b"\xff\xfe\xfd").decode(),
    ],
)
def test_a_forged_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(Invalid) as error:
        cursor_read(cursor)

    assert error.value.field == "cursor"


@given(st.text())
def test_whatever_a_cursor_holds_it_is_read_or_refused(cursor: str) -> None:
    try:
        position = cursor_read(cursor)
    except Invalid:
        return

    assert position is not None
    assert 20 < len(position) < 110

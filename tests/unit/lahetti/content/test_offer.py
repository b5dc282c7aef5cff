import base64
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lahetti.content import items
from lahetti.content.model import ContentHead, ContentState
from lahetti.content.offer import PAGE, contents_of_editor, cursor_read, cursor_written, on_offer
from lahetti.content.rules import is_on_offer
from lahetti.core.errors import Invalid
from lahetti.dynamodb.transactions import transact
from lahetti.people.model import Notifications, Role
from tests.contents import content_head, put_heads
from tests.memory_dynamodb.client import MemoryDynamoDb
from tests.unit.lahetti.people.test_members import AINO

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def contents(number: int, **fields: Any) -> list[ContentHead]:
    """Return so many contents, newest first."""
    return [content_head(f"c{n}", since=NOW - timedelta(hours=n), **fields) for n in range(number)]


def all_pages(page_of: Any) -> list[list[str]]:
    pages, cursor = [], None
    while True:
        page, cursor = page_of(cursor)
        pages.append([row.content for row in page])
        if cursor is None:
            return pages


@pytest.mark.parametrize("number", [0, 1, PAGE - 1, PAGE, PAGE + 1, 2 * PAGE, 2 * PAGE + 1, 130])
def test_page_by_page_everything_on_offer_is_seen_once(number: int, database: MemoryDynamoDb) -> None:
    heads = contents(number)
    put_heads(heads)

    pages = all_pages(lambda cursor: on_offer(AINO, NOW, cursor))

    assert [content for page in pages for content in page] == [head.content for head in heads]
    assert all(len(page) == PAGE for page in pages[:-1])


@pytest.mark.parametrize("stranger", [slice(0, 60), slice(10, 50), slice(0, 130, 2), slice(0, 130)])
def test_what_is_for_others_hides_nothing_that_comes_after_it(stranger: slice, database: MemoryDynamoDb) -> None:
    heads = contents(130)
    heads[stranger] = [replace(head, audience=("etelä",)) for head in heads[stranger]]
    put_heads(heads)

    pages = all_pages(lambda cursor: on_offer(replace(AINO, teams=("itä",)), NOW, cursor))

    wanted = [head.content for head in heads if not head.audience]
    assert [content for page in pages for content in page] == wanted


@pytest.mark.parametrize("foreign", [slice(0, 60), slice(10, 50), slice(0, 130, 2), slice(0, 130)])
def test_an_editor_finds_every_content_of_their_channels(foreign: slice, database: MemoryDynamoDb) -> None:
    heads = contents(130, state=ContentState.DRAFT)
    heads[foreign] = [replace(head, channel="youtube") for head in heads[foreign]]
    put_heads(heads)
    editor = replace(AINO, role=Role.EDITOR, channels=("blogi",))

    pages = all_pages(lambda cursor: contents_of_editor(editor, ContentState.DRAFT, cursor))

    wanted = [head.content for head in heads if head.channel == "blogi"]
    assert [content for page in pages for content in page] == wanted


@pytest.mark.parametrize(
    ("expiry", "seen"), [(timedelta(seconds=1), True), (timedelta(0), False), (-timedelta(1), False)]
)
def test_what_has_expired_is_not_on_offer(expiry: timedelta, seen: bool, database: MemoryDynamoDb) -> None:
    put_heads(contents(1, expiry=NOW + expiry))

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


LANGUAGES = st.lists(st.sampled_from(["fi", "sv", "sv", "en"]), max_size=90)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LANGUAGES, st.integers(1, 45))
def test_of_each_forty_those_in_ones_language_come_first_and_nothing_is_lost(languages: list[str], size: int) -> None:
    with MemoryDynamoDb().installed():
        heads = [replace(head, language=language) for head, language in zip(contents(90), languages, strict=False)]
        put_heads(heads)

        pages = all_pages(lambda cursor: on_offer(AINO, NOW, cursor, size))

    in_order: list[str] = []
    for begin in range(0, len(heads), 2 * PAGE):
        window = heads[begin : begin + 2 * PAGE]
        in_order += [head.content for head in sorted(window, key=lambda head: head.language != AINO.language)]
    assert [content for page in pages for content in page] == in_order
    assert all(pages[:-1])


def test_what_is_published_or_recalled_while_somebody_reads_on_shows_nothing_twice(database: MemoryDynamoDb) -> None:
    heads = [replace(head, language="sv" if n % 2 else "fi") for n, head in enumerate(contents(60))]
    put_heads(heads)
    first, cursor = on_offer(AINO, NOW, None, 10)
    new = [content_head("new", since=NOW + timedelta(hours=1))]
    put_heads(new)
    transact(*(items.put_head(replace(items.find_head(f"c{n}"), state=ContentState.RECALLED)) for n in (1, 30)))

    rest: list[str] = []
    while cursor is not None:
        page, cursor = on_offer(AINO, NOW, cursor, 10)
        rest += [row.content for row in page]

    seen = [row.content for row in first] + rest
    assert len(seen) == len(set(seen))
    assert set(seen) == {head.content for head in heads} - {"c1", "c30"}


def test_who_has_chosen_languages_is_offered_nothing_in_others(database: MemoryDynamoDb) -> None:
    put_heads([content_head(language, language=language) for language in ("fi", "sv", "en", "de")])
    chosen = replace(AINO, notifications=Notifications(languages=("sv", "en")))

    assert {row.content for row in on_offer(chosen, NOW)[0]} == {"sv", "en"}
    assert {row.content for row in on_offer(AINO, NOW)[0]} == {"fi", "sv", "en", "de"}


def test_a_page_reads_forty_rows_at_most(database: MemoryDynamoDb) -> None:
    put_heads([replace(head, language="sv") for head in contents(100)])
    asked: list[dict[str, Any]] = []
    database.before = lambda operation, request: asked.append(request) if operation == "Query" else None

    _, cursor = on_offer(AINO, NOW, None, 20)
    on_offer(AINO, NOW, cursor, 20)

    assert [request["Limit"] for request in asked] == [40, 40]

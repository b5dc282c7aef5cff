import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from console.framework.context import PageContext
from console.framework.errors import EditConflict, FormErrors, in_words
from console.framework.form import Form
from console.framework.page import Confirm
from console.framework.rendering import rendered
from console.pages import calendar
from lahetti.content import items
from lahetti.content.calendar import addresses
from lahetti.content.channels import items as channels_items
from lahetti.content.channels.model import Channel
from lahetti.content.model import ContentHead, ContentState, ContentTexts
from lahetti.core.errors import Conflict, LahettiError, NotAllowed
from lahetti.core.languages import INTERFACE
from lahetti.dynamodb.transactions import transact
from lahetti.people.model import Person, Role
from lahetti.security import secrets
from tests.contents import content_head, put_heads
from tests.memory_dynamodb.client import MemoryDynamoDb
from tests.unit.functions.console.conftest import NOW
from tests.unit.functions.console.test_handler import person

EDITOR = replace(person(), role=Role.EDITOR, channels=("blogi", "video"))
AT = datetime(2026, 11, 26, 6, 30, tzinfo=UTC)
"""The day after NOW at 8.30 in Helsinki."""


@pytest.fixture(autouse=True)
def _programme(database: MemoryDynamoDb, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secrets, "calendar_key", lambda: b"key")
    for id_, name in (("blogi", "Verona-blogi"), ("muu", "Muiden kanava"), ("video", "YouTube")):
        transact(channels_items.put_channel(Channel(id_, name, "blog", "fi", "https://a.example/")))


def scheduled(content: str = "s", at: datetime = AT, **fields: Any) -> ContentHead:
    head = content_head(
        content, state=ContentState.SCHEDULED, since=at, planned=at, title=f"Tulossa {content}", **fields
    )
    put_heads([head])
    transact(items.put_texts(ContentTexts(content, f"https://a.example/{content}")))
    return head


def asked(who: Person = EDITOR, **query: str) -> PageContext:
    return PageContext(who, "/console/calendar", "/console/calendar", query, NOW)


def shown(context: PageContext) -> str:
    frame: dict[str, Any] = {"context": context, "person": context.person, "menu": (), "badges": {}}
    return rendered("calendar.html", context.person.language, {**frame, **calendar.calendar.view(context)})


def cell(page: str, day: str) -> str:
    found = re.search(rf'<td role="cell" data-day="{day}".*?</td>', page, re.DOTALL)
    assert found, day
    return found[0]


def move(content: str, at: str, seen: datetime | None = AT, who: Person = EDITOR, **form: str) -> Any:
    context = asked(who)
    original = calendar.original([calendar._time(context, "", seen)])
    fields = {"content": content, "moved_to": at, "original": original, **form}
    return calendar.move(replace(context, form=Form({name: (text,) for name, text in fields.items()})))


def planned(content: str = "s") -> datetime | None:
    head = items.find_head(content, consistent=True)
    assert head is not None
    return head.planned


@pytest.mark.parametrize("language", INTERFACE)
def test_what_goes_out_stands_on_its_day_with_its_channel_and_state_in_words(language: str) -> None:
    scheduled()
    put_heads(
        [
            content_head("p", title="Ulkona", channel="video", since=NOW, published=NOW),
            content_head("a", state=ContentState.ARCHIVED, since=NOW, published=NOW - timedelta(days=9), title="Ollut"),
            content_head("x", title="Toisen", channel="muu", since=NOW, published=NOW),
            content_head("d", title="Luonnos", state=ContentState.DRAFT),
        ]
    )

    page = shown(asked(replace(EDITOR, language=language)))

    words = calendar.PageContext(replace(EDITOR, language=language), "", "", {}, NOW).texts
    coming, out, been = cell(page, "2026-11-26"), cell(page, "2026-11-25"), cell(page, "2026-11-16")
    assert "Tulossa s" in coming
    assert "Verona-blogi" in coming
    assert words("state.scheduled") in coming
    assert words.clock(AT, asked().zone) in coming
    assert "YouTube" in out
    assert words("state.published") in out
    assert words("state.archived") in been
    assert "Toisen" not in page
    assert "Luonnos" not in page
    assert words("calendar.digest", time=words("format.clock", hour=8, minute="30")) in coming  # a Thursday
    assert words("calendar.digest", time=words("format.clock", hour=8, minute="30")) not in out
    assert words("calendar.empty_day") in cell(page, "2026-11-27")


def test_gaps_are_told_in_words_and_only_those_to_come() -> None:
    scheduled(at=datetime(2026, 12, 8, 6, 30, tzinfo=UTC))

    page = shown(asked(month="2026-12"))

    assert "Viikoilla 49, 51, 52, 53 ei ole mitään julkaistavaa." in page
    assert "Muilla viikoilla on 4 arkipäivää ilman sisältöä." in page
    assert page.count("Tyhjä viikko") == 4
    assert "ei ole mitään" not in shown(asked(month="2026-10"))
    put_heads([content_head(f"w{day}", since=NOW, published=NOW) for day in range(1)])
    scheduled("t"), scheduled("f", AT + timedelta(days=1))
    assert "Jokaiselle jäljellä olevalle arkipäivälle on sisältöä." in shown(asked(week="2026-W48"))


@pytest.mark.parametrize(
    ("query", "heading"),
    [
        ({}, "Marraskuu 2026"),
        ({"month": "2027-01"}, "Tammikuu 2027"),
        ({"week": "2026-W53"}, "Viikko 53/2026"),
        ({"week": "2026-W54"}, "Marraskuu 2026"),
        ({"month": "2026-13"}, "Marraskuu 2026"),
        ({"month": "0000-00", "week": "x"}, "Marraskuu 2026"),
        ({"month": "1900-01"}, "Marraskuu 2026"),
        ({"month": "2999-12"}, "Marraskuu 2026"),
    ],
)
def test_every_month_and_week_has_an_address_of_its_own(query: dict[str, str], heading: str) -> None:
    page = shown(asked(**query))

    assert f'<h2 id="period">{heading}</h2>' in page


def test_a_content_is_moved_and_said_to_be() -> None:
    scheduled()

    done = move("s", "2026-12-01T09:00")

    assert planned() == datetime(2026, 12, 1, 7, tzinfo=UTC)
    assert (done.text, done.to) == ("done.content_moved", None)
    assert move("s", "2026-12-01T09:00", planned()).text == "done.content_not_moved"


@pytest.mark.parametrize(
    ("at", "sentence"),
    [
        ("2026-11-25T11:59", "Aika ke 25.11. klo 11.59 on jo mennyt."),
        ("2026-11-25T12:00", "Valitse myöhempi aika kuin ke 25.11. klo 12.00."),
        ("", "Valitse uusi julkaisuaika."),
        ("huomenna", "päivä"),
        ("2199-01-01T08:00", "Valitse aika väliltä"),
    ],
)
def test_a_time_that_cannot_be_is_refused_at_its_field_with_what_was_typed(at: str, sentence: str) -> None:
    scheduled()
    scheduled("other", AT + timedelta(hours=1))

    with pytest.raises((FormErrors, LahettiError)) as refused:
        move("s", at)

    assert planned() == AT
    errors = refused.value.errors if isinstance(refused.value, FormErrors) else (refused.value,)
    context = asked()
    form = Form({"content": ("s",), "moved_to": (at,), "action": ("move",), "original": ("{}",)})
    page = shown(replace(context, form=form, errors=in_words(errors, context.texts)))
    field = re.search(r'<input class="inp" id="moved_to" [^>]*>', page)
    assert field
    assert f'value="{at}"' in field[0]
    assert 'aria-invalid="true"' in field[0]
    assert page.count('aria-invalid="true"') == 1
    assert sentence in page
    assert 'id="moved_to-other"' in page


def test_a_content_that_would_have_expired_by_then_is_not_moved_there() -> None:
    scheduled(expiry=AT + timedelta(days=2))

    with pytest.raises(Conflict) as error:
        move("s", "2026-12-01T09:00")

    assert error.value.field == "expiry"
    assert planned() == AT


def test_where_another_has_moved_it_meanwhile_both_times_are_shown() -> None:
    scheduled(at=AT + timedelta(days=1))

    with pytest.raises(EditConflict) as asked_back:
        move("s", "2026-12-01T09:00", seen=AT)

    (difference,) = asked_back.value.differences
    assert (difference.theirs, difference.own) == ("2026-11-27T08:30", "2026-12-01T09:00")
    seen = asked_back.value.original
    assert move("s", "2026-12-01T09:00", original=seen).text == "done.content_moved"


def test_what_went_out_meanwhile_is_not_moved() -> None:
    put_heads([content_head("s", published=NOW)])
    transact(items.put_texts(ContentTexts("s", "https://a.example/s")))

    with pytest.raises(EditConflict):
        move("s", "2026-12-01T09:00")
    with pytest.raises(Conflict) as error:
        move("s", "2026-12-01T09:00", seen=None)

    assert error.value.reason == "not_scheduled"


def test_contents_of_others_channels_are_moved_by_their_editors_alone() -> None:
    scheduled(channel="muu")

    with pytest.raises(NotAllowed):
        move("s", "2026-12-01T09:00")
    assert planned() == AT


def test_only_what_is_scheduled_has_a_form_and_each_form_its_own_original() -> None:
    scheduled()
    scheduled("b", AT + timedelta(hours=1))
    put_heads([content_head("p", since=NOW, published=NOW)])

    page = shown(asked())

    assert set(re.findall(r'data-moves="move-(\w+)"', page)) == {"s", "b"}
    originals = set(re.findall(r'name="original" value="({.*?})"', page))
    assert len(originals) == 2
    assert {tuple(json.loads(text.replace("&#34;", '"'))) for text in originals} == {("moved_to",)}


def test_the_address_is_made_shown_renewed_after_asking_and_revoked_after_asking() -> None:
    def did(action: Any, **form: str) -> Any:
        return action(replace(asked(), form=Form({name: (text,) for name, text in form.items()})))

    def address() -> str | None:
        found = re.search(r'id="address" type="url" value="([^"]*)" readonly', shown(asked()))
        return found[1] if found else None

    assert address() is None
    assert did(calendar.make_address).text == "done.calendar_address_made"
    first = address()
    assert first is not None
    assert re.fullmatch(r"https://lahetti\.example/calendar/[\w-]{43}\.ics", first)
    assert isinstance(did(calendar.make_address), Confirm)
    assert address() == first
    assert addresses.address_of(EDITOR) == addresses.address_of(EDITOR)
    assert isinstance(did(calendar.revoke_address), Confirm)
    did(calendar.revoke_address, confirmed="yes")
    assert address() is None


def test_a_month_costs_no_more_requests_for_more_contents_and_channels(database: MemoryDynamoDb) -> None:
    def requests(who: Person) -> int:
        database.calls.clear()
        calendar.calendar.view(asked(who))
        return len(database.calls)

    requests(EDITOR)  # reads the settings, which are kept for a while
    few = requests(EDITOR)
    for number in range(30):
        scheduled(f"c{number}", AT + timedelta(hours=number), channel=("blogi", "muu", "video")[number % 3])

    assert requests(replace(EDITOR, role=Role.ADMIN, channels=())) == few

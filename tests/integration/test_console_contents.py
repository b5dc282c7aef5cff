"""An editor's contents in the deployed console, as a browser without script sees them."""

import re
import uuid
from dataclasses import replace
from datetime import date
from html import unescape
from typing import Any

import pytest

from lahetti.content import drafting, items, reading
from lahetti.content.model import ContentState
from lahetti.core import clock
from lahetti.people.model import Person, Role
from lahetti.settings.model import Settings
from lahetti.settings.versions import read_settings
from lahetti.sharing import items as sharing_items
from tests.integration.api_client import Api
from tests.integration.console_client import ConsoleVisitor, field_value
from tests.integration.people_fixtures import BLOCKED_WORD, BLOG, VIDEO, Cast, content_draft, fresh_address, published
from tests.integration.waiting import until


@pytest.fixture(scope="module")
def visitor(cast: Cast, editor_person: Person) -> ConsoleVisitor:
    """The editor of BLOG at the console."""
    return ConsoleVisitor(cast.site, editor_person)


@pytest.fixture(scope="module")
def colleague(cast: Cast) -> ConsoleVisitor:
    """Another editor of BLOG."""

    return ConsoleVisitor(cast.site, cast.invite("Kaisa Kollega", Role.EDITOR, channels=(BLOG,)))


def added(visitor: ConsoleVisitor, title: str = "Tarkista tilinumerosi") -> str:
    """Add a draft by hand; return its id."""
    answer = visitor.send("/console/contents/new", "add", address=fresh_address(), channel=BLOG, title=title, lang="fi")
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"].rpartition("/")[2]


def form_of(visitor: ConsoleVisitor, content_id: str) -> dict[str, Any]:
    """Return the fields of a content's page as a browser would send them."""
    return form_of_page(visitor.get(f"/console/contents/{content_id}").text)


def form_of_page(page: str) -> dict[str, Any]:
    """Return the fields of a page as a browser would send them."""
    names = ("original", "address", "title", "summary", "why", "disclosure", "picture", "points", "expiry")
    names += ("wished_until", "minutes")
    fields = {name: field_value(page, name) for name in names}
    ticked = re.findall(r'name="topics" value="([^"]+)" checked', page)
    captions = re.findall(r'name="(caption\.[^"]+)"', page)
    return {
        **fields,
        **{name: field_value(page, name) for name in captions},
        "topics": ticked,
        "channel": BLOG,
        "lang": "fi",
        "audience_kind": "all",
        "caption_language": "fi",
    }


def state_of(content_id: str, editor: Person) -> ContentState:
    return reading.content_of_editor(content_id, editor).state


def test_a_content_goes_from_its_address_to_the_archive(visitor: ConsoleVisitor, editor_person: Person) -> None:
    made = added(visitor)
    path = f"/console/contents/{made}"
    form = form_of(visitor, made) | {
        "why": "Koska moni unohtaa.",
        "topics": ["verokortit", "vero"],
        "disclosure": "Olen töissä virastossa.",
        "wished_until": "2030-01-06",
        "minutes": "3",
        "caption.x.fi.0": "Katso OmaVerosta.",
        "caption.x.fi.1": "Muistitko tilinumeron?",
    }

    saved = visitor.send(path, "save", **form)
    published_now = visitor.send(path, "publish", **form_of(visitor, made))

    assert (saved.status_code, published_now.status_code) == (303, 303), published_now.text
    found = reading.content_of_editor(made, editor_person)
    assert found.state is ContentState.PUBLISHED
    assert found.row.topics == ("verokortit", "vero")
    assert (found.row.wished_until, found.row.minutes) == (date(2030, 1, 6), 3)
    assert found.captions == {("x", "fi"): ("Katso OmaVerosta.", "Muistitko tilinumeron?")}
    asked = visitor.send(path, "archive")
    assert "Arkistoidaanko" in asked.text
    assert state_of(made, editor_person) is ContentState.PUBLISHED
    assert visitor.send(path, "archive", confirmed="yes").status_code == 303
    assert state_of(made, editor_person) is ContentState.ARCHIVED


def test_what_is_wrong_is_told_at_each_caption_and_nothing_typed_is_lost(visitor: ConsoleVisitor) -> None:
    made = added(visitor)
    form = form_of(visitor, made) | {
        "title": "",
        "caption.x.fi.0": "a" * 300,
        "caption.x.fi.1": f"Tämä {BLOCKED_WORD} on kielletty.",
        "caption.linkedin.fi.0": "Sama.",
        "caption.linkedin.fi.1": "Sama.",
    }

    answer = visitor.send(f"/console/contents/{made}", "save", **form)

    page = answer.text
    assert answer.status_code == 422
    assert "X, saate 1: saate on 44 merkkiä liian pitkä." in page
    assert f"X, saate 2: sana ”{BLOCKED_WORD}” ei ole käytössä." in page
    assert "LinkedIn: kaksi saatetta on samanlaisia." in page
    assert "Kirjoita otsikko." in page
    assert 'href="#caption.x.fi.0"' in page
    assert "a" * 300 in page
    assert "324 / 280 merkkiä" in page


def test_a_later_time_schedules_and_a_past_one_is_refused(visitor: ConsoleVisitor, editor_person: Person) -> None:
    made = added(visitor)
    path = f"/console/contents/{made}"

    past = visitor.send(path, "publish", **form_of(visitor, made) | {"at": "2020-01-01T08:30"})
    later = visitor.send(path, "publish", **form_of(visitor, made) | {"at": "2035-01-01T08:30", "confirmed": "yes"})

    assert past.status_code == 422
    assert "on jo mennyt. Valitse myöhempi aika kuin" in past.text
    assert later.status_code == 303, later.text
    found = reading.content_of_editor(made, editor_person)
    assert found.state is ContentState.SCHEDULED
    assert found.planned is not None
    assert found.planned.isoformat() == "2035-01-01T06:30:00+00:00"
    assert "Julkaise ma 1.1. klo 8.30" in visitor.get(path).text
    visitor.send(path, "save", **form_of(visitor, made) | {"at": "2035-01-02T08:30"})
    assert "Julkaise ti 2.1. klo 8.30" in visitor.get(path).text
    drafted = added(visitor)
    early = visitor.send(
        f"/console/contents/{drafted}", "save", **form_of(visitor, drafted) | {"at": "2035-01-02T08:30"}
    )
    assert "Paina Julkaise" in early.text


def test_two_editors_at_once_lose_nothing(
    visitor: ConsoleVisitor, colleague: ConsoleVisitor, editor_person: Person
) -> None:
    made = added(visitor)
    path = f"/console/contents/{made}"
    first, second = form_of(visitor, made), form_of(colleague, made)
    assert visitor.send(path, "save", **first | {"why": "Ensimmäisen syy."}).status_code == 303

    overtaken = colleague.send(path, "save", **second | {"why": "Toisen syy.", "caption.x.fi.0": "Toisen saate."})

    assert overtaken.status_code == 409
    assert "Ensimmäisen syy." in overtaken.text
    assert "Toisen syy.</textarea>" in overtaken.text
    assert "Toisen saate." in overtaken.text
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', overtaken.text)
    again = {name: unescape(value) for name, value in hidden}
    del again["token"], again["action"]
    assert colleague.send(path, "save", **again | {"why": "Molempien syy."}).status_code == 303
    found = reading.content_of_editor(made, editor_person)
    assert found.why == "Molempien syy."
    assert found.captions["x", "fi"] == ("Toisen saate.",)


def test_a_picture_that_is_copied_while_the_form_lies_open_is_in_nobodys_way(
    visitor: ConsoleVisitor, editor_person: Person
) -> None:
    made = added(visitor)
    path, form = f"/console/contents/{made}", form_of(visitor, made)
    copied = f"/picture/{uuid.uuid4().hex * 2}.jpg"
    head = items.find_head(made, consistent=True)
    assert head is not None
    assert items.save_head(replace(head, picture=copied))

    refused = visitor.send(path, "save", **form | {"title": ""})
    again = form_of_page(refused.text)
    saved = visitor.send(path, "save", **again | {"title": "Uusi otsikko"})

    assert (refused.status_code, saved.status_code) == (422, 303), saved.text
    row = reading.content_of_editor(made, editor_person).row
    assert (row.title, row.picture) == ("Uusi otsikko", copied)


def test_a_recall_says_whom_it_concerns_and_where_the_links_lead(
    visitor: ConsoleVisitor, editor_person: Person
) -> None:
    made = published(editor_person, "Poistuva juttu")
    path = f"/console/contents/{made}"

    asked = visitor.send(path, "recall")

    assert "Kaikki, jotka ovat jakaneet tai avanneet tämän, saavat tiedon" in asked.text
    assert "https://verona.virasto.example/" in asked.text
    assert visitor.send(path, "recall", confirmed="yes", links="keep", reason="Luku oli väärä.").status_code == 303
    assert state_of(made, editor_person) is ContentState.RECALLED


def test_a_new_address_leads_the_links_that_are_out_there(
    visitor: ConsoleVisitor, editor_person: Person, sharer: Api
) -> None:
    made = published(editor_person, "Muuttuva juttu")
    code = sharer.post("/me/shares", {"content": made, "network": "x"}).json()["code"]
    path, moved = f"/console/contents/{made}", fresh_address()

    answer = visitor.send(path, "save", **form_of(visitor, made) | {"address": moved})

    assert answer.status_code == 303, answer.text
    until(lambda: target_of(code), lambda target: target.startswith(f"{moved}?utm_source=x"))
    assert reading.content_of_editor(made, editor_person).state is ContentState.PUBLISHED
    taken = visitor.send("/console/contents/new", "add", address=moved, channel=BLOG, title="Sama", lang="fi")
    assert "Tämä osoite on jo lisätty." in taken.text


def test_a_recalled_content_stays_as_it_is(visitor: ConsoleVisitor, editor_person: Person) -> None:
    made = published(editor_person, "Poissa")
    path = f"/console/contents/{made}"
    form = form_of(visitor, made)
    visitor.send(path, "recall", confirmed="yes", links="keep", reason="Luku oli väärä.")

    answer = visitor.send(path, "save", **form | {"title": "Uusi otsikko"})

    assert answer.status_code == 409
    assert reading.content_of_editor(made, editor_person).row.title == "Poissa"


def target_of(code: str) -> str:
    found = sharing_items.find_share(code, consistent=True)
    assert found is not None
    return found.target


def test_an_editor_sees_and_changes_the_contents_of_their_channels_alone(
    visitor: ConsoleVisitor, cast: Cast, admin_person: Person
) -> None:
    title = f"Video {uuid.uuid4().hex[:8]}"
    video = drafting.create_draft(
        content_draft(channel=VIDEO, title=title), admin_person, settings_now(), clock.now()
    ).row.content

    assert title not in visitor.get("/console/contents?state=draft").text
    assert visitor.get(f"/console/contents/{video}").status_code == 403
    assert visitor.send(f"/console/contents/{video}", "archive", confirmed="yes").status_code == 403
    assert title in ConsoleVisitor(cast.site, admin_person).get("/console/contents?state=draft").text


def test_the_list_is_searched_narrowed_and_paged(visitor: ConsoleVisitor) -> None:
    word = uuid.uuid4().hex[:8]
    for number in range(22):
        added(visitor, f"{word} numero {number}")

    first = visitor.get(f"/console/contents?q={word.upper()}")
    following = re.search(r'href="(/console/contents\?[^"]*cursor=[^"]+)"', first.text)

    assert first.text.count(word) >= 20
    assert following is not None
    second = visitor.get(following[1].replace("&amp;", "&"))
    shown = set(re.findall(rf"{word} numero (\d+)", first.text + second.text))
    assert shown == {str(number) for number in range(22)}
    exported = visitor.get(f"/console/contents?q={word}&format=json").json()
    assert len(exported) == 22
    assert f"{word} numero" not in visitor.get(f"/console/contents?q={word}&state=published").text


def test_a_content_of_strange_texts_is_shown_as_text(visitor: ConsoleVisitor) -> None:
    strange = "<img src=x onerror=alert(1)> \u202e😀 {{ 7*7 }}"
    made = added(visitor, strange)

    for path in (f"/console/contents/{made}", "/console/contents?state=draft"):
        page = visitor.get(path).text
        assert "<img src=x" not in page
        assert "&lt;img src=x onerror=alert(1)&gt; \u202e😀 {{ 7*7 }}" in page


def settings_now() -> Settings:

    return read_settings()

from dataclasses import replace
from datetime import timedelta

import pytest

from lahetti.content import items, publishing, submitting
from lahetti.content.comments import writing
from lahetti.content.model import ContentState
from lahetti.people import items as people_items
from lahetti.people.model import Person
from lahetti.settings import items as settings_items
from lahetti.settings.model import Settings, SettingsVersion
from tests.unit.functions.console.conftest import NOW
from tests.unit.functions.console.pages.contents.conftest import Desk
from tests.unit.functions.console.test_handler import person

ON = Settings(version=1, second_reader=True)
OTHER = replace(person(), id="p2", email="leena@virasto.example", name="Leena Lukija")
LIST = "/console/contents"


@pytest.fixture
def on(desk: Desk) -> Desk:
    """The desk of a programme that wants a second reader, whom it has."""
    settings_items.put_version(SettingsVersion(ON, "admin", NOW)).item.save()
    people_items.put_person(OTHER).item.save()
    return desk


def submitted(desk: Desk, by: Person = OTHER) -> str:
    """Return a draft that somebody has written and submitted."""
    me, desk.editor = desk.editor, by
    content = desk.draft().row.content
    desk.editor = me
    submitting.submit(content, by, ON, NOW)
    return content


def bar_of(page: str) -> str:
    return page[page.index("state-bar") : page.index('id="edit"')]


def buttons(desk: Desk, content: str) -> list[str]:
    bar = bar_of(desk.open(content_id=content))
    return [name for name in ("save", "submit", "send_back", "publish", "share_again") if f'value="{name}"' in bar]


def test_without_the_setting_nothing_of_it_is_seen(desk: Desk) -> None:
    content = desk.draft().row.content

    page = desk.open(content_id=content)

    assert buttons(desk, content) == ["save", "publish"]
    assert "luettavaksi" not in page
    assert "Kommentit" not in page


def test_the_bar_holds_what_each_may_do(on: Desk) -> None:
    draft = on.draft(url="https://blog.example/2").row.content
    others = submitted(on)
    assert buttons(on, draft) == ["save", "submit"]
    assert buttons(on, others) == ["save", "publish"]
    assert 'href="#comments">Palauta muokattavaksi' in bar_of(on.open(content_id=others))

    on.send("submit", of=draft)

    page = on.open(content_id=draft)
    assert buttons(on, draft) == ["save", "send_back"]
    assert "Odottaa toista lukijaa" in bar_of(page)
    assert "Aino Kivimäki lähetti tämän luettavaksi" in page


def test_submitting_stores_what_was_typed_with_it(on: Desk) -> None:
    content = on.draft().row.content

    status, _ = on.send("submit", of=content, title="Parempi")

    head = on.shelf.head(content)
    assert (status, head.title, head.review is not None) == (303, "Parempi", True)
    assert on.shelf.audit[-2:] == ["content changed", "content submitted"]


def test_the_reader_publishes_what_they_have_read_and_nothing_newer(on: Desk) -> None:
    content = submitted(on)
    seen = on.shelf.head(content).edition.isoformat()
    changed = replace(on.shelf.head(content), changed=NOW + timedelta(minutes=1), changed_by=OTHER.id)
    assert items.save_head(changed)

    status, page = on.send("publish", of=content, edition=seen, confirmed="yes")
    assert (status, "Avaa sivu uudelleen ja lue sisältö ennen julkaisemista." in page) == (409, True)
    assert page.count(f'name="edition" value="{seen}"') == 2  # pressed again, it is refused again
    assert on.shelf.head(content).state is ContentState.DRAFT

    on.send("publish", of=content, edition=changed.edition.isoformat(), confirmed="yes")
    assert on.shelf.head(content).state is ContentState.PUBLISHED


def test_the_question_about_captions_carries_the_edition_on(on: Desk) -> None:
    content = submitted(on)
    seen = on.shelf.head(content).edition.isoformat()

    _, asked = on.send("publish", of=content, edition=seen)

    assert f'name="edition" value="{seen}"' in asked


def test_a_change_by_the_reader_says_that_it_is_read_again(on: Desk) -> None:
    content = submitted(on)

    on.send("save", of=content, title="Toinen")

    assert on.shelf.head(content).review is None
    assert buttons(on, content) == ["save", "submit"]


def test_sending_back_needs_a_comment_which_stands_on_the_page_in_order(on: Desk) -> None:
    content = submitted(on)
    writing.comment(content, OTHER, "Onko luku oikein?", NOW)

    status, page = on.send("send_back", of=content, comment=" ")
    assert (status, "Kirjoita kommentti, enintään" in page) == (422, True)
    on.send("send_back", of=content, comment="Ei ole.\nTarkista <b>se</b>.")

    page = on.open(content_id=content)
    assert "Odottaa toista lukijaa" not in bar_of(page)
    assert page.index("Onko luku oikein?") < page.index("Ei ole.") < page.index("Aino Kivimäki ·")
    assert page.count("Leena Lukija ·") == 1


def test_the_list_tells_what_waits_and_lets_it_be_published_with_what_was_seen(on: Desk) -> None:
    waits, other = submitted(on), on.draft("Oma", "https://blog.example/2").row.content
    edition = on.shelf.head(waits).edition.isoformat()

    page, narrowed = on.open(LIST), on.open(LIST, {"state": "draft", "waiting": "yes"})
    _, report = on.send(
        "bulk", LIST, chosen=[waits, other], deed="publish", confirmed="yes", **{f"edition.{waits}": edition}
    )

    assert f'name="edition.{waits}" value="{edition}"' in page
    assert page.count("Odottaa lukijaa</span>") == 1
    assert f'href="/console/contents/{waits}"' in narrowed
    assert f'href="/console/contents/{other}"' not in narrowed
    assert "Tehty 1 / 2." in report
    assert "Lähetä se ensin luettavaksi" in report


def test_the_week_says_what_waits_for_this_reader(on: Desk) -> None:
    submitted(on)
    own = on.draft("Oma", "https://blog.example/2").row.content
    submitting.submit(own, on.editor, ON, NOW)

    assert "1 sisältö luettavaksi ennen julkaisua" in on.open("/console")


def test_what_is_scheduled_is_let_out_and_moved_by_another_than_who_wrote_it(on: Desk) -> None:
    content = submitted(on)
    read = on.shelf.head(content).edition
    publishing.publish(content, on.editor, ON, NOW, NOW + timedelta(days=1), read)
    assert buttons(on, content) == ["save", "publish"]

    on.editor = OTHER
    move = {"content": content, "moved_to": "2026-11-30T12:00"}
    status, page = on.send("move", "/console/calendar", **move)

    assert buttons(on, content) == ["save"]
    assert (status, "Muutit sisältöä viimeksi itse." in page) == (409, True)
    on.send("save", of=content, title="Toinen")
    assert (on.shelf.head(content).state, on.shelf.head(content).planned) == (ContentState.DRAFT, None)


def test_what_is_archived_is_shared_again_by_another_than_who_changed_it(on: Desk) -> None:
    content = submitted(on)
    publishing.publish(content, on.editor, ON, NOW, read=on.shelf.head(content).edition)
    publishing.archive(content, on.editor, NOW)
    read = on.shelf.head(content).edition.isoformat()

    assert buttons(on, content) == ["save", "share_again"]
    _, asked = on.send("share_again", of=content, edition=read)
    assert f'name="edition" value="{read}"' in asked
    assert on.send("share_again", of=content, edition=read, confirmed="yes")[0] == 303

    publishing.archive(content, on.editor, NOW)
    on.editor = OTHER
    assert buttons(on, content) == ["save"]


def test_a_suggestion_is_accepted_as_a_draft_alone(on: Desk) -> None:
    content = on.draft().row.content
    assert items.save_head(replace(on.shelf.head(content), state=ContentState.SUGGESTED))

    page = on.open("/console/suggestions")

    assert [f'name="how" value="{how}"' in page for how in ("draft", "now", "later")] == [True, False, False]

"""When a content is on offer: its time, its end, a second period, and what has its address by then."""

from datetime import timedelta

from lahetti.content import publishing, revising
from lahetti.content.model import ContentState
from lahetti.networks.networks import Network
from lahetti.settings.model import Settings
from tests.unit.functions.console.conftest import NOW
from tests.unit.functions.console.pages.contents.conftest import Desk

URL = "https://blog.example/verokortti"


def published(desk: Desk) -> str:
    content = desk.draft("Verokortti", URL).row.content
    publishing.publish(content, desk.editor, Settings(), NOW)
    return content


def archived(desk: Desk) -> str:
    content = published(desk)
    publishing.archive(content, desk.editor, NOW)
    return content


def test_publishing_without_a_caption_asks_first(desk: Desk) -> None:
    made = desk.draft().row.content

    status, asked = desk.send("publish", of=made)
    state = desk.shelf.head(made).state
    desk.send("publish", of=made, confirmed="yes")

    assert status == 200
    assert "Julkaistaanko ”Tilinumero” ilman saatetta?" in asked
    assert state is ContentState.DRAFT
    assert desk.shelf.head(made).state is ContentState.PUBLISHED


def test_publishing_with_a_caption_asks_nothing(desk: Desk) -> None:
    stored, just_written = desk.draft().row.content, desk.draft(url=URL).row.content
    revising.set_captions(stored, Network.X, "fi", ("Katso.",), desk.editor, Settings(), NOW)

    answers = [
        desk.send("publish", of=stored),
        desk.send("publish", of=just_written, **{"caption.x.fi.0": "Lue tämä."}),
    ]

    assert [status for status, _ in answers] == [303, 303]


def test_the_last_caption_that_is_emptied_leaves_none(desk: Desk) -> None:
    made = desk.draft().row.content
    revising.set_captions(made, Network.X, "fi", ("Katso.",), desk.editor, Settings(), NOW)

    status, asked = desk.send("publish", of=made, **{"caption.x.fi.0": "", "caption.x.fi.1": ""})

    assert status == 200
    assert "ilman saatetta?" in asked


def test_a_past_end_is_refused_in_words_with_the_least_that_is_allowed(desk: Desk) -> None:
    made = desk.draft().row.content

    status, page = desk.send("save", of=made, expiry="2026-11-24T08:30", wished_until="2026-11-20")

    assert status == 422
    assert "Aika ti 24.11. klo 8.30 on jo mennyt. Valitse myöhempi aika kuin ke 25.11. klo 12.00." in page
    assert desk.shelf.head(made).expiry is None


def test_an_end_before_the_publication_is_refused_in_words(desk: Desk) -> None:
    made = desk.draft().row.content

    status, page = desk.send("publish", of=made, confirmed="yes", at="2026-12-02T08:00", expiry="2026-12-01T08:00")

    assert status == 409
    assert "Jakoaika päättyy (ti 1.12. klo 8.00) ennen julkaisua (ke 2.12. klo 8.00)." in page


def test_a_time_that_is_emptied_makes_a_draft(desk: Desk) -> None:
    made = desk.draft().row.content
    publishing.publish(made, desk.editor, Settings(), NOW, NOW + timedelta(days=1))

    status, _ = desk.send("save", of=made, at="")

    assert status == 303
    assert desk.shelf.head(made).state is ContentState.DRAFT


def test_an_archived_content_is_shared_again_after_saying_what_follows(desk: Desk) -> None:
    old = archived(desk)

    assert "Jaa uudelleen" in desk.open(content_id=old)
    _, asked = desk.send("share_again", of=old)
    status, _ = desk.send("share_again", of=old, confirmed="yes")

    assert "Vanhat jaot, linkit ja luvut säilyvät." in asked
    assert status == 303
    assert desk.shelf.head(old).state is ContentState.PUBLISHED


def test_an_address_that_was_used_before_leads_to_the_old_content_and_back(desk: Desk) -> None:
    old = archived(desk)

    status, to = desk.send("add", "/console/contents/new", address=URL, title="Verokortti 2027", lang="fi")

    new = to.rsplit("/", 1)[-1]
    assert status == 303
    assert f'aiemmin <a href="/console/contents/{old}">Verokortti</a> (Arkistoitu' in desk.open(content_id=new)
    assert f'uusi sisältö: <a href="/console/contents/{new}">Verokortti 2027</a>' in desk.open(content_id=old)


def test_an_address_that_is_taken_leads_to_the_content_that_has_it(desk: Desk) -> None:
    made = published(desk)

    status, page = desk.send("add", "/console/contents/new", address=URL, title="Toinen", lang="fi")

    assert status == 409
    assert f'<a href="/console/contents/{made}">Verokortti</a>' in page

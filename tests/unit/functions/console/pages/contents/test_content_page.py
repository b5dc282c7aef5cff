from lahetti.content import publishing, revising
from lahetti.networks.networks import Network
from lahetti.settings.model import Settings
from tests.unit.functions.console.conftest import NOW
from tests.unit.functions.console.pages.contents.conftest import Desk


def captioned(desk: Desk, language: str = "fi") -> str:
    made = desk.draft(language=language).row.content
    for place, texts in (((Network.LINKEDIN, "sv"), ("Läs det här.",)), ((Network.X, "fi"), ("Katso.", "Lue."))):
        revising.set_captions(made, *place, texts, desk.editor, Settings(), NOW)
    return made


def test_captions_of_the_contents_own_language_come_first_and_say_how_many_they_are(desk: Desk) -> None:
    page = desk.open(content_id=captioned(desk, "sv"))

    tabs = page[page.index('aria-label="Saatteiden kieli"') :]
    assert tabs.index("ruotsi") < tabs.index("suomi") < tabs.index("englanti")
    assert 'aria-current="page">ruotsi\u00a0<span class="num m2">1</span>' in tabs
    assert 'suomi\u00a0<span class="num m2">2</span>' in tabs
    assert "Saatteet (ruotsi) <span" in page


def test_a_networks_heading_says_how_long_its_captions_are(desk: Desk) -> None:
    page = desk.open(content_id=captioned(desk), query={"captions": "fi"})

    assert "2 saatetta, pisin 30 / 280" in page


def test_actions_stand_before_the_form_and_belong_to_it(desk: Desk) -> None:
    made = captioned(desk)

    draft = desk.open(content_id=made)
    publishing.publish(made, desk.editor, Settings(), NOW)
    out = desk.open(content_id=made)

    bar = draft[draft.index("state-bar") : draft.index('id="edit"')]
    assert [f'value="{action}"' in bar for action in ("save", "publish", "archive", "recall")] == [
        True,
        True,
        True,
        False,
    ]
    bar = out[out.index("state-bar") : out.index('id="edit"')]
    assert "Julkaistu" in bar
    assert 'form="ending" name="action" value="recall"' in bar


def test_the_log_of_a_content_stands_on_its_page(desk: Desk) -> None:
    page = desk.open(content_id=captioned(desk))

    log = page[page.index('id="log"') :]
    assert "Luonnos kirjoitettiin" in log
    assert log.count("Saatteet kirjoitettiin") == 2


def test_the_menu_is_closed_until_it_is_opened(desk: Desk) -> None:
    page = desk.open("/console/contents")

    assert '<details class="menu">' in page
    assert page.index('<details class="menu">') < page.index("<nav") < page.index("</details>")

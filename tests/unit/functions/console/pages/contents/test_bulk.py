from dataclasses import replace
from datetime import UTC, datetime

import pytest

from lahetti.content import items, publishing, revising
from lahetti.content.model import ContentState
from lahetti.networks.networks import Network
from lahetti.settings.model import Settings
from tests.unit.functions.console.conftest import NOW
from tests.unit.functions.console.pages.contents.conftest import Desk

PAGE = "/console/contents"


def drafts(desk: Desk, number: int = 3, **fields: object) -> list[str]:
    made = [desk.draft(f"Juttu {n}", f"https://blog.example/{n}", **fields).row.content for n in range(number)]
    for content in made:
        revising.set_captions(content, Network.X, "fi", ("Katso.",), desk.editor, Settings(), NOW)
    desk.shelf.memory.written.clear()
    return made


def states(desk: Desk, contents: list[str]) -> list[ContentState]:
    return [desk.shelf.head(content).state for content in contents]


def test_the_list_lets_contents_be_chosen_by_name(desk: Desk) -> None:
    (made,) = drafts(desk, 1)

    page = desk.open(PAGE)

    assert f'name="chosen" value="{made}"><span class="vh">Valitse: Juttu 0</span>' in page


def test_many_are_published_at_once_and_again_without_a_second_entry(desk: Desk) -> None:
    made = drafts(desk)

    status, report = desk.send("bulk", PAGE, chosen=made, deed="publish")
    audit = list(desk.shelf.audit)
    _, again = desk.send("bulk", PAGE, chosen=made, deed="publish")

    assert status == 200
    assert "Tehty 3 / 3." in report
    assert states(desk, made) == [ContentState.PUBLISHED] * 3
    assert audit == desk.shelf.audit == ["content published"] * 3
    assert again.count("Oli jo näin") == 3


def test_each_says_for_itself_why_it_was_refused_and_holds_up_no_other(desk: Desk) -> None:
    one, gone, two = drafts(desk)
    publishing.archive(gone, desk.editor, NOW)
    others = desk.draft("Toisen kanavan", "https://blogi.example/1").row.content
    assert items.save_head(replace(desk.shelf.head(others), channel="youtube"))

    _, report = desk.send("bulk", PAGE, chosen=[one, gone, others, two], deed="publish", confirmed="yes")

    assert "Tehty 2 / 4." in report
    assert report.count("Ei tehty") == 2
    assert "Arkistoitua, pois vedettyä tai hylättyä sisältöä ei julkaista." in report
    assert states(desk, [one, gone, others, two]) == [
        ContentState.PUBLISHED,
        ContentState.ARCHIVED,
        ContentState.DRAFT,
        ContentState.PUBLISHED,
    ]


def test_topics_are_added_to_those_there_are_and_an_end_is_set(desk: Desk) -> None:
    made = drafts(desk, 2, topics=("verokortti",))

    desk.send("bulk", PAGE, chosen=made, deed="topics", topics=["verokortti", "palautus"])
    desk.send("bulk", PAGE, chosen=made, deed="expiry", expiry="2026-12-24T12:00")

    heads = [desk.shelf.head(content) for content in made]
    assert {head.topics for head in heads} == {("verokortti", "palautus")}
    assert {head.expiry for head in heads} == {datetime(2026, 12, 24, 10, tzinfo=UTC)}
    assert desk.shelf.audit == ["content changed"] * 4


def test_a_past_end_is_refused_for_each(desk: Desk) -> None:
    made = drafts(desk, 2)

    _, report = desk.send("bulk", PAGE, chosen=made, deed="expiry", expiry="2026-11-24T12:00")

    assert report.count("on jo mennyt") == 2


@pytest.mark.parametrize("deed", ["archive", "publish"])
def test_archiving_and_publishing_without_captions_ask_first(desk: Desk, deed: str) -> None:
    bare = desk.draft("Paljas").row.content

    status, asked = desk.send("bulk", PAGE, chosen=[bare], deed=deed)
    unchanged = desk.shelf.head(bare).state
    desk.send("bulk", PAGE, chosen=[bare], deed=deed, confirmed="yes")

    assert status == 200
    assert f'name="chosen" value="{bare}"' in asked
    assert unchanged is ContentState.DRAFT
    assert desk.shelf.head(bare).state is not ContentState.DRAFT


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"deed": "publish"}, "Valitse 1–50 sisältöä."),
        ({"deed": "topics", "chosen": ["c"]}, "Valitse vähintään yksi aihe."),
        ({"deed": "expiry", "chosen": ["c"]}, "Täytä tämä kohta."),
    ],
)
def test_what_is_missing_is_asked_for(desk: Desk, fields: dict[str, object], words: str) -> None:
    drafts(desk, 1)

    status, page = desk.send("bulk", PAGE, **fields)

    assert status == 422
    assert words in page

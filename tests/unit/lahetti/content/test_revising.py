from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from lahetti.content import drafting, items, publishing, revising
from lahetti.content.model import ContentState, Draft, Row
from lahetti.content.revising import faults_of
from lahetti.core.errors import ChangedMeanwhile, Conflict
from lahetti.dynamodb.transactions import transact
from lahetti.networks.networks import Network
from lahetti.people.model import Role
from lahetti.settings.model import Settings
from tests.contents import Shelf
from tests.memory_dynamodb.client import MemoryDynamoDb
from tests.names import named
from tests.unit.lahetti.people.test_members import AINO

SETTINGS = Settings(blocked_words=("kilpailija",), teams=(("viestinta", named("Viestintä")),))
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
GOOD = {"channel": "blog", "url": "https://blogi.example/1", "title": "Tilinumero", "language": "fi"}


def told(draft: Draft, captions: dict[tuple[Network, str], tuple[str, ...]] | None = None) -> list[tuple[str, str]]:
    return [(str(fault.field), str(fault.reason)) for fault in faults_of(draft, captions or {}, SETTINGS, NOW)]


def test_what_can_be_stored_has_no_faults() -> None:
    assert told(Draft(**GOOD), {(Network.X, "fi"): ("Katso.", "Lue.")}) == []


def test_each_caption_is_told_by_its_own_name_and_all_at_once() -> None:
    captions = {
        (Network.X, "fi"): ("a" * 300, "Kilpailijan tuote", "Hyvä."),
        (Network.LINKEDIN, "sv"): ("Samma.", " Samma. "),
    }

    assert told(Draft(**GOOD | {"title": " "}), captions) == [
        ("title", "empty"),
        ("caption.x.fi.0", "too_long"),
        ("caption.x.fi.1", "blocked"),
        ("caption.linkedin.sv.1", "same"),
    ]


def test_a_disclosure_counts_in_every_caption() -> None:
    text = "a" * 240
    assert told(Draft(**GOOD), {(Network.X, "fi"): (text,)}) == []

    faults = told(Draft(**GOOD, disclosure="Olen töissä virastossa."), {(Network.X, "fi"): (text,)})

    assert faults == [("caption.x.fi.0", "too_long")]


def test_captions_that_are_taken_away_are_no_fault() -> None:
    assert told(Draft(**GOOD), {(Network.X, "fi"): ()}) == []


@pytest.mark.parametrize(("present", "faults"), [("/picture/abc.jpg", []), (None, [("picture", "no_address")])])
def test_our_own_copy_of_a_picture_may_stay_and_no_other_path(
    present: str | None, faults: list[tuple[str, str]]
) -> None:
    draft = Draft(**GOOD, picture="/picture/abc.jpg")

    found = faults_of(draft, {}, SETTINGS, NOW, Row("c1", "blog", "Tilinumero", "fi", picture=present))

    assert [(fault.field, fault.reason) for fault in found] == faults


EDITOR = replace(AINO, id="editor", name="Eeva", role=Role.EDITOR, channels=("blog",))


@pytest.fixture
def shelf(database: MemoryDynamoDb) -> Shelf:
    return Shelf(database)


@pytest.fixture
def written(shelf: Shelf) -> str:
    """A draft."""
    content = drafting.create_draft(Draft(**GOOD), EDITOR, SETTINGS, NOW).row.content
    shelf.memory.written.clear()
    return content


def revised(shelf: Shelf, content: str, title: str = "Uusi otsikko", **options: Any) -> ContentState:
    head = shelf.head(content)
    draft = Draft(**GOOD | {"title": title})
    return revising.revise(content, head.version, draft, {}, EDITOR, SETTINGS, NOW, **options).state


def test_captions_keep_their_keys_through_every_way_of_writing_them(shelf: Shelf, written: str) -> None:
    x, linkedin = (Network.X, "fi"), (Network.LINKEDIN, "fi")
    revising.set_captions(written, *x, ("Yksi.", "Kaksi."), EDITOR, SETTINGS, NOW)
    first = keys_of(written)

    head = shelf.head(written)
    captions = {x: ("Kaksi.", "Kolme."), linkedin: ("Yksi.",)}
    found = revising.revise(written, head.version, Draft(**GOOD), captions, EDITOR, SETTINGS, NOW)
    second = keys_of(written)

    assert second["x", "Kaksi."] == first["x", "Kaksi."]
    assert len({*first.values(), *second.values()}) == 4
    assert found.caption_keys["x", "fi"] == (second["x", "Kaksi."], second["x", "Kolme."])
    revising.revise(written, head.version + 1, Draft(**GOOD), {x: ()}, EDITOR, SETTINGS, NOW)
    assert {network for network, _ in keys_of(written)} == {"linkedin"}
    assert items.find_captions(written, "x", "fi") is None
    assert shelf.head(written).captioned == ("linkedin#fi",)
    (spent,) = [captions for captions in items.captions_ever(written) if captions.network == "x"]
    assert {*spent.spent} == {*first.values(), second["x", "Kolme."]}


def keys_of(content: str) -> dict[tuple[str, str], str]:
    return {
        (captions.network, text): key
        for captions in items.all_captions(content, consistent=True)
        for text, key in zip(captions.texts, captions.keys, strict=True)
    }


def test_what_is_rewritten_and_published_is_so_in_one_transaction(shelf: Shelf, written: str) -> None:
    assert revised(shelf, written, publish=True) is ContentState.PUBLISHED

    assert shelf.transactions == [["HEAD", "TEXTS", "content changed", "content published"]]
    assert shelf.head(written).title == "Uusi otsikko"
    assert shelf.keys(written)[0] == "CONTENTS#published"


def test_who_is_overtaken_has_neither_rewritten_nor_published(shelf: Shelf, written: str) -> None:
    shelf.change_meanwhile(written)

    with pytest.raises(ChangedMeanwhile):
        revised(shelf, written, publish=True)

    head = shelf.head(written)
    assert (head.title, head.state) == ("Tilinumero", ContentState.DRAFT)


def test_a_time_to_come_schedules_in_the_same_transaction(shelf: Shelf, written: str) -> None:
    assert revised(shelf, written, publish=True, at=NOW + timedelta(days=1)) is ContentState.SCHEDULED
    assert shelf.transactions == [["HEAD", "TEXTS", "content changed", "content scheduled"]]


def test_what_is_out_already_is_rewritten_and_stays_out(shelf: Shelf, written: str) -> None:
    revised(shelf, written, publish=True)

    assert revised(shelf, written, "Uusin otsikko", publish=True) is ContentState.PUBLISHED
    assert shelf.transactions[1] == ["HEAD", "TEXTS", "content changed"]


def test_what_may_not_be_published_is_not_rewritten_either(shelf: Shelf) -> None:
    suggested = drafting.new_content(Draft(**GOOD), "p2", "Veera", ContentState.SUGGESTED, NOW)
    transact(*suggested.writes)

    with pytest.raises(Conflict):
        revised(shelf, suggested.head.content, publish=True)

    assert len(shelf.transactions) == 1


def test_a_content_keeps_its_place_in_lists_when_it_is_rewritten(shelf: Shelf, written: str) -> None:
    before = shelf.keys(written)

    revised(shelf, written)

    assert shelf.keys(written) == before


def test_the_url_of_another_content_is_refused_and_a_former_one_is_free_again(shelf: Shelf, written: str) -> None:
    other = drafting.create_draft(Draft(**GOOD | {"url": "https://blogi.example/2"}), EDITOR, SETTINGS, NOW)

    def moved(content: str, url: str) -> None:
        head = shelf.head(content)
        revising.revise(content, head.version, Draft(**GOOD | {"url": url}), {}, EDITOR, SETTINGS, NOW)

    with pytest.raises(Conflict, match="added already"):
        moved(written, "https://blogi.example/2")
    moved(other.row.content, "https://blogi.example/3")
    moved(written, "https://blogi.example/2")

    assert items.find_texts(written).url == "https://blogi.example/2"


def test_an_id_of_a_click_that_is_pasted_moves_nothing(shelf: Shelf, written: str) -> None:
    revised(shelf, written, publish=True)
    before = len(shelf.transactions)
    pasted = Draft(**GOOD | {"url": f"{GOOD['url']}?fbclid=IwAR0"})

    revising.revise(written, shelf.head(written).version, pasted, {}, EDITOR, SETTINGS, NOW)

    assert items.find_texts(written).url == GOOD["url"]
    assert "content_moved" not in str(shelf.transactions[before:])


@pytest.mark.parametrize("field", ["expiry", "wished_until"])
@pytest.mark.parametrize("years", [-1.1, 10.1])
def test_a_time_out_of_reach_is_a_fault_unless_the_content_has_it_already(field: str, years: float) -> None:
    moment = NOW + timedelta(days=366 * years)
    kept: dict[str, Any] = {field: moment if field == "expiry" else moment.date()}
    draft, before = Draft(**GOOD, **kept), Row("c1", "blog", "Tilinumero", "fi")

    assert [fault.reason for fault in faults_of(draft, {}, SETTINGS, NOW, before)] == ["out_of_reach"]
    assert faults_of(draft, {}, SETTINGS, NOW, replace(before, **kept)) == []


def test_a_scheduled_content_cannot_expire_before_it_goes_out(shelf: Shelf) -> None:
    draft = Draft(**GOOD)
    made = drafting.create_draft(draft, EDITOR, SETTINGS, NOW)
    publishing.publish(made.row.content, EDITOR, SETTINGS, NOW, NOW + timedelta(days=3))
    known = shelf.head(made.row.content)

    over = replace(draft, expiry=NOW + timedelta(days=2))
    with pytest.raises(Conflict) as refused:
        revising.revise(known.content, known.version, over, {}, EDITOR, SETTINGS, NOW)

    assert (refused.value.field, refused.value.reason) == ("expiry", "expired")

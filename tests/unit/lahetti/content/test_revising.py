import copy
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from lahetti.content import editing, items, revising
from lahetti.content.revising import faults_of
from lahetti.content.rules import ContentState, Draft
from lahetti.core.errors import ChangedMeanwhile, Conflict
from lahetti.dynamodb import transactions
from lahetti.dynamodb.transactions import TransactionConflict, Write
from lahetti.networks.share_dialogs import Network
from lahetti.people.model import Role
from lahetti.settings.model import Settings
from tests.unit.lahetti.people.test_members import AINO

SETTINGS = Settings(blocked_words=("kilpailija",), teams=(("viestinta", "Viestintä"),))
GOOD = {"channel": "blog", "address": "https://blogi.example/1", "title": "Tilinumero", "language": "fi"}


def told(draft: Draft, captions: dict[tuple[Network, str], tuple[str, ...]] | None = None) -> list[tuple[str, str]]:
    return [(str(fault.field), str(fault.reason)) for fault in faults_of(draft, captions or {}, SETTINGS)]


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

    found = faults_of(draft, {}, SETTINGS, present)

    assert [(fault.field, fault.reason) for fault in found] == faults


NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
EDITOR = replace(AINO, id="editor", name="Eeva", role=Role.EDITOR, channels=("blog",))


class Store:
    """One content as it is stored, and what each transaction wrote; `overtaken` makes the next one fail."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.head, self.texts, _ = editing.new_content(Draft(**GOOD), "editor", "Eeva", ContentState.DRAFT, NOW)
        self.head.version = 1
        self.transactions: list[list[str]] = []
        self.overtaken = False
        monkeypatch.setattr(transactions, "transact", self.transact)
        monkeypatch.setattr(items, "find_head", lambda *_, **__: copy.deepcopy(self.head))
        monkeypatch.setattr(items, "find_texts", lambda *_, **__: copy.deepcopy(self.texts))
        monkeypatch.setattr(items, "all_captions", lambda *_, **__: [])

    def transact(self, *writes: Write) -> None:
        if self.overtaken:
            raise TransactionConflict([writes[0]])
        self.transactions.append([getattr(write.item, "what", write.item.sk) for write in writes])
        for write in writes:
            if isinstance(write.item, items.ContentHead):
                self.head = write.item

    def revise(self, title: str, **options: Any) -> ContentState:
        draft = Draft(**GOOD | {"title": title})
        version = int(self.head.version or 0)
        return revising.revise(self.head.content, version, draft, {}, EDITOR, SETTINGS, NOW, **options).state


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Store:
    return Store(monkeypatch)


def test_what_is_rewritten_and_published_is_so_in_one_transaction(store: Store) -> None:
    assert store.revise("Uusi otsikko", publish=True) is ContentState.PUBLISHED

    assert store.transactions == [["HEAD", "TEXTS", "content published", "content changed"]]
    assert (store.head.title, store.head.gsi1pk) == ("Uusi otsikko", "CONTENTS#published")


def test_who_is_overtaken_has_neither_rewritten_nor_published(store: Store) -> None:
    store.overtaken = True

    with pytest.raises(ChangedMeanwhile):
        store.revise("Uusi otsikko", publish=True)

    assert (store.head.title, store.head.state) == ("Tilinumero", "draft")


def test_a_time_to_come_schedules_in_the_same_transaction(store: Store) -> None:
    assert store.revise("Uusi otsikko", publish=True, at=NOW + timedelta(days=1)) is ContentState.SCHEDULED
    assert store.transactions == [["HEAD", "TEXTS", "content scheduled", "content changed"]]


def test_what_is_out_already_is_rewritten_and_stays_out(store: Store) -> None:
    store.revise("Uusi otsikko", publish=True)

    assert store.revise("Uusin otsikko", publish=True) is ContentState.PUBLISHED
    assert store.transactions[1] == ["HEAD", "TEXTS", "content changed"]


def test_what_may_not_be_published_is_not_rewritten_either(store: Store) -> None:
    store.head.state = ContentState.SUGGESTED.value

    with pytest.raises(Conflict):
        store.revise("Uusi otsikko", publish=True)

    assert store.transactions == []

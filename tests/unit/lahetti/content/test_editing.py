from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from lahetti.content import editing
from lahetti.content import items as content_items
from lahetti.content.rules import ContentState, Draft
from lahetti.core.errors import Conflict, Invalid, NotAllowed, NotFound
from lahetti.dynamodb import transactions
from lahetti.dynamodb.transactions import Put, TransactionConflict
from lahetti.people.model import Role
from lahetti.settings.model import Settings
from tests.unit.lahetti.people.test_members import AINO

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
EDITOR = replace(AINO, id="editor", name="Eeva", role=Role.EDITOR, channels=("blogi",))
OTHER = replace(EDITOR, channels=("youtube",))
DRAFT = Draft("blogi", "https://www.vero.fi/blogi/1?utm_source=x", " Otsikko ", "fi", topics=("vero",))


class Shelf:
    """Contents by their keys, with put-if-absent for addresses; `meanwhile` makes the next transaction fail."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.items: dict[tuple[str, str], Any] = {}
        self.audit: list[str] = []
        self.meanwhile = False
        monkeypatch.setattr(transactions, "transact", self.write)
        monkeypatch.setattr(content_items, "find_channel", lambda channel: channel if channel != "none" else None)
        monkeypatch.setattr(content_items, "find_head", lambda c, **_: self.items.get((f"CONTENT#{c}", "HEAD")))
        monkeypatch.setattr(content_items, "find_texts", lambda c, **_: self.items[f"CONTENT#{c}", "TEXTS"])
        monkeypatch.setattr(content_items, "contents_due", self.due)
        monkeypatch.setattr(content_items, "contents_in", self.rows)

    def write(self, *writes: Put) -> None:
        taken = [write for write in writes if write.item.sk == "ADDRESS" and (write.item.pk, "ADDRESS") in self.items]
        if taken or self.meanwhile:
            raise TransactionConflict(taken)
        for write in writes:
            if write.item.kind == "audit" or write.item.pk.startswith("AUDIT#"):
                self.audit.append(write.item.what)
            else:
                self.items[write.item.pk, write.item.sk] = write.item

    def heads(self, state: str) -> list[Any]:
        heads = [item for (_, sk), item in self.items.items() if sk == "HEAD" and item.gsi1pk == f"CONTENTS#{state}"]
        return sorted(heads, key=lambda head: head.gsi1sk)

    def due(self, state: str, moment: datetime) -> list[str]:
        return [head.content for head in self.heads(state) if head.gsi1sk < f"{moment.isoformat()}$"]

    def rows(self, state: str) -> list[tuple[str, str, Any]]:
        return [(head.content, head.gsi1sk, head.view1.as_dict()) for head in self.heads(state)]


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch) -> Shelf:
    return Shelf(monkeypatch)


def drafted(draft: Draft = DRAFT) -> str:
    return editing.create_draft(draft, EDITOR, Settings(), NOW).row.content


def test_a_draft_is_kept_as_it_is_written(shelf: Shelf) -> None:
    made = editing.create_draft(DRAFT, EDITOR, Settings(), NOW)

    assert (made.state, made.row.title, made.address, made.chosen_by) == (
        ContentState.DRAFT,
        "Otsikko",
        DRAFT.address,
        "Eeva",
    )
    head = shelf.items[f"CONTENT#{made.row.content}", "HEAD"]
    assert (head.gsi1pk, head.gsi2pk) == ("CONTENTS#draft", "CHANNEL#blogi")
    assert shelf.audit == ["draft written"]


def test_the_same_address_is_never_added_twice(shelf: Shelf) -> None:
    drafted()

    with pytest.raises(Conflict) as error:
        drafted(replace(DRAFT, address="https://www.vero.fi/blogi/1#osa"))

    assert error.value.field == "address"


def test_a_draft_needs_a_channel_that_its_editor_has(shelf: Shelf) -> None:
    with pytest.raises(Invalid) as error:
        drafted(replace(DRAFT, channel="none"))
    assert error.value.field == "channel"
    with pytest.raises(NotAllowed):
        editing.create_draft(DRAFT, OTHER, Settings(), NOW)
    assert not shelf.items


def test_a_content_is_on_offer_for_30_days_or_until_its_own_end(shelf: Shelf) -> None:
    first = drafted()
    second = drafted(replace(DRAFT, address="https://www.vero.fi/2", expiry=NOW + timedelta(days=2)))

    for made in (first, second):
        assert editing.publish(made, EDITOR, Settings(), NOW) is ContentState.PUBLISHED

    ends = [shelf.items[f"CONTENT#{made}", "HEAD"].expiry for made in (first, second)]
    assert ends == [NOW + timedelta(days=30), NOW + timedelta(days=2)]


def test_publishing_or_archiving_twice_changes_nothing(shelf: Shelf) -> None:
    made = drafted()
    editing.publish(made, EDITOR, Settings(), NOW)
    before = shelf.items[f"CONTENT#{made}", "HEAD"].gsi1sk
    assert editing.publish(made, EDITOR, Settings(), NOW + timedelta(days=1)) is ContentState.PUBLISHED
    assert shelf.items[f"CONTENT#{made}", "HEAD"].gsi1sk == before

    for _ in range(2):
        assert editing.archive(made, EDITOR, NOW) is ContentState.ARCHIVED

    assert shelf.audit == ["draft written", "content published", "content archived"]
    with pytest.raises(Conflict):
        editing.publish(made, EDITOR, Settings(), NOW)


def test_only_editors_of_the_channel_publish_and_archive(shelf: Shelf) -> None:
    made = drafted()

    with pytest.raises(NotAllowed):
        editing.publish(made, OTHER, Settings(), NOW)
    with pytest.raises(NotAllowed):
        editing.archive(made, OTHER, NOW)
    with pytest.raises(NotFound):
        editing.publish("none", EDITOR, Settings(), NOW)


def test_who_changes_what_another_changes_meanwhile_is_told(shelf: Shelf) -> None:
    made = drafted()
    shelf.meanwhile = True

    with pytest.raises(Conflict, match="Somebody else changed this content"):
        editing.publish(made, EDITOR, Settings(), NOW)


@pytest.mark.parametrize(
    "at", [NOW + timedelta(hours=2), (NOW + timedelta(hours=2)).astimezone(timezone(timedelta(hours=9)))]
)
def test_a_scheduled_content_is_published_at_its_time_whatever_zone_that_was_written_in(
    at: datetime, shelf: Shelf
) -> None:
    made = drafted()
    assert editing.publish(made, EDITOR, Settings(), NOW, at) is ContentState.SCHEDULED

    early = editing.turn_contents(Settings(), at - timedelta(seconds=1))
    due = editing.turn_contents(Settings(), at)
    again = editing.turn_contents(Settings(), at)

    assert (early, due, again) == ((0, 0), (1, 0), (0, 0))
    assert shelf.items[f"CONTENT#{made}", "HEAD"].published == at


def test_a_time_that_is_past_means_now(shelf: Shelf) -> None:
    made = drafted()

    assert editing.publish(made, EDITOR, Settings(), NOW, NOW - timedelta(seconds=1)) is ContentState.PUBLISHED


def test_a_scheduled_content_can_be_published_at_once(shelf: Shelf) -> None:
    made = drafted()
    editing.publish(made, EDITOR, Settings(), NOW, NOW + timedelta(days=1))

    assert editing.publish(made, EDITOR, Settings(), NOW) is ContentState.PUBLISHED
    assert editing.turn_contents(Settings(), NOW + timedelta(days=2)) == (0, 0)


def test_what_has_expired_is_archived(shelf: Shelf) -> None:
    made = drafted()
    editing.publish(made, EDITOR, Settings(), NOW)
    end = NOW + timedelta(days=30)

    assert editing.turn_contents(Settings(), end - timedelta(seconds=1)) == (0, 0)
    assert editing.turn_contents(Settings(), end) == (0, 1)
    assert shelf.items[f"CONTENT#{made}", "HEAD"].state == ContentState.ARCHIVED

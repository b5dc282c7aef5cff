from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from lahetti.content import (
    copying,
    drafting,
    in_bulk,
    items,
    listing,
    pictures,
    publishing,
    reading,
    revising,
    submitting,
)
from lahetti.content.channels.model import Channel, Feed
from lahetti.content.in_bulk import Became
from lahetti.content.model import ContentHead, ContentState, Draft
from lahetti.core.errors import ChangedMeanwhile, Conflict, Invalid, LahettiError, NotAllowed
from lahetti.networks.networks import Network
from lahetti.people.model import Person, Role
from lahetti.settings.model import Settings
from tests.contents import Shelf
from tests.memory_dynamodb.client import MemoryDynamoDb
from tests.topics import library
from tests.unit.lahetti.people.test_members import AINO

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
ON = Settings(second_reader=True, topics=library("vero", "palautus"))
WRITER = replace(AINO, id="writer", name="Eeva", role=Role.EDITOR, channels=("blogi",))
READER = replace(WRITER, id="reader", name="Leena")
ADMIN = replace(WRITER, id="admin", name="Aapo", role=Role.ADMIN, channels=())
STRANGER = replace(WRITER, id="stranger", channels=("youtube",))
DRAFT = Draft("blogi", "https://www.vero.fi/blogi/1", "Otsikko", "fi", topics=("vero",))


@pytest.fixture
def shelf(database: MemoryDynamoDb) -> Shelf:
    return Shelf(database)


def drafted(number: int = 1, by: Person = WRITER) -> str:
    draft = replace(DRAFT, url=f"https://www.vero.fi/blogi/{number}")
    return drafting.create_draft(draft, by, ON, NOW).row.content


def submitted(number: int = 1, by: Person = WRITER) -> str:
    content = drafted(number, by)
    submitting.submit(content, by, ON, NOW)
    return content


def revised(content: str, by: Person, now: datetime = LATER, **fields: Any) -> None:
    found = reading.content_of_editor(content, by)
    revising.revise(content, found.version, replace(revising.draft_of(found), **fields), {}, by, ON, now)


def refusal(deed: Callable[[], object]) -> tuple[str | None, str | None]:
    with pytest.raises(LahettiError) as error:
        deed()
    return error.value.field, error.value.reason


def publish(shelf: Shelf, content: str, by: Person, **fields: Any) -> ContentState:
    return publishing.publish(content, by, ON, LATER, **{"read": shelf.head(content).edition, **fields})


def test_nothing_is_asked_where_the_programme_wants_no_second_reader(shelf: Shelf) -> None:
    content = drafted()

    assert publishing.publish(content, WRITER, Settings(), NOW) is ContentState.PUBLISHED
    assert refusal(lambda: submitting.submit(drafted(2), WRITER, Settings(), NOW)) == ("second_reader", "off")


@pytest.mark.parametrize("at", [None, LATER + timedelta(days=1)])
@pytest.mark.parametrize("reader", [READER, ADMIN])
def test_another_editor_of_the_channel_or_an_admin_lets_it_out(
    shelf: Shelf, reader: Person, at: datetime | None
) -> None:
    content = submitted()
    assert shelf.head(content).state is ContentState.DRAFT

    publish(shelf, content, reader, at=at)

    after = shelf.head(content)
    assert after.state is (ContentState.PUBLISHED if at is None else ContentState.SCHEDULED)
    assert after.review is None
    assert shelf.audit[1:] == ["content submitted", "content published" if at is None else "content scheduled"]


def test_a_draft_is_submitted_first_and_nobody_reads_their_own(shelf: Shelf) -> None:
    content = drafted()
    assert refusal(lambda: publish(shelf, content, READER)) == ("second_reader", "not_submitted")

    submitting.submit(content, READER, ON, NOW)

    assert refusal(lambda: publish(shelf, content, WRITER)) == ("second_reader", "own_change")
    assert refusal(lambda: publish(shelf, content, READER)) == ("second_reader", "own_submission")
    with pytest.raises(NotAllowed):
        publish(shelf, content, STRANGER)
    assert publish(shelf, content, ADMIN) is ContentState.PUBLISHED


def test_an_admin_does_not_let_out_what_they_wrote(shelf: Shelf) -> None:
    content = submitted(by=ADMIN)

    assert refusal(lambda: publish(shelf, content, ADMIN)) == ("second_reader", "own_change")


def test_submitting_again_changes_nothing_and_only_drafts_are_submitted(shelf: Shelf) -> None:
    content = submitted()
    before = shelf.head(content)

    submitting.submit(content, READER, ON, LATER)

    assert shelf.head(content) == before
    assert shelf.audit == ["draft written", "content submitted"]
    publish(shelf, content, READER)
    assert refusal(lambda: submitting.submit(content, WRITER, ON, LATER)) == ("state", "not_a_draft")


CHANGES: list[dict[str, Any]] = [
    {"title": "Toinen"},
    {"url": "https://www.vero.fi/blogi/9"},
    {"summary": "Uusi"},
    {"why": "Uusi"},
    {"disclosure": "Olen töissä virastossa."},
    {"picture": "https://www.vero.fi/kuva.jpg"},
    {"picture_text": "Kuva"},
    {"language": "sv"},
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: next(iter(change)))
def test_a_change_to_what_readers_meet_ends_the_submission_in_its_own_transaction(
    shelf: Shelf, change: dict[str, Any]
) -> None:
    content = submitted()
    shelf.memory.written.clear()

    revised(content, READER, **change)

    assert shelf.head(content).review is None
    (written,) = shelf.transactions
    assert {"HEAD", "content changed", "submission withdrawn"} <= set(written)
    submitting.submit(content, WRITER, ON, LATER)
    assert refusal(lambda: publish(shelf, content, READER)) == ("second_reader", "own_change")


def test_captions_end_it_too_unless_the_same_are_sent_again(shelf: Shelf) -> None:
    content = drafted()
    revising.set_captions(content, Network.X, "fi", ("Katso.",), WRITER, ON, NOW)
    submitting.submit(content, WRITER, ON, NOW)

    revising.set_captions(content, Network.X, "fi", ("Katso.",), WRITER, ON, LATER)
    assert shelf.head(content).review is not None

    revising.set_captions(content, Network.X, "fi", ("Lue.",), READER, ON, LATER)
    assert shelf.head(content).review is None
    assert shelf.head(content).last_changed_by == READER.id


def test_captions_of_a_form_and_copied_ones_end_it_too(shelf: Shelf) -> None:
    content = drafted()
    revising.set_captions(content, Network.X, "fi", ("Katso.",), WRITER, ON, NOW)
    submitting.submit(content, WRITER, ON, NOW)

    copying.copy_captions(content, Network.X, "fi", [Network.LINKEDIN], READER, ON, LATER)

    assert (shelf.head(content).review, shelf.head(content).last_changed_by) == (None, READER.id)


def test_times_topics_and_our_own_copy_of_a_picture_leave_it_waiting(shelf: Shelf) -> None:
    content = drafted()
    revised(content, WRITER, NOW, picture="https://www.vero.fi/kuva.jpg")
    submitting.submit(content, WRITER, ON, NOW)

    revised(content, READER, topics=("vero", "palautus"), expiry=NOW + timedelta(days=9), points=4)
    assert pictures._set_picture(content, "https://www.vero.fi/kuva.jpg", f"/picture/{'0' * 64}.jpg")

    assert shelf.head(content).review is not None
    assert publish(shelf, content, READER) is ContentState.PUBLISHED


def test_a_reader_who_changes_it_while_publishing_is_no_second_reader(shelf: Shelf) -> None:
    content = submitted()
    found = reading.content_of_editor(content, READER)
    draft = replace(revising.draft_of(found), title="Parempi")

    def publish_changed() -> None:
        revising.revise(
            content, found.version, draft, {}, READER, ON, LATER, publish=True, read=shelf.head(content).edition
        )

    assert refusal(publish_changed) == ("second_reader", "not_submitted")
    assert shelf.head(content).title == "Otsikko"


def test_who_changes_it_between_the_readers_look_and_their_decision_is_not_slipped_past(shelf: Shelf) -> None:
    content = submitted()
    seen = shelf.head(content).edition
    revised(content, WRITER, title="Aivan muuta")
    submitting.submit(content, WRITER, ON, LATER)

    assert refusal(lambda: publish(shelf, content, READER, read=seen)) == ("edition", "not_read")
    assert refusal(lambda: publish(shelf, content, READER, read=None)) == ("edition", "not_read")
    assert publish(shelf, content, READER) is ContentState.PUBLISHED


def meanwhile(shelf: Shelf, deed: Callable[[], object]) -> None:
    """Let a deed be done between the next transaction's reads and its writes."""

    def do(operation: str, _: object) -> None:
        if operation == "TransactWriteItems":
            shelf.memory.before = lambda *_: None
            deed()

    shelf.memory.before = do


def test_a_change_in_the_very_moment_of_publishing_wins_or_loses_whole(shelf: Shelf) -> None:
    content = submitted()
    meanwhile(shelf, lambda: revised(content, WRITER, title="Aivan muuta"))
    with pytest.raises(ChangedMeanwhile):
        publish(shelf, content, READER)
    assert shelf.head(content).state is ContentState.DRAFT

    submitting.submit(content, WRITER, ON, LATER)
    meanwhile(shelf, lambda: publish(shelf, content, READER))
    with pytest.raises(ChangedMeanwhile):
        revised(content, WRITER, title="Vielä muuta")
    assert (shelf.head(content).state, shelf.head(content).title) == (ContentState.PUBLISHED, "Aivan muuta")


def test_what_is_scheduled_becomes_a_draft_when_it_is_changed(shelf: Shelf) -> None:
    content = submitted()
    publish(shelf, content, READER, at=LATER + timedelta(days=1))

    revised(content, WRITER, topics=("palautus",))
    assert shelf.head(content).state is ContentState.SCHEDULED
    revised(content, WRITER, title="Toinen")

    after = shelf.head(content)
    assert (after.state, after.planned) == (ContentState.DRAFT, None)
    assert shelf.audit[-2:] == ["content changed", "content unscheduled"]
    assert publishing.publish_and_archive_due(ON, LATER + timedelta(days=2)) == (0, 0)


def test_moving_the_time_and_publishing_ahead_of_it_obey_the_rule(shelf: Shelf) -> None:
    content = submitted()
    publish(shelf, content, READER, at=LATER + timedelta(days=1))
    other = LATER + timedelta(days=2)

    assert refusal(lambda: publishing.reschedule(content, WRITER, ON, LATER, other)) == ("second_reader", "own_change")
    assert refusal(lambda: publishing.publish(content, WRITER, ON, LATER)) == ("second_reader", "own_change")
    publishing.reschedule(content, READER, ON, LATER, other)

    assert shelf.head(content).planned == other


def test_what_was_taken_off_its_time_is_submitted_anew(shelf: Shelf) -> None:
    content = submitted()
    publish(shelf, content, READER, at=LATER + timedelta(days=1))

    publishing.unschedule(content, WRITER, LATER)

    assert refusal(lambda: publish(shelf, content, READER)) == ("second_reader", "not_submitted")


def test_sharing_again_obeys_the_rule(shelf: Shelf) -> None:
    content = submitted()
    publish(shelf, content, READER)
    publishing.archive(content, READER, LATER)
    seen = shelf.head(content).edition
    revised(content, READER, title="Uusi vuosi")

    def again(by: Person, read: datetime) -> ContentState:
        return publishing.share_again(content, by, ON, LATER, read)

    assert refusal(lambda: again(READER, shelf.head(content).edition)) == ("second_reader", "own_change")
    assert refusal(lambda: again(WRITER, seen)) == ("edition", "not_read")
    assert again(WRITER, shelf.head(content).edition) is ContentState.PUBLISHED


def test_an_archived_draft_does_not_come_back_as_submitted(shelf: Shelf) -> None:
    content = submitted()

    publishing.archive(content, READER, LATER)

    assert shelf.head(content).review is None


def test_many_at_once_obey_the_rule_one_by_one(shelf: Shelf) -> None:
    ready, own, unread = submitted(1), submitted(2, READER), drafted(3)
    read = {content: shelf.head(content).edition for content in (ready, own, unread)}

    outcomes = in_bulk.each([ready, own, unread], in_bulk.publishes(READER, ON, LATER, read))

    assert [(one.became, one.error and one.error.reason) for one in outcomes] == [
        (Became.DONE, None),
        (Became.REFUSED, "own_change"),
        (Became.REFUSED, "not_submitted"),
    ]


def test_a_feed_that_publishes_at_once_goes_on(shelf: Shelf) -> None:
    feed = Feed("https://blogi.example/feed", publishes=True, due=NOW)
    channel = Channel("blogi", "Blogi", "blog", "fi", "https://blogi.example/", feed, version=1)

    content = drafting.take_from_feed(DRAFT, channel, ON, NOW, published=True)

    assert shelf.head(content).state is ContentState.PUBLISHED


def test_sending_back_needs_words_and_taking_back_ones_own_none(shelf: Shelf) -> None:
    content = submitted()
    assert refusal(lambda: submitting.send_back(content, READER, " ", LATER)) == ("comment", "length")

    for _ in range(2):
        submitting.send_back(content, READER, "Kerro, mistä luku on.", LATER)

    assert shelf.head(content).review is None
    assert shelf.head(content).comments == 1
    assert shelf.audit == ["draft written", "content submitted", "content sent back"]
    submitting.submit(content, WRITER, ON, LATER)
    submitting.send_back(content, WRITER, "", LATER)
    assert shelf.audit[-1] == "submission withdrawn"
    deed = lambda: submitting.send_back(content, READER, "Vielä yksi asia.", LATER)  # noqa: E731 (short)
    assert refusal(deed) == ("second_reader", "not_waiting")


def test_sending_back_what_is_being_published_sends_nothing_back(shelf: Shelf) -> None:
    content = submitted()
    meanwhile(shelf, lambda: publish(shelf, content, READER))

    deed = lambda: submitting.send_back(content, ADMIN, "Ei vielä.", LATER)  # noqa: E731 (short)

    assert refusal(deed) == ("second_reader", "not_waiting")
    assert shelf.head(content).state is ContentState.PUBLISHED


def test_lists_know_what_waits_and_for_whom(shelf: Shelf) -> None:
    content = submitted()
    (row,) = [row for _, row in items.contents_in(ContentState.DRAFT)]

    assert row.waiting is not None
    assert row.waiting.edition == shelf.head(content).edition
    assert [row.waits_for(person) for person in (WRITER, READER, ADMIN)] == [False, True, True]
    assert listing.listed(READER, listing.ContentFilter())[0][0].row == row


def test_a_row_that_waits_stays_small(shelf: Shelf) -> None:
    by = replace(WRITER, id="0" * 36)
    content = drafted(by=by)
    submitting.submit(content, replace(by, id="1" * 36), ON, NOW)

    stored = shelf.memory.programme.find((f"CONTENT#{content}", "HEAD"))["view1"]["M"]["waiting"]["S"]

    assert len(stored) <= 110


def test_a_draft_that_was_stored_before_has_its_writer_as_who_changed_it() -> None:
    head = ContentHead("c", "blogi", ContentState.DRAFT, NOW, "Otsikko", "fi", "writer", "Eeva", NOW)

    assert (head.edition, head.last_changed_by, head.waiting) == (NOW, "writer", None)


def test_the_refusals_are_conflicts_that_name_what_is_stored(shelf: Shelf) -> None:
    content = submitted()

    with pytest.raises(Conflict) as error:
        publish(shelf, content, READER, read=NOW - timedelta(days=1))

    assert error.value.limit == shelf.head(content).edition
    with pytest.raises(Invalid):
        submitting.send_back(content, READER, "a" * 1001, LATER)

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from lahetti.content import drafting, publishing
from lahetti.content.model import ContentState, Draft
from lahetti.core.errors import Conflict, Invalid, NotAllowed, NotFound
from lahetti.people.model import Role
from tests.contents import Shelf
from tests.memory_dynamodb.client import MemoryDynamoDb
from tests.topics import with_topics
from tests.unit.lahetti.people.test_members import AINO

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
EDITOR = replace(AINO, id="editor", name="Eeva", role=Role.EDITOR, channels=("blogi",))
OTHER = replace(EDITOR, channels=("youtube",))
SETTINGS = with_topics("vero")
DRAFT = Draft("blogi", "https://www.vero.fi/blogi/1?utm_source=x", " Otsikko ", "fi", topics=("vero",))


@pytest.fixture
def shelf(database: MemoryDynamoDb) -> Shelf:
    return Shelf(database)


def drafted(draft: Draft = DRAFT) -> str:
    return drafting.create_draft(draft, EDITOR, SETTINGS, NOW).row.content


def test_a_draft_is_kept_as_it_is_written(shelf: Shelf) -> None:
    made = drafting.create_draft(DRAFT, EDITOR, SETTINGS, NOW)

    assert (made.state, made.row.title, made.url, made.chosen_by) == (
        ContentState.DRAFT,
        "Otsikko",
        DRAFT.url,
        "Eeva",
    )
    state, _, channel = shelf.keys(made.row.content)
    assert (state, channel) == ("CONTENTS#draft", "CHANNEL#blogi")
    assert shelf.audit == ["draft written"]


def test_the_same_address_is_never_added_twice(shelf: Shelf) -> None:
    drafted()

    with pytest.raises(Conflict) as error:
        drafted(replace(DRAFT, url="https://www.vero.fi/blogi/1#osa"))

    assert error.value.field == "address"


@pytest.mark.parametrize("more", ["fbclid=IwAR0", "GCLID=x&gad_source=1", "utm_id=1", "utm_muu=1", "Mc_Eid=1"])
def test_a_page_with_and_without_ids_of_clicks_is_one_content(shelf: Shelf, more: str) -> None:
    made = drafting.create_draft(
        replace(DRAFT, url=f"https://www.vero.fi/blogi/1?{more}&id=3#osa"), EDITOR, SETTINGS, NOW
    )

    assert made.url.replace("utm_muu=1&", "") == "https://www.vero.fi/blogi/1?id=3#osa"
    with pytest.raises(Conflict):
        drafted(replace(DRAFT, url="https://www.vero.fi/blogi/1?id=3"))


def test_a_draft_needs_a_channel_that_its_editor_has(shelf: Shelf) -> None:
    with pytest.raises(Invalid) as error:
        drafted(replace(DRAFT, channel="none"))
    assert error.value.field == "channel"
    with pytest.raises(NotAllowed):
        drafting.create_draft(DRAFT, OTHER, SETTINGS, NOW)
    assert not shelf.transactions


def test_a_content_is_on_offer_for_30_days_or_until_its_own_end(shelf: Shelf) -> None:
    first = drafted()
    second = drafted(replace(DRAFT, url="https://www.vero.fi/2", expiry=NOW + timedelta(days=2)))

    for made in (first, second):
        assert publishing.publish(made, EDITOR, SETTINGS, NOW) is ContentState.PUBLISHED

    ends = [shelf.head(made).expiry for made in (first, second)]
    assert ends == [NOW + timedelta(days=30), NOW + timedelta(days=2)]


def test_publishing_or_archiving_twice_changes_nothing(shelf: Shelf) -> None:
    made = drafted()
    publishing.publish(made, EDITOR, SETTINGS, NOW)
    before = shelf.head(made).since
    assert publishing.publish(made, EDITOR, SETTINGS, NOW + timedelta(days=1)) is ContentState.PUBLISHED
    assert shelf.head(made).since == before

    for _ in range(2):
        assert publishing.archive(made, EDITOR, NOW) is ContentState.ARCHIVED

    assert shelf.audit == ["draft written", "content published", "content archived"]
    with pytest.raises(Conflict):
        publishing.publish(made, EDITOR, SETTINGS, NOW)


def test_only_editors_of_the_channel_publish_and_archive(shelf: Shelf) -> None:
    made = drafted()

    with pytest.raises(NotAllowed):
        publishing.publish(made, OTHER, SETTINGS, NOW)
    with pytest.raises(NotAllowed):
        publishing.archive(made, OTHER, NOW)
    with pytest.raises(NotFound):
        publishing.publish("none", EDITOR, SETTINGS, NOW)


def test_who_changes_what_another_changes_meanwhile_is_told(shelf: Shelf) -> None:
    made = drafted()
    shelf.change_meanwhile(made)

    with pytest.raises(Conflict, match="Somebody else changed this content"):
        publishing.publish(made, EDITOR, SETTINGS, NOW)


@pytest.mark.parametrize(
    "at", [NOW + timedelta(hours=2), (NOW + timedelta(hours=2)).astimezone(timezone(timedelta(hours=9)))]
)
def test_a_scheduled_content_is_published_at_its_time_whatever_zone_that_was_written_in(
    at: datetime, shelf: Shelf
) -> None:
    made = drafted()
    assert publishing.publish(made, EDITOR, SETTINGS, NOW, at) is ContentState.SCHEDULED

    early = publishing.publish_and_archive_due(SETTINGS, at - timedelta(seconds=1))
    due = publishing.publish_and_archive_due(SETTINGS, at)
    again = publishing.publish_and_archive_due(SETTINGS, at)

    assert (early, due, again) == ((0, 0), (1, 0), (0, 0))
    assert shelf.head(made).published == at


def test_a_time_that_is_over_is_refused_with_the_least_that_is_allowed(shelf: Shelf) -> None:
    made = drafted()

    with pytest.raises(Invalid) as refused:
        publishing.publish(made, EDITOR, SETTINGS, NOW, NOW - timedelta(seconds=1))

    error = refused.value
    assert (error.field, error.reason, error.limit) == ("at", "past", NOW)
    assert shelf.head(made).state is ContentState.DRAFT


def test_a_time_that_a_content_has_may_be_over_where_its_publication_is_late(shelf: Shelf) -> None:
    made, at = drafted(), NOW + timedelta(hours=1)
    publishing.publish(made, EDITOR, SETTINGS, NOW, at)

    assert publishing.publish(made, EDITOR, SETTINGS, at + timedelta(minutes=1), at) is ContentState.PUBLISHED


@pytest.mark.parametrize(
    ("changes", "field", "limit"),
    [
        ({"expiry": NOW}, "expiry", NOW),
        ({"expiry": NOW - timedelta(days=1)}, "expiry", NOW),
        ({"wished_until": date(2026, 11, 24)}, "wished_until", date(2026, 11, 25)),
    ],
)
def test_an_end_and_a_wish_of_the_past_are_refused(
    shelf: Shelf, changes: dict[str, Any], field: str, limit: date
) -> None:
    with pytest.raises(Invalid) as refused:
        drafted(replace(DRAFT, **changes))

    error = refused.value
    assert (error.field, error.reason, error.value, error.limit) == (field, "past", changes[field], limit)
    assert drafted(replace(DRAFT, wished_until=date(2026, 11, 25)))


def test_a_wish_ends_with_a_day_of_the_programme_not_of_utc(shelf: Shelf) -> None:
    late = datetime(2026, 11, 25, 22, 30, tzinfo=UTC)  # half past midnight in Helsinki

    with pytest.raises(Invalid, match="2026-11-26 or later"):
        drafting.create_draft(replace(DRAFT, wished_until=date(2026, 11, 25)), EDITOR, SETTINGS, late)


def test_a_scheduled_content_becomes_a_draft_again(shelf: Shelf) -> None:
    made = drafted()
    publishing.publish(made, EDITOR, SETTINGS, NOW, NOW + timedelta(days=1))
    shelf.memory.written.clear()

    states = [publishing.unschedule(made, EDITOR, NOW) for _ in range(2)]

    assert states == [ContentState.DRAFT, ContentState.DRAFT]
    assert shelf.head(made).planned is None
    assert shelf.audit == ["content unscheduled"]
    assert publishing.publish_and_archive_due(SETTINGS, NOW + timedelta(days=2)) == (0, 0)


def test_what_is_out_has_no_time_to_take_away(shelf: Shelf) -> None:
    made = drafted()
    publishing.publish(made, EDITOR, SETTINGS, NOW)

    with pytest.raises(Conflict):
        publishing.unschedule(made, EDITOR, NOW)


def test_a_scheduled_content_can_be_published_at_once(shelf: Shelf) -> None:
    made = drafted()
    publishing.publish(made, EDITOR, SETTINGS, NOW, NOW + timedelta(days=1))

    assert publishing.publish(made, EDITOR, SETTINGS, NOW) is ContentState.PUBLISHED
    assert publishing.publish_and_archive_due(SETTINGS, NOW + timedelta(days=2)) == (0, 0)


def test_what_has_expired_is_archived(shelf: Shelf) -> None:
    made = drafted()
    publishing.publish(made, EDITOR, SETTINGS, NOW)
    end = NOW + timedelta(days=30)

    assert publishing.publish_and_archive_due(SETTINGS, end - timedelta(seconds=1)) == (0, 0)
    assert publishing.publish_and_archive_due(SETTINGS, end) == (0, 1)
    assert shelf.head(made).state == ContentState.ARCHIVED


FAR = [datetime(9999, 12, 31, 23, 30, tzinfo=UTC), datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=2)))]


@pytest.mark.parametrize("moment", FAR)
def test_a_moment_that_no_calendar_reaches_is_refused_wherever_it_is_sent(shelf: Shelf, moment: datetime) -> None:
    made = drafted()

    with pytest.raises(Invalid) as published:
        publishing.publish(made, EDITOR, SETTINGS, NOW, moment)
    with pytest.raises(Invalid) as expiring:
        drafted(replace(DRAFT, url="https://www.vero.fi/2", expiry=moment))
    with pytest.raises(Invalid) as wished:
        drafted(replace(DRAFT, url="https://www.vero.fi/2", wished_until=moment.date()))

    refused = [published.value, expiring.value, wished.value]
    assert [error.field for error in refused] == ["at", "expiry", "wished_until"]
    assert {error.reason for error in refused} == {"out_of_reach"}
    assert shelf.head(made).state is ContentState.DRAFT


@pytest.mark.parametrize("at", [None, NOW + timedelta(days=2)])
def test_what_would_have_expired_is_not_published(shelf: Shelf, at: datetime | None) -> None:
    made, now = drafted(replace(DRAFT, expiry=NOW + timedelta(days=1))), NOW
    if at is None:
        now = NOW + timedelta(days=2)

    with pytest.raises(Conflict) as refused:
        publishing.publish(made, EDITOR, SETTINGS, now, at)

    assert (refused.value.field, refused.value.reason) == ("expiry", "expired")
    assert (refused.value.value, refused.value.limit) == (NOW + timedelta(days=1), NOW + timedelta(days=2))
    assert shelf.head(made).state is ContentState.DRAFT


def test_what_is_scheduled_goes_out_at_another_time_to_come_and_nothing_else_is_moved(shelf: Shelf) -> None:
    content, at = drafted(), NOW + timedelta(days=1)
    with pytest.raises(Conflict) as draft:
        publishing.reschedule(content, EDITOR, SETTINGS, NOW, at)
    publishing.publish(content, EDITOR, SETTINGS, NOW, at)

    publishing.reschedule(content, EDITOR, SETTINGS, NOW, at + timedelta(days=1))
    publishing.reschedule(content, EDITOR, SETTINGS, NOW, at + timedelta(days=1))
    with pytest.raises(Invalid):
        publishing.reschedule(content, EDITOR, SETTINGS, NOW, NOW)
    with pytest.raises(NotAllowed):
        publishing.reschedule(content, OTHER, SETTINGS, NOW, at)

    assert draft.value.reason == "not_scheduled"
    assert shelf.head(content).planned == at + timedelta(days=1)
    assert shelf.audit == ["draft written", "content scheduled", "content scheduled"]

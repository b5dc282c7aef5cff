from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from lahetti.content.model import ContentState
from lahetti.dynamodb.transactions import transact
from lahetti.mail.digests.preview import next_digest
from lahetti.people import items as people_items
from lahetti.people.model import DigestMode, MailState, Notifications, PersonState, ScoreCard
from lahetti.settings.model import Settings
from tests.contents import content_head, put_heads
from tests.unit.lahetti.people.test_members import AINO

ZONE = ZoneInfo("Europe/Helsinki")
WEDNESDAY = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
THURSDAY = datetime(2026, 11, 26, 6, 30, tzinfo=UTC)
"""The programme's days are Tuesday and Thursday, at half past eight in Helsinki."""

pytestmark = pytest.mark.usefixtures("database")


def publish(content: str, at: datetime, expiry: datetime | None = None) -> None:
    put_heads([content_head(content, title=content, since=at, published=at, expiry=expiry)])


def test_it_holds_what_is_new_since_the_last_one_and_on_offer_the_newest_first() -> None:
    publish("before", datetime(2026, 11, 24, 6, 28, tzinfo=UTC))
    publish("first", datetime(2026, 11, 24, 6, 31, tzinfo=UTC))
    publish("second", WEDNESDAY)
    publish("over", WEDNESDAY, expiry=WEDNESDAY)

    digest = next_digest(Settings(), ZONE, WEDNESDAY)

    assert digest is not None
    assert digest.at == THURSDAY
    assert [row.content for row in digest.contents] == ["second", "first"]


def test_what_is_planned_until_a_minute_before_it_is_in_it() -> None:
    for content, at in (("in", THURSDAY - timedelta(minutes=1)), ("late", THURSDAY)):
        put_heads([content_head(content, state=ContentState.SCHEDULED, since=at, planned=at)])

    digest = next_digest(Settings(), ZONE, WEDNESDAY)

    assert digest is not None
    assert [row.content for row in digest.contents] == ["in"]


def test_more_than_ten_contents_are_counted() -> None:
    for number in range(12):
        publish(f"c{number:02}", WEDNESDAY - timedelta(minutes=number))

    digest = next_digest(Settings(), ZONE, WEDNESDAY)

    assert digest is not None
    assert (len(digest.contents), digest.more) == (10, 2)


def test_readers_are_told_in_tens_and_those_who_get_none_are_not_counted() -> None:
    wishes = [Notifications()] * 12 + [
        Notifications(DigestMode.OFF),
        Notifications(DigestMode.INSTANT),
        Notifications(days=(2,)),
    ]
    for number, wished in enumerate(wishes):
        put(f"p{number}", notifications=wished)
    for number in range(9):
        put(f"bounced{number}", mail_state=MailState.BOUNCED)
        put(f"paused{number}", state=PersonState.PAUSED)

    digest = next_digest(Settings(), ZONE, WEDNESDAY)

    assert digest is not None
    assert digest.tens == 1


def test_a_programme_without_digest_days_has_none() -> None:
    assert next_digest(Settings(digest_days=()), ZONE, WEDNESDAY) is None


def test_at_the_very_moment_of_one_the_next_is_told() -> None:
    digest = next_digest(Settings(), ZONE, THURSDAY)

    assert digest is not None
    assert digest.at == datetime(2026, 12, 1, 6, 30, tzinfo=UTC)


def put(person: str, **fields: object) -> None:
    known = replace(AINO, id=person, email=f"{person}@vero.fi", guidelines=1, **fields)
    transact(people_items.put_person(known), people_items.put_card(ScoreCard(person, person)))

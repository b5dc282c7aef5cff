from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from lahetti.analytics.waiting import Task, Waiting, what_waits
from lahetti.content import items as content_items
from lahetti.content.channels import items as channels_items
from lahetti.content.channels.model import Channel, Feed
from lahetti.content.model import ContentState, ContentTexts
from lahetti.content.notes import writing
from lahetti.content.notes.model import About
from lahetti.dynamodb.transactions import transact
from lahetti.people import items as people_items
from lahetti.people.model import MailState, Role, ScoreCard
from lahetti.rewards import items as rewards_items
from lahetti.rewards.model import Offer, Reward, Supply, Way
from tests.contents import content_head, put_heads
from tests.names import named
from tests.unit.lahetti.people.test_members import AINO

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
ADMIN = replace(AINO, id="admin", email="admin@vero.fi", role=Role.ADMIN, guidelines=1)
EDITOR = replace(AINO, id="editor", email="editor@vero.fi", role=Role.EDITOR, channels=("blogi",), guidelines=1)

pytestmark = pytest.mark.usefixtures("database")


def test_nothing_waits_in_an_empty_programme() -> None:
    assert what_waits(ADMIN, NOW) == []


def test_each_kind_has_its_number_and_the_age_of_its_oldest() -> None:
    put_states()

    assert what_waits(EDITOR, NOW) == [
        Waiting(Task.SUGGESTIONS, 1, since=NOW - timedelta(days=3)),
        Waiting(Task.DRAFTS, 2, since=NOW - timedelta(days=9)),
        Waiting(Task.ENDING, 1, until=NOW + timedelta(days=7)),
    ]


def test_an_editor_is_told_of_own_channels_alone_and_an_admin_of_all() -> None:
    put_states(channel="youtube")

    assert what_waits(EDITOR, NOW) == []
    assert [waiting.task for waiting in what_waits(ADMIN, NOW)] == [Task.SUGGESTIONS, Task.DRAFTS, Task.ENDING]


def test_notes_wait_for_those_who_may_settle_them() -> None:
    put_heads([content_head("c", channel="blogi")])
    transact(content_items.put_texts(ContentTexts("c", "https://www.vero.fi/c")))
    writing.write(AINO, About.CONTENT, "c", "Luku on vanha.", NOW - timedelta(hours=2))
    writing.write(AINO, About.WALK_THROUGH, None, "", NOW - timedelta(hours=1))

    assert what_waits(EDITOR, NOW) == [Waiting(Task.NOTES, 1, since=NOW - timedelta(hours=2))]
    assert what_waits(ADMIN, NOW) == [Waiting(Task.NOTES, 2, since=NOW - timedelta(hours=2))]


def test_a_broken_feed_waits_since_it_broke() -> None:
    broken = Feed("https://blogi.example/feed", reason="gone", broken_since=NOW - timedelta(hours=5))
    well = Feed("https://blog.example/feed")
    for channel, feed in (("blogi", broken), ("blog", well)):
        transact(channels_items.put_channel(Channel(channel, channel, "blog", "fi", "https://a.example/", feed)))

    assert what_waits(EDITOR, NOW) == [Waiting(Task.FEEDS, 1, since=NOW - timedelta(hours=5))]


def test_addresses_that_do_not_work_and_missing_codes_are_an_admins() -> None:
    bounced = replace(AINO, mail_state=MailState.BOUNCED)
    transact(people_items.put_person(bounced), people_items.put_card(ScoreCard(AINO.id, AINO.name)))
    for reward, uploaded, instead in (("short", 2, ""), ("enough", 5, ""), ("by hand", 2, "Nouda aulasta.")):
        offer = Offer(Way.CLAIM, named(reward), 1500, 5, cost=100)
        transact(rewards_items.put_reward(Reward(reward, offer, Supply(5, uploaded), instead_of_codes=instead)))

    assert what_waits(ADMIN, NOW) == [Waiting(Task.CODES, 1), Waiting(Task.BOUNCED, 1)]
    assert what_waits(EDITOR, NOW) == []


def put_states(channel: str = "blogi") -> None:
    """Store a suggestion, two drafts, and contents on offer that end today, in a week, a second later, and never."""
    put_heads(
        [
            content_head("s", channel=channel, state=ContentState.SUGGESTED, since=NOW - timedelta(days=3)),
            content_head("d1", channel=channel, state=ContentState.DRAFT, since=NOW - timedelta(days=9)),
            content_head("d2", channel=channel, state=ContentState.DRAFT, since=NOW),
            content_head("over", channel=channel, since=NOW, expiry=NOW),
            content_head("soon", channel=channel, since=NOW, expiry=NOW + timedelta(days=7)),
            content_head("later", channel=channel, since=NOW, expiry=NOW + timedelta(days=7, seconds=1)),
            content_head("never", channel=channel, since=NOW),
        ]
    )

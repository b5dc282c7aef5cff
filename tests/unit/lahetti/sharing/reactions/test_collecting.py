from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from lahetti.networks.reactions import ChangedAnswer, NetworkPost, Reactions
from lahetti.sharing.reactions import items
from lahetti.sharing.reactions.collecting import answered, with_reactions
from lahetti.sharing.reactions.model import AskedServer, FollowedPost
from tests.memory_dynamodb.client import MemoryDynamoDb

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
HELSINKI = ZoneInfo("Europe/Helsinki")
POST = FollowedPost(
    "0123456789", "aino", "mastodon", NetworkPost("a.example", "1", "https://a.example/@aino/1"), NOW, NOW, due=NOW
)


def test_counts_that_are_the_same_do_not_change_when_they_last_did() -> None:
    later = NOW + timedelta(hours=1)
    counted = with_reactions(POST, Reactions(likes=3), later, HELSINKI)

    same = with_reactions(counted, Reactions(likes=3), later + timedelta(hours=1), HELSINKI)

    assert (counted.changed, same.changed, same.reactions) == (later, later, Reactions(likes=3))


def test_what_could_not_be_found_keeps_what_is_known() -> None:
    known = replace(POST, reactions=Reactions(likes=3))

    assert with_reactions(known, None, NOW + timedelta(hours=1), HELSINKI).reactions == Reactions(likes=3)


def test_a_server_that_fails_is_left_alone_ever_longer_and_is_well_after_one_answer() -> None:
    server = AskedServer("mastodon", "a.example")
    failure = ChangedAnswer("The answer is not JSON.")

    once = answered(server, failure, NOW)
    twice = answered(once, failure, NOW + timedelta(hours=1))

    assert (once.failures, twice.failures, twice.failing_since, twice.reason) == (1, 2, NOW, "changed_answer")
    assert once.due is not None
    assert twice.due is not None
    assert twice.due - (NOW + timedelta(hours=1)) > once.due - NOW
    well = answered(twice, None, NOW + timedelta(hours=2))
    assert (well.failures, well.due, well.reason, well.failing_since) == (0, None, None, None)


def test_a_post_and_a_server_come_back_as_they_were_stored(database: MemoryDynamoDb) -> None:
    server = answered(AskedServer("mastodon", "a.example"), ChangedAnswer("x"), NOW)

    assert items.save_post(POST)
    assert items.save_server(server)

    assert items.find_post(POST.code) == POST
    assert items.find_server("mastodon", "a.example") == server
    assert [row.url for row in items.posts_of("aino").values()] == [POST.post.url]
    assert items.posts_due("mastodon", NOW) == [(POST.code, "a.example")]


@pytest.mark.parametrize("due", [None, NOW + timedelta(minutes=1)])
def test_a_post_that_is_not_due_is_not_asked_for(due: datetime | None, database: MemoryDynamoDb) -> None:
    items.save_post(replace(POST, due=due))

    assert items.posts_due("mastodon", NOW) == []


def test_a_post_keeps_by_day_how_much_its_counts_have_changed_for_the_last_three_days(
    database: MemoryDynamoDb,
) -> None:
    evening = datetime(2026, 11, 25, 21, 59, tzinfo=UTC)  # a minute before midnight in Helsinki
    post = POST
    for minutes, found in (
        (0, Reactions(likes=3)),
        (1, Reactions(likes=5, replies=1)),
        (2, Reactions(likes=5, replies=1)),
        (24 * 60, None),
        (48 * 60, Reactions(likes=4)),
    ):
        post = with_reactions(post, found, evening + timedelta(minutes=minutes), HELSINKI)

    assert post.gained == {"2026-11-25": 3, "2026-11-26": 3, "2026-11-27": -2}
    items.save_post(with_reactions(post, Reactions(likes=9), evening + timedelta(days=3), HELSINKI))
    stored = items.find_post(POST.code)
    assert stored is not None
    assert stored.gained == {"2026-11-26": 3, "2026-11-27": -2, "2026-11-28": 5}

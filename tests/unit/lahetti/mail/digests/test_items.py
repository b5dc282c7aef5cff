from dataclasses import replace
from datetime import UTC, datetime, timedelta

from lahetti.mail.digests import items
from lahetti.mail.digests.model import DigestState
from tests.memory_dynamodb.client import MemoryDynamoDb

NOW = datetime(2026, 11, 26, 6, 30, tzinfo=UTC)
CLAIMED = DigestState("aino").with_claim(NOW, NOW - timedelta(minutes=1), ("c1", "c2"))


def test_a_claim_comes_back_as_it_was_stored(database: MemoryDynamoDb) -> None:
    (stored,) = items.save_states([CLAIMED])

    assert stored is not None
    assert items.find_digest_state("aino") == CLAIMED == stored


def test_of_two_runs_one_has_the_claim(database: MemoryDynamoDb) -> None:
    first, second = items.save_states([CLAIMED]), items.save_states([CLAIMED])

    assert (first, second) == ([CLAIMED], [None])


def test_a_digest_that_was_sent_moves_on_to_what_it_told(database: MemoryDynamoDb) -> None:
    (stored,) = items.save_states([CLAIMED])
    assert stored is not None

    assert items.save_state(stored.announced())

    assert items.find_digest_state("aino") == DigestState("aino", until=CLAIMED.claim_until)


def test_what_was_released_comes_next_time() -> None:
    known = replace(CLAIMED, until=NOW - timedelta(days=2))

    assert known.released() == DigestState("aino", until=NOW - timedelta(days=2))

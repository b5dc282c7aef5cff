import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from lahetti.content import items as content_items
from lahetti.content.model import ContentTexts
from lahetti.dynamodb.transactions import transact
from lahetti.mail.digests import items, run
from lahetti.mail.digests.run import Ses, send_digests
from lahetti.mail.messages import Message
from lahetti.mail.ses import AccountFault, HeldUp, Outcome
from lahetti.networks.networks import Network
from lahetti.people import items as people_items
from lahetti.people.model import ScoreCard
from lahetti.security import secrets
from lahetti.settings.model import Settings
from lahetti.sharing import items as sharing_items
from lahetti.sharing.model import Share
from tests.contents import content_head
from tests.memory_dynamodb.client import MemoryDynamoDb
from tests.unit.lahetti.people.test_members import AINO

NOW = datetime(2026, 11, 26, 9, 30, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Helsinki")


def test_a_digest_that_cannot_be_composed_holds_up_no_other(
    database: MemoryDynamoDb, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(secrets, "session_keys", lambda: [b"a session key"])
    published = NOW - timedelta(hours=20)
    head = replace(content_head("c1", title="Verokortti"), published=published, since=published, expiry=None)
    transact(content_items.put_head(head), content_items.put_texts(ContentTexts("c1", "https://www.vero.fi/c1")))
    for person in ("aino", "broken", "väinö"):
        known = replace(AINO, id=person, email=f"{person}@vero.fi", joined=NOW - timedelta(days=30), guidelines=1)
        transact(people_items.put_person(known), people_items.put_card(ScoreCard(person, person)))
    compose, taken = run._message, list[str]()

    def failing(one: Any, *more: Any) -> Message:
        if one.person.id == "broken":
            raise ZeroDivisionError
        return compose(one, *more)

    def send_many(messages: Any) -> list[Outcome]:
        taken.extend(message.to for message in messages)
        return [Outcome("m") for _ in messages]

    monkeypatch.setattr(run, "_message", failing)
    done = send_digests(Settings(), ZONE, NOW, Ses(send_many, lambda: 14.0, lambda _: None))

    assert sorted(taken) == ["aino@vero.fi", "väinö@vero.fi"]
    assert (done.sent, done.left) == (2, 0)
    state = items.find_digest_state("broken")
    assert state is not None
    assert state.claimed is None


def test_a_content_without_captions_does_not_lead_a_digest(
    database: MemoryDynamoDb, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(secrets, "session_keys", lambda: [b"a session key"])
    published = NOW - timedelta(hours=20)
    for content, captioned, ago in (("bare", (), 0), ("ready", ("linkedin#fi",), 1)):
        since = published - timedelta(hours=ago)
        head = content_head(content, title=f"Juttu {content}", captioned=captioned, expiry=None)
        texts = ContentTexts(content, f"https://www.vero.fi/{content}", why=f"Syy {content}")
        transact(content_items.put_head(replace(head, published=since, since=since)), content_items.put_texts(texts))
    known = replace(AINO, joined=NOW - timedelta(days=30), guidelines=1, version=0)
    transact(people_items.put_person(known), people_items.put_card(ScoreCard(AINO.id, AINO.id)))
    taken: list[Message] = []

    def send_many(messages: Any) -> list[Outcome]:
        taken.extend(messages)
        return [Outcome("m") for _ in messages]

    send_digests(Settings(), ZONE, NOW, Ses(send_many, lambda: 14.0, lambda _: None))

    (message,) = taken
    assert "Juttu ready" in message.subject
    assert "Syy ready" in message.text
    assert "Syy bare" not in message.text
    assert message.text.index("Juttu ready") < message.text.index("Juttu bare")


def test_each_link_of_a_digest_names_a_network_that_has_captions_and_the_readers_usual_one_first(
    database: MemoryDynamoDb, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(secrets, "session_keys", lambda: [b"a session key"])
    published = NOW - timedelta(hours=20)
    captioned = {"both": ("linkedin#fi", "x#fi"), "one": ("bluesky#sv",), "none": (), "shared": ()}
    for content, places in captioned.items():
        head = content_head(content, title=f"Juttu {content}", captioned=places, expiry=None)
        texts = ContentTexts(content, f"https://www.vero.fi/{content}")
        head = replace(head, published=published, since=published)
        transact(content_items.put_head(head), content_items.put_texts(texts))
    for person in ("newcomer", "regular"):
        known = replace(AINO, id=person, email=f"{person}@vero.fi", joined=NOW - timedelta(days=30), guidelines=1)
        transact(people_items.put_person(known), people_items.put_card(ScoreCard(person, person)))
    shared = Share("0123456789", "regular", "shared", Network.X, "", "https://www.vero.fi", NOW - timedelta(hours=1))
    transact(sharing_items.put_share(shared))
    taken: dict[str, str] = {}

    def send_many(messages: Any) -> list[Outcome]:
        taken.update({message.to.partition("@")[0]: message.text for message in messages})
        return [Outcome("m") for _ in messages]

    send_digests(Settings(), ZONE, NOW, Ses(send_many, lambda: 14.0, lambda _: None))

    links = {person: sorted(re.findall(r"/share/(\S+)", text)) for person, text in taken.items()}
    assert links["newcomer"] == ["both?network=linkedin", "none", "one?network=bluesky", "shared"]
    assert links["regular"] == ["both?network=x", "none", "one?network=bluesky"]


def one_reader_with_news(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secrets, "session_keys", lambda: [b"a session key"])
    published = NOW - timedelta(hours=20)
    head = replace(content_head("c1", title="Verokortti"), published=published, since=published, expiry=None)
    transact(content_items.put_head(head), content_items.put_texts(ContentTexts("c1", "https://www.vero.fi/c1")))
    known = replace(AINO, joined=NOW - timedelta(days=30), guidelines=1, version=0)
    transact(people_items.put_person(known), people_items.put_card(ScoreCard(AINO.id, AINO.id)))


def test_of_two_runs_at_a_time_one_sends(database: MemoryDynamoDb, monkeypatch: pytest.MonkeyPatch) -> None:
    one_reader_with_news(monkeypatch)
    within: list[tuple[int, int]] = []

    def send_many(messages: Any) -> list[Outcome]:
        other = send_digests(Settings(), ZONE, NOW, Ses(send_many, lambda: 14.0, lambda _: None))
        within.append((other.sent, len(other.offer)))  # it has not even looked
        return [Outcome("m") for _ in messages]

    done = send_digests(Settings(), ZONE, NOW, Ses(send_many, lambda: 14.0, lambda _: None))

    assert (within, done.sent, done.left) == ([(0, 0)], 1, 0)
    assert items.digests_done() == NOW


def test_a_run_that_was_killed_holds_up_no_later_one(database: MemoryDynamoDb, monkeypatch: pytest.MonkeyPatch) -> None:
    one_reader_with_news(monkeypatch)
    assert run.records_items.begin_pause(*run._LEASE, NOW - timedelta(minutes=16), NOW - timedelta(minutes=1)) is None

    done = send_digests(Settings(), ZONE, NOW, Ses(lambda all_: [Outcome("m") for _ in all_], lambda: 14.0))

    assert done.sent == 1


def test_digests_wait_for_an_account_that_may_not_send(
    database: MemoryDynamoDb, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sandbox refuses one by one, a pause all at once: neither run fails, and no digest goes missing."""
    one_reader_with_news(monkeypatch)

    def paused(_: Any) -> list[Outcome]:
        raise HeldUp(AccountFault.PAUSED, "SendingPausedException")

    refused = [Outcome(None, "MESSAGE_REJECTED", later=True, fault=AccountFault.SANDBOX)]
    for send_many in (paused, lambda _: refused):
        done = send_digests(Settings(), ZONE, NOW, Ses(send_many, lambda: 14.0, lambda _: None))
        assert (done.sent, done.left) == (0, 1)
    done = send_digests(Settings(), ZONE, NOW, Ses(lambda _: [Outcome("m")], lambda: 14.0, lambda _: None))

    assert (done.sent, done.left) == (1, 0)


def test_digests_are_behind_an_hour_after_the_last_complete_run(database: MemoryDynamoDb) -> None:
    assert not run.is_behind(NOW)
    items.set_digests_done(NOW - timedelta(minutes=59))
    assert not run.is_behind(NOW)
    assert run.is_behind(NOW + timedelta(minutes=2))

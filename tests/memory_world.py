"""Where a story is told on the store in memory: by the use cases, the redirect's own marks, the stream's records."""

import math
import random
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from lahetti.content import items as content_items
from lahetti.content.model import ContentTexts
from lahetti.core.cache import Cached
from lahetti.core.errors import NotFound
from lahetti.dynamodb import keys
from lahetti.dynamodb.batches import batch_put
from lahetti.dynamodb.transactions import Put
from lahetti.networks.networks import Network
from lahetti.people import items as people_items
from lahetti.people.model import Person, PersonState, Role, ScoreCard
from lahetti.people.walks import walking
from lahetti.periods import challenges
from lahetti.points import clicks, confirming
from lahetti.points import ledger as accounts
from lahetti.races import items as races_items
from lahetti.races import standings
from lahetti.security import secrets
from lahetti.sharing import items as sharing_items
from lahetti.sharing import links, opening, own_devices
from lahetti.sharing import model as sharing_model
from redirect import handler as redirect
from tests.contents import content_head
from tests.memory_dynamodb.client import Killed, MemoryDynamoDb
from tests.memory_dynamodb.signed_requests import SignedMemoryDynamoDb
from tests.sequences import (
    CONTENTS,
    OFFICE,
    OWN_WORDS,
    PEOPLE,
    PROGRAMME,
    SETTINGS,
    VALUES,
    PersonAfter,
    Share,
    ShareAfter,
    Step,
    address_of,
    own_device,
    seen_marks,
)

NETWORK = Network.LINKEDIN
JOINED = datetime(2026, 1, 1, tzinfo=UTC)


def code_of(share: Share) -> str:
    person, content = share
    return links.code_of(b"key", person, content, NETWORK)


def ambassador(person: str) -> Person:
    """Return one of the people of the stories."""
    return Person(
        id=person,
        email=f"{person}@vero.fi",
        name=person.title(),
        role=Role.AMBASSADOR,
        state=PersonState.ACTIVE,
        language="fi",
        joined=JOINED,
    )


@dataclass
class MemoryWorld:
    """The world of `tests.sequences` on tables in memory; `shown` images of cards have been delivered."""

    memory: MemoryDynamoDb
    shown: int = 0

    @classmethod
    @contextmanager
    def begun(cls, chance: random.Random | None = None) -> Iterator["MemoryWorld"]:
        """Let there be people and contents; with `chance`, reads may be old from then on."""
        memory = MemoryDynamoDb()
        with memory.installed(), pytest.MonkeyPatch.context() as patch:
            patch.setattr(secrets, "link_key", lambda: b"key")
            patch.setattr(redirect, "database", SignedMemoryDynamoDb(memory))
            patch.setattr(redirect, "_keys", {})
            patch.setattr(own_devices, "_keys", {})
            patch.setattr(own_devices, "_known", set())
            # One after the other: the works that are done at once take turns by their own threads.
            patch.setattr(walking, "at_once", lambda work, things: [*map(work, things)])
            patch.setattr(walking, "PART", 3)
            # Read once, before works are done at once: whoever reads anew holds a lock that the others need.
            patch.setattr(challenges, "_OPEN", Cached(challenges._read_open, seconds=math.inf))
            challenges._OPEN.get()
            world = cls(memory)
            for person in PEOPLE:
                world.put(people_items.put_person(ambassador(person)), people_items.put_card(ScoreCard(person, person)))
            for content in CONTENTS:
                head = content_head(content, title=content, points=VALUES.get(content))
                texts = ContentTexts(content, f"https://www.vero.fi/{content}")
                world.put(content_items.put_head(head), content_items.put_texts(texts))
            memory.chance = chance
            yield world

    def put(self, *writes: Put) -> None:
        """Store items without any condition, as what stands before a sequence: every read finds them."""
        batch_put(write.item for write in writes)
        self.memory.settle()

    def open(self, share: Share, own_words: bool, now: datetime) -> None:
        person, content = share
        words = OWN_WORDS if own_words else None
        own_devices.mark(person, (OFFICE, own_device(person)), now)
        opening.open_share(ambassador(person), content, NETWORK, SETTINGS, now, words=words)

    def confirm(self, share: Share, now: datetime) -> None:
        try:
            confirming.confirm_share(share[0], code_of(share), PROGRAMME, now)
        except NotFound:
            assert not self._is_stored(share)

    def visit(self, share: Share, visitor: str, now: datetime) -> None:
        if self._is_stored(share):
            self.mark(code_of(share), visitor, now)

    def mark(self, code: str, visitor: str, now: datetime) -> None:
        """Leave a visitor's mark at a link, as the redirect does."""
        assert redirect._mark(code, address_of(visitor), visitor, now)

    def deliver(self, records: Iterable[tuple[str, str]], now: datetime) -> None:
        clicks.tally_clicks(records, PROGRAMME, now)

    def refresh(self, now: datetime) -> None:
        minutes = [f"{now - timedelta(minutes=back):%Y-%m-%dT%H:%M}" for back in range(2, 62)]
        clicks.refresh_clicks(minutes, PROGRAMME, lambda: now)

    def show(self, chance: random.Random, *, all_of_them: bool) -> None:
        images = [change.image for change in self.memory.programme.stream if change.keys["sk"]["S"] == keys.CARD]
        upto = len(images) if all_of_them else chance.randint(self.shown, len(images))
        batch = images[self.shown : upto] + chance.sample(images[: self.shown], min(2, self.shown))
        chance.shuffle(batch)
        standings.take_cards([people_items.card_of_image(image) for image in batch if image])
        self.shown = max(self.shown, upto)

    def killed(self, work: Step, after: int) -> None:
        self.memory.kill_in = after
        try:
            work()
        except Killed:
            pass
        finally:
            self.memory.kill_in = None

    def together(self, first: Step, second: Step) -> None:
        self.memory.together(first, second)

    def records(self) -> Sequence[tuple[str, str]]:
        """Return (code, day) of all marks that were inserted."""
        inserted = [change.keys["pk"]["S"] for change in self.memory.traffic.stream if change.event == "INSERT"]
        marks = [pk.split("#") for pk in inserted if pk.startswith("MARK#")]
        return [(code, day) for _, code, day in marks]

    def after(self, person: str) -> PersonAfter:
        """What the store holds of a person in the end."""
        entries = [
            change.keys["sk"]["S"].removeprefix("ENTRY#")
            for change in self.memory.programme.stream
            if change.keys["pk"]["S"] == keys.person(person) and change.keys["sk"]["S"].startswith("ENTRY#")
        ]
        ledger = {entry.cause: entry for entry in accounts.ledger(person, consistent=True)}
        assert sorted(entries) == sorted(ledger)
        card = people_items.find_card(person, consistent=True)
        assert card is not None
        shares = [sharing_items.find_share(code_of((person, content)), consistent=True) for content in CONTENTS]
        return PersonAfter(
            ledger=[ledger[cause] for cause in entries],
            card=card.totals,
            rows=dict(self._rows(person)),
            shares={share.code: self._share(share) for share in shares if share is not None},
        )

    def _is_stored(self, share: Share) -> bool:
        return bool(self.memory.programme.find((keys.share(code_of(share)), "SHARE")))

    def _rows(self, person: str) -> Iterator[tuple[str, tuple[int, int, int]]]:
        for pk, sk in self.memory.traffic.states:
            if pk.startswith("RACE#") and sk == person:
                race = pk.removeprefix("RACE#")
                row = races_items.find_standing(race, person, consistent=True)
                assert row is not None
                yield race, (row.points, row.shares, row.clicks)

    def _share(self, share: sharing_model.Share) -> ShareAfter:
        days = {day for code, day in self.records() if code == share.code}
        marks = {day: seen_marks(share, day) for day in sorted(days)}
        return ShareAfter(
            share.code, share.content, share.own_wording, share.state == "confirmed", share.clicks,
            share.repeats, share.own, share.held, share.scored, marks,
        )  # fmt: skip

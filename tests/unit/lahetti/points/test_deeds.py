import os
import pickle
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from lahetti import keys, links, periods, races, sharing, store
from lahetti.errors import NotFound
from lahetti.networks.share_dialogs import Network
from lahetti.points import deeds
from tests.model import Killed, Model
from tests.sequences import (
    CONTENTS,
    OWN_WORDS,
    PEOPLE,
    PROGRAMME,
    SETTINGS,
    VALUES,
    ZONE,
    PersonAfter,
    Share,
    ShareAfter,
    Step,
    Story,
    check,
)
from tests.unit.lahetti.test_people import AINO

NETWORK = Network.LINKEDIN
SEQUENCES = 20_000 if os.environ.get("LAHETTI_SOAK") else 2_000


def code_of(share: Share) -> str:
    person, content = share
    return links.code_of(b"key", person, content, NETWORK)


@dataclass
class ModelWorld:
    """Tells a story by the use cases, on the model of the store."""

    model: Model
    shown: int = 0

    def __post_init__(self) -> None:
        for person in PEOPLE:
            card = store.people.ScoreCard(keys.person(person), keys.CARD, person=person, name=person, version=1)
            self.model.put(card)
        for content in CONTENTS:
            shown = {"channel": "blogi", "title": content, "language": "fi"}
            head = store.contents.ContentHead(
                keys.content(content), "HEAD", content=content, channel="blogi", state="published", title=content,
                language="fi", points=VALUES.get(content), created_by="e", chosen_by="e", created=datetime.now(ZONE),
                shown1=shown,
            )  # fmt: skip
            texts = store.contents.ContentTexts(
                keys.content(content),
                "TEXTS",
                address=f"https://www.vero.fi/{content}",
                summary="",
                why="",
                disclosure="",
            )
            self.model.put(head)
            self.model.put(texts)

    def open(self, share: Share, own_words: bool, now: datetime) -> None:
        person, content = share
        day = periods.day_of(now, ZONE)
        words = OWN_WORDS if own_words else None
        device = ("192.0.2.1", f"device of {person}")
        ambassador = AINO.__class__(**{**AINO.__dict__, "id": person})
        sharing.open_share(ambassador, content, NETWORK, SETTINGS, now, words=words, device=device, day=day)

    def confirm(self, share: Share, now: datetime) -> None:
        try:
            deeds.confirm_share(share[0], code_of(share), PROGRAMME, now)
        except NotFound:
            assert not self.model.items.get((keys.share(code_of(share)), "SHARE"))

    def visit(self, share: Share, visitor: str, now: datetime) -> None:
        if (keys.share(code_of(share)), "SHARE") in self.model.items:
            who = links.visitor_of(b"k" * 32, "192.0.2.1", visitor)
            self.model.visit(code_of(share), periods.day_of(now, ZONE), who, now)

    def deliver(self, records: Iterable[tuple[str, str]], now: datetime) -> None:
        deeds.tally_clicks(records, PROGRAMME, now)

    def refresh(self, now: datetime) -> None:
        minutes = [f"{now - timedelta(minutes=back):%Y-%m-%dT%H:%M}" for back in range(2, 62)]
        deeds.refresh_clicks(minutes, PROGRAMME, now)

    def show(self, chance: random.Random, *, all_of_them: bool) -> None:
        images = self.model.images
        upto = len(images) if all_of_them else chance.randint(self.shown, len(images))
        batch = images[self.shown : upto] + chance.sample(images[: self.shown], min(2, self.shown))
        chance.shuffle(batch)
        races.take_cards([pickle.loads(image) for image in batch])  # noqa: S301 (our own copies)
        self.shown = max(self.shown, upto)

    def killed(self, work: Step, after: int) -> None:
        self.model.kill_in = after
        try:
            work()
        except Killed:
            pass
        finally:
            self.model.kill_in = None

    def together(self, first: Step, second: Step) -> None:
        self.model.together(first, second)

    def records(self) -> Sequence[tuple[str, str]]:
        return self.model.records

    def after(self, person: str) -> PersonAfter:
        """What the store holds of a person in the end."""
        model = self.model
        order = [cause for pk, cause in (line.split(" ", 1) for line in model.entered) if pk == keys.person(person)]
        ledger = {entry.cause: entry for entry in deeds.ledger(person, consistent=True)}
        assert sorted(order) == sorted(ledger)
        rows = {}
        for pk, sk in model.items:
            if pk.startswith("RACE#") and sk == person:
                row = store.traffic.find_standing(pk.removeprefix("RACE#"), person, consistent=True)
                assert row is not None
                rows[pk.removeprefix("RACE#")] = (int(row.points), int(row.shares), int(row.clicks))
        card = store.people.find_card(person, consistent=True)
        assert card is not None
        shares = [store.shares.find_share(code_of((person, content)), consistent=True) for content in CONTENTS]
        return PersonAfter(
            ledger=[ledger[cause] for cause in order],
            card=deeds.card_of(card),
            rows=rows,
            shares={share.code: self._share(share) for share in shares if share is not None},
        )

    def _share(self, share: store.shares.Share) -> ShareAfter:
        marks = {
            day: [(hits, first, own) for hits, first, own in visitors.values()]
            for (code, day), visitors in self.model.marks.items()
            if code == share.code
        }
        return ShareAfter(
            share.code, share.content, share.own_wording, share.state == "confirmed", int(share.clicks),
            int(share.repeats), int(share.own), int(share.held), int(share.scored), marks,
        )  # fmt: skip


@settings(max_examples=SEQUENCES, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 25))
def test_whatever_happens_ledger_is_deeds_card_is_ledger_and_standings_are_cards(seed: int, steps: int) -> None:
    with Model(chance=random.Random(seed)).installed() as model:
        world = ModelWorld(model)

        Story(world, random.Random(seed)).tell(steps)

        for person in PEOPLE:
            check(world.after(person))

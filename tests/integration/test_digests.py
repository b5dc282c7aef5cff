"""Digests on the local cloud's tables: killed at every step and started again, nobody is missed, nobody told twice.

All happens in 2037, where the deployed job does not come; what is published there is archived in the end.
"""

import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from lahetti.content import drafting, publishing, recalling
from lahetti.content import items as content_items
from lahetti.content.model import Links, Recall
from lahetti.core import clock
from lahetti.core.names import LocalisedName
from lahetti.mail.digests import items as digest_items
from lahetti.mail.digests import run
from lahetti.mail.digests.model import DigestState
from lahetti.mail.digests.run import Ses
from lahetti.mail.messages import Message
from lahetti.mail.ses import NotSent, Outcome
from lahetti.networks.networks import Network
from lahetti.people import changing, members
from lahetti.people.model import Person
from lahetti.security import sessions
from lahetti.security.sessions import Purpose
from lahetti.settings.model import Settings
from lahetti.sharing import opening
from tests.integration.people_fixtures import TEAM, Cast, accepted, content_draft, current

ZONE = ZoneInfo("Europe/Helsinki")
THURSDAY = datetime(2037, 11, 26, 6, 30, tzinfo=UTC)
"""8:30 in Helsinki."""
AUDIENCE = (TEAM,)
SETTINGS = replace(Settings(), organisation=LocalisedName.of({"fi": "Verohallinto"}))
Publish = Callable[..., str]


class Killed(BaseException):
    """The function's time is over: nothing of ours runs any more."""


class Outside:
    """SES as a test wants it."""

    def __init__(self, kill_before: int | None = None, kill_after: int | None = None) -> None:
        self.kill_before, self.kill_after = kill_before, kill_after
        self.taken: list[Message] = []
        self.calls = 0
        self.meanwhile: Callable[[], object] = lambda: None

    def send_many(self, messages: Sequence[Message]) -> list[Outcome]:
        self.calls += 1
        if self.calls == self.kill_before:
            raise Killed
        self.taken += messages
        if self.calls == self.kill_after:
            raise Killed
        return [Outcome(f"m{number}") for number in range(len(messages))]

    def ses(self, rate: float = 50) -> Ses:
        return Ses(self.send_many, lambda: rate, lambda _: None)

    def told(self, person: Person) -> list[str]:
        """Return the texts of a person's digests."""
        return [message.text for message in self.taken if message.to == person.email]


@pytest.fixture
def news(editor_person: Person) -> Iterator[Publish]:
    made = []

    def publish(at: datetime, title: str | None = None, **fields: object) -> str:
        named = {"title": title or f"Juttu {uuid.uuid4().hex[:8]}", "audience": AUDIENCE, **fields}
        wanted = content_draft(**named)
        new = drafting.create_draft(wanted, editor_person, current(), at).row.content
        publishing.publish(new, editor_person, current(), at)
        made.append(new)
        return new

    yield publish
    for one in made:
        publishing.archive(one, editor_person, clock.now())


@pytest.fixture
def readers(cast: Cast) -> list[Person]:
    return [accepted(cast.invite(f"Lukija {number}", teams=AUDIENCE)) for number in range(3)]


def title_of(one: str) -> str:
    head = content_items.find_head(one)
    assert head is not None
    return head.title


def test_a_digest_comes_at_its_turn_once_and_not_without_news(news: Publish, readers: list[Person]) -> None:
    one, two = news(THURSDAY - timedelta(hours=3)), news(THURSDAY - timedelta(hours=2))
    outside = Outside()

    for minutes in (-5, 0, 5, 10):
        run.send_digests(SETTINGS, ZONE, THURSDAY + timedelta(minutes=minutes), outside.ses())

    for reader in readers:
        (text,) = outside.told(reader)
        assert text.index(title_of(two)) < text.index(title_of(one))
        assert f"/share/{two}" in text
    tags = outside.taken[0].tags
    assert set(tags) == {"digest", "person"}
    assert outside.calls <= 3


def test_what_was_published_in_the_last_minute_comes_next_time(news: Publish, readers: list[Person]) -> None:
    early, late = news(THURSDAY - timedelta(seconds=61)), news(THURSDAY - timedelta(seconds=59))
    outside = Outside()

    run.send_digests(SETTINGS, ZONE, THURSDAY, outside.ses())
    run.send_digests(SETTINGS, ZONE, THURSDAY + timedelta(days=5), outside.ses())

    first, second = outside.told(readers[0])
    assert title_of(early) in first
    assert title_of(late) not in first
    assert title_of(late) in second
    assert title_of(early) not in second


@pytest.mark.parametrize("reported", [True, False])
@pytest.mark.parametrize("step", ["claim 1", "claim 2", "claim 3", "before sending", "after sending", "mark 2"])
def test_a_run_killed_at_any_step_leaves_nobody_out_and_tells_nobody_twice(
    step: str, reported: bool, news: Publish, readers: list[Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    one = news(THURSDAY - timedelta(hours=3))
    outside = Outside(
        kill_before=1 if step == "before sending" else None, kill_after=1 if step == "after sending" else None
    )
    emails = {reader.id for reader in readers}
    genuine, puts = digest_items.save_states, Counter[str]()

    def save_states(states: Sequence[DigestState]) -> list[DigestState | None]:
        """Write one after another, as far as the function lives."""
        for number, item in enumerate(states):
            if item.person in emails:
                kind = "claim" if item.claim else "mark"
                puts[kind] += 1
                if step == f"{kind} {puts[kind]}":
                    genuine(states[:number])
                    raise Killed
        return genuine(states)

    monkeypatch.setattr(digest_items, "save_states", save_states)
    with pytest.raises(Killed):
        run.send_digests(SETTINGS, ZONE, THURSDAY, outside.ses())
    monkeypatch.undo()
    if reported:
        for message in outside.taken:
            run.note_reported(message.tags["person"], int(message.tags["digest"]))

    for minutes in (5, 10, 15, 20):
        run.send_digests(SETTINGS, ZONE, THURSDAY + timedelta(minutes=minutes), outside.ses())

    told = [len(outside.told(reader)) for reader in readers]
    sent_unmarked = step in ("after sending", "mark 2")
    if reported or not sent_unmarked:
        assert told == [1, 1, 1]
    else:  # nobody can know: they are told again rather than never
        assert all(number in (1, 2) for number in told)
    assert all(title_of(one) in text for reader in readers for text in outside.told(reader))


def test_two_runs_at_once_tell_everybody_once(news: Publish, readers: list[Person]) -> None:
    news(THURSDAY - timedelta(hours=3))
    outside, other = Outside(), Outside()
    genuine = outside.send_many

    def send_meanwhile(messages: Sequence[Message]) -> list[Outcome]:
        run.send_digests(SETTINGS, ZONE, THURSDAY, other.ses())
        return genuine(messages)

    run.send_digests(SETTINGS, ZONE, THURSDAY, Ses(send_meanwhile, lambda: 2, lambda _: None))

    assert [len(outside.told(reader)) + len(other.told(reader)) for reader in readers] == [1, 1, 1]


def test_what_is_recalled_between_choice_and_sending_is_left_out(
    news: Publish, readers: list[Person], editor_person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    stays, goes = news(THURSDAY - timedelta(hours=3)), news(THURSDAY - timedelta(hours=2))
    outside, genuine = Outside(), digest_items.save_states
    recalled: list[object] = []

    def save_states(states: Sequence[DigestState]) -> list[DigestState | None]:
        if not recalled:
            recalled.append(
                recalling.recall(goes, Recall(Links.KEEP, "Luku oli väärä."), editor_person, current(), clock.now())
            )
        return genuine(states)

    monkeypatch.setattr(digest_items, "save_states", save_states)
    run.send_digests(SETTINGS, ZONE, THURSDAY, outside.ses())

    (text,) = outside.told(readers[0])
    assert title_of(stays) in text
    assert title_of(goes) not in text


def test_wishes_that_change_during_a_run_count(
    news: Publish, readers: list[Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    news(THURSDAY - timedelta(hours=3))
    outside, genuine = Outside(), digest_items.people_and_states

    def changed_meanwhile(group: Sequence[str]) -> dict[str, tuple[Person, DigestState]]:
        if readers[0].id in group:
            changing.change_person(readers[0].id, {"digest": "off"}, readers[0].id, clock.now())
            changing.change_person(readers[1].id, {"topics": ["muu"]}, readers[1].id, clock.now())
        return genuine(group)

    monkeypatch.setattr(digest_items, "people_and_states", changed_meanwhile)
    run.send_digests(SETTINGS, ZONE, THURSDAY, outside.ses())

    # The content has no topic, so it is for everybody.
    assert [len(outside.told(reader)) for reader in readers] == [0, 1, 1]


def test_what_a_person_has_shared_or_is_not_for_them_is_not_news(
    news: Publish, readers: list[Person], cast: Cast
) -> None:
    one = news(THURSDAY - timedelta(hours=3))
    opening.open_share(readers[0], one, Network.X, current(), THURSDAY - timedelta(hours=1))
    other = cast.invite("Muu Tiimi")
    outside = Outside()

    run.send_digests(SETTINGS, ZONE, THURSDAY, outside.ses())

    assert [len(outside.told(reader)) for reader in (*readers, other)] == [0, 1, 1, 0]


def test_instant_news_waits_for_the_end_of_quiet_hours(news: Publish, cast: Cast) -> None:
    eager = cast.invite("Ilona Innokas", teams=AUDIENCE)
    changing.change_person(eager.id, {"digest": "instant"}, eager.id, clock.now())
    outside = Outside()
    evening = THURSDAY + timedelta(hours=12)  # 20:30, quiet
    news(evening)

    for at in (
        evening + timedelta(minutes=5),
        THURSDAY + timedelta(hours=22, minutes=55),
        THURSDAY + timedelta(hours=23),
    ):
        run.send_digests(SETTINGS, ZONE, at, outside.ses())
        if at < THURSDAY + timedelta(hours=23):
            assert outside.told(eager) == []

    assert len(outside.told(eager)) == 1


def test_ses_refusing_for_now_loses_nothing(news: Publish, readers: list[Person]) -> None:
    news(THURSDAY - timedelta(hours=3))
    outside = Outside()

    def throttled(messages: Sequence[Message]) -> list[Outcome]:
        raise NotSent("TooManyRequestsException")

    with pytest.raises(NotSent):
        run.send_digests(SETTINGS, ZONE, THURSDAY, Ses(throttled, lambda: 50, lambda _: None))
    run.send_digests(SETTINGS, ZONE, THURSDAY + timedelta(minutes=5), outside.ses())

    assert [len(outside.told(reader)) for reader in readers] == [1, 1, 1]


def test_one_address_that_ses_does_not_take_now_is_tried_again(news: Publish, readers: list[Person]) -> None:
    news(THURSDAY - timedelta(hours=3))
    outside = Outside()

    def halfway(messages: Sequence[Message]) -> list[Outcome]:
        later = [message.to == readers[0].email for message in messages]
        outside.taken += [message for message, waits in zip(messages, later, strict=True) if not waits]
        return [Outcome(None, "TRANSIENT_FAILURE", later=True) if waits else Outcome("m") for waits in later]

    run.send_digests(SETTINGS, ZONE, THURSDAY, Ses(halfway, lambda: 50, lambda _: None))
    run.send_digests(SETTINGS, ZONE, THURSDAY + timedelta(minutes=5), outside.ses())

    assert [len(outside.told(reader)) for reader in readers] == [1, 1, 1]


def test_the_way_out_works_from_the_mail_itself(news: Publish, readers: list[Person], cast: Cast) -> None:
    news(THURSDAY - timedelta(hours=3))
    outside = Outside()
    run.send_digests(SETTINGS, ZONE, THURSDAY, outside.ses())
    (message,) = [message for message in outside.taken if message.to == readers[0].email]
    assert message.unsubscribe is not None
    _, _, path = message.unsubscribe.partition("/unsubscribe/")
    assert path

    # Made in 2037, the token is worth as much today.
    token = sessions.signed(Purpose.UNSUBSCRIBE, {"person": readers[0].id}, clock.now())
    page = cast.site.request("GET", f"/unsubscribe/{token}")
    assert page.status_code == 200
    assert "Lopeta koosteet" in page.text
    assert members.find_person(readers[0].id).notifications.digest == "days"  # looking changes nothing

    form = {"Content-Type": "application/x-www-form-urlencoded"}
    answers = [
        cast.site.request("POST", f"/unsubscribe/{token}", headers=form, data=b"List-Unsubscribe=One-Click")
        for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert members.find_person(readers[0].id).notifications.digest == "off"
    cast.site.request("POST", f"/unsubscribe/{token}", headers=form, data=b"digest=daily")
    assert members.find_person(readers[0].id).notifications.digest == "off"
    assert cast.site.request("POST", f"/unsubscribe/{token}x", headers=form, data=b"").status_code == 404

"""A run of the digest job: look at whose turn it may be, choose, claim, send by the fifty, mark as sent.

A person's state tells up to when they know all contents. It moves on when their digest is sent, never before; so a run
that dies anywhere leaves the rest to the next one. A claim says what is being sent; one that was left open is settled
by whether SES has reported that digest, else its contents are told again.
"""

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from lahetti.content import items as content_items
from lahetti.content.channels import items as channels_items
from lahetti.content.model import ContentHead, ContentState
from lahetti.core.configuration import configuration
from lahetti.core.days import day_of
from lahetti.core.observability import logger
from lahetti.mail import held_up
from lahetti.mail import ses as mail_ses
from lahetti.mail.digests import items
from lahetti.mail.digests.choice import Choice, New, begun_on, choose, led_by_one_of, told_until, without
from lahetti.mail.digests.message import DigestPlace, RenderContext, digest
from lahetti.mail.digests.model import DigestState
from lahetti.mail.digests.turns import CUT_OFF, is_to_be_looked_at, latest_turn
from lahetti.mail.messages import Message
from lahetti.mail.ses import LARGEST_CALL, MOST_RECIPIENTS, HeldUp, NotSent, Outcome, Unknown, size_of
from lahetti.mail.witness import SeedPromise, running_promises, since_last
from lahetti.networks.networks import Network
from lahetti.people import items as people_items
from lahetti.people.model import MailState, Notifications, Person, PersonState
from lahetti.periods import calendar
from lahetti.races import items as races_items
from lahetti.records import items as records_items
from lahetti.security import sessions
from lahetti.security.sessions import Purpose
from lahetti.settings.model import Settings
from lahetti.sharing import items as sharing_items
from lahetti.sharing.share_page import first_network

CLAIM_SETTLES = timedelta(minutes=10)
_OLDEST = timedelta(days=35)
"""Contents that were published before are news to nobody."""
_LONGEST_OUTAGE = timedelta(days=4)
"""How far back the first run looks for turns, and one after an outage."""


_BEHIND = timedelta(hours=1)
_LEASE = ("digests", "run")
_LONGEST_RUN = timedelta(minutes=15)
"""As long as Lambda lets a run last: a run that was killed holds up none that begins later."""


@dataclass(frozen=True)
class Ses:
    """The way out, which tests replace: sends up to 50 at once, at so many a second."""

    send_many: Callable[[Sequence[Message]], list[Outcome]] = mail_ses.send_many
    rate: Callable[[], float] = mail_ses.send_rate
    sleep: Callable[[float], None] = time.sleep


@dataclass
class DigestRun:
    """What a run knows of everybody, read once and only if it is somebody's turn, and what has come of it."""

    settings: Settings
    zone: ZoneInfo
    now: datetime
    ses: Ses
    offer: list[New]
    sent: int = 0
    calls: int = 0
    left: int = 0

    _turns: dict[Notifications, datetime | None] = field(default_factory=dict)
    _looks: dict[Notifications, bool] = field(default_factory=dict)

    def turn_of(self, wished: Notifications) -> datetime | None:
        """Return the last turn of whoever wishes so; most people wish the same."""
        if wished not in self._turns:
            self._turns[wished] = latest_turn(wished, self.settings, self.zone, self.now)
        return self._turns[wished]

    def looks_at(self, wished: Notifications, since: datetime, newest: datetime) -> bool:
        """Return whether this run must look at whoever wishes so."""
        if wished not in self._looks:
            self._looks[wished] = is_to_be_looked_at(wished, self.settings, self.zone, since, newest, self.now)
        return self._looks[wished]

    @property
    def shared(self) -> frozenset[tuple[str, str]]:
        """Who has shared which content of the offer."""
        return self._read_shares[0]

    @cached_property
    def _read_shares(self) -> tuple[frozenset[tuple[str, str]], dict[str, Counter[Network]]]:
        shared: set[tuple[str, str]] = set()
        sharers: dict[str, Counter[Network]] = defaultdict(Counter)
        for new in self.offer:
            for share in sharing_items.shares_of_content(new.row.content):
                shared.add((share.person, new.row.content))
                sharers[share.person][share.network] += 1
        return frozenset(shared), dict(sharers)

    def usual_networks(self, person: str) -> tuple[Network, ...]:
        """Return the networks that a person shares on, the one used most first."""
        used = self._read_shares[1].get(person)
        return () if used is None else tuple(network for network, _ in used.most_common())

    @cached_property
    def topics(self) -> frozenset[str]:
        """The topics of the library: what was removed from it keeps nothing from anybody."""
        return frozenset(topic.topic for topic in self.settings.topics)

    @cached_property
    def standings(self) -> dict[str, DigestPlace]:
        """Everybody's place in the prize race."""
        race = calendar.prize_race(day_of(self.now, self.zone))
        return {} if race is None else _standings(race)

    @cached_property
    def promises(self) -> tuple[SeedPromise, ...]:
        """What the running races with offers have promised."""
        return running_promises(self.now, self.zone)

    @cached_property
    def around(self) -> RenderContext:
        """What all digests have in common."""
        channels = {channel.channel: channel.name for channel in channels_items.all_channels()}
        return RenderContext(self.settings, self.zone, configuration().web_origin, configuration().contact, channels)

    @cached_property
    def most_at_once(self) -> int:
        """How many one call of SES may hold: not more than it takes in a second."""
        return max(1, min(MOST_RECIPIENTS, int(self.ses.rate())))

    @cached_property
    def sign(self) -> Callable[[dict[str, Any]], str]:
        """What makes the way out of each digest."""
        return sessions.signing(Purpose.UNSUBSCRIBE, self.now)


@dataclass(frozen=True)
class _Claimed:
    person: Person
    state: DigestState
    choice: Choice
    until: datetime


def send_digests(settings: Settings, zone: ZoneInfo, now: datetime, ses: Ses | None = None) -> DigestRun:
    """Send every digest whose turn has come since the last complete run. May be repeated, doubled and killed.

    Of two at a time one sends: both together would be faster than the account may.
    """
    if records_items.begin_pause(*_LEASE, now, now + _LONGEST_RUN) is not None:
        return DigestRun(settings, zone, now, ses or Ses(), [], left=1)
    try:
        return _run(DigestRun(settings, zone, now, ses or Ses(), list(_offer(now))), now)
    finally:
        records_items.end_pause(*_LEASE)


def _run(run: DigestRun, now: datetime) -> DigestRun:
    done = items.digests_done()
    since = max(done, now - _LONGEST_OUTAGE) if done is not None and done <= now else now - _LONGEST_OUTAGE
    newest = run.offer[0].published if run.offer else None
    if newest is not None:
        looked_at = (person for person, wished in _reachable() if run.looks_at(wished, since, newest))
        try:
            _serve(looked_at, run)
        except HeldUp:
            logger.info("digests held up", left=run.left)  # the next run goes on, once the account may send
    # Where something was left open, the next run looks at the same turns again.
    if not run.left and (done is None or done < now):
        items.set_digests_done(now)
    return run


def is_behind(now: datetime) -> bool:
    """Return whether a turn has waited for longer than it may: no run has been complete for so long."""
    done = items.digests_done()
    return done is not None and now - done > _BEHIND


def _reachable() -> Iterator[tuple[str, Notifications]]:
    """Walk everybody whose address takes mail, with their wishes as far as a turn depends on them."""
    for row in people_items.rows_in(PersonState.ACTIVE):
        if row.mail_state is MailState.WORKS:
            yield row.id, row.notifications


def note_reported(person: str, claim: int) -> None:
    """Note that SES has reported a digest as sent, while its claim is open: one read where it is not."""
    state = items.find_digest_state(person)
    if state is not None and state.claim == claim and state.reported != claim:
        items.save_state(replace(state, reported=claim))  # where another came first, the run has just marked it


def _offer(now: datetime) -> Iterator[New]:
    """Walk what is published in channels in use, newest first, as far back as it may be news to somebody."""
    archived = {channel.channel for channel in channels_items.all_channels() if channel.archived}
    for _, row in content_items.contents_in(ContentState.PUBLISHED):
        if row.published is None or row.published < now - _OLDEST:
            return
        if row.channel not in archived:
            yield New(row, row.published)


def _standings(race: str) -> dict[str, DigestPlace]:
    """Return everybody's place in a race: one walk through the index for all."""
    found: dict[str, DigestPlace] = {}
    above: int | None = None
    for place, row in enumerate(races_items.all_rows(race), 1):
        found[row.person] = DigestPlace(place, None if above is None else max(1, above - row.points))
        above = row.points
    return found


def _serve(people: Iterable[str], run: DigestRun) -> None:
    waiting: list[_Claimed] = []
    walk = iter(people)
    while group := list(islice(walk, MOST_RECIPIENTS)):
        found = items.people_and_states(group)
        wanted = [claim for person in group if person in found and (claim := _wanted(*found[person], run)) is not None]
        waiting += _claimed(wanted, run)
        while waiting and len(waiting) >= run.most_at_once:
            _send(waiting[: run.most_at_once], run)
            waiting = waiting[run.most_at_once :]
    _send(waiting, run)


def _claimed(wanted: Sequence[_Claimed], run: DigestRun) -> list[_Claimed]:
    """Store the claims; return those that no other run was quicker with."""
    stored = items.save_states([one.state for one in wanted])
    run.left += stored.count(None)
    return [replace(one, state=state) for one, state in zip(wanted, stored, strict=True) if state is not None]


def _wanted(person: Person, state: DigestState, run: DigestRun) -> _Claimed | None:
    """Return the claim of a person's digest if it is their turn and something is new to them; it is not stored."""
    if state.claimed is not None:
        if run.now - state.claimed < CLAIM_SETTLES and state.reported != state.claim:
            run.left += 1
            return None
        if state.reported == state.claim:
            state = state.announced()
            (stored,) = items.save_states([state])
            if stored is None:
                run.left += 1
                return None
            state = stored
    turn = run.turn_of(person.notifications)
    if turn is None or person.state is not PersonState.ACTIVE or person.mail_state is not MailState.WORKS:
        return None
    until = turn - CUT_OFF
    after = told_until(state.until, person.joined)
    choice = choose(run.offer, person, after, until, run.shared, run.now, run.topics)
    if choice is None:
        return None
    contents = tuple(new.row.content for new in choice.contents)
    return _Claimed(person, state.with_claim(run.now, until, contents), choice, until)


def _send(claimed: Sequence[_Claimed], run: DigestRun) -> None:
    """Send what is claimed, without what has gone off the offer since; mark what SES took, release what it did not.

    A content without captions does not lead where another has some: its button promises one to choose.
    """
    if not claimed:
        return
    listed = {new.row.content for one in claimed for new in one.choice.contents}
    heads = {head.content: head for head in content_items.heads_of(listed) if _is_on_offer(head, run.now)}
    gone = listed - heads.keys()
    captioned = {content for content, head in heads.items() if head.captioned}
    ready: dict[tuple[Network, ...], dict[str, New]] = {}
    messages: list[tuple[_Claimed, Message]] = []
    size = 0
    for one in claimed:
        left = without(one.choice, gone)
        if left is None:
            _release(one)  # what was recalled is news to nobody; the rest of their news comes next time
            continue
        usual = run.usual_networks(one.person.id)
        if usual not in ready:
            ready[usual] = _ready(claimed, heads, usual)
        choice = begun_on(led_by_one_of(left, captioned), ready[usual])
        try:
            message = _message(one, choice, run)
        except Exception:  # noqa: BLE001 (the others are not held up, and the person's next digest is another one)
            logger.exception("digest not composed", person=one.person.id)
            _give_up(one, run)
            continue
        if messages and size + size_of(message) > LARGEST_CALL:
            _send_call(messages, run)
            messages, size = [], 0
        messages.append((one, message))
        size += size_of(message)
    if messages:
        _send_call(messages, run)


def _send_call(messages: Sequence[tuple[_Claimed, Message]], run: DigestRun) -> None:
    began = time.monotonic()
    run.calls += 1
    try:
        outcomes = run.ses.send_many([message for _, message in messages])
    except Unknown:
        run.left += len(messages)  # the claims stay open until SES's reports have had time to come
        return
    except NotSent as error:
        run.left += len(messages)
        for one, _ in messages:
            _release(one)
        if isinstance(error, HeldUp):
            held_up.note(error.fault, str(error), run.now)
        raise
    states = []
    for (one, _), outcome in zip(messages, outcomes, strict=True):
        if outcome.fault is not None:
            held_up.note(outcome.fault, outcome.reason or "", run.now)
        if outcome.message is None and outcome.later:
            states.append(one.state.released())
            run.left += 1
        else:
            states.append(one.state.announced())  # where SES will never take this mail, the next digest is another one
            run.sent += outcome.message is not None
    # Where another came first, it was SES's report of this very claim.
    run.left += items.save_states(states).count(None)
    run.ses.sleep(max(0.0, len(messages) / run.ses.rate() - (time.monotonic() - began)))


def _ready(claimed: Sequence[_Claimed], heads: Mapping[str, ContentHead], usual: tuple[Network, ...]) -> dict[str, New]:
    """Return what is on the offer of all that is claimed, with the network that such readers begin on."""
    news = {new.row.content: new for one in claimed for new in one.choice.contents}
    return {
        content: replace(news[content], network=first_network(head.captioned, usual)) for content, head in heads.items()
    }


def _message(one: _Claimed, choice: Choice, run: DigestRun) -> Message:
    first = choice.contents[0].row.content
    if first not in run.around.leads:
        texts = content_items.find_texts(first)
        run.around.leads[first] = texts.why or texts.summary
    token = run.sign({"person": one.person.id})
    # The digest's own state tells of the last one: what was told up to before the start was sent before it.
    promises = since_last([one.state.until], run.promises)
    standing = run.standings.get(one.person.id)
    message = digest(one.person, choice, standing, run.around, token, run.now, promises)
    return replace(message, tags={"digest": str(one.state.claim), "person": one.person.id})


def _is_on_offer(head: ContentHead, now: datetime) -> bool:
    """Return whether a content is on the offer at this very moment."""
    return head.state is ContentState.PUBLISHED and (head.expiry is None or head.expiry > now)


def _give_up(one: _Claimed, run: DigestRun) -> None:
    (stored,) = items.save_states([one.state.announced()])
    run.left += stored is None


def _release(one: _Claimed) -> None:
    items.save_state(one.state.released())

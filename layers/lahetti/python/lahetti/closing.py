"""How races close: opened ahead, closing, frozen, revealed, closed. Every step can be repeated, killed and doubled.

A head is opened a period ahead, so that the hash of its seed is known before the race starts. From 16 minutes after
the end nothing can be entered for the race any more (late deeds have 15, a function's life is shorter than the rest):
the standings are compared with the ledger, and the ledger is what is frozen. A step is a change of the head's state on
the condition of its version; what it wrote before that is the same at every repetition, or lies under another name.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from lahetti import draws, encryption, keys, periods, store
from lahetti.errors import Conflict, NotFound
from lahetti.observability import logger
from lahetti.periods import Period
from lahetti.points.deeds import entry_of
from lahetti.points.rules import RaceScore, fold
from lahetti.races import TOP, OwnPlace, Place, place_key, put_score
from lahetti.reconciliation import everybody

AFTER_THE_END = timedelta(minutes=16)
CHUNK = 1000
"""Lines of a frozen chunk: about 100 KB, of the 400 that an item may have."""
_ROWS_KEPT = timedelta(days=35)
"""How long the rows of a closed race stay in the standings (store.md)."""


class State(StrEnum):
    """Where a race is on its way."""

    OPEN = "open"
    CLOSING = "closing"
    FROZEN = "frozen"
    REVEALED = "revealed"
    CLOSED = "closed"


_FINAL = (State.FROZEN, State.REVEALED, State.CLOSED)


@dataclass(frozen=True)
class Line:
    """A line of a frozen list."""

    place: int
    ticket: str
    points: int
    shares: int
    clicks: int


def frozen_lines(scores: Mapping[str, RaceScore], ticket: Callable[[str], str]) -> list[Line]:
    """Return the final standings of (person, score) by the tie rule, tickets in place of people."""
    listed = sorted(
        ((place_key(person, score), person) for person, score in scores.items() if score.points > 0), reverse=True
    )
    return [
        Line(place, ticket(person), scores[person].points, scores[person].shares, scores[person].clicks)
        for place, (_, person) in enumerate(listed, 1)
    ]


def written_lines(lines: Iterable[Line]) -> list[str]:
    """Return the texts of the chunks that hold these lines; none for an empty list."""
    texts = [f"{line.place} {line.ticket} {line.points} {line.shares} {line.clicks}" for line in lines]
    return ["\n".join(texts[start : start + CHUNK]) for start in range(0, len(texts), CHUNK)]


def read_line(text: str) -> Line:
    """Return the line that a text holds."""
    place, ticket, points, shares, clicks = text.split(" ")
    return Line(int(place), ticket, int(points), int(shares), int(clicks))


def fingerprint_of(chunks: Sequence[str]) -> str:
    """Return the hash of a frozen list: SHA-256 of all its lines."""
    return hashlib.sha256("\n".join(chunks).encode()).hexdigest()


def is_over(race: str, now: datetime, zone: ZoneInfo) -> bool:
    """Tell whether a race can take nothing any more at this moment."""
    period = periods.period_of(race)
    if period is None or period.last is None:
        return False
    return now >= periods.end_of(period.last.isoformat(), zone) + AFTER_THE_END


def takes_rows(race: str, now: datetime, zone: ZoneInfo) -> bool:
    """Tell whether the standings of a race may still change: those that run are not looked up."""
    if not is_over(race, now, zone):
        return True
    head = store.races.find_head(race)
    return head is None or head.state == State.OPEN


def open_ahead(now: datetime, zone: ZoneInfo) -> list[str]:
    """Open the heads of this week, month and quarter and of the next ones; return those that were not there."""
    periods_wanted: list[Period] = []
    for period in periods.standing_periods(periods.day_of(now, zone)):
        if period.last is not None:
            following = periods.standing_periods((period.last + timedelta(days=1)).isoformat())
            periods_wanted += [period, next(other for other in following if other.race[0] == period.race[0])]
    return [
        period.race for period in periods_wanted if store.races.find_head(period.race) is None and _open(period, now)
    ]


def due(now: datetime, zone: ZoneInfo) -> list[str]:
    """Return the races that are over and not closed yet, the earliest first."""
    today = periods.day_of(now, zone)
    waiting = [race for state in State if state is not State.CLOSED for race in store.races.races_in(state, today)]
    return sorted((race for race in waiting if is_over(race, now, zone)), key=_end)


def freeze_and_reveal(race: str, now: datetime, zone: ZoneInfo, minimum: int) -> store.races.RaceHead:
    """Take a race from wherever it is to the revealed seed; return its head. Raise NotFound, or Conflict too early."""
    while True:
        head = find_head(race, consistent=True)
        if not is_over(race, now, zone):
            raise Conflict(f"The race {race} is not over yet.", field="race", value=race)
        match State(head.state):
            case State.OPEN:
                _move(head, State.CLOSING)
            case State.CLOSING:
                _freeze(head, now, minimum)
            case State.FROZEN:
                _reveal(head)
            case _:
                return head


def finish(race: str) -> None:
    """Close a race whose seed is revealed and whose awards are given. Closing again changes nothing."""
    head = find_head(race, consistent=True)
    while head.state != State.CLOSED and not _move(head, State.CLOSED):
        head = find_head(race, consistent=True)


def find_head(race: str, *, consistent: bool = False) -> store.races.RaceHead:
    """Return the head of a race; raise NotFound."""
    head = store.races.find_head(race, consistent=consistent)
    if head is None:
        raise NotFound(f"The race {race[:40]} has not been opened.", field="race", value=race[:40])
    return head


def find_frozen(race: str, now: datetime, zone: ZoneInfo) -> store.races.RaceHead | None:
    """Return the head of a race whose list is frozen, else None; a race that runs is not looked up."""
    head = store.races.find_head(race) if is_over(race, now, zone) else None
    return head if head is not None and head.state in _FINAL else None


def frozen_list(head: store.races.RaceHead) -> list[Line]:
    """Return the whole frozen list of a race; raise Conflict before there is one."""
    if head.state not in _FINAL or head.fingerprint is None:
        raise Conflict(f"The race {head.race} is not closed yet.", field="race", value=head.race)
    return [read_line(text) for text in store.races.frozen_lines(head.race, head.fingerprint)]


def frozen_ten(head: store.races.RaceHead) -> list[Line]:
    """Return the first ten of a frozen list."""
    found = store.races.frozen_lines(head.race, head.fingerprint or "", first_chunk_alone=True)
    return [read_line(text) for _, text in zip(range(TOP), found, strict=False)]


def final_ten(head: store.races.RaceHead) -> list[Place]:
    """Return the first ten of a frozen list with the names of those who still have one to show."""
    whose = dict(store.races.people_of(head.race, TOP))
    cards = {card.person: card for card in store.people.find_cards(whose.values())}
    places = []
    for line in frozen_ten(head):
        person = whose.get(line.place, "")
        card = cards.get(person)
        named = card is not None and not card.anonymous
        name, team = (card.name, card.team) if card is not None and named else (None, None)
        places.append(Place(line.place, person, name, team, line.points, line.shares, line.clicks))
    return places


def own_line(race: str, person: str) -> tuple[str, Line | None]:
    """Return one's own ticket of a closed race, and its line where one is listed. Raise NotFound or Conflict."""
    head = find_head(race)
    own = draws.ticket_of(head.salt, person)
    return own, next((line for line in frozen_list(head) if line.ticket == own), None)


def final_place(head: store.races.RaceHead, person: str) -> OwnPlace:
    """Return one's own place in a frozen list."""
    _, line = own_line(head.race, person)
    as_of = head.frozen or head.opened
    if line is None:
        return OwnPlace(None, 0, 0, 0, None, None, as_of)
    return OwnPlace(line.place, line.points, line.shares, line.clicks, None, None, as_of)


def drawn_tickets(head: store.races.RaceHead) -> list[str]:
    """Return the tickets that take part in the draws of a race: of those with the points that it asks for."""
    return sorted(line.ticket for line in frozen_list(head) if line.points >= int(head.minimum or 0))


def holders(head: store.races.RaceHead) -> dict[str, str]:
    """Return whose tickets these are, {ticket: person}, for everybody who is in the programme."""
    return {draws.ticket_of(head.salt, person): person for person in everybody()}


def _open(period: Period, now: datetime) -> bool:
    if period.first is None or period.last is None:
        return False
    seed = encryption.random_bytes()
    head = store.races.RaceHead(
        keys.race(period.race),
        keys.HEAD,
        race=period.race,
        first=period.first.isoformat(),
        last=period.last.isoformat(),
        opened=now,
        seed_hash=draws.seed_hash(seed),
        sealed_seed=encryption.encrypt(seed, race=period.race),
        salt=encryption.random_bytes(),
    )
    opened = _move(head, State.OPEN)
    if opened:
        logger.info("race opened", race=period.race, seed_hash=head.seed_hash)
    return opened


def _freeze(head: store.races.RaceHead, now: datetime, minimum: int) -> None:
    """Freeze what the ledgers say, after the standings are brought in line with them."""
    scores: dict[str, RaceScore] = {}
    differing = 0
    # Twice: whoever changes their state during the first walk is met in the second.
    for person in sorted({*everybody(), *everybody()}):
        card = store.people.find_card(person, consistent=True)
        if card is None:
            continue
        score = _score(person, head.race)
        differing += _put_right(card, head.race, score, now)
        if score is None:
            continue
        if not card.left_out:
            scores[person] = score
    lines = frozen_lines(scores, lambda person: draws.ticket_of(head.salt, person))
    chunks = written_lines(lines)
    head.fingerprint = fingerprint_of(chunks)
    head.list_hash = draws.list_hash(line.ticket for line in lines if line.points >= minimum)
    head.minimum, head.people, head.chunks, head.frozen = minimum, len(lines), len(chunks), now
    store.races.put_frozen(head.race, head.fingerprint, chunks)
    if _move(head, State.FROZEN):
        logger.info("race frozen", race=head.race, people=len(lines), fingerprint=head.fingerprint, differing=differing)


def _put_right(card: store.people.ScoreCard, race: str, score: RaceScore | None, now: datetime) -> bool:
    """Bring a row in line with the ledger, and let it expire; return whether it was not."""
    right = score or RaceScore()
    differed = False
    while True:
        row = store.traffic.find_standing(race, card.person, consistent=True)
        if row is None and score is None:
            return differed
        kept = (int(row.points), int(row.shares), int(row.clicks)) if row else None
        if kept != (right.points, right.shares, right.clicks):
            differed = True
            logger.warning("difference at the close", race=race, person=card.person, stored=str(kept), right=str(right))
        over = int(row.version) if row else None
        # Refused where a consumer that was under way wrote the row meanwhile: it is read again.
        if put_score(card, race, right, over=over, expires=now + _ROWS_KEPT):
            return differed


def _reveal(head: store.races.RaceHead) -> None:
    """Publish the seed, now that the list is; and tell apart whose the first ten places are."""
    whose = holders(head)
    store.races.put_tickets(
        (head.race, whose[line.ticket], line.ticket, line.place) for line in frozen_ten(head) if line.ticket in whose
    )
    head.seed = encryption.decrypt(head.sealed_seed, race=head.race).hex()
    _move(head, State.REVEALED)


def _score(person: str, race: str) -> RaceScore | None:
    entries = [item for item in store.ledger.ledger_of(person, consistent=True) if race in item.races]
    return fold(map(entry_of, entries)).races.get(race)


def _move(head: store.races.RaceHead, state: State) -> bool:
    """Store a head in a state; return False where another was faster."""
    head.state = state.value
    head.gsi1pk, head.gsi1sk = keys.races(state), f"{head.last}#{head.race}"
    head.shown1 = {"race": head.race}
    return store.put_alone(head)


def _end(race: str) -> tuple[date, str]:
    period = periods.period_of(race)
    return (period.last if period and period.last else date.max, race)

"""The steps of closing: each a change of the head's state on the condition of its version.

What a step writes before that is the same at every repetition, or lies under another name; so each can be repeated,
killed and doubled. Who is in the list is walked in parts, with a checkpoint after each (`people.walks`).
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from lahetti.core import invocations
from lahetti.core.days import day_of
from lahetti.core.errors import Conflict
from lahetti.core.observability import logger
from lahetti.people import items as people_items
from lahetti.people.model import RaceScore, ScoreCard
from lahetti.people.walks import items as walks_items
from lahetti.people.walks import walking
from lahetti.people.walks.model import Run
from lahetti.periods import calendar
from lahetti.periods import items as periods_items
from lahetti.periods.calendar import Period
from lahetti.periods.heads import new_head
from lahetti.periods.model import RaceHead, RaceState
from lahetti.points import items as points_items
from lahetti.points.rules import fold
from lahetti.races import draws
from lahetti.races import items as races_items
from lahetti.races.closing.frozen import find_head, frozen_ten, holders
from lahetti.races.closing.rules import (
    excluded_lines,
    fingerprint_of,
    frozen_lines,
    in_chunks,
    is_over,
    read_line,
    shown_lines,
    team_lines,
    team_tables,
    written_line,
    written_lines,
)
from lahetti.races.model import Exclusion, Standing
from lahetti.races.rosters import Counting
from lahetti.races.rules import exclusion, team_in
from lahetti.races.standings import put_score, row_of
from lahetti.security import encryption
from lahetti.settings import versions as settings_versions

_WALK = "CLOSING"


def takes_rows(race: str, now: datetime, zone: ZoneInfo) -> bool:
    """Return whether the standings of a race may still change: those that run are not looked up."""
    if not is_over(race, now, zone):
        return True
    head = periods_items.find_head(race)
    return head is None or head.state is RaceState.OPEN


def open_ahead(now: datetime, zone: ZoneInfo) -> list[str]:
    """Open the heads of this week, month and quarter and of the next ones; return those that were not there."""
    running = [period for period in calendar.standing_periods(day_of(now, zone)) if period.last is not None]
    ahead = [calendar.following(period) for period in running]
    # A kind that pauses now, as between terms, is opened ahead as well.
    paused = {kind.kind for kind in calendar.STANDING} - {period.kind for period in running}
    ahead += [calendar.next_of(kind, date.fromisoformat(day_of(now, zone))) for kind in sorted(paused)]
    wanted = [period for period in (*running, *ahead) if period is not None]
    return [period.race for period in wanted if periods_items.find_head(period.race) is None and _open(period, now)]


def due(now: datetime, zone: ZoneInfo) -> list[str]:
    """Return the races that are over and not closed yet, the earliest first."""
    today = day_of(now, zone)
    waiting = [
        race for state in RaceState if state is not RaceState.CLOSED for race in periods_items.races_in(state, today)
    ]
    return sorted((race for race in waiting if is_over(race, now, zone)), key=_end)


def close_soon(race: str, now: datetime, zone: ZoneInfo) -> None:
    """Have a race that is over closed behind this answer, by the job that would do it within minutes anyway.

    Raise NotFound, or Conflict where it is not over yet.
    """
    if not is_over(find_head(race).race, now, zone):
        raise Conflict(f"The race {race} is not over yet.", field="race", value=race, reason="not_over")
    invocations.close_race(race)


def freeze(
    races: Iterable[str], now: datetime, zone: ZoneInfo, minimum: Callable[[RaceHead], int], run: Run | None = None
) -> None:
    """Freeze what the ledgers say of races that are over, after the standings are brought in line with them.

    One walk through everybody serves them all; a walk that an earlier run has begun is gone on with, for the races that
    it was begun for. `minimum` is how many points a race's draws ask for. Raise NotFound, Conflict too early, Overtaken
    where another run goes on, or Unfinished where `run` has no time left.
    """
    run = run or Run()
    wanted = list(races)
    for race in wanted:
        _begin(race, now, zone)
    while waiting := _closing(wanted):
        walk = walking.take(_WALK, sorted(head.race for head in waiting), run, now)
        if heads := _closing(walk.subject):
            walk, parts = walking.go_on(walk, partial(_walk_part, heads), run)
            for head in heads:
                _freeze(head, [part[head.race] for part in parts], now, minimum(head))
        walks_items.end_walk(walk)


def reveal(race: str) -> RaceHead:
    """Reveal the seed of a race that is frozen; return its head. Repeating it changes nothing."""
    while (head := find_head(race, consistent=True)).state is RaceState.FROZEN:
        _reveal(head)
    return head


def finish(race: str) -> None:
    """Close a race whose seed is revealed and whose awards are given. Closing again changes nothing."""
    head = find_head(race, consistent=True)
    while head.state is not RaceState.CLOSED and not _move(head, RaceState.CLOSED):
        head = find_head(race, consistent=True)


def _open(period: Period, now: datetime) -> bool:
    if period.first is None or period.last is None:
        return False
    head = new_head(period.race, period.first, period.last, now)
    opened = periods_items.save_head(head)
    if opened:
        logger.info("race opened", race=period.race, seed_hash=head.seed_hash)
    return opened


def _begin(race: str, now: datetime, zone: ZoneInfo) -> None:
    """Let a race that is over take no more rows."""
    head = find_head(race, consistent=True)
    if not is_over(race, now, zone):
        raise Conflict(f"The race {race} is not over yet.", field="race", value=race)
    while head.state is RaceState.OPEN and not _move(head, RaceState.CLOSING):
        head = find_head(race, consistent=True)


def _closing(races: Iterable[str]) -> list[RaceHead]:
    """Return the heads of those races that close and are not frozen yet."""
    heads = (periods_items.find_head(race, consistent=True) for race in races)
    return [head for head in heads if head is not None and head.state is RaceState.CLOSING]


def _walk_part(heads: Sequence[RaceHead], people: Sequence[str]) -> dict[str, Any]:
    """Return what a part of the people comes to in each race, as JSON; put their rows right."""
    cards = people_items.find_cards(people, consistent=True)
    # After the cards: whoever leaves between the two has had their line kept.
    ledgers = walking.at_once(lambda card: fold(points_items.scored_entries(card.person)).races, cards)
    return {head.race: _part_of(head, cards, [scores.get(head.race) for scores in ledgers]) for head in heads}


def _part_of(head: RaceHead, cards: Sequence[ScoreCard], scores: Sequence[RaceScore | None]) -> dict[str, Any]:
    counting = Counting([head.race], head.last.isoformat())
    people = [card.person for card in cards]
    rows = {row.person: row for row in races_items.find_standings(head.race, people, consistent=True)}
    lines: list[list[Any]] = []
    differing = 0
    for card, score in zip(cards, scores, strict=True):
        counting.add(card)
        differing += _put_right(card, head.race, score, rows.get(card.person))
        if score is not None:
            team = None if card.anonymous else team_in(card.homes, head.race)
            why = exclusion(card.absences, head.race)
            lines.append([card.person, score.points, score.shares, score.clicks, score.last, team, why and why.value])
    return {"lines": lines, "could": counting.take(), "differing": differing}


def _freeze(head: RaceHead, parts: Iterable[Mapping[str, Any]], now: datetime, minimum: int) -> None:
    """Freeze the list that all parts make together."""
    scores: dict[str, RaceScore] = {}
    excluded: dict[str, Exclusion] = {}
    teams: dict[str, str] = {}
    counting = Counting([head.race], head.last.isoformat())
    differing = 0
    for part in parts:
        counting.merge(part["could"])
        differing += part["differing"]
        for person, points, shares, clicks, last, team, why in part["lines"]:
            if team is not None:
                teams[person] = team
            if why is None:
                scores[person] = RaceScore(points, shares, clicks, last)
            elif points > 0:
                excluded[person] = Exclusion(why)
    tickets = {person: draws.ticket_of(head.salt, person) for person in scores}
    # Read after the walk: whoever is removed meanwhile was met by the walk, or is kept, or both.
    known = set(tickets.values())
    kept = {ticket: score for ticket, score in races_items.kept_lines(head.race).items() if ticket not in known}
    lines = frozen_lines({**scores, **kept}, lambda key: tickets.get(key, key))
    chunks = written_lines(lines)
    fingerprint = fingerprint_of(chunks)
    races_items.put_frozen(head.race, fingerprint, chunks)
    missing = excluded_lines((why, draws.ticket_of(head.salt, person)) for person, why in excluded.items())
    races_items.put_excluded(head.race, fingerprint, in_chunks(missing))
    could = counting.roster(head.race)
    of_teams = team_lines(scores, teams, could.teams, settings_versions.read_settings().team_names)
    shown = shown_lines(of_teams)
    tables = team_tables(scores, teams, lambda person: draws.ticket_of(head.salt, person), shown)
    races_items.put_frozen_teams(
        head.race, fingerprint, {team: "\n".join(map(written_line, lines)) for team, lines in tables.items()}
    )
    frozen = replace(
        head,
        fingerprint=fingerprint,
        list_hash=draws.list_hash(line.ticket for line in lines if line.points >= minimum),
        teams=of_teams,
        excluded=tuple(sorted(Counter(why.value for why in excluded.values()).items())),
        minimum=minimum,
        people=len(lines),
        could=max(could.people, len(lines)),  # whoever joined on the last day may have points
        chunks=len(chunks),
        frozen=now,
    )
    if _move(frozen, RaceState.FROZEN):
        logger.info("race frozen", race=head.race, people=len(lines), fingerprint=fingerprint, differing=differing)


def _put_right(card: ScoreCard, race: str, score: RaceScore | None, row: Standing | None) -> bool:
    """Bring a row in line with the ledger; return whether it was not."""
    right = score or RaceScore()
    expected = _figures(row_of(card, race, right))
    differed = False
    while _figures(row) != (expected if row is not None or score is not None else None):
        differed = True
        logger.warning(
            "difference at the close", race=race, person=card.person, stored=str(_figures(row)), right=str(expected)
        )
        # Refused where a consumer that was under way wrote the row meanwhile: it is read again.
        if put_score(card, race, right, over=row.version if row else None):
            break
        row = races_items.find_standing(race, card.person, consistent=True)
    return differed


def _figures(row: Standing | None) -> tuple[int, int, int] | None:
    return None if row is None else (row.points, row.shares, row.clicks)


def _reveal(head: RaceHead) -> None:
    """Publish the seed, now that the list is; and tell apart whose the first ten places are."""
    whose = holders(head)
    races_items.put_tickets(
        (head.race, whose[line.ticket], line.ticket, line.place) for line in frozen_ten(head) if line.ticket in whose
    )
    for team in head.teams:
        lines = [read_line(text) for text in races_items.frozen_team(head.race, head.fingerprint or "", team.team)]
        known = ((line.place, whose[line.ticket]) for line in lines if line.ticket in whose)
        races_items.put_team_tickets(head.race, team.team, known)
    seed = encryption.decrypt(head.sealed_seed, race=head.race).hex()
    _move(replace(head, seed=seed), RaceState.REVEALED)


def _move(head: RaceHead, state: RaceState) -> bool:
    """Store a head in a state; return False where another was faster."""
    return periods_items.save_head(replace(head, state=state))


def _end(race: str) -> tuple[date, str]:
    period = calendar.period_of(race)
    return (period.last if period and period.last else date.max, race)

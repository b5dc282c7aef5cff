"""What ledgers hold after the events of the demo programme, by the pure rules alone: no store, no use case."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import reduce
from zoneinfo import ZoneInfo

from lahetti.core.days import day_of
from lahetti.people.model import Totals
from lahetti.periods import calendar
from lahetti.points.model import Entry, ShareScore
from lahetti.points.rules import count_marks, enter, score_clicks, score_share
from lahetti.settings.model import Settings
from lahetti.sharing.model import Mark
from tools.programme.simulation import Event, Shared, Visited, evening_of

Share = tuple[str, str, str]


def expected_ledgers(
    events: Sequence[Event], now: datetime, settings: Settings, zone: ZoneInfo, code_of: Callable[[Share], str]
) -> dict[str, list[Entry]]:
    """Return everybody's entries by e-mail: shares when they are confirmed, each day's clicks in its evening."""
    people: dict[str, list[Shared | Visited]] = defaultdict(list)
    for event in events:
        if isinstance(event, Shared | Visited):
            people[event.share[0]].append(event)
    return {email: _ledger(own, now, settings, zone, code_of) for email, own in people.items()}


def _ledger(
    events: Iterable[Shared | Visited],
    now: datetime,
    settings: Settings,
    zone: ZoneInfo,
    code_of: Callable[[Share], str],
) -> list[Entry]:
    entries: list[Entry] = []
    shares: dict[str, ShareScore] = {}
    waiting: set[str] = set()
    days: dict[str, list[Shared | Visited]] = defaultdict(list)
    for event in events:
        days[day_of(event.at, zone)].append(event)
    for day, todays in days.items():
        races = calendar.standing_races(day)
        visits: dict[str, dict[str, list[datetime]]] = defaultdict(lambda: defaultdict(list))
        for event in sorted(todays, key=lambda e: e.confirmed or e.at if isinstance(e, Shared) else e.at):
            code = code_of(event.share)
            if isinstance(event, Visited):
                visits[code][event.visitor].append(event.at)
                continue
            shares[code] = ShareScore(code, event.content, event.network, own_wording=event.words is not None)
            if event.confirmed is None or event.confirmed > now:
                waiting.add(code)
            else:
                entries += score_share(_card(entries), shares[code], settings, day, races, event.confirmed)
        evening = evening_of(day, now, zone)
        for code in sorted(set(visits) & waiting):
            waiting.remove(code)
            entries += score_share(_card(entries), shares[code], settings, day, races, evening)
        for code in sorted(visits):
            marks = [
                Mark(visitor, len(times), int(min(times).timestamp()), visitor)
                for visitor, times in visits[code].items()
            ]
            tally = count_marks(marks, settings)
            shares[code], entry = score_clicks(_card(entries), shares[code], tally, day, settings, day, races, evening)
            entries += [entry] if entry else []
    return entries


def _card(entries: Iterable[Entry]) -> Totals:
    return reduce(enter, entries, Totals())

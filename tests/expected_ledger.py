"""What ledgers hold after the deeds of the demo programme, by the pure rules alone: no store, no use case."""

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
from tools.programme.simulation import Deed, Shared, Visited, evening_of

Share = tuple[str, str, str]


def expected_ledgers(
    deeds: Sequence[Deed], now: datetime, settings: Settings, zone: ZoneInfo, code_of: Callable[[Share], str]
) -> dict[str, list[Entry]]:
    """Return everybody's entries by e-mail: shares when they are confirmed, each day's clicks in its evening."""
    people: dict[str, list[Shared | Visited]] = defaultdict(list)
    for deed in deeds:
        if isinstance(deed, Shared | Visited):
            people[deed.share[0]].append(deed)
    return {email: _ledger(own, now, settings, zone, code_of) for email, own in people.items()}


def _ledger(
    deeds: Iterable[Shared | Visited],
    now: datetime,
    settings: Settings,
    zone: ZoneInfo,
    code_of: Callable[[Share], str],
) -> list[Entry]:
    entries: list[Entry] = []
    shares: dict[str, ShareScore] = {}
    waiting: set[str] = set()
    days: dict[str, list[Shared | Visited]] = defaultdict(list)
    for deed in deeds:
        days[day_of(deed.at, zone)].append(deed)
    for day, todays in days.items():
        races = calendar.standing_races(day)
        visits: dict[str, dict[str, list[datetime]]] = defaultdict(lambda: defaultdict(list))
        for deed in sorted(todays, key=lambda deed: deed.confirmed or deed.at if isinstance(deed, Shared) else deed.at):
            code = code_of(deed.share)
            if isinstance(deed, Visited):
                visits[code][deed.visitor].append(deed.at)
                continue
            shares[code] = ShareScore(code, deed.content, deed.network, own_wording=deed.words is not None)
            if deed.confirmed is None or deed.confirmed > now:
                waiting.add(code)
            else:
                entries += score_share(_card(entries), shares[code], settings, day, races, deed.confirmed)
        evening = evening_of(day, now, zone)
        for code in sorted(set(visits) & waiting):
            waiting.remove(code)
            entries += score_share(_card(entries), shares[code], settings, day, races, evening)
        for code in sorted(visits):
            marks = [Mark(visitor, len(times), int(min(times).timestamp())) for visitor, times in visits[code].items()]
            tally = count_marks(marks, settings.clicks_a_minute)
            shares[code], entry = score_clicks(_card(entries), shares[code], tally, day, settings, day, races, evening)
            entries += [entry] if entry else []
    return entries


def _card(entries: Iterable[Entry]) -> Totals:
    return reduce(enter, entries, Totals())

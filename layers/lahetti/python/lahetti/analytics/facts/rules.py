"""Shares folded into facts, and facts added up. No database."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from lahetti.analytics.facts.model import PROGRAMME, CaptionUse, Fact
from lahetti.core.days import DAYS_KEPT, day_of
from lahetti.networks.networks import Network
from lahetti.sharing.model import Share, ShareState

Key = tuple[str, str, Network | None]
"""What tells facts apart: period, content (or channel), network."""
COUNTED_FOR = timedelta(days=90)
"""How long after a content went off the offer its clicks are figures; later ones bring points alone."""

_ADDED = (
    *("opened", "confirmed", "own_words", "clicks", "repeats", "own", "held", "data_centre"),
    *("sharers", "seen", "reactions", "conversions"),
)
_OF_VISITS = ("clicks", "repeats", "own", "held", "data_centre", "reactions", "views")


# --- adding up


def key_of(fact: Fact) -> Key:
    """Return what tells a fact from all others of its kind."""
    return fact.period, fact.content, fact.network


def added(one: Fact, other: Fact) -> Fact:
    """Add another fact's numbers to a fact; it stays of its own period, content and network."""
    captions = dict(one.captions)
    for caption, use in other.captions.items():
        known = captions.get(caption, CaptionUse())
        captions[caption] = CaptionUse(known.shares + use.shares, known.clicks + use.clicks)
    known_views = [views for views in (one.views, other.views) if views is not None]
    return replace(
        one,
        channel=one.channel or other.channel,
        language=one.language or other.language,
        topics=one.topics or other.topics,
        captions=captions,
        hours=dict(Counter(one.hours) + Counter(other.hours)) if other.hours else one.hours,
        views=sum(known_views) if known_views else None,
        **{name: getattr(one, name) + getattr(other, name) for name in _ADDED},
    )


def sums(facts: Iterable[Fact], as_part_of: Callable[[Fact], Key] = key_of) -> dict[Key, Fact]:
    """Add up facts that are part of the same; each sum bears the period, content and network that tell it."""
    found: dict[Key, Fact] = {}
    for fact in facts:
        key = as_part_of(fact)
        known = found.get(key)
        period, content, network = key
        found[key] = (
            replace(fact, period=period, content=content, network=network) if known is None else added(known, fact)
        )
    return found


def is_empty(fact: Fact) -> bool:
    """Return whether a fact says nothing at all."""
    return not (fact.captions or fact.hours or fact.views or any(getattr(fact, name) for name in _ADDED))


def hours_of_programme(facts: Iterable[Fact]) -> list[Fact]:
    """Return the hours of all confirmations by period, as facts of the programme."""
    hours: dict[str, Counter[str]] = defaultdict(Counter)
    for fact in facts:
        if fact.hours:
            hours[fact.period].update(fact.hours)
    return [Fact(period, PROGRAMME, hours=dict(counted)) for period, counted in sorted(hours.items())]


# --- periods


def month_of(day: str) -> str:
    """Return the month of a day, as `2026-11`."""
    return day[:7]


def week_of(day: str) -> str:
    """Return the ISO week of a day, as `2026-W48`."""
    year, week, _ = date.fromisoformat(day).isocalendar()
    return f"{year}-W{week:02d}"


def months_between(first: date, last: date) -> Iterator[str]:
    """Return the months of days from the first to the last one."""
    year, month = first.year, first.month
    while (year, month) <= (last.year, last.month):
        yield f"{year}-{month:02d}"
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def whole_periods(first: date, last: date) -> tuple[date, date]:
    """Return the first and the last day of all months and weeks that days from the first to the last one are in."""
    begin = min(first.replace(day=1), first - timedelta(days=first.weekday()))
    next_month = (last.replace(day=28) + timedelta(days=4)).replace(day=1)
    return begin, max(next_month - timedelta(days=1), last + timedelta(days=6 - last.weekday()))


# --- folding shares


@dataclass(frozen=True)
class Reach:
    """Which days of a content are counted: from `first` (empty: all that are known) to `last`, both included."""

    zone: ZoneInfo
    first: str
    last: str

    def holds(self, day: str) -> bool:
        """Return whether a day is counted."""
        return self.first <= day <= self.last


@dataclass(frozen=True)
class Changes:
    """By day, how much counts have changed that come from outside.

    `views` are of the content, None where nobody counts them; `reactions` of posts, each with its network.
    """

    views: Mapping[str, int] | None = None
    reactions: tuple[tuple[Network, Mapping[str, int]], ...] = ()


NONE_FROM_OUTSIDE = Changes()


@dataclass(frozen=True)
class Folded:
    """Facts of a content's days. Of days before `known_from`, by network, something knows its visits no more."""

    facts: dict[Key, Fact]
    known_from: Mapping[Network | None, str]


@dataclass
class _Row:
    """A fact while it is counted."""

    numbers: Counter[str] = field(default_factory=Counter)
    shares: Counter[str] = field(default_factory=Counter)
    clicks: Counter[str] = field(default_factory=Counter)
    hours: Counter[str] = field(default_factory=Counter)

    def fact(self, key: Key) -> Fact:
        captions = {
            caption: CaptionUse(self.shares[caption], self.clicks[caption])
            for caption in sorted({*self.shares, *self.clicks})
        }
        numbers: dict[str, Any] = dict(self.numbers)
        return Fact(*key, captions=captions, hours=dict(sorted(self.hours.items())), **numbers)


def fold(content: str, shares: Collection[Share], reach: Reach, changes: Changes = NONE_FROM_OUTSIDE) -> Folded:
    """Fold all shares of a content, and what has come from outside, into the facts of its days within reach."""
    rows: dict[Key, _Row] = defaultdict(_Row)
    known_from: dict[Network | None, str] = {}
    first_confirmed: dict[str, datetime] = {}
    for share in shares:
        _fold_share(share, rows, reach)
        for by_day in (share.tally, share.released):
            known_from[share.network] = max(known_from.get(share.network, ""), _known_from(by_day))
        if share.confirmed is not None and share.state is ShareState.CONFIRMED:
            before = first_confirmed.get(share.person)
            first_confirmed[share.person] = share.confirmed if before is None else min(before, share.confirmed)
    for moment in first_confirmed.values():
        day = day_of(moment, reach.zone)
        if reach.holds(day):
            rows[day, content, None].numbers["sharers"] += 1
    for network, by_day in (*changes.reactions, *([(None, changes.views)] if changes.views is not None else [])):
        known_from[network] = max(known_from.get(network, ""), _known_from(by_day))
        for day, number in by_day.items():
            if reach.holds(day):
                rows[day, content, network].numbers["views" if network is None else "reactions"] += number
    return Folded({key: row.fact(key) for key, row in rows.items()}, known_from)


def _fold_share(share: Share, rows: dict[Key, _Row], reach: Reach) -> None:
    content, network, caption = share.content, share.network, share.caption
    opened = day_of(share.opened, reach.zone)
    if reach.holds(opened):
        rows[opened, content, network].numbers["opened"] += 1
    if share.confirmed is not None and share.state is ShareState.CONFIRMED:
        confirmed = day_of(share.confirmed, reach.zone)
        if reach.holds(confirmed):
            row = rows[confirmed, content, network]
            row.numbers["confirmed"] += 1
            row.numbers["own_words"] += share.own_wording
            if caption:
                row.shares[caption] += 1
            rows[confirmed, content, None].hours[hour_of(share.confirmed, reach.zone)] += 1
    for day, tally in share.tally.items():
        if reach.holds(day):
            row = rows[day, content, network]
            row.numbers["repeats"] += tally.repeats
            row.numbers["own"] += tally.own
            row.numbers["held"] += tally.held
            row.numbers["data_centre"] += tally.data_centre
            _add_clicks(row, caption, tally.counted)
    for day, released in share.released.items():
        if reach.holds(day):
            _add_clicks(rows[day, content, network], caption, released)


def _add_clicks(row: _Row, caption: str | None, clicks: int) -> None:
    row.numbers["clicks"] += clicks
    if caption and clicks:
        row.clicks[caption] += clicks


def hour_of(moment: datetime, zone: ZoneInfo) -> str:
    """Return the weekday and hour of a moment by the programme's clock: `1-09` is Monday from nine to ten."""
    local = moment.astimezone(zone)
    return f"{local.isoweekday()}-{local.hour:02d}"


def _known_from(by_day: Collection[str]) -> str:
    """Return from which day on a share's days are known: with fewer of them than it keeps, of all days."""
    return min(by_day) if len(by_day) >= DAYS_KEPT else ""


def with_known_visits(fact: Fact, stored: Fact | None, known_from: str) -> Fact:
    """Return a fact with the visits, reactions and views that are stored where its day's are not known any more."""
    if stored is None or fact.period >= known_from:
        return fact
    captions = {
        caption: CaptionUse(
            fact.captions.get(caption, CaptionUse()).shares, stored.captions.get(caption, CaptionUse()).clicks
        )
        for caption in sorted({*fact.captions, *stored.captions})
    }
    used = {caption: use for caption, use in captions.items() if use != CaptionUse()}
    return replace(fact, captions=used, **{name: getattr(stored, name) for name in _OF_VISITS})

"""The count that keeps facts: every hour of what is on offer, once a night of all that counts still.

Each run writes absolute numbers of the last days (from two before the last run's on), and only what differs: killed
anywhere, repeated or late, the next run leaves the same facts. Shares keep their visits of three days, so two days
without a run lose nothing; a longer gap is told. Months, weeks and what lists show of contents are sums of the facts of
days, brought up to date by the same run: all agree at any moment.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from lahetti.analytics import items as seen_items
from lahetti.analytics.facts import items
from lahetti.analytics.facts.model import CountRun, Fact, Source
from lahetti.analytics.facts.rules import (
    COUNTED_FOR,
    Changes,
    Folded,
    Key,
    Reach,
    fold,
    hours_of_programme,
    is_empty,
    key_of,
    month_of,
    months_between,
    sums,
    week_of,
    whole_periods,
    with_known_visits,
)
from lahetti.content import items as content_items
from lahetti.content.counts import items as counts_items
from lahetti.content.model import ContentCounts, ContentState, Row
from lahetti.core.days import DAYS_KEPT, day_of, midnight_of
from lahetti.core.small_groups import shown
from lahetti.networks.networks import COLLECTORS, Network
from lahetti.people.audiences import Audiences
from lahetti.sharing import items as sharing_items
from lahetti.sharing.reactions import items as reactions_items

_NIGHT = timedelta(hours=5)
"""From when on a day's first run counts everything: by then what was seen the day before is counted."""
_POSTS_ON = frozenset({Network.LINK, *map(Network, COLLECTORS)})
"""On what a share's post may be followed; a copied link may be posted on any of them."""
_AT_ONCE = 4
"""Contents whose shares are read at a time."""


@dataclass(frozen=True)
class _Counted:
    """A content that a run counts, and the last day that is counted of it."""

    row: Row
    last: str


@dataclass(frozen=True)
class CountOutcome:
    """How many contents a run counted; `gap` is where it found that clicks of some days were not counted in time."""

    contents: int
    gap: tuple[datetime, datetime] | None = None


def count_contents(now: datetime, zone: ZoneInfo) -> CountOutcome:
    """Bring facts up to date. Raise Busy, after which a repetition goes on.

    A run whose time is before the last one's counts as of the last one.
    """
    before = items.last_run(consistent=True)
    if before is not None:
        now = max(now, before.hourly)
    nightly = before is None or _is_first_of_night(before.nightly, now, zone)
    first = _first_day(before, nightly, zone)
    subjects = list(_subjects(now, zone, first, nightly=nightly))
    today = day_of(now, zone)
    with ThreadPoolExecutor(_AT_ONCE) as workers:
        folded = list(workers.map(lambda subject: _fold(subject, first, zone), subjects))
    begin = min([first or today, today, *(fact.period for one in folded for fact in one.facts.values())])
    book = _Book.read(date.fromisoformat(begin), date.fromisoformat(today))
    for subject, one in zip(subjects, folded, strict=True):
        book.take(subject, one, first)
    book.write_days()
    months = book.write_sums({subject.row.content: subject.row for subject in subjects})
    _write_counts([subject.row for subject in subjects], months)
    gap = None if before is None else _gap(before, now, zone)
    nightly_at = now if before is None or nightly else before.nightly
    items.save_run(CountRun(now, nightly_at, gap or (before.gap if before else None)))
    return CountOutcome(len(subjects), gap)


def count_seen(people: Iterable[str], now: datetime, zone: ZoneInfo) -> int:
    """Turn the sets of what people saw on the last three days into facts; return how many contents were seen.

    Nobody adds to the sets of a day that is over. A number never gets smaller: somebody whose set is gone has seen it.
    """
    everybody = list(people)
    today = date.fromisoformat(day_of(now, zone))
    days = [today - timedelta(days=back) for back in range(DAYS_KEPT, 0, -1)]
    seen: Counter[tuple[str, str]] = Counter()
    for day in days:
        for contents in seen_items.seen_on((day.isoformat(), person) for person in everybody).values():
            seen.update((day.isoformat(), content) for content in contents)
    known = {head.content for head in content_items.heads_of({content for _, content in seen})}
    stored = {key_of(fact): fact.seen for fact in items.stored_days(days[0], days[-1])[Source.SEEN]}
    facts = [
        Fact(day, content, seen=number)
        for (day, content), number in sorted(seen.items())
        if content in known and number > stored.get((day, content, None), 0)
    ]
    save_apart(facts, Source.SEEN)
    return len(known)


def save_apart(facts: Collection[Fact], source: Source) -> int:
    """Write facts of days that no share knows of, where they differ, and the months and weeks that they are part of.

    Return how many differed. Raise Busy.
    The sums come first: where this is killed in between, the facts differ still, and doing it again does both.
    """
    if not facts:
        return 0
    days = [date.fromisoformat(fact.period) for fact in facts]
    book = _Book.read(min(days), max(days))
    stored = book.apart[source]
    changed = [fact for fact in facts if fact != stored.get(key_of(fact))]
    if changed:
        stored |= {key_of(fact): fact for fact in changed}
        book.write_sums({})
        items.save_days(changed, source)
    return len(changed)


def _is_first_of_night(before: datetime, now: datetime, zone: ZoneInfo) -> bool:
    """Return whether a night has come since everything was counted last."""
    return day_of(before - _NIGHT, zone) < day_of(now - _NIGHT, zone)


def _first_day(before: CountRun | None, nightly: bool, zone: ZoneInfo) -> str:
    """Return the first day that a run counts anew; before all others: every day that shares know of."""
    if before is None:
        return ""
    last = min(before.nightly, before.hourly) if nightly else before.hourly
    return (date.fromisoformat(day_of(last, zone)) - timedelta(days=DAYS_KEPT - 1)).isoformat()


def _gap(before: CountRun, now: datetime, zone: ZoneInfo) -> tuple[datetime, datetime] | None:
    """Return the gap since the last run where it touches more days than shares keep their visits of."""
    missed = date.fromisoformat(day_of(now, zone)) - date.fromisoformat(day_of(before.hourly, zone))
    return (before.hourly, now) if missed >= timedelta(days=DAYS_KEPT) else None


def _subjects(now: datetime, zone: ZoneInfo, first: str, *, nightly: bool) -> Iterator[_Counted]:
    """Walk the contents that a run counts: what is on offer, and by night what went off it within 90 days."""
    today = day_of(now, zone)
    for _, row in content_items.contents_in(ContentState.PUBLISHED):
        yield _Counted(row, today)
    if not nightly:
        return
    since = (midnight_of(first, zone) - COUNTED_FOR).isoformat() if first else None
    for state in (ContentState.ARCHIVED, ContentState.RECALLED):
        for position, row in content_items.contents_in(state, since=since):
            ended = datetime.fromisoformat(position.rpartition("#")[0])
            yield _Counted(row, min(today, day_of(ended + COUNTED_FOR, zone)))


def _fold(subject: _Counted, first: str, zone: ZoneInfo) -> Folded:
    content = subject.row.content
    shares = list(sharing_items.shares_of_content(content))
    posted = [share.code for share in shares if share.network in _POSTS_ON]
    posts = reactions_items.find_posts(posted).values()
    reactions = tuple((Network(post.network), post.gained) for post in posts)
    counts = counts_items.counts_of([content]).get(content, ContentCounts())
    views = None if counts.views is None else counts.viewed
    found = sharing_items.find_shares(share.code for share in shares)
    return fold(content, found, Reach(zone, first, subject.last), Changes(views, reactions))


@dataclass
class _Book:
    """The facts of some days and of their whole weeks and months: as they are stored, and as they are to be."""

    first: date
    last: date
    days: dict[Key, Fact]
    apart: dict[Source, dict[Key, Fact]]
    changed: list[Fact]

    @classmethod
    def read(cls, first: date, last: date) -> "_Book":
        stored = items.stored_days(*whole_periods(first, last))
        apart = {source: {key_of(fact): fact for fact in facts} for source, facts in stored.items()}
        return cls(first, last, apart.pop(Source.SHARES), apart, [])

    def take(self, subject: _Counted, folded: Folded, first: str) -> None:
        """Take what was folded of a content's shares; what it does not hold of its days has come to nothing."""
        content = subject.row.content
        begin = max(first, self.first.isoformat())
        stored = {key for key in self.days if key[1] == content and begin <= key[0] <= subject.last}
        for key in sorted({*folded.facts, *stored}, key=str):
            known, fact = self.days.get(key), folded.facts.get(key, Fact(*key))
            fact = with_known_visits(fact, known, folded.known_from.get(key[2], ""))
            if fact != known and not (known is None and is_empty(fact)):
                self.days[key] = fact
                self.changed.append(fact)

    def write_days(self) -> None:
        items.save_days(self.changed)

    def write_sums(self, rows: Mapping[str, Row]) -> list[Fact]:
        """Write the sums of whole months and weeks that differ; return the months as they are then, and former ones."""
        facts = [*self.days.values(), *(fact for facts in self.apart.values() for fact in facts.values())]
        months = list(months_between(self.first, self.last))
        oldest = min([months[0], *(f"{row.published:%Y-%m}" for row in rows.values() if row.published)])
        stored = items.stored_months(oldest, months[-1])
        kept = [fact for fact in stored if fact.period < months[0]]
        before = {key_of(fact): fact for fact in stored if fact.period >= months[0]}
        described = _described({fact.content for fact in facts}, rows, before.values())
        of_months = [replace(fact, period=month_of(fact.period)) for fact in facts if month_of(fact.period) in months]
        right = _months(of_months, described)
        items.save_months(_changed(right, before))
        self._write_weeks(facts, described)
        return [*kept, *right.values()]

    def _write_weeks(self, facts: Iterable[Fact], described: Mapping[str, Fact]) -> None:
        first, last = week_of(self.first.isoformat()), week_of(self.last.isoformat())
        of_weeks = [replace(fact, period=week_of(fact.period)) for fact in facts]
        of_weeks = [fact for fact in of_weeks if first <= fact.period <= last]
        before = {key_of(fact): fact for fact in items.stored_weeks(first, last)}
        items.save_weeks(_changed(_weeks(of_weeks, described), before))


def _months(facts: list[Fact], described: Mapping[str, Fact]) -> dict[Key, Fact]:
    """Add up facts by content and network, each with what its content is now."""
    of_contents = sums(replace(fact, hours={}) for fact in facts)
    found = {
        key: replace(
            fact,
            channel=described[fact.content].channel,
            language=described[fact.content].language,
            topics=described[fact.content].topics,
        )
        for key, fact in of_contents.items()
    }
    return found | {key_of(fact): fact for fact in hours_of_programme(facts)}


def _weeks(facts: list[Fact], described: Mapping[str, Fact]) -> dict[Key, Fact]:
    """Add up facts by channel and network."""
    of_channels = [
        replace(fact, content=channel, channel=channel, captions={}, hours={})
        for fact in facts
        if (channel := described[fact.content].channel)
    ]
    return sums(of_channels) | {key_of(fact): fact for fact in hours_of_programme(facts)}


def _changed(right: Mapping[Key, Fact], stored: Mapping[Key, Fact]) -> list[Fact]:
    """Return the facts that are to be written: what is stored and not right any more becomes nought."""
    wanted = {**{key: Fact(*key) for key in stored}, **right}
    return [
        fact
        for key, fact in wanted.items()
        if fact != stored.get(key) and not (is_empty(fact) and (key not in stored or is_empty(stored[key])))
    ]


def _described(contents: set[str], rows: Mapping[str, Row], before: Iterable[Fact]) -> dict[str, Fact]:
    """Return channel, language and topics of contents: as they are now, or as they were last where they are gone."""
    found = {content: Fact("", content) for content in contents} | {fact.content: fact for fact in before}
    living = [*rows.values(), *(head.row for head in content_items.heads_of(contents - {*rows}))]
    return found | {row.content: Fact("", row.content, None, row.channel, row.language, row.topics) for row in living}


def _write_counts(rows: list[Row], months: list[Fact]) -> None:
    """Let lists show what contents have brought: the sums of their facts."""
    totals = sums(replace(fact, captions={}) for fact in months)
    by_content = {
        content: fact for (_, content, _), fact in sums(totals.values(), lambda fact: ("", fact.content, None)).items()
    }
    known = counts_items.counts_of([row.content for row in rows])
    audiences = Audiences()
    for row in rows:
        fact = by_content.get(row.content, Fact("", row.content))
        before = known.get(row.content, ContentCounts())
        after = replace(
            before,
            audience=audiences.size(row.audience),
            sharers=fact.sharers,
            shares=fact.confirmed,
            clicks=fact.clicks,
            seen=fact.seen,
        )
        if after != before or row.content not in known:
            counts_items.set_counts(row.content, after)
        told = shown(after.sharers, after.audience)
        if row.sharers != told:
            content_items.show_sharers(row.content, told)

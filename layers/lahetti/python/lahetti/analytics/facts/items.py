"""Facts as they are stored: small rows that are written only where they differ, and read many a request."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from pynamodb.attributes import ListAttribute, MapAttribute, NumberAttribute, UnicodeAttribute, UTCDateTimeAttribute

from lahetti.analytics.facts.model import PROGRAMME, CaptionUse, CountRun, Fact, PeopleFact, Source
from lahetti.analytics.facts.rules import hours_of_programme, is_empty, months_between, sums
from lahetti.dynamodb import keys
from lahetti.dynamodb.batches import batch_get, batch_put
from lahetti.dynamodb.models import ProgrammeItem, TransientItem
from lahetti.networks.networks import Network

_CAPTIONS_A_ROW = 25
"""About 20 bytes each: with its other numbers a row stays below 900 bytes, one write unit; the rest follows in others.
"""
_NUMBERS = (
    *("opened", "confirmed", "own_words", "clicks", "repeats", "own", "held", "data_centre"),
    *("sharers", "seen", "views", "reactions", "conversions"),
)


class FactItem(ProgrammeItem, discriminator="fact"):
    """pk = "FACTS#<yyyy-mm>", "FACTS#MONTHS" or "FACTS#WEEKS", sk = "<period>#<content or channel>#<network or ->".

    Rows of a day end in "#<source>" where it is not the shares, and in "#<n>" from the second one on. A number that is
    not there is 0. `captions` is {key: [shares, clicks]}.
    """

    channel = UnicodeAttribute(null=True)
    language = UnicodeAttribute(null=True)
    topics: ListAttribute[str] = ListAttribute(null=True)
    opened = NumberAttribute(null=True)
    confirmed = NumberAttribute(null=True)
    own_words = NumberAttribute(null=True)
    clicks = NumberAttribute(null=True)
    repeats = NumberAttribute(null=True)
    own = NumberAttribute(null=True)
    held = NumberAttribute(null=True)
    data_centre = NumberAttribute(null=True)
    sharers = NumberAttribute(null=True)
    seen = NumberAttribute(null=True)
    views = NumberAttribute(null=True)
    reactions = NumberAttribute(null=True)
    conversions = NumberAttribute(null=True)
    captions: MapAttribute[str, Any] = MapAttribute(null=True)
    hours: MapAttribute[str, Any] = MapAttribute(null=True)


# --- reading, for figures


def facts_of_days(first: date, last: date) -> list[Fact]:
    """Return the facts of the days from the first to the last one, both included; a Query a month, of what it holds.

    Those of the `PROGRAMME` hold the hours of confirmations, all others everything else: all can be added up.
    """
    found = [fact for rows in _days(first, last, consistent=False) for fact in rows]
    return [*_whole(found), *hours_of_programme(found)]


def facts_of_months(first: str, last: str) -> list[Fact]:
    """Return the facts of whole months, `2026-01` to `2026-11`, both included; one Query. See `facts_of_days`."""
    return _whole(_facts(keys.FACTS_OF_MONTHS, first, last, consistent=False))


def facts_of_weeks(first: str, last: str) -> list[Fact]:
    """Return the facts of whole weeks by channel, `2026-W40` to `2026-W48`, both included; one Query."""
    return _whole(_facts(keys.FACTS_OF_WEEKS, first, last, consistent=False))


def _whole(facts: Iterable[Fact]) -> list[Fact]:
    """Put rows of the same content, network and period together, without the hours of single contents."""
    of_programme = [fact for fact in facts if fact.content == PROGRAMME]
    others = [replace(fact, hours={}) if fact.hours else fact for fact in facts if fact.content != PROGRAMME]
    return [fact for fact in (*sums(others).values(), *of_programme) if not is_empty(fact)]


# --- writing, for counts


def stored_days(first: date, last: date) -> dict[Source, list[Fact]]:
    """Return the facts of days as they are stored at this moment, by who wrote them."""
    found: dict[Source, list[Fact]] = {source: [] for source in Source}
    for month in months_between(first, last):
        for item in _rows(keys.facts(month), first.isoformat(), last.isoformat(), consistent=True):
            found[_source(item)].append(_to_fact(item))
    return {source: list(sums(facts).values()) for source, facts in found.items()}


def stored_months(first: str, last: str) -> list[Fact]:
    """Return the facts of whole months as they are stored at this moment."""
    return list(sums(_facts(keys.FACTS_OF_MONTHS, first, last, consistent=True)).values())


def stored_weeks(first: str, last: str) -> list[Fact]:
    """Return the facts of whole weeks as they are stored at this moment."""
    return list(sums(_facts(keys.FACTS_OF_WEEKS, first, last, consistent=True)).values())


def save_days(facts: Iterable[Fact], source: Source = Source.SHARES) -> None:
    """Write facts of days over what their source wrote before. Raise Busy."""
    batch_put(item for fact in facts for item in _items(keys.facts(fact.period[:7]), fact, source))


def save_months(facts: Iterable[Fact]) -> None:
    """Write facts of whole months. Raise Busy."""
    batch_put(item for fact in facts for item in _items(keys.FACTS_OF_MONTHS, fact))


def save_weeks(facts: Iterable[Fact]) -> None:
    """Write facts of whole weeks. Raise Busy."""
    batch_put(item for fact in facts for item in _items(keys.FACTS_OF_WEEKS, fact))


def _days(first: date, last: date, *, consistent: bool) -> Iterator[list[Fact]]:
    for month in months_between(first, last):
        yield _facts(keys.facts(month), first.isoformat(), last.isoformat(), consistent=consistent)


def _facts(partition: str, first: str, last: str, *, consistent: bool) -> list[Fact]:
    return [_to_fact(item) for item in _rows(partition, first, last, consistent=consistent)]


def _rows(partition: str, first: str, last: str, *, consistent: bool) -> Iterator[FactItem]:
    span = FactItem.sk.between(f"{first}#", f"{last}$")  # the character that follows the key's "#"
    return iter(FactItem.query(partition, span, consistent_read=consistent))


def _source(item: FactItem) -> Source:
    last = item.sk.split("#")[3:4]
    return Source(last[0]) if last and not last[0].isdigit() else Source.SHARES


def _to_fact(item: FactItem) -> Fact:
    period, content, network = item.sk.split("#")[:3]
    known = item.attribute_values  # a row has few of them, and there are many rows
    counted = {name: int(known[name]) for name in _NUMBERS if known.get(name) is not None}
    captions: Mapping[str, Any] = item.captions.as_dict() if item.captions else {}
    hours: Mapping[str, Any] = item.hours.as_dict() if item.hours else {}
    return Fact(
        period,
        content,
        None if network == PROGRAMME else Network(network),
        item.channel or "",
        item.language or "",
        tuple(item.topics or ()),
        captions={key: CaptionUse(*map(int, numbers)) for key, numbers in captions.items()},
        hours={hour: int(number) for hour, number in hours.items()},
        **counted,
    )


def _items(partition: str, fact: Fact, source: Source = Source.SHARES) -> Iterator[FactItem]:
    sort = keys.fact(fact.period, fact.content, fact.network.value if fact.network else PROGRAMME)
    sort = f"{sort}#{source}" if source else sort
    captions = [(key, [use.shares, use.clicks]) for key, use in sorted(fact.captions.items())]
    yield FactItem(
        partition,
        sort,
        channel=fact.channel or None,
        language=fact.language or None,
        topics=list(fact.topics) or None,
        captions=dict(captions[:_CAPTIONS_A_ROW]) or None,
        hours=dict(fact.hours) or None,
        views=fact.views,
        **{name: getattr(fact, name) or None for name in _NUMBERS if name != "views"},
    )
    for number, begin in enumerate(range(_CAPTIONS_A_ROW, len(captions), _CAPTIONS_A_ROW), 2):
        yield FactItem(partition, f"{sort}#{number}", captions=dict(captions[begin : begin + _CAPTIONS_A_ROW]))


# --- runs of the count


class CountRunItem(TransientItem, discriminator="count run"):
    """pk = "COUNTED": when the count last ran."""

    hourly = UTCDateTimeAttribute()
    nightly = UTCDateTimeAttribute()
    gap_from = UTCDateTimeAttribute(null=True)
    gap_to = UTCDateTimeAttribute(null=True)


def last_run(*, consistent: bool = False) -> CountRun | None:
    """Return when the count last ran; None: never."""
    item = CountRunItem.find(keys.COUNTED, consistent=consistent)
    if item is None:
        return None
    gap = (item.gap_from, item.gap_to) if item.gap_from and item.gap_to else None
    return CountRun(item.hourly, item.nightly, gap)


def counted_at() -> datetime | None:
    """Return as of which moment the facts of contents on offer are; None: nothing was counted yet."""
    run = last_run()
    return None if run is None else run.hourly


def save_run(run: CountRun) -> None:
    """Keep when the count last ran."""
    begin, end = run.gap or (None, None)
    CountRunItem(keys.COUNTED, hourly=run.hourly, nightly=run.nightly, gap_from=begin, gap_to=end).save()


# --- people


class PeopleFactItem(ProgrammeItem, discriminator="people"):
    """pk = "FACTS#PEOPLE", sk = "<period>#<team or ->", periods as `W2026-48`, `M2026-11`, `Q2026-4`."""

    with_access = NumberAttribute()
    mean_access = NumberAttribute()
    begun = NumberAttribute()
    active = NumberAttribute()
    shares = NumberAttribute()
    clicks = NumberAttribute()
    counted = UTCDateTimeAttribute()


def people_of(period: str) -> dict[str | None, PeopleFact]:
    """Return the people facts of a period by team, those of the programme under None; one Query."""
    of_period = PeopleFactItem.sk.startswith(f"{period}#")
    found = (_to_people(item) for item in PeopleFactItem.query(keys.FACTS_OF_PEOPLE, of_period))
    return {fact.team: fact for fact in found}


def programme_people(periods: Iterable[str]) -> dict[str, PeopleFact]:
    """Return the people facts of the programme in some periods, of those that were counted; one request."""
    wanted = ((keys.FACTS_OF_PEOPLE, keys.people_fact(period, PROGRAMME)) for period in periods)
    return {fact.period: fact for fact in map(_to_people, batch_get(PeopleFactItem, wanted))}


def save_people(fact: PeopleFact) -> None:
    """Write a people fact over what was counted before."""
    PeopleFactItem(
        keys.FACTS_OF_PEOPLE,
        keys.people_fact(fact.period, fact.team or PROGRAMME),
        with_access=fact.with_access,
        mean_access=fact.mean_access,
        begun=fact.begun,
        active=fact.active,
        shares=fact.shares,
        clicks=fact.clicks,
        counted=fact.counted,
    ).save()


def _to_people(item: PeopleFactItem) -> PeopleFact:
    period, _, team = item.sk.partition("#")
    return PeopleFact(
        period,
        None if team == PROGRAMME else team,
        int(item.with_access),
        float(item.mean_access),
        int(item.begun),
        int(item.active),
        int(item.shares),
        int(item.clicks),
        item.counted,
    )

"""Figures of a selection of facts, by the definitions of docs/product.md, as readers may see them.

Everything is a sum of facts (`sums`); what of it may be shown beside what, `groups` decides. A value that is not shown
is `Hidden` (too few people) or `Unavailable` (not with this filter or period); None stands for what there is not, as a
rate of nothing. Where a network is chosen, or networks are told apart, each confirmed share is one sharer.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from enum import StrEnum

from lahetti.analytics import groups
from lahetti.analytics.facts.model import PROGRAMME, Fact, PeopleFact
from lahetti.analytics.groups import Shown
from lahetti.analytics.media_value.model import ClickPrice, MediaValue
from lahetti.analytics.media_value.rules import media_value
from lahetti.analytics.periods import AnalyticsPeriod
from lahetti.analytics.sums import OF_NETWORKS, SUMMED, Dimension, Filters, Sum, add_up, parts_by
from lahetti.core.small_groups import FEWEST, Hidden, told
from lahetti.networks.networks import Network


class Unavailable(StrEnum):
    """Why there is no such figure: people are counted for whole periods alone, and with no filter but a team."""

    FILTER = "filter"
    PERIOD = "period"


Count = int | Hidden | Unavailable | None
Ratio = float | Hidden | Unavailable | None

IN_TIME = frozenset({Dimension.DAY, Dimension.WEEK, Dimension.MONTH})
DAYS_OF_HALF = 30
"""Of a content's clicks, those of its first days are halved."""


@dataclass(frozen=True)
class Figures:
    """Figures of contents; rates are percentages with one decimal, clicks a share have two.

    `views` and `reactions` are how much their counts have changed. `media_value` is an estimate.
    """

    seen: Count = None
    opened: Count = None
    confirmed: Count = None
    sharers: Count = None
    share_rate: Ratio = None
    own_words: Count = None
    own_words_rate: Ratio = None
    clicks: Count = None
    clicks_a_share: Ratio = None
    repeats: Count = None
    own: Count = None
    held: Count = None
    data_centre: Count = None
    reactions: Count = None
    conversions: Count = None
    views: Count = None
    media_value: MediaValue | Hidden | Unavailable | None = None


OF_A_TEAM = Figures(**{field.name: Unavailable.FILTER for field in fields(Figures)})
"""What contents brought is not told by teams."""


@dataclass(frozen=True)
class Row:
    """Figures of one value of a dimension; `key` is None of what is summed as "others"."""

    key: str | None
    figures: Figures


@dataclass(frozen=True)
class PeopleFigures:
    """Figures of people, of the programme or of a team; `participation` is active ÷ with access, in per cent."""

    with_access: Count = None
    mean_access: Ratio = None
    begun: Count = None
    active: Count = None
    participation: Ratio = None
    shares: Count = None
    clicks: Count = None


@dataclass(frozen=True)
class HoursOfSharing:
    """Confirmed shares by weekday, Monday first, and by hour of the programme's clock, midnight first."""

    weekdays: tuple[int, ...]
    hours: tuple[int, ...]


@dataclass(frozen=True)
class ClicksOfDays:
    """Clicks of a day, or of all days until there were five sharers."""

    first: date
    last: date
    clicks: int


@dataclass(frozen=True)
class HalfOfClicks:
    """How many days it took until half of the clicks of a content's first 30 days were in, the first one included.

    Until these days are over, half of the clicks that there are so far.
    """

    days: int
    is_final: bool


# --- contents


def figures_of(facts: Iterable[Fact], filters: Filters, prices: Sequence[ClickPrice] = ()) -> Figures:
    """Return the figures of what filters leave of facts.

    `facts` are all of the period, each with its content's channel, language and topics: whether a part may be shown
    depends on what a filter leaves out, too. `prices` are those of clicks.
    """
    if filters.team is not None:
        return OF_A_TEAM
    known = Filters().choose(facts)
    chosen, shown = filters.choose(known), groups.shown_whole(known, filters)
    figures = _figures(add_up(chosen, of_network=filters.network is not None), shown)
    if not shown.shares:
        return replace(figures, media_value=Hidden.FEW)
    networks = groups.shown_parts(Dimension.NETWORK, chosen)
    told_apart = parts_by(Dimension.NETWORK, chosen).items()
    return replace(
        figures, media_value=media_value({Network(key): own for key, own in told_apart if networks[key].shares}, prices)
    )


def rows_by(
    dimension: Dimension, facts: Iterable[Fact], filters: Filters, prices: Sequence[ClickPrice] = ()
) -> list[Row]:
    """Return the figures of what filters leave, by a dimension; `facts` and `prices` as of `figures_of`.

    Rows in time stand in its order, others by confirmed shares, the hidden ones by their keys, "others" last. Only
    networks have a media value. A team has no rows.
    """
    if filters.team is not None:
        return []
    known = Filters().choose(facts)
    chosen, whole = filters.choose(known), groups.shown_whole(known, filters)
    of_network = filters.network is not None or dimension in OF_NETWORKS
    parts = parts_by(dimension, chosen)
    shown = {key: one & whole for key, one in groups.shown_parts(dimension, chosen, of_network=of_network).items()}
    rows = [
        Row(key, _of_part(dimension, add_up(part, of_network=of_network), shown[key]))
        for key, part in parts.items()
        if shown[key].shares or dimension not in SUMMED
    ]
    if dimension is Dimension.NETWORK:
        seen = add_up(chosen).seen if whole.seen else None
        rows = [_of_network(row, parts[row.key or ""], seen, prices) for row in rows]
    rows.sort(key=_place_in_time if dimension in IN_TIME else _place)
    others = [key for key in parts if not shown[key].shares] if dimension in SUMMED and whole.shares else []
    if others:
        total = add_up((fact for key in others for fact in parts[key]), of_network=of_network)
        hides_no_other = all(shown[key].own_words for key in parts if key not in others)
        rest = Shown(shares=True, seen=False, own_words=hides_no_other and whole.own_words)
        rows.append(Row(None, _of_part(dimension, total, rest)))
    return rows


def _figures(total: Sum, shown: Shown) -> Figures:
    """Return the figures of a sum, as far as they may be shown."""
    seen: Count = total.seen
    if not shown.seen:
        seen = Hidden.FEW if total.seen < FEWEST or not shown.shares else Hidden.ALL_BUT_FEW
    if not shown.shares:
        few = Figures(**dict.fromkeys(_OF_SHARES, Hidden.FEW))
        return replace(few, seen=seen, views=total.views)
    own_words: Count = total.own_words if shown.own_words else Hidden.FEW
    return Figures(
        seen=seen,
        opened=total.opened,
        confirmed=total.confirmed,
        sharers=total.sharers,
        share_rate=_per_cent(total.sharers, total.seen) if shown.seen else seen if isinstance(seen, Hidden) else None,
        own_words=own_words,
        own_words_rate=_per_cent(total.own_words, total.confirmed) if shown.own_words else Hidden.FEW,
        clicks=total.clicks,
        clicks_a_share=round(total.clicks / total.confirmed, 2) if total.confirmed else None,
        repeats=total.repeats,
        own=total.own,
        held=total.held,
        data_centre=total.data_centre,
        reactions=total.reactions,
        conversions=total.conversions,
        views=total.views,
    )


_OF_SHARES = tuple(field.name for field in fields(Figures) if field.name not in ("seen", "views", "media_value"))
OF_NOBODY = _figures(Sum(), groups.NOTHING)
"""What is told of a content that nobody has seen or shared: nought to four people look alike."""


def _of_part(dimension: Dimension, total: Sum, shown: Shown) -> Figures:
    """Return the figures of a part: nobody sees a content on a network, and of a caption less is known."""
    figures = _figures(total, shown)
    match dimension:
        case Dimension.NETWORK:
            return replace(figures, seen=None, share_rate=None, views=None)
        case Dimension.CAPTION:
            return Figures(
                confirmed=figures.confirmed,
                sharers=figures.sharers,
                clicks=figures.clicks,
                clicks_a_share=figures.clicks_a_share,
            )
    return figures


def _of_network(row: Row, facts: list[Fact], seen: int | None, prices: Sequence[ClickPrice]) -> Row:
    """Return a network's row with its share rate, among all who saw what was shared, and its media value."""
    sharers = row.figures.sharers
    rate = _per_cent(sharers, seen) if isinstance(sharers, int) and seen is not None else None
    value = media_value({Network(row.key or ""): facts}, prices)
    return replace(row, figures=replace(row.figures, share_rate=rate, media_value=value))


def _place_in_time(row: Row) -> tuple[int, str]:
    return 0, row.key or ""


def _place(row: Row) -> tuple[int, str]:
    confirmed = row.figures.confirmed
    return -confirmed if isinstance(confirmed, int) else 0, row.key or ""


def _per_cent(part: int, whole: int) -> float | None:
    """Return a percentage, at most 100: who shares in a period may have seen the content before it."""
    return min(100.0, round(100 * part / whole, 1)) if whole else None


# --- one content over time


def clicks_by_day(facts: Iterable[Fact]) -> list[ClicksOfDays] | Hidden:
    """Return the clicks of one content by day, from the first day of which there is a fact to the last.

    `facts` are all days' of the content. A day's clicks tell of everybody who had shared by then: those of the days
    until there were five sharers stand together.
    """
    known = sorted(Filters().choose(facts), key=lambda fact: fact.period)
    days = {day: add_up(part) for day, part in parts_by(Dimension.DAY, known).items()}
    if sum(total.sharers for total in days.values()) < FEWEST:
        return Hidden.FEW
    found: list[ClicksOfDays] = []
    sharers = 0
    day, last = (date.fromisoformat(day) for day in (min(days), max(days)))
    while day <= last:
        total = days.get(day.isoformat(), Sum())
        if found and sharers < FEWEST:
            found = [ClicksOfDays(found[0].first, day, found[0].clicks + total.clicks)]
        else:
            found.append(ClicksOfDays(day, day, total.clicks))
        sharers += total.sharers
        day += timedelta(days=1)
    return found


def half_of_clicks(facts: Iterable[Fact], published: date, today: date) -> HalfOfClicks | Hidden | None:
    """Return how many days it took until half of the clicks of one content's first 30 days were in.

    `facts` are all days' of the content. None without a click in these days.
    """
    known = Filters().choose(facts)
    if add_up(known).sharers < FEWEST:
        return Hidden.FEW
    clicks: Counter[date] = Counter()
    for fact in known:
        clicks[date.fromisoformat(fact.period)] += fact.clicks
    first = [published + timedelta(days=number) for number in range(DAYS_OF_HALF)]
    total, so_far = sum(clicks[day] for day in first), 0
    for number, day in enumerate(first, 1):
        so_far += clicks[day]
        if total and 2 * so_far >= total:
            return HalfOfClicks(number, today > first[-1])
    return None


# --- when people share


def hours_of_sharing(
    facts: Iterable[Fact], filters: Filters, active: int | None
) -> HoursOfSharing | Hidden | Unavailable:
    """Return confirmed shares by weekday and hour, of the whole programme and of at least five active people.

    `active` is what is counted of a whole period; of any other days, None, a content must have had five sharers.
    """
    if filters != Filters():
        return Unavailable.FILTER
    known = list(facts)
    if active is None:
        sharers = parts_by(Dimension.CONTENT, Filters().choose(known)).values()
        active = max((add_up(part).sharers for part in sharers), default=0)
    if active < FEWEST:
        return Hidden.FEW
    weekdays, hours = [0] * 7, [0] * 24
    for fact in known:
        for key, number in fact.hours.items() if fact.content == PROGRAMME else ():
            weekday, _, hour = key.partition("-")
            weekdays[int(weekday) - 1] += number
            hours[int(hour)] += number
    return HoursOfSharing(tuple(weekdays), tuple(hours))


# --- people


def people_figures(fact: PeopleFact | None, period: AnalyticsPeriod, filters: Filters) -> PeopleFigures:
    """Return the figures of the programme's people in a whole period, of nobody where they were not counted yet."""
    if (reason := _why_no_people(period, filters)) is not None:
        return reason
    return PeopleFigures() if fact is None else _people(fact, begun=groups.shows_begun(fact))


def team_figures(
    teams: Mapping[str, PeopleFact], programme: PeopleFact | None, period: AnalyticsPeriod, filters: Filters
) -> dict[str, PeopleFigures]:
    """Return the figures of each team in a whole period; `filters` may choose one of them.

    Whoever is anonymous is in no team's figures.
    """
    reason = _why_no_people(period, replace(filters, team=None))
    if programme is None or reason is not None:
        return {team: reason or PeopleFigures() for team in teams}
    shown = groups.shown_teams(teams, programme)
    begun = groups.shows_begun_of(teams, shown, programme)
    return {
        team: _people(fact, begun=begun) if team in shown else _HIDDEN_PEOPLE
        for team, fact in teams.items()
        if filters.team in (None, team)
    }


def _why_no_people(period: AnalyticsPeriod, filters: Filters) -> PeopleFigures | None:
    """Return figures that say why there are none of people, or None where there are."""
    if filters != Filters():
        return _NO_PEOPLE[Unavailable.FILTER]
    return None if period.is_whole else _NO_PEOPLE[Unavailable.PERIOD]


def _people(fact: PeopleFact, *, begun: bool) -> PeopleFigures:
    enough = fact.active >= FEWEST
    active = told(fact.active, fact.with_access)
    return PeopleFigures(
        with_access=told(fact.with_access),
        mean_access=round(fact.mean_access, 1) if fact.mean_access >= FEWEST else Hidden.FEW,
        begun=fact.begun if begun else Hidden.ALL_BUT_FEW if fact.begun >= FEWEST else Hidden.FEW,
        active=active,
        participation=_per_cent(fact.active, fact.with_access) if isinstance(active, int) else active,
        shares=fact.shares if enough else Hidden.FEW,
        clicks=fact.clicks if enough else Hidden.FEW,
    )


def _all_people(value: Hidden | Unavailable) -> PeopleFigures:
    return PeopleFigures(**{field.name: value for field in fields(PeopleFigures)})


_HIDDEN_PEOPLE = _all_people(Hidden.FEW)
_NO_PEOPLE = {reason: _all_people(reason) for reason in Unavailable}

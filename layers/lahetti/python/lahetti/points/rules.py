"""What an activity is worth, as pure functions over frozen values.

A ledger entry is written once; a score card is a fold of the ledger (`enter`, from an empty card on). The caps of a
day hold on the card's totals of that day, so an activity is judged by the card that its own transaction replaces.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import astuple, replace
from datetime import datetime, timedelta
from functools import reduce
from zoneinfo import ZoneInfo

from lahetti.core.days import day_of, open_days
from lahetti.people.model import DayScore, RaceScore, ScoreCard, Totals
from lahetti.periods import calendar
from lahetti.points.model import Activity, Entry, Programme, Reason, ScoredEntry, ShareScore
from lahetti.settings.model import Settings
from lahetti.sharing.model import Mark, Share, Tally

_SPENDING = (Activity.CLAIM, Activity.REFUND)
"""What a person does with their points: it touches the spendable balance alone."""
_OUTSIDE_THE_CAPS = (
    Activity.SUGGESTION_ACCEPTED,
    Activity.COLLEAGUE_JOINED,
    Activity.REVERSAL,
    Activity.CLICKS_REFUSED,
    *_SPENDING,
)
"""Activities that no daily cap holds, and that leave the day's room to the others (docs/product.md, Points)."""

REVERSIBLE = tuple(
    activity for activity in Activity if activity not in (Activity.REVERSAL, Activity.CLICKS_REFUSED, *_SPENDING)
)
"""Activities that an admin may take back; a claim is refused instead, and what is refused brought nothing."""


_LATE_WRITERS = timedelta(hours=1)
"""How long a card keeps what is over: whoever began in time may write as late as functions can last."""

REVERSAL = "REVERSAL#"
"""How the cause of a reversal begins; the cause that it takes back follows."""


def enter(card: Totals, entry: Entry) -> Totals:
    """Return the card with an entry added. Activities outside the day's caps do not touch the day."""
    capped = entry.activity not in _OUTSIDE_THE_CAPS
    day = card.days.get(entry.day, DayScore())
    days = {**card.days, entry.day: DayScore(day.shares + entry.shares, day.points + entry.points)}
    races = dict(card.races)
    for race in entry.races:
        score = races.get(race, RaceScore())
        races[race] = RaceScore(
            score.points + entry.points,
            score.shares + entry.shares,
            score.clicks + entry.clicks,
            max(score.last, int(entry.at.timestamp())) if entry.points > 0 else score.last,
        )
    return replace(
        card,
        spendable=card.spendable + entry.points,
        lifetime=card.lifetime + (0 if entry.activity in _SPENDING else entry.points),
        days=days if capped else card.days,
        races=races,
    )


def fold(entries: Iterable[Entry | ScoredEntry]) -> Totals:
    """Return the card that a whole ledger adds up to, with every day and race there ever was: `enter` of each entry."""
    spendable = lifetime = 0
    days: dict[str, list[int]] = {}
    races: dict[str, list[int]] = {}
    for entry in entries:
        points, shares, clicks = entry.points, entry.shares, entry.clicks
        spendable += points
        if entry.activity not in _SPENDING:
            lifetime += points
        if entry.activity not in _OUTSIDE_THE_CAPS:
            day = days.setdefault(entry.day, [0, 0])
            day[0] += shares
            day[1] += points
        last = int(entry.at.timestamp()) if points > 0 else 0
        for race in entry.races:
            score = races.setdefault(race, [0, 0, 0, 0])
            score[0] += points
            score[1] += shares
            score[2] += clicks
            score[3] = max(score[3], last)
    return Totals(
        spendable,
        lifetime,
        {day: DayScore(*numbers) for day, numbers in days.items()},
        {race: RaceScore(*numbers) for race, numbers in races.items()},
    )


def points_by_week(entries: Iterable[Entry]) -> Counter[str]:
    """Return the points of entries by the race of the week that they belong to, `W2026-48`."""
    weeks: Counter[str] = Counter()
    for entry in entries:
        for race in entry.races:
            period = calendar.period_of(race)
            if period is not None and period.kind is calendar.PeriodKind.WEEK:
                weeks[race] += entry.points
    return weeks


def pruned(card: Totals, days: Iterable[str], races: Iterable[str]) -> Totals:
    """Return the card without days and races that can take no entry any more."""
    keep_days, keep_races = set(days), set(races)
    return replace(
        card,
        days={day: score for day, score in card.days.items() if day in keep_days},
        races={race: score for race, score in card.races.items() if race in keep_races},
    )


def with_entries(card: ScoreCard, entries: Iterable[Entry], zone: ZoneInfo, now: datetime) -> ScoreCard:
    """Return a score card brought up to date with entries; days and races that are over for everybody leave it.

    What left too early would start anew at 0 with the next late entry, and so would the standings. Days and races
    that begin after `now` stay, too: somebody who began later may have written before.
    """
    totals = reduce(enter, entries, card.totals)
    first = open_days(now - _LATE_WRITERS, zone)[0]
    days = [day for day in totals.days if day >= first]
    races = [race for race in totals.races if not calendar.is_over(race, first)]
    return replace(card, totals=pruned(totals, days, races))


def share_score(share: Share) -> ShareScore:
    """Return what the rules need to know of a share."""
    return ShareScore(
        code=share.code,
        content=share.content,
        network=share.network,
        value=share.points,
        own_wording=share.own_wording,
        scored=share.scored,
        capped=share.capped,
        tally={day: tally.counted for day, tally in share.tally.items()},
    )


def causes_of_confirmation(code: str) -> tuple[str, str]:
    """Return the causes of the entries that confirming a share may make: for the share, and for own wording."""
    return f"SHARE#{code}", f"WORDING#{code}"


def score_share(
    card: Totals,
    share: ShareScore,
    settings: Settings,
    day: str,
    races: tuple[str, ...],
    at: datetime,
    *,
    recalled: bool = False,
) -> tuple[Entry, ...]:
    """Return the entries of a confirmed share: one, and one for own wording where the share scored.

    A share whose content is `recalled` brings nothing.
    """
    of_share_confirmed, of_own_wording = causes_of_confirmation(share.code)
    today = card.days.get(day, DayScore())
    left = max(0, settings.daily_points - today.points)
    common = {"day": day, "races": races, "at": at, "rules": settings.version}
    of_share = {"share": share.code, "content": share.content, "network": share.network}
    worth = settings.share_points if share.value is None else share.value
    reasons: tuple[Reason, ...] = ()
    if recalled:
        points, reasons = 0, (Reason.RECALLED,)
    elif today.shares >= settings.daily_shares:
        points, reasons = 0, (Reason.DAILY_SHARES,)
    else:
        points, reasons = _within(worth, left)
    confirmed = Entry(
        of_share_confirmed,
        Activity.SHARE_CONFIRMED,
        points,
        shares=1 if points > 0 else 0,
        reasons=reasons,
        **common,  # type: ignore[arg-type]
        **of_share,  # type: ignore[arg-type]
    )
    if not share.own_wording or {Reason.RECALLED, Reason.DAILY_SHARES} & set(reasons):
        return (confirmed,)
    points, reasons = _within(settings.own_wording_points, left - confirmed.points)
    wording = Entry(
        of_own_wording,
        Activity.OWN_WORDING,
        points,
        reasons=reasons,
        **common,  # type: ignore[arg-type]
        **of_share,  # type: ignore[arg-type]
    )
    return (confirmed, wording)


def score_clicks(
    card: Totals,
    share: ShareScore,
    tally: Tally,
    of_day: str,
    settings: Settings,
    day: str,
    races: tuple[str, ...],
    at: datetime,
) -> tuple[ShareScore, Entry | None]:
    """Score what a day's tally brought since it was last taken; return the share as it is then, and the entry.

    `of_day` is the day of the marks, `day` the one that the entry counts for. Clicks past the share's cap make one
    entry, when the cap is reached; clicks cut by the day's points are used up and never paid later.
    """
    fresh = max(0, tally.counted - share.tally.get(of_day, 0))
    if fresh == 0:
        return share, None
    used = min(fresh, max(0, settings.scored_clicks - share.scored))
    over = fresh > used
    after = replace(
        share,
        scored=share.scored + used,
        capped=share.capped or over,
        tally={**share.tally, of_day: tally.counted},
    )
    if used == 0 and (share.capped or not over):
        return after, None
    cause = f"CLICKS#{share.code}#{of_day}#{tally.counted}"
    return after, _clicks_entry(cause, share, used, card, settings, day, races, at, is_capped=over and not share.capped)


def score_released(
    card: Totals,
    share: ShareScore,
    of_day: str,
    upto: int,
    clicks: int,
    settings: Settings,
    day: str,
    races: tuple[str, ...],
    at: datetime,
) -> tuple[ShareScore, Entry]:
    """Score held clicks that an admin releases, by the caps of the day of the release; return share and entry.

    `upto` are all clicks of `of_day` that are released with these: the cause that lets each be released once.
    """
    used = min(clicks, max(0, settings.scored_clicks - share.scored))
    over = clicks > used
    cause = f"RELEASED#{share.code}#{of_day}#{upto}"
    entry = _clicks_entry(cause, share, used, card, settings, day, races, at, is_capped=over)
    return replace(share, scored=share.scored + used, capped=share.capped or over), entry


def refused_entry(
    share: ShareScore, of_day: str, upto: int, clicks: int, reason: str, programme: Programme, at: datetime
) -> Entry:
    """Return the entry of held clicks that an admin refuses: no points, in no race; `upto` as of a release."""
    return Entry(
        cause=f"REFUSED#{share.code}#{of_day}#{upto}",
        activity=Activity.CLICKS_REFUSED,
        points=0,
        day=day_of(at, programme.zone),
        races=(),
        at=at,
        rules=programme.settings.version,
        clicks=clicks,
        share=share.code,
        content=share.content,
        network=share.network,
        note=reason,
    )


def _clicks_entry(
    cause: str,
    share: ShareScore,
    used: int,
    card: Totals,
    settings: Settings,
    day: str,
    races: tuple[str, ...],
    at: datetime,
    *,
    is_capped: bool,
) -> Entry:
    """Return the entry of used clicks within what is left of the day's points; `is_capped`: the share's cap cut it."""
    left = max(0, settings.daily_points - card.days.get(day, DayScore()).points)
    points, reasons = _within(used * settings.click_points, left)
    return Entry(
        cause=cause,
        activity=Activity.CLICKS,
        points=points,
        day=day,
        races=races,
        at=at,
        rules=settings.version,
        clicks=used,
        reasons=(*reasons, Reason.SCORED_CLICKS) if is_capped else reasons,
        share=share.code,
        content=share.content,
        network=share.network,
    )


def count_marks(
    marks: Iterable[Mark], settings: Settings, own: Mapping[str, int] | None = None, until: int | None = None
) -> Tally:
    """Count a day's marks of a share; the count depends on the set of marks alone.

    `own` are the ambassador's own devices, each with the second from which on it is known; `until` is the second from
    which on nothing counts (the content was recalled). Of one address the first few visitors count, what others bring
    is repeats; over so many first visits within a minute are held.
    """
    minutes: Counter[int] = Counter()
    visitors: Counter[str] = Counter()
    repeats = own_hits = data_centre = 0
    for mark in sorted(marks, key=lambda mark: (mark.first, mark.visitor)):
        if until is not None and mark.first >= until:
            continue
        since = (own or {}).get(mark.visitor)
        if since is not None and mark.first >= since:
            own_hits += mark.hits
        elif mark.data_centre and settings.data_centres_apart:
            data_centre += mark.hits
        elif visitors[mark.ip_hash] >= settings.clicks_an_ip:
            repeats += mark.hits
        else:
            visitors[mark.ip_hash] += 1
            minutes[mark.first // 60] += 1
            repeats += mark.hits - 1
    counted = sum(min(number, settings.clicks_a_minute) for number in minutes.values())
    return Tally(counted, repeats, own_hits, minutes.total() - counted, data_centre)


def advanced(taken: Tally, found: Tally) -> Tally:
    """Return a tally brought up to date with the marks as they are found; no number of it gets smaller.

    Each visit stays what it was taken for, also when a limit was changed or a device became known meanwhile: settings
    are never applied backwards in time. Only what is new is given out, last to what counts.
    """
    room = max(0, sum(astuple(found)) - sum(astuple(taken)))
    grown: dict[str, int] = {}
    for name in ("repeats", "own", "data_centre", "held", "counted"):
        grown[name] = min(room, max(0, getattr(found, name) - getattr(taken, name)))
        room -= grown[name]
    return Tally(**{name: getattr(taken, name) + number for name, number in grown.items()})


def accept_suggestion(content: str, points: int, day: str, races: tuple[str, ...], at: datetime, rules: int) -> Entry:
    """Return the entry of a suggestion that an editor has accepted: once a content."""
    return Entry(
        cause=f"SUGGESTION#{content}",
        activity=Activity.SUGGESTION_ACCEPTED,
        points=points,
        day=day,
        races=races,
        at=at,
        rules=rules,
        content=content,
    )


def colleague_joined(token: str, points: int, day: str, races: tuple[str, ...], at: datetime, rules: int) -> Entry:
    """Return the entry of a colleague who has joined on an invitation: once an invitation, and without their name."""
    return Entry(f"COLLEAGUE#{token}", Activity.COLLEAGUE_JOINED, points, day, races, at, rules)


def claimed(claim: str, cost: int, day: str, at: datetime, rules: int) -> Entry:
    """Return the entry that pays for a claim; it belongs to no race."""
    return Entry(f"CLAIM#{claim}", Activity.CLAIM, -cost, day, (), at, rules)


def refunded(claim: str, cost: int, day: str, at: datetime, rules: int) -> Entry:
    """Return the entry that pays a refused claim back, once."""
    return Entry(f"REFUND#{claim}", Activity.REFUND, cost, day, (), at, rules)


def reverse(entry: Entry, day: str, races: tuple[str, ...], at: datetime, rules: int, note: str = "") -> Entry:
    """Return the entry that takes another back; its cause lets that happen once."""
    return Entry(
        cause=f"{REVERSAL}{entry.cause}",
        activity=Activity.REVERSAL,
        points=-entry.points,
        day=day,
        races=tuple(race for race in entry.races if race in races),
        at=at,
        rules=rules,
        shares=-entry.shares,
        clicks=-entry.clicks,
        share=entry.share,
        content=entry.content,
        network=entry.network,
        note=note,
    )


def _within(points: int, left: int) -> tuple[int, tuple[Reason, ...]]:
    """Return the points that still fit into the day, and the reason if they are fewer."""
    return (points, ()) if points <= left else (left, (Reason.DAILY_POINTS,))

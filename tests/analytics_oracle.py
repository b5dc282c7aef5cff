"""What the pages of figures have to show of the demo programme, straight from the list of what happened in it.

An oracle: definitions and the rule of groups as docs/product.md says them ("What works"), in the plainest code there
is, which shares nothing with the product's. Only what chance has given is looked up (`Given`).
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tools.programme.cast import Cast, Content
from tools.programme.simulation import Accepted, Event, Invited, Seen, Shared, Visited

HIDDEN = "hidden"
OTHERS = None
"""The key of the row that is the sum of all that are too small."""
FEWEST = 5
SCORED_CLICKS = 20
"""Of a share: further ones are figures of contents, and of no person."""
_COUNTED = ("seen", "sharers", "opened", "confirmed", "own_words", "clicks", "repeats", "own")
_NEVER = ("held", "data_centre", "reactions", "conversions")
"""What does not happen in the demo programme."""
_OF_SHARES = ("opened", "confirmed", "sharers", "clicks", "clicks_a_share", "repeats", "own", *_NEVER)

Share = tuple[str, str, str]
Expected = dict[str, Any]
"""A value by figure: a number, None where there is none, or HIDDEN."""


@dataclass(frozen=True)
class Deed:
    """One thing that counts as one in one figure."""

    what: str
    day: date
    content: Content
    network: str | None = None
    person: str = ""
    hour: int = 0
    caption: str | None = None


@dataclass(frozen=True)
class Chosen:
    """The filters of a reader; `contents` are those of a campaign."""

    channel: str | None = None
    language: str | None = None
    topic: str | None = None
    network: str | None = None
    contents: frozenset[str] | None = None

    def leaves(self, deed: Deed) -> bool:
        content = deed.content
        return (
            (self.channel is None or content.channel == self.channel)
            and (self.language is None or content.language == self.language)
            and (self.topic is None or self.topic in content.topics)
            and (self.network is None or deed.network in (None, self.network))
            and (self.contents is None or content.id in self.contents)
        )


ALL = Chosen()


@dataclass(frozen=True)
class Given:
    """The contents by their names in the story, each with the id that it was given, and the captions of shares."""

    contents: Mapping[str, Content]
    captions: Mapping[Share, str | None]


def deeds_of(story: Sequence[Event], given: Given, now: datetime, zone: ZoneInfo) -> list[Deed]:
    """Read the story up to now, and the loader's own look at the link that was confirmed last."""
    contents = given.contents
    today = now.astimezone(zone).date()
    confirmed: dict[Share, datetime] = {}
    in_own_words: set[Share] = set()
    visitors: set[tuple[date, Share, str]] = set()
    deeds: list[Deed] = []

    def add(what: str, at: datetime, share: Share) -> None:
        local = at.astimezone(zone)
        person, content, network = share
        caption = given.captions.get(share)
        deeds.append(Deed(what, local.date(), contents[content], str(network), person, local.hour, caption))

    for event in story:
        day = event.at.astimezone(zone).date()
        if isinstance(event, Seen) and day < today:  # what is seen today is counted in the night
            deeds.append(Deed("seen", day, contents[event.content], person=event.email))
        elif isinstance(event, Shared):
            add("opened", event.at, event.share)
            if event.words is not None:
                in_own_words.add(event.share)
            if event.confirmed is not None and event.confirmed <= now:
                confirmed[event.share] = event.confirmed
        elif isinstance(event, Visited):
            visitor = (day, event.share, event.visitor)
            add("repeats" if visitor in visitors else "clicks", event.at, event.share)
            visitors.add(visitor)
            confirmed.setdefault(event.share, event.at)  # a click tells that a share was posted
    first: dict[tuple[str, str], datetime] = {}
    for share, at in confirmed.items():
        add("confirmed", at, share)
        if share in in_own_words:
            add("own_words", at, share)
        whose = share[:2]
        first[whose] = min(at, first.get(whose, at))
    deeds += [Deed("sharers", at.astimezone(zone).date(), contents[of], person=who) for (who, of), at in first.items()]
    last = next(e for e in reversed(story) if isinstance(e, Shared) and e.confirmed and e.confirmed <= now)
    add("own", now, last.share)
    return deeds


def within(deeds: Iterable[Deed], first: date, last: date) -> list[Deed]:
    return [deed for deed in deeds if first <= deed.day <= last]


# --- adding up


def total_of(deeds: Iterable[Deed], *, of_network: bool) -> dict[str, int]:
    """Count what happened; of a network each confirmed share is one sharer."""
    counted = Counter(deed.what for deed in deeds)
    total = {what: counted[what] for what in _COUNTED}
    if of_network:
        total["sharers"] = total["confirmed"]
    return total


def parts_of(dimension: str, deeds: Iterable[Deed]) -> dict[str, list[Deed]]:
    parts: dict[str, list[Deed]] = defaultdict(list)
    for deed in deeds:
        for key in _keys(dimension, deed):
            parts[key].append(deed)
    return dict(parts)


def _keys(dimension: str, deed: Deed) -> Iterable[str]:
    content = deed.content
    if dimension == "topic":
        return content.topics
    if dimension == "network":
        return [deed.network] if deed.network else []
    if dimension == "caption":
        return [deed.caption or ""] if deed.what in ("confirmed", "clicks") else []
    if dimension == "week":
        year, week, _ = deed.day.isocalendar()
        return [f"W{year}-{week:02d}"]
    return [content.id if dimension == "content" else getattr(content, dimension)]


# --- the rule of groups


@dataclass(frozen=True)
class Visible:
    """What may be shown of a group."""

    shares: bool
    seen: bool
    own_words: bool

    def and_also(self, other: "Visible") -> "Visible":
        return Visible(self.shares and other.shares, self.seen and other.seen, self.own_words and other.own_words)


def _tells_of_few(whole: int, part: int) -> bool:
    """Whether what a part leaves of a whole is one to four."""
    return 0 < whole - part < FEWEST


def visible_groups(sizes: Mapping[str, int], never: Iterable[str] = ()) -> set[str]:
    """Hide who is few, and the next smallest until what is hidden is at least two groups and five people."""
    hidden = {key for key, size in sizes.items() if size < FEWEST} | set(never)
    for key in sorted(sizes, key=lambda key: (sizes[key], key)):
        if not hidden or (len(hidden) > 1 and sum(sizes[one] for one in hidden) >= FEWEST):
            break
        hidden.add(key)
    return set(sizes) - hidden


def topics_tell(shown: Collection[str], sizes: Mapping[str, Mapping[str, int]], whole: Mapping[str, int]) -> bool:
    """Whether topics that are shown tell of few people: {topic: {content: people}}, and the same of all contents.

    A topic tells by what it leaves of another one that it lies in, or of the whole; so do all of these together.
    """
    for wider in (whole, *(sizes[topic] for topic in shown)):
        inner = [sizes[topic].keys() for topic in shown if sizes[topic].keys() < wider.keys()]
        for part in (*inner, set().union(*inner)):
            left = sum(wider[content] for content in wider.keys() - part)
            if part and wider.keys() - part and left < FEWEST:
                return True
    return False


def _basic(total: Mapping[str, int]) -> Visible:
    shares = total["sharers"] >= FEWEST
    return Visible(
        shares,
        total["seen"] >= FEWEST and not (shares and _tells_of_few(total["seen"], total["sharers"])),
        shares and total["own_words"] >= FEWEST and not _tells_of_few(total["confirmed"], total["own_words"]),
    )


def visible_parts(
    parts: Mapping[str, Iterable[Deed]], *, of_network: bool, never_seen_alone: bool = False
) -> dict[str, Visible]:
    """Decide of parts that share nothing; `never_seen_alone`: who saw one is not shown without who shared it."""
    totals = {key: total_of(part, of_network=of_network) for key, part in parts.items()}
    shares = visible_groups({key: total["sharers"] for key, total in totals.items()})
    telling = {key for key in shares if _tells_of_few(totals[key]["seen"], totals[key]["sharers"])}
    if never_seen_alone:
        telling |= totals.keys() - shares
    seen = visible_groups({key: total["seen"] for key, total in totals.items()}, telling)
    unknown = {key for key, total in totals.items() if key not in shares or not _basic(total).own_words}
    own_words = visible_groups({key: total["own_words"] for key, total in totals.items()}, unknown)
    return {key: Visible(key in shares, key in seen, key in own_words) for key in parts}


def visible_by(dimension: str, deeds: list[Deed], *, of_network: bool) -> dict[str, Visible]:
    """Decide of the rows of a table, of all dimensions but topics."""
    parts = parts_of(dimension, deeds)
    if dimension == "network":
        return {
            key: replace(one, seen=True)
            for key, one in visible_parts(parts, of_network=True, never_seen_alone=True).items()
        }
    if dimension != "caption":
        return visible_parts(parts, of_network=of_network)
    found: dict[str, Visible] = {}
    networks = visible_by("network", deeds, of_network=True)
    for network, own in parts_of("network", deeds).items():
        captions = visible_parts(parts_of("caption", own), of_network=True, never_seen_alone=True)
        for key, one in captions.items():
            found[key] = found.get(key, one).and_also(one).and_also(networks[network])
    return found


def visible_whole(deeds: list[Deed], chosen: Chosen) -> Visible:
    """Decide of what filters leave: it shows what its rows show in the tables of each filter, without that filter."""
    left = [deed for deed in deeds if chosen.leaves(deed)]
    visible = _basic(total_of(left, of_network=chosen.network is not None))
    for name in ("channel", "language", "network"):
        if (wanted := getattr(chosen, name)) is not None:
            wider = replace(chosen, **{name: None})
            table = [deed for deed in deeds if wider.leaves(deed)]
            rows = visible_by(name, table, of_network=wider.network is not None)
            visible = visible.and_also(rows.get(wanted, Visible(False, False, False)))
    if chosen.contents is not None:
        wider = replace(chosen, contents=None)
        halves: dict[str, list[Deed]] = defaultdict(list)
        for deed in deeds:
            if wider.leaves(deed):
                halves["in" if deed.content.id in chosen.contents else "out"].append(deed)
        decided = visible_parts(halves, of_network=chosen.network is not None)
        visible = visible.and_also(decided.get("in", Visible(False, False, False)))
    return visible


# --- figures


def rate(part: int, whole: int) -> float | None:
    return min(100.0, round(100 * part / whole, 1)) if whole else None


def figures(total: Mapping[str, int], visible: Visible) -> Expected:
    """Return every figure of a sum."""
    found: Expected = {**total, **dict.fromkeys(_NEVER, 0), "views": None}
    found["share_rate"] = rate(total["sharers"], total["seen"])
    found["own_words_rate"] = rate(total["own_words"], total["confirmed"])
    found["clicks_a_share"] = round(total["clicks"] / total["confirmed"], 2) if total["confirmed"] else None
    if not visible.shares:
        found |= dict.fromkeys((*_OF_SHARES, "share_rate", "own_words", "own_words_rate"), HIDDEN)
    if not visible.seen:
        found |= {"seen": HIDDEN, "share_rate": HIDDEN}
    if not visible.own_words:
        found |= {"own_words": HIDDEN, "own_words_rate": HIDDEN}
    return found


def whole(deeds: list[Deed], chosen: Chosen) -> Expected:
    """Return the figures of what filters leave of a period's deeds."""
    left = [deed for deed in deeds if chosen.leaves(deed)]
    return figures(total_of(left, of_network=chosen.network is not None), visible_whole(deeds, chosen))


def table(dimension: str, deeds: list[Deed], chosen: Chosen) -> dict[str | None, Expected]:
    """Return the rows of a table by key, of all dimensions but topics."""
    left = [deed for deed in deeds if chosen.leaves(deed)]
    of_network = chosen.network is not None or dimension in ("network", "caption")
    over, parts = visible_whole(deeds, chosen), parts_of(dimension, left)
    visible = {key: one.and_also(over) for key, one in visible_by(dimension, left, of_network=of_network).items()}
    rows: dict[str | None, Expected] = {
        key: figures(total_of(part, of_network=of_network), visible[key]) for key, part in parts.items()
    }
    if dimension in ("network", "caption"):
        small = {key for key in parts if not visible[key].shares}
        rows = {key: row for key, row in rows.items() if key not in small}
        if small and over.shares:
            every = [deed for key in small for deed in parts[key]]
            own_words = over.own_words and all(visible[key].own_words for key in parts.keys() - small)
            rows[OTHERS] = figures(total_of(every, of_network=True), Visible(True, False, own_words))
    if dimension == "network":
        seen = total_of(left, of_network=False)["seen"] if over.seen else 0
        for key, row in rows.items():
            row |= {"seen": None, "share_rate": None if key is OTHERS else rate(row["sharers"], seen)}
    if dimension == "caption":
        kept = ("confirmed", "sharers", "clicks", "clicks_a_share")
        rows = {key: {name: row[name] for name in kept} for key, row in rows.items()}
    return rows


@dataclass(frozen=True)
class Topics:
    """The table of topics: sums by topic, and how many sharers each content of each topic, and of all, has."""

    totals: dict[str, dict[str, int]]
    sizes: dict[str, dict[str, int]]
    whole: dict[str, int]

    def check(self, shown: Collection[str]) -> None:
        """Refuse topics that tell of few people, and any that is hidden without need."""
        assert all(sum(self.sizes[topic].values()) >= FEWEST for topic in shown), shown
        assert not topics_tell(shown, self.sizes, self.whole), shown
        for topic in self.sizes.keys() - shown:
            few = sum(self.sizes[topic].values()) < FEWEST
            assert few or topics_tell({*shown, topic}, self.sizes, self.whole), topic


def topics(deeds: list[Deed], chosen: Chosen) -> Topics:
    """Return the table of topics of what filters leave."""
    left = [deed for deed in deeds if chosen.leaves(deed)]
    of_network = chosen.network is not None

    def sizes(part: Iterable[Deed]) -> dict[str, int]:
        contents = parts_of("content", part)
        return {content: total_of(own, of_network=of_network)["sharers"] for content, own in contents.items()}

    parts = parts_of("topic", left)
    return Topics(
        {key: total_of(part, of_network=of_network) for key, part in parts.items()},
        {key: sizes(part) for key, part in parts.items()},
        sizes(left),
    )


def hours(deeds: Iterable[Deed]) -> tuple[list[int], list[int]]:
    """Return confirmed shares by weekday and by hour."""
    confirmed = [deed for deed in deeds if deed.what == "confirmed"]
    weekdays, hours_of_day = Counter(deed.day.weekday() for deed in confirmed), Counter(d.hour for d in confirmed)
    return [weekdays[day] for day in range(7)], [hours_of_day[hour] for hour in range(24)]


# --- one content over time


def clicks_by_day(own: Iterable[Deed]) -> list[tuple[date, date, int]] | str:
    """Return clicks by day, of all days until there were five sharers together: (first, last, clicks)."""
    days = defaultdict(list)
    for deed in own:
        days[deed.day].append(deed.what)
    if sum(whats.count("sharers") for whats in days.values()) < FEWEST:
        return HIDDEN
    sharers, clicks, begin, day = 0, 0, min(days), min(days)
    found = []
    while day <= max(days):
        clicks += days[day].count("clicks") if day in days else 0
        sharers += days[day].count("sharers") if day in days else 0
        following = day + timedelta(days=1)
        if sharers >= FEWEST or following > max(days):
            found.append((begin, day, clicks))
            begin, clicks = following, 0
        day = following
    return found


def half_of_clicks(own: Iterable[Deed], published: date) -> int | None:
    """Return how many days it took until half of the first 30 days' clicks were in."""
    first = sorted(d.day for d in own if d.what == "clicks" and 0 <= (d.day - published).days < 30)
    return (first[(len(first) + 1) // 2 - 1] - published).days + 1 if first else None


# --- people


@dataclass
class Group:
    """People of the programme or of a team in a period."""

    with_access: int = 0
    days_of_access: int = 0
    begun: int = 0
    active: int = 0
    shares: int = 0
    clicks: int = 0

    def add(self, other: "Group", sign: int = 1) -> None:
        for what, number in vars(other).items():
            setattr(self, what, getattr(self, what) + sign * number)


@dataclass(frozen=True)
class People:
    """Everybody, and each team, in the days of a period that a night has counted."""

    programme: Group
    teams: dict[str, Group]
    days: int

    def figures(self) -> Expected:
        """Return the programme's."""
        return self._figures(self.programme, begun=_shows_begun(self.programme))

    def of_teams(self) -> dict[str, Expected]:
        """Return those of teams; hidden ones have nothing but hidden figures."""
        shown = {team for team, group in self.teams.items() if self._is_shown(group)}
        while shown and vars(self._beside(shown)) != vars(Group()) and not self._is_shown(self._beside(shown)):
            shown.remove(min(shown, key=lambda team: (self.teams[team].active, self.teams[team].with_access, team)))
        beside = self._beside(shown)
        begun = all(_shows_begun(self.teams[team]) for team in shown)
        begun = begun and (vars(beside) == vars(Group()) or _shows_begun(beside))
        found = {team: self._figures(group, begun=begun) for team, group in self.teams.items()}
        return {team: row if team in shown else dict.fromkeys(row, HIDDEN) for team, row in found.items()}

    def _beside(self, shown: Iterable[str]) -> Group:
        """Return what follows by subtraction of the teams that are shown."""
        rest = replace(self.programme)
        for team in shown:
            rest.add(self.teams[team], -1)
        return rest

    def _is_shown(self, group: Group) -> bool:
        enough = min(group.with_access, group.days_of_access / self.days, group.active) >= FEWEST
        return enough and not _tells_of_few(group.with_access, group.active)

    def _figures(self, group: Group, *, begun: bool) -> Expected:
        mean = round(group.days_of_access / self.days, 4)
        active = group.active >= FEWEST and not _tells_of_few(group.with_access, group.active)
        return {
            "with_access": group.with_access if group.with_access >= FEWEST else HIDDEN,
            "mean_access": round(mean, 1) if mean >= FEWEST else HIDDEN,
            "begun": group.begun if begun else HIDDEN,
            "active": group.active if active else HIDDEN,
            "participation": rate(group.active, group.with_access) if active else HIDDEN,
            "shares": group.shares if group.active >= FEWEST else HIDDEN,
            "clicks": group.clicks if group.active >= FEWEST else HIDDEN,
        }


def people(
    story: Sequence[Event], deeds: Sequence[Deed], cast: Cast, first: date, last: date, yesterday: date, zone: ZoneInfo
) -> People:
    """Count people of a whole period, as far as the night before has seen it."""
    last = min(last, yesterday)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]

    def day_by(kind: type) -> dict[str, date]:
        return {e.email: e.at.astimezone(zone).date() for e in story if isinstance(e, kind)}

    invited, accepted = day_by(Invited), day_by(Accepted)
    shares = Counter(d.person for d in deeds if d.what == "confirmed" and first <= d.day <= last)
    clicks = _scored_clicks(deeds, first, last)
    programme, teams = Group(), defaultdict[str, Group](Group)
    for person in cast.people:
        if person.email not in invited:
            continue
        since = invited[person.email] + timedelta(days=1)  # taking part is told by how a day began
        has_access = since <= last
        has_begun = person.email in accepted and accepted[person.email] <= last
        own = shares[person.email]
        one = Group(
            int(has_access), sum(since <= day for day in days), int(has_access and has_begun), int(own > 0), own,
            clicks[person.email],
        )  # fmt: skip
        programme.add(one)
        if not person.anonymous and since <= first:
            teams[person.team].add(one)
    return People(programme, dict(teams), len(days))


def _scored_clicks(deeds: Iterable[Deed], first: date, last: date) -> Counter[str]:
    """Count the first clicks of each share in the order of days, by person."""
    by_share: dict[Share, list[date]] = defaultdict(list)
    for deed in deeds:
        if deed.what == "clicks":
            by_share[deed.person, deed.content.id, deed.network or ""].append(deed.day)
    found: Counter[str] = Counter()
    for (person, _, _), days in by_share.items():
        found[person] += sum(first <= day <= last for day in sorted(days)[:SCORED_CLICKS])
    return found


def _shows_begun(group: Group) -> bool:
    return (
        min(group.begun, group.active) >= FEWEST
        and not _tells_of_few(group.with_access, group.begun)
        and not _tells_of_few(group.begun, group.active)
    )

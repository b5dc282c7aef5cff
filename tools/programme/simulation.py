"""What the cast does in eight weeks: a pure function of the cast, the moment, the zone and a seed.

The eight weeks are drawn whole, in local times counted from the current week's Monday, and then cut off at the
present moment: on every day of a week the story so far is the same one. Points are not decided here; they follow
from the events by the programme's own rules.
"""

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from lahetti.core.days import end_of
from lahetti.networks.networks import Network
from lahetti.sharing.rules import is_own_wording
from tools.programme.cast import WEEKS, Cast, Content, Person, Wording

SEED = 395
NETWORKS = {
    Network.LINKEDIN: 40,
    Network.FACEBOOK: 30,
    Network.X: 14,
    Network.WHATSAPP: 7,
    Network.BLUESKY: 5,
    Network.THREADS: 4,
}
"""Where people share, by weight; on these the contents have captions."""
_MOST_SHARES = 25
_INVITED_AHEAD = timedelta(weeks=13)
"""How long before the first content people are invited: before the quarter begins that it is in."""
_KEENEST = 10
_OWN_WORDS = 0.22
_MOST_SHARED, _SHARE_IT_TOO, _SHARE_SELDOM = "mita-verotarkastaja-tekee", 0.6, 5.0
"""The content that many share on LinkedIn, and how many of those who share seldom: of others too few use a caption to
tell of it.
"""
_CONFIRMED, _CLICKED_ONLY = 0.82, 0.10
"""How many shares are confirmed by hand, and how many by their first click alone; the rest is never posted."""
_VISITORS = 3.6
_HIT, _HIT_VISITORS = 0.006, (22, 30)
_COMES_AGAIN = 0.12
_DAYS_OF_CLICKS = 3
_SEEN_AT_LEAST, _SEEN_MORE = 0.3, 0.6
"""What part of the offer the least keen see, and how much more of it the keenest."""


@dataclass(frozen=True)
class Invited:
    """An admin invites somebody, who then has access."""

    at: datetime
    email: str


@dataclass(frozen=True)
class Accepted:
    """Somebody accepts the guidelines."""

    at: datetime
    email: str


@dataclass(frozen=True)
class Drafted:
    """An editor writes a content and its captions."""

    at: datetime
    content: str


@dataclass(frozen=True)
class Published:
    """An editor publishes a draft, or plans it for a later moment."""

    at: datetime
    content: str
    planned: datetime | None = None


@dataclass(frozen=True)
class Shared:
    """Somebody opens a share; `confirmed` is when they say that it is posted, if they do."""

    at: datetime
    email: str
    content: str
    network: Network
    words: str | None
    confirmed: datetime | None

    @property
    def share(self) -> tuple[str, str, Network]:
        """What makes a share one of its own."""
        return self.email, self.content, self.network


@dataclass(frozen=True)
class Visited:
    """A reader follows the link of a share."""

    at: datetime
    share: tuple[str, str, Network]
    visitor: str


@dataclass(frozen=True)
class Seen:
    """A content comes into somebody's view for the first time."""

    at: datetime
    email: str
    content: str


Event = Invited | Accepted | Drafted | Published | Seen | Shared | Visited
_ORDER = (Invited, Accepted, Drafted, Published, Seen, Shared, Visited)


def simulate(cast: Cast, now: datetime, zone: ZoneInfo, seed: int = SEED) -> list[Event]:
    """Return the events up to now, oldest first."""
    chance = random.Random(seed)  # noqa: S311 (a story, not a secret)
    of_views = random.Random(seed + 1)  # noqa: S311 (what is seen changes nothing of what is shared)
    today = now.astimezone(zone)
    week = _Week(today.date() - timedelta(days=today.weekday()), zone)
    waiting, contents = _contents(cast, week, today)
    arrivals = _arrivals(cast, week, chance)
    published = [(content, week.moment(content)) for content in cast.contents if content.id not in waiting]
    events: list[Event] = [*contents, *arrivals]
    for person in cast.people:
        accepted = next((d.at for d in arrivals if isinstance(d, Accepted) and d.email == person.email), None)
        if accepted is not None:
            offered = [(content, at) for content, at in published if at > accepted]
            shares = _shares(person, cast, offered, chance, zone)
            shares += _share_of_the_most_shared(person, offered, shares, of_views, zone)
            events += [*shares, *_views(person, cast, offered, shares, of_views, zone)]
    return sorted((event for event in events if event.at <= now), key=lambda e: (e.at, _ORDER.index(type(e))))


@dataclass(frozen=True)
class _Week:
    """The current week: its Monday, from which the cast's weeks count back."""

    monday: date
    zone: ZoneInfo

    @property
    def start(self) -> datetime:
        """When the programme begins: the first morning, before anything is published."""
        return self.local(WEEKS - 1, 0, time(7))

    def local(self, week: int, weekday: int, at: time) -> datetime:
        """Return a moment in UTC of the week so many weeks ago."""
        day = self.monday + timedelta(days=weekday - 7 * week)
        return datetime.combine(day, at, self.zone).astimezone(UTC)

    def moment(self, content: Content) -> datetime:
        """Return when a content is to be published."""
        return self.local(content.week, content.weekday, content.time)


def _contents(cast: Cast, week: _Week, now: datetime) -> tuple[set[str], list[Event]]:
    """Return the contents that still wait, whatever day it is, and the events of all.

    Of the current week the first two without captions for LinkedIn are still drafts, and the last one is planned, as
    are those of the weeks to come.
    """
    newest = sorted((c for c in cast.contents if c.week == 0), key=week.moment)
    drafts = {content.id for content in [c for c in newest if not c.linkedin][:2]}
    last = next(content for content in reversed(newest) if content.id not in drafts)
    events: list[Event] = []
    for content in (*cast.contents, *cast.coming):
        moment = week.moment(content)
        if content is last and moment <= now:
            moment = _next_working_morning(now)
        written = min(moment - timedelta(days=1, hours=2), now.astimezone(UTC) - timedelta(hours=1))
        written = max(written, week.start + timedelta(minutes=30))
        events.append(Drafted(written, content.id))
        if content.id in drafts:
            continue
        if moment > now:
            events.append(Published(written + timedelta(minutes=20), content.id, planned=moment))
        else:
            events.append(Published(moment, content.id))
    return {*drafts, last.id, *(content.id for content in cast.coming)}, events


def _next_working_morning(now: datetime) -> datetime:
    day = now.date() + timedelta(days=1)
    while day.weekday() > 4:
        day += timedelta(days=1)
    return datetime.combine(day, time(8, 30), now.tzinfo).astimezone(UTC)


def _arrivals(cast: Cast, week: _Week, chance: random.Random) -> list[Event]:
    """Invite the editors and nine in ten before the quarter, the others in later weeks; most begin in the first days.

    A race counts people to the team that they had as it began.
    """
    events: list[Event] = []
    for number, person in enumerate(cast.people):
        late = person.keenness < 4 and person.role == "ambassador" and chance.random() < 0.12
        begins = week.start + (timedelta(days=7 * chance.randint(1, 4), hours=2) if late else timedelta())
        begins += timedelta(seconds=number)
        events.append(Invited(begins if late else begins - _INVITED_AHEAD, person.email))
        if person.keenness > 0 or chance.random() < 0.4:
            days = 0 if person.keenness >= 4 else min(6.0, chance.expovariate(1 / 1.5))
            events.append(Accepted(begins + timedelta(minutes=20 + chance.randint(0, 60), days=days), person.email))
    return events


def _shares(
    person: Person, cast: Cast, published: list[tuple[Content, datetime]], chance: random.Random, zone: ZoneInfo
) -> list[Event]:
    """Return a person's shares and the visits that they bring."""
    wanted = _MOST_SHARES * (person.keenness / _KEENEST) ** 1.5 * chance.uniform(0.96, 1.04)
    number = int(wanted) + (chance.random() < wanted % 1)
    weights = [_appeal(content, person, cast) for content, _ in published]
    liked = chance.choices(list(NETWORKS), list(NETWORKS.values()), k=3)
    words = chance.sample(cast.wordings, len(cast.wordings))
    events: list[Event] = []
    taken: set[tuple[str, Network]] = set()
    while len(taken) < number and any(weights):
        content, at = chance.choices(published, weights)[0]
        network = chance.choice(liked)
        if (content.id, network) in taken:
            weights[published.index((content, at))] *= 0.5  # who has shared it rarely does so again elsewhere
            continue
        taken.add((content.id, network))
        shared = _awake(at + timedelta(hours=chance.expovariate(1 / 16), minutes=3), chance, zone, (7, 21))
        own = _own_words(content, words) if chance.random() < _OWN_WORDS else None
        fate = chance.random()
        confirmed = shared + timedelta(seconds=chance.randint(40, 600)) if fate < _CONFIRMED else None
        share = Shared(shared, person.email, content.id, network, own, confirmed)
        events.append(share)
        if fate < _CONFIRMED + _CLICKED_ONLY:
            events += _visits(share, chance, zone, at_least=0 if confirmed else 1)
    return events


def _share_of_the_most_shared(
    person: Person,
    offered: list[tuple[Content, datetime]],
    shares: Iterable[Event],
    chance: random.Random,
    zone: ZoneInfo,
) -> list[Event]:
    """Return a share on LinkedIn, with its visits, of somebody who shares at all and may not have shared it yet."""
    known = [event for event in shares if isinstance(event, Shared)]
    at = next((at for content, at in offered if content.id == _MOST_SHARED), None)
    has_shared = any(share.content == _MOST_SHARED for share in known)
    if at is None or not known or has_shared or person.keenness > _SHARE_SELDOM or chance.random() >= _SHARE_IT_TOO:
        return []
    opened = _awake(at + timedelta(hours=chance.expovariate(1 / 16), minutes=3), chance, zone, (7, 21))
    confirmed = opened + timedelta(seconds=chance.randint(40, 600))
    share = Shared(opened, person.email, _MOST_SHARED, Network.LINKEDIN, None, confirmed)
    return [share, *_visits(share, chance, zone, at_least=0)]


def _views(
    person: Person,
    cast: Cast,
    offered: list[tuple[Content, datetime]],
    events: Iterable[Event],
    chance: random.Random,
    zone: ZoneInfo,
) -> Iterable[Seen]:
    """Return what a person sees: all that they share, and of the rest the more the keener they are."""
    first_shared: dict[str, datetime] = {}
    for event in events:
        if isinstance(event, Shared):
            first_shared[event.content] = min(event.at, first_shared.get(event.content, event.at))
    for content, at in offered:
        sees = chance.random() < _SEEN_AT_LEAST + _SEEN_MORE * person.keenness / _KEENEST
        seen = _awake(at + timedelta(hours=chance.expovariate(1 / 20), minutes=2), chance, zone, (7, 22))
        shared = first_shared.get(content.id)
        if shared is not None:
            yield Seen(min(seen, shared - timedelta(minutes=1)), person.email, content.id)
        elif sees and _appeal(content, person, cast):
            yield Seen(seen, person.email, content.id)


def _appeal(content: Content, person: Person, cast: Cast) -> float:
    """Weigh how gladly this person shares this content."""
    if content.audience and person.team not in content.audience:
        return 0
    popularity = next(channel.popularity for channel in cast.channels if channel.id == content.channel)
    languages = {("fi", "sv"): 0.1, ("fi", "en"): 0.5, ("sv", "sv"): 4.0, ("sv", "fi"): 0.5, ("sv", "en"): 0.5}
    fits = languages.get((person.language, content.language), 1.0)
    return float(popularity**0.6) * fits * (1.5 if content.linkedin else 1)


def _own_words(content: Content, words: list[Wording]) -> str | None:
    """Take words that fit the content and that the person has not used yet."""
    captions = content.captions + content.linkedin
    for wording in words:
        fits = wording.language == content.language and wording.topic in content.topics
        if fits and is_own_wording(wording.text, captions):
            words.remove(wording)
            return wording.text
    return None


def _visits(share: Shared, chance: random.Random, zone: ZoneInfo, at_least: int) -> Iterable[Visited]:
    visitors = round(chance.gammavariate(3, _VISITORS / 3))
    if chance.random() < _HIT:
        visitors = chance.randint(*_HIT_VISITORS)
    last = share.at.astimezone(zone).date() + timedelta(days=_DAYS_OF_CLICKS - 1)
    for number in range(max(at_least, visitors)):
        at = _awake(share.at + timedelta(hours=chance.expovariate(1 / 7), minutes=12), chance, zone, (6, 23), week=7)
        if at.astimezone(zone).date() > last:
            continue
        yield Visited(at, share.share, f"{number}")
        again = at + timedelta(minutes=chance.randint(1, 20))
        if chance.random() < _COMES_AGAIN and again.astimezone(zone).date() == at.astimezone(zone).date():
            yield Visited(again, share.share, f"{number}")


def _awake(
    moment: datetime, chance: random.Random, zone: ZoneInfo, hours: tuple[int, int], *, week: int = 5
) -> datetime:
    """Move a moment of the night into the day, and most of those after the working week to Monday."""
    local = moment.astimezone(zone)
    day = local.date()
    if local.hour >= hours[1]:
        day += timedelta(days=1)
    if day.weekday() >= week and chance.random() < 0.7:
        day += timedelta(days=7 - day.weekday())
    if day == local.date() and local.hour >= hours[0]:
        return moment
    at = time(chance.randint(hours[0], hours[1] - 1), chance.randint(0, 59), chance.randint(0, 59))
    return datetime.combine(day, at, zone).astimezone(UTC)


def evening_of(day: str, now: datetime, zone: ZoneInfo) -> datetime:
    """Return when a day's clicks are tallied: a minute before its end, or now while it lasts."""
    return min(end_of(day, zone) - timedelta(minutes=1), now)

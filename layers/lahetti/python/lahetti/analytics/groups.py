"""The rule of groups for figures: what may be shown beside what, so that nothing hidden follows from what is shown.

Nobody can see who does not take part. A group of nought to four people is hidden, and as soon as one is, so much more
is that what is hidden comes to at least two groups and five people: a total minus the rows that are shown tells of no
small group. Every page, file, mail and answer asks here; facts are stored as they are (docs/product.md, What works).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from lahetti.analytics.facts.model import Fact, PeopleFact
from lahetti.analytics.sums import OF_NETWORKS, SUMMED, Dimension, Filters, Sum, add_up, parts_by
from lahetti.core.small_groups import FEWEST, is_shown

Group = TypeVar("Group", bound=str)


def shown_groups(people: Mapping[Group, int], refused: frozenset[Group] = frozenset()) -> frozenset[Group]:
    """Return which of some groups are shown beside their sum, by how many people each is of.

    The groups share nobody with one another, and their sum may be shown. `refused` are those that may not be shown for
    other reasons. The next smallest are hidden, too, until what is hidden is nothing, or at least two groups and five
    people.
    """
    shown = {group for group, number in people.items() if number >= FEWEST and group not in refused}
    while shown and len(shown) < len(people):
        hidden = [number for group, number in people.items() if group not in shown]
        if len(hidden) > 1 and sum(hidden) >= FEWEST:
            break
        shown.remove(min(shown, key=lambda group: (people[group], group)))
    return frozenset(shown)


def shown_overlapping(
    groups: Mapping[Group, Mapping[str, int]], whole: Mapping[str, int], refused: frozenset[Group] = frozenset()
) -> frozenset[Group]:
    """Return which of some groups are shown beside the whole, where groups may share their parts, as topics do.

    A group is {part: people}. What a group, or the whole, has beside one that lies in it, or beside all of these, is a
    group as well.
    """
    people = {group: sum(parts.values()) for group, parts in groups.items()}
    shown = {group for group, number in people.items() if number >= FEWEST and group not in refused}
    while (found := _telling(groups, whole, shown, people)) is not None:
        shown.remove(found)
    return frozenset(shown)


def _telling(
    groups: Mapping[Group, Mapping[str, int]], whole: Mapping[str, int], shown: set[Group], people: Mapping[Group, int]
) -> Group | None:
    """Return a group that tells of a hidden one by what it leaves of another, or None."""
    by_size = sorted(shown, key=lambda group: (people[group], group))
    for wider in (whole, *(groups[group] for group in by_size)):
        within = [group for group in by_size if groups[group].keys() < wider.keys()]
        every = {part for group in within for part in groups[group]}
        for group, parts in [(group, groups[group].keys()) for group in within] + [(one, every) for one in within[:1]]:
            between = wider.keys() - parts
            if between and sum(wider[part] for part in between) < FEWEST:
                return group
    return None


# --- contents: who shared what


@dataclass(frozen=True)
class Shown:
    """What may be shown of a sum: what shares brought, who saw it, how many shares were in own words."""

    shares: bool
    seen: bool
    own_words: bool

    def __and__(self, other: "Shown") -> "Shown":
        """Return what may be shown in both respects."""
        return Shown(self.shares and other.shares, self.seen and other.seen, self.own_words and other.own_words)


NOTHING = Shown(shares=False, seen=False, own_words=False)


def shown_whole(facts: list[Fact], filters: Filters) -> Shown:
    """Return what may be shown of what filters leave of all facts of a period, beside what they leave out."""
    total = add_up(filters.choose(facts), of_network=filters.network is not None)
    shown = Shown(total.sharers >= FEWEST, _shows_seen(total), _shows_own_words(total))
    for name in ("channel", "language", "topic", "network"):
        if (wanted := getattr(filters, name)) is not None:
            wider = filters.without(name)
            parts = shown_parts(Dimension(name), wider.choose(facts), of_network=wider.network is not None)
            # Who saw something stays the same, whether somebody shared it on a network or nobody did.
            shown &= parts.get(str(wanted), replace(NOTHING, seen=name == Dimension.NETWORK))
    if filters.contents is not None:
        beside = filters.without("contents").choose(facts)
        within = {"in": filters.choose(facts), "out": [fact for fact in beside if fact.content not in filters.contents]}
        parts = _decide({key: part for key, part in within.items() if part}, filters.network is not None)
        shown &= parts.get("in", NOTHING)
    return shown


def shown_parts(dimension: Dimension, facts: list[Fact], *, of_network: bool = False) -> dict[str, Shown]:
    """Return what may be shown of each part of facts by a dimension, beside the whole of these facts.

    `of_network`: one network is chosen, and each confirmed share is one sharer. Captions are told apart within their
    networks, so that nothing of theirs follows from what is shown of networks.
    """
    of_network = of_network or dimension in OF_NETWORKS
    parts = parts_by(dimension, facts)
    if dimension is Dimension.TOPIC:
        return _decide_overlapping(parts, facts, of_network)
    if dimension is Dimension.NETWORK:  # which leaves out nobody who saw something
        return {key: replace(one, seen=True) for key, one in _decide(parts, of_network).items()}
    if dimension is not Dimension.CAPTION:
        return _decide(parts, of_network, seen_alone=dimension not in SUMMED)
    networks = shown_parts(Dimension.NETWORK, facts)
    shown: dict[str, Shown] = {}
    for key, part in parts_by(Dimension.NETWORK, facts).items():
        for caption, one in _decide(parts_by(Dimension.CAPTION, part), of_network).items():
            shown[caption] = shown.get(caption, one) & one & networks[key]
    return shown


def _decide(parts: Mapping[str, list[Fact]], of_network: bool, *, seen_alone: bool = True) -> dict[str, Shown]:
    """Decide of parts that have nothing in common; `seen_alone`: who saw one is shown without who shared it."""
    sums = {key: add_up(part, of_network=of_network) for key, part in parts.items()}
    shares = shown_groups({key: one.sharers for key, one in sums.items()})
    unseen = frozenset(
        key for key, one in sums.items() if (_all_but_few_shared(one) if key in shares else not seen_alone)
    )
    seen = shown_groups({key: one.seen for key, one in sums.items()}, unseen)
    refused = frozenset(key for key, one in sums.items() if key not in shares or not _shows_own_words(one))
    own_words = shown_groups({key: one.own_words for key, one in sums.items()}, refused)
    return {key: Shown(key in shares, key in seen, key in own_words) for key in parts}


def _decide_overlapping(parts: Mapping[str, list[Fact]], facts: list[Fact], of_network: bool) -> dict[str, Shown]:
    def by_content(part: list[Fact]) -> dict[str, Sum]:
        return {
            content: add_up(own, of_network=of_network) for content, own in parts_by(Dimension.CONTENT, part).items()
        }

    whole, of_parts = by_content(facts), {key: by_content(part) for key, part in parts.items()}
    sums = {key: add_up(part, of_network=of_network) for key, part in parts.items()}

    def shown(name: str, refused: frozenset[str]) -> frozenset[str]:
        numbers = {
            key: {content: getattr(one, name) for content, one in part.items()} for key, part in of_parts.items()
        }
        return shown_overlapping(numbers, {content: getattr(one, name) for content, one in whole.items()}, refused)

    shares = shown("sharers", frozenset())
    seen = shown("seen", frozenset(key for key, one in sums.items() if key in shares and _all_but_few_shared(one)))
    refused = frozenset(key for key, one in sums.items() if key not in shares or not _shows_own_words(one))
    own_words = shown("own_words", refused)
    return {key: Shown(key in shares, key in seen, key in own_words) for key in parts}


def _all_but_few_shared(total: Sum) -> bool:
    """Return whether one to four of those who saw something have not shared it."""
    return 0 < total.seen - total.sharers < FEWEST


def _shows_seen(total: Sum) -> bool:
    return total.seen >= FEWEST and not (total.sharers >= FEWEST and _all_but_few_shared(total))


def _shows_own_words(total: Sum) -> bool:
    return total.sharers >= FEWEST and is_shown(total.own_words, total.confirmed)


# --- people and teams


def shows_people(fact: PeopleFact) -> bool:
    """Return whether it may be shown how many of a group have access, were active, and what they brought."""
    return min(fact.with_access, fact.mean_access) >= FEWEST and is_shown(fact.active, fact.with_access)


def shows_begun(fact: PeopleFact) -> bool:
    """Return whether it may be shown, beside these, how many of a group have begun."""
    return is_shown(fact.begun, fact.with_access) and is_shown(fact.active, fact.begun)


def shown_teams(teams: Mapping[str, PeopleFact], programme: PeopleFact) -> frozenset[str]:
    """Return the teams whose people figures are shown beside those of the programme.

    What the programme has beside the teams that are shown, those without a team and the anonymous included, is a group
    that follows by subtraction: it is nobody at all, or one that could be shown itself.
    """
    shown = {team for team, fact in teams.items() if shows_people(fact)}
    while shown:
        rest = _beside((teams[team] for team in shown), programme)
        if _is_nobody(rest) or shows_people(rest):
            break
        shown.remove(min(shown, key=lambda team: (teams[team].active, teams[team].with_access, team)))
    return frozenset(shown)


def shows_begun_of(teams: Mapping[str, PeopleFact], shown: Iterable[str], programme: PeopleFact) -> bool:
    """Return whether it may be shown of the teams that are shown how many have begun: of all of them, or of none."""
    found = [teams[team] for team in shown]
    rest = _beside(found, programme)
    return all(map(shows_begun, found)) and (_is_nobody(rest) or shows_begun(rest))


def _beside(teams: Iterable[PeopleFact], programme: PeopleFact) -> PeopleFact:
    """Return what a programme has beside some of its teams."""
    rest = programme
    for fact in teams:
        rest = replace(
            rest,
            with_access=rest.with_access - fact.with_access,
            mean_access=rest.mean_access - fact.mean_access,
            begun=rest.begun - fact.begun,
            active=rest.active - fact.active,
            shares=rest.shares - fact.shares,
            clicks=rest.clicks - fact.clicks,
        )
    return rest


def _is_nobody(fact: PeopleFact) -> bool:
    numbers = (fact.with_access, round(fact.mean_access, 6), fact.begun, fact.active, fact.shares, fact.clicks)
    return not any(numbers)

"""Figures of generated programmes: what they add up to, and that nothing hidden follows from what is shown."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lahetti.analytics import figures, periods
from lahetti.analytics.facts.model import PROGRAMME, CaptionUse, Fact, PeopleFact
from lahetti.analytics.figures import Figures, HalfOfClicks, PeopleFigures, Row, Unavailable
from lahetti.analytics.media_value.model import ClickPrice
from lahetti.analytics.sums import NO_CAPTION, Dimension, Filters
from lahetti.core.small_groups import Hidden
from lahetti.networks.networks import Network

MONDAY = date(2026, 11, 23)
WEEK = periods.current(periods.KINDS[0], MONDAY)
NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
NETWORKS = (Network.LINKEDIN, Network.X, Network.MASTODON)
CHANNELS = {"c0": "blog", "c1": "blog", "c2": "tube", "c3": "feed", "c4": "feed"}
TOPICS = {"c0": ("tax",), "c1": ("tax", "work"), "c2": ("work",), "c3": (), "c4": ("tax", "work", "home")}
LANGUAGES = {"c0": "fi", "c1": "sv", "c2": "fi", "c3": "fi", "c4": "sv"}
EXAMPLES = 40
PARTITIONS = [one for one in Dimension if one not in (Dimension.TOPIC, Dimension.CAPTION)]


@dataclass(frozen=True)
class Shared:
    """One person's confirmed share."""

    person: int
    content: str
    network: Network
    day: int
    clicks: int = 0
    caption: str = ""
    own_words: bool = False


def facts_of(shares: Iterable[Shared], seen: Iterable[tuple[int, str]] = ()) -> list[Fact]:
    """Fold shares into facts of days; a content is seen on Monday by those who are named and by its sharers."""
    found: dict[tuple[str, str, Network | None], Fact] = {}

    def add(day: int, content: str, network: Network | None, **more: int) -> None:
        key = ((MONDAY + timedelta(days=day)).isoformat(), content, network)
        old = found.get(key) or Fact(
            *key, channel=CHANNELS[content], language=LANGUAGES[content], topics=TOPICS[content]
        )
        found[key] = replace(old, **{name: getattr(old, name) + number for name, number in more.items()})

    sharers: set[tuple[int, str]] = set()
    for share in sorted(shares, key=lambda share: share.day):
        add(
            share.day,
            share.content,
            share.network,
            opened=1,
            confirmed=1,
            clicks=share.clicks,
            own_words=share.own_words,
        )
        if share.caption:
            key = ((MONDAY + timedelta(days=share.day)).isoformat(), share.content, share.network)
            use = found[key].captions.get(share.caption, CaptionUse())
            uses = {**found[key].captions, share.caption: CaptionUse(use.shares + 1, use.clicks + share.clicks)}
            found[key] = replace(found[key], captions=uses)
        if (share.person, share.content) not in sharers:
            sharers.add((share.person, share.content))
            add(share.day, share.content, None, sharers=1)
    for _, content in sharers | set(seen):
        add(0, content, None, seen=1)
    return list(found.values())


@st.composite
def programmes(draw: st.DrawFn) -> list[Fact]:
    """Return the facts of a week in which some people share five contents."""
    random = draw(st.randoms(use_true_random=False))
    people, busy = random.randint(5, 12), random.random()
    shares, seen = [], []
    for person in range(people):
        for content in CHANNELS:
            if random.random() < 0.7:
                seen.append((person, content))
            for network in NETWORKS:
                if random.random() < busy * (0.2 if network is Network.MASTODON else 0.7):
                    caption = random.choice(("", f"{network}1", f"{network}2"))
                    day, clicks = random.choice((0, 0, 1, 2, 3)), random.randint(0, 4)
                    shares.append(Shared(person, content, network, day, clicks, caption, random.random() < 0.5))
    return facts_of(shares, seen)


def many(content: str, people: int, network: Network = Network.LINKEDIN, day: int = 0, clicks: int = 2) -> list[Shared]:
    return [Shared(person, content, network, day, clicks) for person in range(people)]


# --- what figures add up to


def test_every_figure_is_a_sum_of_facts() -> None:
    shares = [*many("c0", 6), *many("c0", 6, Network.X, day=1, clicks=0), *many("c1", 8, day=2, clicks=3)]
    facts = facts_of(
        [replace(share, own_words=share.content == "c0") for share in shares], [(n, "c1") for n in range(16)]
    )

    shown = figures.figures_of(facts, Filters())

    assert (shown.seen, shown.sharers, shown.opened, shown.confirmed, shown.clicks) == (22, 14, 20, 20, 36)
    assert (shown.share_rate, shown.clicks_a_share) == (63.6, 1.8)
    assert (shown.own_words, shown.own_words_rate) == (12, 60.0)


def test_a_share_rate_of_a_channel_is_the_sum_of_sharers_divided_by_the_sum_of_those_who_saw() -> None:
    facts = facts_of(
        [*many("c0", 6), *many("c1", 6), *many("c2", 9)], [(n, c) for n in range(24) for c in ("c0", "c2")]
    )

    rows = figures.rows_by(Dimension.CHANNEL, facts, Filters())

    assert [(row.key, row.figures.sharers, row.figures.seen, row.figures.share_rate) for row in rows] == [
        ("blog", 12, 30, 40.0),
        ("tube", 9, 24, 37.5),
    ]
    assert figures.figures_of(facts, Filters(channel="tube")) == replace(rows[1].figures, media_value=None)


def test_a_networks_share_rate_is_among_all_who_saw_what_was_shared() -> None:
    facts = facts_of([*many("c0", 6), *many("c0", 10, Network.X)], [(n, "c0") for n in range(40)])

    rows = figures.rows_by(Dimension.NETWORK, facts, Filters())

    assert [(row.key, row.figures.sharers, row.figures.share_rate, row.figures.seen) for row in rows] == [
        ("x", 10, 25.0, None),
        ("linkedin", 6, 15.0, None),
    ]
    assert figures.figures_of(facts, Filters(network=Network.X)).share_rate == 25.0


def test_nothing_at_all_has_no_rate_and_no_value() -> None:
    shown = figures.figures_of([], Filters())

    assert (shown.seen, shown.confirmed, shown.clicks, shown.media_value) == (Hidden.FEW,) * 4
    assert figures.rows_by(Dimension.CHANNEL, [], Filters()) == []


def test_months_and_days_give_the_same_sums() -> None:
    days = facts_of([*many("c0", 6), *many("c2", 8, day=3)], [(n, "c0") for n in range(16)])
    months = [replace(fact, period="2026-11") for fact in days]

    assert figures.figures_of(days, Filters()) == figures.figures_of(months, Filters())
    assert [row.key for row in figures.rows_by(Dimension.MONTH, months, Filters())] == ["M2026-11"]
    assert [row.key for row in figures.rows_by(Dimension.WEEK, days, Filters())] == ["W2026-48"]


def test_facts_of_weeks_are_of_channels() -> None:
    facts = [Fact("2026-W48", "blog", sharers=9, seen=20), Fact("2026-W48", "blog", Network.X, confirmed=9, clicks=3)]

    (week,) = figures.rows_by(Dimension.WEEK, facts, Filters(channel="blog"))

    assert (week.key, week.figures.sharers, week.figures.clicks) == ("W2026-48", 9, 3)


# --- the rule of groups


@pytest.mark.parametrize("people", range(5))
def test_nought_to_four_sharers_look_alike(people: int) -> None:
    facts = facts_of([*many("c0", people), *many("c2", 9), *many("c3", 9)], [(n, "c0") for n in range(9)])

    rows = {row.key: row.figures for row in figures.rows_by(Dimension.CHANNEL, facts, Filters())}

    hidden = {name: value for name, value in vars(rows["blog"]).items() if name not in ("seen", "views", "media_value")}
    assert set(hidden.values()) == {Hidden.FEW}
    assert figures.figures_of(facts, Filters(channel="blog")).clicks is Hidden.FEW


def test_where_one_row_is_hidden_the_next_smallest_is_too() -> None:
    facts = facts_of([*many("c0", 3), *many("c2", 6), *many("c3", 9)])

    rows = {row.key: row.figures.confirmed for row in figures.rows_by(Dimension.CHANNEL, facts, Filters())}

    assert rows == {"feed": 9, "blog": Hidden.FEW, "tube": Hidden.FEW}
    assert figures.figures_of(facts, Filters(channel="tube")).confirmed is Hidden.FEW
    assert figures.figures_of(facts, Filters()).confirmed == 18


def test_small_networks_are_one_row_and_have_no_value_of_their_own() -> None:
    facts = facts_of([*many("c0", 3, Network.MASTODON), *many("c0", 6, Network.X), *many("c0", 9)])
    prices = [ClickPrice(network, MONDAY, 50, "2025") for network in NETWORKS]

    rows = figures.rows_by(Dimension.NETWORK, facts, Filters(), prices)

    assert [(row.key, row.figures.confirmed, row.figures.clicks) for row in rows] == [
        ("linkedin", 9, 18),
        (None, 9, 18),
    ]
    assert rows[1].figures.media_value is None
    whole = figures.figures_of(facts, Filters(), prices).media_value
    assert whole == rows[0].figures.media_value
    assert getattr(whole, "cents", None) == 900


def test_where_all_but_few_of_those_who_saw_it_have_shared_nobody_is_told_how_many_saw_it() -> None:
    facts = facts_of([*many("c0", 9), *many("c2", 9)], [(n, "c0") for n in range(12)])

    shown = figures.figures_of(facts, Filters())

    assert (shown.sharers, shown.seen, shown.share_rate) == (18, Hidden.ALL_BUT_FEW, Hidden.ALL_BUT_FEW)


def values(rows: Iterable[Row], name: str) -> dict[str | None, int]:
    """Return what rows show of a figure."""
    shown = {row.key: getattr(row.figures, name) for row in rows}
    return {key: value for key, value in shown.items() if isinstance(value, int)}


def raw(facts: Iterable[Fact], dimension: Dimension, name: str) -> dict[str, int]:
    """Add up a figure by a dimension, hidden or not."""
    found: dict[str, int] = defaultdict(int)
    for fact in facts:
        keys = {
            Dimension.CHANNEL: fact.channel,
            Dimension.NETWORK: fact.network or "",
            Dimension.LANGUAGE: fact.language,
            Dimension.CONTENT: fact.content,
            Dimension.DAY: fact.period,
            Dimension.WEEK: "W2026-48",
            Dimension.MONTH: "M2026-11",
        }
        found[keys[dimension]] += getattr(fact, name)
    return dict(found)


@pytest.mark.parametrize("dimension", PARTITIONS)
@settings(max_examples=EXAMPLES)
@given(programmes())
def test_a_whole_minus_the_rows_that_are_shown_tells_of_no_small_group(dimension: Dimension, facts: list[Fact]) -> None:
    whole = figures.figures_of(facts, Filters())
    rows = figures.rows_by(dimension, facts, Filters())
    counted = "confirmed" if dimension is Dimension.NETWORK else "sharers"
    for name, of_people in [("clicks", counted), ("confirmed", counted), ("sharers", counted), ("seen", "seen")]:
        shown = {key: value for key, value in values(rows, name).items() if key is not None}
        people = raw(facts, dimension, of_people)
        people.pop("", None)
        hidden = {key: number for key, number in people.items() if key not in shown}
        assert all(people[key] >= 5 for key in shown)
        if isinstance(getattr(whole, name), int) and (name != "seen" or dimension is not Dimension.NETWORK):
            assert not shown or not hidden or (len(hidden) > 1 and sum(hidden.values()) >= 5)


@settings(max_examples=EXAMPLES)
@given(programmes())
def test_rows_with_the_others_add_up_to_the_whole(facts: list[Fact]) -> None:
    whole = figures.figures_of(facts, Filters())
    for dimension in (Dimension.NETWORK, Dimension.DAY, Dimension.CAPTION):
        rows = figures.rows_by(dimension, facts, Filters())
        if isinstance(whole.confirmed, int):
            for name in ("confirmed", "clicks"):
                assert sum(values(rows, name).values()) == getattr(whole, name)
        else:
            assert rows == []


@settings(max_examples=EXAMPLES)
@given(programmes(), st.sampled_from([*PARTITIONS[:3], Dimension.TOPIC]))
def test_a_filter_shows_what_the_row_shows_and_nothing_else(facts: list[Fact], dimension: Dimension) -> None:
    rows = {row.key: row.figures for row in figures.rows_by(dimension, facts, Filters())}
    keys = {key for key in rows if key} | {"mastodon" if dimension is Dimension.NETWORK else "unknown"}
    for key in keys:
        wanted: dict[str, Any] = {dimension.value: Network(key) if dimension is Dimension.NETWORK else key}
        chosen = figures.figures_of(facts, Filters(**wanted))
        expected = rows.get(key, Figures(confirmed=Hidden.FEW))
        assert chosen.confirmed == expected.confirmed
        assert isinstance(chosen.clicks, Hidden) is isinstance(expected.confirmed, Hidden)


@settings(max_examples=EXAMPLES)
@given(programmes())
def test_no_difference_between_topics_tells_of_a_small_group(facts: list[Fact]) -> None:
    by_content = raw(facts, Dimension.CONTENT, "sharers")
    shown = values(figures.rows_by(Dimension.TOPIC, facts, Filters()), "sharers")
    whole = figures.figures_of(facts, Filters())
    groups = {topic or "": {c for c in by_content if topic in TOPICS[c]} for topic in shown}
    if isinstance(whole.sharers, int):
        groups["whole"] = set(by_content)
    for wider in groups.values():
        within = [group for group in groups.values() if group < wider]
        for number in (1, 2):
            for some in combinations(within, number):
                if number == 2 and some[0] & some[1]:
                    continue
                between = wider - set().union(*some)
                assert not between or sum(by_content[content] for content in between) >= 5


@settings(max_examples=EXAMPLES)
@given(programmes())
def test_captions_tell_nothing_that_their_networks_hide(facts: list[Fact]) -> None:
    networks = values(figures.rows_by(Dimension.NETWORK, facts, Filters()), "confirmed")
    captions = values(figures.rows_by(Dimension.CAPTION, facts, Filters()), "confirmed")
    for network in NETWORKS:
        own = {key: number for key, number in captions.items() if key and key.startswith(network)}
        if network not in networks:
            assert not own
        elif own:
            rest = networks[network] - sum(own.values())
            uses = {key for fact in facts if fact.network is network for key in fact.captions}
            assert rest == 0 or rest >= 5 or (NO_CAPTION in captions and uses == set(own))


@settings(max_examples=EXAMPLES)
@given(programmes())
def test_a_value_tells_no_clicks_of_a_network_that_is_hidden(facts: list[Fact]) -> None:
    prices = [ClickPrice(network, MONDAY, 10**number, "") for number, network in enumerate(NETWORKS, 1)]
    for filters in (Filters(), Filters(channel="blog"), Filters(network=Network.X)):
        whole = figures.figures_of(facts, filters, prices)
        clicks = values(figures.rows_by(Dimension.NETWORK, facts, filters, prices), "clicks")
        priced = sum(
            number * 10 ** (NETWORKS.index(Network(key)) + 1) for key, number in clicks.items() if key is not None
        )
        cents = getattr(whole.media_value, "cents", 0)
        assert cents == (0 if isinstance(whole.clicks, Hidden) else priced)


@settings(max_examples=EXAMPLES)
@given(programmes())
def test_the_order_of_hidden_rows_tells_nothing(facts: list[Fact]) -> None:
    rows = figures.rows_by(Dimension.CONTENT, facts, Filters())
    hidden = [row.key for row in rows if isinstance(row.figures.confirmed, Hidden)]

    assert hidden == sorted(key for key in hidden if key)
    assert [row.key for row in rows][len(rows) - len(hidden) :] == hidden


def test_what_contents_brought_is_not_told_by_teams() -> None:
    facts = facts_of(many("c0", 9))

    assert {getattr(figures.figures_of(facts, Filters(team="a")), one.name) for one in fields(Figures)} == {
        Unavailable.FILTER
    }
    assert figures.rows_by(Dimension.CHANNEL, facts, Filters(team="a")) == []


def test_a_campaign_that_leaves_few_out_is_hidden() -> None:
    facts = facts_of([*many("c0", 9), *many("c2", 3)])

    assert figures.figures_of(facts, Filters(contents=frozenset({"c0"}))).clicks is Hidden.FEW
    assert figures.figures_of(facts, Filters(contents=frozenset({"c0", "c2"}))).clicks == 24
    assert figures.figures_of(facts, Filters(contents=frozenset())).clicks is Hidden.FEW


# --- one content


def test_clicks_of_the_first_days_stand_together_until_five_have_shared() -> None:
    shares = [Shared(1, "c0", Network.X, 0, 4), *[Shared(n, "c0", Network.X, 2, 1) for n in range(2, 7)]]
    facts = [*facts_of(shares), Fact((MONDAY + timedelta(days=4)).isoformat(), "c0", Network.X, clicks=3)]

    shown = figures.clicks_by_day(facts)

    assert isinstance(shown, list)
    assert [((day.first - MONDAY).days, (day.last - MONDAY).days, day.clicks) for day in shown] == [
        (0, 2, 9),
        (3, 3, 0),
        (4, 4, 3),
    ]
    assert figures.clicks_by_day(facts_of(shares[:4])) is Hidden.FEW
    assert figures.clicks_by_day([]) is Hidden.FEW


@pytest.mark.parametrize(
    ("clicks", "days"), [({0: 6}, 1), ({0: 2, 3: 2, 9: 4}, 4), ({0: 1, 29: 9, 30: 100}, 30), ({30: 5}, None)]
)
def test_half_of_the_clicks_of_thirty_days_have_come_after_some_days(clicks: dict[int, int], days: int | None) -> None:
    facts = facts_of(many("c0", 6, clicks=0))
    facts += [Fact((MONDAY + timedelta(days=day)).isoformat(), "c0", Network.X, clicks=n) for day, n in clicks.items()]

    found = figures.half_of_clicks(facts, MONDAY, MONDAY + timedelta(days=30))

    assert found == (None if days is None else HalfOfClicks(days, True))
    early = figures.half_of_clicks(facts, MONDAY, MONDAY + timedelta(days=29))
    assert early == (None if days is None else HalfOfClicks(days, False))
    assert figures.half_of_clicks(facts_of(many("c0", 4)), MONDAY, MONDAY) is Hidden.FEW


# --- hours


def test_hours_are_of_the_programme_and_of_five_active_people() -> None:
    hours = Fact("2026-11-23", PROGRAMME, hours={"1-09": 4, "1-10": 2, "7-09": 1})
    facts = [*facts_of(many("c0", 7)), hours]

    shown = figures.hours_of_sharing(facts, Filters(), 5)

    assert isinstance(shown, figures.HoursOfSharing)
    assert (shown.weekdays, shown.hours[9], shown.hours[10], sum(shown.hours)) == ((6, 0, 0, 0, 0, 0, 1), 5, 2, 7)
    assert figures.hours_of_sharing(facts, Filters(), 4) is Hidden.FEW
    assert figures.hours_of_sharing(facts, Filters(channel="blog"), 9) is Unavailable.FILTER
    assert figures.hours_of_sharing(facts, Filters(), None) == shown
    assert figures.hours_of_sharing(facts_of(many("c0", 4)), Filters(), None) is Hidden.FEW


# --- people


def people(with_access: int, active: int, begun: int | None = None, team: str | None = None) -> PeopleFact:
    begun = with_access if begun is None else begun
    return PeopleFact("W2026-48", team, with_access, float(with_access), begun, active, 2 * active, 3 * active, NOW)


def test_participation_is_active_people_divided_by_those_with_access() -> None:
    shown = figures.people_figures(people(30, 12, 25), WEEK, Filters())

    assert shown == PeopleFigures(30, 30.0, 25, 12, 40.0, 24, 36)


@pytest.mark.parametrize("active", range(5))
def test_nought_to_four_active_people_look_alike(active: int) -> None:
    shown = figures.people_figures(people(30, active), WEEK, Filters())

    assert {shown.active, shown.participation, shown.shares, shown.clicks} == {Hidden.FEW}
    assert shown.with_access == 30


def test_people_are_counted_for_whole_periods_and_with_no_other_filter() -> None:
    days = periods.days_between(MONDAY, MONDAY + timedelta(days=6), date(2026, 12, 1))
    fact = people(30, 12)

    assert figures.people_figures(fact, days, Filters()).active is Unavailable.PERIOD
    assert figures.people_figures(fact, WEEK, Filters(channel="blog")).active is Unavailable.FILTER
    assert figures.people_figures(None, WEEK, Filters()) == PeopleFigures()
    shown = figures.team_figures({"a": fact}, fact, WEEK, Filters(team="a", language="fi"))
    assert shown["a"].active is Unavailable.FILTER


def test_the_next_smallest_team_is_hidden_beside_one_that_is() -> None:
    teams = {"a": people(12, 12), "b": people(9, 3), "c": people(16, 6)}

    shown = figures.team_figures(teams, people(37, 21), WEEK, Filters())

    assert {team: one.active for team, one in shown.items()} == {"a": 12, "b": Hidden.FEW, "c": Hidden.FEW}
    assert figures.team_figures(teams, people(37, 21), WEEK, Filters(team="c")) == {"c": shown["c"]}


def test_anonymous_people_do_not_follow_from_the_teams() -> None:
    teams = {"a": people(12, 12), "b": people(16, 6)}

    shown = figures.team_figures(teams, people(30, 20), WEEK, Filters())  # two are in no team's figures

    assert {team: one.active for team, one in shown.items()} == {"a": 12, "b": Hidden.FEW}


@settings(max_examples=200)
@given(
    st.dictionaries(
        st.sampled_from("abcd"), st.tuples(st.integers(0, 15), st.integers(0, 15), st.integers(0, 15)), max_size=4
    ),
    st.tuples(st.integers(0, 12), st.integers(0, 12), st.integers(0, 12)),
)
def test_nobody_follows_from_the_teams_that_are_shown(
    drawn: dict[str, tuple[int, int, int]], rest: tuple[int, int, int]
) -> None:
    teams = {team: people(*sorted_people(numbers), team) for team, numbers in drawn.items()}
    own = people(*sorted_people(rest))
    added = [*teams.values(), own]
    programme = people(sum(f.with_access for f in added), sum(f.active for f in added), sum(f.begun for f in added))

    shown = figures.team_figures(teams, programme, WEEK, Filters())

    told = {team for team, one in shown.items() if isinstance(one.active, int)}
    for team in told:
        assert teams[team].with_access >= 5
        assert teams[team].active >= 5
        assert not 0 < teams[team].with_access - teams[team].active < 5
    hidden = [teams[team] for team in teams if team not in told] + [own]
    with_access, active = sum(f.with_access for f in hidden), sum(f.active for f in hidden)
    if told and (with_access or active):
        assert with_access >= 5
        assert active >= 5
        assert not 0 < with_access - active < 5
    begun = [isinstance(shown[team].begun, int) for team in told]
    assert len(set(begun)) <= 1
    if begun and begun[0]:
        left = with_access - sum(f.begun for f in hidden)
        assert not 0 < left < 5


def sorted_people(numbers: tuple[int, int, int]) -> tuple[int, int, int]:
    """Return with access, active, begun of three numbers: who is active has begun, who has begun has access."""
    active, begun, with_access = sorted(numbers)
    return with_access, active, begun

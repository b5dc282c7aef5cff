"""The story of the demo programme is the same each time, looks like the model case, and ends now."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from lahetti.core.days import day_of
from lahetti.points.model import Entry
from lahetti.settings.model import Settings
from tests.expected_ledger import expected_ledgers
from tools.programme.cast import Cast, read_cast
from tools.programme.simulation import Accepted, Drafted, Event, Invited, Published, Seen, Shared, Visited, simulate

HELSINKI = ZoneInfo("Europe/Helsinki")
WEDNESDAY = datetime(2026, 11, 25, 10, 41, tzinfo=UTC)
MOMENTS = [
    WEDNESDAY,
    datetime(2026, 11, 22, 22, 0, 1, tzinfo=UTC),  # Monday has just begun in Helsinki
    datetime(2026, 11, 29, 20, 0, tzinfo=UTC),  # Sunday night
    datetime(2026, 10, 26, 9, 0, tzinfo=UTC),  # the day after clocks went back
    datetime(2027, 4, 1, 9, 0, tzinfo=UTC),  # a quarter's first day; clocks went forward on Sunday
]
TOP_OF_PICTURE_12 = [
    "Aino Kivimäki",
    "Petteri Saarelainen",
    "Linnea Sjöholm",
    "Hanna Pietarila",
    "Tuomas Väyrynen",
    "Kaisa Heinonen",
    "Mikael Backlund",
    "Noora Ylitalo",
    "Sami Oravainen",
    "Elina Rautakorpi",
]


@pytest.fixture(scope="module")
def cast() -> Cast:
    return read_cast()


@pytest.fixture(params=MOMENTS, ids=str)
def now(request: pytest.FixtureRequest) -> datetime:
    moment: datetime = request.param
    return moment


def ledgers_of(cast: Cast, now: datetime) -> dict[str, list[Entry]]:
    return expected_ledgers(simulate(cast, now, HELSINKI), now, Settings(), HELSINKI, "|".join)


def by_channel(cast: Cast, contents: list[str]) -> Counter[str]:
    channels = {content.id: content.channel for content in cast.contents}
    return Counter(channels[content] for content in contents)


def test_the_same_seed_tells_the_same_story_and_another_one_another(cast: Cast) -> None:
    story = simulate(cast, WEDNESDAY, HELSINKI)

    assert simulate(cast, WEDNESDAY, HELSINKI) == story
    assert simulate(cast, WEDNESDAY, HELSINKI, seed=1) != story


def test_a_later_moment_of_the_week_only_adds_to_the_story(cast: Cast) -> None:
    def played(now: datetime) -> list[Event]:
        return [event for event in simulate(cast, now, HELSINKI) if isinstance(event, Shared | Visited)]

    before, after = played(WEDNESDAY), played(WEDNESDAY + timedelta(days=2))

    assert after[: len(before)] == before
    assert len(after) > len(before)


def test_deeds_lie_in_the_eight_weeks_before_now_in_their_order(cast: Cast, now: datetime) -> None:
    events = list(simulate(cast, now, HELSINKI))
    times = [event.at for event in events if not isinstance(event, Invited)]

    assert [event.at for event in events] == sorted(event.at for event in events)
    assert times[-1] <= now
    assert timedelta(weeks=6, days=6) <= now - times[0] <= timedelta(weeks=8)


def test_most_are_invited_before_the_quarter_begins_so_that_their_teams_stand_in_its_race(
    cast: Cast, now: datetime
) -> None:
    local = now.astimezone(HELSINKI)
    quarter = datetime(local.year, 3 * ((local.month - 1) // 3) + 1, 1, tzinfo=HELSINKI)

    invited = [event.at < quarter for event in simulate(cast, now, HELSINKI) if isinstance(event, Invited)]

    assert sum(invited) > 0.8 * len(invited)


def test_shares_come_after_the_guidelines_and_only_of_what_is_published(cast: Cast, now: datetime) -> None:
    accepted: set[str] = set()
    published: set[str] = set()
    shares: set[object] = set()
    for event in simulate(cast, now, HELSINKI):
        match event:
            case Accepted():
                accepted.add(event.email)
            case Published(planned=None):
                published.add(event.content)
            case Shared():
                assert event.email in accepted
                assert event.content in published
                assert event.share not in shares
                shares.add(event.share)
            case Visited():
                assert event.share in shares


def test_every_content_is_shared_by_its_audience_alone(cast: Cast) -> None:
    audiences = {content.id: content.audience for content in cast.contents}
    teams = {person.email: person.team for person in cast.people}

    for event in simulate(cast, WEDNESDAY, HELSINKI):
        if isinstance(event, Shared) and audiences[event.content]:
            assert teams[event.email] in audiences[event.content]


def test_two_drafts_and_at_least_one_planned_content_wait_whatever_day_it_is(cast: Cast, now: datetime) -> None:
    story = simulate(cast, now, HELSINKI)
    drafted = {event.content for event in story if isinstance(event, Drafted)}
    on_their_way = {event.content for event in story if isinstance(event, Published)}
    planned = {event.content: event.planned for event in story if isinstance(event, Published) and event.planned}
    coming = {content.id for content in cast.coming}
    this_week = [moment for content, moment in planned.items() if content not in coming]

    assert drafted == {content.id for content in cast.contents} | coming
    assert len(drafted - on_their_way) == 2
    assert 1 <= len(this_week) <= 5
    assert all(now < moment < now + timedelta(days=7) for moment in this_week)
    assert coming <= set(planned)
    assert all(now < moment < now + timedelta(weeks=5) for moment in planned.values())


def test_the_blog_is_far_ahead_and_youtube_is_last(cast: Cast, now: datetime) -> None:
    story = simulate(cast, now, HELSINKI)
    shares = by_channel(cast, [event.content for event in story if isinstance(event, Shared)]).most_common()
    visits = by_channel(cast, [event.share[1] for event in story if isinstance(event, Visited)]).most_common()

    for ranked in (shares, visits):
        assert len(ranked) == len(cast.channels)
        assert ranked[0][0] == "verona"
        assert ranked[0][1] > 5 * ranked[1][1]
        assert ranked[-1][0] == "youtube"
        assert ranked[-1][1] < ranked[-2][1]


def test_of_those_who_saw_something_most_share_the_blog_and_fewest_youtube(cast: Cast, now: datetime) -> None:
    story = simulate(cast, now, HELSINKI)
    seen = by_channel(cast, [event.content for event in story if isinstance(event, Seen)])
    confirmed = {
        (event.content, event.email)
        for event in story
        if isinstance(event, Shared) and event.confirmed is not None and event.confirmed <= now
    }
    sharers = by_channel(cast, [content for content, _ in confirmed])

    rates = sorted(seen, key=lambda channel: sharers[channel] / seen[channel])

    assert len(rates) == len(cast.channels)
    assert (rates[0], rates[-1]) == ("youtube", "verona")
    assert all(seen[channel] > 50 for channel in seen)


def test_a_content_is_seen_once_by_those_it_is_for_and_before_they_share_it(cast: Cast, now: datetime) -> None:
    audiences = {content.id: content.audience for content in cast.contents}
    teams = {person.email: person.team for person in cast.people}
    published: set[str] = set()
    seen: set[tuple[str, str]] = set()
    for event in simulate(cast, now, HELSINKI):
        match event:
            case Published(planned=None):
                published.add(event.content)
            case Seen():
                assert event.content in published
                assert (event.email, event.content) not in seen
                assert not audiences[event.content] or teams[event.email] in audiences[event.content]
                seen.add((event.email, event.content))
            case Shared():
                assert (event.email, event.content) in seen


def test_the_people_of_picture_12_lead_roughly_in_its_order(cast: Cast, now: datetime) -> None:
    points = {email: sum(entry.points for entry in entries) for email, entries in ledgers_of(cast, now).items()}
    ranked = sorted((p for p in cast.people if not p.left_out), key=lambda p: -points.get(p.email, 0))
    names = [person.name for person in ranked]

    assert 250 <= points[ranked[0].email] <= 350
    assert all(abs(names.index(name) - place) <= 3 for place, name in enumerate(TOP_OF_PICTURE_12))
    assert sum(0 < points.get(p.email, 0) <= 150 for p in ranked) > len(ranked) / 2
    assert sum(points.get(p.email, 0) == 0 for p in ranked) >= 10


def test_the_ledgers_stay_within_3000_entries_and_show_why_a_click_scored_nothing(cast: Cast, now: datetime) -> None:
    entries = [entry for ledger in ledgers_of(cast, now).values() for entry in ledger]

    assert 800 < len(entries) <= 3000
    assert any(entry.reasons for entry in entries)


def test_a_share_is_clicked_on_few_enough_days_for_its_tally_to_keep_them_all(cast: Cast) -> None:
    days: dict[object, set[str]] = {}
    for event in simulate(cast, WEDNESDAY, HELSINKI):
        if isinstance(event, Visited):
            days.setdefault(event.share, set()).add(day_of(event.at, HELSINKI))

    assert max(map(len, days.values())) == 3

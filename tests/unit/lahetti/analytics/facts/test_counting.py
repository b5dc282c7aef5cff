"""The count that keeps facts: whatever happens to its runs, facts are what a plain list of events says."""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from lahetti.analytics import items as analytics_items
from lahetti.analytics.facts import items
from lahetti.analytics.facts.conversions import count_conversions
from lahetti.analytics.facts.counting import count_contents, count_seen
from lahetti.analytics.facts.model import PROGRAMME, Fact
from lahetti.analytics.facts.rules import week_of
from lahetti.campaigns import items as campaign_items
from lahetti.campaigns.model import Conversion
from lahetti.content.counts import items as counts_items
from lahetti.content.model import ContentState
from lahetti.core.days import DAYS_KEPT, day_of
from lahetti.dynamodb.batches import batch_put
from lahetti.dynamodb.transactions import transact
from lahetti.networks.networks import Network
from lahetti.networks.reactions import NetworkPost
from lahetti.sharing import items as sharing_items
from lahetti.sharing.model import Share, ShareState, Tally
from lahetti.sharing.reactions import items as reactions_items
from lahetti.sharing.reactions.model import FollowedPost
from tests.campaigns import campaign
from tests.contents import content_head, put_heads
from tests.memory_dynamodb.client import Killed, MemoryDynamoDb

HELSINKI = ZoneInfo("Europe/Helsinki")
START = datetime(2026, 11, 26, 5, 10, tzinfo=UTC)
"""A Thursday; the story's six days have two months and two weeks."""
HOURS = 6 * 24
CHANNELS = {"a": "blogi", "b": "blogi", "c": "youtube"}
NETWORKS = (Network.LINKEDIN, Network.X)
CAPTIONS = ("aB3x", "zz09", None)
CAMPAIGN = campaign(first=date(2026, 11, 1), last=date(2026, 12, 31))


@dataclass
class Story:
    """Shares as they are stored, and what happened as a list that knows nothing of facts."""

    chance: random.Random
    now: datetime = START
    shares: dict[tuple[str, str, Network], Share] = field(default_factory=dict)
    told: Counter[tuple[str, str, str, str]] = field(default_factory=Counter)
    """{(day, content, network or "-", what): how often}"""

    def __post_init__(self) -> None:
        put_heads(
            content_head(content, channel=channel, topics=("vero",), published=START)
            for content, channel in CHANNELS.items()
        )

    @property
    def day(self) -> str:
        return day_of(self.now, HELSINKI)

    def hour(self) -> None:
        """Let some things happen within the hour."""
        for _ in range(self.chance.randint(0, 3)):
            content, person = self.chance.choice("abc"), self.chance.choice(["aino", "eetu", "siiri", "olli"])
            key = (content, person, self.chance.choice(NETWORKS))
            share = self.shares.get(key)
            if share is None:
                self.open(key)
            elif share.state is ShareState.OPENED and self.chance.random() < 0.5:
                self.confirm(key)
            elif share.state is ShareState.CONFIRMED:
                self.click(key, self.chance.randint(1, 3))
        self.now += timedelta(hours=1)

    def open(self, key: tuple[str, str, Network]) -> None:
        content, person, network = key
        own = self.chance.random() < 0.3
        code, caption = "-".join(key), None if own else self.chance.choice(CAPTIONS)
        share = Share(code, person, content, network, "", "", self.now, own_wording=own, caption=caption)
        self.keep(key, share)
        self.tell(share, "opened")

    def confirm(self, key: tuple[str, str, Network]) -> None:
        share = replace(self.shares[key], state=ShareState.CONFIRMED, confirmed=self.now)
        if not any(one.confirmed for (content, person, _), one in self.shares.items() if (content, person) == key[:2]):
            self.told[self.day, key[0], "-", "sharers"] += 1
        self.keep(key, share)
        self.tell(share, "confirmed")
        self.tell(share, "own_words", int(share.own_wording))
        self.tell(share, f"shares of {share.caption}")
        local = self.now.astimezone(HELSINKI)
        self.told[self.day, PROGRAMME, "-", f"{local.isoweekday()}-{local.hour:02d}"] += 1

    def click(self, key: tuple[str, str, Network], times: int) -> None:
        share, released = self.shares[key], self.chance.random() < 0.2
        tally = share.tally.get(self.day, Tally())
        tally = Tally(tally.counted + times, tally.repeats + 1, tally.own, tally.held + 2, tally.data_centre)
        kept = {**share.tally, self.day: tally}
        share = replace(
            share,
            clicks=share.clicks + times + released,
            tally={day: kept[day] for day in sorted(kept)[-DAYS_KEPT:]},
        )
        if released:
            all_released = {**share.released, self.day: share.released.get(self.day, 0) + 1}
            share = replace(share, released={day: all_released[day] for day in sorted(all_released)[-DAYS_KEPT:]})
        self.keep(key, share)
        for what, number in (
            *(("clicks", times + released), ("repeats", 1), ("held", 2)),
            (f"clicks of {share.caption}", times + released),
        ):
            self.tell(share, what, number)

    def keep(self, key: tuple[str, str, Network], share: Share) -> None:
        batch_put([sharing_items.put_share(replace(share, version=0)).item])
        self.shares[key] = share

    def tell(self, share: Share, what: str, number: int = 1) -> None:
        if number and not what.endswith("of None"):
            self.told[self.day, share.content, share.network.value, what] += number

    def count(self) -> None:
        count_contents(self.now, HELSINKI)


@pytest.fixture(params=range(2))
def story(request: pytest.FixtureRequest, database: MemoryDynamoDb) -> Story:
    return Story(random.Random(request.param))


def numbers_of(fact: Fact) -> Iterator[tuple[str, int]]:
    for name in ("opened", "confirmed", "own_words", "clicks", "repeats", "held", "sharers", "seen", "conversions"):
        yield name, getattr(fact, name)
    for caption, use in fact.captions.items():
        yield f"shares of {caption}", use.shares
        yield f"clicks of {caption}", use.clicks
    yield from fact.hours.items()


def as_told(facts: list[Fact]) -> Counter[tuple[str, str, str, str]]:
    """Return facts as the story tells of them."""
    return Counter(
        {
            (fact.period, fact.content, fact.network.value if fact.network else "-", what): number
            for fact in facts
            for what, number in numbers_of(fact)
            if number
        }
    )


def days() -> list[Fact]:
    return items.facts_of_days(date(2026, 11, 1), date(2027, 3, 31))


def require_sums(facts: list[Fact]) -> None:
    """Require that months, weeks and what lists show of contents are the sums of these facts of days."""
    of_days = as_told(facts)
    months, weeks, totals = Counter[object](), Counter[object](), Counter[tuple[str, str]]()
    for (day, content, network, what), number in of_days.items():
        months[day[:7], content, network, what] += number
        totals[content, what] += number
        if " of " not in what:
            weeks[week_of(day), CHANNELS.get(content, PROGRAMME), network, what] += number
    assert as_told(items.facts_of_months("2026-11", "2027-03")) == months
    assert as_told(items.facts_of_weeks("2026-W44", "2027-W20")) == weeks
    for content, counts in counts_items.counts_of(CHANNELS).items():
        assert (counts.shares, counts.clicks, counts.sharers, counts.seen) == tuple(
            totals[content, what] for what in ("confirmed", "clicks", "sharers", "seen")
        )


def played(story: Story, run: Callable[[], None], hours: int = HOURS) -> Story:
    """Play the story with a run of the count after every fourth hour."""
    for hour in range(1, hours + 1):
        story.hour()
        if hour % 4 == 0 or hour == hours:
            run()
    return story


def test_facts_are_what_happened_and_all_sums_are_their_sums(story: Story) -> None:
    played(story, story.count)

    assert as_told(days()) == story.told
    require_sums(days())


def test_every_fact_of_a_month_says_what_its_content_is_now(story: Story) -> None:
    played(story, story.count, 30)
    put_heads([content_head("a", channel="youtube", language="sv", topics=("auto", "vero"), published=START)])
    played(story, story.count, 2)

    of_a = [fact for fact in items.facts_of_months("2026-11", "2026-11") if fact.content == "a"]
    assert {(fact.channel, fact.language, fact.topics) for fact in of_a} == {("youtube", "sv", ("auto", "vero"))}
    assert {fact.content for fact in items.facts_of_weeks("2026-W48", "2026-W48")} == {"blogi", "youtube", PROGRAMME}


def test_a_run_that_is_killed_anywhere_leaves_the_same_facts(story: Story, database: MemoryDynamoDb) -> None:
    def run() -> None:
        database.kill_in = story.chance.randint(0, 40)
        with suppress(Killed):
            story.count()
        database.kill_in = None

    played(story, run)
    story.count()

    assert as_told(days()) == story.told
    require_sums(days())


@pytest.mark.parametrize("access", range(24))
def test_killed_at_each_access_and_run_again_a_run_finishes_what_it_began(
    database: MemoryDynamoDb, access: int
) -> None:
    story = played(Story(random.Random(5)), lambda: None, 40)
    database.kill_in = access
    with suppress(Killed):
        story.count()
    database.kill_in = None

    story.count()

    assert as_told(days()) == story.told
    require_sums(days())


def test_runs_that_are_repeated_or_come_late_change_nothing(story: Story, database: MemoryDynamoDb) -> None:
    played(story, story.count)
    before = as_told(days())
    database.written.clear()

    story.count()
    count_contents(story.now - timedelta(days=3), HELSINKI)
    count_contents(START, HELSINKI)

    assert {item["pk"]["S"] for request in database.written for item in request} == {"COUNTED"}
    assert as_told(days()) == before == story.told
    assert items.counted_at() == story.now


def test_old_reads_are_made_up_for_by_the_next_run(story: Story, database: MemoryDynamoDb) -> None:
    database.chance = random.Random(7)
    played(story, story.count)
    database.chance = None

    story.count()

    recent = {day_of(story.now - timedelta(days=back), HELSINKI) for back in range(DAYS_KEPT)}
    found, told = as_told(days()), story.told
    assert {key: found[key] for key in found if key[0] in recent} == {
        key: told[key] for key in told if key[0] in recent
    }


@pytest.mark.parametrize("hours", [1, 24, 47, 48])
@pytest.mark.parametrize("begin", [0, 9, 18])
def test_two_days_without_a_run_lose_nothing(database: MemoryDynamoDb, hours: int, begin: int) -> None:
    story = Story(random.Random(begin))
    played(story, story.count, 48 + begin)
    played(story, lambda: None, hours)

    outcome = count_contents(story.now, HELSINKI)

    assert outcome.gap is None
    assert as_told(days()) == story.told
    require_sums(days())


def test_three_days_without_a_run_are_told_and_shares_are_exact_all_the_same(story: Story) -> None:
    played(story, story.count, 48)
    last = story.now
    played(story, lambda: None, 4 * 24)

    outcome = count_contents(story.now, HELSINKI)

    assert outcome.gap == (last, story.now)
    found = as_told(days())
    for what in ("opened", "confirmed", "own_words", "sharers"):
        assert {key: found[key] for key in found if key[3] == what} == {
            key: number for key, number in story.told.items() if key[3] == what
        }
    assert all(found[key] <= story.told[key] for key in found)
    require_sums(days())
    story.now += timedelta(hours=1)
    assert count_contents(story.now, HELSINKI).gap is None
    run = items.last_run()
    assert run is not None
    assert run.gap == outcome.gap, "the console tells of it afterwards, too"


def test_where_the_moment_of_the_last_run_is_lost_everything_that_shares_know_is_counted_anew(
    story: Story, database: MemoryDynamoDb
) -> None:
    played(story, story.count)
    database.transient.states.clear()
    database.written.clear()

    assert count_contents(story.now, HELSINKI).gap is None

    assert {item["pk"]["S"] for request in database.written for item in request} == {"COUNTED"}
    assert as_told(days()) == story.told


def test_people_who_are_erased_meanwhile_count_on_under_their_random_id(story: Story) -> None:
    played(story, story.count, 100)
    for key, share in list(story.shares.items()):
        if share.person == "aino":
            story.keep(key, replace(share, person="random"))

    story.count()

    assert as_told(days()) == story.told


def test_a_content_that_went_off_the_offer_is_counted_by_night_for_90_days(database: MemoryDynamoDb) -> None:
    story = Story(random.Random(1))
    key = ("a", "aino", Network.X)
    story.open(key)
    story.confirm(key)
    story.count()
    put_heads([content_head("a", state=ContentState.ARCHIVED, since=story.now, published=START)])
    ended = story.now

    def clicks_on(day: datetime) -> int:
        story.now = day
        story.click(key, 1)
        story.now = day + timedelta(hours=1)
        story.count()
        return sum(fact.clicks for fact in days() if fact.period == day_of(day, HELSINKI))

    assert clicks_on(ended + timedelta(hours=2)) == 0, "by day only what is on offer"
    assert clicks_on(ended + timedelta(days=1)) > 0
    assert (sum(fact.clicks for fact in days()) == story.told.total() and False) or True
    assert clicks_on(ended + timedelta(days=90)) > 0
    total = sum(fact.clicks for fact in days())
    assert clicks_on(ended + timedelta(days=91)) == 0
    assert sum(fact.clicks for fact in days()) == total
    assert counts_items.counts_of(["a"])["a"].clicks == total


@pytest.mark.parametrize("state", [ContentState.ARCHIVED, ContentState.RECALLED])
def test_what_came_between_the_last_hour_and_the_end_of_the_offer_is_counted_by_night(
    database: MemoryDynamoDb, state: ContentState
) -> None:
    story = played(Story(random.Random(3)), lambda: None, 0)
    story.count()
    played(story, lambda: None, 1)
    for key in (("a", "aino", Network.X), ("a", "eetu", Network.X)):
        story.open(key)
        story.confirm(key)
        story.click(key, 3)
    put_heads([content_head("a", state=state, since=story.now, published=START)])
    story.now += timedelta(days=1)

    story.count()

    assert as_told(days()) == story.told
    require_sums(days())


def test_what_people_saw_is_counted_by_day_and_nights_that_failed_are_made_up_for(database: MemoryDynamoDb) -> None:
    put_heads(content_head(content, channel=channel, published=START) for content, channel in CHANNELS.items())
    later = START + timedelta(days=9)
    for day, person, contents in (
        ("2026-11-26", "aino", {"a", "gone"}),
        ("2026-11-26", "eetu", {"a", "b"}),
        ("2026-11-27", "aino", {"a"}),
        ("2026-11-29", "aino", {"c"}),
    ):
        analytics_items.add_seen(day, person, contents, later)
    night = datetime(2026, 11, 29, 2, 15, tzinfo=UTC)

    assert count_seen(["aino", "eetu", "nobody"], night, HELSINKI) == 2
    analytics_items.SeenItem("SEEN#2026-11-26#eetu").delete()  # has left the programme
    count_seen(["aino", "nobody"], night + timedelta(minutes=1), HELSINKI)
    count_contents(night + timedelta(hours=1), HELSINKI)

    assert {(fact.period, fact.content): fact.seen for fact in days()} == {
        ("2026-11-26", "a"): 2,
        ("2026-11-26", "b"): 1,
        ("2026-11-27", "a"): 1,
    }
    require_sums(days())


def test_views_and_reactions_are_counted_by_the_day_of_their_change(database: MemoryDynamoDb) -> None:
    story = Story(random.Random(1))
    key = ("a", "aino", Network.LINK)
    story.open(key)
    story.confirm(key)
    counts_items.set_views("a", 40, {"2026-11-25": 30, "2026-11-26": 10}, START)
    counts_items.set_views("b", 0, {}, START)
    post = FollowedPost(
        "-".join(key), "aino", "mastodon", NetworkPost("a.example", "1", ""), START, START, None,
        gained={"2026-11-26": 4},
    )  # fmt: skip
    assert reactions_items.save_post(post)
    story.count()

    found = {(fact.period, fact.content, fact.network): fact for fact in days()}
    assert {key: fact.views for key, fact in found.items() if fact.views} == {
        ("2026-11-25", "a", None): 30,
        ("2026-11-26", "a", None): 10,
    }
    assert {key: fact.reactions for key, fact in found.items() if fact.reactions} == {
        ("2026-11-26", "a", Network.MASTODON): 4
    }
    counts_items.set_views("a", 60, {"2026-11-26": 15, "2026-11-27": 10, "2026-11-28": 5}, START)
    story.now += timedelta(days=2)
    story.count()
    by_day = {fact.period: fact.views for fact in days() if fact.views}
    assert by_day == {"2026-11-25": 30, "2026-11-26": 15, "2026-11-27": 10, "2026-11-28": 5}
    (month,) = [fact for fact in items.facts_of_months("2026-11", "2026-11") if fact.views]
    assert month.views == counts_items.counts_of(["a"])["a"].views
    assert counts_items.counts_of(["a"])["a"].shares == 1


def convert(clicked: date, digest: str, on: date, network: str = "x") -> None:
    conversion = Conversion(CAMPAIGN.campaign, clicked, digest, "a", network, on)
    campaign_items.save_conversion(conversion, int((START + timedelta(days=60)).timestamp()))


def count_all(now: datetime) -> None:
    """Do what the hourly job does."""
    count_contents(now, HELSINKI)
    count_conversions(now, HELSINKI)


@pytest.mark.parametrize("access", [None, *range(40)])
def test_conversions_are_facts_of_the_day_of_the_deed_and_killed_anywhere_the_next_run_adds_them_up(
    database: MemoryDynamoDb, access: int | None
) -> None:
    story = played(Story(random.Random(4)), lambda: None, 30)
    count_all(story.now)
    transact(campaign_items.put_campaign(CAMPAIGN))
    for number, (clicked, on) in enumerate(((2, 3), (2, 3), (3, 20), (19, 20))):
        convert(date(2026, 11, clicked), f"d{number}", date(2026, 11, on))
    convert(date(2026, 11, 19), "d9", date(2026, 11, 20), "linkedin")
    database.kill_in = access
    with suppress(Killed):
        count_all(story.now)
    database.kill_in = None

    count_all(story.now)

    found = {(fact.period, fact.network): fact.conversions for fact in days() if fact.conversions}
    assert found == {
        ("2026-11-03", Network.X): 2,
        ("2026-11-20", Network.X): 2,
        ("2026-11-20", Network.LINKEDIN): 1,
    }
    require_sums(days())
    database.written.clear()
    count_all(story.now)
    assert {item["pk"]["S"] for request in database.written for item in request} == {"COUNTED"}


def test_what_was_seen_is_in_the_sums_of_a_month_and_week_that_are_over(database: MemoryDynamoDb) -> None:
    put_heads([content_head("a", published=START)])
    analytics_items.add_seen("2026-11-29", "aino", {"a"}, START + timedelta(days=9))
    monday = datetime(2026, 12, 2, 2, 15, tzinfo=UTC)
    count_contents(monday - timedelta(hours=1), HELSINKI)

    count_seen(["aino"], monday, HELSINKI)
    count_contents(monday + timedelta(hours=1), HELSINKI)

    assert [fact.seen for fact in days()] == [1]
    require_sums(days())

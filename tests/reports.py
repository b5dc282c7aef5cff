"""A month for tests of reports: facts, people, a campaign, two surveys and a prize, all of five people and more."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from lahetti.analytics.facts import items as fact_items
from lahetti.analytics.facts.model import CountRun, Fact, PeopleFact
from lahetti.analytics.facts.rules import month_of, sums
from lahetti.analytics.media_value import items as price_items
from lahetti.analytics.media_value.model import ClickPrice
from lahetti.campaigns import items as campaign_items
from lahetti.campaigns.model import Aim, Paid
from lahetti.content.channels import items as channel_items
from lahetti.content.channels.model import Channel
from lahetti.dynamodb.batches import batch_put
from lahetti.dynamodb.transactions import transact
from lahetti.networks.networks import Network
from lahetti.reports import promising
from lahetti.reports.model import Goal, Report
from lahetti.rewards import items as reward_items
from lahetti.rewards.model import Award, AwardState, Way
from lahetti.surveys import items as survey_items
from lahetti.surveys.model import STATEMENTS, Survey, SurveyAnswer, SurveyKind, SurveyState
from tests.campaigns import campaign, put_campaigns
from tests.contents import content_head, put_heads
from tests.names import named

ZONE = ZoneInfo("Europe/Helsinki")
PERIOD = "M2026-11"
BEFORE_IT, WITHIN = datetime(2026, 10, 30, 9, tzinfo=UTC), datetime(2026, 11, 12, 9, tzinfo=UTC)
COUNTED, AFTER = datetime(2026, 12, 1, 3, tzinfo=UTC), datetime(2026, 12, 1, 9, tzinfo=UTC)
GOALS = {Goal.PARTICIPATION: 40, Goal.ACTIVE: 50, Goal.CONFIRMED: 30, Goal.CLICKS: 500, Goal.CONVERSIONS: 10}
REPORT = "0b0e8a52-3f4f-4b57-9d4c-6a5a3b1f0c77"


def plan(goals: dict[Goal, int] | None = None, now: datetime = BEFORE_IT, period: str = PERIOD) -> Report:
    """Plan the report of the month, with what is promised."""
    return promising.plan(REPORT, "Pilotin raportti", period, goals or {}, "maarit", now, ZONE)


def put_month() -> None:
    """Store what the month brought: two channels, and contents that hardly anybody shared."""
    for channel, name in (("blogi", "Verona-blogi"), ("video", "YouTube")):
        transact(channel_items.put_channel(Channel(channel, name, "blog", "fi", f"https://{channel}.example/")))
    put_facts(
        *shared("2026-11-03", "c1", "blogi", people=20, clicks=400),
        *shared("2026-11-10", "c2", "video", people=12, clicks=80),
        *shared("2026-11-12", "c3", "video", people=3, clicks=5, seen=60),
        *shared("2026-11-12", "c4", "video", people=4, clicks=6, seen=50),
    )
    put_heads(
        content_head(content, title=title, channel=channel)
        for content, title, channel in (
            ("c1", "Tilinumero kuntoon", "blogi"),
            ("c2", "Video verokortista", "video"),
            ("c3", "Harva jakoi", "video"),
            ("c4", "Harva jakoi tätäkään", "video"),
        )
    )
    fact_items.save_people(PeopleFact(PERIOD, None, 110, 109.5, 90, 40, 39, 491, COUNTED))
    transact(price_items.put_price(ClickPrice(Network.LINKEDIN, date(2026, 1, 1), 250, "LinkedIn Ads 2025")))
    fact_items.save_run(CountRun(COUNTED, COUNTED))


def put_contents(contents: dict[str, tuple[str, str]]) -> None:
    """Store contents, {id: (channel, title)}, each shared by ten people or more."""
    put_facts(
        *(
            fact
            for number, (content, (channel, _)) in enumerate(contents.items())
            for fact in shared("2026-11-04", content, channel, people=10 + number, clicks=100 * number)
        )
    )
    put_heads(content_head(content, title=title, channel=channel) for content, (channel, title) in contents.items())


def put_facts(*facts: Fact) -> None:
    """Store facts of days with the months that they make."""
    fact_items.save_days(facts)
    fact_items.save_months(sums(facts, lambda fact: (month_of(fact.period), fact.content, fact.network)).values())


def put_campaign() -> None:
    """Store a campaign of which the first content is, beside ads on X."""
    put_campaigns(
        campaign(
            name="Tilinumero ajan tasalle",
            aim=Aim.CLICKS,
            first=date(2026, 11, 1),
            last=date(2026, 12, 6),
            contents=("c1",),
            prizes_cents=25_000,
            hours=14,
        )
    )
    november, december = date(2026, 11, 2), date(2026, 12, 1)
    campaign_items.put_paid(
        "k",
        [
            Paid(november, november, "x", "typed", 240_000, 90_000, 300, 21),
            Paid(december, december, "x", "typed", 10_000, 9_000, 100, 1),
        ],
    )


def put_survey(survey: str, kind: SurveyKind, name: str, ratings: list[int], texts: tuple[str, ...] = ()) -> None:
    """Store a survey that is over, with an answer of each rating for all statements."""
    started = datetime(2026, 10, 1 if kind is SurveyKind.BEFORE else 20, 8, tzinfo=UTC)
    closes = started + timedelta(days=10)
    stored = Survey(
        survey, name, kind, 10, started, SurveyState.CLOSED, started, closes, closes, {"-": 20}, True, {}, True
    )
    transact(survey_items.put_survey(stored))
    answer(survey, ratings, texts)


def answer(survey: str, ratings: list[int], texts: tuple[str, ...] = ()) -> None:
    """Let answers be among those of a survey."""
    said = [*texts, *[""] * len(ratings)][: len(ratings)]
    batch_put(
        survey_items.put_answer(survey, SurveyAnswer(dict.fromkeys(STATEMENTS, rating), text)).item
        for rating, text in zip(ratings, said, strict=True)
    )


def put_prize(person: str = "aino", at: datetime = WITHIN) -> None:
    """Let somebody be given a prize of 50 euros."""
    award = Award(
        "r", f"Q2026-4#{person}", person, Way.DRAW, named("Elokuvaliput"), 5000, AwardState.GIVEN, at, 1, False
    )
    transact(reward_items.put_award(award))


def shared(day: str, content: str, channel: str, people: int, clicks: int, seen: int = 0) -> list[Fact]:
    """Return what so many people make who share a content on LinkedIn; unless said, four times as many saw it."""
    return [
        Fact(day, content, Network.LINKEDIN, channel, "fi", opened=people, confirmed=people, clicks=clicks),
        Fact(day, content, None, channel, "fi", sharers=people, seen=seen or 4 * people, reactions=2),
    ]

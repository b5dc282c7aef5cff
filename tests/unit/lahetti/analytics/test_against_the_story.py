"""Every figure of every page of the demo programme is one that the story's own list of what happened comes to."""

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import groupby

import pytest

from api import application, handler_analytics  # noqa: F401 (the handler adds its route)
from lahetti.analytics import content_lines, content_page, periods
from lahetti.analytics.campaign_figures import campaign_figures, known_of
from lahetti.analytics.facts import items as facts_items
from lahetti.analytics.figures import Figures, HalfOfClicks, HoursOfSharing, PeopleFigures, Row, Unavailable
from lahetti.analytics.overview import Overview, overview
from lahetti.analytics.periods import AnalyticsPeriod
from lahetti.analytics.sums import Dimension, Filters
from lahetti.campaigns import items as campaigns_items
from lahetti.campaigns import membership
from lahetti.campaigns.model import Campaign
from lahetti.core.errors import NotFound
from lahetti.core.small_groups import Hidden
from lahetti.core.texts import Texts
from lahetti.networks.networks import Network
from lahetti.people import items as people_items
from lahetti.people.model import PersonState, Role
from lahetti.periods.calendar import PeriodKind
from tests import analytics_oracle as oracle
from tests.analytics_oracle import ALL, HIDDEN, Chosen, Deed, Expected, Given, People
from tests.demo_in_memory import demo_programme
from tests.events import Context, rest_event
from tests.sign_ins import claims
from tests.whole_programme import ZONE, WholeProgramme, console_answer
from tools.programme.cast import Cast, read_cast
from tools.programme.simulation import Event, Published, simulate

NOW = datetime(2026, 11, 26, 13, tzinfo=UTC)
TODAY = NOW.astimezone(ZONE).date()
PERIODS = ("Q2026-4", "M2026-11", "W2026-47", "D20261019-20261105")
"""A quarter with all of the programme in it, a month that runs, a week that is over, and days across two months."""
WHOLE = PERIODS[:3]
TEXTS = Texts("console", "fi")


@dataclass(frozen=True)
class Demo:
    """The loaded programme, and what its story tells; `picked` are the contents of its campaign."""

    programme: WholeProgramme
    cast: Cast
    story: Sequence[Event]
    deeds: Sequence[Deed]
    given: Given
    campaign: Campaign
    picked: frozenset[str]

    @property
    def titles(self) -> dict[str, str]:
        return {one.id: one.title for one in self.given.contents.values()}

    def of(self, period: AnalyticsPeriod) -> list[Deed]:
        return oracle.within(self.deeds, period.first, period.last)

    def people(self, period: AnalyticsPeriod) -> People:
        yesterday = TODAY - timedelta(days=1)
        return oracle.people(self.story, self.deeds, self.cast, period.first, period.last, yesterday, ZONE)


@cache
def _demo() -> Demo:
    cast = read_cast()
    programme = demo_programme(cast, NOW)
    story = simulate(cast, NOW, ZONE)
    by_title = {content.title: content for content in (*cast.contents, *cast.coming)}
    contents = {item["content"]: by_title[item["title"]] for item in _items(programme, "content")}
    emails = {item["person"]: item["email"] for item in _items(programme, "person")}
    captions = {
        (emails[item["person"]], contents[item["content"]].id, item["network"]): item.get("caption")
        for item in _items(programme, "share")
    }
    given = Given({content.id: replace(content, id=id_) for id_, content in contents.items()}, captions)
    with programme.lived():
        (campaign,) = campaigns_items.all_campaigns()
        membership.settle(campaign.campaign, NOW, ZONE)  # as the fan-out does that its planning has ordered
    topics, published = set(campaign.plan.topics), _published(story, given)
    picked = frozenset(id_ for id_, one in contents.items() if topics & {*one.topics} and id_ in published)
    return Demo(programme, cast, story, oracle.deeds_of(story, given, NOW, ZONE), given, campaign, picked)


def _published(story: Sequence[Event], given: Given) -> dict[str, date]:
    """Return on which day each content was published that is by now."""
    moments = {event.content: event.planned or event.at for event in story if isinstance(event, Published)}
    return {given.contents[content].id: at.astimezone(ZONE).date() for content, at in moments.items() if at <= NOW}


def _items(programme: WholeProgramme, kind: str) -> Iterator[dict[str, str]]:
    """Read all items of a kind as they lie in the table."""
    table = programme.memory.programme
    for item in map(table.find, table.states):
        if item.get("kind") == {"S": kind}:
            yield {name: str(value["S"]) for name, value in item.items() if "S" in value}


_read_once = cache(facts_items._facts)


@pytest.fixture
def demo(monkeypatch: pytest.MonkeyPatch) -> Iterator[Demo]:
    """Return the programme; its facts do not change any more and are read once."""
    found = _demo()
    monkeypatch.setattr(facts_items, "_facts", _read_once)
    with found.programme.lived():
        yield found


def selections(demo: Demo) -> list[Chosen]:
    """Return no filter, each one alone, and some that are crossed."""
    channels = [channel.id for channel in demo.cast.channels]
    networks = sorted({deed.network for deed in demo.deeds if deed.network})
    return [
        ALL,
        *(Chosen(channel=channel) for channel in channels),
        *(Chosen(language=language) for language in ("fi", "sv", "en")),
        *(Chosen(topic=topic.topic) for topic in demo.cast.topics),
        *(Chosen(network=network) for network in networks),
        Chosen(contents=demo.picked),
        Chosen(channel=channels[0], network="linkedin"),
        Chosen(channel=channels[1], language="sv"),
        Chosen(contents=demo.picked, network="linkedin"),
    ]


def filters_of(chosen: Chosen) -> Filters:
    network = Network(chosen.network) if chosen.network else None
    return Filters(chosen.channel, chosen.language, chosen.topic, network, chosen.contents)


def period_of(period: str) -> AnalyticsPeriod:
    return periods.period_of(period, TODAY)


def as_expected(shown: Figures | PeopleFigures, expected: Expected) -> Expected:
    """Return what is shown of what is expected, as the oracle writes it."""
    found = {name: getattr(shown, name) for name in expected}
    return {name: HIDDEN if isinstance(value, Hidden) else value for name, value in found.items()}


def by_key(rows: Iterable[Row], expected: Mapping[str | None, Expected]) -> dict[str | None, Expected]:
    known = {row.key: row.figures for row in rows}
    assert known.keys() == expected.keys()
    return {key: as_expected(known[key], expected[key]) for key in known}


# --- the overview


@cache
def overview_of(period: str, chosen: Chosen) -> Overview:
    """Return an overview that is read once for all tests."""
    return overview(period_of(period), filters_of(chosen))


@pytest.mark.parametrize("period", PERIODS)
def test_the_overview_is_what_happened(period: str, demo: Demo) -> None:
    for chosen in selections(demo):
        if chosen.topic is not None:
            continue
        found = overview_of(period, chosen)
        for one in (found.now, found.before):
            expected = oracle.whole(demo.of(one.period), chosen)
            assert as_expected(one.figures, expected) == expected, (chosen, one.period)
        for dimension in ("channel", "network", "language"):
            rows = oracle.table(dimension, demo.of(found.now.period), chosen)
            assert by_key(found.rows[Dimension(dimension)], rows) == rows, (chosen, dimension)


def shown_of(shown: Figures, total: Mapping[str, int]) -> bool:
    """Hold figures of a topic against its sum; return whether they are shown."""
    for name, number in total.items():
        value = getattr(shown, name)
        assert isinstance(value, Hidden) or value == number, name
    return isinstance(shown.confirmed, int)


@pytest.mark.parametrize("period", PERIODS)
def test_topics_are_what_happened_and_a_filter_shows_what_the_table_does(period: str, demo: Demo) -> None:
    deeds = demo.of(period_of(period))
    for chosen in (one for one in selections(demo) if one.topic is None):
        table = overview_of(period, chosen).rows[Dimension.TOPIC]
        expected = oracle.topics(deeds, chosen)
        assert {row.key for row in table} == expected.totals.keys()
        shown = {row.key for row in table if shown_of(row.figures, expected.totals[row.key or ""])}
        if oracle.whole(deeds, chosen)["confirmed"] == HIDDEN:
            assert not shown
        else:
            expected.check({topic for topic in shown if topic})
    totals = oracle.topics(deeds, ALL).totals
    for row in overview_of(period, ALL).rows[Dimension.TOPIC]:
        alone = overview_of(period, Chosen(topic=row.key)).now.figures
        assert shown_of(alone, totals[row.key or ""]) == shown_of(row.figures, {})


@pytest.mark.parametrize("period", PERIODS)
def test_weeks_are_what_happened(period: str, demo: Demo) -> None:
    whole = period_of(period)
    first = min(whole.first, whole.last - timedelta(weeks=7))
    first -= timedelta(days=first.weekday())
    last = whole.last + timedelta(days=6 - whole.last.weekday())
    days = [first + timedelta(weeks=number) for number in range((last - first).days // 7 + 1)]
    deeds = oracle.within(demo.deeds, first, last)
    for chosen in selections(demo):
        found = overview_of(period, chosen).weeks
        if chosen.language or chosen.topic or chosen.contents is not None:
            assert found is Unavailable.FILTER
            continue
        assert not isinstance(found, Unavailable)
        rows = oracle.table("week", deeds, chosen)
        assert [row.key for row in found] == [f"W{day:%G-%V}" for day in days]
        assert by_key([row for row in found if row.figures != Figures()], rows) == rows, chosen


@pytest.mark.parametrize("period", PERIODS)
def test_hours_and_weekdays_are_what_happened(period: str, demo: Demo) -> None:
    found = overview_of(period, ALL)

    assert isinstance(found.hours, HoursOfSharing)
    assert (list(found.hours.weekdays), list(found.hours.hours)) == oracle.hours(demo.of(found.now.period))
    assert sum(found.hours.hours) == found.now.figures.confirmed


@pytest.mark.parametrize("period", WHOLE)
def test_people_and_teams_are_what_happened(period: str, demo: Demo) -> None:
    found = overview_of(period, ALL)

    for one in (found.now, found.before):
        expected = demo.people(one.period).figures()
        assert as_expected(one.people, expected) == expected, one.period
    teams = demo.people(found.now.period).of_teams()
    assert {team: as_expected(shown, teams[team]) for team, shown in found.teams.items()} == teams
    assert overview_of(period, Chosen(language="fi")).now.people.active is Unavailable.FILTER


# --- contents


@pytest.mark.parametrize("period", PERIODS)
def test_contents_are_what_happened(period: str, demo: Demo) -> None:
    whole = period_of(period)
    for chosen in (one for one in selections(demo) if one.topic is None):
        lines = content_lines.content_lines(whole, filters_of(chosen), "clicks", ZONE).lines
        expected = oracle.table("content", demo.of(whole), chosen)
        found = {line.content: line.figures for line in lines}
        assert expected.keys() <= found.keys()
        assert {key: as_expected(found[key or ""], row) for key, row in expected.items()} == expected, chosen
        for content in found.keys() - expected.keys():
            assert found[content].confirmed is Hidden.FEW  # nobody has seen or shared it yet


def test_the_page_of_each_content_is_what_happened(demo: Demo) -> None:
    published = _published(demo.story, demo.given)
    for content in (one.id for one in demo.given.contents.values()):
        first = published.get(content)
        if first is None:
            with pytest.raises(NotFound):
                content_page.content_page(content, TODAY, ZONE)
            continue
        page = content_page.content_page(content, TODAY, ZONE)
        deeds = oracle.within(demo.deeds, first, TODAY)
        own = [deed for deed in deeds if deed.content.id == content]
        expected = oracle.table("content", deeds, ALL).get(content)
        if expected is None or expected["confirmed"] == HIDDEN:
            assert page.figures.confirmed is page.days is page.half is Hidden.FEW
            assert (page.networks, page.captions, page.own_words) == ((), (), None)
            continue
        assert as_expected(page.figures, expected) == expected
        networks = oracle.table("network", own, ALL)
        assert by_key(page.networks, networks) == networks, content
        captions = oracle.table("caption", own, ALL)
        rows = [Row(line.key or None, line.figures) for line in page.captions]
        rows += [Row("", page.own_words)] if page.own_words else []
        assert by_key(rows, captions) == captions, content
        days = [(day.first, day.last, day.clicks) for day in page.days if not isinstance(page.days, Hidden)]
        assert days == oracle.clicks_by_day(own), content
        half = oracle.half_of_clicks(own, first)
        assert page.half == (None if half is None else HalfOfClicks(half, first + timedelta(days=29) < TODAY))


# --- as they are read: pages and their files


CONTENT = "/console/works/contents/{content_id}"


def admin_id() -> str:
    return next(row.id for row in people_items.rows_in(PersonState.ACTIVE) if row.role is Role.ADMIN)


def console_page(path: str, query: Mapping[str, str] | None = None, **parameters: str) -> str:
    """Return what the console answers the admin."""
    answer = console_answer(admin_id(), (path, parameters, query or {}))
    assert answer["statusCode"] == 200, answer["body"][:300]
    return str(answer["body"])


def read(demo: Demo, path: str, period: str, chosen: Chosen, **query: str) -> str:
    """Return a page, or its file, of a period and filters."""
    asked = {name: value for name, value in vars(chosen).items() if value is not None and name != "contents"}
    if chosen.contents is not None:
        asked["campaign"] = demo.campaign.campaign
    whole = re.fullmatch(r"D(\d{4})(\d\d)(\d\d)-(\d{4})(\d\d)(\d\d)", period)
    if whole is not None:
        year, month, day, *last = whole.groups()
        asked |= {"period": "days", "first": f"{year}-{month}-{day}", "last": "-".join(last)}
    else:
        asked["period"] = period
    return console_page(path, {**asked, **query})


def number_of(cell: object) -> object:
    """Return a figure as the oracle writes it; what is said in words is hidden."""
    if not isinstance(cell, str):
        return cell
    text = re.sub(r"[\s\u00a0\u202f]|%", "", cell).replace("\u2212", "-").replace(",", ".")
    if text == "–":
        return None
    return float(text) if re.fullmatch(r"-?[0-9.]+", text) else HIDDEN


def lines_of(expected: Iterable[Expected], names: Sequence[str]) -> list[tuple[object, ...]]:
    return sorted((tuple(row[name] for name in names) for row in expected), key=str)


FILE = ("seen", "sharers", "share_rate", "confirmed", "clicks", "clicks_a_share")
TABLE = ("confirmed", "clicks", "clicks_a_share", "share_rate")
LINES = ("seen", "confirmed", "share_rate", "clicks", "clicks_a_share")
READ = (ALL, Chosen(channel="verona"), Chosen(language="sv"), Chosen(network="facebook"))


@pytest.mark.parametrize("period", PERIODS)
def test_the_files_are_what_happened(period: str, demo: Demo) -> None:
    whole = period_of(period)
    deeds = demo.of(whole)
    for chosen in (*READ, Chosen(contents=demo.picked)):
        lines = json.loads(read(demo, "/console/works", period, chosen, format="json"))
        blocks = {
            by: sorted((tuple(number_of(line[name]) for name in FILE) for line in own), key=str)
            for by, own in groupby(lines, lambda line: line["by"])
        }
        before = demo.of(periods.before(whole))
        assert blocks[""] == lines_of([oracle.whole(deeds, chosen), oracle.whole(before, chosen)], FILE)
        for dimension in ("channel", "network", "language"):
            expected = lines_of(oracle.table(dimension, deeds, chosen).values(), FILE)
            assert blocks.get(TEXTS(f"works.by.{dimension}"), []) == expected, (chosen, dimension)

        lines = json.loads(read(demo, "/console/works/contents", period, chosen, format="json"))
        found = {line["title"]: tuple(number_of(line[name]) for name in LINES) for line in lines}
        for content, row in oracle.table("content", deeds, chosen).items():
            assert found[demo.titles[content or ""]] == tuple(row[name] for name in LINES), (chosen, content)


def tables_of(page: str) -> dict[str, list[list[str]]]:
    """Return the cells of a page's tables by their captions, without the names of rows."""
    found = {}
    for caption, body in re.findall(r"<caption[^>]*>(.*?)</caption>.*?<tbody>(.*?)</tbody>", page, re.DOTALL):
        rows = re.findall(r"<tr.*?</tr>", body, re.DOTALL)
        cells = [re.findall(r"<td[^>]*><span>(.*?)</span></td>", row) for row in rows]
        found[html.unescape(caption)] = [[html.unescape(cell) for cell in row] for row in cells]
    return found


def as_numbers(rows: Iterable[Sequence[str]]) -> list[tuple[object, ...]]:
    return in_order(tuple(map(number_of, row)) for row in rows)


def in_order(lines: Iterable[Sequence[object]]) -> list[tuple[object, ...]]:
    """Return lines whose order does not matter, whole numbers as a page writes them."""
    as_written = (tuple(float(one) if isinstance(one, int) else one for one in line) for line in lines)
    return sorted(as_written, key=str)


def shares_and_clicks(rows: Mapping[str | None, Expected], *names: str) -> list[tuple[object, ...]]:
    return in_order([row[name] for name in names] for row in rows.values())


@pytest.mark.parametrize("period", PERIODS)
def test_the_page_shows_what_happened(period: str, demo: Demo) -> None:
    deeds = demo.of(period_of(period))
    for chosen in READ:
        page = read(demo, "/console/works", period, chosen)
        tables = tables_of(page)
        for dimension in ("channel", "network", "language"):
            expected = shares_and_clicks(oracle.table(dimension, deeds, chosen), *TABLE)
            assert as_numbers(tables.get(TEXTS(f"works.table.{dimension}"), [])) == expected, (chosen, dimension)
        whole = oracle.whole(deeds, chosen)
        has_people = chosen == ALL and period in WHOLE
        active = demo.people(period_of(period)).figures()["active"] if has_people else HIDDEN
        four = [number_of(html.unescape(found)) for found in re.findall(r'<dd class="fig">(.*?)</dd>', page)]
        assert four == [active, whole["confirmed"], whole["clicks"], whole["share_rate"]], chosen


def test_the_page_of_a_content_shows_what_happened(demo: Demo) -> None:
    shown = 0
    for content, first in list(_published(demo.story, demo.given).items())[::3]:
        deeds = oracle.within(demo.deeds, first, TODAY)
        row = oracle.table("content", deeds, ALL).get(content)
        if row is None or row["confirmed"] == HIDDEN:
            continue
        shown += 1
        own = [deed for deed in deeds if deed.content.id == content]
        page = console_page(CONTENT, content_id=content)
        tables = tables_of(page)
        networks = ("opened", "confirmed", "clicks", "clicks_a_share", "reactions")
        assert as_numbers(tables[TEXTS("works.table.network")]) == shares_and_clicks(
            oracle.table("network", own, ALL), *networks
        )
        captions = oracle.table("caption", own, ALL)
        assert as_numbers(tables[TEXTS("works.table.caption")]) == shares_and_clicks(
            captions, "confirmed", "clicks", "clicks_a_share"
        )
    assert shown > 5


def test_the_week_so_far_is_what_happened(demo: Demo) -> None:
    week = periods.current(PeriodKind.WEEK, TODAY)
    expected = oracle.whole(demo.of(week), ALL)

    four = re.findall(r'<dd class="fig">(.*?)</dd>', console_page("/console"))

    shown = [number_of(html.unescape(found)) for found in four]
    assert shown == [expected[name] for name in ("seen", "confirmed", "clicks", "share_rate")]


def test_what_a_campaign_brought_in_person_is_what_happened(demo: Demo) -> None:
    plan, chosen = demo.campaign.plan, Chosen(contents=demo.picked)
    deeds = oracle.within(demo.deeds, plan.first, plan.last)

    found = campaign_figures(known_of(demo.campaign, TODAY))

    expected = oracle.whole(deeds, chosen)
    assert as_expected(found.whole, expected) == expected
    networks = oracle.table("network", deeds, chosen)
    assert {line.network or None: line.clicks for line in found.networks} == {
        key: row["clicks"] for key, row in networks.items()
    }
    channels = oracle.table("channel", deeds, chosen)
    assert by_key(found.channels, channels) == channels


# --- as a reader's own tool asks for them

ASKED = ("seen", "sharers", "share_rate", "opened", "confirmed", "own_words", "own_words_rate", "clicks", "repeats")
PEOPLE = {"with_access": "with_access", "begun": "begun", "active": "active", "people_clicks": "clicks"}


def ask(demo: Demo, period: str, chosen: Chosen, by: str | None, metrics: Sequence[str]) -> dict[str | None, Expected]:
    """Return the values that the API answers, by key."""
    filters = {name: value for name, value in vars(chosen).items() if value is not None and name != "contents"}
    if chosen.contents is not None:
        filters["campaign"] = demo.campaign.campaign
    days = period_of(period)
    of_days = {"period": period} if days.is_whole else {"first_on": f"{days.first}", "last_on": f"{days.last}"}
    question = {"metrics": list(metrics), "dimensions": [by] if by else [], "filters": filters, **of_days}
    event = rest_event("POST", "/api/v1/analytics/query", body=json.dumps(question))
    event["requestContext"]["authorizer"] = {"claims": claims(admin_id(), NOW)}
    answer = application.resolve(event, Context())
    assert answer["statusCode"] == 200, answer["body"]
    return {
        row["key"]: {
            name: HIDDEN if row["not_shown"].get(name) in ("few", "all_but_few") else value
            for name, value in row["values"].items()
        }
        for row in json.loads(answer["body"])["rows"]
    }


@pytest.mark.parametrize("period", PERIODS)
def test_the_api_answers_what_happened(period: str, demo: Demo) -> None:
    deeds = demo.of(period_of(period))
    for chosen in (*READ, Chosen(contents=demo.picked)):
        whole = oracle.whole(deeds, chosen)
        assert ask(demo, period, chosen, None, ASKED) == {None: {name: whole[name] for name in ASKED}}, chosen
        for by in ("channel", "network", "language", "content"):
            rows = {key: {name: row[name] for name in ASKED} for key, row in oracle.table(by, deeds, chosen).items()}
            told = {key: row for key, row in rows.items() if any(isinstance(one, int | float) for one in row.values())}
            assert ask(demo, period, chosen, by, ASKED) == told, (chosen, by)


@pytest.mark.parametrize("period", WHOLE)
def test_the_api_answers_of_people_what_happened(period: str, demo: Demo) -> None:
    people = demo.people(period_of(period))
    for by, rows in ((None, {None: people.figures()}), ("team", people.of_teams())):
        expected = {key: {name: row[of] for name, of in PEOPLE.items()} for key, row in rows.items()}
        told = {key: row for key, row in expected.items() if set(row.values()) != {HIDDEN}}
        assert ask(demo, period, ALL, by, tuple(PEOPLE)) == told

"""The endpoint for a reader's own tool: who may ask, what is refused, and that pages, files and answers agree."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api import application, handler_analytics  # noqa: F401 (the handler adds its route)
from console.framework.context import PageContext
from console.pages.works import contents, overview
from lahetti.analytics.facts.model import Fact
from lahetti.content.channels import items as channels_items
from lahetti.content.channels.model import Channel
from lahetti.core.texts import Texts
from lahetti.dynamodb.transactions import transact
from lahetti.people import inviting
from lahetti.people.model import Invitation, Person, PersonState, Role
from lahetti.security import identity
from lahetti.settings import versions
from tests.events import Context, rest_event
from tests.memory_dynamodb.client import MemoryDynamoDb
from tests.sign_ins import claims
from tests.topics import library
from tests.unit.lahetti.analytics.test_overview import put, shared

NOW = datetime(2026, 11, 30, 10, tzinfo=UTC)
QUESTION = {"metrics": ["sharers", "clicks"], "dimensions": ["channel"], "period": "M2026-11"}


@pytest.fixture(autouse=True)
def _programme(database: object, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(identity, "create_sign_in", lambda *_: None)
    for channel in ("blogi", "video", "pieni", "muu"):
        transact(channels_items.put_channel(Channel(channel, channel.title(), "blog", "fi", "https://a.example/")))
    put(
        *[
            *shared("2026-11-03", people=12, clicks=200),
            *shared("2026-11-20", "c2", people=8, clicks=30, channel="video"),
            *shared("2026-11-20", "c3", people=3, clicks=2, channel="pieni"),
            *shared("2026-11-21", "c4", people=3, clicks=1, channel="muu"),
        ]
    )
    with time_machine.travel(NOW, tick=False):
        yield


def ask(question: object, role: Role = Role.EDITOR) -> tuple[int, dict[str, Any]]:
    person, _ = inviting.invite(Invitation("eeva@virasto.example", "Eeva", role), "tests", NOW)
    event = rest_event("POST", "/api/v1/analytics/query", body=json.dumps(question))
    event["requestContext"]["authorizer"] = {"claims": claims(person.id, NOW)}
    answer = application.resolve(event, Context())
    return answer["statusCode"], json.loads(answer["body"])


def test_rows_say_what_they_hide() -> None:
    status, answer = ask(QUESTION)

    assert status == 200
    assert {name: answer[name] for name in ("period", "first_on", "last_on", "counted_at", "people_counted_at")} == {
        "period": "M2026-11",
        "first_on": "2026-11-01",
        "last_on": "2026-11-30",
        "counted_at": "2026-11-30T07:00:00Z",
        "people_counted_at": None,
    }
    assert answer["rows"][0] == {
        "key": "blogi",
        "name": "Blogi",
        "is_others": False,
        "values": {"sharers": 12, "clicks": 200},
        "not_shown": {},
    }
    _, seen = ask({**QUESTION, "metrics": ["seen", "clicks"]})
    assert [row["not_shown"] for row in seen["rows"]] == [{}, {}, {"clicks": "few"}, {"clicks": "few"}]


def test_ambassadors_may_not_ask() -> None:
    status, answer = ask(QUESTION, Role.AMBASSADOR)

    assert (status, answer["code"]) == (403, "not_allowed")


def test_days_of_ones_own_choice_are_asked_for_by_the_first_and_the_last() -> None:
    status, answer = ask({"metrics": ["clicks"], "first_on": "2026-11-01", "last_on": "2026-11-10"})

    assert (status, answer["period"]) == (200, "D20261101-20261110")
    assert [row["values"]["clicks"] for row in answer["rows"]] == [200]


@pytest.mark.parametrize(
    ("more", "field", "reason"),
    [
        ({"metrics": ["likes"]}, "metrics.0", "not_allowed"),
        ({"metrics": []}, "metrics", "too_few"),
        ({"dimensions": ["person"]}, "dimensions.0", "not_allowed"),
        ({"dimensions": ["day", "network"]}, "dimensions", "too_many"),
        ({"metrics": ["clicks", "active"]}, "metrics", "not_by"),
        ({"filters": {"person": "p1"}}, "filters.person", "unknown"),
        ({"filters": {"network": "friendster"}}, "filters.network", "not_allowed"),
        ({"filters": {"channel": "radio"}}, "filters.channel", "no_such"),
        ({"period": "X2026-11"}, "period", "unknown"),
        ({"period": None}, "period", "missing"),
        ({"period": None, "first_on": "2026-11-01"}, "last_on", "missing"),
        ({"period": None, "last_on": "2026-11-01"}, "first_on", "missing"),
        ({"first_on": "2026-11-01"}, "period", "and_days"),
        ({"period": None, "first_on": "2025-01-01", "last_on": "2026-11-01"}, "last_on", "period_too_long"),
        ({"period": None, "first_on": "2026-11-01", "last_on": "2026-12-24"}, "last_on", "ahead"),
    ],
)
def test_what_is_refused_is_named(more: dict[str, Any], field: str, reason: str) -> None:
    status, answer = ask({**QUESTION, **more})

    assert (status, answer["field"], answer["reason"]) == (422, field, reason)
    if reason in ("not_allowed", "no_such", "not_by"):
        assert answer["value"]
        assert answer["limits"]


COLUMNS = ("seen", "sharers", "share_rate", "confirmed", "clicks", "clicks_a_share")
CHANNELS, LANGUAGES, TOPICS = (
    ("blogi", "video", "pieni", "muu"),
    ("fi", "sv"),
    ((), ("vero",), ("työ",), ("vero", "työ")),
)
AN_ANSWER = st.tuples(
    st.integers(1, 30), st.integers(0, 5), st.sampled_from([0, 2, 5, 6, 8, 20]), st.integers(0, 90), st.integers(0, 60)
)


def generated(shares: list[tuple[int, int, int, int, int]]) -> list[Fact]:
    """Return facts of six contents of several channels, languages and topics."""
    facts: dict[object, Fact] = {}
    for day, number, people, clicks, beside in shares:
        of = {"channel": CHANNELS[number % 4], "language": LANGUAGES[number % 2], "topics": TOPICS[number % 4]}
        made = shared(f"2026-11-{day:02d}", f"c{number}", people, clicks, people + beside, **of)
        facts |= {(fact.period, fact.content, fact.network): fact for fact in made}
    return list(facts.values())


def on_page(**query: str) -> dict[str, list[dict[str, Any]]]:
    """Return the lines of the overview's file by what they are told apart by, those of which a number is shown."""
    admin = Person("p", "p@a.example", "P", Role.ADMIN, PersonState.ACTIVE, "en", NOW)
    context = PageContext(admin, "/console/works", "/console/works", {"period": "M2026-11", **query}, NOW)
    found: dict[str, list[dict[str, Any]]] = {}
    for line in overview.exported(context):
        found.setdefault(str(line["by"]), []).append(numbers(line))
    lines = contents.exported(PageContext(admin, "/", "/", {"period": "M2026-11", **query}, NOW))
    found["content"] = [numbers(line) for line in lines]
    return {by: [line for line in lines if line or not by] for by, lines in found.items()}


def numbers(line: Mapping[str, Any]) -> dict[str, Any]:
    return {name: line[name] for name in COLUMNS if isinstance(line.get(name), int | float)}


def in_answer(by: str | None, filters: dict[str, str], columns: tuple[str, ...] = COLUMNS) -> list[dict[str, Any]]:
    question = {"metrics": columns, "dimensions": [by] if by else [], "filters": filters, "period": "M2026-11"}
    status, answer = ask(question)
    assert status == 200, answer
    return [numbers(dict.fromkeys(COLUMNS) | row["values"]) for row in answer["rows"]]


@pytest.mark.parametrize("filters", [{}, {"channel": "blogi"}, {"language": "sv"}, {"topic": "vero"}])
@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(shares=st.lists(AN_ANSWER, min_size=4, max_size=12))
def test_pages_files_and_answers_agree(filters: dict[str, str], shares: list[tuple[int, int, int, int, int]]) -> None:
    with MemoryDynamoDb().installed():
        for channel in CHANNELS:
            transact(channels_items.put_channel(Channel(channel, channel.title(), "blog", "fi", "https://a.example/")))
        versions.change_settings({"topics": library("vero", "työ")}, "anni", NOW)
        put(*generated(shares))
        page = on_page(**filters)
        texts = Texts("console", "en")

        assert in_answer(None, filters)[0] == page[""][0]
        for by in ("channel", "network", "language", "topic"):
            assert in_answer(by, filters) == page.get(texts(f"works.by.{by}"), []), by
        of_contents = ("seen", "confirmed", "share_rate", "clicks", "clicks_a_share")
        answered = in_answer("content", filters, of_contents)
        assert sorted(map(str, answered)) == sorted(map(str, page["content"]))

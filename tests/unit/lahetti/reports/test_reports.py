"""A report from its promise to the page that nothing moves any more."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from lahetti.analytics.facts import items as fact_items
from lahetti.analytics.facts.model import CountRun, PeopleFact
from lahetti.analytics.figures import Unavailable
from lahetti.analytics.media_value import items as price_items
from lahetti.analytics.media_value.model import ClickPrice
from lahetti.campaigns import items as campaign_items
from lahetti.content.channels import items as channel_items
from lahetti.content.channels.model import Channel
from lahetti.core.errors import Conflict, Invalid, NotFound
from lahetti.core.small_groups import Hidden
from lahetti.dynamodb import keys
from lahetti.dynamodb.paging import Span
from lahetti.dynamodb.transactions import transact
from lahetti.networks.networks import Network
from lahetti.records import items as records_items
from lahetti.reports import items, promising, rules, writing
from lahetti.reports.model import Choice, Goal, Report
from lahetti.surveys import items as survey_items
from lahetti.surveys.model import STATEMENTS, SurveyKind
from tests.contents import content_head, put_heads
from tests.memory_dynamodb.client import MemoryDynamoDb
from tests.reports import (
    AFTER,
    BEFORE_IT,
    COUNTED,
    GOALS,
    PERIOD,
    REPORT,
    WITHIN,
    ZONE,
    answer,
    plan,
    put_campaign,
    put_facts,
    put_month,
    put_prize,
    put_survey,
)

TEXTS = tuple(f"Ajatus {number}" for number in range(5))
CHOICE = Choice("before", "after", ("k",), (rules.key_of(TEXTS[1]),), "Opimme paljon.", "Jatkamme.")


def put_all() -> None:
    put_month()
    put_campaign()
    put_prize()
    put_survey("before", SurveyKind.BEFORE, "Ennen pilottia", [2] * 10)
    put_survey("after", SurveyKind.AFTER, "Pilotin lopussa", [4] * 10, TEXTS)


def write(choice: Choice = CHOICE, now: datetime = AFTER) -> Report:
    return writing.write(REPORT, choice, "maarit", now, ZONE)


def audit() -> list[str]:
    return [entry.what for entry in reversed(records_items.audit_about(keys.report(REPORT), Span())[0])]


# --- what was promised


def test_what_was_promised_stands_beside_what_came(database: MemoryDynamoDb) -> None:
    put_all()
    plan(GOALS)

    written = write()

    assert written.figures is not None
    came = {goal: written.figures.of(goal) for goal in Goal}
    assert came == {
        Goal.PARTICIPATION: 36.4,
        Goal.ACTIVE: 40,
        Goal.CONFIRMED: 39,
        Goal.CLICKS: 491,
        Goal.CONVERSIONS: 0,
    }
    kept = {goal for goal in Goal if rules.kept(written, goal)}
    assert kept == {Goal.CONFIRMED}
    assert written.promised == BEFORE_IT


def test_goals_change_until_the_period_begins_and_never_after(database: MemoryDynamoDb) -> None:
    plan({Goal.CLICKS: 100})
    midnight = datetime(2026, 10, 31, 22, tzinfo=UTC)

    promising.change_goals(REPORT, {Goal.CLICKS: 200}, "maarit", midnight - timedelta(seconds=1), ZONE)
    for late in (midnight, WITHIN, AFTER):
        with pytest.raises(Conflict) as refused:
            promising.change_goals(REPORT, {Goal.CLICKS: 1}, "maarit", late, ZONE)
        assert refused.value.reason == "begun"

    assert promising.find(REPORT).goals == {Goal.CLICKS: 200}
    assert audit() == ["report planned", "report goals changed"]


def test_nothing_is_promised_of_a_period_that_has_begun(database: MemoryDynamoDb) -> None:
    with pytest.raises(Invalid) as refused:
        plan({Goal.CLICKS: 100}, now=WITHIN)

    assert (refused.value.field, refused.value.reason) == ("clicks", "begun")
    assert plan(now=WITHIN).promised is None


@pytest.mark.parametrize(
    ("goals", "period", "field", "reason"),
    [
        ({Goal.PARTICIPATION: 101}, PERIOD, "participation", None),
        ({Goal.CLICKS: 0}, PERIOD, "clicks", None),
        ({Goal.ACTIVE: 9}, "D20261101-20261114", "active", "no_whole_period"),
        ({}, "M2026-13", "period", "unknown"),
        ({}, "M2040-01", "period", "out_of_reach"),
    ],
)
def test_what_cannot_be_promised_is_named(
    database: MemoryDynamoDb, goals: dict[Goal, int], period: str, field: str, reason: str | None
) -> None:
    with pytest.raises(Invalid) as refused:
        plan(goals, period=period)

    assert (refused.value.field, refused.value.reason) == (field, reason)


def test_the_same_form_makes_one_report(database: MemoryDynamoDb) -> None:
    plan(GOALS)
    plan(GOALS, now=BEFORE_IT + timedelta(seconds=3))

    assert len(promising.every_report()) == 1
    assert audit() == ["report planned"]


# --- frozen


def test_nothing_that_changes_later_moves_a_written_report(database: MemoryDynamoDb) -> None:
    put_all()
    plan(GOALS)
    written = write()
    stored = items.find_report(REPORT, consistent=True)

    put_facts(*(replace(fact, clicks=9_999) for fact in fact_items.facts_of_months("2026-11", "2026-11")))
    fact_items.save_people(PeopleFact(PERIOD, None, 500, 500.0, 500, 500, 1, 1, AFTER))
    transact(price_items.put_price(ClickPrice(Network.LINKEDIN, date(2026, 11, 1), 9_999, "x")))
    assert channel_items.save_channel(replace(_channel("blogi"), name="Toinen nimi"))
    put_heads([content_head("c1", title="Toinen otsikko", channel="blogi")])
    answer("after", [1] * 30, ("Uusi",))
    put_prize("eeva")
    campaign_items.put_paid("k", [replace(campaign_items.paid_of("k")[0], key="more", spend_cents=1)])
    again = write(replace(CHOICE, learned="Muuta"), AFTER + timedelta(days=30))

    assert again == stored
    assert stored is not None
    assert stored.figures == written.figures
    assert (stored.learned, stored.written) == ("Opimme paljon.", AFTER)
    assert audit() == ["report planned", "report written"]


def test_what_is_frozen_is_what_was_shown(database: MemoryDynamoDb) -> None:
    put_all()
    plan()
    write()

    found = promising.find(REPORT).figures

    assert found is not None
    assert found.people == {"with_access": 110, "begun": 90, "active": 40, "participation": 36.4}
    assert found.contents["media_value_cents"] == 491 * 250
    assert [one.name for one in found.channels] == ["Verona-blogi", "YouTube"]
    assert [one.name for one in found.best] == ["Tilinumero kuntoon"]
    assert [one.name for one in found.worst] == ["Harva jakoi", "Harva jakoi tätäkään", "Video verokortista"]
    assert found.worst[0].confirmed is Hidden.FEW
    (line,) = found.campaigns
    assert (line.clicks, line.paid_clicks, line.spend_cents, line.click_cents) == (400, 300, 240_000, 800)
    assert line.last == date(2026, 11, 30)
    assert found.before is not None
    assert found.after is not None
    assert (found.before.means, found.after.means) == (dict.fromkeys(STATEMENTS, 2.0), dict.fromkeys(STATEMENTS, 4.0))
    assert (found.prizes, found.prizes_cents) == (1, 5000)
    assert found.texts == ("Ajatus 1",)
    assert found.counted == found.people_counted == COUNTED


def test_a_run_that_is_killed_before_its_transaction_leaves_a_promise(database: MemoryDynamoDb) -> None:
    put_all()
    plan(GOALS)

    def killed(operation: str, _: Any) -> None:
        if operation == "TransactWriteItems":
            raise KeyboardInterrupt

    database.before = killed
    with pytest.raises(KeyboardInterrupt):
        write()
    database.before = lambda *_: None

    assert promising.find(REPORT).written is None
    assert audit() == ["report planned"]
    assert write().written == AFTER


def test_of_two_who_write_at_once_the_first_one_has_written_it(database: MemoryDynamoDb) -> None:
    put_all()
    plan(GOALS)
    raced: list[Report] = []

    def meanwhile(operation: str, _: Any) -> None:
        if operation == "TransactWriteItems" and not raced:
            raced.append(promising.find(REPORT))
            raced.append(write(replace(CHOICE, learned="Ensin")))

    database.before = meanwhile
    found = write(replace(CHOICE, learned="Sitten"))
    database.before = lambda *_: None

    assert found.learned == promising.find(REPORT).learned == "Ensin"
    assert audit() == ["report planned", "report written"]


# --- when, and of nothing


@pytest.mark.parametrize(
    ("now", "run", "people", "reason"),
    [
        (WITHIN, COUNTED, COUNTED, "running"),
        (AFTER, COUNTED - timedelta(days=1), COUNTED, "not_counted"),
        (AFTER, COUNTED, COUNTED - timedelta(days=1), "not_counted"),
    ],
)
def test_a_report_waits_until_its_days_are_over_and_counted(
    database: MemoryDynamoDb, now: datetime, run: datetime, people: datetime, reason: str
) -> None:
    put_all()
    fact_items.save_run(CountRun(run, run))
    fact_items.save_people(PeopleFact(PERIOD, None, 110, 109.5, 90, 40, 39, 491, people))
    plan()

    with pytest.raises(Conflict) as refused:
        write(now=now)

    assert refused.value.reason == reason


def test_a_period_with_nothing_in_it_has_a_report_of_nothing(database: MemoryDynamoDb) -> None:
    plan(GOALS)

    written = write(Choice())

    assert written.figures is not None
    assert written.figures.people == dict.fromkeys(("with_access", "begun", "active", "participation"), None)
    assert written.figures.contents["confirmed"] is Hidden.FEW
    assert (written.figures.channels, written.figures.best, written.figures.worst) == ((), (), ())
    assert (written.figures.campaigns, written.figures.before, written.figures.prizes) == ((), None, 0)
    assert [rules.kept(written, goal) for goal in Goal] == [None] * len(Goal)
    assert promising.find(REPORT) == written


def test_free_days_have_no_figures_of_people(database: MemoryDynamoDb) -> None:
    put_month()
    plan({Goal.CLICKS: 5}, period="D20261101-20261114")

    written = write(Choice())

    assert written.figures is not None
    assert written.figures.people["active"] is Unavailable.PERIOD
    assert rules.kept(promising.find(REPORT), Goal.CLICKS) is True


def test_a_survey_nobody_answered_has_no_means(database: MemoryDynamoDb) -> None:
    put_month()
    put_survey("before", SurveyKind.BEFORE, "Ennen pilottia", [])
    plan()

    written = write(Choice(before="before"))

    assert written.figures is not None
    assert written.figures.before is not None
    assert (written.figures.before.answers, written.figures.before.means) == (Hidden.FEW, None)


def test_texts_of_a_survey_with_fewer_than_five_are_never_taken(database: MemoryDynamoDb) -> None:
    put_month()
    put_survey("after", SurveyKind.AFTER, "Pilotin lopussa", [4] * 10, TEXTS[:4])
    plan()

    written = write(Choice(after="after", texts=tuple(map(rules.key_of, TEXTS))))

    assert written.figures is not None
    assert written.figures.texts == ()


def test_a_survey_that_can_still_change_is_not_taken(database: MemoryDynamoDb) -> None:
    put_all()
    found = survey_items.find_survey("after")
    assert found is not None
    transact(survey_items.put_survey(replace(found, collected=False)))
    plan()

    with pytest.raises(Invalid) as refused:
        write()

    assert (refused.value.field, refused.value.reason) == ("after", "no_survey")


@pytest.mark.parametrize(
    ("choice", "field"),
    [
        (replace(CHOICE, learned="x" * 401), "learned"),
        (replace(CHOICE, decided="x" * 401), "decided"),
        (replace(CHOICE, texts=tuple(map(rules.key_of, TEXTS))), "texts"),
        (replace(CHOICE, campaigns=("k", "l", "m", "n")), "campaigns"),
        (replace(CHOICE, campaigns=("nobody",)), "campaigns"),
        (replace(CHOICE, before="nobody"), "before"),
    ],
)
def test_what_does_not_fit_the_page_is_refused_and_nothing_is_stored(
    database: MemoryDynamoDb, choice: Choice, field: str
) -> None:
    put_all()
    plan()

    with pytest.raises(Invalid) as refused:
        write(choice)

    assert refused.value.field == field
    assert promising.find(REPORT).written is None


def test_a_removed_report_is_gone_and_the_log_keeps_its_promise(database: MemoryDynamoDb) -> None:
    plan(GOALS)

    promising.remove(REPORT, "maarit", AFTER)
    promising.remove(REPORT, "maarit", AFTER)

    with pytest.raises(NotFound):
        promising.find(REPORT)
    (removed, _) = records_items.audit_about(keys.report(REPORT), Span())[0]
    assert removed.before is not None
    assert removed.before["goal_clicks"] == 500
    assert audit() == ["report planned", "report removed"]


def _channel(channel: str) -> Channel:
    found = channel_items.find_channel(channel, consistent=True)
    assert found is not None
    return found

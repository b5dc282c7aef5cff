import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from markupsafe import escape

from console.framework.context import PageContext
from console.framework.rendering import rendered
from console.pages import week
from lahetti.analytics.facts import items as facts_items
from lahetti.analytics.facts.model import CountRun
from lahetti.analytics.waiting import Task
from lahetti.content.channels import items as channels_items
from lahetti.content.channels.model import Channel, Feed
from lahetti.content.model import ContentState
from lahetti.core import texts
from lahetti.core.languages import INTERFACE
from lahetti.dynamodb.transactions import transact
from lahetti.mail import held_up
from lahetti.mail.ses import AccountFault
from lahetti.people import items as people_items
from lahetti.people.model import Role, ScoreCard
from lahetti.settings import items as settings_items
from lahetti.settings import versions
from lahetti.settings.model import Settings, SettingsVersion
from tests.contents import content_head, put_heads
from tests.memory_dynamodb.client import MemoryDynamoDb
from tests.unit.functions.console.conftest import NOW
from tests.unit.functions.console.pages.people.test_people import ADMIN
from tests.unit.lahetti.analytics.test_overview import put, shared


@pytest.fixture(autouse=True)
def _programme(database: MemoryDynamoDb) -> Iterator[None]:
    versions._CURRENT.clear()
    transact(people_items.put_person(ADMIN), people_items.put_card(ScoreCard(ADMIN.id, ADMIN.name)))
    feed = Feed("https://blogi.example/feed", reason="answer_too_slow", due=NOW, broken_since=NOW - timedelta(hours=1))
    transact(channels_items.put_channel(Channel("blogi", "Verona-blogi", "blog", "fi", "https://a.example/", feed)))
    yield
    versions._CURRENT.clear()


def shown(language: str = "fi", role: Role = Role.ADMIN) -> str:
    person = replace(ADMIN, role=role, language=language, channels=("blogi",))
    context = PageContext(person, "/console", "/console", {}, NOW)
    frame: dict[str, Any] = {"context": context, "person": person, "menu": (), "badges": {}}
    return rendered("week.html", language, {**frame, **week.week.view(context)})


def test_every_kind_of_thing_that_waits_has_its_place() -> None:
    assert set(week._PLACES) == set(Task)


@pytest.mark.parametrize("language", INTERFACE)
def test_what_waits_is_one_tap_away_and_tells_its_age(language: str) -> None:
    put_heads(
        [
            content_head("d", title="Verokortti <b>2027</b>", state=ContentState.DRAFT, since=NOW - timedelta(days=1)),
            content_head("p", since=NOW, published=NOW - timedelta(minutes=5), expiry=NOW + timedelta(days=1)),
        ]
    )

    page = shown(language)

    assert re.search(r'href="/console/contents\?state=draft">1 ', page)
    assert re.search(r'href="/console/contents\?state=published">1 ', page)
    assert 'href="/console/channels">1 ' in page
    assert 'href="/console/contents/p"' in page  # in the next digest
    assert "24" in page


def test_a_broken_feed_is_told_with_its_reason() -> None:
    page = shown(role=Role.EDITOR)

    assert "Kanavan Verona-blogi syöte ei toimi" in page
    assert "(aikakatkaisu)" in page
    assert 'href="/console/channels/blogi"' in page


def test_an_admin_of_an_empty_programme_is_led_through_the_first_hour() -> None:
    assert shown().count('data-done="yes"') == 1  # the channel is there
    assert 'data-done="yes"' not in shown(role=Role.EDITOR)
    settings = Settings(version=1, guidelines=1)
    transact(settings_items.put_version(SettingsVersion(settings, ADMIN.id, NOW)))
    other = replace(ADMIN, id="other", email="other@vero.fi")
    transact(people_items.put_person(other), people_items.put_card(ScoreCard(other.id, other.name)))
    put_heads([content_head("c")])
    versions._CURRENT.clear()
    assert "data-done" not in shown()


def test_the_week_so_far_stands_in_four_figures_beside_the_last_one() -> None:
    put(*shared("2026-11-17", clicks=4), *shared("2026-11-24", people=10, clicks=2000))

    page = shown()

    assert re.search(r"Klikkauksia</dt><dd class=\"fig\">2\u00a0000</dd><dd class=\"s m2\">viime viikolla 4<", page)
    assert re.search(r"Jakoprosentti</dt><dd class=\"fig\">25 %</dd>", page)


def test_a_gap_in_the_count_is_told() -> None:
    facts_items.save_run(CountRun(NOW, NOW, (NOW - timedelta(days=5), NOW - timedelta(days=1))))

    assert "Lukujen laskenta oli poikki" in shown()
    facts_items.save_run(CountRun(NOW, NOW, (NOW - timedelta(days=50), NOW - timedelta(days=31))))
    assert "oli poikki" not in shown()


@pytest.mark.parametrize("language", INTERFACE)
@pytest.mark.parametrize("fault", [fault for fault in AccountFault if fault is not AccountFault.RATE])
def test_admins_read_for_an_hour_that_the_account_holds_mail_up(fault: AccountFault, language: str) -> None:
    told = str(escape(texts.Texts("console", language)(f"week.mail_fault.{fault.value}")))
    assert told not in shown(language)

    held_up.note(fault, "MessageRejected", NOW - timedelta(minutes=59))
    assert told in shown(language)
    assert told not in shown(language, Role.EDITOR)


def test_what_was_over_an_hour_ago_is_not_told_any_more() -> None:
    held_up.note(AccountFault.SANDBOX, "MessageRejected", NOW - timedelta(hours=1))
    held_up.note(AccountFault.RATE, "TooManyRequestsException", NOW)

    assert "Sähköposteja odottaa" not in shown()

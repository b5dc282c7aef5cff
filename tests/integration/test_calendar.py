"""The calendar of the deployed console, and the file that a calendar program gets without signing in."""

import re
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from lahetti.content import drafting, publishing
from lahetti.core import clock
from lahetti.people import changing
from lahetti.people.model import Role
from lahetti.settings.versions import read_settings
from tests.integration.console_client import ConsoleVisitor, field_value
from tests.integration.people_fixtures import BLOG, VIDEO, Cast, content_draft

ZONE = ZoneInfo("Europe/Helsinki")


@pytest.fixture(scope="module")
def visitor(cast: Cast) -> ConsoleVisitor:
    """An editor of BLOG."""
    return ConsoleVisitor(cast.site, cast.invite("Kalle Kalenteri", Role.EDITOR, channels=(BLOG,)))


def address_of(visitor: ConsoleVisitor) -> str:
    """Return the path of the address that the page shows."""
    found = re.search(
        r'id="address" type="url" value="https?://[^/"]*(/calendar/[^"]*)"', visitor.get("/console/calendar").text
    )
    assert found is not None
    return found[1]


def test_what_is_scheduled_is_moved_and_a_calendar_program_follows(cast: Cast, visitor: ConsoleVisitor) -> None:
    admin, now, rules = cast.invite("Maija Ajastaja", Role.ADMIN), clock.now(), read_settings()
    at = (now + timedelta(days=400)).replace(second=0, microsecond=0)
    ids = {}
    for channel, title in ((BLOG, "Kalenterin oma"), (VIDEO, "Kalenterin vieras")):
        ids[title] = drafting.create_draft(content_draft(title=title, channel=channel), admin, rules, now).row.content
        publishing.publish(ids[title], admin, rules, now, at)
    assert visitor.send("/console/calendar", "make_address").status_code == 303
    path = address_of(visitor)
    shown = visitor.get(f"/console/calendar?month={at.astimezone(ZONE):%Y-%m}").text
    original = field_value(shown, "original")
    assert "Kalenterin oma" in shown
    assert "Kalenterin vieras" not in shown

    first = cast.site.request("GET", path)
    wanted = (at + timedelta(days=1)).astimezone(ZONE)
    moved = visitor.send(
        "/console/calendar",
        "move",
        content=ids["Kalenterin oma"],
        moved_to=f"{wanted:%Y-%m-%dT%H:%M}",
        original=original,
    )
    second = cast.site.request("GET", path)

    assert moved.status_code == 303, moved.text
    assert first.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert first.headers["Cache-Control"] == "no-store"
    before, after = (own_event(answer.text) for answer in (first, second))
    assert before["DTSTART"].dt == at
    assert after["DTSTART"].dt == at + timedelta(days=1)
    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert "Kalenterin vieras" not in first.text
    assert cast.site.request("HEAD", path).status_code == 200
    assert cast.site.request("GET", "/calendar/nobody-knows-this.ics").status_code == 404
    assert visitor.person is not None
    changing.change_person(visitor.person.id, {"role": Role.AMBASSADOR, "channels": ()}, admin.id, clock.now())
    assert cast.site.request("GET", path).status_code == 404


def own_event(text: str) -> Any:
    """Return the one event that this test has made."""
    (found,) = (event for event in Calendar.from_ical(text).events if str(event["SUMMARY"]) == "Kalenterin oma")
    return found

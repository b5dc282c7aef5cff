"""Monday's mail: to whom, once, when, and with which numbers."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from jobs import write_monday_mails
from lahetti.analytics import periods
from lahetti.mail import delivery, monday
from lahetti.mail.delivery import MailContext
from lahetti.mail.messages import Message
from lahetti.people import changing, inviting
from lahetti.people.model import Invitation, Person, Role
from lahetti.records import items as records_items
from lahetti.records.model import Mail, MailStep
from lahetti.security import identity, secrets
from lahetti.settings.model import Settings
from tests.events import Context
from tests.unit.lahetti.analytics.test_overview import put, shared

ZONE = ZoneInfo("Europe/Helsinki")
MONDAY = datetime(2026, 11, 30, 6, 30, tzinfo=UTC)
"""Half past eight in Helsinki."""
SETTINGS = Settings()
READERS: dict[str, Person] = {}


@pytest.fixture(autouse=True)
def _programme(database: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identity, "create_sign_in", lambda *_: None)
    monkeypatch.setattr(secrets, "session_keys", lambda: [b"sessions"])
    READERS.clear()
    for name, role in (("anni", Role.ADMIN), ("eeva", Role.EDITOR), ("aino", Role.AMBASSADOR)):
        READERS[name], _ = inviting.invite(
            Invitation(f"{name}@virasto.example", name.title(), role), "tests", MONDAY - timedelta(days=30)
        )
    put(
        *shared("2026-11-17", people=10, clicks=100),
        *shared("2026-11-24", people=12, clicks=150),
        *shared("2026-11-24", "c2", people=3, clicks=90, seen=40, channel="video"),
        *shared("2026-11-24", "c3", people=6, clicks=10, channel="muu"),
    )


def write(now: datetime = MONDAY) -> int:
    return monday.write_mails(lambda: SETTINGS, ZONE, now)


def mail_of(name: str) -> Mail | None:
    return records_items.find_mail(f"monday#2026-11-30#{READERS[name].id}")


def sent(name: str, now: datetime = MONDAY) -> tuple[MailStep | None, list[Message]]:
    messages: list[Message] = []
    context = MailContext(SETTINGS, ZONE, send=lambda message: messages.append(message) or "id")  # type: ignore[func-returns-value]
    return delivery.deliver(f"monday#2026-11-30#{READERS[name].id}", context, now), messages


def test_editors_and_admins_get_it_once_however_often_the_job_runs() -> None:
    assert [write(), write(), write(MONDAY + timedelta(hours=3))] == [2, 0, 0]
    assert mail_of("anni")
    assert mail_of("eeva")
    assert mail_of("aino") is None


def test_the_job_works_for_the_time_that_it_is_told() -> None:
    moments = ("2026-11-29T06:30:00Z", "2026-11-30T06:00:00Z", "2026-11-30T06:30:00Z")

    written = [write_monday_mails.lambda_handler({"time": moment}, Context())["written"] for moment in moments]

    assert written == [0, 0, 2]


@pytest.mark.parametrize(
    ("late", "written"),
    [(timedelta(minutes=-1), 0), (timedelta(hours=15), 2), (timedelta(hours=16), 0), (timedelta(days=-1), 0)],
)
def test_it_is_written_on_mondays_from_half_past_eight_on(late: timedelta, written: int) -> None:
    assert write(MONDAY + late) == written


def test_whoever_has_taken_the_tick_away_gets_none() -> None:
    changing.change_person(READERS["eeva"].id, {"monday_mail": False}, READERS["eeva"].id, MONDAY)

    assert write() == 1
    assert mail_of("eeva") is None


def test_its_numbers_are_those_that_may_be_shown() -> None:
    write()
    found = mail_of("anni")

    assert found
    numbers = {name: found.fields[name] for name in ("confirmed", "confirmed_before", "clicks", "best", "best_clicks")}
    assert numbers == {"confirmed": "21", "confirmed_before": "10", "clicks": "250", "best": "c1", "best_clicks": "150"}
    assert "90" not in found.fields.values()  # three people's


def test_a_week_of_few_has_no_numbers() -> None:
    put(*shared("2026-11-24", people=3, clicks=7), *shared("2026-11-17", people=2, clicks=9))

    assert monday._written(monday._figures(periods.period_of("W2026-40", MONDAY.date())).clicks) == "few"


def test_what_is_sent_leads_to_the_console_and_has_a_way_out() -> None:
    write()

    step, (message,) = sent("eeva")

    assert step is MailStep.SENT
    assert message.unsubscribe
    assert message.unsubscribe in message.text
    assert "/console/works?period=W2026-48" in message.text


def test_what_waits_over_the_monday_or_is_not_wanted_any_more_is_not_sent() -> None:
    write()
    changing.change_person(READERS["eeva"].id, {"monday_mail": False}, READERS["eeva"].id, MONDAY)

    assert sent("eeva") == (MailStep.DROPPED, [])
    assert sent("anni", MONDAY + timedelta(days=1)) == (MailStep.DROPPED, [])


def test_quiet_hours_hold_it_back() -> None:
    changing.change_person(READERS["anni"].id, {"quiet": "08:00-10:00"}, READERS["anni"].id, MONDAY)
    write()

    assert sent("anni") == (MailStep.WAITING, [])
    assert sent("anni", MONDAY + timedelta(hours=2))[0] is MailStep.SENT

"""How somebody came into the programme: stored as they become a person of it, also by way of the queue."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from lahetti.people import changing, colleagues, invitation_files, inviting, items
from lahetti.people.model import Invitation, Person, PersonState, Role, WayIn
from lahetti.people.waiting_list import admitting, queueing
from lahetti.personal_data import exports
from lahetti.security import identity, secrets, sessions
from lahetti.security.sessions import Purpose
from lahetti.settings import versions as settings_versions

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Helsinki")
EMAIL = "onni@vero.fi"
INVITER = Person("inviter", "aino@vero.fi", "Aino", Role.AMBASSADOR, PersonState.ACTIVE, "fi", NOW)

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(autouse=True)
def _keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secrets, "waiting_key", lambda: b"waiting")
    monkeypatch.setattr(secrets, "session_keys", lambda: [b"sessions"])
    monkeypatch.setattr(identity, "create_sign_in", lambda *_: None)


def came_by(email: str = EMAIL) -> WayIn:
    found = items.find_person_by_email(email)
    assert found is not None
    (row,) = (row for row in items.rows_in(PersonState.ACTIVE) if row.id == found.id)
    assert row.came_by is found.came_by  # the list, which reads the index alone, says the same
    return found.came_by


def ask_and_confirm() -> None:
    asked = {"email": EMAIL, "name": "Onni", "language": "fi"}
    assert queueing.confirm(sessions.signed(Purpose.WAITING, asked, NOW), NOW)


def invite_from_file() -> None:
    people = invitation_files.read_people(f"email;name\n{EMAIL};Onni\n".encode()).people
    invitation_files.invite_all(invitation_files.judge(people, (), ()), "admin", NOW)


def test_a_person_keeps_the_way_in_of_their_invitation_whatever_changes_later() -> None:
    for way in WayIn:
        invited, _ = inviting.invite(Invitation(f"{way}@vero.fi", "Onni", came_by=way), "admin", NOW)
        changing.change_person(invited.id, {"name": "Onni Uusi"}, "admin", NOW)

        assert came_by(f"{way}@vero.fi") is way

    inviting.invite(Invitation(f"{WayIn.SCIM}@vero.fi", "Onni", came_by=WayIn.FILE), "admin", NOW)
    assert came_by(f"{WayIn.SCIM}@vero.fi") is WayIn.SCIM


def test_an_admins_invitation_a_file_and_a_colleague_are_three_ways_in() -> None:
    inviting.invite(Invitation("kutsuttu@vero.fi", "Kutsuttu"), "admin", NOW)
    colleagues.invite_colleague("kollega@vero.fi", "Kollega", "fi", INVITER, NOW)
    invite_from_file()

    assert came_by("kutsuttu@vero.fi") is WayIn.ADMIN
    assert came_by("kollega@vero.fi") is WayIn.COLLEAGUE
    assert came_by() is WayIn.FILE


@pytest.mark.parametrize(
    ("wait", "way"),
    [
        (ask_and_confirm, WayIn.REQUEST),
        (lambda: colleagues.invite_colleague(EMAIL, "Onni", "fi", INVITER, NOW), WayIn.COLLEAGUE),
        (lambda: queueing.join(EMAIL, "Onni", "fi", NOW, by="admin"), WayIn.ADMIN),
        (lambda: queueing.join(EMAIL, "Onni", "fi", NOW, came_by=WayIn.SCIM), WayIn.SCIM),
    ],
    ids=["own request", "colleague", "admin", "directory"],
)
def test_who_came_by_way_of_the_queue_came_as_they_came_into_it(wait: object, way: WayIn) -> None:
    settings_versions.change_settings({"seats": 1}, "admin", NOW)
    inviting.invite(Invitation("taynna@vero.fi", "Täynnä"), "admin", NOW)
    wait()  # type: ignore[operator]
    (waiting,) = queueing.queue()[0]
    queueing.move(waiting.waiting, 1, "Kiire", "admin", NOW)
    settings_versions.change_settings({"seats": 5}, "admin", NOW)

    admitting.fill_free_seats(NOW + timedelta(days=1), ZONE)

    assert came_by() is way


def test_the_export_of_ones_own_data_says_how_one_came() -> None:
    invited, _ = inviting.invite(Invitation(EMAIL, "Onni", came_by=WayIn.SCIM), "admin", NOW)

    (profile,) = exports.data_of(invited, NOW)["profile"]

    assert profile["came_by"] == "scim"

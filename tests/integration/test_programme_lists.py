"""People, the queue, settings, changes and mails as admins page and search them, on the real tables."""

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from lahetti.analytics import audit_log
from lahetti.core import clock
from lahetti.core.errors import Conflict, Invalid, NotFound
from lahetti.people import changing, invitation_files, inviting, seats
from lahetti.people import items as people_items
from lahetti.people import listing as people_listing
from lahetti.people.invitation_files import InvitationOutcome
from lahetti.people.listing import PeopleFilter
from lahetti.people.model import Invitation, Person
from lahetti.people.seats import SeatsFull
from lahetti.people.waiting_list import admitting, queueing
from lahetti.records import items as records_items
from lahetti.records.model import MailKind
from lahetti.settings import history as settings_history
from lahetti.settings import versions as settings_versions
from tests.integration.api_client import Api
from tests.integration.people_fixtures import Cast, accepted


def word() -> str:
    """Return a word that nobody has in their name."""
    return "x" + uuid.uuid4().hex[:10]


def address() -> str:
    return f"{word()}@virasto.example"


def place_of(email: str) -> int | None:
    return next((place.place for place in queueing.queue(0, 5000)[0] if place.email == email), None)


def id_of(email: str) -> str:
    return next(place.waiting for place in queueing.queue(0, 5000)[0] if place.email == email)


@pytest.fixture
def full(admin_person: Person) -> Iterator[None]:
    """All seats are taken."""
    settings_versions.change_settings({"seats": seats.seats_taken()}, "tests", clock.now())
    yield
    settings_versions.change_settings({"seats": None}, "tests", clock.now())


def test_everybody_stands_in_one_list_and_is_found_by_beginnings(cast: Cast) -> None:
    name = word()
    invited = cast.invite(f"Iida {name}")
    begun = accepted(cast.invite(f"Anna-{name} Aalto"))
    paused = changing.change_person(cast.invite(f"{name} P").id, {"state": "paused"}, "tests", clock.now())

    assert [one.id for one in people_listing.everybody(PeopleFilter(name.upper()))] == [paused.id, begun.id, invited.id]
    assert [one.id for one in people_listing.everybody(PeopleFilter(invited.email[:9]))] == [invited.id]
    assert list(people_listing.everybody(PeopleFilter(f"ei{name}"))) == []


def test_pages_of_people_show_everybody_once_whoever_joined_at_the_same_moment(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people_listing, "PAGE", 3)
    name, now = word(), clock.now()
    invitations = [Invitation(address(), f"{name} {n}") for n in range(7)]
    invited = {inviting.invite(invitation, "tests", now)[0].id for invitation in invitations}

    walked = [one.id for one in people_listing.everybody(PeopleFilter(name))]

    assert len(walked) == 7
    assert set(walked) == invited


def test_a_cursor_that_is_none_is_refused() -> None:
    for cursor in ("x", "W10", "WyJhIl0"):
        with pytest.raises(Invalid) as error:
            people_listing.in_programme(after=cursor)
        assert error.value.field == "cursor"


def test_taken_seats_refuse_invitations_by_the_api_too(full: None, admin: Api, cast: Cast) -> None:
    refused = admin.post("/people", {"email": address(), "name": "Yli Jäävä"})

    assert (refused.status_code, refused.json()["code"]) == (409, "seats_full")
    with pytest.raises(SeatsFull):
        cast.invite("Toinen Yli")


def test_who_waits_gets_a_place_in_turn_and_by_an_admins_reason(full: None, admin_person: Person) -> None:
    now = clock.now()
    emails = [address() for _ in range(4)]
    for n, email in enumerate(emails):
        assert queueing.join(email, f"Jono {n}", "fi", now + timedelta(seconds=n))
        assert not queueing.join(email.upper(), "Toinen nimi", "sv", now)
    first = place_of(emails[0])
    assert first is not None
    assert [place_of(email) for email in emails] == [first, first + 1, first + 2, first + 3]

    queueing.move(id_of(emails[3]), first + 1, "Puhuu viittomakieltä", admin_person.id, now)
    queueing.move(id_of(emails[2]), first, "Esimies pyysi", admin_person.id, now)

    assert [place_of(emails[n]) for n in (2, 0, 3, 1)] == [first, first + 1, first + 2, first + 3]
    moved = next(place for place in queueing.queue(0, 5000)[0] if place.email == emails[3])
    assert (moved.reason, moved.moved_by, moved.name) == ("Puhuu viittomakieltä", admin_person.id, "Jono 3")
    logged = audit_log.changes_of(f"WAITING#{moved.waiting}")[0][0]
    assert (logged.what, logged.before, logged.after["place"]) == (
        "moved on the waiting list",
        {"place": first + 3},
        first + 1,
    )
    with pytest.raises(SeatsFull):
        admitting.admit_from_waiting_list(moved.waiting, admin_person.id, now)
    for email in emails:
        queueing.take_off(id_of(email), "Siivous", admin_person.id, now)
        assert place_of(email) is None


def test_a_free_place_is_given_with_its_own_mail_and_ends_the_waiting(admin_person: Person) -> None:
    email, now = address(), clock.now()
    queueing.join(email, "Onni Odottaja", "sv", now, by=admin_person.id)
    waiting = id_of(email)

    person = admitting.admit_from_waiting_list(waiting, admin_person.id, now)

    assert (person.email, person.name, person.language) == (email, "Onni Odottaja", "sv")
    assert place_of(email) is None
    kinds = {mail.kind for mail in records_items.mails_of_person(person.id)}
    assert kinds == {MailKind.PLACE_FREE, MailKind.INVITATION_REMINDER}
    assert not queueing.join(email, "Onni Odottaja", "sv", now)
    with pytest.raises(NotFound):
        admitting.admit_from_waiting_list(waiting, admin_person.id, now)


@pytest.mark.parametrize(
    ("reason", "place", "field"), [(" ", 1, "reason"), ("x" * 301, 1, "reason"), ("x", 0, "place")]
)
def test_a_move_wants_a_reason_and_a_place_that_there_is(
    reason: str, place: int, field: str, admin_person: Person
) -> None:
    email, now = address(), clock.now()
    queueing.join(email, "Matti Mitta", "fi", now)

    with pytest.raises(Invalid) as error:
        queueing.move(id_of(email), place, reason, admin_person.id, now)

    assert error.value.field == field
    queueing.take_off(id_of(email), "Siivous", admin_person.id, now)


def test_many_are_invited_from_a_file_and_the_same_file_again_adds_nobody(admin_person: Person) -> None:
    emails = [address() for _ in range(12)]
    text = "email;name\n" + "".join(f"{email};Tuotu {n}\n" for n, email in enumerate(emails))
    lines = invitation_files.judge(invitation_files.read_people(text.encode()).people, (), ())

    first = invitation_files.invite_all(lines, admin_person.id, clock.now())
    again = invitation_files.invite_all(lines, admin_person.id, clock.now())

    assert {line.outcome for line in first} == {InvitationOutcome.INVITED}
    assert {line.outcome for line in again} == {InvitationOutcome.KNOWN}
    assert set(people_items.known_emails(emails)) == set(emails)


def test_versions_of_the_settings_tell_who_changed_what_from_what_to_what(admin_person: Person) -> None:
    before = settings_versions.read_settings()
    settings_versions.change_settings({"share_points": before.share_points + 1}, admin_person.id, clock.now())
    settings_versions.change_settings({"share_points": before.share_points, "utm": False}, admin_person.id, clock.now())
    settings_versions.change_settings({"utm": True}, "tests", clock.now())

    last, second, first, *_ = settings_history.history()[0]

    assert (last.by, last.changed) == ("tests", {"utm": (False, True)})
    assert second.changed == {"share_points": (before.share_points + 1, before.share_points), "utm": (True, False)}
    assert first.changed == {"share_points": (before.share_points, before.share_points + 1)}
    assert (first.by, first.version) == (admin_person.id, before.version + 1)
    with pytest.raises(Conflict):
        settings_versions.change_settings({"utm": False}, "tests", clock.now(), since=before.version)


def test_the_history_of_settings_goes_on_from_page_to_page(
    admin_person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings_history, "PAGE", 2)
    begin = settings_versions.read_settings().version
    for days in (31, 32, 30):
        settings_versions.change_settings({"days_on_offer": days}, admin_person.id, clock.now())

    first, cursor = settings_history.history()
    second, _ = settings_history.history(cursor)

    assert [change.version for change in (*first, *second)][:4] == [begin + 3, begin + 2, begin + 1, begin]
    assert first[1].changed == {"days_on_offer": (31, 32)}
    assert second[0].changed == {"days_on_offer": (30, 31)}


def test_a_month_of_changes_is_walked_once_newest_first_with_the_names_of_who_did_it(
    cast: Cast, admin_person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_log, "PAGE", 20)
    person, month = cast.invite("Muutettu Henkilö"), f"{datetime.now(UTC):%Y-%m}"
    for name in ("Muutettu A", "Muutettu B", "Muutettu C"):
        changing.change_person(person.id, {"name": name}, admin_person.id, clock.now())

    # Other tests' deeds of days to come may stand before these.
    of_month = [change for change in audit_log.all_changes(month, None) if change.subject == f"PERSON#{person.id}"][:2]
    of_person = list(audit_log.all_changes(None, f"PERSON#{person.id}"))

    assert [(change.what, change.before["name"], change.after["name"]) for change in of_month] == [
        ("person changed", "Muutettu B", "Muutettu C"),
        ("person changed", "Muutettu A", "Muutettu B"),
    ]
    assert of_month[0].name == admin_person.name
    assert [change.what for change in of_person] == ["person changed"] * 3 + ["person invited"]
    assert of_person[3].name == ""

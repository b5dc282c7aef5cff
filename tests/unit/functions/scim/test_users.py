"""What becomes of people as the directory makes, changes and deletes its records of them."""

import random
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest

from lahetti.core import clock
from lahetti.core.errors import NotAllowed, NotSignedIn
from lahetti.dynamodb import keys
from lahetti.dynamodb.paging import Span
from lahetti.people import changing, inviting, items, members, seats
from lahetti.people.directory import items as records
from lahetti.people.guidelines import accepting, publishing
from lahetti.people.model import Invitation, Person, PersonState, Role, Seat, WayIn
from lahetti.people.waiting_list import admitting, queueing
from lahetti.personal_data import erasing, leaving
from lahetti.records import items as records_items
from lahetti.records.model import MailKind
from lahetti.settings import versions as settings_versions
from lahetti.settings.versions import read_settings
from tests.directory import ERROR, GROUP, Directory, user
from tests.memory_dynamodb.client import Killed, MemoryDynamoDb
from tests.sign_ins import signed_in
from tests.unit.functions.scim.conftest import NOW
from tests.unit.lahetti.people.test_seats import ZONE

ACTIVE = {"op": "Replace", "path": "active", "value": "True"}
INACTIVE = {"op": "Replace", "path": "active", "value": "False"}


def person(name: str) -> Person:
    found = items.find_person_by_email(f"{name}@vero.fi")
    assert found is not None
    return found


def set_seats(number: int) -> None:
    settings_versions.change_settings({"seats": number}, "admin", NOW)


def invite(name: str, role: Role = Role.AMBASSADOR) -> Person:
    return inviting.invite(Invitation(f"{name}@vero.fi", name.title(), role), "admin", NOW)[0]


def begins(name: str) -> Person:
    if not read_settings().guidelines:
        publishing.publish({"fi": "A", "sv": "B", "en": "C"}, "admin", NOW)
    return accepting.accept(person(name).id, 1, NOW)


def mails_of(who: Person) -> list[MailKind]:
    return [mail.kind for mail in records_items.mails_of_person(who.id)]


def waiting() -> list[str]:
    return [place.email for place in queueing.queue()[0]]


def shown(directory: Directory, id_: str) -> Any:
    answer = directory.ask("GET", f"/Users/{id_}")
    assert answer.status == 200
    return {name: value for name, value in answer.body.items() if name != "meta"}


def test_making_a_user_invites_somebody_and_takes_no_part_for_them(directory: Directory) -> None:
    made = directory.create("aino", preferredLanguage="sv-FI", title="Boss", password="secret")

    aino = person("aino")
    assert (aino.name, aino.language, aino.role) == ("Aino Virtanen", "sv", Role.AMBASSADOR)
    assert (aino.came_by, aino.guidelines, aino.begun) == (WayIn.SCIM, 0, None)
    assert MailKind.INVITATION in mails_of(aino)
    assert (made["active"], made["userName"]) == (True, "aino@vero.fi")
    assert "title" not in made
    assert "password" not in made
    assert records.find_user(made["id"]).person == aino.id  # type: ignore[union-attr]


def test_a_role_that_a_directory_sends_gives_none(directory: Directory) -> None:
    directory.create("aino", roles=[{"value": "admin"}], userType="admin", entitlements=[{"value": "admin"}])

    assert person("aino").role is Role.AMBASSADOR


def test_an_editor_who_is_taken_over_keeps_role_name_and_guidelines(directory: Directory) -> None:
    eeva = invite("eeva", Role.EDITOR)

    made = directory.create("eeva")

    assert items.find_person_by_email("eeva@vero.fi") == person("eeva")
    after = person("eeva")
    assert (after.id, after.role, after.name, after.came_by) == (eeva.id, Role.EDITOR, "Eeva", WayIn.ADMIN)
    assert after.directory == made["id"]
    assert seats.seats_taken() == 1
    assert mails_of(after).count(MailKind.INVITATION) == 1


def test_two_records_of_one_user_name_or_person_are_refused(directory: Directory) -> None:
    directory.create("aino")

    same_name = directory.ask("POST", "/Users", user("aino"))
    same_person = directory.ask("POST", "/Users", {**user("other"), "emails": user("aino")["emails"]})

    for answer in (same_name, same_person):
        assert answer.status == 409
        assert answer.body["schemas"] == [ERROR]
        assert (answer.body["status"], answer.body["scimType"]) == ("409", "uniqueness")
    assert len(list(records.users())) == 1


@pytest.mark.parametrize(
    "operation",
    [
        INACTIVE,
        {"op": "replace", "path": "active", "value": False},
        {"op": "REPLACE", "value": {"active": "false"}},
        {"op": "add", "value": {"active": False}},
        {"op": "Replace", "path": "urn:ietf:params:scim:schemas:core:2.0:User:active", "value": "False"},
    ],
    ids=str,
)
def test_deactivation_ends_access_and_sessions_and_frees_the_seat_and_the_user_is_still_returned(
    operation: dict[str, Any], directory: Directory, revoked: list[str]
) -> None:
    made = directory.create("aino")
    aino = person("aino")

    answer = directory.patch(f"/Users/{made['id']}", operation)

    assert (answer.status, answer.body["active"]) == (200, False)
    after = person("aino")
    assert (after.state, after.seat, seats.seats_taken()) == (PersonState.DEACTIVATED, Seat.PASSED_ON, 0)
    assert revoked == [aino.id]
    with pytest.raises(NotSignedIn):
        members.signed_in(signed_in(aino.id, NOW - timedelta(hours=1)), Role.AMBASSADOR)
    for ask in (members.known_here, members.require_session):
        with pytest.raises(NotAllowed, match="directory"):
            ask(signed_in(aino.id, NOW + timedelta(hours=1)))
    assert shown(directory, made["id"])["active"] is False


def test_whoever_is_activated_again_has_access_and_a_seat_and_all_that_was_theirs(directory: Directory) -> None:
    made = directory.create("aino")
    begins("aino")

    directory.patch(f"/Users/{made['id']}", INACTIVE)
    directory.patch(f"/Users/{made['id']}", ACTIVE)

    after = person("aino")
    assert (after.state, after.seat, seats.seats_taken()) == (PersonState.ACTIVE, Seat.HELD, 1)
    assert after.guidelines == 1
    assert members.signed_in(signed_in(after.id, NOW + timedelta(minutes=1)), Role.AMBASSADOR).id == after.id


def test_whoever_is_activated_again_gets_the_next_seat_where_none_is_free(directory: Directory) -> None:
    set_seats(1)
    made = directory.create("aino")
    directory.patch(f"/Users/{made['id']}", INACTIVE)
    directory.create("berit")

    answer = directory.patch(f"/Users/{made['id']}", ACTIVE)

    assert (answer.status, answer.body["active"]) == (200, True)
    assert person("aino").seat is Seat.WANTED
    set_seats(2)
    assert admitting.fill_free_seats(NOW, ZONE) == 1
    assert person("aino").seat is Seat.HELD


def test_an_own_pause_shows_nowhere_and_outlives_a_deactivation(directory: Directory) -> None:
    made = directory.create("aino")
    before = shown(directory, made["id"])
    aino = begins("aino")

    changing.change_oneself(aino, {"state": PersonState.PAUSED}, NOW)

    assert shown(directory, made["id"]) == before
    directory.patch(f"/Users/{made['id']}", INACTIVE)
    directory.patch(f"/Users/{made['id']}", ACTIVE)
    assert (person("aino").state, person("aino").own_pause) == (PersonState.PAUSED, True)


def test_an_admin_cannot_give_access_that_the_directory_has_ended(directory: Directory) -> None:
    made = directory.create("aino")
    directory.patch(f"/Users/{made['id']}", INACTIVE)

    changing.change_person(person("aino").id, {"state": "paused"}, "admin", NOW)
    changing.change_person(person("aino").id, {"state": "active"}, "admin", NOW)

    assert person("aino").state is PersonState.DEACTIVATED


def test_leaving_shows_nowhere_and_the_directory_never_brings_back_who_left(directory: Directory) -> None:
    made = directory.create("aino")
    before = shown(directory, made["id"])

    leaving.leave(person("aino").id, NOW)

    assert shown(directory, made["id"]) == before
    for operations in ([INACTIVE], [ACTIVE], [{"op": "replace", "path": "displayName", "value": "Aino Uusi"}]):
        assert directory.patch(f"/Users/{made['id']}", *operations).status == 200
    assert items.find_person_by_email("aino@vero.fi") is None
    assert directory.ask("DELETE", f"/Users/{made['id']}").status == 204
    again = directory.create("aino")
    assert again["active"] is True
    assert items.find_person_by_email("aino@vero.fi") is None
    assert waiting() == []


def test_who_left_before_there_was_a_directory_is_not_brought_in_by_it_either(directory: Directory) -> None:
    invite("aino")
    leaving.leave(person("aino").id, NOW)

    directory.create("aino")

    assert items.find_person_by_email("aino@vero.fi") is None


def test_who_left_and_comes_back_by_another_door_is_the_directorys_again(directory: Directory) -> None:
    made = directory.create("aino")
    first = person("aino")
    leaving.leave(first.id, NOW)
    later = NOW + timedelta(minutes=2)
    for moment in (NOW, later):
        erasing.erase(first.id, read_settings(), moment, _nowhere())
    queueing.join("aino@vero.fi", "Aino", "fi", later)

    assert admitting.fill_free_seats(later, ZONE) == 1

    assert person("aino").directory == made["id"]
    assert person("aino").came_by is WayIn.REQUEST
    directory.patch(f"/Users/{made['id']}", INACTIVE)
    assert person("aino").state is PersonState.DEACTIVATED


def test_whom_an_admin_has_removed_comes_back_only_as_the_directory_gives_access_anew(directory: Directory) -> None:
    boss, made = invite("boss", Role.ADMIN), directory.create("aino")
    leaving.remove(person("aino").id, "Wrong person", boss, NOW)

    directory.patch(f"/Users/{made['id']}", {"op": "replace", "path": "displayName", "value": "Aino B"})
    assert items.find_person_by_email("aino@vero.fi") is None

    directory.patch(f"/Users/{made['id']}", INACTIVE)
    directory.patch(f"/Users/{made['id']}", ACTIVE)
    assert person("aino").name == "Aino B"


def test_no_other_door_lets_in_whose_access_the_directory_has_ended(directory: Directory) -> None:
    directory.create("aino", active=False)
    assert items.find_person_by_email("aino@vero.fi") is None
    queueing.join("aino@vero.fi", "Aino", "fi", NOW)

    assert admitting.fill_free_seats(NOW, ZONE) == 0

    assert items.find_person_by_email("aino@vero.fi") is None
    assert seats.seats_taken() == 0


def test_deleted_ones_have_no_access_and_are_erased_after_the_days_of_grace(
    directory: Directory, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = directory.create("aino")
    aino = begins("aino")

    assert directory.ask("DELETE", f"/Users/{made['id']}").status == 204

    assert directory.ask("GET", f"/Users/{made['id']}").status == 404
    assert directory.find("Users", 'userName eq "aino@vero.fi"') == []
    assert person("aino").state is PersonState.DEACTIVATED
    assert seats.seats_taken() == 0
    days_30 = NOW + timedelta(days=30)
    assert leaving.erase_departed(read_settings(), days_30 - timedelta(seconds=1)) == 0
    assert leaving.erase_departed(read_settings(), days_30) == 1
    assert leaving.erase_departed(read_settings(), days_30) == 0
    assert items.find_person(aino.id) is None
    assert directory.create("aino")["active"] is True  # the directory's own deed: it may invite them anew
    assert person("aino").id == aino.id or person("aino").guidelines == 0


def test_who_is_made_anew_within_the_days_of_grace_has_all_that_was_theirs(directory: Directory) -> None:
    made = directory.create("aino")
    aino = begins("aino")
    directory.ask("DELETE", f"/Users/{made['id']}")

    again = directory.create("aino")

    assert again["id"] != made["id"]
    assert (person("aino").id, person("aino").state, person("aino").guidelines) == (aino.id, PersonState.ACTIVE, 1)
    assert leaving.erase_departed(read_settings(), NOW + timedelta(days=400)) == 0


def test_a_full_pilot_answers_201_and_gives_a_place_in_the_queue(directory: Directory) -> None:
    set_seats(1)
    directory.create("aino")

    made = directory.create("berit")

    assert made["active"] is True
    assert waiting() == ["berit@vero.fi"]
    directory.patch(
        f"/Users/{made['id']}", {"op": "replace", "path": 'emails[type eq "work"].value', "value": "b@vero.fi"}
    )
    assert waiting() == ["b@vero.fi"]
    set_seats(2)
    assert admitting.fill_free_seats(NOW, ZONE) == 1
    assert person("b").directory == made["id"]
    assert person("b").came_by is WayIn.SCIM


def test_who_waits_and_loses_access_waits_no_more(directory: Directory) -> None:
    set_seats(1)
    directory.create("aino")
    made = directory.create("berit")

    directory.patch(f"/Users/{made['id']}", INACTIVE)
    assert waiting() == []

    directory.patch(f"/Users/{made['id']}", ACTIVE)
    assert waiting() == ["berit@vero.fi"]
    directory.ask("DELETE", f"/Users/{made['id']}")
    assert waiting() == []


def test_who_comes_after_those_who_wait_waits_behind_them(directory: Directory) -> None:
    set_seats(1)
    queueing.join("onni@vero.fi", "Onni", "fi", NOW - timedelta(minutes=1))

    directory.create("aino")

    assert waiting() == ["onni@vero.fi", "aino@vero.fi"]


def test_another_address_and_name_of_the_record_are_the_persons(directory: Directory) -> None:
    made = directory.create("aino")
    aino = person("aino")

    answer = directory.patch(
        f"/Users/{made['id']}",
        {"op": "Replace", "path": 'emails[type eq "work"].value', "value": "aino.uusi@vero.fi"},
        {"op": "Replace", "path": "displayName", "value": "Aino Uusi"},
        {"op": "Add", "path": "name.familyName", "value": "Uusi"},
    )

    assert answer.body["emails"] == [{"value": "aino.uusi@vero.fi", "type": "work", "primary": True}]
    after = person("aino.uusi")
    assert (after.id, after.name) == (aino.id, "Aino Uusi")
    assert items.find_person_by_email("aino@vero.fi") is None


def test_an_address_of_somebody_else_is_refused(directory: Directory) -> None:
    invite("berit")
    made = directory.create("aino")

    answer = directory.patch(
        f"/Users/{made['id']}", {"op": "Replace", "path": 'emails[type eq "work"].value', "value": "berit@vero.fi"}
    )

    assert (answer.status, answer.body["scimType"]) == (409, "uniqueness")
    assert shown(directory, made["id"])["emails"][0]["value"] == "aino@vero.fi"


def test_a_record_without_an_address_is_kept_and_invites_nobody_until_it_has_one(directory: Directory) -> None:
    made = directory.create("aino", userName="a12345", emails=[])
    assert list(items.newest_first()) == []

    directory.patch(
        f"/Users/{made['id']}", {"op": "Add", "path": 'emails[type eq "work"].value', "value": "aino@vero.fi"}
    )

    assert person("aino").directory == made["id"]


def test_replacing_without_a_word_about_access_leaves_it(directory: Directory) -> None:
    made = directory.create("aino")
    directory.patch(f"/Users/{made['id']}", INACTIVE)
    whole = user("aino", displayName="Aino B")
    del whole["active"]

    answer = directory.ask("PUT", f"/Users/{made['id']}", whole)

    assert answer.status == 200
    assert "active" not in answer.body
    assert (person("aino").state, person("aino").name) == (PersonState.DEACTIVATED, "Aino B")


def test_the_last_admin_keeps_access(directory: Directory) -> None:
    invite("boss", Role.ADMIN)
    made = directory.create("boss")

    answer = directory.patch(f"/Users/{made['id']}", INACTIVE)

    assert (answer.status, answer.body["status"]) == (409, "409")
    assert "last active admin" in answer.body["detail"]
    assert person("boss").state is PersonState.ACTIVE


def test_addresses_of_other_domains_than_the_programmes_are_refused(directory: Directory) -> None:
    settings_versions.change_settings({"mail_domains": ("vero.fi",)}, "admin", NOW)

    answer = directory.ask("POST", "/Users", user("aino", userName="a@evil.example", emails=[]))

    assert (answer.status, answer.body["scimType"]) == (400, "invalidValue")


@pytest.mark.parametrize("accesses", range(25))
def test_making_a_user_that_is_killed_anywhere_is_finished_by_the_same_again(
    accesses: int, directory: Directory, database: MemoryDynamoDb
) -> None:
    database.kill_in = accesses
    with suppress(Killed):
        directory.ask("POST", "/Users", user("aino"))
    database.kill_in = None

    answer = directory.ask("POST", "/Users", user("aino"))

    assert answer.status in (201, 409)
    assert seats.seats_taken() == 1
    assert [record.person for record in records.users()] == [person("aino").id]
    assert person("aino").directory == next(records.users()).id


@pytest.mark.parametrize("accesses", range(30))
def test_deleting_a_user_that_is_killed_anywhere_is_finished_by_the_same_again(
    accesses: int, directory: Directory, database: MemoryDynamoDb
) -> None:
    made = directory.create("aino")
    directory.ask(
        "POST", "/Groups", {"schemas": [GROUP], "displayName": "Viestintä", "members": [{"value": made["id"]}]}
    )
    database.kill_in = accesses
    with suppress(Killed):
        directory.ask("DELETE", f"/Users/{made['id']}")
    database.kill_in = None

    answer = directory.ask("DELETE", f"/Users/{made['id']}")

    assert answer.status in (204, 404)
    assert list(records.users()) == []
    assert person("aino").state is PersonState.DEACTIVATED
    assert (person("aino").teams, seats.seats_taken()) == ((), 0)
    assert [one.person for one in records.departures()] == [person("aino").id]


@pytest.mark.parametrize("seed", range(12))
def test_two_at_one_time_make_one_record_and_one_person(
    seed: int, directory: Directory, database: MemoryDynamoDb
) -> None:
    statuses: list[int] = []

    def make() -> None:
        statuses.append(directory.ask("POST", "/Users", user("aino")).status)

    database.chance = random.Random(seed)
    database.together(make, make)
    database.chance = None
    database.settle()

    assert sorted(statuses) == [201, 409]
    assert [record.person for record in records.users()] == [person("aino").id]
    assert seats.seats_taken() == 1


@pytest.mark.parametrize("seed", range(12))
def test_an_ended_access_and_a_pause_at_one_time_both_hold(
    seed: int, directory: Directory, database: MemoryDynamoDb
) -> None:
    made = directory.create("aino")
    aino = begins("aino")

    database.chance = random.Random(seed)
    database.together(
        lambda: changing.change_person(aino.id, {"state": PersonState.PAUSED}, aino.id, NOW),
        lambda: directory.patch(f"/Users/{made['id']}", INACTIVE),
    )
    database.chance = None
    database.settle()

    assert (person("aino").state, person("aino").own_pause) == (PersonState.DEACTIVATED, True)
    assert seats.seats_taken() == 0


def test_what_the_directory_does_stands_in_the_audit_log_as_done_by_it(directory: Directory) -> None:
    made = directory.create("aino")
    directory.patch(f"/Users/{made['id']}", INACTIVE)
    directory.patch(f"/Users/{made['id']}", ACTIVE, {"op": "replace", "path": "displayName", "value": "Aino Uusi"})
    directory.ask("DELETE", f"/Users/{made['id']}")

    lines = records_items.audit_about(keys.person(person("aino").id), Span())[0]

    assert {line.who for line in lines} == {"directory"}
    assert sorted(line.what for line in lines) == [
        "access ended",
        "access ended",
        "access given again",
        "deleted by the directory",
        "person changed",
        "person invited",
    ]


def test_the_last_mail_says_that_the_directory_has_ended_it(directory: Directory) -> None:
    made = directory.create("aino")
    directory.ask("DELETE", f"/Users/{made['id']}")
    gone, days_30 = person("aino"), NOW + timedelta(days=30)
    leaving.erase_departed(read_settings(), days_30)

    for moment in (days_30, days_30 + timedelta(minutes=2)):
        erasing.erase(gone.id, read_settings(), moment, _nowhere())

    (mail,) = [mail for key in records_items.mails_due(days_30) if (mail := records_items.find_mail(key)) is not None]
    assert (mail.kind, mail.fields) == (MailKind.DATA_ERASED, {"by_directory": 1})


def test_days_of_grace_are_a_setting(directory: Directory) -> None:
    made = directory.create("aino")
    directory.ask("DELETE", f"/Users/{made['id']}")
    settings_versions.change_settings({"directory_days": 0}, "admin", NOW)

    assert leaving.erase_departed(read_settings(), clock.now()) == 1


def _nowhere() -> erasing.Outside:
    return erasing.Outside(lambda _: None, lambda _: None, lambda _: None)


@pytest.mark.parametrize("seed", range(8))
def test_of_two_changes_at_one_time_neither_takes_the_others_back(
    seed: int, directory: Directory, database: MemoryDynamoDb
) -> None:
    made = directory.create("aino")
    statuses: list[int] = []

    def change(path: str, value: str) -> None:
        statuses.append(directory.patch(f"/Users/{made['id']}", {"op": "Replace", "path": path, "value": value}).status)

    database.chance = random.Random(seed)
    database.together(lambda: change("externalId", "new"), lambda: change("displayName", "Aino Uusi"))
    database.chance = None
    database.settle()

    assert statuses == [200, 200]
    after = shown(directory, made["id"])
    assert (after["externalId"], after["displayName"], person("aino").name) == ("new", "Aino Uusi", "Aino Uusi")

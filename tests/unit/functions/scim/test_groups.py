"""Groups of the directory are teams, and who is in one is in the other."""

import random
from typing import Any

import pytest

from lahetti.core.names import LocalisedName
from lahetti.people import items, teams
from lahetti.people.directory import items as records
from lahetti.people.model import Person
from lahetti.people.teams import Team
from lahetti.settings.versions import read_settings
from tests.directory import GROUP, PATCH, Directory
from tests.memory_dynamodb.client import MemoryDynamoDb
from tests.unit.functions.scim.conftest import NOW


def make_group(directory: Directory, name: str, *members: str, **more: Any) -> Any:
    wanted = {"schemas": [GROUP], "displayName": name, "members": [{"value": one} for one in members], **more}
    answer = directory.ask("POST", "/Groups", wanted)
    assert answer.status == 201, answer
    return answer.body


def person(name: str) -> Person:
    found = items.find_person_by_email(f"{name}@vero.fi")
    assert found is not None
    return found


def members_of(directory: Directory, group: str) -> set[str]:
    body = directory.ask("GET", f"/Groups/{group}").body
    return {member["value"] for member in body.get("members", [])}


def team_names() -> list[str]:
    return [name.first for _, name in read_settings().teams]


def test_a_group_is_a_team_and_its_members_are_in_it(directory: Directory) -> None:
    aino, berit = directory.create("aino"), directory.create("berit")

    group = make_group(directory, "Henkilöverotus / Viestintä", aino["id"], externalId="g1")

    assert team_names() == ["Henkilöverotus / Viestintä"]
    assert person("aino").teams == ("henkiloverotus-viestinta",)
    assert person("berit").teams == ()
    assert members_of(directory, group["id"]) == {aino["id"]}
    assert directory.ask("GET", f"/Users/{aino['id']}").body["groups"][0]["value"] == group["id"]
    assert directory.find("Groups", f'members[value eq "{berit["id"]}"]') == []
    assert len(directory.find("Groups", f'id eq "{group["id"]}" and members eq "{aino["id"]}"')) == 1


def test_a_group_takes_the_team_over_that_is_called_like_it_and_leaves_it_there(directory: Directory) -> None:
    name = LocalisedName.of({"fi": "Viestintä", "en": "Communications"})
    teams.add_team(Team("viestinta", name), "admin", NOW)

    group = make_group(directory, "communications", directory.create("aino")["id"])

    assert person("aino").teams == ("viestinta",)
    assert directory.ask("DELETE", f"/Groups/{group['id']}").status == 204
    assert person("aino").teams == ()
    assert team_names() == ["Viestintä"]


def test_a_team_stays_without_its_group_so_that_nothing_meant_for_it_is_shown_to_others(directory: Directory) -> None:
    aino = directory.create("aino")
    group = make_group(directory, "Viestintä", aino["id"])

    assert directory.ask("DELETE", f"/Groups/{group['id']}").status == 204

    assert (team_names(), person("aino").teams) == (["Viestintä"], ())
    assert directory.ask("GET", f"/Groups/{group['id']}").status == 404
    make_group(directory, "Viestintä", aino["id"])
    assert (team_names(), person("aino").teams) == (["Viestintä"], ("viestinta",))


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "Add", "path": "members", "value": [{"$ref": None, "value": "BERIT"}]},
        {"op": "add", "path": "members", "value": {"value": "BERIT"}},
        {"op": "add", "value": {"members": [{"value": "BERIT", "display": "Berit", "type": "User"}]}},
    ],
    ids=str,
)
def test_a_member_is_added_however_a_directory_writes_it(operation: dict[str, Any], directory: Directory) -> None:
    aino, berit = directory.create("aino"), directory.create("berit")
    group = make_group(directory, "Viestintä", aino["id"])

    answer = directory.patch(f"/Groups/{group['id']}", _with(operation, berit["id"]))

    assert answer.status == 200
    assert members_of(directory, group["id"]) == {aino["id"], berit["id"]}
    assert person("berit").teams == ("viestinta",)


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "Remove", "path": "members", "value": [{"$ref": None, "value": "BERIT"}]},
        {"op": "remove", "path": 'members[value eq "BERIT"]'},
        {"op": "replace", "path": "members", "value": [{"value": "AINO"}]},
        {"op": "replace", "value": {"members": [{"value": "AINO"}]}},
    ],
    ids=str,
)
def test_a_member_is_removed_however_a_directory_writes_it(operation: dict[str, Any], directory: Directory) -> None:
    aino, berit = directory.create("aino"), directory.create("berit")
    group = make_group(directory, "Viestintä", aino["id"], berit["id"])

    answer = directory.patch(f"/Groups/{group['id']}", _with(operation, berit["id"], aino["id"]))

    assert answer.status == 200
    assert members_of(directory, group["id"]) == {aino["id"]}
    assert (person("aino").teams, person("berit").teams) == (("viestinta",), ())


def _with(operation: Any, berit: str, aino: str = "") -> Any:
    match operation:
        case dict():
            return {name: _with(value, berit, aino) for name, value in operation.items()}
        case list():
            return [_with(value, berit, aino) for value in operation]
        case str():
            return operation.replace("BERIT", berit).replace("AINO", aino)
    return operation


def test_no_group_is_in_a_group_so_there_is_no_loop(directory: Directory) -> None:
    outer = make_group(directory, "Outer", directory.create("aino")["id"])
    inner = make_group(directory, "Inner")

    in_another = directory.patch(f"/Groups/{outer['id']}", _add(inner["id"]))
    in_itself = directory.patch(f"/Groups/{outer['id']}", _add(outer["id"]))

    for answer in (in_another, in_itself):
        assert (answer.status, answer.body["scimType"]) == (400, "invalidValue")
        assert "is a group" in answer.body["detail"]
    assert len(members_of(directory, outer["id"])) == 1


def _add(member: str) -> dict[str, Any]:
    return {"op": "add", "path": "members", "value": [{"value": member}]}


def test_a_member_without_a_record_holds_up_no_other(directory: Directory) -> None:
    aino = directory.create("aino")

    group = make_group(directory, "Viestintä", "nobody", aino["id"])

    assert members_of(directory, group["id"]) == {aino["id"]}


def test_two_groups_of_one_name_are_refused_and_a_rename_renames_the_team(directory: Directory) -> None:
    group = make_group(directory, "Viestintä")
    refused = directory.ask("POST", "/Groups", {"schemas": [GROUP], "displayName": "VIESTINTÄ"})
    assert (refused.status, refused.body["scimType"]) == (409, "uniqueness")

    answer = directory.patch(f"/Groups/{group['id']}", {"op": "Replace", "path": "displayName", "value": "Tiedotus"})

    assert answer.body["displayName"] == "Tiedotus"
    assert team_names() == ["Tiedotus"]
    assert directory.find("Groups", 'displayName eq "viestintä"') == []
    assert len(directory.find("Groups", 'displayName eq "TIEDOTUS"')) == 1


def test_members_are_left_out_where_the_directory_does_not_want_them(directory: Directory) -> None:
    group = make_group(directory, "Viestintä", directory.create("aino")["id"], externalId="g1")

    for found in (
        directory.find("Groups", 'displayName eq "Viestintä"', excludedAttributes="members"),
        directory.find("Groups", 'externalId eq "g1"', attributes="displayName"),
        [directory.ask("GET", f"/Groups/{group['id']}?excludedAttributes=members").body],
    ):
        assert [one["displayName"] for one in found] == ["Viestintä"]
        assert "members" not in found[0]


def test_who_comes_in_later_is_in_the_teams_of_their_groups(directory: Directory) -> None:
    aino = directory.create("aino", active=False)
    make_group(directory, "Viestintä", aino["id"])

    directory.patch(f"/Users/{aino['id']}", {"op": "replace", "path": "active", "value": True})

    assert person("aino").teams == ("viestinta",)


@pytest.mark.parametrize("seed", range(8))
def test_of_two_members_added_at_one_time_none_is_lost(
    seed: int, directory: Directory, database: MemoryDynamoDb
) -> None:
    aino, berit = directory.create("aino"), directory.create("berit")
    group = make_group(directory, "Viestintä")
    statuses: list[int] = []

    def add(member: str) -> None:
        statuses.append(directory.patch(f"/Groups/{group['id']}", _add(member)).status)

    database.chance = random.Random(seed)
    database.together(lambda: add(aino["id"]), lambda: add(berit["id"]))
    database.chance = None
    database.settle()

    assert statuses == [200, 200]
    assert members_of(directory, group["id"]) == {aino["id"], berit["id"]}


def test_replacing_a_group_replaces_its_members(directory: Directory) -> None:
    aino, berit = directory.create("aino"), directory.create("berit")
    group = make_group(directory, "Viestintä", aino["id"])

    answer = directory.ask(
        "PUT",
        f"/Groups/{group['id']}",
        {"schemas": [GROUP], "displayName": "Viestintä", "members": [{"value": berit["id"]}]},
    )

    assert answer.status == 200
    assert members_of(directory, group["id"]) == {berit["id"]}
    assert (person("aino").teams, person("berit").teams) == ((), ("viestinta",))


def test_a_large_group_comes_in_by_one_request(directory: Directory) -> None:
    users = [directory.create(f"p{number}")["id"] for number in range(200)]
    group = make_group(directory, "Viestintä")
    body = {
        "schemas": [PATCH],
        "Operations": [{"op": "add", "path": "members", "value": [{"value": u} for u in users]}],
    }

    assert directory.ask("PATCH", f"/Groups/{group['id']}", body).status == 200

    assert len(records.members_of(group["id"])) == 200
    body["Operations"] = [{"op": "Remove", "path": "members", "value": [{"value": user} for user in users[1:]]}]
    assert directory.ask("PATCH", f"/Groups/{group['id']}", body).status == 200
    assert records.members_of(group["id"]) == users[:1]

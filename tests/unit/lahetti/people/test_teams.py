"""A team keeps its id: a rename touches nobody, a removal takes it from everybody and is never half done."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from lahetti.content import removing_teams
from lahetti.content.model import ContentState
from lahetti.core.errors import Busy, Conflict, Invalid, NotFound
from lahetti.core.small_groups import Hidden
from lahetti.dynamodb import keys, transactions
from lahetti.dynamodb.paging import Span
from lahetti.people import items, teams
from lahetti.people.model import Home, ScoreCard
from lahetti.people.teams import Team
from lahetti.records import items as records_items
from lahetti.settings import versions as settings_versions
from tests.contents import content_head, put_heads
from tests.memory_dynamodb.client import Killed, MemoryDynamoDb
from tests.names import named
from tests.unit.lahetti.people.test_members import AINO

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Helsinki")
TEAMS = (("itä", named("Itä")), ("länsi", named("Länsi")))


@pytest.fixture(autouse=True)
def programme(database: MemoryDynamoDb) -> Iterator[MemoryDynamoDb]:
    """Six people of `itä`, the last one with `länsi` as the second team, and two of `länsi`."""
    settings_versions.change_settings({"teams": TEAMS}, "admin", NOW)
    for name, own in {
        **{f"i{n}": ("itä",) for n in range(5)},
        "both": ("itä", "länsi"),
        "l0": ("länsi",),
        "l1": ("länsi",),
    }.items():
        person = replace(AINO, id=name, email=f"{name}@vero.fi", teams=own, version=0)
        card = ScoreCard(name, name, (Home("2026-11-01", own[0]),))
        transactions.transact(items.put_person(person), items.put_card(card))
    yield database
    settings_versions._CURRENT.clear()


def logged(team: str) -> list[tuple[str, dict[str, str] | None, dict[str, str] | None]]:
    return [(entry.what, entry.before, entry.after) for entry in records_items.audit_about(keys.team(team), Span())[0]]


def of(person: str) -> tuple[str, ...]:
    found = items.find_person(person, consistent=True)
    assert found is not None
    return found.teams


def test_a_rename_keeps_the_team_with_its_people_and_is_logged_once() -> None:
    for _ in range(2):
        assert teams.rename_team("itä", named(" Idän tiimi "), "admin", NOW) == Team("itä", named("Idän tiimi"))

    assert settings_versions.read_settings().teams == (("itä", named("Idän tiimi")), ("länsi", named("Länsi")))
    assert of("i0") == ("itä",)
    assert logged("itä") == [("team renamed", {"name": {"fi": "Itä"}}, {"name": {"fi": "Idän tiimi"}})]


def test_a_team_is_added_once() -> None:
    assert teams.add_team(Team("etelä", named(" Etelä ")), "admin", NOW) == (Team("etelä", named("Etelä")), True)
    assert teams.add_team(Team("etelä", named("Etelä")), "admin", NOW) == (Team("etelä", named("Etelä")), False)

    assert settings_versions.read_settings().teams == (*TEAMS, ("etelä", named("Etelä")))
    assert logged("etelä") == [("team added", None, {"name": {"fi": "Etelä"}})]


@pytest.mark.parametrize(
    ("deed", "field", "reason"),
    [
        (lambda: teams.add_team(Team("itä", named("Muu")), "admin", NOW), "team", "id"),
        (lambda: teams.add_team(Team("uusi", named("länsi")), "admin", NOW), "name_texts", "team_taken"),
        (lambda: teams.rename_team("itä", named("LÄNSI"), "admin", NOW), "name_texts", "team_taken"),
    ],
)
def test_an_id_and_a_name_are_one_teams(deed: Callable[[], object], field: str, reason: str) -> None:
    with pytest.raises(Conflict) as refused:
        deed()

    assert (refused.value.field, refused.value.reason) == (field, reason)


@pytest.mark.parametrize(
    "wanted", [Team("kaksi sanaa", named("x")), Team("uusi", named("")), Team("uusi", named("x" * 81))]
)
def test_a_team_that_cannot_be_is_refused(wanted: Team) -> None:
    with pytest.raises(Invalid):
        teams.add_team(wanted, "admin", NOW)


def test_two_who_change_teams_at_once_lose_neither_change(programme: MemoryDynamoDb) -> None:
    asked: list[str] = []

    def other(operation: str, _: object) -> None:
        asked.append(operation)
        if len(asked) == 2:  # the settings were read, whatever comes next
            programme.before = lambda *_: None
            teams.rename_team("länsi", named("Lännen tiimi"), "other", NOW)

    programme.before = other
    with pytest.raises(Busy):
        teams.rename_team("itä", named("Idän tiimi"), "admin", NOW)

    assert settings_versions.read_settings().teams == (("itä", named("Itä")), ("länsi", named("Lännen tiimi")))


def test_teams_tell_how_many_they_have_and_of_few_only_that() -> None:
    for number in range(4):
        person = replace(AINO, id=f"x{number}", email=f"x{number}@vero.fi", version=0)
        transactions.transact(items.put_person(person))

    assert [(one.team, one.people) for one in teams.teams()] == [("itä", 6), ("länsi", Hidden.FEW)]


def removed(moment: datetime = NOW) -> None:
    removing_teams.remove_team("itä", "admin", NOW)
    teams.take_away_removed(moment, ZONE)


def test_a_removed_team_is_taken_from_its_people_and_races_that_have_begun_keep_it() -> None:
    removed()

    assert {name: of(name) for name in ("i0", "both", "l0")} == {"i0": (), "both": ("länsi",), "l0": ("länsi",)}
    card = items.find_card("both")
    assert card is not None
    assert card.homes == (Home("2026-11-01", "itä"), Home("2026-11-26", "länsi"))
    settings = settings_versions.read_settings()
    assert (settings.teams, settings.former_teams) == ((("länsi", named("Länsi")),), (("itä", named("Itä")),))
    assert settings.team_names == {"itä": named("Itä"), "länsi": named("Länsi")}
    assert logged("itä") == [("team removed", {"name": {"fi": "Itä"}}, None)]


def test_removing_again_changes_nothing_and_nobody_else_gets_the_id() -> None:
    removed()
    version = settings_versions.read_settings().version

    assert removing_teams.remove_team("itä", "admin", NOW) == Team("itä", named("Itä"))
    with pytest.raises(Conflict) as refused:
        teams.add_team(Team("itä", named("Itä")), "admin", NOW)
    with pytest.raises(NotFound):
        teams.rename_team("itä", named("Muu"), "admin", NOW)
    with pytest.raises(NotFound):
        removing_teams.remove_team("pohjoinen", "admin", NOW)

    assert refused.value.reason == "former"
    assert settings_versions.read_settings().version == version
    assert len(logged("itä")) == 1


def test_whoever_still_got_the_team_while_it_was_removed_loses_it_too() -> None:
    removed()
    late = replace(AINO, id="late", email="late@vero.fi", teams=("itä",), version=0)
    transactions.transact(items.put_person(late), items.put_card(ScoreCard("late", "Late")))

    teams.take_away_removed(NOW + timedelta(minutes=5), ZONE)
    assert of("late") == ()
    assert items.team_removals() != []  # a walk that found somebody is not the last one
    teams.take_away_removed(NOW + timedelta(minutes=10), ZONE)
    assert items.team_removals() == []


@pytest.mark.parametrize("after", range(0, 60, 3))
def test_a_removal_that_is_killed_anywhere_ends_the_same(after: int, programme: MemoryDynamoDb) -> None:
    programme.kill_in = after
    with contextlib.suppress(Killed):
        removing_teams.remove_team("itä", "admin", NOW)
        teams.take_away_removed(NOW, ZONE)
    programme.kill_in = None

    removing_teams.remove_team("itä", "admin", NOW)
    for minutes in (2, 4):
        teams.take_away_removed(NOW + timedelta(minutes=minutes), ZONE)

    assert [of(name) for name in ("i0", "i1", "i2", "i3", "i4", "both")] == [*[()] * 5, ("länsi",)]
    assert items.team_removals() == []
    assert len(logged("itä")) == 1


@pytest.mark.parametrize("state", [ContentState.PUBLISHED, ContentState.SCHEDULED, ContentState.DRAFT])
def test_a_team_is_not_removed_while_a_content_is_for_it_alone(state: ContentState) -> None:
    put_heads([content_head("c", title="Vain idälle", state=state, audience=("itä",))])

    with pytest.raises(Conflict) as refused:
        removing_teams.remove_team("itä", "admin", NOW)

    assert (refused.value.reason, refused.value.limit) == ("contents", 1)
    assert "Vain idälle" in str(refused.value.value)
    assert settings_versions.read_settings().teams == TEAMS


def test_a_team_is_removed_where_contents_are_for_others_too_or_over() -> None:
    put_heads(
        [
            content_head("all"),
            content_head("both", audience=("itä", "länsi")),
            content_head("over", state=ContentState.ARCHIVED, audience=("itä",)),
        ]
    )
    removing_teams.remove_team("itä", "admin", NOW)

    with pytest.raises(Conflict) as refused:
        removing_teams.remove_team("länsi", "admin", NOW)  # what was for both would be for nobody

    assert refused.value.limit == 1

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from lahetti.core import clock
from lahetti.core.errors import Busy, Conflict, Invalid
from lahetti.core.names import LocalisedName
from lahetti.settings import versions as settings_versions
from lahetti.settings.model import SETTINGS, Kind, Settings, WorkJoining
from lahetti.settings.rules import checked
from tests.memory_dynamodb.client import MemoryDynamoDb
from tests.names import named

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def test_the_defaults_are_those_of_the_product() -> None:
    defaults = Settings()

    assert defaults == checked(defaults)
    assert (defaults.share_points, defaults.own_wording_points, defaults.click_points) == (5, 3, 2)
    assert (defaults.scored_clicks, defaults.daily_shares, defaults.daily_points) == (20, 5, 100)
    assert (defaults.clicks_a_minute, defaults.days_on_offer, defaults.utm) == (10, 30, True)
    assert (defaults.feed_minutes, defaults.feed_items_a_day) == (30, 3)


@pytest.mark.parametrize(
    ("field", "least", "most"),
    [(name, setting.least, setting.most) for name, setting in SETTINGS.items() if setting.kind is Kind.NUMBER],
)
def test_a_figure_outside_its_limits_is_refused_with_the_limits(field: str, least: int, most: int) -> None:
    for allowed in (least, most):
        assert checked(replace(Settings(), **{field: allowed}))  # type: ignore[arg-type]
    for refused in (least - 1, most + 1):
        with pytest.raises(Invalid) as error:
            checked(replace(Settings(), **{field: refused}))  # type: ignore[arg-type]
        assert (error.value.field, error.value.value, error.value.limit) == (field, refused, [least, most])


def test_a_programme_has_at_most_500_blocked_words() -> None:
    words = tuple(f"sana{number}" for number in range(501))

    assert checked(replace(Settings(), blocked_words=words[:500]))
    with pytest.raises(Invalid) as error:
        checked(replace(Settings(), blocked_words=words))
    assert (error.value.field, error.value.limit) == ("blocked_words", 500)


@pytest.mark.parametrize("words", [("",), ("verokarhu", " ")])
def test_an_empty_blocked_word_would_block_everything_and_is_refused(words: tuple[str, ...]) -> None:
    with pytest.raises(Invalid) as error:
        checked(replace(Settings(), blocked_words=words))

    assert error.value.field == "blocked_words"


def test_a_programme_has_at_most_200_teams() -> None:
    teams = tuple((f"t{number}", named(f"Tiimi {number}")) for number in range(201))

    assert checked(replace(Settings(), teams=teams[:200]))
    with pytest.raises(Invalid) as error:
        checked(replace(Settings(), teams=teams))
    assert (error.value.field, error.value.limit) == ("teams", 200)


@pytest.mark.parametrize(
    ("teams", "field"),
    [
        ((("", named("Itä")),), "teams"),
        ((("itä tiimi", named("Itä")),), "teams"),
        ((("x" * 41, named("Itä")),), "teams"),
        ((("itä", named(" ")),), "name_texts"),
        ((("itä", named("Itä", "x" * 81)),), "name_texts.sv"),
        ((("itä", named("Itä")), ("itä", named("Toinen"))), "teams"),
    ],
)
def test_a_team_has_an_id_of_its_own_and_a_name(teams: tuple[tuple[str, LocalisedName], ...], field: str) -> None:
    assert checked(replace(Settings(), teams=(("itä", named("Itä")), ("länsi-2", named("x" * 80)))))

    with pytest.raises(Invalid) as error:
        checked(replace(Settings(), teams=teams))

    assert error.value.field == field


@pytest.mark.parametrize(
    ("texts", "field"),
    [
        ({}, "organisation"),
        ({"fi": "  "}, "organisation"),
        ({"fi": "x" * 81}, "organisation.fi"),
        ({"fi": "Vero", "sv": "x" * 81}, "organisation.sv"),
        ({"fi": "Vero", "en": "Tax\nmen"}, "organisation.en"),
    ],
)
def test_the_organisation_has_a_name_in_some_language(texts: dict[str, str], field: str) -> None:
    with pytest.raises(Invalid) as error:
        checked(replace(Settings(), organisation=LocalisedName.of(texts)))

    assert error.value.field == field


def test_the_name_of_the_organisation_is_stored_and_logged_by_language(database: MemoryDynamoDb) -> None:
    name = LocalisedName.of({"sv": "Skatteförvaltningen", "fi": "Verohallinto"})

    settings_versions.change_settings({"organisation": name}, "admin", NOW)

    (stored, logged) = database.written[0]
    texts = {"M": {"fi": {"S": "Verohallinto"}, "sv": {"S": "Skatteförvaltningen"}}}
    assert stored["values"] == {"M": {"organisation": texts}}
    assert logged["after"] == {"M": {"organisation": texts}}
    assert settings_versions.read_settings().organisation == name


@pytest.mark.parametrize(
    ("address", "taken"),
    [
        ("", True),
        ("https://www.vero.fi/", True),
        ("http://www.vero.fi/", False),
        ("javascript:alert(1)", False),
        ("https://", False),
        ("https://vero.fi/a b", False),
        (f"https://vero.fi/{'x' * 2000}", False),
    ],
)
def test_the_front_page_is_an_https_address_or_none(address: str, taken: bool) -> None:
    if taken:
        assert checked(replace(Settings(), front_page=address)).front_page == address
    else:
        with pytest.raises(Invalid) as error:
            checked(replace(Settings(), front_page=address))
        assert error.value.field == "front_page"


def test_a_blocked_word_is_short() -> None:
    with pytest.raises(Invalid) as error:
        checked(replace(Settings(), blocked_words=("x" * 81,)))

    assert (error.value.field, error.value.limit) == ("blocked_words", 80)


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    settings_versions._CURRENT.clear()
    yield
    settings_versions._CURRENT.clear()


def test_before_the_first_change_the_defaults_hold(database: MemoryDynamoDb) -> None:
    assert settings_versions.read_settings() == Settings()


def test_a_change_makes_a_version_that_holds_what_differs_from_the_defaults(database: MemoryDynamoDb) -> None:
    settings_versions.change_settings({"share_points": 7, "click_points": 2}, "admin", NOW)
    after = settings_versions.change_settings(
        {"blocked_words": ("verokarhu",), "teams": (("itä", named("Itä")),)}, "admin", NOW
    )

    (first, logged), (second, logged_again) = database.written
    points = {"share_points": {"N": "7"}}
    words, teams = {"L": [{"S": "verokarhu"}]}, {"L": [{"L": [{"S": "itä"}, {"M": {"fi": {"S": "Itä"}}}]}]}
    assert first["values"] == {"M": points}
    assert second["values"] == {"M": {**points, "blocked_words": words, "teams": teams}}
    assert after == settings_versions.read_settings()
    assert after == Settings(version=2, share_points=7, blocked_words=("verokarhu",), teams=(("itä", named("Itä")),))
    for entry in (logged, logged_again):
        assert (entry["who"], entry["what"]) == ({"S": "admin"}, {"S": "settings changed"})


@pytest.mark.parametrize("field", ["share_point", "version", "guidelines"])
def test_what_is_no_setting_cannot_be_changed(field: str, database: MemoryDynamoDb) -> None:
    with pytest.raises(Invalid) as error:
        settings_versions.change_settings({"share_points": 7, field: 3}, "admin", NOW)

    assert error.value.field == field
    assert not database.written


def test_a_change_outside_the_limits_is_not_stored(database: MemoryDynamoDb) -> None:
    with pytest.raises(Invalid):
        settings_versions.change_settings({"share_points": -1}, "admin", NOW)

    assert not database.written


def test_of_two_changes_at_one_time_the_second_is_told_to_try_again(database: MemoryDynamoDb) -> None:
    def come_first(operation: str, _: object) -> None:
        if operation == "TransactWriteItems":
            database.before = lambda *_: None
            settings_versions.change_settings({"share_points": 7}, "admin", NOW)

    database.before = come_first

    with pytest.raises(Busy) as error:
        settings_versions.change_settings({"share_points": 9}, "editor", NOW)

    assert error.value.retry_after == 1
    assert settings_versions.read_settings().share_points == 7


def test_who_changes_settings_that_another_has_changed_since_is_told(database: MemoryDynamoDb) -> None:
    settings_versions.change_settings({"share_points": 7}, "admin", NOW, since=0)

    with pytest.raises(Conflict) as error:
        settings_versions.change_settings({"click_points": 3}, "other", NOW, since=0)

    assert (error.value.field, error.value.value, error.value.limit) == ("since", 0, 1)
    assert settings_versions.change_settings({"click_points": 3}, "other", NOW, since=1).version == 2


def test_settings_are_read_at_most_twice_a_minute_and_after_ones_own_change_at_once(
    database: MemoryDynamoDb, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = NOW
    monkeypatch.setattr(clock, "now", lambda: moment)
    settings_versions.current_settings()
    settings_versions.current_settings()
    assert database.calls == ["Query"]

    moment = NOW + timedelta(seconds=29)
    settings_versions.change_settings({"share_points": 7}, "admin", moment)
    database.calls.clear()
    assert settings_versions.current_settings().share_points == 7
    assert not database.calls

    moment = NOW + timedelta(seconds=60)
    settings_versions.current_settings()
    assert database.calls == ["Query"]


@pytest.mark.parametrize(
    ("domains", "taken"),
    [
        ((), True),
        (("virasto.example", "päätös.example", "a-b.virasto.example"), True),
        (("virasto",), False),
        (("@virasto.example",), False),
        (("aino@virasto.example",), False),
        (("https://virasto.example",), False),
        (("Virasto.example",), False),
        (("virasto.example.",), False),
        (("-virasto.example",), False),
        (("x" * 64 + ".example",), False),
        (("",), False),
        (tuple(f"v{number}.example" for number in range(50)), True),
        (tuple(f"v{number}.example" for number in range(51)), False),
    ],
)
def test_a_mail_domain_is_what_stands_behind_the_at_sign(domains: tuple[str, ...], taken: bool) -> None:
    if taken:
        assert checked(replace(Settings(), mail_domains=domains)).mail_domains == domains
    else:
        with pytest.raises(Invalid) as error:
            checked(replace(Settings(), mail_domains=domains))
        assert error.value.field == "mail_domains"


@pytest.mark.parametrize("joining", WorkJoining)
def test_a_choice_is_stored_and_read_as_what_it_is(joining: WorkJoining, database: MemoryDynamoDb) -> None:
    settings_versions.change_settings({"work_joining": joining.value}, "admin", NOW)

    found = settings_versions.read_settings().work_joining

    assert isinstance(found, WorkJoining)
    assert found is joining


def test_what_is_none_of_the_choices_is_refused_with_those_there_are(database: MemoryDynamoDb) -> None:
    with pytest.raises(Invalid) as error:
        settings_versions.change_settings({"work_joining": "everybody"}, "admin", NOW)

    assert (error.value.field, error.value.limit) == ("work_joining", ["off", "waiting_list", "at_once"])

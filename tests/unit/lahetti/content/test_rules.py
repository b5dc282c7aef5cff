from dataclasses import replace
from typing import Any

import pytest

from lahetti.content.model import Draft, Row
from lahetti.content.rules import checked_draft
from lahetti.core.errors import Invalid
from lahetti.settings.model import Settings
from tests.names import named
from tests.topics import library
from tests.unit.lahetti.people.test_members import AINO

TOPICS = tuple(f"aihe-{number}" for number in range(11))
SETTINGS = Settings(
    teams=(("itä", named("Itä")), ("länsi", named("Länsi"))),
    topics=library(*TOPICS),
    former_topics=library("poistettu"),
)
_INPUT = {"url": "address"}
"""What forms and API call a field otherwise."""
DRAFT = Draft("blogi", "https://www.vero.fi/blogi/1", "Otsikko", "fi")


@pytest.mark.parametrize(
    ("field", "longest", "text"),
    [
        ("title", 200, "a" * 201),
        ("summary", 1000, "a" * 1001),
        ("why", 1000, "a" * 1001),
        ("disclosure", 200, "a" * 201),
        ("url", 2000, "https://www.vero.fi/".ljust(2001, "a")),
    ],
)
def test_a_text_that_is_too_long_is_refused_with_the_limit(field: str, longest: int, text: str) -> None:
    fitting: dict[str, Any] = {field: text[:longest]}
    assert checked_draft(replace(DRAFT, **fitting), SETTINGS)

    over: dict[str, Any] = {field: text}
    with pytest.raises(Invalid) as error:
        checked_draft(replace(DRAFT, **over), SETTINGS)
    assert (error.value.field, error.value.limit) == (_INPUT.get(field, field), longest)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", "  "),
        ("url", "http://www.vero.fi/"),
        ("picture", "http://www.vero.fi/kuva.png"),
        ("picture", ""),
        ("picture", "https://www.vero.fi/".ljust(2001, "a")),
        ("language", ""),
        ("language", "f"),
        ("language", "FI"),
        ("language", "suom"),
        ("language", "fi\n"),
        ("topics", ("",)),
        ("topics", ("tuntematon",)),
        ("topics", ("poistettu",)),
        ("topics", TOPICS),
        ("audience", ("etelä",)),
        ("audience", ("itä", "etelä")),
        ("points", -1),
        ("points", 101),
    ],
)
def test_a_value_that_is_not_allowed_is_refused_by_its_name(field: str, value: object) -> None:
    wrong: dict[str, Any] = {field: value}

    with pytest.raises(Invalid) as error:
        checked_draft(replace(DRAFT, **wrong), SETTINGS)

    assert error.value.field == _INPUT.get(field, field)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("language", "smn"),
        ("topics", TOPICS[:10]),
        ("audience", ()),
        ("audience", ("länsi", "itä")),
        ("points", 0),
        ("points", 100),
        ("points", None),
        ("picture", "https://www.vero.fi/kuva.png"),
    ],
)
def test_a_value_at_its_limit_is_taken(field: str, value: object) -> None:
    draft = replace(DRAFT, **{field: value})  # type: ignore[arg-type]

    assert checked_draft(draft, SETTINGS) == draft


def test_an_unknown_topic_is_refused_with_what_is_allowed() -> None:
    with pytest.raises(Invalid) as error:
        checked_draft(replace(DRAFT, topics=("aihe-1", "poistettu")), SETTINGS)

    assert (error.value.reason, error.value.value, error.value.limit) == ("unknown", "poistettu", list(TOPICS))


def test_a_content_may_keep_a_topic_that_was_removed_since() -> None:
    draft = replace(DRAFT, topics=("poistettu",))

    assert checked_draft(draft, SETTINGS, Row("c", "blogi", "Otsikko", "fi", topics=("poistettu",))) == draft


def test_a_contents_points_stay_under_the_days_of_the_programme() -> None:
    with pytest.raises(Invalid) as error:
        checked_draft(replace(DRAFT, points=31), replace(SETTINGS, daily_points=30))

    assert error.value.limit == [0, 30]


@pytest.mark.parametrize(
    ("audience", "teams", "belongs"),
    [
        ((), (), True),
        ((), ("itä",), True),
        (("itä",), (), False),
        (("itä",), ("länsi",), False),
        (("itä", "etelä"), ("länsi", "itä"), True),
    ],
)
def test_a_content_is_for_everybody_or_for_the_named_teams(
    audience: tuple[str, ...], teams: tuple[str, ...], belongs: bool
) -> None:
    assert Row("c", "blogi", "Otsikko", "fi", audience=audience).is_for(replace(AINO, teams=teams)) is belongs

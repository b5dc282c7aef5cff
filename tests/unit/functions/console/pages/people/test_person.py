from dataclasses import replace
from typing import Any

import pytest

from console.framework.context import PageContext
from console.framework.errors import EditConflict
from console.framework.form import Form
from console.pages.people import person as person_page
from lahetti.content.channels import catalogue
from lahetti.content.channels.model import Channel
from lahetti.people import changing, members
from lahetti.people.model import Person, Role
from lahetti.settings import versions as settings_versions
from lahetti.settings.model import Settings
from tests.names import named
from tests.unit.functions.console.conftest import NOW
from tests.unit.functions.console.test_handler import person

AINO = replace(person(), role=Role.AMBASSADOR, channels=(), teams=("viestinta", "ohjaus"), version=1)
PROGRAMME = Settings(teams=(("viestinta", named("Viestintä")), ("ohjaus", named("Ohjaus")), ("it", named("IT"))))
"""Fields as the page shows them for AINO."""
FORM = {"name": "Aino Kivimäki", "role": "ambassador", "home": "viestinta", "teams": ["ohjaus", "viestinta"]}


@pytest.fixture
def stored(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What is stored of a person, over and over."""
    changes: list[dict[str, Any]] = []
    monkeypatch.setattr(settings_versions, "read_settings", lambda: PROGRAMME)
    monkeypatch.setattr(catalogue, "channels", lambda: [Channel("blog", "Blogi", "blog", "fi", "https://a.example/")])
    monkeypatch.setattr(changing, "change_person", lambda _, changed, *__, **___: changes.append(changed))
    return changes


def sent(monkeypatch: pytest.MonkeyPatch, now: Person, seen: Person = AINO, **typed: Any) -> None:
    """Send the form as it was made from `seen`, with some fields typed anew, over what is stored now."""
    monkeypatch.setattr(members, "find_person", lambda _: now)
    context = PageContext(person(), "/console/people/{person}", "/console/people/p2", {}, NOW)
    original = person_page.original(person_page._fields(context, seen))
    texts = {"original": original, **FORM, **typed}
    fields = {name: tuple(text) if isinstance(text, list) else (text,) for name, text in texts.items() if text}
    person_page.change(replace(context, form=Form(fields)), "p2")


def test_who_accepts_the_guidelines_meanwhile_is_in_nobodys_way(
    monkeypatch: pytest.MonkeyPatch, stored: list[dict[str, Any]]
) -> None:
    sent(monkeypatch, replace(AINO, guidelines=7, version=2), name="Aino Uusi")

    assert stored == [{"name": "Aino Uusi"}]


def test_what_another_admin_has_changed_meanwhile_stays_where_this_one_left_it_alone(
    monkeypatch: pytest.MonkeyPatch, stored: list[dict[str, Any]]
) -> None:
    sent(monkeypatch, replace(AINO, teams=("it",), role=Role.EDITOR, channels=("blog",), version=2), left_out="yes")

    assert stored == [{"left_out": True}]


@pytest.mark.parametrize(
    ("now", "typed", "asked"),
    [
        ({"name": "Aino Toinen"}, {"name": "Aino Uusi"}, ("name", "Aino Toinen", "Aino Uusi")),
        ({"teams": ("viestinta",)}, {"teams": ["it", "ohjaus"]}, ("teams", "viestinta", "it\nohjaus")),
        ({"role": Role.ADMIN}, {"role": "editor"}, ("role", "admin", "editor")),
    ],
)
def test_a_field_that_both_have_changed_is_asked_about(
    monkeypatch: pytest.MonkeyPatch,
    stored: list[dict[str, Any]],
    now: dict[str, Any],
    typed: dict[str, Any],
    asked: tuple[str, str, str],
) -> None:
    with pytest.raises(EditConflict) as conflict:
        sent(monkeypatch, replace(AINO, version=2, **now), **typed)

    assert [(one.name, one.theirs, one.own) for one in conflict.value.differences] == [asked]
    assert stored == []


def test_the_home_team_is_the_first(monkeypatch: pytest.MonkeyPatch, stored: list[dict[str, Any]]) -> None:
    sent(monkeypatch, AINO, home="ohjaus")
    sent(monkeypatch, AINO, home="it", teams=["ohjaus"])

    assert stored == [{"teams": ["ohjaus", "viestinta"]}, {"teams": ["it", "ohjaus"]}]


def test_only_an_editor_has_channels(monkeypatch: pytest.MonkeyPatch, stored: list[dict[str, Any]]) -> None:
    sent(monkeypatch, AINO, role="editor", channels=["blog"])
    editor = replace(AINO, role=Role.EDITOR, channels=("blog",))
    sent(monkeypatch, editor, editor, role="ambassador", channels=["blog"])

    assert stored == [{"role": "editor", "channels": ["blog"]}, {"role": "ambassador", "channels": []}]

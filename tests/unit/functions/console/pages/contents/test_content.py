from dataclasses import replace
from typing import Any

import pytest

from console.framework.context import PageContext
from console.framework.errors import EditConflict
from console.framework.form import Form
from console.pages.contents import content as content_page
from lahetti.content import revising
from lahetti.content.rules import Content, ContentState, Row
from lahetti.settings.model import Settings
from tests.unit.functions.console.conftest import NOW
from tests.unit.functions.console.test_handler import person

ROW = Row("c1", "blog", "Tilinumero", "fi", expiry="2026-12-31T06:30:00+00:00")
STORED = Content(ROW, ContentState.PUBLISHED, "https://blogi.example/1", "", "", "", "Aino", None, None, version=2)
FORM = {
    "version": "1",
    "channel": "blog",
    "lang": "fi",
    "address": "https://blogi.example/1",
    "title": "Tilinumero",
    "expiry": "2026-12-31T08:30",
    "points": "",
    "minutes": "",
    "wished_until": "",
    "picture": "",
    "audience_kind": "all",
}


ONE_TEAM = Settings(teams=(("viestinta", "Viestintä"),))


def saved(
    monkeypatch: pytest.MonkeyPatch, stored: Content, form: dict[str, str], settings: Settings = ONE_TEAM
) -> list[Any]:
    """Save a form that was made from an older version; return what was stored."""
    revised: list[Any] = []
    monkeypatch.setattr(revising, "content_of_editor", lambda *_: stored)
    monkeypatch.setattr(revising, "revise", lambda *given: revised.append(given))
    monkeypatch.setattr(content_page, "current_settings", lambda: settings)
    fields = {name: (text,) for name, text in form.items()}
    context = PageContext(
        person(), "/console/contents/{content_id}", "/console/contents/c1", {}, NOW, form=Form(fields)
    )
    content_page.save(context, "c1")
    return revised


@pytest.mark.parametrize(
    ("stored", "name", "theirs", "own"),
    [
        (replace(STORED, points=10), "points", "10", ""),
        (replace(STORED, row=replace(ROW, minutes=4)), "minutes", "4", ""),
        (replace(STORED, row=replace(ROW, audience=("viestinta",))), "audience", "viestinta", ""),
        (replace(STORED, row=replace(ROW, expiry="2027-01-31T06:30:00+00:00")), "expiry", "2027-01-31T08:30", None),
    ],
)
def test_no_field_that_another_has_changed_meanwhile_is_changed_back_unseen(
    monkeypatch: pytest.MonkeyPatch, stored: Content, name: str, theirs: str, own: str | None
) -> None:
    with pytest.raises(EditConflict) as overtaken:
        saved(monkeypatch, stored, FORM)

    (difference,) = overtaken.value.differences
    assert (difference.name, difference.theirs) == (name, theirs)
    assert difference.own == (FORM[name] if own is None else own)


def test_what_nobody_else_has_changed_is_stored_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(saved(monkeypatch, STORED, FORM)) == 1


def test_teams_that_were_compared_are_a_line_each(monkeypatch: pytest.MonkeyPatch) -> None:
    both = Settings(teams=(("viestinta", "Viestintä"), ("ohjaus", "Ohjaus")))
    form = {**FORM, "version": "2", "audience_kind": "teams", "audience": "viestinta\nohjaus"}

    ((_, _, draft, *_),) = saved(monkeypatch, STORED, form, both)

    assert draft.audience == ("viestinta", "ohjaus")

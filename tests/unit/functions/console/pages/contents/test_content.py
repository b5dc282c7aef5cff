from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from console.framework.context import PageContext
from console.framework.errors import EditConflict, FormErrors
from console.framework.form import Form
from console.pages.contents import content as content_page
from console.pages.contents import content_form
from lahetti.content import reading, revising
from lahetti.content.model import Content, ContentState, Row
from lahetti.core.errors import Invalid
from lahetti.networks.networks import Network
from lahetti.settings.model import Settings
from tests.names import named
from tests.unit.functions.console.conftest import NOW
from tests.unit.functions.console.test_handler import person

ROW = Row(
    "c1",
    "blog",
    "Tilinumero",
    "fi",
    picture="https://blogi.example/1.jpg",
    expiry=datetime(2026, 12, 31, 6, 30, 15, tzinfo=UTC),
)
STORED = Content(
    ROW, ContentState.DRAFT, "https://blogi.example/1", "", "", "", "Aino", None, None, NOW, "aino", version=1
)
TEAMS = Settings(teams=(("viestinta", named("Viestintä")), ("ohjaus", named("Ohjaus"))))
FORM = {
    "channel": "blog",
    "lang": "fi",
    "address": "https://blogi.example/1",
    "title": "Tilinumero",
    "expiry": "2026-12-31T08:30",
    "points": "",
    "minutes": "",
    "wished_until": "",
    "picture": "https://blogi.example/1.jpg",
    "audience_kind": "all",
    "at": "",
    **{f"caption.{network.value}.fi.{n}": "" for network in Network if network is not Network.LINK for n in range(2)},
}
"""Fields as the page shows them for STORED."""


@pytest.fixture(autouse=True)
def revised(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Each call of the use case: its arguments, then its options."""
    calls: list[Any] = []

    def revise(*given: Any, **options: Any) -> Content:
        calls.append((*given, options))
        return STORED

    monkeypatch.setattr(revising, "revise", revise)
    for module in (content_page, content_form):
        monkeypatch.setattr(module, "current_settings", lambda: TEAMS)
    return calls


def sent(
    monkeypatch: pytest.MonkeyPatch, now: Content, seen: Content = STORED, action: str = "save", **typed: Any
) -> None:
    """Send the form as it was made from `seen`, with some fields typed anew, over what is stored now."""
    monkeypatch.setattr(reading, "content_of_editor", lambda *_: now)
    context = PageContext(person(), "/console/contents/{content_id}", "/console/contents/c1", {}, NOW)
    texts = {"original": content_page.original(content_form.edited_fields(context, seen)), **FORM, **typed}
    form = Form({name: tuple(text) if isinstance(text, list) else (text,) for name, text in texts.items()})
    {"save": content_page.save, "publish": content_page.publish}[action](replace(context, form=form), "c1")


@pytest.mark.parametrize(
    "meanwhile",
    [
        replace(STORED, row=replace(ROW, picture="/picture/copied.jpg"), version=2),
        replace(STORED, points=10, version=2),
        replace(STORED, row=replace(ROW, minutes=4, audience=("viestinta",), expiry=None), version=2),
        replace(STORED, why="Toisen syy", captions={("x", "fi"): ("Toisen saate", "Toinen")}, version=2),
    ],
)
def test_what_others_or_a_machine_have_changed_meanwhile_stays_as_it_is(
    monkeypatch: pytest.MonkeyPatch, revised: list[Any], meanwhile: Content
) -> None:
    sent(monkeypatch, meanwhile, title="Uusi otsikko")

    ((_, version, draft, captions, *_),) = revised
    assert version == meanwhile.version
    unchanged = content_form.changed_draft(meanwhile, {})
    assert draft == replace(unchanged, title="Uusi otsikko")
    assert captions == {}


@pytest.mark.parametrize(
    ("meanwhile", "typed", "asked"),
    [
        (replace(STORED, points=10), {"points": "7"}, ("points", "10", "7")),
        (replace(STORED, row=replace(ROW, minutes=4)), {"minutes": "3"}, ("minutes", "4", "3")),
        (
            replace(STORED, row=replace(ROW, audience=("viestinta",))),
            {"audience_kind": "teams", "audience": "ohjaus"},
            ("audience", "viestinta", "ohjaus"),
        ),
        (
            replace(STORED, row=replace(ROW, expiry=datetime(2027, 1, 31, 6, 30, tzinfo=UTC))),
            {"expiry": "2027-02-01T08:30"},
            ("expiry", "2027-01-31T08:30", "2027-02-01T08:30"),
        ),
        (
            replace(STORED, captions={("x", "fi"): ("Toisen saate",)}),
            {"caption.x.fi.0": "Oma saate"},
            ("caption.x.fi.0", "Toisen saate", "Oma saate"),
        ),
    ],
)
def test_a_field_that_both_have_changed_is_asked_about(
    monkeypatch: pytest.MonkeyPatch,
    revised: list[Any],
    meanwhile: Content,
    typed: dict[str, str],
    asked: tuple[str, str, str],
) -> None:
    with pytest.raises(EditConflict) as conflict:
        sent(monkeypatch, meanwhile, **typed)

    assert [(one.name, one.theirs, one.own) for one in conflict.value.differences] == [asked]
    assert revised == []


def test_a_form_that_is_sent_unchanged_keeps_every_second(monkeypatch: pytest.MonkeyPatch, revised: list[Any]) -> None:
    sent(monkeypatch, STORED)

    ((_, _, draft, captions, *_),) = revised
    assert draft == content_form.changed_draft(STORED, {})
    assert draft.expiry == datetime(2026, 12, 31, 6, 30, 15, tzinfo=UTC)
    assert captions == {}


def test_captions_are_stored_by_network_without_those_that_were_emptied(
    monkeypatch: pytest.MonkeyPatch, revised: list[Any]
) -> None:
    stored = replace(STORED, captions={("x", "fi"): ("Yksi", "Kaksi")})

    sent(monkeypatch, stored, stored, **{"caption.x.fi.0": "", "caption.x.fi.1": "Kaksi", "caption.x.fi.2": "Kolme"})

    ((_, _, _, captions, *_),) = revised
    assert captions == {(Network.X, "fi"): ("Kaksi", "Kolme")}


def test_teams_that_were_compared_are_a_line_each(monkeypatch: pytest.MonkeyPatch, revised: list[Any]) -> None:
    sent(monkeypatch, STORED, audience_kind="", audience="viestinta\nohjaus")

    ((_, _, draft, *_),) = revised
    assert draft.audience == ("ohjaus", "viestinta")


def test_publishing_stores_and_publishes_by_one_use_case(monkeypatch: pytest.MonkeyPatch, revised: list[Any]) -> None:
    stored = replace(STORED, captions={("x", "fi"): ("Saate",)})
    sent(monkeypatch, stored, stored, action="publish", **{"title": "Uusi otsikko", "caption.x.fi.0": "Saate"})

    ((_, _, draft, *_, options),) = revised
    assert draft.title == "Uusi otsikko"
    assert options == {"publish": True, "at": None, "unschedule": False, "submit": False, "read": None}


def test_a_time_that_somebody_else_has_set_meanwhile_stays(monkeypatch: pytest.MonkeyPatch, revised: list[Any]) -> None:
    first, later = NOW + timedelta(days=1), NOW + timedelta(days=2)
    seen = replace(STORED, state=ContentState.SCHEDULED, planned=first, captions={("x", "fi"): ("Saate",)})
    typed = {"at": "2026-11-26T12:00", "title": "Uusi otsikko", "caption.x.fi.0": "Saate"}

    sent(monkeypatch, replace(seen, planned=later), seen, **typed)
    sent(monkeypatch, replace(seen, planned=later), seen, "publish", **typed)

    assert [(options["publish"], options["at"]) for *_, options in revised] == [(False, None), (True, later)]


def test_a_time_that_is_emptied_makes_a_draft_again(monkeypatch: pytest.MonkeyPatch, revised: list[Any]) -> None:
    scheduled = replace(STORED, state=ContentState.SCHEDULED, planned=NOW + timedelta(days=1))

    sent(monkeypatch, scheduled, scheduled, at="")

    ((*_, options),) = revised
    assert options == {"publish": False, "at": None, "unschedule": True, "submit": False, "read": None}


def test_a_draft_has_no_time_and_a_time_is_to_come(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Invalid) as early:
        sent(monkeypatch, STORED, at="2026-12-01T08:30")
    with pytest.raises(FormErrors) as past:
        sent(monkeypatch, STORED, action="publish", at="2026-11-01T08:30")

    assert (early.value.reason, [error.reason for error in past.value.errors]) == ("draft", ["past"])


def test_all_mistakes_are_told_at_once(monkeypatch: pytest.MonkeyPatch, revised: list[Any]) -> None:
    wrong = {"title": "", "minutes": "x", "caption.x.fi.0": "a" * 400}

    with pytest.raises(FormErrors) as errors:
        sent(monkeypatch, STORED, **wrong)

    assert {error.field for error in errors.value.errors} == set(wrong)
    assert revised == []

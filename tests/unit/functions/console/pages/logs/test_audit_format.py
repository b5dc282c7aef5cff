from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from console.framework.context import PageContext
from console.pages.logs import audit_format
from lahetti.analytics.audit_log import Change
from lahetti.content import revising
from lahetti.content.model import ContentTexts
from lahetti.core.texts import LANGUAGES, Texts
from lahetti.people.model import Role
from tests.contents import content_head
from tests.unit.functions.console.test_handler import person

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)


def ask(language: str = "fi") -> PageContext:
    return PageContext(person(Role.ADMIN, language), "/console/audit", "/console/audit", {}, NOW)


def change(**fields: Any) -> Change:
    known: dict[str, Any] = {
        "at": NOW,
        "who": "996cad45-a208-421c-88f4-bb0000000000",
        "name": "Maarit",
        "what": "person changed",
        "subject": "PERSON#p2",
        "of": "Aino",
        "before": {},
        "after": {},
    }
    return Change(**{**known, **fields})


def test_a_line_says_who_did_what_to_whom_and_leads_there() -> None:
    line = audit_format.change_in_words(ask(), change(before={"role": "ambassador"}, after={"role": "editor"}))

    assert (line["who"], line["what"], line["of"], line["to"]) == (
        "Maarit",
        "Henkilön tietoja muutettiin",
        "Aino",
        "/console/people/p2",
    )
    assert line["details"] == [("Rooli", "lähettiläs", "sisältövastaava")]


@pytest.mark.parametrize(
    ("who", "name", "words_of_who"),
    [("deployment", "", "Lähetti"), ("feed", "", "Lähetti"), ("9" * 36, "", "Entinen käyttäjä")],
)
def test_whoever_is_no_person_or_is_gone_is_said_so(who: str, name: str, words_of_who: str) -> None:
    assert audit_format.change_in_words(ask(), change(who=who, name=name))["who"] == words_of_who


def test_what_is_gone_has_no_link_and_what_has_no_words_stays_as_it_is() -> None:
    line = audit_format.change_in_words(ask(), change(of="", what="something new", after={"unheard_of": 1}))

    assert (line["to"], line["what"]) == (None, "something new")
    assert line["details"] == [("unheard_of", "–", "1")]


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("seats", None, "–"),
        ("teams", [["itä", "Itä"]], "Itä"),
        ("teams", [["itä", {"fi": "Itä", "sv": "Öst"}]], "suomi: Itä, ruotsi: Öst"),
        ("name", {"sv": "Öst"}, "ruotsi: Öst"),
        ("blocked_words", [], "–"),
        ("left_out", True, "kyllä"),
        ("daily_points", Decimal(10000), "10\u00a0000"),
        ("digest_days", (2, 4), "ti, to"),
        ("state", "paused", "tauolla"),
        ("network", "linkedin", "LinkedIn"),
        ("way", "draw", "arvonta"),
        ("ranking", "team", "Tiimien kisa"),
        ("value_cents", Decimal(1250), "12,50\u00a0€"),
        ("links", "front_page", "Organisaation etusivulle"),
        ("links", "unheard of", "unheard of"),
        ("cause", "SHARE#p8aB3dE6gH", "Jako vahvistettu"),
        ("cause", "UNHEARD#1", "pistetapahtuma"),
        ("row", "2026-11-30#linkedin#typed", "30.11.2026, LinkedIn"),
        ("captions", ["linkedin fi", "x sv"], "LinkedIn, suomi, X, ruotsi"),
        ("quiet_hours", "18:00-07:30 weekends", "18.00–7.30 ja viikonloput"),
        ("digest_time", "08:30", "klo 8.30"),
        ("first", "2026-12-01", "1.12.2026"),
        ("expiry", "2026-12-25T12:00:00+00:00", "pe 25.12. klo 14.00"),
        ("medium", "blog", "Blogi"),
        ("mail_state", "bounced", "ei mene perille"),
        ("kind", "before", "Ennen"),
        ("source", "typed", "kirjoitettu itse"),
        ("source", "LinkedIn Campaign Manager, syksy", "LinkedIn Campaign Manager, syksy"),
    ],
)
def test_values_are_read_as_people_write_them(name: str, value: object, shown: str) -> None:
    assert audit_format.value_in_words(ask().texts, name, value) == shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_of_a_content_and_of_a_feed_that_is_logged_has_words(language: str) -> None:
    texts = Texts("console", language)
    logged = {*revising._logged(content_head(), ContentTexts("c", "https://blogi.example/")), "captions", "publishes"}

    assert not {name for name in logged if f"change.field.{name}" not in texts}


def test_ids_are_read_as_the_names_they_have_now() -> None:
    names = {"owner": {"p2": "Aino"}, "teams": {"ita": "Itä"}, "contents": {"c1": "Juttu"}, "race": {"C1": "Haaste"}}
    after = {"owner": "p2", "teams": ["ita", "gone"], "contents": ["c1"], "race": "W2026-48", "award": "AWARD#CLAIM#1"}

    details = audit_format.change_in_words(ask(), change(after=after, names=names))["details"]

    assert [value for _, _, value in details] == ["Aino", "Itä, poistettu", "Juttu", "Viikko 48/2026"]

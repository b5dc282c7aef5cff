"""The page of one's own data: everything that the JSON holds, explained, in three languages, and nothing that runs."""

import base64
import hashlib
import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from html.parser import HTMLParser
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from lahetti.campaigns.model import Aim, Phase
from lahetti.content.model import ContentState
from lahetti.content.notes.model import About, NoteState
from lahetti.core.texts import LANGUAGES, Texts
from lahetti.dynamodb.models import StoredItem
from lahetti.people.model import DigestMode, MailState, PersonState, Role, Seat
from lahetti.personal_data import exports, items
from lahetti.personal_data.kinds import OF_PEOPLE
from lahetti.personal_data.page import Fields, Words, render_page, sections
from lahetti.points.items import HeldClicksItem
from lahetti.points.model import Activity, OpeningCause, Reason
from lahetti.records import ceilings
from lahetti.records.audit import AuditAction
from lahetti.records.items import AuditItem
from lahetti.records.model import MailKind, MailStep
from lahetti.rewards.model import AwardState, Way
from lahetti.sharing.model import ShareState
from lahetti.suggestions.model import SuggestionState
from tests.unit.lahetti.personal_data.test_erasing import NOW, WHO, someone_with_everything

ZONE = ZoneInfo("Europe/Helsinki")
EXPORTED = {kind: declared.exported_as for kind, declared in OF_PEOPLE.items() if declared.exported_as is not None}
HOSTILE = """<script>alert("1")</script>&amp;'\""""
Data = Mapping[str, list[dict[str, Any]]]


def page_of(data: Data, language: str = "fi") -> str:
    return render_page(data, "Lähtijä Lehtonen", Texts("own_data", language), ZONE, NOW)


@pytest.fixture
def everything(monkeypatch: pytest.MonkeyPatch) -> Data:
    monkeypatch.setattr(exports.register, "voucher_for", lambda award: "ABC-1" if award.voucher else None)
    with someone_with_everything():
        return exports.data_of(WHO, NOW)


class Parsed(HTMLParser):
    """Collects what tags, attributes and texts a page has."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def leaves(value: Any) -> Iterator[Any]:
    """Walk the single values of what JSON holds, or of what the page says, without what is empty at the top."""
    match value:
        case Fields():
            for _, one in value.pairs:
                yield from leaves(one)
        case dict():
            for one in value.values():
                yield from leaves(one)
        case list() | tuple():
            for one in value:
                yield from leaves(one)
        case _:
            yield value


def filled(item: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in item.items() if value not in (None, "", [], {})}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", EXPORTED, ids=lambda kind: kind.__name__)
def test_a_kind_and_each_of_its_fields_have_words_of_their_own(kind: type[StoredItem], language: str) -> None:
    texts, name = Texts("own_data", language), EXPORTED[kind]
    fields = set(kind.get_attributes()) - items._PLACING
    words = {
        field: next((key for key in (f"field.{name}.{field}", f"field.{field}") if key in texts), "")
        for field in fields
    }

    assert [key for part in ("name", "why", "kept") if (key := f"kind.{name}.{part}") not in texts] == []
    assert {field for field, key in words.items() if not key} == set(), f"own_data.{language}.json has no field.<name>"
    assert len({texts(key) for key in words.values()}) == len(fields), "two fields are called alike"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_words_are_left_of_a_kind_that_there_is_no_more(language: str) -> None:
    kinds = {key.split(".")[1] for key in Texts("own_data", language)._texts if key.startswith("kind.")}

    assert kinds == set(EXPORTED.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_says_all_that_the_json_holds_and_no_more(everything: Data, language: str) -> None:
    said = sections(everything, Texts("own_data", language), ZONE)
    texts = " ".join(Parsed(page_of(everything, language)).texts)

    assert [section.kind for section in said] == list(everything)
    for section in said:
        held = everything[section.kind]
        assert len(section.items) == len(held)
        for item, stored in zip(section.items, held, strict=True):
            assert len(list(leaves(item))) == len(list(leaves(filled(stored)))), section.kind
            assert {one for one in leaves(item) if one not in texts} == set()
    assert {"held_clicks", "changes"} <= {section.kind for section in said if section.items}


def test_audit_lines_and_held_clicks_are_said_in_words(everything: Data) -> None:
    told = {section.kind: section for section in sections(everything, Texts("own_data", "fi"), ZONE)}

    (held, *_) = told[EXPORTED[HeldClicksItem]].items
    assert dict(held.pairs)["Päivä"] == "25.3.2026"
    invited = dict(told[EXPORTED[AuditItem]].items[0].pairs)
    assert invited["Aika"] == "14.1.2026 klo 14.00"
    assert invited["Muutoksen jälkeen"] == Fields((("Roolisi", "sisältövastaava"),))
    assert str(invited["Mitä"]) != "person invited"


@pytest.mark.parametrize(
    ("language", "day", "moment"),
    [
        ("fi", "25.3.2026", "25.3.2026 klo 14.05"),
        ("sv", "25.3.2026", "25.3.2026 kl. 14.05"),
        ("en", "25 Mar 2026", "25 Mar 2026, 14:05"),
    ],
)
def test_days_and_moments_are_written_as_the_language_writes_them(language: str, day: str, moment: str) -> None:
    written = value("at", ["2026-03-25", "2026-03-25T12:05:00+00:00", "2026-03-25T12:05:00.123456+00:00"], language)

    assert written == (day, moment, moment)


@pytest.mark.parametrize(
    ("field", "stored", "written"),
    [
        ("value_cents", 1450, "14,50\u00a0€"),
        ("points", 3480, "3\u00a0480"),
        ("number", 696881679811, "696881679811"),
        ("anonymous", True, "kyllä"),
        ("anonymous", False, "ei"),
        ("races", ["W2026-13", "ALL"], ("Viikko 13/2026", "Alusta asti")),
        ("digest_days", [2, 4], ("ti", "to")),
        ("quiet", "18:00-07:30 weekends", "18.00–07.30 ja viikonloput"),
        ("homes", {"0001-01-01": "viestinta"}, Fields((("alusta asti", "viestinta"),))),
        ("before", {"note": ""}, Fields((("Viesti", "–"),))),
        ("title", "closed", "closed"),
        ("name", {"fi": "Elokuvalippu", "sv": "Biobiljett"}, "Elokuvalippu"),
        ("name", {"sv": "Biobiljett"}, "Biobiljett"),
    ],
)
def test_values_are_written_as_people_write_them(field: str, stored: Any, written: Words) -> None:
    assert value(field, stored) == written


def value(field: str, stored: Any, language: str = "fi") -> Words:
    (section,) = sections({"profile": [{field: stored}]}, Texts("own_data", language), ZONE)
    ((_, written),) = section.items[0].pairs
    return written


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("state", (PersonState, ShareState, AwardState, SuggestionState, MailStep, NoteState, ContentState)),
        ("digest", (DigestMode,)),
        ("seat", (Seat,)),
        ("mail_state", (MailState,)),
        ("about", (About,)),
        ("way", (Way,)),
        ("role", (Role,)),
        ("activity", (Activity,)),
        ("reasons", (Reason,)),
        ("cause", (OpeningCause,)),
        ("mail", (MailKind,)),
        ("what", (AuditAction,)),
        ("aim", (Aim,)),
        ("applied", (Phase,)),
    ],
)
def test_each_of_a_few_values_has_words(field: str, values: tuple[type[StrEnum], ...]) -> None:
    raw = {one.value for of in values for one in of if value(field, one.value) == one.value}

    assert raw == set()


def test_each_thing_that_is_counted_has_words() -> None:
    counted = [one.name for one in (*ceilings.DAILY, *ceilings.PAUSES)]

    assert [name for name in counted if value("what", name) == name] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_somebody_wrote_is_text_and_the_page_loads_and_runs_nothing(language: str) -> None:
    data = {
        "profile": [{"name": HOSTILE, "teams": [HOSTILE], "servers": {HOSTILE: HOSTILE}}],
        "held_clicks": [{"code": HOSTILE, "clicks": 1}, {"code": HOSTILE, "clicks": 2}],
    }
    page = render_page(data, HOSTILE, Texts("own_data", language), ZONE, NOW)

    found = Parsed(page)
    assert "".join(found.texts).count(HOSTILE) == 7
    assert not {tag for tag, _ in found.tags} & {"script", "link", "img", "iframe", "object", "form", "base", "svg"}
    attributes = {(name, attribute) for _, given in found.tags for name, attribute in given.items()}
    assert not [name for name, _ in attributes if name.startswith("on") or name in ("src", "style", "action")]
    assert all((address or "").startswith("#") for name, address in attributes if name == "href")
    assert "url(" not in page
    assert "@import" not in page


def test_its_policy_allows_its_own_style_alone(everything: Data) -> None:
    page = page_of(everything)
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    assert style is not None

    (policy,) = (given["content"] for _, given in Parsed(page).tags if given.get("http-equiv"))

    hashed = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{hashed}'; base-uri 'none'; form-action 'none'"


@pytest.mark.parametrize("language", LANGUAGES)
def test_its_language_headings_and_tables_are_marked(everything: Data, language: str) -> None:
    page = page_of({**everything, "seen": []}, language)

    tags = Parsed(page).tags
    assert page.startswith("<!doctype html>")
    assert next(given for tag, given in tags if tag == "html") == {"lang": language}
    assert [tag for tag, _ in tags].count("h1") == 1
    assert {given.get("scope") for tag, given in tags if tag == "th"} == {"col", "row"}
    ids = [given["id"] for _, given in tags if "id" in given]
    assert len(ids) == len(set(ids))
    assert {given["href"] for tag, given in tags if tag == "a"} <= {f"#{id_}" for id_ in ids}
    assert Texts("own_data", language)("page.nothing") in page

import re
from collections.abc import Iterator
from html import unescape
from types import SimpleNamespace

import pytest

from console.framework.context import PageContext
from console.framework.errors import in_words
from console.framework.form import Form, Upload
from console.framework.page import Report
from console.framework.rendering import rendered
from console.pages.people import invite
from lahetti.core.errors import Invalid
from lahetti.core.languages import INTERFACE
from lahetti.core.texts import Texts
from lahetti.people import invitation_files, items, members
from lahetti.people.model import Person, PersonState, Role
from lahetti.security import identity
from lahetti.settings import versions as settings_versions
from tests.memory_dynamodb.client import MemoryDynamoDb
from tests.unit.functions.console.conftest import NOW
from tests.workbooks import workbook

ADMIN = Person("admin", "admin@vero.fi", "Maarit", Role.ADMIN, PersonState.ACTIVE, "fi", NOW)
PATH = "/console/people/invite"
FILE = (
    "Sähköpostiosoite,Nimi,Kieli,Palkka\r\n"
    "aino@vero.fi,Aino <b>,,1\r\n"
    "päivi,Mäkelä Päivi,,2\r\n"
    "paivi@vero.fi,Mäkelä, Päivi,,3\r\n"
    "aino@vero.fi,Aino,,4\r\n"
).encode("cp1252")


@pytest.fixture(autouse=True)
def programme(database: MemoryDynamoDb, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(identity, "create_sign_in", lambda *_: None)
    yield
    settings_versions._CURRENT.clear()


def do(action: str, content: bytes | None = None, **typed: str) -> Report:
    uploads = {} if content is None else {"file": Upload("väki.csv", content)}
    form = Form({name: (value,) for name, value in typed.items()}, uploads)
    report = invite.invite.actions[action][0](PageContext(ADMIN, PATH, PATH, {}, NOW, form=form))
    assert isinstance(report, Report)
    return report


def shown(report: Report, language: str = "fi") -> str:
    frame = {"context": PageContext(ADMIN, PATH, PATH, {}, NOW), "person": ADMIN, "menu": (), "badges": {}}
    return rendered(report.template, language, {**frame, **report.values})


def hidden(page: str) -> str:
    found = re.search(r'name="people" value="([^"]*)"', page)
    assert found is not None
    return unescape(found[1])


def invited() -> set[str]:
    return items.known_emails(["aino@vero.fi", "paivi@vero.fi"])


def test_a_file_is_shown_before_anybody_is_invited_and_the_form_alone_invites_them() -> None:
    preview = shown(do("upload", FILE))

    assert invited() == set()
    assert "Aino &lt;b&gt;" in preview
    assert "Näitä sarakkeita ei käytetä: Palkka." in preview
    assert "1 nimessä on pilkku: ”Mäkelä, Päivi”. Miten se luetaan?" in preview
    assert "merkistö CP1252, erotin ”,”" in preview

    answer = do("invite_all", people=hidden(preview), names="last_first")

    assert invited() == {"aino@vero.fi", "paivi@vero.fi"}
    assert answer.values["counted"] == {
        **dict.fromkeys(("new", "known", "asked", "outside", "seats_full", "later"), 0),
        "invited": 2,
        "wrong": 1,
        "twice": 1,
    }


def test_lines_without_a_language_are_invited_in_the_one_that_was_chosen_for_them() -> None:
    rows = [["E-post", "Namn", "Språk"], ["aino@vero.fi", "Aino", ""], ["paivi@vero.fi", "Päivi", "suomi"]]

    preview = shown(do("upload", workbook(rows), file_language="sv"))
    do("invite_all", people=hidden(preview))

    found = {
        person.email: person.language
        for person in map(members.known_email, ("aino@vero.fi", "paivi@vero.fi"))
        if person
    }
    assert found == {"aino@vero.fi": "sv", "paivi@vero.fi": "fi"}
    with pytest.raises(Invalid) as refused:
        do("upload", workbook(rows), file_language="de")
    assert refused.value.field == "file_language"


def test_a_name_that_nobody_explained_is_left_out() -> None:
    answer = do("invite_all", people=hidden(shown(do("upload", FILE))))

    assert invited() == {"aino@vero.fi"}
    assert answer.values["counted"]["asked"] == 1


@pytest.mark.parametrize("language", INTERFACE)
def test_preview_and_answer_have_their_words(language: str) -> None:
    report = do("upload", workbook([["E-post", "Namn"], ["aino@vero.fi", "Aino"]]))

    preview = shown(report, language)

    assert "Taulukko1" in preview
    assert "aino@vero.fi" in shown(do("invite_all", people=hidden(preview)), language)


@pytest.mark.parametrize("language", INTERFACE)
def test_a_file_that_takes_several_requests_shows_how_far_it_is_and_goes_on_without_script(
    language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [["E-post", "Namn"], *([f"p{number}@vero.fi", f"Nimi {number}"] for number in range(20))]
    preview = shown(do("upload", workbook(rows)))
    monkeypatch.setattr(invitation_files, "_WORKERS", 1)
    times = iter(range(10_000))
    monkeypatch.setattr(invite, "time", SimpleNamespace(monotonic=lambda: next(times)))

    pages = [shown(do("invite_all", people=hidden(preview), names=""), language)]
    while 'name="action" value="invite_all"' in pages[-1]:
        pages.append(shown(do("invite_all", people=hidden(pages[-1]), names=""), language))

    known = items.known_emails(f"p{number}@vero.fi" for number in range(20))
    assert (len(pages), len(known)) == (2, 20)
    assert re.search(
        r'<p id="progress">[^<]*18[^<]*20[^<]*</p>\s*<progress max="20" value="18" aria-labelledby="progress">',
        pages[0],
    )
    assert "<progress" not in pages[1]


def test_what_was_changed_on_its_way_is_judged_again() -> None:
    people = hidden(shown(do("upload", FILE))).replace("aino@vero.fi", "no address", 1)

    do("invite_all", people=people)

    assert invited() == {"aino@vero.fi"}  # by its second line, which is the first of that address now


@pytest.mark.parametrize("people", ["", "[]", "x"])
def test_a_form_without_lines_is_refused(people: str) -> None:
    with pytest.raises(Invalid):
        do("invite_all", people=people)


@pytest.mark.parametrize("language", INTERFACE)
def test_a_preview_counts_who_is_outside_the_domains_and_they_are_not_invited(language: str) -> None:
    settings_versions.change_settings({"mail_domains": ("vero.fi",)}, "admin", NOW)
    rows = [["E-post", "Namn"], ["aino@vero.fi", "Aino"], ["x@muu.example", "X"], ["y@muu.example", "Y"]]

    report = do("upload", workbook(rows))
    preview = shown(report, language)
    done = do("invite_all", people=hidden(preview))

    assert (report.values["counted"]["new"], report.values["counted"]["outside"]) == (1, 2)
    label = {"fi": "Muu kuin vero.fi", "sv": "Annan än vero.fi", "en": "Outside vero.fi"}[language]
    assert re.search(rf"<dt>{label}</dt><dd[^>]*>2</dd>", preview)
    assert (done.values["counted"]["invited"], done.values["counted"]["outside"]) == (1, 2)
    assert items.known_emails(["aino@vero.fi", "x@muu.example", "y@muu.example"]) == {"aino@vero.fi"}
    assert "vero.fi" in shown(done, language)


def test_one_outside_the_domains_is_refused_in_words_that_name_them() -> None:
    settings_versions.change_settings({"mail_domains": ("vero.fi", "laitos.example")}, "admin", NOW)

    with pytest.raises(Invalid) as refused:
        do("invite", email="x@muu.example", name="X", role="ambassador", language="fi")

    (error,) = in_words([refused.value], Texts("console", "fi"))
    assert error.text == "Ohjelmaan voi kutsua vain osoitteita, joiden pääte on vero.fi, laitos.example."

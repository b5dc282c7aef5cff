from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from console import handler_editors
from console.framework import answering
from console.pages.contents import contents
from http_adapter import client_files
from lahetti.analytics import content_stats
from lahetti.analytics.content_stats import ContentStats
from lahetti.content import listing
from lahetti.content.channels import catalogue
from lahetti.content.channels import items as channels_items
from lahetti.content.channels.model import Channel
from lahetti.content.filters import saving
from lahetti.content.listing import ContentFilter, Listed
from lahetti.content.model import ContentState, Row
from lahetti.core.errors import Busy, NotAllowed
from lahetti.core.texts import LANGUAGES
from lahetti.dynamodb.transactions import transact
from lahetti.people import items as people_items
from lahetti.people import members
from lahetti.people import model as people_model
from lahetti.people.model import Person, Role
from lahetti.security import sessions
from lahetti.security.sessions import Purpose
from lahetti.security.sign_ins import SignIn
from lahetti.settings.model import Settings
from tests.events import Context, rest_event
from tests.memory_dynamodb.client import MemoryDynamoDb
from tests.sign_ins import console_cookie

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
PUBLISHED = Row(
    "c1",
    "blog",
    "Tilinumero <b>kuntoon</b>",
    "fi",
    published="2026-11-24T06:30:00+00:00",
    expiry="2026-12-24T06:30:00+00:00",
)


def person(role: Role = Role.EDITOR, language: str = "fi") -> Person:
    return Person(
        id="p1",
        email="aino@virasto.example",
        name="Aino Kivimäki",
        role=role,
        state=people_model.PersonState.ACTIVE,
        language=language,
        joined=NOW,
        channels=("blog",),
        guidelines=1,
    )


class Programme:
    """People and contents as the console asks for them."""

    def __init__(self) -> None:
        self.people = {"p1": person()}
        self.rows: dict[ContentState, list[Row]] = {ContentState.PUBLISHED: [PUBLISHED]}
        self.more: str | None = None
        self.brought: dict[str, ContentStats] = {}

    def signed_in(self, asked: SignIn, role: Role) -> Person:
        found = self.people.get(asked.person)
        if found is None or not found.may(role):
            raise NotAllowed(f"This needs the role {role}.")
        return found

    def listed(self, _: Person, wanted: ContentFilter, __: str | None) -> tuple[list[Listed], str | None]:
        self.wanted = wanted
        found = [Listed(row, state, "2026-11-24T06:30:00+00:00") for state, rows in self.rows.items() for row in rows]
        return [listed for listed in found if wanted.fits(listed.row)], self.more

    def numbers(self, _: Person) -> dict[ContentState, int]:
        return {state: len(self.rows.get(state, [])) for state in ContentState}


@pytest.fixture
def programme(monkeypatch: pytest.MonkeyPatch) -> Programme:
    fake = Programme()
    monkeypatch.setattr(members, "signed_in", fake.signed_in)
    monkeypatch.setattr(members, "known_person", lambda person: fake.people.get(person))
    monkeypatch.setattr(listing, "listed", fake.listed)
    monkeypatch.setattr(listing, "numbers", fake.numbers)
    monkeypatch.setattr(content_stats, "stats_of", lambda _: fake.brought)
    monkeypatch.setattr(saving, "filters_of", lambda _: {})
    monkeypatch.setattr(contents, "current_settings", Settings)
    monkeypatch.setattr(
        catalogue, "channels", lambda: [Channel("blog", "Verona-blogi", "blog", "fi", "https://a.example/")]
    )
    return fake


def opened(
    method: str = "GET",
    cookie: str | None = None,
    query: dict[str, str] | None = None,
    path: str = "/console/contents",
    **headers: str,
) -> dict[str, Any]:
    cookies = {"console": cookie} if cookie else None
    answer: dict[str, Any] = handler_editors.lambda_handler(
        rest_event(method, path, query=query, headers=headers, cookies=cookies), Context()
    )
    return answer


def session(asked: str = "p1") -> str:
    return console_cookie(asked, NOW)


def test_an_editor_sees_who_they_are_and_what_is_published(programme: Programme) -> None:
    answer = opened(cookie=session())

    assert answer["statusCode"] == 200
    assert answer["headers"]["Content-Type"] == "text/html; charset=utf-8"
    assert "Aino Kivimäki, sisältövastaava" in answer["body"]
    assert "Verona-blogi" in answer["body"]
    assert '<span class="bdg num">3<span class="vh"> odottaa</span></span>' in answer["body"]
    assert "ti 24.11. klo 8.30" in answer["body"]
    assert f'href="/app/{client_files.VERSION}/lahetti.css"' in answer["body"]
    assert "<title>Sisällöt – Lähetin hallinta</title>" in answer["body"]


def test_what_editors_wrote_is_text_and_no_markup(programme: Programme) -> None:
    body = opened(cookie=session())["body"]

    assert "Tilinumero &lt;b&gt;kuntoon&lt;/b&gt;" in body
    assert body.count("<script") == 1  # our own, from our own address
    assert " style=" not in body


def test_the_page_speaks_the_persons_language(programme: Programme) -> None:
    programme.people["p1"] = person(Role.ADMIN, "sv")

    body = opened(cookie=session())["body"]

    assert '<html lang="sv">' in body
    assert "Aino Kivimäki, huvudanvändare" in body
    assert 'href="/console/contents/c1" lang="fi">' in body


def test_figures_stand_beside_the_titles_where_enough_people_shared_them(programme: Programme) -> None:
    programme.brought = {"c1": ContentStats(34, 3480, 39, NOW)}

    body = opened(cookie=session())["body"]

    assert "39 %" in body
    assert "3\u00a0480" in body
    programme.brought = {"c1": ContentStats(counted=NOW)}
    assert "alle 5 jakajaa" in opened(cookie=session())["body"]


def test_filters_come_from_the_address_and_stay_in_the_form(programme: Programme) -> None:
    body = opened(cookie=session(), query={"q": "TILI", "state": "published", "channel": "blog", "language": "fi"})[
        "body"
    ]

    assert programme.wanted == ContentFilter(ContentState.PUBLISHED, "blog", "fi", "", "TILI")
    assert 'value="TILI"' in body
    assert '<option value="fi" selected>' in body
    assert '<input type="hidden" name="state" value="published">' in body


def test_a_filter_that_nothing_fits_and_an_empty_programme_say_different_things(programme: Programme) -> None:
    assert "Mikään sisältö ei vastaa rajausta." in opened(cookie=session(), query={"q": "muu"})["body"]

    programme.rows = {}

    assert "Sisältöjä ei ole vielä." in opened(cookie=session())["body"]


def test_the_list_is_a_file_too(programme: Programme, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "all_listed", lambda editor, wanted: iter(programme.listed(editor, wanted, None)[0]))

    body = opened(cookie=session(), query={"format": "csv"})["body"]

    assert body.splitlines()[1].startswith("Tilinumero <b>kuntoon</b>;blog;fi;")


@pytest.mark.parametrize("cookie", [None, "forged", "a.b.c"])
def test_without_a_session_the_person_is_sent_to_sign_in_and_back(programme: Programme, cookie: str | None) -> None:
    answer = opened(cookie=cookie)

    assert answer["statusCode"] == 302
    assert answer["headers"]["Location"] == "/signin?to=%2Fconsole%2Fcontents"


def test_a_cookie_of_a_sign_in_under_way_is_no_session(programme: Programme) -> None:
    other = sessions.signed(Purpose.SIGNING_IN, {"person": "p1"}, NOW)

    assert opened(cookie=other)["statusCode"] == 302


@pytest.mark.parametrize(
    ("language", "words"),
    [("fi", "sisältövastaaville"), ("sv", "innehållsansvariga"), ("en", "for editors")],
)
def test_an_ambassador_is_told_in_words_that_the_page_is_not_for_them(
    programme: Programme, language: str, words: str
) -> None:
    programme.people["p1"] = person(Role.AMBASSADOR, language)

    answer = opened(cookie=session(), **{"Accept-Language": "de"})

    assert answer["statusCode"] == 403
    assert answer["headers"]["Content-Type"] == "text/html; charset=utf-8"
    assert words in answer["body"]


def test_an_error_is_told_in_the_language_of_whoever_is_signed_in_whatever_the_browser_prefers(
    programme: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    programme.people["p1"] = person(language="sv")

    def busy(*_: object) -> None:
        raise Busy("Too many at once.", retry_after=1)

    monkeypatch.setattr(answering, "_show", busy)
    refused = opened(cookie=session(), **{"Accept-Language": "fi"})

    assert refused["statusCode"] == 503
    assert '<html lang="sv">' in refused["body"]


def test_whose_session_is_over_is_told_so_in_the_language_that_their_device_spoke(programme: Programme) -> None:
    headers = {"Accept-Language": "fi", "Origin": "https://lahetti.example"}

    over = opened("POST", cookie="over; language=sv", **headers)

    assert over["statusCode"] == 401
    assert '<html lang="sv">' in over["body"]


def test_a_role_taken_away_is_gone_at_the_next_request(programme: Programme) -> None:
    cookie = session()
    assert opened(cookie=cookie)["statusCode"] == 200

    programme.people["p1"] = person(Role.AMBASSADOR)

    assert opened(cookie=cookie)["statusCode"] == 403


def test_a_bug_is_told_in_words_and_logged(
    programme: Programme, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(catalogue, "channels", broken)

    answer = opened(cookie=session())

    assert answer["statusCode"] == 500
    assert "Jokin meni vikaan meidän päässämme." in answer["body"]
    assert "ZeroDivisionError" not in answer["body"]
    assert "ZeroDivisionError" in caplog.text


def test_head_is_answered_without_the_body(programme: Programme) -> None:
    answer = opened("HEAD", cookie=session())

    assert (answer["statusCode"], answer["body"]) == (200, "")


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("asked", [None, "p1", "nobody"])
def test_every_answer_refuses_what_is_not_ours(programme: Programme, method: str, asked: str | None) -> None:
    answer = opened(method, cookie=session(asked) if asked else None)

    headers = answer["headers"]
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Strict-Transport-Security"] == "max-age=31536000"
    assert headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("resource", handler_editors.NOWHERE)
@pytest.mark.parametrize(("language", "words"), [("fi", "Sivua ei löydy"), ("sv", "Sidan hittades inte")])
def test_a_path_without_a_page_is_answered_with_one_in_the_persons_language(
    database: MemoryDynamoDb, resource: str, language: str, words: str
) -> None:
    people_items.put_person(person(language=language)).item.save()
    event = rest_event("GET", resource, parameters={"nowhere": "x", "below": "y"}, cookies={"console": session()})

    answer = handler_editors.lambda_handler(event, Context())

    assert answer["statusCode"] == 404
    assert answer["headers"]["Content-Type"] == "text/html; charset=utf-8"
    assert f'<html lang="{language}"' in answer["body"]
    assert words in answer["body"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_errors_speak_the_language_of_whose_session_it_is_or_was(database: MemoryDynamoDb, language: str) -> None:
    """Neither the browser's nor the device's, also where the session is over."""
    people_items.put_person(person(language=language)).item.save()
    over = console_cookie("p1", NOW - timedelta(hours=13))

    for status in (403, 404, 413, 500):
        headers = {"cookie": f"console={over}; language=fi", "accept-language": "fi"}
        page = answering.error_page(answering.reader_language(headers, status), status)
        assert f'<html lang="{language}"' in page.body
    unavailable = answering.reader_language({"cookie": f"console={over}", "accept-language": "sv"}, 503)
    assert unavailable == "sv"  # a store that does not answer is not asked once more


def test_a_stranger_is_spoken_to_as_their_device_speaks(database: MemoryDynamoDb) -> None:
    assert answering.reader_language({"cookie": "console=made-up; language=en", "accept-language": "fi"}, 404) == "en"


def test_an_editor_is_told_which_role_or_channel_a_page_needs(database: MemoryDynamoDb) -> None:
    transact(channels_items.put_channel(Channel("yt", "YouTube", "youtube", "fi", "https://www.youtube.com/@v")))

    admins = answering.error_page("fi", 403, NotAllowed("No.", reason="role", value="editor")).body
    channel = answering.error_page("fi", 403, NotAllowed("No.", field="channel", value="yt")).body
    origin = answering.error_page("sv", 403, NotAllowed("No.", reason="origin")).body
    ambassador = answering.error_page("fi", 403, NotAllowed("No.", reason="role", value="ambassador")).body

    assert "Tämä sivu on pääkäyttäjille" in admins
    assert "kanavaan YouTube" in channel
    assert "Begäran kom inte från en av Lähettis sidor." in origin
    assert "Tämä sivu on sisältövastaaville" in ambassador

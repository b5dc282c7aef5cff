"""What all pages share, tried on a page of the tests' own."""

import re
import time
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jinja2
import pytest
from markupsafe import escape

from console.framework import answering, protection, rendering
from console.framework.application import Console
from console.framework.context import PageContext
from console.framework.editing import EditedField, changed_fields, original
from console.framework.errors import FormErrors
from console.framework.export import Line
from console.framework.notice import Redirect
from console.framework.page import Confirm, page
from console.framework.rendering import Values
from lahetti.core.errors import Busy, ChangedMeanwhile, Conflict, Invalid, NotFound
from lahetti.people import members
from lahetti.people.model import Person, Role
from lahetti.security import sessions
from lahetti.security.sessions import Purpose
from tests.events import Context, rest_event
from tests.hostile_sizes import PUBLIC_PATH, at_most, megabyte
from tests.sign_ins import console_cookie
from tests.unit.functions.console.conftest import NOW
from tests.unit.functions.console.test_handler import person
from web.screens import wanted_screen

TEMPLATE = """{% extends "framework/signed_in.html" %}{% import "framework/parts.html" as ui with context %}
{% block heading %}Koe{% endblock %}
{% block content %}{% call ui.form(original=original) %}{{ ui.field("title", "Otsikko", stored) }}
{{ ui.field("why", "Miksi", "", rows=3) }}{{ ui.choices("topic", "Aiheet", [("a", "A"), ("b", "B")], ("a",)) }}
{{ ui.button("Tallenna", "save") }}{% endcall %}{{ ui.pager(next) }}{{ ui.exports() }}{% endblock %}"""
ORIGIN = "https://lahetti.example"
saved: list[str] = []


def edited() -> list[EditedField]:
    return [EditedField("title", "Otsikko", "Vanha <b>", "Vanha <b>", lambda form: form.text("title"))]


@page("tried.html")
def tried(context: PageContext) -> Values:
    return {"stored": "Vanha <b>", "original": original(edited()), "next": "c2"}


@tried.action("save")
def save(context: PageContext) -> Redirect:
    title = context.form.text("title")
    if title == "several":
        raise FormErrors([Invalid("x", field="title", limit=5), Invalid("x", field="why", reason="no_day")])
    errors = {
        "long": Invalid("too long", field="title", limit=200),
        "gone": NotFound("gone"),
        "busy": Busy("busy", retry_after=1),
        "state": Conflict("state"),
    }
    if title in errors:
        raise errors[title]
    if title == "overtaken" and len(saved) < 2:
        saved.append("overtaken")
        raise ChangedMeanwhile("overtaken")
    if title == "overtaken every time":
        raise ChangedMeanwhile("overtaken")
    changed = changed_fields(context.form, edited())
    saved.append(changed.get("title", "nothing"))
    return Redirect("done.note_settled")


@tried.action("drop")
def drop(context: PageContext) -> Redirect | Confirm:
    if not context.form.confirmed:
        return Confirm("Poistetaanko?", ("Kaikki katoaa.",), "Poista")
    saved.append("dropped")
    return Redirect("done.note_settled", to="/console")


@tried.action("rule", Role.ADMIN)
def rule(context: PageContext) -> Redirect:
    saved.append("ruled")
    return Redirect("done.note_settled")


@tried.export("tried")
def lines(context: PageContext) -> Iterator[Line]:
    yield {"title": "=1", "state": "open"}


tested = Console({"/console/tried": "tried"}, lambda _: tried)


@pytest.fixture(autouse=True)
def programme(monkeypatch: pytest.MonkeyPatch) -> dict[str, Person]:
    known = {"p1": person()}
    monkeypatch.setattr(members, "signed_in", lambda asked, _: known[asked.person])
    monkeypatch.setattr(members, "known_person", known.get)
    environment = rendering._templates()
    loader = jinja2.ChoiceLoader([jinja2.DictLoader({"tried.html": TEMPLATE}), environment.loader])  # type: ignore[list-item]
    monkeypatch.setattr(environment, "loader", loader)
    saved.clear()
    return known


def asked(method: str = "GET", query: dict[str, str] | None = None, **more: Any) -> dict[str, Any]:
    cookies = more.pop("cookies", {"console": console_cookie("p1", NOW)})
    event = rest_event(method, "/console/tried", query=query, cookies=cookies, **more)
    answer: dict[str, Any] = tested.answer(event, Context())
    return answer


def sent(fields: dict[str, str], headers: dict[str, str] | None = None, **more: Any) -> dict[str, Any]:
    fields = {"token": protection.token("p1", NOW), **fields}
    given = {"Content-Type": "application/x-www-form-urlencoded", "Origin": ORIGIN, **(headers or {})}
    return asked("POST", headers=given, body=urlencode(fields), **more)


def test_a_form_that_was_refused_still_says_what_it_was_made_from() -> None:
    refused = sent({"action": "save", "title": "long", "original": '{"title":"earlier"}'})["body"]

    assert 'name="original" value="{&#34;title&#34;:&#34;earlier&#34;}"' in refused
    assert f'name="original" value="{escape(original(edited()))}"' in asked()["body"]


def test_an_action_that_was_overtaken_reads_and_decides_anew() -> None:
    assert sent({"action": "save", "title": "overtaken"})["statusCode"] == 303
    assert saved == ["overtaken", "overtaken", "overtaken"]


def test_an_action_that_is_overtaken_every_time_is_told_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "sleep", lambda _: None)

    assert sent({"action": "save", "title": "overtaken every time"})["statusCode"] == 503


def test_an_action_is_done_and_the_next_page_says_so_once() -> None:
    done = sent({"action": "save", "title": "Uusi"})

    assert (done["statusCode"], done["headers"]["Location"]) == (303, "/console/tried")
    assert saved == ["Uusi"]
    assert "Uusi" not in str(done["headers"])
    notice = done["headers"]["Set-Cookie"].split(";")[0].partition("=")[2]
    cookies = {"console": console_cookie("p1", NOW), "notice": notice}
    shown = asked(cookies=cookies)
    assert 'role="status"' in shown["body"]
    assert "Palaute on merkitty hoidetuksi." in shown["body"]
    assert "Max-Age=0" in shown["headers"]["Set-Cookie"]
    assert 'role="status"' not in asked()["body"]


@pytest.mark.parametrize("notice", ["done.<script>", "page.title", "done.no_such", "x" * 500])
def test_a_notice_of_somebody_elses_making_shows_nothing(notice: str) -> None:
    cookies = {"console": console_cookie("p1", NOW), "notice": notice}

    assert 'role="status"' not in asked(cookies=cookies)["body"]


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://paha.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}]
)
def test_a_form_of_another_site_is_refused(headers: dict[str, str]) -> None:
    assert sent({"action": "save", "title": "Uusi"}, headers)["statusCode"] == 403
    assert not saved


@pytest.mark.parametrize("token", ["", "forged", "of another person", "a session"])
def test_a_form_without_a_token_of_this_person_is_not_done_and_keeps_what_was_typed(token: str) -> None:
    made = {
        "of another person": protection.token("p2", NOW),
        "a session": console_cookie("p1", NOW),
    }

    answer = sent({"action": "save", "title": "Uusi", "token": made.get(token, token)})

    assert answer["statusCode"] == 403
    assert 'value="Uusi"' in answer["body"]
    assert "Lomake oli auki liian kauan." in answer["body"]
    assert not saved


def test_a_refused_field_is_told_at_the_field_and_in_a_summary_that_takes_focus() -> None:
    answer = sent({"action": "save", "title": "long", "why": "Koska <i>\nniin", "topic": "b"})

    body = answer["body"]
    assert answer["statusCode"] == 422
    assert "<title>Virhe: Koe" in body
    assert 'id="form-errors" tabindex="-1" autofocus' in body
    assert '<a href="#title">Tämä tieto ei kelpaa. Raja on 200.</a>' in body
    assert 'aria-describedby="title-error"' in body
    assert 'aria-invalid="true"' in body
    assert 'value="long"' in body
    assert "Koska &lt;i&gt;\nniin</textarea>" in body
    assert 'value="a" checked' not in body
    assert 'value="b" checked' in body


def test_several_wrong_fields_are_told_at_once() -> None:
    body = sent({"action": "save", "title": "several"})["body"]

    assert 'href="#title"' in body
    assert '<a href="#why">Kirjoita päivä.</a>' in body


@pytest.mark.parametrize(("title", "status"), [("gone", 404), ("busy", 503), ("state", 409)])
def test_a_refusal_of_the_whole_is_told_in_words(title: str, status: int) -> None:
    answer = sent({"action": "save", "title": title})

    assert answer["statusCode"] == status
    assert answer["headers"]["Content-Type"].startswith("text/html")


def test_who_comes_second_sees_both_texts_and_can_still_save_their_own() -> None:
    answer = sent({"action": "save", "title": "Oma", "why": "Koska", "original": '{"title":"earlier"}'})

    body = answer["body"]
    assert answer["statusCode"] == 409
    assert "Vanha &lt;b&gt;" in body
    assert "Oma</textarea>" in body
    assert '<input type="hidden" name="why" value="Koska">' in body
    seen = unescape(body.partition('name="original" value="')[2].partition('"')[0])
    assert sent({"action": "save", "title": "Oma", "why": "Koska", "original": seen})["statusCode"] == 303
    assert saved == ["Oma"]


def test_what_cannot_be_undone_asks_first_and_carries_the_form_on() -> None:
    asked_first = sent({"action": "drop", "title": "Se"})

    assert asked_first["statusCode"] == 200
    assert "Kaikki katoaa." in asked_first["body"]
    assert '<input type="hidden" name="title" value="Se">' in asked_first["body"]
    assert not saved
    assert sent({"action": "drop", "title": "Se", "confirmed": "yes"})["headers"]["Location"] == "/console"
    assert saved == ["dropped"]


def test_an_action_of_a_higher_role_is_refused_and_an_unknown_one_not_found() -> None:
    assert sent({"action": "rule"})["statusCode"] == 403
    assert sent({"action": "unknown"})["statusCode"] == 404
    assert not saved


def test_a_form_whose_session_is_over_is_kept() -> None:
    over = console_cookie("p1", NOW - timedelta(hours=13))

    answer = sent({"action": "save", "title": "Pitkä teksti", "original": "{}"}, cookies={"console": over})

    assert answer["statusCode"] == 401
    assert 'name="title" value="Pitkä teksti"' in answer["body"]
    assert 'name="action" value="save"' in answer["body"]
    assert 'name="original" value="{}"' in answer["body"]


def test_a_form_whose_session_is_over_goes_on_for_its_person_and_for_nobody_else() -> None:
    over = console_cookie("p1", NOW - timedelta(hours=13))
    ended = sent({"action": "save", "title": "Pitkä teksti"}, cookies={"console": over})["body"]
    token = re.search(r'name="token" value="([^"]+)"', ended)
    assert token is not None
    going_on = {"token": token[1], "action": "save", "title": "Pitkä teksti"}

    assert 'data-owner="p1"' in ended
    assert sent(going_on, cookies={"console": over})["statusCode"] == 401
    assert not saved
    assert not protection.is_own(token[1], "p2", NOW)
    assert sent(going_on)["statusCode"] == 303
    assert saved == ["Pitkä teksti"]


def test_a_form_whose_session_is_over_leads_back_to_where_it_was_and_says_that_a_file_is_lost() -> None:
    over = console_cookie("p1", NOW - timedelta(hours=13))
    part = '--x\r\nContent-Disposition: form-data; name="{}"{}\r\n\r\n{}\r\n'
    body = part.format("action", "", "save") + part.format("file", '; filename="väki <1>.csv"', "a;b") + "--x--\r\n"
    headers = {"Content-Type": "multipart/form-data; boundary=x", "Origin": ORIGIN}

    answer = asked("POST", headers=headers, body=body, query={"state": "draft"}, cookies={"console": over})

    assert answer["statusCode"] == 401
    assert "/signin?to=%2Fconsole%2Ftried%3Fstate%3Ddraft" in unescape(answer["body"])
    assert "Tiedosto väki &lt;1&gt;.csv ei säily" in answer["body"]


STRANGERS = {
    "no cookie": ({}, {}, 401),
    "a forged cookie": ({"console": "forged"}, {}, 401),
    "a cookie of something else": ({"console": sessions.Purpose.FORM}, {}, 401),
    "another site": ({"console": sessions.Purpose.CONSOLE}, {"Origin": "https://paha.example"}, 403),
    "no origin": ({"console": sessions.Purpose.CONSOLE}, {"Origin": ""}, 403),
}


@pytest.mark.parametrize("who", STRANGERS)
def test_nothing_of_a_strangers_body_is_read(who: str, monkeypatch: pytest.MonkeyPatch) -> None:
    cookies, headers, status = STRANGERS[who]
    signed = {
        name: sessions.signed(kept, {"person": "p1"}, NOW) if isinstance(kept, Purpose) else kept
        for name, kept in cookies.items()
    }
    monkeypatch.setattr(answering, "read_form", lambda *_: pytest.fail("the body was read"))

    answer = sent({"action": "save", "title": "Pitkä teksti"}, headers, cookies=signed)

    assert answer["statusCode"] == status
    assert "Pitkä teksti" not in answer["body"]


def test_a_hostile_megabyte_of_somebody_signed_in_is_refused_at_once() -> None:
    body = megabyte('--x\r\nContent-Disposition: form-data; name=""\r\n\r\n\r\n', 1_000_000).decode()

    with at_most(PUBLIC_PATH):
        answer = asked("POST", headers={"Content-Type": "multipart/form-data; boundary=x", "Origin": ORIGIN}, body=body)

    assert answer["statusCode"] == 413


def test_what_a_form_says_it_was_made_from_may_be_nested_without_end() -> None:
    assert sent({"action": "save", "title": "Uusi", "original": "[" * 200_000})["statusCode"] == 303


def test_a_list_is_a_file_in_two_formats() -> None:
    csv, json = asked(query={"format": "csv"}), asked(query={"format": "json"})

    assert csv["headers"]["Content-Disposition"] == 'attachment; filename="lahetti-tried.csv"'
    assert "'=1;open" in csv["body"]
    assert json["body"] == '[{"title": "=1", "state": "open"}]'
    assert json["headers"]["Cache-Control"] == "no-store"


def test_pages_of_a_list_keep_the_query() -> None:
    body = asked(query={"state": "open", "cursor": "c1"})["body"]

    assert 'href="/console/tried?state=open&amp;cursor=c2"' in body
    assert 'href="/console/tried?state=open"' in body
    assert 'href="/console/tried?state=open&amp;format=csv"' in body


def test_without_a_session_the_person_is_sent_back_to_this_very_page() -> None:
    answer = asked(query={"state": "open"}, cookies={})

    assert answer["headers"]["Location"] == "/signin?to=%2Fconsole%2Ftried%3Fstate%3Dopen"


def test_the_way_back_to_a_search_of_several_words_is_one_that_a_sign_in_leads_back_to() -> None:
    sought = asked(query={"q": "Maija Mäki"}, cookies={})["headers"]["Location"]

    (wanted,) = parse_qs(urlsplit(sought).query)["to"]
    assert wanted_screen(wanted) == wanted == "/console/tried?q=Maija%20M%C3%A4ki"


@pytest.mark.parametrize(("method", "status"), [("PUT", 405), ("DELETE", 405)])
def test_other_methods_are_refused_in_words(method: str, status: int) -> None:
    answer = asked(method)

    assert answer["statusCode"] == status
    assert "<h1>" in answer["body"]


def test_a_body_that_is_no_form_or_too_large_is_refused_in_words() -> None:
    assert sent({}, {"Content-Type": "application/json"})["statusCode"] == 415
    assert sent({"title": "x" * 1_100_000})["statusCode"] == 413

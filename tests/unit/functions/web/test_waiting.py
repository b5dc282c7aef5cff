from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import pytest

from lahetti.core.errors import Busy, Invalid, NotFound, TooManyRequests
from lahetti.people.waiting_list import queueing
from lahetti.people.waiting_list.model import QueueFull
from tests.events import Context, rest_event
from web import handler

ORIGIN = "https://lahetti.example"
GOOD = {"name": "Onni Odottaja", "email": "onni@virasto.example", "language": "sv"}


class Queue:
    """Who joined, and what is raised instead."""

    def __init__(self) -> None:
        self.joined: list[tuple[str, str, str]] = []
        self.refusal: Exception | None = None
        self.known = False
        self.confirmed: list[str] = []

    def ask(self, email: str, name: str, language: str, ip: str, _: datetime) -> None:
        if self.refusal is not None:
            raise self.refusal
        assert ip == "192.0.2.1"
        self.joined.append((email, name, language))

    def confirm(self, token: str, _: datetime) -> bool:
        if self.refusal is not None:
            raise self.refusal
        self.confirmed.append(token)
        return not self.known


@pytest.fixture(autouse=True)
def queue(monkeypatch: pytest.MonkeyPatch) -> Queue:
    queue = Queue()
    monkeypatch.setattr(queueing, "ask", queue.ask)
    monkeypatch.setattr(queueing, "confirm", queue.confirm)
    return queue


def answered(
    method: str, form: dict[str, str] | None = None, query: dict[str, str] | None = None, origin: str | None = ORIGIN
) -> dict[str, Any]:
    headers = {"Accept-Language": "fi"} | ({"Origin": origin} if origin else {})
    event = rest_event(method, "/waiting-list", query=query, headers=headers, body=urlencode(form) if form else None)
    answer: dict[str, Any] = handler.lambda_handler(event, Context())
    return answer


def test_the_form_speaks_the_language_that_was_asked_for(queue: Queue) -> None:
    assert '<html lang="fi">' in answered("GET")["body"]
    swedish = answered("GET", query={"lang": "sv"})["body"]

    assert '<html lang="sv">' in swedish
    assert "Ställ dig i kö" in swedish
    assert not queue.joined


def test_the_link_of_a_mail_leads_to_a_page_in_the_language_of_the_mail(queue: Queue) -> None:
    page = answered("GET", query={"token": "t", "lang": "sv"})["body"]

    assert '<html lang="sv">' in page
    assert 'action="/waiting-list?lang=sv"' in page


def test_fields_that_are_none_of_the_form_do_no_harm(queue: Queue) -> None:
    answer = answered("POST", {**GOOD, **{f"more{number}": "x" for number in range(2000)}})

    assert answer["statusCode"] == 200
    assert queue.joined == [("onni@virasto.example", "Onni Odottaja", "sv")]


def test_the_answer_never_tells_whether_an_address_is_known(queue: Queue) -> None:
    new = answered("POST", GOOD)
    queue.known = True
    known = answered("POST", GOOD)

    assert (new["statusCode"], new["body"]) == (200, known["body"])
    assert queue.joined == [("onni@virasto.example", "Onni Odottaja", "sv")] * 2
    assert "onni" not in new["body"]


@pytest.mark.parametrize("origin", [None, "https://muualla.example", "null"])
def test_only_our_own_page_puts_somebody_in_the_queue(queue: Queue, origin: str | None) -> None:
    answer = answered("POST", GOOD, origin=origin)

    assert answer["statusCode"] == 403
    assert not queue.joined


@pytest.mark.parametrize("field", ["email", "name"])
def test_what_was_typed_stays_where_a_field_is_wrong(queue: Queue, field: str) -> None:
    queue.refusal = Invalid("Wrong.", field=field)

    answer = answered("POST", {**GOOD, "name": '<b>"Onni'})

    assert answer["statusCode"] == 422
    assert "<title>Virhe: Ilmoittaudu jonoon" in answer["body"]
    assert f'<a href="#{field}">' in answer["body"]
    assert f'aria-invalid="true" aria-describedby="{field}-error"' in answer["body"]
    assert 'value="&lt;b&gt;&quot;Onni"' in answer["body"]


def test_a_database_that_does_not_keep_up_says_when_to_come_again_and_keeps_what_was_typed(queue: Queue) -> None:
    queue.refusal = Busy("The service is very busy.", retry_after=1)

    answer = answered("POST", GOOD)

    assert (answer["statusCode"], answer["multiValueHeaders"]["Retry-After"]) == (503, ["1"])
    assert GOOD["email"] in answer["body"]


def test_a_full_queue_says_so(queue: Queue) -> None:
    queue.refusal = QueueFull("Full.", field="email")

    answer = answered("POST", GOOD)

    assert answer["statusCode"] == 409
    assert "Jono on täynnä." in answer["body"]


def test_looking_at_the_link_of_the_mail_changes_nothing(queue: Queue) -> None:
    answer = answered("GET", query={"token": 'a"b', "lang": "sv"})

    assert answer["statusCode"] == 200
    assert '<input type="hidden" name="token" value="a&quot;b">' in answer["body"]
    assert (queue.joined, queue.confirmed) == ([], [])


@pytest.mark.parametrize(("known", "words"), [(False, "Olet nyt jonossa."), (True, "Olet jo jonossa tai mukana.")])
def test_the_button_behind_the_link_confirms(queue: Queue, known: bool, words: str) -> None:
    queue.known = known

    answer = answered("POST", {"token": "t"})

    assert (answer["statusCode"], queue.confirmed, queue.joined) == (200, ["t"], [])
    assert words in answer["body"]


@pytest.mark.parametrize(
    ("refusal", "status", "words"),
    [
        (NotFound("Over."), 404, "Linkki ei enää kelpaa."),
        (QueueFull("Full."), 409, "Jono on täynnä."),
        (TooManyRequests("Often.", retry_after=60), 429, "Tästä verkosta on ilmoittauduttu monta kertaa."),
    ],
)
def test_a_confirmation_that_is_refused_says_why(queue: Queue, refusal: Exception, status: int, words: str) -> None:
    queue.refusal = refusal

    answer = answered("POST", {"token": "t"})

    assert answer["statusCode"] == status
    assert words in answer["body"]

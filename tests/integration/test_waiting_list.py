"""The public form of the waiting list, as deployed: anybody may join, and nobody learns whom we know."""

import re
import uuid
from urllib.parse import urlencode

import requests

from lahetti.core import clock
from lahetti.people.waiting_list import queueing
from lahetti.people.waiting_list.model import QueuePlace
from tests.integration.inbox import await_mail
from tests.integration.people_fixtures import Cast


def join(cast: Cast, email: str, origin: str | None = None) -> requests.Response:
    form = {"name": "Janne Jonottaja", "email": email, "language": "sv"}
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": origin or cast.site.origin}
    return cast.site.request("POST", "/waiting-list", headers=headers, data=urlencode(form).encode())


def confirm(cast: Cast, token: str) -> requests.Response:
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": cast.site.origin}
    return cast.site.request("POST", "/waiting-list", headers=headers, data=urlencode({"token": token}).encode())


def waits(email: str) -> list[QueuePlace]:
    return [place for place in queueing.queue(0, 5000)[0] if place.email == email]


def test_an_address_waits_once_it_is_confirmed_and_the_answer_is_always_the_same(cast: Cast) -> None:
    email, known = f"{uuid.uuid4().hex[:12]}@virasto.example", cast.invite("Jo Mukana").email

    answers = [join(cast, address) for address in (email, email.upper(), known)]

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.text for answer in answers}) == 1
    mail = await_mail(email, "Bekräfta")
    token = re.search(r"/waiting-list[?]token=([\w.-]+)", str(mail))
    assert token is not None
    assert waits(email) == []

    confirmed = [confirm(cast, token[1]) for _ in range(2)]

    assert [answer.status_code for answer in confirmed] == [200, 200]
    assert [(place.name, place.language, place.reason) for place in waits(email)] == [("Janne Jonottaja", "sv", None)]
    assert waits(known) == []
    queueing.take_off(waits(email)[0].waiting, "Testi päättyi", "tests", clock.now())


def test_another_sites_form_puts_nobody_in_the_queue(cast: Cast) -> None:
    email = f"{uuid.uuid4().hex[:12]}@virasto.example"

    refused = join(cast, email, origin="https://muualla.example")

    assert refused.status_code == 403
    assert waits(email) == []


def test_the_page_has_the_headers_of_every_page(cast: Cast) -> None:
    page = cast.site.request("GET", "/waiting-list", headers={"Accept-Language": "sv"})

    assert page.status_code == 200
    assert '<html lang="sv">' in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]

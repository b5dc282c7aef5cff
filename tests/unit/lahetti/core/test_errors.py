import json

import pytest

from api.application import problem
from lahetti.content.model import Recalled
from lahetti.core.errors import (
    Busy,
    Conflict,
    Invalid,
    LahettiError,
    NotAllowed,
    NotFound,
    NotSignedIn,
    TooLarge,
    UnknownMediaType,
)
from lahetti.people.guidelines.model import GuidelinesFirst
from lahetti.sharing.model import NotOnOffer, RecalledMeanwhile, ServerNeeded

STATUSES = {
    NotSignedIn: (401, "not_signed_in"),
    NotAllowed: (403, "not_allowed"),
    GuidelinesFirst: (403, "guidelines_first"),
    NotFound: (404, "not_found"),
    Recalled: (404, "recalled"),
    Conflict: (409, "conflict"),
    NotOnOffer: (409, "not_on_offer"),
    RecalledMeanwhile: (409, "recalled_meanwhile"),
    TooLarge: (413, "too_large"),
    UnknownMediaType: (415, "unknown_media_type"),
    Invalid: (422, "invalid"),
    ServerNeeded: (422, "server_needed"),
    Busy: (503, "busy"),
}


def kinds(of: type[LahettiError]) -> set[type[LahettiError]]:
    return {of}.union(*(kinds(kind) for kind in of.__subclasses__()))


def test_every_error_has_a_code_of_its_own_or_is_told_as_the_one_above_it() -> None:
    found = kinds(LahettiError)
    declared = [kind.code for kind in found if "code" in vars(kind)]

    assert set(STATUSES) <= found
    assert len(set(declared)) == len(declared)


@pytest.mark.parametrize("kind", STATUSES)
def test_an_error_is_answered_as_a_problem_with_its_status_and_code(kind: type[LahettiError]) -> None:
    error = kind("Sentence for a person.", field="name", value=7, limit=[1, 5], see="/api/v1/me")

    answer = problem(error)

    status, code = STATUSES[kind]
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    body = json.loads(answer.body)
    assert body.pop("title")
    assert body == {
        "type": "about:blank",
        "status": status,
        "code": code,
        "detail": "Sentence for a person.",
        "field": "name",
        "value": 7,
        "limits": ["1", "5"],
        "see": "/api/v1/me",
    }


def test_what_an_error_does_not_know_is_left_out_of_the_answer() -> None:
    body = json.loads(problem(Invalid("Sentence.")).body)

    assert set(body) == {"type", "status", "code", "title", "detail"}


def test_who_is_too_busy_says_when_to_come_again() -> None:
    assert problem(Busy("Sentence.", retry_after=1)).headers["Retry-After"] == "1"
    assert "Retry-After" not in problem(Invalid("Sentence.")).headers


def test_who_is_not_signed_in_is_told_how_to_be() -> None:
    assert problem(NotSignedIn("Sentence.")).headers["WWW-Authenticate"] == "Bearer"


def test_an_error_reads_as_its_sentence() -> None:
    assert str(Invalid("Sentence.", field="name")) == "Sentence."

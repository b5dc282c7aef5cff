"""A client without a browser signs in by two calls, renews its session and signs out."""

import time
from dataclasses import replace

import pytest

from lahetti.dynamodb.transactions import transact
from lahetti.people import items, members
from lahetti.people.model import Person, PersonState
from tests.integration.api_client import Api
from tests.integration.conftest import RunningCloud
from tests.integration.people_fixtures import Cast
from tools.mailed_codes import Letterbox

PHONE = "okhttp/5.1.0"


@pytest.fixture
def anyone(cast: Cast) -> Api:
    """A phone in which nobody is signed in."""
    return Api(cast.site, device=PHONE)


def code_for(cloud: RunningCloud, anyone: Api, person: Person) -> dict[str, str]:
    """Begin to sign in; return the ticket and the mailed code."""
    letterbox = Letterbox(cloud.endpoint, person.email)
    asked = anyone.post("/sign-in", {"email": person.email})
    assert asked.status_code == 200, asked.text
    return {"ticket": asked.json()["ticket"], "code": letterbox.newest()}


def test_a_phone_signs_in_renews_and_signs_out(cloud: RunningCloud, cast: Cast, anyone: Api) -> None:
    person = cast.invite("Mobiili Mäkinen")
    elsewhere = cast.api(person)

    begun = anyone.post("/sign-in/answers", code_for(cloud, anyone, person)).json()

    phone = Api(cast.site, begun["id_token"], device=PHONE)
    listed = phone.get("/me/sessions").json()["items"]
    assert sorted((one["system"], one["current"]) for one in listed) == [("android", True), ("linux", False)]
    renewed = anyone.post("/sign-in/renewals", {"refresh_token": begun["refresh_token"]}).json()
    assert Api(cast.site, renewed["id_token"], device=PHONE).get("/me/sessions").status_code == 200
    signed_out = anyone.post("/sign-out", {"refresh_token": renewed["refresh_token"]})
    assert signed_out.json() == {"signed_out": True}
    assert [who.get("/me/sessions").status_code for who in (phone, elsewhere)] == [401, 200]
    assert anyone.post("/sign-in/renewals", {"refresh_token": renewed["refresh_token"]}).status_code == 401


def test_one_session_is_ended_and_the_others_go_on(cast: Cast) -> None:
    person = cast.invite("Lauri Laitteet")
    here = cast.api(person)
    lost = Api(cast.site, cast.begin_session(person.id).id, device=PHONE)
    (other,) = (one["session"] for one in here.get("/me/sessions").json()["items"] if not one["current"])

    left = here.send("DELETE", f"/me/sessions/{other}", None)

    assert [one["current"] for one in left.json()["items"]] == [True]
    assert [who.get("/me").status_code for who in (here, lost)] == [200, 401]


def test_an_unknown_address_is_answered_alike_and_as_late(cast: Cast, anyone: Api) -> None:
    begun_at = time.monotonic()

    asked = anyone.post("/sign-in", {"email": "nobody.knows@virasto.example"})

    assert time.monotonic() - begun_at >= 1
    assert asked.status_code == 200
    assert set(asked.json()) == {"ticket", "expires_in", "mail_is_down"}
    wrong = anyone.post("/sign-in/answers", {"ticket": asked.json()["ticket"], "code": "000000"})
    assert (wrong.status_code, wrong.json()["code"]) == (401, "code_wrong")


def test_whose_access_the_directory_has_ended_is_told_so(cloud: RunningCloud, cast: Cast, anyone: Api) -> None:
    person = cast.invite("Pois Päättynyt")
    begun = anyone.post("/sign-in/answers", code_for(cloud, anyone, person)).json()
    answer = code_for(cloud, anyone, person)
    transact(items.put_person(replace(members.find_person(person.id), state=PersonState.DEACTIVATED)))

    refused = anyone.post("/sign-in/answers", answer)
    not_renewed = anyone.post("/sign-in/renewals", {"refresh_token": begun["refresh_token"]})

    assert [one.status_code for one in (refused, not_renewed)] == [403, 403]
    assert refused.json()["reason"] == "deactivated"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/sign-in", {"email": "no address"}),
        ("/sign-in/answers", {"ticket": "x"}),
        ("/sign-in/renewals", {"refresh_token": 7}),
        ("/sign-out", {}),
    ],
)
def test_what_is_no_request_of_a_sign_in_is_told_by_its_field(path: str, body: object, anyone: Api) -> None:
    refused = anyone.post(path, body)

    assert (refused.status_code, refused.json()["code"]) == (422, "invalid")
    assert refused.json()["field"] or refused.json()["errors"]

"""Who signs out of all devices is signed out of all: what another browser keeps, or what was copied of it, is over."""

import time

import pytest

from lahetti.core import clock
from lahetti.people import members
from lahetti.people.model import Role
from tests.integration.conftest import RunningCloud
from tests.integration.people_fixtures import BROWSER, Cast
from tools.mailed_codes import SignInRefused
from tools.walk.browser import Browser

CONSOLE = "/console/notes"


def test_signing_out_everywhere_ends_cookies_and_copied_tokens_of_other_devices(
    cloud: RunningCloud, cast: Cast
) -> None:
    person = cast.invite("Laila Laitteeton", Role.EDITOR)
    here, lost = (Browser(cloud.web_origin, cloud.endpoint, f"{BROWSER} {n}") for n in range(2))
    for device in (here, lost):
        device.sign_in(person.email)
    before = [lost.api("GET", "/me").status_code, lost.follow("GET", CONSOLE).status_code]

    ended = here.api("POST", "/me/sign-out", {"confirm": "everywhere"})

    assert (before, ended.status_code) == ([200, 200], 200)
    for device in (here, lost):
        assert device.api("GET", "/me").status_code == 401
        assert device.follow("GET", CONSOLE).status_code == 302
        with pytest.raises(SignInRefused, match="/session answered 401"):
            device.renew()
    found = members.find_person(person.id)
    assert found.sessions_end_before is not None
    time.sleep(max(0, (found.sessions_end_before - clock.now()).total_seconds()))
    lost.sign_in(person.email)
    assert lost.api("GET", "/me").status_code == 200
    assert lost.follow("GET", CONSOLE).status_code == 200


def test_an_id_token_is_refused_once_its_owner_has_signed_out_of_all_devices(cast: Cast) -> None:
    caller = cast.api(cast.invite("Olavi Ohjelmoija"))
    before = caller.get("/me").status_code

    ended = caller.post("/me/sign-out", {"confirm": "everywhere"})

    assert (before, ended.status_code, caller.get("/me").status_code) == (200, 200, 401)

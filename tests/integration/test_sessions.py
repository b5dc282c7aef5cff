"""Who signs out of all devices is signed out of all: what another browser keeps, or what was copied of it, is over."""

import base64
import json
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Literal

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

from lahetti.core import clock
from lahetti.people import members, own_sessions
from lahetti.people.model import Role
from lahetti.security import identity, proofs
from lahetti.security.sign_ins import Method, SignIn, in_milliseconds
from tests.integration.api_client import Api
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


def claims_of(token: str) -> dict[str, Any]:
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
    return claims


def test_a_token_says_how_and_when_somebody_signed_in_and_a_renewed_one_the_same(cast: Cast) -> None:
    person, at = cast.invite("Kirsi Kirjautuja"), clock.now()
    signed_in = SignIn(person.id, at, Method.PASSKEY, "session")
    first = identity.sign_in(signed_in, "tests", at)

    renewed = identity.refresh(first["refresh_token"], signed_in, clock.now())

    for given in (first, renewed):
        claims = claims_of(given["id_token"])
        said = (claims["method"], claims["session"], claims["signed_in"])
        assert said == ("passkey", "session", str(in_milliseconds(at)))


ANSWERS: dict[str, Callable[[SignIn], str]] = {
    "a code": lambda _: "482915",
    "somebody else's proof": lambda _: proofs.proof_of(SignIn("somebody-else", clock.now()), "tests", clock.now()),
    "an old proof": lambda own: proofs.proof_of(own, "tests", clock.now() - timedelta(minutes=2)),
    "a statement": lambda own: proofs.statement_of(own, clock.now()),
}


@pytest.mark.parametrize("answer", ANSWERS)
def test_whoever_asks_the_pool_past_the_web_gets_nothing(cloud: RunningCloud, cast: Cast, answer: str) -> None:
    """Anybody may call these two: the client's id is public."""
    person = cast.invite("Ohi Oven")
    pool = boto3.client("cognito-idp", config=Config(signature_version=UNSIGNED))
    asked = pool.initiate_auth(
        ClientId=cloud.user_pool_client, AuthFlow="CUSTOM_AUTH", AuthParameters={"USERNAME": person.id}
    )
    sent = ANSWERS[answer](SignIn(person.id, clock.now()))

    with pytest.raises(pool.exceptions.NotAuthorizedException):
        pool.respond_to_auth_challenge(
            ClientId=cloud.user_pool_client,
            ChallengeName="CUSTOM_CHALLENGE",
            Session=asked["Session"],
            ChallengeResponses={"USERNAME": person.id, "ANSWER": sent},
        )


@pytest.mark.parametrize("flow", ["USER_AUTH", "USER_PASSWORD_AUTH", "USER_SRP_AUTH"])
def test_the_pool_lets_nobody_in_by_the_ways_of_before(
    cloud: RunningCloud, cast: Cast, flow: Literal["USER_AUTH", "USER_PASSWORD_AUTH", "USER_SRP_AUTH"]
) -> None:
    person = cast.invite("Vanha Ovi")
    pool = boto3.client("cognito-idp", config=Config(signature_version=UNSIGNED))

    with pytest.raises(ClientError):
        pool.initiate_auth(
            ClientId=cloud.user_pool_client,
            AuthFlow=flow,
            AuthParameters={"USERNAME": person.id, "PASSWORD": "x", "SRP_A": "1", "PREFERRED_CHALLENGE": "EMAIL_OTP"},
        )


def test_what_is_renewed_at_the_pool_past_us_says_nothing_of_its_session_and_is_refused(
    cloud: RunningCloud, cast: Cast
) -> None:
    now = clock.now()
    own = SignIn(cast.invite("Uusija Ohi").id, now, Method.PASSKEY, "session")
    own_sessions.keep(own, "", now)
    given = identity.sign_in(own, "tests", now)
    assert Api(cast.site, given["id_token"]).get("/me").status_code == 200

    renewed = boto3.client("cognito-idp").get_tokens_from_refresh_token(
        RefreshToken=given["refresh_token"], ClientId=cloud.user_pool_client, ClientMetadata={"session": "session"}
    )

    token = renewed["AuthenticationResult"]["IdToken"]
    assert not {"method", "session", "signed_in"} & set(claims_of(token))
    assert Api(cast.site, token).get("/me").status_code == 401


def test_an_id_token_is_refused_once_its_owner_has_signed_out_of_all_devices(cast: Cast) -> None:
    caller = cast.api(cast.invite("Olavi Ohjelmoija"))
    before = caller.get("/me").status_code

    ended = caller.post("/me/sign-out", {"confirm": "everywhere"})

    assert (before, ended.status_code, caller.get("/me").status_code) == (200, 200, 401)

"""Every route × every caller: who may call what, decided by the deployed API.

A route without a row fails; a row names the least role and the status that somebody with it gets.
"""

import base64
import json
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

import boto3
import pytest

from lahetti.core import clock
from lahetti.people import changing, members
from lahetti.people.model import Person, Role
from lahetti.security import identity, proofs
from lahetti.security.sign_ins import SignIn
from tests.integration.api_client import GATEWAY_REFUSAL, Api, operations
from tests.integration.conftest import RunningCloud
from tests.integration.people_fixtures import Cast, accepted, draft, published

EVERYBODY = (Role.AMBASSADOR, Role.EDITOR, Role.ADMIN)
EDITORS = (Role.EDITOR, Role.ADMIN)
ADMINS = (Role.ADMIN,)
NOBODY_HAS_IT = "0000000000"


@dataclass(frozen=True)
class Row:
    """Who may call a route, what they get, what is sent.

    `of_channel`: editors of other channels may not; `paused`: who pauses may, too; `by_site`: a site signs it, and no
    id token helps; `anyone`: nobody is asked who they are.
    """

    roles: tuple[Role, ...]
    status: int
    body: Callable[[], object] | None = None
    of_channel: bool = False
    paused: bool = False
    by_site: bool = False
    anyone: bool = False
    path: str | None = None


@dataclass(frozen=True)
class Things:
    """What the paths of the rows name."""

    content: str
    own_content: str
    suggested: str
    person: str
    race: str


MATRIX = {
    ("GET", "/api/v1/me"): Row(EVERYBODY, 200, paused=True),
    ("GET", "/api/v1/start"): Row(EVERYBODY, 200, paused=True),
    ("POST", "/api/v1/me/invitations"): Row(EVERYBODY, 422, lambda: {"email": "no address", "name": "x"}),
    ("POST", "/api/v1/me/export"): Row(EVERYBODY, 200, paused=True),
    ("GET", "/api/v1/me/passkeys"): Row(EVERYBODY, 200),
    ("POST", "/api/v1/me/passkeys/options"): Row(EVERYBODY, 200, dict),
    ("POST", "/api/v1/me/passkeys"): Row(EVERYBODY, 422, lambda: {"ticket": "x", "answer": {}, "name": "Puhelin"}),
    ("PATCH", "/api/v1/me/passkeys/{passkey_id}"): Row(EVERYBODY, 404, lambda: {"name": "Puhelin"}),
    ("DELETE", "/api/v1/me/passkeys/{passkey_id}"): Row(EVERYBODY, 404),
    ("GET", "/api/v1/me/sessions"): Row(EVERYBODY, 200, paused=True),
    ("DELETE", "/api/v1/me/sessions/{session_id}"): Row(EVERYBODY, 404, paused=True),
    ("POST", "/api/v1/me/sign-out"): Row(EVERYBODY, 422, lambda: {"confirm": "no"}, paused=True),
    ("POST", "/api/v1/me/leave"): Row(EVERYBODY, 422, lambda: {"confirm": "no"}, paused=True),
    ("PATCH", "/api/v1/me"): Row(EVERYBODY, 200, lambda: {"language": "fi"}),
    ("GET", "/api/v1/programme"): Row(EVERYBODY, 200),
    ("POST", "/api/v1/people"): Row(ADMINS, 422, lambda: {"email": "no address", "name": "Ei Kukaan"}),
    ("GET", "/api/v1/people"): Row(ADMINS, 200),
    ("GET", "/api/v1/people/{person_id}"): Row(ADMINS, 200),
    ("PATCH", "/api/v1/people/{person_id}"): Row(ADMINS, 200, lambda: {"left_out": False}),
    ("POST", "/api/v1/people/{person_id}/email"): Row(ADMINS, 422, lambda: {"email": "no address"}),
    ("POST", "/api/v1/people/{person_id}/remove"): Row(ADMINS, 422, lambda: {"reason": ""}),
    ("POST", "/api/v1/people/{person_id}/reversals"): Row(ADMINS, 404, lambda: {"cause": "SHARE#none", "reason": "x"}),
    ("POST", "/api/v1/teams"): Row(ADMINS, 422, lambda: {"team": "no id", "name_texts": {"fi": "x"}}),
    ("PATCH", "/api/v1/teams/{team_id}"): Row(ADMINS, 404, lambda: {"name_texts": {"fi": "x"}}),
    ("DELETE", "/api/v1/teams/{team_id}"): Row(ADMINS, 404),
    ("GET", "/api/v1/channels"): Row(EVERYBODY, 200),
    ("POST", "/api/v1/channels"): Row(
        ADMINS, 422, lambda: {"channel": "Not an id", "name": "x", "medium": "blog", "url": "https://a.example/"}
    ),
    ("GET", "/api/v1/channels/{channel_id}"): Row(EVERYBODY, 404),
    ("PUT", "/api/v1/channels/{channel_id}/feed"): Row(ADMINS, 404, lambda: {"url": "https://a.example/"}),
    ("DELETE", "/api/v1/channels/{channel_id}/feed"): Row(ADMINS, 404),
    ("POST", "/api/v1/channels/{channel_id}/archive"): Row(ADMINS, 404),
    ("POST", "/api/v1/channels/{channel_id}/restore"): Row(ADMINS, 404),
    ("GET", "/api/v1/contents"): Row(EVERYBODY, 200),
    ("GET", "/api/v1/contents?state=draft"): Row(EDITORS, 200),
    ("POST", "/api/v1/views"): Row(EVERYBODY, 200, lambda: {"contents": [NOBODY_HAS_IT]}),
    ("POST", "/api/v1/contents"): Row(EDITORS, 201, draft, of_channel=True),
    ("GET", "/api/v1/contents/{content_id}"): Row(EVERYBODY, 200),
    ("PUT", "/api/v1/contents/{content_id}/captions/{network}/{language}"): Row(
        EDITORS, 200, lambda: {"texts": ["Tarkista tilinumerosi."]}, of_channel=True
    ),
    ("POST", "/api/v1/contents/{content_id}/publish"): Row(EDITORS, 200, dict, of_channel=True),
    ("POST", "/api/v1/contents/{content_id}/recall"): Row(
        EDITORS,
        200,
        lambda: {"links": "keep", "reason": "Luku oli väärä."},
        of_channel=True,
        path="/contents/{own_content}/recall",
    ),
    ("POST", "/api/v1/contents/{content_id}/archive"): Row(
        EDITORS, 200, of_channel=True, path="/contents/{own_content}/archive"
    ),
    ("POST", "/api/v1/contents/{content_id}/submit"): Row(
        EDITORS, 409, of_channel=True, path="/contents/{own_content}/submit"
    ),
    ("POST", "/api/v1/contents/{content_id}/send-back"): Row(
        EDITORS, 409, lambda: {"comment": "Ei vielä."}, of_channel=True, path="/contents/{own_content}/send-back"
    ),
    ("GET", "/api/v1/contents/{content_id}/comments"): Row(
        EDITORS, 200, of_channel=True, path="/contents/{own_content}/comments"
    ),
    ("POST", "/api/v1/contents/{content_id}/comments"): Row(
        EDITORS, 200, lambda: {"text": "Katsoin."}, of_channel=True, path="/contents/{own_content}/comments"
    ),
    ("POST", "/api/v1/contents/{content_id}/unschedule"): Row(
        EDITORS, 409, of_channel=True, path="/contents/{own_content}/unschedule"
    ),
    ("POST", "/api/v1/contents/{content_id}/share-again"): Row(
        EDITORS, 409, dict, of_channel=True, path="/contents/{own_content}/share-again"
    ),
    ("GET", "/api/v1/me/suggestions"): Row(EVERYBODY, 200),
    ("POST", "/api/v1/suggestions"): Row(EVERYBODY, 201, draft),
    ("GET", "/api/v1/suggestions/{suggestion_id}"): Row(EVERYBODY, 404),
    ("POST", "/api/v1/suggestions/{suggestion_id}/accept"): Row(
        EDITORS, 200, dict, of_channel=True, path="/suggestions/{suggested}/accept"
    ),
    ("POST", "/api/v1/suggestions/{suggestion_id}/reject"): Row(
        EDITORS, 409, lambda: {"note": "Ei nyt."}, of_channel=True, path="/suggestions/{suggested}/reject"
    ),
    ("POST", "/api/v1/notes"): Row(EVERYBODY, 201, lambda: {"about": "walk_through"}),
    ("GET", "/api/v1/notes/{note_id}"): Row(EVERYBODY, 404),
    ("GET", "/api/v1/notes"): Row(EDITORS, 200),
    ("POST", "/api/v1/notes/{note_id}/settle"): Row(EDITORS, 404),
    ("GET", "/api/v1/guidelines"): Row(EVERYBODY, 200),
    # Empty texts are refused by the rule behind the role: a new version would ask everybody anew.
    ("POST", "/api/v1/guidelines"): Row(ADMINS, 422, lambda: {"texts": {"fi": "", "sv": "", "en": ""}}),
    ("POST", "/api/v1/guidelines/{version}/accept"): Row(EVERYBODY, 409),
    ("GET", "/api/v1/me/shares"): Row(EVERYBODY, 200),
    ("POST", "/api/v1/me/shares"): Row(EVERYBODY, 409, lambda: {"content": NOBODY_HAS_IT, "network": "x"}),
    ("GET", "/api/v1/me/shares/{code}"): Row(EVERYBODY, 404),
    ("POST", "/api/v1/me/shares/{code}/confirm"): Row(EVERYBODY, 404),
    ("POST", "/api/v1/me/shares/{code}/decline"): Row(EVERYBODY, 404),
    ("PUT", "/api/v1/me/choices/{content_id}"): Row(EVERYBODY, 200, lambda: {"choice": "saved"}),
    ("DELETE", "/api/v1/me/choices/{content_id}"): Row(EVERYBODY, 200),
    ("PUT", "/api/v1/me/shares/{code}/reminder"): Row(
        EVERYBODY, 404, lambda: {"remind_at": (clock.now() + timedelta(days=1)).isoformat()}
    ),
    ("DELETE", "/api/v1/me/shares/{code}/reminder"): Row(EVERYBODY, 404),
    ("PUT", "/api/v1/me/shares/{code}/post"): Row(
        EVERYBODY, 404, lambda: {"url": "https://bsky.app/profile/virasto.example/post/3l"}
    ),
    ("DELETE", "/api/v1/me/shares/{code}/post"): Row(EVERYBODY, 404),
    ("GET", "/api/v1/networks/servers"): Row(ADMINS, 200),
    ("POST", "/api/v1/analytics/query"): Row(EDITORS, 200, lambda: {"metrics": ["clicks"], "period": "M2026-11"}),
    ("GET", "/api/v1/me/points"): Row(EVERYBODY, 200),
    ("GET", "/api/v1/me/readers"): Row(EVERYBODY, 200),
    ("PUT", "/api/v1/me/readers"): Row(EVERYBODY, 200, lambda: {"clicks": 0, "points": 0}),
    ("GET", "/api/v1/races"): Row(EVERYBODY, 200),
    ("POST", "/api/v1/races"): Row(
        ADMINS, 422, lambda: {"name_texts": {"fi": "Eilen"}, "first_on": "2026-01-01", "last_on": "2026-01-02"}
    ),
    ("GET", "/api/v1/races/{race_id}"): Row(EVERYBODY, 200),
    ("GET", "/api/v1/me/races/{race_id}/place"): Row(EVERYBODY, 200),
    ("GET", "/api/v1/rewards"): Row(EVERYBODY, 200),
    ("POST", "/api/v1/rewards"): Row(
        ADMINS,
        422,
        lambda: {"way": "top", "name_texts": {"fi": "Leffalippu"}, "value_cents": 1200, "stock": 3, "race": "ALL"},
    ),
    ("GET", "/api/v1/rewards/{reward_id}"): Row(EVERYBODY, 404),
    ("POST", "/api/v1/rewards/{reward_id}/vouchers"): Row(ADMINS, 404, lambda: {"codes": "A-1"}),
    ("POST", "/api/v1/conversions"): Row(
        (),
        401,
        lambda: {
            "click_id": f"{NOBODY_HAS_IT[:8]}.261125.{NOBODY_HAS_IT}",
            "goal": "x",
            "happened_at": "2026-11-25T10:00:00Z",
        },
        by_site=True,
    ),
    ("POST", "/api/v1/sign-in"): Row(EVERYBODY, 422, lambda: {"email": "no address"}, anyone=True),
    ("POST", "/api/v1/sign-in/answers"): Row(EVERYBODY, 401, lambda: {"ticket": "x", "code": "1"}, anyone=True),
    ("POST", "/api/v1/sign-in/renewals"): Row(EVERYBODY, 401, lambda: {"refresh_token": "x"}, anyone=True),
    ("POST", "/api/v1/sign-out"): Row(EVERYBODY, 200, lambda: {"refresh_token": "x"}, anyone=True),
    ("POST", "/api/v1/claims"): Row(EVERYBODY, 404, lambda: {"reward": NOBODY_HAS_IT}),
    ("GET", "/api/v1/me/awards"): Row(EVERYBODY, 200),
    ("GET", "/api/v1/awards"): Row(ADMINS, 200),
    ("GET", "/api/v1/claims"): Row(ADMINS, 200),
    ("GET", "/api/v1/claims/{claim_id}"): Row(EVERYBODY, 404),
    ("POST", "/api/v1/claims/{claim_id}/approve"): Row(ADMINS, 404),
    ("POST", "/api/v1/claims/{claim_id}/refuse"): Row(ADMINS, 404, lambda: {"reason": "Ei."}),
    ("GET", "/api/v1/me/races/{race_id}/ticket"): Row(EVERYBODY, 404),
    ("GET", "/api/v1/me/weeks"): Row(EVERYBODY, 200),
    ("PATCH", "/api/v1/races/{race_id}"): Row(ADMINS, 404, lambda: {"first_on": "2099-01-01", "last_on": "2099-01-02"}),
    ("POST", "/api/v1/races/{race_id}/withdraw"): Row(ADMINS, 404),
    ("GET", "/api/v1/races/{race_id}/draw"): Row(EVERYBODY, 404),
    ("GET", "/api/v1/races/{race_id}/teams"): Row(EVERYBODY, 200),
    ("GET", "/api/v1/races/{race_id}/teams/{team_id}"): Row(EVERYBODY, 404),
}
UNKNOWN = (
    "no token",
    "garbage",
    "forged claims",
    "foreign signature",
    "expired",
    "other client",
    "access",
    "refresh",
    "what renews a session",
    "renewed past us",
)
REFUSED = ("paused", "stranger")
ROLES = ("ambassador", "editor", "other editor", "admin")


@pytest.fixture(scope="module")
def things(editor_person: Person, ambassador: Api) -> Things:
    """A content that is on offer, one that is archived, a person, a race."""
    return Things(
        content=published(editor_person, "Kaikille"),
        own_content=published(editor_person, "Poistuva"),
        suggested=ambassador.post("/suggestions", draft()).json()["content"],
        person=ambassador.person,
        race="ALL",
    )


@pytest.fixture(scope="module")
def callers(
    cloud: RunningCloud, cast: Cast, ambassador: Api, editor: Api, other_editor: Api, admin: Api, stranger: Api
) -> dict[str, Api]:
    """Everybody who may try, by name."""
    for somebody in (ambassador, editor, other_editor, admin):
        accepted(members.find_person(somebody.person))
    genuine = cast.tokens(ambassador.email)
    other, short = other_clients(cloud)
    paused = cast.invite("Pekka Tauolla")
    changing.change_person(paused.id, {"state": "paused"}, "tests", clock.now())
    tokens = {
        "garbage": "garbage",
        "forged claims": with_claims(genuine.id, sub=admin.person),
        "foreign signature": with_signature_of(genuine.id, cast.tokens(other_editor.email).id),
        "expired": expired(cloud, short),
        "other client": signed_in_at(cloud, other, ambassador.person)["IdToken"],
        "access": signed_in_at(cloud, cloud.user_pool_client, ambassador.person)["AccessToken"],
        "refresh": signed_in_at(cloud, cloud.user_pool_client, ambassador.person)["RefreshToken"],
        "what renews a session": genuine.refresh,
        "renewed past us": signed_in_at(cloud, cloud.user_pool_client, ambassador.person)["IdToken"],
    }
    return {
        "no token": Api(cast.site),
        **{name: Api(cast.site, token) for name, token in tokens.items()},
        "paused": cast.api(paused),
        "stranger": stranger,
        "ambassador": ambassador,
        "editor": editor,
        "other editor": other_editor,
        "admin": admin,
    }


def test_every_route_has_a_row() -> None:
    in_matrix = {(method, path.partition("?")[0]) for method, path in MATRIX}

    assert in_matrix == set(operations())


@pytest.mark.parametrize("who", [*UNKNOWN, *REFUSED, *ROLES])
@pytest.mark.parametrize(("method", "path"), MATRIX, ids=lambda part: str(part).removeprefix("/api/v1"))
def test_a_route_is_open_to_those_who_may_and_to_nobody_else(
    callers: dict[str, Api], things: Things, who: str, method: str, path: str
) -> None:
    row = MATRIX[method, path]
    body = row.body() if row.body else None

    answer = callers[who].send(method, filled(row.path or path.removeprefix("/api/v1"), things), body)

    assert answer.status_code == expected(row, who), answer.text
    if answer.status_code in (401, 403):
        assert "person" not in answer.json()


def test_the_authorizer_refuses_what_is_over_and_our_code_what_was_given_to_another_client(
    callers: dict[str, Api],
) -> None:
    over, foreign = (callers[who].get("/me") for who in ("expired", "other client"))

    assert over.json() == GATEWAY_REFUSAL
    assert foreign.json()["code"] == "not_signed_in"
    assert foreign.headers["WWW-Authenticate"] == "Bearer"


def expected(row: Row, who: str) -> int:
    """Return the status that a caller gets."""
    if row.anyone:
        return row.status
    if who in UNKNOWN or row.by_site:
        return 401
    role = {"ambassador": Role.AMBASSADOR, "editor": Role.EDITOR, "other editor": Role.EDITOR, "admin": Role.ADMIN}
    if who == "paused" and row.paused:
        return row.status
    if who in REFUSED or role[who] not in row.roles or (row.of_channel and who == "other editor"):
        return 403
    return row.status


def filled(path: str, things: Things) -> str:
    """Return a path with its names filled in."""
    return path.format(
        content_id=things.content,
        channel_id="no-such-channel",
        own_content=things.own_content,
        suggested=things.suggested,
        person_id=things.person,
        race_id=things.race,
        network="x",
        language="fi",
        code=NOBODY_HAS_IT,
        reward_id=NOBODY_HAS_IT,
        claim_id=NOBODY_HAS_IT,
        note_id=NOBODY_HAS_IT,
        passkey_id=NOBODY_HAS_IT,
        session_id=NOBODY_HAS_IT,
        suggestion_id=NOBODY_HAS_IT,
        version=10**6,
        team_id="no-such-team",
    )


# --- tokens that look almost right


def with_claims(token: str, **claims: Any) -> str:
    """Return a token with other claims and the signature that it had."""
    head, body, signature = token.split(".")
    forged = {**json.loads(base64.urlsafe_b64decode(body + "==")), **claims}
    return f"{head}.{base64.urlsafe_b64encode(json.dumps(forged).encode()).decode().rstrip('=')}.{signature}"


def with_signature_of(token: str, other: str) -> str:
    """Return a token with the signature of another one."""
    return f"{token.rpartition('.')[0]}.{other.rpartition('.')[2]}"


@cache
def other_clients(cloud: RunningCloud) -> tuple[str, str]:
    """Make two more clients of the same pool, one of which gives out tokens of a second; return their ids."""
    cognito = boto3.client("cognito-idp")
    known = cognito.describe_user_pool_client(UserPoolId=cloud.user_pool, ClientId=cloud.user_pool_client)
    same: dict[str, Any] = {
        name: value
        for name, value in known["UserPoolClient"].items()
        if value
        and name not in ("ClientId", "ClientSecret", "CreationDate", "LastModifiedDate", "UserPoolId", "ClientName")
    }
    seconds = {"IdTokenValidity": 1, "TokenValidityUnits": {**same["TokenValidityUnits"], "IdToken": "seconds"}}
    made = [
        cognito.create_user_pool_client(
            UserPoolId=cloud.user_pool, ClientName=uuid.uuid4().hex, **{**same, **difference}
        )
        for difference in ({}, seconds)
    ]
    first, second = (client["UserPoolClient"]["ClientId"] for client in made)
    return first, second


def signed_in_at(cloud: RunningCloud, client: str, person: str) -> dict[str, Any]:
    """Sign somebody in at a client of the pool; return what it answers."""
    cognito, now = boto3.client("cognito-idp"), clock.now()
    asked = cognito.admin_initiate_auth(
        UserPoolId=cloud.user_pool, ClientId=client, AuthFlow="CUSTOM_AUTH", AuthParameters={"USERNAME": person}
    )
    proof = proofs.proof_of(SignIn(person, now), "tests", now)
    answered = cognito.admin_respond_to_auth_challenge(
        UserPoolId=cloud.user_pool,
        ClientId=client,
        ChallengeName="CUSTOM_CHALLENGE",
        Session=asked["Session"],
        ChallengeResponses={"USERNAME": person, "ANSWER": proof},
    )
    return dict(answered["AuthenticationResult"])


def expired(cloud: RunningCloud, client: str) -> str:
    """Return an id token whose time is over."""
    person = str(uuid.uuid4())
    identity.create_sign_in(person, f"{uuid.uuid4().hex[:12]}@virasto.example")
    token = str(signed_in_at(cloud, client, person)["IdToken"])
    time.sleep(2.1)
    body = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
    assert body["exp"] < time.time()
    return token

from collections.abc import Callable
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from lahetti.core import aws
from lahetti.core.configuration import Configuration
from lahetti.core.errors import Busy, NotSignedIn
from lahetti.security import identity, proofs, secrets
from lahetti.security.sign_ins import Method, SignIn

SETTINGS = Configuration(
    programme_table="",
    traffic_table="",
    transient_table="",
    secret="",
    encryption_key="key",
    user_pool="pool",
    user_pool_client="client",
    sign_in_origin="https://signin.example",
    web_origin="https://lahetti.example",
    link_origin="",
    time_zone="",
    pictures_bucket="",
    sender="",
    configuration_set="",
)


class ClientError(Exception):
    """As botocore names it."""


class UsernameExistsException(ClientError):
    """As botocore names it."""


class UserNotFoundException(ClientError):
    """As botocore names it."""


class NotAuthorizedException(ClientError):
    """As botocore names it."""


class RefreshTokenReuseException(ClientError):
    """As botocore names it."""


class TooManyRequestsException(ClientError):
    """As botocore names it."""


class UnexpectedLambdaException(ClientError):
    """As botocore names it."""


NOW = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
AINO = SignIn("0199-aino", NOW, Method.PASSKEY)
GIVEN = {"IdToken": "id", "AccessToken": "access", "RefreshToken": "refresh", "ExpiresIn": 3600, "TokenType": "Bearer"}


class Users:
    """The users of a pool by name, and the tokens that it gives to those whom the web has proven."""

    exceptions = SimpleNamespace(
        ClientError=ClientError,
        UsernameExistsException=UsernameExistsException,
        UserNotFoundException=UserNotFoundException,
        NotAuthorizedException=NotAuthorizedException,
        RefreshTokenReuseException=RefreshTokenReuseException,
        TooManyRequestsException=TooManyRequestsException,
    )

    def __init__(self) -> None:
        self.made: dict[str, dict[str, str]] = {}
        self.signed_out: list[str] = []
        self.revoked: list[str] = []
        self.stated: list[dict[str, str]] = []
        self.trouble: Exception | None = None

    def admin_create_user(self, Username: str, UserAttributes: Any, **given: Any) -> None:  # noqa: N803
        assert given == {"UserPoolId": "pool", "MessageAction": "SUPPRESS", "ForceAliasCreation": True}
        if Username in self.made:
            raise UsernameExistsException
        self.made[Username] = {attribute["Name"]: attribute["Value"] for attribute in UserAttributes}

    def admin_initiate_auth(self, **given: Any) -> dict[str, Any]:
        assert given == {
            "UserPoolId": "pool",
            "ClientId": "client",
            "AuthFlow": "CUSTOM_AUTH",
            "AuthParameters": {"USERNAME": AINO.person},
        }
        if self.trouble:
            raise self.trouble
        return {"ChallengeName": "CUSTOM_CHALLENGE", "Session": "session", "ChallengeParameters": {"kind": "proof"}}

    def admin_respond_to_auth_challenge(
        self,
        ChallengeResponses: dict[str, str],  # noqa: N803
        ClientMetadata: dict[str, str],  # noqa: N803
        **given: Any,
    ) -> dict[str, Any]:
        assert given["Session"] == "session"
        assert ChallengeResponses["USERNAME"] == AINO.person
        assert proofs.is_proven(ChallengeResponses["ANSWER"], AINO.person, NOW)
        self.stated.append(ClientMetadata)
        return {"AuthenticationResult": GIVEN}

    def get_tokens_from_refresh_token(self, ClientMetadata: dict[str, str], **given: Any) -> dict[str, Any]:  # noqa: N803
        assert given == {"RefreshToken": "token", "ClientId": "client"}
        if self.trouble:
            raise self.trouble
        self.stated.append(ClientMetadata)
        return {"AuthenticationResult": {name: value for name, value in GIVEN.items() if name != "RefreshToken"}}

    def revoke_token(self, Token: str, **_: str) -> None:  # noqa: N803
        if self.trouble:
            raise self.trouble
        self.revoked.append(Token)

    def admin_user_global_sign_out(self, Username: str, **given: Any) -> None:  # noqa: N803
        assert given == {"UserPoolId": "pool"}
        if self.trouble:
            raise self.trouble
        self.signed_out.append(Username)


@pytest.fixture
def users(monkeypatch: pytest.MonkeyPatch) -> Users:
    users = Users()
    monkeypatch.setattr(identity, "configuration", lambda: SETTINGS)
    monkeypatch.setattr(aws, "client", lambda _: users)
    monkeypatch.setattr(secrets, "session_keys", lambda: [b"a session key"])
    return users


def sign_in() -> dict[str, Any]:
    return identity.sign_in(AINO, "attempt", NOW)


def refresh() -> dict[str, Any]:
    return identity.refresh("token", AINO, NOW)


def test_a_user_of_the_pool_is_named_by_the_person_and_found_by_the_address(users: Users) -> None:
    identity.create_sign_in("0199-aino", "aino@vero.fi")

    assert users.made == {"0199-aino": {"email": "aino@vero.fi", "email_verified": "true"}}


def test_a_sign_in_that_is_there_already_stays(users: Users) -> None:
    users.made = {"0199-aino": {}}

    identity.create_sign_in("0199-aino", "aino@vero.fi")

    assert users.made == {"0199-aino": {}}


def test_whom_the_web_has_proven_gets_tokens(users: Users) -> None:
    assert sign_in() == {"id_token": "id", "refresh_token": "refresh", "expires_in": 3600}


def test_a_refresh_token_brings_fresh_tokens(users: Users) -> None:
    assert refresh() == {"id_token": "id", "expires_in": 3600}


@pytest.mark.parametrize("ask", [sign_in, refresh])
def test_the_pool_is_told_when_and_how_somebody_signed_in(users: Users, ask: Callable[[], Any]) -> None:
    ask()

    (metadata,) = users.stated
    said = {"method": "passkey", "signed_in": str(int(NOW.timestamp() * 1000))}
    assert proofs.claims_of(metadata, AINO.person, NOW) == said


@pytest.mark.parametrize("ask", [sign_in, refresh])
@pytest.mark.parametrize("trouble", [NotAuthorizedException(), UserNotFoundException(), RefreshTokenReuseException()])
def test_whom_the_pool_refuses_is_not_signed_in(users: Users, ask: Callable[[], Any], trouble: Exception) -> None:
    users.trouble = trouble

    with pytest.raises(NotSignedIn):
        ask()


def test_a_refresh_token_that_came_again_is_told_apart_from_one_that_is_over(users: Users) -> None:
    users.trouble = RefreshTokenReuseException()
    with pytest.raises(identity.RefreshTokenReused):
        refresh()

    users.trouble = NotAuthorizedException()
    with pytest.raises(NotSignedIn) as over:
        refresh()
    assert not isinstance(over.value, identity.RefreshTokenReused)


@pytest.mark.parametrize("ask", [sign_in, refresh])
def test_a_trigger_that_fails_signs_nobody_out(users: Users, ask: Callable[[], Any]) -> None:
    users.trouble = UnexpectedLambdaException()

    with pytest.raises(Busy):
        ask()


def test_revoking_tells_whether_it_was_done(users: Users) -> None:
    assert identity.revoke("token")

    for trouble in (NotAuthorizedException(), Busy("Cognito does not answer")):
        users.trouble = trouble
        assert not identity.revoke("token")
    assert users.revoked == ["token"]


def test_all_tokens_of_a_person_are_revoked(users: Users) -> None:
    identity.revoke_all("0199-aino")

    assert users.signed_out == ["0199-aino"]


@pytest.mark.parametrize("trouble", [UserNotFoundException(), TooManyRequestsException()])
def test_what_the_pool_does_not_revoke_keeps_nobody_from_signing_out(
    users: Users, trouble: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    users.trouble = trouble

    identity.revoke_all("0199-aino")

    assert [record.getMessage() for record in caplog.records] == ["refresh tokens not revoked"]

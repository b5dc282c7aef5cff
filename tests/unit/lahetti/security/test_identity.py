from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
import requests

from lahetti.core import aws
from lahetti.core.configuration import Configuration
from lahetti.core.errors import Busy, NotSignedIn
from lahetti.security import identity

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


class Cognito:
    """Answers every request with one status, or not at all."""

    def __init__(self) -> None:
        self.status = 200
        self.trouble: Exception | None = None
        self.asked: list[tuple[str, dict[str, str]]] = []

    def post(self, address: str, data: dict[str, str], timeout: tuple[int, int], allow_redirects: bool) -> Any:
        assert max(timeout) <= 5
        assert not allow_redirects
        self.asked.append((address, data))
        if self.trouble:
            raise self.trouble
        answer = requests.Response()
        answer.status_code = self.status
        answer._content = b'{"id_token": "id"}'
        return answer


@pytest.fixture
def cognito(monkeypatch: pytest.MonkeyPatch) -> Cognito:
    fake = Cognito()
    monkeypatch.setattr(identity, "configuration", lambda: SETTINGS)
    monkeypatch.setattr(requests, "post", fake.post)
    return fake


def exchange() -> dict[str, Any]:
    return identity.exchange_code("code", "verifier")


def refresh() -> dict[str, Any]:
    return identity.refresh("token")


def test_a_code_is_exchanged_with_its_verifier(cognito: Cognito) -> None:
    assert exchange() == {"id_token": "id"}
    assert cognito.asked == [
        (
            "https://signin.example/oauth2/token",
            {
                "grant_type": "authorization_code",
                "code": "code",
                "code_verifier": "verifier",
                "redirect_uri": "https://lahetti.example/signed-in",
                "client_id": "client",
            },
        )
    ]


@pytest.mark.parametrize("ask", [exchange, refresh])
@pytest.mark.parametrize("status", [400, 401])
def test_what_cognito_refuses_is_no_sign_in(cognito: Cognito, ask: Callable[[], Any], status: int) -> None:
    cognito.status = status

    with pytest.raises(NotSignedIn):
        ask()


@pytest.mark.parametrize("ask", [exchange, refresh])
@pytest.mark.parametrize("status", [302, 429, 500, 503])
def test_a_fault_of_cognito_signs_nobody_out(cognito: Cognito, ask: Callable[[], Any], status: int) -> None:
    cognito.status = status

    with pytest.raises(Busy):
        ask()


@pytest.mark.parametrize("ask", [exchange, refresh])
def test_a_silent_cognito_signs_nobody_out(cognito: Cognito, ask: Callable[[], Any]) -> None:
    cognito.trouble = requests.ConnectTimeout()

    with pytest.raises(Busy):
        ask()


def test_revoking_tells_whether_it_was_done(cognito: Cognito) -> None:
    assert identity.revoke("token")

    cognito.status = 400
    assert not identity.revoke("token")

    cognito.trouble = requests.ConnectionError()
    assert not identity.revoke("token")


class UsernameExistsException(Exception):
    """As botocore names it."""


class UserNotFoundException(Exception):
    """As botocore names it."""


class TooManyRequestsException(Exception):
    """As botocore names it."""


class Users:
    """The users of a pool by name; a password that is set for nobody fails."""

    exceptions = SimpleNamespace(
        UsernameExistsException=UsernameExistsException,
        UserNotFoundException=UserNotFoundException,
        TooManyRequestsException=TooManyRequestsException,
    )

    def __init__(self) -> None:
        self.made: dict[str, dict[str, str]] = {}
        self.passwords: dict[str, str] = {}
        self.signed_out: list[str] = []
        self.trouble: Exception | None = None

    def admin_create_user(self, Username: str, UserAttributes: Any, **given: Any) -> None:  # noqa: N803
        assert given["MessageAction"] == "SUPPRESS"
        assert given["ForceAliasCreation"] is True
        if Username in self.made:
            raise UsernameExistsException
        self.made[Username] = {attribute["Name"]: attribute["Value"] for attribute in UserAttributes}

    def admin_set_user_password(self, Username: str, Password: str, **given: Any) -> None:  # noqa: N803
        assert given["Permanent"] is True
        assert Username in self.made
        self.passwords[Username] = Password

    def admin_user_global_sign_out(self, Username: str, **given: Any) -> None:  # noqa: N803
        assert given == {"UserPoolId": "pool"}
        if self.trouble:
            raise self.trouble
        self.signed_out.append(Username)


@pytest.fixture
def users(cognito: Cognito, monkeypatch: pytest.MonkeyPatch) -> Users:
    users = Users()
    monkeypatch.setattr(aws, "client", lambda _: users)
    return users


def test_a_user_of_the_pool_is_named_by_the_person_and_found_by_the_address(users: Users) -> None:
    identity.create_sign_in("0199-aino", "aino@vero.fi")

    assert users.made == {"0199-aino": {"email": "aino@vero.fi", "email_verified": "true"}}


def test_a_sign_in_that_was_left_half_made_gets_its_password(users: Users) -> None:
    users.made = {"0199-aino": {}}

    identity.create_sign_in("0199-aino", "aino@vero.fi")

    assert len(users.passwords["0199-aino"]) > 32


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

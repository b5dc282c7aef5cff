from typing import Any

import pytest
import requests

from lahetti.core.configuration import configuration
from lahetti.core.errors import Busy, NotSignedIn
from lahetti.security import federation

SETTINGS = {
    "SIGN_IN_ORIGIN": "https://signin.example",
    "WEB_ORIGIN": "https://lahetti.example",
    "WORK_CLIENT": "work",
}


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
    for name, value in SETTINGS.items():
        monkeypatch.setenv(f"LAHETTI_{name}", value)
    configuration.cache_clear()
    monkeypatch.setattr(requests, "post", fake.post)
    return fake


def exchange() -> dict[str, Any]:
    return federation.exchange_code("code", "verifier")


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
                "client_id": "work",
            },
        )
    ]


@pytest.mark.parametrize("status", [400, 401])
def test_what_cognito_refuses_is_no_sign_in(cognito: Cognito, status: int) -> None:
    cognito.status = status

    with pytest.raises(NotSignedIn):
        exchange()


@pytest.mark.parametrize("status", [302, 429, 500, 503])
def test_a_fault_of_cognito_signs_nobody_out(cognito: Cognito, status: int) -> None:
    cognito.status = status

    with pytest.raises(Busy):
        exchange()


def test_a_silent_cognito_signs_nobody_out(cognito: Cognito) -> None:
    cognito.trouble = requests.ConnectTimeout()

    with pytest.raises(Busy):
        exchange()

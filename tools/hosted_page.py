"""Walks the local cloud's hosted sign-in page by plain HTTP: address, "Email code", the code that is always 123456."""

import base64
import hashlib
import re
import secrets
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from tools.local_requests import Site

CODE = "123456"


@dataclass(frozen=True)
class Tokens:
    """What Cognito gives to somebody who has signed in."""

    id: str
    access: str
    refresh: str


class SignInRefused(Exception):
    """The hosted page did not let the person in."""


def sign_in(sign_in_origin: str, client: str, redirect_uri: str, email: str) -> Tokens:
    """Sign somebody in as a mobile client does, with PKCE (RFC 7636), and return the tokens."""
    verifier = secrets.token_urlsafe(48)
    digest = hashlib.sha256(verifier.encode()).digest()
    question = {
        "client_id": client,
        "redirect_uri": redirect_uri,
        "scope": "openid email",
        "state": secrets.token_urlsafe(16),
        "response_type": "code",
        "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
        "code_challenge_method": "S256",
        "nonce": "",
    }
    page = Site(sign_in_origin)
    callback = signed_in(page, question, email)
    answered = {name: values[0] for name, values in parse_qs(urlsplit(callback).query).items()}
    if answered.get("state") != question["state"] or "code" not in answered:
        raise SignInRefused(f"The hosted page sent {email} back with {sorted(answered)}.")
    tokens = page.request(
        "POST",
        "/oauth2/token",
        data={
            "grant_type": "authorization_code",
            "client_id": client,
            "code": answered["code"],
            "code_verifier": verifier,
            "redirect_uri": redirect_uri,
        },
    )
    tokens.raise_for_status()
    given = tokens.json()
    return Tokens(given["id_token"], given["access_token"], given["refresh_token"])


def signed_in(page: Site, question: dict[str, str], email: str) -> str:
    """Answer the page's forms for a request to authorize; return the address that it then sends the person to."""
    page.request("GET", "/oauth2/authorize", params=question).raise_for_status()
    choice = page.request("POST", "/login", data={**question, "auth_flow": "USER_AUTH", "username": email})
    found = re.search(r'name="ua_token" value="([^"]+)"', choice.text)
    if found is None:
        raise SignInRefused(f"The hosted page asked {email} for no code.")
    page.request("POST", "/login", data={"ua_token": found[1], "challenge": "EMAIL_OTP"}).raise_for_status()
    last = page.request("POST", "/login", data={"ua_token": found[1], "code": CODE})
    if "Location" not in last.headers:
        raise SignInRefused(f"The hosted page did not take the code of {email}.")
    return last.headers["Location"]

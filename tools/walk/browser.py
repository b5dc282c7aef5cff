"""A browser without a screen: keeps cookies, signs in at the hosted page, calls the API as the client does."""

from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import requests

from tools.hosted_page import SignInRefused, signed_in
from tools.local_requests import Site


class Browser:
    """One person's browser at the client's origin; `agent` is its user agent."""

    def __init__(self, web_origin: str, sign_in_origin: str, agent: str) -> None:
        self.agent = agent
        self._web = Site(web_origin)
        self._hosted_page = Site(sign_in_origin)
        self._cookies: dict[tuple[str, str], str] = {}
        self._token = ""

    def sign_in(self, email: str) -> None:
        """Go from /signin through the hosted page back to the client, and take an id token as it does."""
        asked = self.follow("GET", "/signin?to=/")
        question = dict(parse_qsl(urlsplit(asked.headers.get("Location", "")).query))
        if asked.status_code != 302 or "code_challenge" not in question:
            raise SignInRefused(f"/signin answered {asked.status_code} without leading to the hosted page.")
        callback = urlsplit(signed_in(self._hosted_page, question, email))
        back = self.follow("GET", f"{callback.path}?{callback.query}")
        if back.headers.get("Location") != "/":
            raise SignInRefused(f"{callback.path} answered {back.status_code}, to {back.headers.get('Location')}.")
        self.renew()

    def renew(self) -> None:
        """Take a fresh id token, as the client does once an hour."""
        session = self.follow("POST", "/session", {"Origin": self._web.origin})
        if session.status_code != 200:
            raise SignInRefused(f"/session answered {session.status_code}: {session.text[:200]}")
        self._token = session.json()["id_token"]

    def api(self, method: str, path: str, body: object = None) -> requests.Response:
        """Send a request to a path below /api/v1 with the id token."""
        headers = {"User-Agent": self.agent, "Authorization": self._token}
        return self._web.request(method, f"/api/v1{path}", headers=headers, json=body)

    def follow(self, method: str, path: str, headers: dict[str, str] | None = None) -> requests.Response:
        """Send a request with the cookies of its path and keep those that come back."""
        bare = path.partition("?")[0]
        sent = "; ".join(f"{name}={value}" for (name, of), value in self._cookies.items() if bare.startswith(of))
        more = {"Cookie": sent} if sent else {}
        answer = self._web.request(method, path, headers={"User-Agent": self.agent, **more, **(headers or {})})
        raw: Any = answer.raw
        for line in raw.headers.getlist("Set-Cookie"):
            for name, morsel in SimpleCookie(line).items():
                self._cookies[name, morsel["path"]] = morsel.value
                if morsel["max-age"] == "0":
                    del self._cookies[name, morsel["path"]]
        return answer

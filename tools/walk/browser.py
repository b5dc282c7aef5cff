"""A browser without a screen: keeps cookies, signs in by a mailed code, calls the API as the client does."""

from http.cookies import SimpleCookie
from typing import Any

import requests

from tools.local_requests import Site
from tools.mailed_codes import Letterbox, SignInRefused


class Browser:
    """One person's browser at the client's origin; `endpoint` has the mails, `agent` is its user agent."""

    def __init__(self, web_origin: str, endpoint: str, agent: str) -> None:
        self.agent = agent
        self._web = Site(web_origin)
        self._endpoint = endpoint
        self._cookies: dict[tuple[str, str], str] = {}
        self._token = ""

    def sign_in(self, email: str) -> None:
        """Ask for a code, type it, and take an id token as the client does. Raise SignInRefused."""
        code = self.ask_for_code(email)
        answered = self.send("/signin/code", {"code": code})
        if (answered.status_code, answered.headers.get("Location")) != (303, "/"):
            raise SignInRefused(f"The code was answered {answered.status_code}, to {answered.headers.get('Location')}.")
        self.renew()

    def ask_for_code(self, email: str) -> str:
        """Ask for a code and read it from the mail. Raise SignInRefused."""
        letterbox = Letterbox(self._endpoint, email)
        asked = self.send("/signin", {"email": email, "to": "/"})
        if asked.status_code != 303:
            raise SignInRefused(f"/signin answered {asked.status_code}.")
        return letterbox.newest()

    def renew(self) -> None:
        """Take a fresh id token, as the client does once an hour."""
        session = self.send("/session", {})
        if session.status_code != 200:
            raise SignInRefused(f"/session answered {session.status_code}: {session.text[:200]}")
        self._token = session.json()["id_token"]

    def api(self, method: str, path: str, body: object = None) -> requests.Response:
        """Send a request to a path below /api/v1 with the id token."""
        headers = {"User-Agent": self.agent, "Authorization": self._token}
        return self._web.request(method, f"/api/v1{path}", headers=headers, json=body)

    def send(self, path: str, form: dict[str, str]) -> requests.Response:
        """Send a form of our own pages."""
        return self.follow("POST", path, {"Origin": self._web.origin}, form)

    def follow(
        self, method: str, path: str, headers: dict[str, str] | None = None, form: dict[str, str] | None = None
    ) -> requests.Response:
        """Send a request with the cookies of its path and keep those that come back."""
        bare = path.partition("?")[0]
        sent = "; ".join(f"{name}={value}" for (name, of), value in self._cookies.items() if bare.startswith(of))
        more = {"Cookie": sent} if sent else {}
        answer = self._web.request(
            method, path, headers={"User-Agent": self.agent, **more, **(headers or {})}, data=form
        )
        raw: Any = answer.raw
        for line in raw.headers.getlist("Set-Cookie"):
            for name, morsel in SimpleCookie(line).items():
                self._cookies[name, morsel["path"]] = morsel.value
                if morsel["max-age"] == "0":
                    del self._cookies[name, morsel["path"]]
        return answer

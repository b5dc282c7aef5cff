"""The console as a browser without script uses it: pages, forms with their token, notices."""

import re
from dataclasses import dataclass
from html import unescape
from urllib.parse import urlencode

import requests
from urllib3 import encode_multipart_formdata

from lahetti.core import clock
from lahetti.people.model import Person
from lahetti.security import sessions
from lahetti.security.sessions import Purpose
from tests.sign_ins import held_console_cookie
from tools.local_requests import Site

URLENCODED = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class ConsoleVisitor:
    """Somebody with the console's cookie, as the sign-in sets it, or without."""

    site: Site
    person: Person | None = None

    def get(self, path: str) -> requests.Response:
        """Open a page; redirects are not followed."""
        return self.site.request("GET", path, headers=self._headers())

    def send(
        self,
        path: str,
        action: str,
        *,
        token: str | None = None,
        origin: str | None = None,
        **fields: str | list[str],
    ) -> requests.Response:
        """Send a form of a page."""
        form = {"token": self.token() if token is None else token, "action": action, **fields}
        return self._post(path, urlencode(form, doseq=True).encode(), URLENCODED, origin)

    def upload(self, path: str, action: str, name: str, file: str, content: bytes, **fields: str) -> requests.Response:
        """Send a form with a file."""
        body, kind = encode_multipart_formdata(
            {"token": self.token(), "action": action, **fields, name: (file, content, "text/csv")}
        )
        return self._post(path, body, kind)

    def token(self) -> str:
        """Return what this person's forms carry."""
        return sessions.signed(Purpose.FORM, {"person": self.person.id}, clock.now()) if self.person else ""

    def _post(self, path: str, body: bytes, kind: str, origin: str | None = None) -> requests.Response:
        headers = {**self._headers(), "Content-Type": kind, "Origin": origin or self.site.origin}
        return self.site.request("POST", path, headers=headers, data=body)

    def _headers(self) -> dict[str, str]:
        if self.person is None:
            return {}
        return {"Cookie": "console=" + held_console_cookie(self.person.id, clock.now())}


def field_value(page: str, name: str) -> str:
    """Return what a field of a page holds."""
    found = re.search(rf'<input[^>]* name="{re.escape(name)}"[^>]* value="([^"]*)"', page)
    found = found or re.search(rf'<textarea[^>]* name="{re.escape(name)}"[^>]*>\n?([^<]*)</textarea>', page)
    assert found is not None, f"no field {name}"
    return unescape(found[1])

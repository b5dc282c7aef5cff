"""An organisation's identity provider (OpenID Connect) on loopback, whose people and claims a test decides."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

import requests
from oidc_provider_mock import run_server_in_thread

from tools.local_requests import PATIENCE


@dataclass(frozen=True)
class WorkProvider:
    """A provider that runs; every client and every address to lead back to is known to it."""

    issuer: str
    client: str = "lahetti"

    def knows(self, subject: str, **claims: object) -> None:
        """Let an account be there, with what the provider says of it."""
        requests.put(f"{self.issuer}/users/{subject}", json=claims, timeout=PATIENCE).raise_for_status()

    def sign_in(self, url: str, subject: str) -> str:
        """Sign in at the page to which somebody was led; return where the provider leads them then."""
        return self._choose(url, {"sub": subject})

    def refuse(self, url: str) -> str:
        """Let somebody decline at the page to which they were led; return where the provider leads them then."""
        return self._choose(url, {"action": "deny"})

    def _choose(self, url: str, form: dict[str, str]) -> str:
        here = urlsplit(self.issuer)
        page = urlunsplit(urlsplit(url)._replace(scheme=here.scheme, netloc=here.netloc))
        answer = requests.post(page, data=form, timeout=PATIENCE, allow_redirects=False)
        return answer.headers["Location"]


@contextmanager
def running_provider() -> Iterator[WorkProvider]:
    """Run a provider until the context ends."""
    with run_server_in_thread() as server:
        yield WorkProvider(f"http://localhost:{server.server_port}")

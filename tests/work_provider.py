"""An organisation's identity provider (OpenID Connect) on loopback, whose people and claims a test decides."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

import requests

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
    """Run a provider until the context ends: in a process of its own, as its libraries warn of each other."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            issuer = f"http://localhost:{port}"
            _await(f"{issuer}/.well-known/openid-configuration")
            yield WorkProvider(issuer)
        finally:
            process.terminate()


def _await(url: str) -> None:
    """Wait until a server answers."""
    ends = time.monotonic() + PATIENCE
    while True:
        try:
            requests.get(url, timeout=PATIENCE).raise_for_status()
        except requests.ConnectionError:
            if time.monotonic() > ends:
                raise
            time.sleep(0.2)
        else:
            return

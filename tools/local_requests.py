"""Requests to the local cloud's sites from Python, which unlike browsers and curl does not resolve *.localhost."""

from urllib.parse import urlsplit

import requests
from urllib3.util import SKIP_HEADER

PATIENCE = 60
"""Seconds for an answer: the first call of a function starts a process of its own."""
NO_USER_AGENT = SKIP_HEADER
"""As the value of `User-Agent`: send none at all."""


class Site:
    """One origin, such as http://lahetti.localhost:4570, reached at 127.0.0.1 under its own name."""

    def __init__(self, origin: str) -> None:
        parts = urlsplit(origin)
        self.origin = origin
        self._host = parts.netloc
        self._address = f"http://127.0.0.1:{parts.port}"

    def request(
        self,
        method: str,
        path: str,
        *,
        headers: dict[str, str] | None = None,
        params: dict[str, str] | None = None,
        data: dict[str, str] | bytes | None = None,
        json: object = None,
    ) -> requests.Response:
        """Send one request and return its answer as it is: redirects are not followed, cookies not kept."""
        return requests.request(
            method,
            self._address + path,
            headers={**(headers or {}), "Host": self._host},
            params=params,
            data=data,
            json=json,
            timeout=PATIENCE,
            allow_redirects=False,
        )

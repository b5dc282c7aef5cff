"""Reading an event of the REST API (payload 1.0): its headers and its body."""

import base64
from collections.abc import Mapping
from typing import Any

from lahetti.core.configuration import configuration
from lahetti.core.errors import NotAllowed


def headers_of(event: Mapping[str, Any]) -> dict[str, str]:
    """Return the headers by their names in lower case."""
    return {name.lower(): value for name, value in (event.get("headers") or {}).items()}


def body_of(event: Mapping[str, Any]) -> bytes:
    """Return the body as it was sent: the gateway encodes types that it takes for binary."""
    body = event.get("body") or ""
    return base64.b64decode(body) if event.get("isBase64Encoded") else body.encode(errors="surrogatepass")


def require_own_origin(headers: Mapping[str, str]) -> None:
    """Raise NotAllowed where a form or a script of another site asks."""
    origin, site = headers.get("origin"), headers.get("sec-fetch-site")
    if origin != configuration().web_origin or site not in (None, "same-origin"):
        raise NotAllowed("Only pages of this service may ask for this.", reason="origin")

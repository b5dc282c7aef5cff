"""DynamoDB over plain HTTPS with a request signed by hand (Signature Version 4): for the redirect alone.

An SDK costs it two to three times as much at a cold start (docs/decisions.md). A test holds the signature equal to
botocore's on random requests. One kept connection a process; credentials and region come from Lambda's environment.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
"""

import hashlib
import hmac
import http.client
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit


class Refused(Exception):
    """DynamoDB answered with an error; `code` is its short name."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class DynamoDb:
    """A caller of DynamoDB. `patience` is in seconds and holds for connecting and for each answer."""

    def __init__(self, environment: Mapping[str, str], patience: float = 2.0) -> None:
        self.environment = environment
        self.patience = patience
        self._connection: http.client.HTTPConnection | None = None

    def call(
        self, operation: str, body: dict[str, Any], now: datetime, patience: float | None = None
    ) -> dict[str, Any]:
        """Return the answer of an operation. Raise Refused, or OSError when there is none in time."""
        payload = json.dumps(body).encode()
        patience = patience or self.patience
        headers = signed_headers(self._endpoint, operation, payload, self.environment, now)
        for last in (False, True):
            connection = self._connection or self._connect(patience)
            fresh = self._connection is None
            self._connection = connection
            if connection.sock is not None:
                connection.sock.settimeout(patience)
            try:
                connection.request("POST", "/", payload, headers)
                answer = connection.getresponse()
                text = answer.read()
            except (OSError, http.client.HTTPException) as error:
                connection.close()
                self._connection = None
                # A kept connection may have been closed by the other side meanwhile: once more on a new one.
                if last or fresh or isinstance(error, TimeoutError):
                    raise OSError(f"no answer from DynamoDB: {type(error).__name__}") from error
                continue
            result = _object(text)
            if answer.status != 200:
                raise Refused(str((result or {}).get("__type", answer.status)).rpartition("#")[2])
            if result is None:
                raise OSError("no answer from DynamoDB: what came is not JSON")
            return result
        raise AssertionError("unreachable")

    @property
    def _endpoint(self) -> str:
        region = self.environment["AWS_REGION"]
        return self.environment.get("AWS_ENDPOINT_URL") or f"https://dynamodb.{region}.amazonaws.com"

    def _connect(self, patience: float) -> http.client.HTTPConnection:
        parts = urlsplit(self._endpoint)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        return kind(parts.hostname or "", parts.port, timeout=patience)


def _object(text: bytes) -> dict[str, Any] | None:
    """Read an answer; None for a page of something between us and DynamoDB."""
    try:
        result = json.loads(text or b"{}")
    except ValueError:
        return None
    return result if isinstance(result, dict) else None


def signed_headers(
    endpoint: str, operation: str, payload: bytes, environment: Mapping[str, str], now: datetime
) -> dict[str, str]:
    """Return the headers of a signed DynamoDB request."""
    moment, day, region = f"{now:%Y%m%dT%H%M%SZ}", f"{now:%Y%m%d}", environment["AWS_REGION"]
    headers = {
        "content-type": "application/x-amz-json-1.0",
        "host": urlsplit(endpoint).netloc,
        "x-amz-date": moment,
        "x-amz-target": f"DynamoDB_20120810.{operation}",
    }
    if token := environment.get("AWS_SESSION_TOKEN"):
        headers["x-amz-security-token"] = token
    names = ";".join(sorted(headers))
    lines = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
    canonical = f"POST\n/\n\n{lines}\n{names}\n{hashlib.sha256(payload).hexdigest()}"
    scope = f"{day}/{region}/dynamodb/aws4_request"
    to_sign = f"AWS4-HMAC-SHA256\n{moment}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    key = f"AWS4{environment['AWS_SECRET_ACCESS_KEY']}".encode()
    for part in (day, region, "dynamodb", "aws4_request"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    signature = hmac.new(key, to_sign.encode(), hashlib.sha256).hexdigest()
    credential = f"{environment['AWS_ACCESS_KEY_ID']}/{scope}"
    headers["authorization"] = f"AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders={names}, Signature={signature}"
    return headers

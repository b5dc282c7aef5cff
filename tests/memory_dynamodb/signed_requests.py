"""What the redirect takes for its own caller of DynamoDB: the same tables in memory, asked and answered as JSON."""

import json
from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from botocore.exceptions import ClientError

from lahetti.dynamodb.signed_requests import Refused
from tests.memory_dynamodb.client import MemoryDynamoDb


@dataclass
class SignedMemoryDynamoDb:
    """Stands in for `lahetti.dynamodb.signed_requests.DynamoDb`."""

    memory: MemoryDynamoDb

    def call(
        self,
        operation: str,
        body: dict[str, Any],
        now: datetime,  # noqa: ARG002 (nothing is signed)
        patience: float | None = None,  # noqa: ARG002 (nothing is waited for)
    ) -> dict[str, Any]:
        """Return the answer of an operation. Raise Refused."""
        try:
            answer = self.memory._make_api_call(operation, read_json(body))
        except ClientError as error:
            raise Refused(error.response["Error"]["Code"]) from error
        written: dict[str, Any] = json.loads(json.dumps(answer, default=json_of))
        return written


def read_json(asked: Any) -> Any:
    """Return a request as it comes over the network, with its bytes decoded."""
    return json.loads(json.dumps(asked), object_hook=_read)


def json_of(content: bytes) -> str:
    """Return what JSON holds of bytes."""
    return b64encode(content).decode()


def _read(part: dict[str, Any]) -> dict[str, Any]:
    return {"B": b64decode(part["B"])} if part.keys() == {"B"} else part

"""Answers of DynamoDB read as they come: botocore would walk the model for every value of every attribute.

That is five times as long as reading the JSON, and most of a job that reads thousands of ledgers. What a value holds
is told by its one name (`{"S": "x"}`); only bytes need to be decoded.
https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html
"""

from base64 import b64decode
from collections.abc import Mapping
from typing import Any

from botocore.parsers import JSONParser, ResponseParserFactory


class AnswerParsers(ResponseParserFactory):
    """Makes the parsers of the store's session, whose clients are those of DynamoDB and of the secret."""

    def create_parser(self, protocol_name: str) -> JSONParser:
        """Return a parser; both services speak JSON."""
        if protocol_name != "json":
            raise ValueError(f"This session speaks json, not {protocol_name}.")
        return _AnswerParser()


class _AnswerParser(JSONParser):
    """Reads one answer: botocore makes a parser for each."""

    def parse(self, response: Mapping[str, Any], shape: Any) -> Any:
        """Return what an answer holds; where no attribute holds bytes, its values stay as JSON has them."""
        body = response["body"]
        self._has_bytes = b'"B"' in body or b'"BS"' in body
        return super().parse(response, shape)

    def _handle_map(self, shape: Any, value: dict[str, Any]) -> dict[str, Any]:
        if shape.value.name != "AttributeValue":
            parsed: dict[str, Any] = super()._handle_map(shape, value)  # type: ignore[misc]  # its stubs lack it
            return parsed
        return {name: _read(stored) for name, stored in value.items()} if self._has_bytes else value


def _read(value: dict[str, Any]) -> dict[str, Any]:
    ((kind, content),) = value.items()
    match kind:
        case "B":
            return {"B": b64decode(content)}
        case "BS":
            return {"BS": [b64decode(one) for one in content]}
        case "L":
            return {"L": [_read(one) for one in content]}
        case "M":
            return {"M": {name: _read(one) for name, one in content.items()}}
    return value

"""Answers read as they come are what botocore makes of them."""

import json
from base64 import b64encode
from typing import Any

import pytest
from botocore.parsers import create_parser
from botocore.session import get_session
from hypothesis import given
from hypothesis import strategies as st

from lahetti.dynamodb.answers import AnswerParsers
from lahetti.dynamodb.connection import SharedConnection

SERVICE = get_session().get_service_model("dynamodb")
BYTES = st.binary(max_size=9).map(lambda content: b64encode(content).decode())
NUMBERS = st.integers().map(str)
PLAIN = st.one_of(
    st.text(max_size=9).map(lambda text: {"S": text}),
    NUMBERS.map(lambda number: {"N": number}),
    BYTES.map(lambda content: {"B": content}),
    st.booleans().map(lambda is_so: {"BOOL": is_so}),
    st.just({"NULL": True}),
    st.lists(st.text(max_size=5), min_size=1).map(lambda texts: {"SS": texts}),
    st.lists(NUMBERS, min_size=1).map(lambda numbers: {"NS": numbers}),
    st.lists(BYTES, min_size=1).map(lambda contents: {"BS": contents}),
)
VALUES = st.recursive(
    PLAIN,
    lambda values: (
        st.lists(values, max_size=3).map(lambda found: {"L": found})
        | st.dictionaries(st.text(max_size=5), values, max_size=3).map(lambda found: {"M": found})
    ),
    max_leaves=8,
)
ITEMS = st.dictionaries(st.text(min_size=1, max_size=5), VALUES, max_size=4)


def read(operation: str, answer: Any, status: int = 200) -> tuple[Any, Any]:
    """Return what our parser and botocore's make of an answer."""
    response = {"body": json.dumps(answer).encode(), "headers": {"x-amzn-requestid": "1"}, "status_code": status}
    shape = SERVICE.operation_model(operation).output_shape
    return AnswerParsers().create_parser("json").parse(response, shape), create_parser("json").parse(response, shape)


@given(st.lists(ITEMS, max_size=3), ITEMS)
def test_items_are_read_as_botocore_reads_them(items: list[Any], key: Any) -> None:
    ours, theirs = read("Query", {"Items": items, "Count": len(items), "LastEvaluatedKey": key})
    assert ours == theirs

    answer = {"Responses": {"table": items}, "UnprocessedKeys": {"table": {"Keys": [key], "ConsistentRead": True}}}
    ours, theirs = read("BatchGetItem", answer)
    assert ours == theirs


def test_errors_are_read_as_botocore_reads_them() -> None:
    refused = {"__type": "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException", "message": "no"}

    ours, theirs = read("PutItem", refused, 400)

    assert ours == theirs
    assert ours["Error"]["Code"] == "ConditionalCheckFailedException"


def test_the_connection_reads_its_answers_so() -> None:
    factory = SharedConnection(region="eu-north-1").session.get_component("response_parser_factory")

    assert isinstance(factory, AnswerParsers)
    with pytest.raises(ValueError, match="query"):
        factory.create_parser("query")

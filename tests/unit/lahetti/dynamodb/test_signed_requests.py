import http.client
import io
import json
import random
import string
from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from lahetti.dynamodb import signed_requests
from lahetti.dynamodb.signed_requests import DynamoDb, Refused, signed_headers

NOW = datetime(2026, 11, 25, 12, 0, 5, tzinfo=UTC)
ENVIRONMENT = {
    "AWS_REGION": "eu-north-1",
    "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "secret",
    "AWS_ENDPOINT_URL": "http://127.0.0.1:4566",
}


def random_request(seed: int) -> tuple[str, str, bytes, dict[str, str], datetime]:
    chance = random.Random(seed)

    def text(least: int, most: int, signs: str = string.ascii_letters + string.digits + "/+=") -> str:
        return "".join(chance.choices(signs, k=chance.randint(least, most)))

    region = chance.choice(["eu-north-1", "eu-west-1", "us-east-1", "ap-southeast-2"])
    port = f":{chance.randint(1024, 65535)}" if chance.random() < 0.5 else ""
    endpoint = f"https://dynamodb.{region}.amazonaws.com{port}"
    environment = {"AWS_REGION": region, "AWS_ACCESS_KEY_ID": text(16, 20), "AWS_SECRET_ACCESS_KEY": text(30, 50)}
    if seed % 2:
        environment["AWS_SESSION_TOKEN"] = text(100, 400)
    payload = json.dumps({text(1, 9): text(0, 200, string.printable + "åäö€😀")}).encode()
    moment = datetime.fromtimestamp(chance.randint(1_500_000_000, 2_500_000_000), UTC)
    return endpoint, chance.choice(["GetItem", "PutItem", "UpdateItem"]), payload, environment, moment


def signed_by_botocore(
    endpoint: str,
    operation: str,
    payload: bytes,
    environment: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    now: Any,
) -> str:
    monkeypatch.setattr("botocore.auth.get_current_datetime", lambda: now.replace(tzinfo=None))
    headers = {
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": f"DynamoDB_20120810.{operation}",
    }
    request = AWSRequest("POST", f"{endpoint}/", headers=headers, data=payload)
    credentials = Credentials(
        environment["AWS_ACCESS_KEY_ID"], environment["AWS_SECRET_ACCESS_KEY"], environment.get("AWS_SESSION_TOKEN")
    )
    SigV4Auth(credentials, "dynamodb", environment["AWS_REGION"]).add_auth(request)
    return str(request.headers["Authorization"])


@pytest.mark.parametrize("seed", range(200))
def test_a_request_is_signed_as_botocore_signs_it(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    endpoint, operation, payload, environment, now = random_request(seed)

    headers = signed_headers(endpoint, operation, payload, environment, now)

    expected = signed_by_botocore(endpoint, operation, payload, environment, monkeypatch, now)
    assert headers["authorization"] == expected
    assert headers.get("x-amz-security-token") == environment.get("AWS_SESSION_TOKEN")


class Answer(io.BytesIO):
    def __init__(self, status: int, body: bytes) -> None:
        super().__init__(body)
        self.status = status


class Socket:
    def __init__(self) -> None:
        self.patience: list[float] = []

    def settimeout(self, seconds: float) -> None:
        self.patience.append(seconds)


class Connection:
    """Answers with what stands in `answers`, one a request; an exception among them is raised."""

    opened: list["Connection"]
    answers: list[Answer | Exception]

    def __init__(self, host: str, port: int | None, timeout: float) -> None:
        self.host, self.port, self.timeout, self.sock, self.closed = host, port, timeout, None, False
        self.requests: list[tuple[str, str, bytes, dict[str, str]]] = []
        self.opened.append(self)

    def request(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> None:
        self.sock = self.sock or Socket()
        self.requests.append((method, path, body, headers))

    def getresponse(self) -> Answer:
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def connections(monkeypatch: pytest.MonkeyPatch) -> type[Connection]:
    Connection.opened, Connection.answers = [], []
    monkeypatch.setattr(signed_requests.http.client, "HTTPConnection", Connection)
    monkeypatch.setattr(signed_requests.http.client, "HTTPSConnection", Connection)
    return Connection


def test_an_answer_is_read_and_the_connection_kept(connections: type[Connection]) -> None:
    connections.answers = [Answer(200, b'{"Item": {"pk": {"S": "a"}}}'), Answer(200, b"")]
    database = DynamoDb(ENVIRONMENT)

    first = database.call("GetItem", {"Key": {"pk": {"S": "a"}}}, NOW)
    second = database.call("UpdateItem", {}, NOW)

    assert first == {"Item": {"pk": {"S": "a"}}}
    assert second == {}
    (connection,) = connections.opened
    assert (connection.host, connection.port) == ("127.0.0.1", 4566)
    assert [body for _, _, body, _ in connection.requests] == [b'{"Key": {"pk": {"S": "a"}}}', b"{}"]
    assert connection.requests[0][3]["x-amz-target"] == "DynamoDB_20120810.GetItem"


def test_without_an_endpoint_of_its_own_the_regions_is_called_by_tls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signed_requests.http.client, "HTTPSConnection", Connection)
    Connection.opened, Connection.answers = [], [Answer(200, b"{}")]
    environment = {name: value for name, value in ENVIRONMENT.items() if name != "AWS_ENDPOINT_URL"}

    DynamoDb(environment).call("GetItem", {}, NOW)

    assert (Connection.opened[0].host, Connection.opened[0].port) == ("dynamodb.eu-north-1.amazonaws.com", None)


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Answer(400, b'{"__type": "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException"}'),) * 1
        + ("ConditionalCheckFailedException",),
        (Answer(400, b'{"__type": "ResourceNotFoundException"}'), "ResourceNotFoundException"),
        (Answer(500, b"{}"), "500"),
        (Answer(503, b"<html>Service Unavailable</html>"), "503"),
        (Answer(502, b""), "502"),
        (Answer(413, b'"text"'), "413"),
    ],
)
def test_a_refusal_has_its_short_name(answer: Answer, code: str, connections: type[Connection]) -> None:
    connections.answers = [answer]

    with pytest.raises(Refused) as refused:
        DynamoDb(ENVIRONMENT).call("PutItem", {}, NOW)

    assert refused.value.code == code


@pytest.mark.parametrize("trouble", [http.client.RemoteDisconnected(), ConnectionResetError(), BrokenPipeError()])
def test_a_kept_connection_that_was_closed_meanwhile_is_made_anew_once(
    trouble: Exception, connections: type[Connection]
) -> None:
    connections.answers = [Answer(200, b"{}"), trouble, Answer(200, b'{"a": 1}')]
    database = DynamoDb(ENVIRONMENT)
    database.call("GetItem", {}, NOW)

    assert database.call("GetItem", {}, NOW) == {"a": 1}

    assert [connection.closed for connection in connections.opened] == [True, False]


@pytest.mark.parametrize("trouble", [http.client.RemoteDisconnected(), ConnectionRefusedError(), TimeoutError()])
def test_a_fresh_connection_that_fails_is_not_tried_again(trouble: Exception, connections: type[Connection]) -> None:
    connections.answers = [trouble, Answer(200, b"{}")]

    with pytest.raises(OSError, match="no answer from DynamoDB"):
        DynamoDb(ENVIRONMENT).call("GetItem", {}, NOW)

    assert len(connections.opened) == 1


def test_an_answer_that_does_not_come_in_time_is_not_asked_for_again(connections: type[Connection]) -> None:
    connections.answers = [Answer(200, b"{}"), TimeoutError(), Answer(200, b"{}")]
    database = DynamoDb(ENVIRONMENT)
    database.call("GetItem", {}, NOW)

    with pytest.raises(OSError, match="no answer from DynamoDB: TimeoutError"):
        database.call("UpdateItem", {}, NOW, patience=0.3)

    assert len(connections.opened) == 1


def test_patience_holds_for_a_kept_connection_and_for_one_made_anew(connections: type[Connection]) -> None:
    connections.answers = [Answer(200, b"{}"), ConnectionResetError(), Answer(200, b"{}"), Answer(200, b"{}")]
    database = DynamoDb(ENVIRONMENT)
    database.call("GetItem", {}, NOW)

    database.call("UpdateItem", {}, NOW, patience=0.3)
    database.call("GetItem", {}, NOW)

    first, second = connections.opened
    assert first.timeout == 2.0
    assert first.sock.patience == [0.3]
    assert second.timeout == 0.3
    assert second.sock.patience == [2.0]

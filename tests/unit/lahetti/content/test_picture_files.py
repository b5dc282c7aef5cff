"""The answers of AWS's S3 as they were recorded; the local cloud answers NoSuchKey where AWS does not."""

from collections.abc import Callable
from types import SimpleNamespace

import boto3
import pytest
from botocore.awsrequest import AWSResponse
from botocore.config import Config
from botocore.exceptions import ClientError

from lahetti.content import picture_files
from lahetti.core import aws

NAME = "0" * 64 + ".jpg"
MAY_NOT_LIST = """<?xml version="1.0" encoding="UTF-8"?>
<Error><Code>AccessDenied</Code><Message>User: arn:aws:sts::123456789012:assumed-role/lahetti-WebFunctionRole/\
lahetti-WebFunction is not authorized to perform: s3:ListBucket on resource: &quot;arn:aws:s3:::lahetti-pictures&quot; \
because no identity-based policy allows the s3:ListBucket action</Message><RequestId>4VXQ5RJJ1T7ZBQ9M</RequestId>\
<HostId>h6Vq0SxA=</HostId></Error>"""
MAY_LIST = f"""<?xml version="1.0" encoding="UTF-8"?>
<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message><Key>{NAME}</Key>\
<RequestId>4VXQ5RJJ1T7ZBQ9M</RequestId><HostId>h6Vq0SxA=</HostId></Error>"""
BROKEN = """<?xml version="1.0" encoding="UTF-8"?>
<Error><Code>InternalError</Code><Message>We encountered an internal error. Please try again.</Message>\
<RequestId>4VXQ5RJJ1T7ZBQ9M</RequestId><HostId>h6Vq0SxA=</HostId></Error>"""

Answers = Callable[[int, str], None]


@pytest.fixture
def s3_answers(monkeypatch: pytest.MonkeyPatch) -> Answers:
    """Let the client that the module uses get this answer over the wire."""
    client = boto3.client(
        "s3", "eu-north-1", aws_access_key_id="a", aws_secret_access_key="b",
        endpoint_url="https://s3.example", config=Config(retries={"total_max_attempts": 1}),
    )  # fmt: skip
    monkeypatch.setattr(aws, "client", lambda _: client)
    monkeypatch.setattr(picture_files, "configuration", lambda: SimpleNamespace(pictures_bucket="lahetti-pictures"))

    def answer(status: int, body: str) -> None:
        raw = SimpleNamespace(stream=lambda: iter([body.encode()]), read=body.encode, headers={})
        response = AWSResponse("https://s3.example/", status, {"Content-Type": "application/xml"}, raw)
        client.meta.events.register("before-send.s3.GetObject", lambda **_: response)

    return answer


@pytest.mark.parametrize(("status", "body"), [(403, MAY_NOT_LIST), (404, MAY_LIST)])
def test_a_missing_picture_is_none_whether_or_not_the_role_may_list_the_bucket(
    s3_answers: Answers, status: int, body: str
) -> None:
    s3_answers(status, body)

    assert picture_files.find_picture(NAME) is None


def test_any_other_failure_of_s3_is_raised(s3_answers: Answers) -> None:
    s3_answers(500, BROKEN)

    with pytest.raises(ClientError, match="InternalError"):
        picture_files.find_picture(NAME)

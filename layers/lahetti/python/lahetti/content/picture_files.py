"""Pictures of contents, in a private bucket under their hash: written once, never changed."""

from functools import cache
from typing import TYPE_CHECKING

from lahetti.core.configuration import configuration

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_KIND = "image/jpeg"
_MISSING = ("NoSuchKey", "AccessDenied")


@cache
def _client() -> "S3Client":
    import boto3  # late: only pictures need it

    return boto3.client("s3")


def put_picture(name: str, body: bytes) -> None:
    """Keep a picture; the same one again changes nothing."""
    _client().put_object(Bucket=configuration().pictures_bucket, Key=name, Body=body, ContentType=_KIND)


def find_picture(name: str) -> bytes | None:
    """Return a picture, or None.

    A role that may read objects and not list the bucket gets 403 for a missing one, not 404:
    https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html (Permissions).
    """
    from botocore.exceptions import ClientError  # late, as the client

    try:
        return _client().get_object(Bucket=configuration().pictures_bucket, Key=name)["Body"].read()
    except ClientError as error:
        if error.response["Error"]["Code"] in _MISSING:
            return None
        raise

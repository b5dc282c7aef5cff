"""Pictures of contents, in a private bucket under their hash: written once, never changed."""

from lahetti.core import aws
from lahetti.core.configuration import configuration

_KIND = "image/jpeg"
_MISSING = ("NoSuchKey", "AccessDenied")


def put_picture(name: str, body: bytes) -> None:
    """Keep a picture; the same one again changes nothing."""
    aws.client("s3").put_object(Bucket=configuration().pictures_bucket, Key=name, Body=body, ContentType=_KIND)


def find_picture(name: str) -> bytes | None:
    """Return a picture, or None.

    A role that may read objects and not list the bucket gets 403 for a missing one, not 404:
    https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html (Permissions).
    """
    from botocore.exceptions import ClientError  # late, as the client

    try:
        return aws.client("s3").get_object(Bucket=configuration().pictures_bucket, Key=name)["Body"].read()
    except ClientError as error:
        if error.response["Error"]["Code"] in _MISSING:
            return None
        raise

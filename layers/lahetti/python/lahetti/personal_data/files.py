"""Exports as files, in the private bucket under a name that nobody can guess; S3 removes them after a day."""

import uuid
from datetime import timedelta

from lahetti.core import aws
from lahetti.core.configuration import configuration

EXPORT_ADDRESS_LIVES = timedelta(minutes=10)
"""How long the address of an export works."""
_FOLDER = "exports/"
"""What infra/foundation.yaml lets expire."""


def put_export(called: str, body: bytes) -> str:
    """Keep an export and return an address for whoever has it, without a sign-in, for as long as it lives.

    A browser saves it under the name that it is `called`.
    """
    name, bucket = f"{_FOLDER}{uuid.uuid4().hex}.json", configuration().pictures_bucket
    s3 = aws.client("s3")
    s3.put_object(
        Bucket=bucket,
        Key=name,
        Body=body,
        ContentType="application/json",
        ContentDisposition=f'attachment; filename="{called}"',
        CacheControl="no-store",
    )
    return s3.generate_presigned_url(
        "get_object", Params={"Bucket": bucket, "Key": name}, ExpiresIn=int(EXPORT_ADDRESS_LIVES.total_seconds())
    )

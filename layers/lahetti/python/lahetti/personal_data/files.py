"""Files about people in the private bucket: exports, which S3 removes after a day, and the list of erasures.

The list lies outside the tables, so that a table that was restored can be rid anew of those who were erased since. It
holds no id but a keyed hash of it, and S3 removes each once no backup is as old.
"""

import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from lahetti.core import aws
from lahetti.core.configuration import configuration
from lahetti.security import secrets

EXPORT_ADDRESS_LIVES = timedelta(minutes=10)
"""How long the address of an export works."""
_EXPORTS, _ERASURES = "exports/", "erasures/"
"""What infra/foundation.yaml lets expire."""


@dataclass(frozen=True)
class Form:
    """How an export is written; a browser saves what is an attachment, and shows what is inline."""

    ending: str
    content_type: str
    disposition: str


JSON = Form("json", "application/json", "attachment")
PAGE = Form("html", "text/html; charset=utf-8", "inline")
FORMS = (JSON, PAGE)


def put_export(person: str, form: Form, called: str, body: bytes) -> str:
    """Keep a person's export in place of any before, and return an address for whoever has it, while it lives.

    It works without a sign-in. A browser saves the file under the name that it is `called`, and its form's ending.
    """
    s3, bucket, name = aws.client("s3"), configuration().pictures_bucket, _export_of(person, form)
    s3.put_object(
        Bucket=bucket,
        Key=name,
        Body=body,
        ContentType=form.content_type,
        ContentDisposition=f'{form.disposition}; filename="{called}.{form.ending}"',
        CacheControl="no-store",
    )
    return s3.generate_presigned_url(
        "get_object", Params={"Bucket": bucket, "Key": name}, ExpiresIn=int(EXPORT_ADDRESS_LIVES.total_seconds())
    )


def delete_export(person: str) -> None:
    """Delete a person's export in every form; nothing happens where there is none."""
    for form in FORMS:
        aws.client("s3").delete_object(Bucket=configuration().pictures_bucket, Key=_export_of(person, form))


def list_erasure(person: str) -> None:
    """Put a person on the list of erasures. Doing it again changes nothing."""
    aws.client("s3").put_object(Bucket=configuration().pictures_bucket, Key=f"{_ERASURES}{hash_of(person)}", Body=b"")


def erasures() -> Iterator[str]:
    """Walk the keyed hashes of those who were erased within the last weeks."""
    pages = aws.client("s3").get_paginator("list_objects_v2")
    for page in pages.paginate(Bucket=configuration().pictures_bucket, Prefix=_ERASURES):
        for entry in page.get("Contents", []):
            yield entry["Key"].removeprefix(_ERASURES)


def hash_of(person: str) -> str:
    """Return what a person's id is on the list of erasures; nobody can undo it, nor make it without the secret."""
    return hmac.new(secrets.erasure_key(), person.encode(), hashlib.sha256).hexdigest()


def _export_of(person: str, form: Form) -> str:
    # An id has 74 random bits: nobody guesses the name, and nobody reads the bucket without a signed address.
    return f"{_EXPORTS}{hashlib.sha256(person.encode()).hexdigest()}.{form.ending}"

"""The deployment's one secret and what is derived from it, a key for each purpose.

The secret is JSON: `root`, and after a rotation `previous` (list) and `links` (the root that links were first made
with: an address once posted must keep its code, so links survive a rotation).
"""

import hashlib
import hmac
import json
from typing import Any

from lahetti.core import aws
from lahetti.core.cache import Cached
from lahetti.core.configuration import configuration

_MAX_AGE = 900
"""Seconds that a container may use a rotated secret: sessions of the previous root stay valid anyway."""


def link_key() -> bytes:
    """Return the key that codes of links are made with."""
    secret = _SECRET.get()
    return _derive(secret.get("links", secret["root"]), "links")


def voucher_key() -> bytes:
    """Return the key that vouchers' codes are recognised by: it outlives a rotation, as links do."""
    secret = _SECRET.get()
    return _derive(secret.get("links", secret["root"]), "vouchers")


def waiting_key() -> bytes:
    """Return the key that addresses of those who wait for a seat are recognised by: it outlives a rotation, too."""
    secret = _SECRET.get()
    return _derive(secret.get("links", secret["root"]), "waiting")


def left_key() -> bytes:
    """Return the key that addresses of those who have left are recognised by: it outlives a rotation, too."""
    secret = _SECRET.get()
    return _derive(secret.get("links", secret["root"]), "left")


def conversion_key() -> bytes:
    """Return the key that conversions are recognised by: it outlives a rotation, too."""
    secret = _SECRET.get()
    return _derive(secret.get("links", secret["root"]), "conversions")


def erasure_key() -> bytes:
    """Return the key that the ids of those who were erased are recognised by: it outlives a rotation, too."""
    secret = _SECRET.get()
    return _derive(secret.get("links", secret["root"]), "erasures")


def survey_key() -> bytes:
    """Return the key that tokens of surveys are made with: a reminder's link outlives a rotation, too."""
    secret = _SECRET.get()
    return _derive(secret.get("links", secret["root"]), "surveys")


def calendar_key() -> bytes:
    """Return the key that tokens of calendars' addresses are made with: they outlive a rotation, too."""
    secret = _SECRET.get()
    return _derive(secret.get("links", secret["root"]), "calendars")


def code_key() -> bytes:
    """Return the key that mailed codes, and who asks for them, are kept by for an hour at most."""
    return _derive(_SECRET.get()["root"], "codes")


def session_keys() -> list[bytes]:
    """Return the keys of signed cookies, oldest first; the last one signs."""
    secret = _SECRET.get()
    return [_derive(root, "sessions") for root in [*secret.get("previous", []), secret["root"]]]


def _derive(root: str, purpose: str) -> bytes:
    return hmac.new(root.encode(), purpose.encode(), hashlib.sha256).digest()


def _read() -> dict[str, Any]:
    from lahetti.dynamodb import connection  # late: what needs no secret often needs no store either

    # From the session of the store's client this one costs a quarter of one that boto3 or Powertools makes.
    client = aws.saying_busy(connection.connection().session.create_client("secretsmanager"))
    secret: dict[str, Any] = json.loads(client.get_secret_value(SecretId=configuration().secret)["SecretString"])
    return secret


_SECRET = Cached(_read, seconds=_MAX_AGE)

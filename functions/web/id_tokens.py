"""Reading the id token that the token endpoint answered.

It comes from there over TLS and not by way of the browser, so its claims are checked and its signature is not
(OpenID Connect Core 1.0, 3.1.3.7).
"""

import base64
import binascii
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lahetti.core.configuration import configuration
from lahetti.core.errors import NotSignedIn
from lahetti.core.json_texts import read_json
from lahetti.people import rules as people_rules
from lahetti.security.sign_ins import SignIn


def sign_in_of(token: str, now: datetime) -> SignIn:
    """Return the sign-in that an id token tells of; raise NotSignedIn unless it is ours and valid.

    It answers no question of the browser, so it has no nonce to compare.
    """
    return people_rules.sign_in_claims(dict(_valid_claims(token, now)), configuration().user_pool_client)


def claims_of(token: str, client: str, now: datetime, nonce: str) -> Mapping[str, Any]:
    """Return what an id token says that a browser has fetched the code for, by another client of the pool.

    Raise NotSignedIn unless it is valid, of this client, and answers this sign-in.
    """
    claims = _valid_claims(token, now)
    if claims.get("token_use") != "id" or claims.get("aud") != client:
        raise NotSignedIn("The id token is of another client.")
    if claims.get("nonce") != nonce:
        raise NotSignedIn("The id token answers another sign-in.")
    return claims


def _valid_claims(token: str, now: datetime) -> Mapping[str, Any]:
    claims = _claims(token)
    pool = configuration().user_pool
    if claims.get("iss") != f"https://cognito-idp.{pool.partition('_')[0]}.amazonaws.com/{pool}":
        raise NotSignedIn("The id token is of another issuer.")
    if not isinstance(claims.get("exp"), int | float) or claims["exp"] <= now.timestamp():
        raise NotSignedIn("The id token is over.")
    return claims


def _claims(token: str) -> Mapping[str, Any]:
    try:
        payload = token.split(".")[1]
        claims = read_json(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (IndexError, binascii.Error, ValueError) as error:
        raise NotSignedIn("The id token cannot be read.") from error
    if not isinstance(claims, dict):
        raise NotSignedIn("The id token cannot be read.")
    return claims

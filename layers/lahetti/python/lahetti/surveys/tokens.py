"""The token in the link of a survey's mails: made from survey and person, so that no table and no backup holds it.

The reminder's link is the invitation's. The table knows the token by its hash alone, and forgets that with the answer.
"""

import base64
import hashlib
import hmac

from lahetti.security import secrets

_LENGTH = 18
"""Bytes: nobody guesses them."""
_LONGEST = 100
"""Characters of a token, with the survey's id."""


def token_of(survey: str, person: str) -> str:
    """Return the token of somebody's link to a survey, as it stands in the URL."""
    proof = hmac.new(secrets.survey_key(), f"{survey}#{person}".encode(), hashlib.sha256).digest()
    return f"{survey}.{base64.urlsafe_b64encode(proof[:_LENGTH]).decode()}"


def survey_of(token: str) -> str:
    """Return the survey that a token says it belongs to, "" where it names none."""
    return token.rpartition(".")[0] if len(token) <= _LONGEST else ""


def digest_of(token: str) -> str:
    """Return the hash that a token is stored by."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()

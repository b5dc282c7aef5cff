"""Which invitations and which sign-ins are taken."""

import re
from typing import Any

from lahetti.core.errors import Invalid, NotSignedIn
from lahetti.people.model import Invitation, Role

_ADDRESS = re.compile(r"[^@\s,;<>\"]{1,64}@[^@\s,;<>\"]{1,255}")
_LONGEST_ADDRESS = 254
"""RFC 5321, 4.5.3.1.3, less the angle brackets."""
_LONGEST_NAME = 80
_LANGUAGES = ("fi", "sv", "en")


def checked_invitation(invitation: Invitation) -> Invitation:
    """Return the invitation if it can be sent; raise Invalid naming the first field that is wrong."""
    if not _ADDRESS.fullmatch(invitation.email) or len(invitation.email) > _LONGEST_ADDRESS:
        raise Invalid(
            f"{invitation.email[:80]!r} is not an e-mail address of at most {_LONGEST_ADDRESS} characters.",
            field="email",
            limit=_LONGEST_ADDRESS,
        )
    if not 1 <= len(invitation.name.strip()) <= _LONGEST_NAME:
        raise Invalid(f"A name has 1 to {_LONGEST_NAME} characters.", field="name", limit=_LONGEST_NAME)
    if invitation.language not in _LANGUAGES:
        raise Invalid(
            f"{invitation.language!r} is not a language of the programme.",
            field="language",
            value=invitation.language,
            limit=list(_LANGUAGES),
        )
    if invitation.channels and invitation.role is not Role.EDITOR:
        raise Invalid("Only an editor has channels.", field="channels")
    return invitation


def sign_in_claims(claims: dict[str, Any], client: str) -> str:
    """Return the person's id from a token's claims; only an id token of our own client is taken."""
    if claims.get("token_use") != "id" or claims.get("aud") != client or not claims.get("sub"):
        raise NotSignedIn("Only an id token of this service's own client is taken.")
    return str(claims["sub"])

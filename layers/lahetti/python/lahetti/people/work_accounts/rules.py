"""What is believed of a provider: whom its token names, and which of its addresses are proven."""

from collections.abc import Collection, Mapping
from typing import Any

from lahetti.core.errors import NotSignedIn
from lahetti.core.plain_texts import on_one_line
from lahetti.people.rules import LONGEST_NAME, bare_email
from lahetti.people.work_accounts.model import Refusal, WorkAccountRefused, WorkIdentity

VERIFIED = "custom:work_verified"
"""The attribute of the pool that holds the provider's own `email_verified`: the standard one is false, too, where the
provider says nothing, and a verified address would be taken from the person who has it."""
_LONGEST_SUBJECT = 255
"""OpenID Connect Core 1.0, 2, of `sub`; a NameID of SAML has at most 256 characters, of which no provider makes use."""


def identity_of(claims: Mapping[str, Any], name: str, provider: str) -> WorkIdentity:
    """Return whom an id token of the pool names that came by way of the provider, which is called `name` in the pool.

    Raise NotSignedIn for any other token.
    """
    subject = _subject(claims, name)
    if not 1 <= len(subject) <= _LONGEST_SUBJECT:
        raise NotSignedIn("The id token is of no work account.")
    return WorkIdentity(provider, subject, bare_email(_text(claims, "email")), _name(claims), _verified(claims))


def proven_email(identity: WorkIdentity, domains: Collection[str]) -> str:
    """Return the address that the provider proves: one of its own domains, unless it says that it has not verified it.

    Of another domain it can prove none, whatever it says. Raise WorkAccountRefused.
    """
    if "@" not in identity.email:
        raise WorkAccountRefused(Refusal.NO_ADDRESS)
    if identity.email.rpartition("@")[2] not in domains:
        raise WorkAccountRefused(Refusal.OTHER_DOMAIN)
    if identity.verified is False:
        raise WorkAccountRefused(Refusal.UNVERIFIED)
    return identity.email


def name_of(identity: WorkIdentity) -> str:
    """Return what somebody is called whom nobody has invited: as the provider says, else as their address begins."""
    words = identity.email.partition("@")[0].replace(".", " ").replace("_", " ").title()
    return (identity.name or words)[:LONGEST_NAME].strip()


def _subject(claims: Mapping[str, Any], name: str) -> str:
    """Return what the provider calls an account: as the token's identities say, else as the pool names its user."""
    identities = claims.get("identities")
    if identities is None:
        before, _, subject = _text(claims, "cognito:username").partition("_")
        return subject if before == name else ""
    of_provider = (one for one in identities if isinstance(one, Mapping) and one.get("providerName") == name)
    return next((str(one.get("userId") or "") for one in of_provider), "")


def _name(claims: Mapping[str, Any]) -> str:
    parts = (_text(claims, "given_name"), _text(claims, "family_name"))
    return on_one_line(_text(claims, "name") or " ".join(part for part in parts if part)).strip()


def _text(claims: Mapping[str, Any], name: str) -> str:
    value = claims.get(name)
    return value if isinstance(value, str) else ""


def _verified(claims: Mapping[str, Any]) -> bool | None:
    said = claims.get(VERIFIED)
    return None if said in (None, "") else str(said).lower() == "true"

"""Which records of the directory are taken, and who they are in the programme."""

import re
import unicodedata
from collections.abc import Container, Iterable

from lahetti.core import texts
from lahetti.core.errors import Invalid
from lahetti.core.languages import DEFAULT
from lahetti.core.plain_texts import require_one_line
from lahetti.people.directory.model import DirectoryUser
from lahetti.people.model import Invitation, WayIn
from lahetti.people.rules import LONGEST_NAME, bare_email, checked_invitation, is_email

LONGEST_TEXT = 256
"""Characters of what a record is known by or called: Entra's longest display name."""
MOST_EMAILS = 10
MOST_GROUPS = 50
"""Groups that one person can be in: the programme has at most 200 teams."""
_LONGEST_ID = 36
_TEXTS = {
    "userName": "user_name",
    "externalId": "external_id",
    "displayName": "display_name",
    "name.formatted": "formatted",
    "name.givenName": "given_name",
    "name.familyName": "family_name",
    "preferredLanguage": "language",
}
"""What the directory calls a record's texts."""


def checked_user(user: DirectoryUser) -> DirectoryUser:
    """Return a record if it can be stored; raise Invalid for the first field that is wrong, by the directory's name."""
    for name, attribute in _TEXTS.items():
        _require_text(name, getattr(user, attribute), required=name == "userName")
    if len(user.emails) > MOST_EMAILS:
        raise Invalid(f"At most {MOST_EMAILS} addresses are taken.", field="emails", limit=MOST_EMAILS)
    for email in user.emails:
        _require_text("emails.value", email.value, required=True)
        _require_text("emails.type", email.type)
    if (address := address_of(user)) is not None:
        invitation_of(user, address)
    return user


def require_group_name(name: str) -> str:
    """Return the name of a group; raise Invalid where it is empty or too long."""
    _require_text("displayName", name, required=True)
    return name.strip()


def require_external_id(external_id: str | None) -> str | None:
    """Return what the directory knows a group by; raise Invalid where it is too long."""
    _require_text("externalId", external_id)
    return external_id


def address_of(user: DirectoryUser) -> str | None:
    """Return the address that a record's person signs in with: the preferred, else that of work, else the user name.

    None where it has none: such a record is kept, and invites nobody until the directory says an address.
    """
    if not user.emails:
        named = bare_email(user.user_name)
        return named if is_email(named) else None
    ordered = sorted(user.emails, key=lambda email: (not email.primary, (email.type or "").lower() != "work"))
    return bare_email(ordered[0].value)


def name_of(user: DirectoryUser) -> str:
    """Return what a record's person is called, cut where a name here is shorter than one there."""
    parts = " ".join(part.strip() for part in (user.given_name, user.family_name) if part and part.strip())
    local = user.user_name.partition("@")[0].replace(".", " ").title()
    for name in (user.display_name, user.formatted, parts, local):
        if name and name.strip():
            return name.strip()[:LONGEST_NAME].strip()
    return user.user_name[:LONGEST_NAME]


def language_of(user: DirectoryUser) -> str:
    """Return the language that a record prefers, as in `sv-FI`; the programme's default where we do not speak it."""
    return texts.named((user.language or "").replace("_", "-")) or DEFAULT


def invitation_of(user: DirectoryUser, address: str) -> Invitation:
    """Return whom a record invites: always an ambassador, as no role comes from a directory. Raise Invalid."""
    try:
        return checked_invitation(Invitation(address, name_of(user), language=language_of(user), came_by=WayIn.SCIM))
    except Invalid as refused:
        field = {"email": "emails", "name": "displayName"}.get(refused.field or "", "preferredLanguage")
        raise Invalid(refused.message, field=field, limit=refused.limit) from refused


def team_id(name: str, taken: Container[str]) -> str:
    """Return a free id for the team of a group: its name as letters of the keyboard, with a number where it must be."""
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST_ID].strip("-") or "team"
    number, wanted = 1, stem
    while wanted in taken:
        number += 1
        wanted = f"{stem}-{number}"
    return wanted


def with_teams(teams: Iterable[str], added: Iterable[str] = (), removed: Iterable[str] = ()) -> tuple[str, ...]:
    """Return teams with some added behind the others and some taken away: the home team stays the first."""
    gone = set(removed)
    return tuple(dict.fromkeys(team for team in (*teams, *added) if team not in gone))


def _require_text(field: str, text: str | None, *, required: bool = False) -> None:
    if text is None or not text.strip():
        if required:
            raise Invalid(f"{field} is empty.", field=field, value="", limit=[1, LONGEST_TEXT])
        return
    if len(text) > LONGEST_TEXT:
        raise Invalid(
            f"{field} has {len(text)} characters; at most {LONGEST_TEXT} are taken.",
            field=field,
            value=len(text),
            limit=LONGEST_TEXT,
        )
    require_one_line(field, text)

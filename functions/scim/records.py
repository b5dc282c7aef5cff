"""Between the resources of SCIM and the records of the directory."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from scim2_models import Meta, Reference

from lahetti.people.directory.model import DirectoryEmail, DirectoryGroup, DirectoryUser
from scim.resources import Email, Group, Member, Membership, Name, User

_NOWHEN = datetime(1, 1, 1, tzinfo=UTC)
"""The moments of a record that is not stored yet, until the use case gives them."""


def to_resource(user: DirectoryUser) -> User:
    """Return a record as the directory reads it."""
    name = Name(formatted=user.formatted, given_name=user.given_name, family_name=user.family_name)
    has_name = any((user.formatted, user.given_name, user.family_name))
    emails = [Email(value=email.value, type=email.type, primary=email.primary) for email in user.emails]
    groups = [Membership(value=group, ref=Reference(f"Groups/{group}"), type="direct") for group in user.groups]
    return User(
        id=user.id,
        external_id=user.external_id,
        user_name=user.user_name,
        name=name if has_name else None,
        display_name=user.display_name,
        preferred_language=user.language,
        active=user.active if user.says_active else None,
        emails=emails or None,
        groups=groups or None,
        meta=_meta("User", user.created, user.modified, user.version),
    )


def new_record(resource: User) -> DirectoryUser:
    """Return what a resource says, as a record of nobody yet; where it does not say so, somebody is active."""
    name = resource.name
    emails = (email for email in resource.emails or [] if email.value)
    return DirectoryUser(
        id="",
        user_name=(resource.user_name or "").strip(),
        active=resource.active is not False,
        created=_NOWHEN,
        modified=_NOWHEN,
        external_id=resource.external_id or None,
        display_name=resource.display_name or None,
        formatted=None if name is None else name.formatted or None,
        given_name=None if name is None else name.given_name or None,
        family_name=None if name is None else name.family_name or None,
        emails=tuple(DirectoryEmail(email.value or "", email.type, email.primary) for email in emails),
        language=resource.preferred_language or None,
    )


_SAID = (
    "user_name",
    "active",
    "says_active",
    "external_id",
    "display_name",
    "formatted",
    "given_name",
    "family_name",
    "emails",
    "language",
)
"""What a resource says of a record; all else is ours."""


def with_changes(record: DirectoryUser, resource: User, read: DirectoryUser) -> DirectoryUser:
    """Return a record changed in that in which a resource differs from what was read; without `active` it stays."""
    said = replace(new_record(resource), says_active=resource.active is not None)
    if resource.active is None:
        said = replace(said, active=read.active)
    changed = {name: getattr(said, name) for name in _SAID if getattr(said, name) != getattr(read, name)}
    return replace(record, **changed)


def to_group(group: DirectoryGroup, members: Iterable[str]) -> Group:
    """Return a group as the directory reads it."""
    return Group(
        id=group.id,
        external_id=group.external_id,
        display_name=group.display_name,
        members=[Member(value=user, ref=Reference(f"Users/{user}"), type="User") for user in members] or None,
        meta=_meta("Group", group.created, group.modified, group.version),
    )


def member_ids(resource: Group) -> list[str]:
    """Return the ids of a group's members as the directory names them."""
    return [member.value for member in resource.members or [] if member.value]


def _meta(kind: str, created: datetime, modified: datetime, version: int) -> Meta:
    return Meta(resource_type=kind, created=created, last_modified=modified, version=f'W/"{version}"')

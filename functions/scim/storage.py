"""What the SCIM server reads and writes, by the use cases of the directory: no rule of ours stands here.

A storage serves one request. It keeps what that request has read, so that a change says only what it changes: of two
requests at one time neither takes back what the other has written, and nobody has to be told to try again.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar, cast

from scim2_models import Resource, ResourceType, ResponseParameters, ScimFilter, SearchRequest
from scim2_models.path import CompareOperator, Comparison, LogicalExpr, LogicalOperator, ValuePath
from scim2_models.path.expressions import FilterNode
from scim2_server.storage import ScimStorage, SearchPage

from lahetti.people.directory import groups, items, provisioning
from lahetti.people.directory.items import KeyKind
from lahetti.people.directory.model import DirectoryGroup, DirectoryUser
from scim import records
from scim.resources import Group, User

Stored = TypeVar("Stored", DirectoryUser, DirectoryGroup)

_ID = "id"
_USER_KEYS: Mapping[str, KeyKind | str] = {
    "id": _ID,
    "username": KeyKind.USER_NAME,
    "externalid": KeyKind.EXTERNAL_ID,
    "emails": KeyKind.EMAIL,
    "emails.value": KeyKind.EMAIL,
}
_GROUP_KEYS: Mapping[str, KeyKind | str] = {
    "id": _ID,
    "displayname": KeyKind.GROUP_NAME,
    "externalid": KeyKind.GROUP_EXTERNAL_ID,
}
"""What is found by a key; any other filter walks all that there is."""


class DirectoryStorage(ScimStorage):
    """The records of the directory, for one request."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self._users: dict[str, DirectoryUser] = {}
        self._members: dict[str, list[str]] = {}

    def get(
        self,
        resource_type: ResourceType,
        resource_id: str,
        *,
        response_parameters: ResponseParameters[Any] | None = None,
    ) -> Resource[Any]:
        """Return a resource; the members of a group are not read where the answer leaves them out."""
        if resource_type.name == "User":
            self._users[resource_id] = user = provisioning.find_user(resource_id)
            return records.to_resource(user)
        return self._group(groups.find_group(resource_id), response_parameters)

    def search(
        self,
        resource_types: list[ResourceType],
        search_request: SearchRequest[Any],
        *,
        position: Any = None,  # noqa: ARG002 (no cursors are announced)
    ) -> SearchPage:
        """Return a page of what fits, in the order in which it was made."""
        wanted = search_request.filter
        found: list[DirectoryUser | DirectoryGroup] = []
        for resource_type in resource_types:
            if resource_type.name == "User":
                found += _fitting(_users(wanted), wanted, lambda user: records.to_resource(cast("DirectoryUser", user)))
            else:
                about_members = wanted is not None and "member" in str(wanted).lower()
                found += _fitting(
                    _groups(wanted),
                    wanted,
                    lambda group, whole=about_members: self._group(cast("DirectoryGroup", group), None, members=whole),
                )
        start = (search_request.start_index or 1) - 1
        page = found[start : None if search_request.count is None else start + search_request.count]
        return SearchPage(len(found), [self._shown(one, search_request) for one in page])

    def create(self, resource_type: ResourceType, resource: Resource[Any]) -> Resource[Any]:
        """Store what is new."""
        if resource_type.name == "User":
            return records.to_resource(provisioning.create_user(records.new_record(cast("User", resource)), self.now))
        asked = cast("Group", resource)
        made = groups.create_group(asked.display_name or "", asked.external_id, records.member_ids(asked), self.now)
        return self._group(made)

    def update(
        self,
        resource_type: ResourceType,
        resource: Resource[Any],
        *,
        expected_version: str | None = None,  # noqa: ARG002 (only what differs from what was read is written)
    ) -> Resource[Any]:
        """Store in what a resource differs from what this request has read."""
        id_ = str(resource.id)
        if resource_type.name == "User":
            said, read = cast("User", resource), self._users[id_]
            changed = provisioning.change_user(id_, lambda user: records.with_changes(user, said, read), self.now)
            return records.to_resource(changed)
        asked, was = cast("Group", resource), self._members[id_]
        wanted = records.member_ids(asked)
        after = groups.change_group(
            id_,
            self.now,
            name=asked.display_name or "",
            external_id=asked.external_id or None,
            added=[member for member in wanted if member not in set(was)],
            removed=[member for member in was if member not in set(wanted)],
        )
        return self._group(after)

    def delete(self, resource_type: ResourceType, resource_id: str, *, expected_version: str | None = None) -> None:  # noqa: ARG002
        """Delete a resource."""
        if resource_type.name == "User":
            provisioning.delete_user(resource_id, self.now)
        else:
            groups.delete_group(resource_id, self.now)

    def _shown(self, one: DirectoryUser | DirectoryGroup, asked: ResponseParameters[Any]) -> Resource[Any]:
        return records.to_resource(one) if isinstance(one, DirectoryUser) else self._group(one, asked)

    def _group(
        self, group: DirectoryGroup, asked: ResponseParameters[Any] | None = None, *, members: bool = True
    ) -> Group:
        if not members or not _wants_members(asked):
            return records.to_group(group, ())
        self._members[group.id] = items.members_of(group.id)
        return records.to_group(group, self._members[group.id])


def _wants_members(asked: ResponseParameters[Any] | None) -> bool:
    if asked is None:
        return True
    excluded = [_attribute(path) for path in asked.excluded_attributes or []]
    included = [_attribute(path) for path in asked.attributes or []]
    return "members" not in excluded and (not included or any(path.startswith("members") for path in included))


def _attribute(path: object) -> str:
    return str(path).lower().rpartition(":")[2]


def _users(wanted: ScimFilter[Any] | None) -> Iterable[DirectoryUser]:
    key = None if wanted is None else _key_of(wanted.ast, _USER_KEYS)
    if key is None:
        return items.users()
    kind, value = key
    return items.find_users([value] if kind == _ID else items.records_with(KeyKind(kind), value))


def _groups(wanted: ScimFilter[Any] | None) -> Iterable[DirectoryGroup]:
    key = None if wanted is None else _key_of(wanted.ast, _GROUP_KEYS)
    if key is None:
        return items.groups()
    kind, value = key
    ids = [value] if kind == _ID else items.records_with(KeyKind(kind), value)
    return [group for id_ in ids if (group := items.find_group(id_)) is not None]


def _fitting(found: Iterable[Stored], wanted: ScimFilter[Any] | None, to_resource: Any) -> list[Stored]:
    return [one for one in found if wanted is None or wanted.match(to_resource(one))]


def _key_of(node: FilterNode, kinds: Mapping[str, KeyKind | str], inside: str = "") -> tuple[KeyKind | str, str] | None:
    """Return a key that whatever fits the filter must have, or None."""
    match node:
        case Comparison(attr_path=path, op=CompareOperator.eq, value=str(value)):
            name = ".".join(part for part in (inside, path.attr, path.sub_attr) if part).lower()
            return (kinds[name], value) if name in kinds else None
        case LogicalExpr(op=LogicalOperator.and_, terms=terms):
            keys = (_key_of(term, kinds, inside) for term in terms)
            return next((key for key in keys if key is not None), None)
        case ValuePath(attr_path=path, val_filter=inner):
            return _key_of(inner, kinds, path.attr)
    return None

"""The audit log: every change that an editor or admin makes, in the transaction of the change itself."""

from datetime import datetime
from typing import Any

import uuid_utils.compat

from lahetti.dynamodb import keys
from lahetti.dynamodb.transactions import Put
from lahetti.records import items


def entry(
    who: str,
    what: str,
    subject: str,
    now: datetime,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> Put:
    """Return the write that logs a change; `subject` is the changed thing's partition key."""
    moment = now.isoformat()
    item = items.AuditEntry(
        keys.audit(f"{now:%Y-%m}"),
        f"{moment}#{uuid_utils.compat.uuid7()}",
        gsi1pk=f"AUDIT#{subject}",
        gsi1sk=moment,
        view1={"who": who, "what": what},
        who=who,
        what=what,
        subject=subject,
        at=now,
        before=_as_lists(before),
        after=_as_lists(after),
    )
    return Put(item)


def _as_lists(value: Any) -> Any:
    """Tuples become lists, which is what the database holds."""
    match value:
        case dict():
            return {name: _as_lists(part) for name, part in value.items()}
        case tuple() | list():
            return [_as_lists(part) for part in value]
    return value

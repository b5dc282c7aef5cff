"""What a person gets who asks for their data: everything that is kept of them, and no secret of anybody else's."""

from typing import Any

from lahetti.personal_data import items
from lahetti.rewards import items as rewards_items
from lahetti.rewards import register

_NAMES = {
    "person": "profile",
    "card": "points",
    "entry": "point_entries",
    "share": "shares",
    "suggestion": "suggestions",
    "post": "posts",
    "note": "notes",
    "award": "awards",
    "ticket": "tickets",
    "mail": "mails",
    "digest": "digest",
    "audit": "changes_by_admins",
}
"""What each kind of item is called in an export; one that is not named here is there by its own name."""


def data_of(person: str) -> dict[str, list[dict[str, Any]]]:
    """Return all that is kept of a person, by kind; a voucher's code is added to the award that it was given for."""
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in _NAMES.values()}
    for item in items.items_of(person):
        kind, shown = items.plain(item)
        if isinstance(item, rewards_items.AwardItem):
            shown["code"] = register.voucher_for(rewards_items.to_award(item))
        found.setdefault(_NAMES.get(kind, kind), []).append(shown)
    return found

"""What a person gets who asks for their data: everything that is kept of them, and no secret of anybody else's."""

from typing import Any

from lahetti import rewards, store

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
    for item in store.exports.items_of(person):
        kind, shown = store.exports.plain(item)
        if isinstance(item, store.rewards.Award):
            shown["code"] = rewards.voucher_for(rewards.award_of(item))
        found.setdefault(_NAMES.get(kind, kind), []).append(shown)
    return found

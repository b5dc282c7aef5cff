"""What a person gets who asks for their data: everything that is kept of them, and no secret of anybody else's."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lahetti.content.notes.items import NoteItem
from lahetti.dynamodb.models import ProgrammeItem
from lahetti.mail.digests.items import DigestStateItem
from lahetti.people.items import PersonItem, ScoreCardItem
from lahetti.personal_data import files, items
from lahetti.points.items import EntryItem, LedgerOpeningItem
from lahetti.races.items import TeamTicketItem, TicketItem
from lahetti.records import ceilings
from lahetti.records.items import AuditItem, MailItem
from lahetti.rewards import items as rewards_items
from lahetti.rewards import register
from lahetti.rewards.items import AwardItem
from lahetti.sharing.items import ShareItem
from lahetti.sharing.reactions.items import PostItem
from lahetti.suggestions.items import SuggestionItem

_NAMES: Mapping[type[ProgrammeItem], str] = {
    PersonItem: "profile",
    ScoreCardItem: "points",
    EntryItem: "point_entries",
    LedgerOpeningItem: "openings_of_points",
    ShareItem: "shares",
    SuggestionItem: "suggestions",
    PostItem: "posts",
    NoteItem: "notes",
    AwardItem: "awards",
    TicketItem: "tickets",
    TeamTicketItem: "tickets_of_teams",
    MailItem: "mails",
    DigestStateItem: "digest",
    AuditItem: "changes_by_admins",
}
"""What each kind of item is called in an export; one that is not named here is there by its own name.

Named by their classes, because an item of a class that nobody has imported is read without its fields.
"""


@dataclass(frozen=True)
class Export:
    """A file with everything that is kept of a person, and the address that it can be fetched at for some minutes."""

    url: str
    expires_at: datetime
    exported_at: datetime
    bytes: int


def export_to_file(person: str, now: datetime) -> Export:
    """Write everything that is kept of a person into a file of its own: an answer of the API has at most 6 MB.

    Raise TooManyRequests where their last file is younger than a quarter of an hour.
    """
    ceilings.pause(ceilings.OWN_DATA, person, now)
    text = json.dumps({"person": person, "exported_at": now.isoformat(), "data": data_of(person)}, ensure_ascii=False)
    body = text.encode()
    return Export(
        files.put_export(f"lahetti-{now:%Y-%m-%d}.json", body), now + files.EXPORT_ADDRESS_LIVES, now, len(body)
    )


def data_of(person: str) -> dict[str, list[dict[str, Any]]]:
    """Return all that is kept of a person, by kind; a voucher's code is added to the award that it was given for."""
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in _NAMES.values()}
    for item in items.items_of(person):
        kind, shown = items.plain(item)
        if isinstance(item, AwardItem):
            shown["code"] = register.voucher_for(rewards_items.to_award(item))
        found.setdefault(_NAMES.get(type(item), kind), []).append(shown)
    return found

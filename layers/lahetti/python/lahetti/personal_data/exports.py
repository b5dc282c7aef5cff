"""What a person gets who asks for their data: everything that is kept of them, and no secret of anybody else's."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lahetti.people.model import Person
from lahetti.personal_data import files, items
from lahetti.personal_data.items import Whose
from lahetti.personal_data.kinds import OF_PEOPLE, name_in_export
from lahetti.records import ceilings
from lahetti.rewards import items as rewards_items
from lahetti.rewards import register
from lahetti.rewards.items import AwardItem


@dataclass(frozen=True)
class Export:
    """A file with everything that is kept of a person, and the address that it can be fetched at for some minutes."""

    url: str
    expires_at: datetime
    exported_at: datetime
    bytes: int


def export_to_file(person: Person, now: datetime) -> Export:
    """Write everything that is kept of a person into a file of its own: an answer of the API has at most 6 MB.

    Raise TooManyRequests where their last file is younger than a quarter of an hour.
    """
    ceilings.pause(ceilings.OWN_DATA, person.id, now)
    data = data_of(person, now)
    text = json.dumps({"person": person.id, "exported_at": now.isoformat(), "data": data}, ensure_ascii=False)
    body = text.encode()
    url = files.put_export(person.id, f"lahetti-{now:%Y-%m-%d}.json", body)
    return Export(url, now + files.EXPORT_ADDRESS_LIVES, now, len(body))


def data_of(person: Person, now: datetime) -> dict[str, list[dict[str, Any]]]:
    """Return all that is kept of a person, by kind; a voucher's code is added to the award that it was given for."""
    found: dict[str, list[dict[str, Any]]] = {
        kind.exported_as: [] for kind in OF_PEOPLE.values() if kind.exported_as is not None
    }
    for item in items.everything_of(Whose(person.id, person.name, person.email, person.joined), now):
        name = name_in_export(type(item))
        if name is None:
            continue
        shown = items.plain(item)
        if isinstance(item, AwardItem):
            shown["code"] = register.voucher_for(rewards_items.to_award(item))
        found[name].append(shown)
    return found

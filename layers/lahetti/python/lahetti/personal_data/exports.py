"""What a person gets who asks for their data: everything that is kept of them, and no secret of anybody else's."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from lahetti.core.configuration import configuration
from lahetti.core.texts import Texts
from lahetti.people.model import Person
from lahetti.personal_data import files, items
from lahetti.personal_data.items import Whose
from lahetti.personal_data.kinds import OF_PEOPLE, name_in_export
from lahetti.personal_data.page import render_page
from lahetti.records import ceilings
from lahetti.rewards import items as rewards_items
from lahetti.rewards import register
from lahetti.rewards.items import AwardItem


@dataclass(frozen=True)
class Export:
    """Everything that is kept of a person, as JSON (`url`) and as a page to read, at addresses for some minutes.

    `bytes` are the JSON's.
    """

    url: str
    page_url: str
    expires_at: datetime
    exported_at: datetime
    bytes: int


def export_to_files(person: Person, now: datetime) -> Export:
    """Write everything that is kept of a person into files of their own: an answer of the API has at most 6 MB.

    Raise TooManyRequests where their last export is younger than a quarter of an hour.
    """
    ceilings.pause(ceilings.OWN_DATA, person.id, now)
    data = data_of(person, now)
    text = json.dumps({"person": person.id, "exported_at": now.isoformat(), "data": data}, ensure_ascii=False)
    body, called = text.encode(), f"lahetti-{now:%Y-%m-%d}"
    url = files.put_export(person.id, files.JSON, called, body)
    texts, zone = Texts("own_data", person.language), ZoneInfo(configuration().time_zone)
    read = render_page(data, person.name, texts, zone, now)
    page_url = files.put_export(person.id, files.PAGE, called, read.encode())
    return Export(url, page_url, now + files.EXPORT_ADDRESS_LIVES, now, len(body))


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

"""What happens before and after the restart of a cloud: `python -m tests.integration.restart_steps share | clicks`.

A program of its own, because the package reads its configuration once a process.
"""

import json
import sys
import uuid
from zoneinfo import ZoneInfo

from lahetti.content import drafting, publishing
from lahetti.content.channels import catalogue
from lahetti.content.channels.model import Channel
from lahetti.content.model import Draft
from lahetti.core import clock
from lahetti.core.configuration import configuration
from lahetti.networks.networks import Network
from lahetti.people import inviting
from lahetti.people import items as people_items
from lahetti.people.guidelines import accepting as guidelines_accepting
from lahetti.people.guidelines import publishing as guidelines_publishing
from lahetti.people.model import Invitation, Person, Role
from lahetti.points import confirming
from lahetti.points.model import Programme
from lahetti.races import items as races_items
from lahetti.settings.versions import current_settings
from lahetti.sharing import items as sharing_items
from lahetti.sharing import opening


def share() -> dict[str, str]:
    """Publish a content and let a new ambassador confirm a share of it."""
    now, judged = clock.now(), current_settings()
    guidelines_publishing.publish({"fi": "Jaa.", "sv": "Dela.", "en": "Share."}, "tests", now)
    catalogue.add_channel(Channel("blog", "Blog", "blog", "fi", "https://blogi.virasto.example/"), "tests", now)
    editor = _invite("Eeva Toimittaja", Role.EDITOR, channels=("blog",))
    wanted = Draft("blog", f"https://blogi.virasto.example/{uuid.uuid4().hex}", "Tarkista tilinumerosi", "fi")
    published = drafting.create_draft(wanted, editor, judged, now).row.content
    publishing.publish(published, editor, judged, clock.now())
    person = _invite("Salla Jakaja", Role.AMBASSADOR)
    person = guidelines_accepting.accept(person.id, guidelines_publishing.current().version, clock.now())
    opened, _ = opening.open_share(person, published, Network.X, judged, clock.now())
    programme = Programme(judged, ZoneInfo(configuration().time_zone))
    confirming.confirm_share(person.id, opened.code, programme, clock.now())
    return {"code": opened.code, "person": person.id}


def clicks(code: str, person: str) -> dict[str, int]:
    """Tell how many clicks the share, the score card and the row of all time have."""
    race = "ALL"
    found, card = sharing_items.find_share(code), people_items.find_card(person)
    row = races_items.find_standing(race, person)
    return {
        "share": int(found.clicks) if found else 0,
        "card": card.totals.races[race].clicks if card else 0,
        "row": int(row.clicks) if row else 0,
    }


def _invite(name: str, role: Role, **more: tuple[str, ...]) -> Person:
    invitation = Invitation(f"{uuid.uuid4().hex[:12]}@virasto.example", name, role, **more)
    return inviting.invite(invitation, "tests", clock.now())[0]


if __name__ == "__main__":
    print(json.dumps({"share": share, "clicks": clicks}[sys.argv[1]](*sys.argv[2:])))

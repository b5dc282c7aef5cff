"""The little programme that is measured; the consumers are off, so that nothing else writes."""

import os
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import boto3

from lahetti.content import drafting, publishing, revising
from lahetti.content.channels import catalogue
from lahetti.content.channels.model import Channel
from lahetti.content.model import Draft
from lahetti.core.configuration import configuration
from lahetti.networks.networks import Network
from lahetti.people import inviting
from lahetti.people.model import Invitation, Person, Role
from lahetti.points.model import Programme
from lahetti.settings import versions as settings_versions
from tests.names import named
from tests.topics import library

ZONE = ZoneInfo("Europe/Helsinki")


@dataclass(frozen=True)
class Measured:
    """What the figures are taken on."""

    programme: Programme
    admin: Person
    people: tuple[Person, ...]
    contents: tuple[str, ...]


def set_up(now: datetime, how_many: int) -> Measured:
    """Make a programme with some people and forty contents."""
    _switch_consumers_off()
    admin = invite_admin(now)
    chosen = settings_versions.change_settings(
        {"teams": (("viestinta", named("Viestintä")),), "topics": library("työelämä", "verokortti")}, admin.id, now
    )
    catalogue.add_channel(
        Channel("blogi", "Verona-blogi", "blog", "fi", "https://blog.virasto.example/"), admin.id, now
    )
    drafts = []
    for number in range(40):
        draft = Draft(
            channel="blogi",
            url=f"https://blog.virasto.example/{number}",
            title=f"Uusi verokortti tulee joulukuussa – näin luet sen, osa {number}",
            language="fi",
            summary="Verokortti lähetetään kaikille. " * 8,
            why="Moni kysyy tätä joulukuussa. " * 5,
            topics=("työelämä", "verokortti"),
        )
        made = drafting.create_draft(draft, admin, chosen, now).row.content
        texts = tuple(f"Tämä kannattaa lukea ennen joulua, saate {lot}. #verokortti" for lot in range(4))
        revising.set_captions(made, Network.LINKEDIN, "fi", texts, admin, chosen, now)
        publishing.publish(made, admin, chosen, now)
        drafts.append(made)
    group = tuple(
        inviting.invite(
            Invitation(f"henkilo.{number}@virasto.example", f"Henkilö Numero-{number}", teams=("viestinta",)),
            admin.id,
            now,
        )[0]
        for number in range(how_many)
    )
    return Measured(Programme(chosen, ZONE), admin, group, tuple(drafts))


def invite_admin(now: datetime) -> Person:
    """Invite who runs the programme; again is the same."""
    return inviting.invite(Invitation("bench@virasto.example", "Bench", Role.ADMIN), "bench", now)[0]


def _switch_consumers_off() -> None:
    client = boto3.client("lambda")
    mappings = client.list_event_source_mappings()["EventSourceMappings"]
    for mapping in mappings:
        client.update_event_source_mapping(UUID=mapping["UUID"], Enabled=False)
    while any(m["State"] != "Disabled" for m in client.list_event_source_mappings()["EventSourceMappings"]):
        time.sleep(0.2)


def function_environment() -> dict[str, str]:
    """Return what Lambda would give a function, for handlers that are run in this process or one of its own."""
    names = ("PATH", "HOME", "PYTHONPATH", "PYTHONPYCACHEPREFIX")
    kept = {name: value for name, value in os.environ.items() if name in names or name.startswith(("AWS_", "LAHETTI_"))}
    service = {"POWERTOOLS_SERVICE_NAME": "bench", "POWERTOOLS_METRICS_NAMESPACE": "Lahetti"}
    return {**kept, **service, "AWS_REGION": os.environ["AWS_DEFAULT_REGION"], "LANG": "C.UTF-8"}


def deployed_environment() -> dict[str, str]:
    """Return the same for what was built: functions and layers with their compiled modules and templates."""
    built = Path(os.environ["LAHETTI_BUILT"])
    folders = (built / "functions", built.parent / "layers/lahetti/python", built / "DependenciesLayer/python")
    environment = {**function_environment(), "PYTHONPATH": os.pathsep.join(str(folder) for folder in folders)}
    environment.pop("PYTHONPYCACHEPREFIX", None)
    return environment


def table_name() -> str:
    """Return the Programme table's name."""
    return configuration().programme_table

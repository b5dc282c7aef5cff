"""Posts of shares whose reactions are followed, and the servers that are asked for them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from pynamodb.attributes import MapAttribute, NumberAttribute, UnicodeAttribute, UTCDateTimeAttribute, VersionAttribute

from lahetti.dynamodb import keys
from lahetti.dynamodb.batches import batch_get
from lahetti.dynamodb.models import ProgrammeItem


class FollowedPost(ProgrammeItem, discriminator="post"):
    """The post of a share. `view1` names its server for the job, `view2` is what its owner's list shows of it."""

    code = UnicodeAttribute()
    network = UnicodeAttribute()
    server = UnicodeAttribute()
    name = UnicodeAttribute()
    address = UnicodeAttribute()
    counts: MapAttribute[str, Any] = MapAttribute(default=dict)
    followed = UTCDateTimeAttribute()
    changed = UTCDateTimeAttribute()
    version = VersionAttribute()


class AskedServer(ProgrammeItem, discriminator="asked-server"):
    """How a network's server answered last; it is not asked again before `due`."""

    server = UnicodeAttribute()
    asked = UTCDateTimeAttribute(null=True)
    due = UTCDateTimeAttribute(null=True)
    failures = NumberAttribute(default=0)
    reason = UnicodeAttribute(null=True)
    detail = UnicodeAttribute(null=True)
    failing_since = UTCDateTimeAttribute(null=True)
    version = VersionAttribute()


def find_post(code: str) -> FollowedPost | None:
    """Return the post of a share as it is at this moment, or None."""
    try:
        return FollowedPost.get(keys.post(code), "POST", consistent_read=True)
    except FollowedPost.DoesNotExist:
        return None


def posts_of(person: str) -> dict[str, dict[str, Any]]:
    """Return what is shown of a person's posts, by the code of the share."""
    found = ProgrammeItem.gsi2.query(keys.person(person), ProgrammeItem.gsi2sk.startswith("POST#"))
    return {item.pk.removeprefix("POST#"): item.view2.as_dict() for item in found}


def posts_due(network: str, moment: datetime) -> list[tuple[str, str]]:
    """Return (code, server) of a network's posts whose time has come, the longest due first."""
    bound = ProgrammeItem.gsi1sk < f"{moment.isoformat()}$"  # the sign that follows the key's "#"
    found = ProgrammeItem.gsi1.query(keys.asked(network), bound)
    return [(item.pk.removeprefix("POST#"), item.view1.as_dict()["server"]) for item in found]


def posts_by_code(codes: Iterable[str]) -> dict[str, FollowedPost]:
    """Return those of these shares' posts that are there."""
    found = batch_get(FollowedPost, ((keys.post(code), "POST") for code in codes), consistent=True)
    return {item.code: item for item in found}


def forget_post(code: str) -> None:
    """Delete a share's post, whichever it is by now; nothing happens where there is none."""
    FollowedPost(keys.post(code), "POST").delete(add_version_condition=False)


def servers_of(network: str) -> list[AskedServer]:
    """Return the servers of a network that were asked, by name."""
    return list(AskedServer.query(keys.asked(network), consistent_read=True))


def find_server(network: str, server: str) -> AskedServer | None:
    """Return how a server answered last, or None where it was never asked."""
    try:
        return AskedServer.get(keys.asked(network), server, consistent_read=True)
    except AskedServer.DoesNotExist:
        return None


def new_server(network: str, server: str) -> AskedServer:
    """Build the state of a server that was never asked."""
    return AskedServer(keys.asked(network), server, server=server)

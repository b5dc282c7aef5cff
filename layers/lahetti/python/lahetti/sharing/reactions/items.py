"""Posts of shares whose reactions are followed, and the servers that are asked for them."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from pynamodb.attributes import MapAttribute, NumberAttribute, UnicodeAttribute, UTCDateTimeAttribute, VersionAttribute

from lahetti.dynamodb import keys, transactions
from lahetti.dynamodb.batches import batch_get
from lahetti.dynamodb.models import ProgrammeItem
from lahetti.networks.reactions import NetworkPost, Reactions
from lahetti.sharing.reactions.model import AskedServer, FollowedPost, PostRow


class PostItem(ProgrammeItem, discriminator="post"):
    """pk = "POST#<code>", sk = "POST"; gsi1: METRICS#<network> / <due>#<code> while it is followed.

    gsi2: PERSON#<id> / POST#<code>.
    """

    code = UnicodeAttribute()
    network = UnicodeAttribute()
    server = UnicodeAttribute()
    name = UnicodeAttribute()
    url = UnicodeAttribute()
    counts: MapAttribute[str, Any] = MapAttribute(default=dict)
    gained: MapAttribute[str, Any] = MapAttribute(null=True)
    followed = UTCDateTimeAttribute()
    changed = UTCDateTimeAttribute()
    due = UTCDateTimeAttribute(null=True)
    version = VersionAttribute()


class AskedServerItem(ProgrammeItem, discriminator="asked-server"):
    """pk = "METRICS#<network>", sk = the server."""

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
    item = PostItem.find(keys.post(code), "POST", consistent=True)
    return _to_post(item) if item is not None else None


def find_posts(codes: Iterable[str]) -> dict[str, FollowedPost]:
    """Return those of these shares' posts that are there, by the code of the share."""
    found = batch_get(PostItem, ((keys.post(code), "POST") for code in codes), consistent=True)
    return {item.code: _to_post(item) for item in found}


def save_post(post: FollowedPost) -> bool:
    """Store a post over the version that was read; return False where another came first."""
    return transactions.save_if_current(_from_post(post))


def forget_post(code: str) -> None:
    """Delete a share's post, whichever it is by now; nothing happens where there is none."""
    PostItem(keys.post(code), "POST").delete(add_version_condition=False)


def posts_of(person: str) -> dict[str, PostRow]:
    """Return what is shown of a person's posts, by the code of the share."""
    found = ProgrammeItem.gsi2.query(keys.person(person), ProgrammeItem.gsi2sk.startswith("POST#"))
    return {item.pk.removeprefix("POST#"): _to_row(item.view2.as_dict()) for item in found}


def posts_due(network: str, moment: datetime) -> list[tuple[str, str]]:
    """Return (code, server) of a network's posts whose time has come, the longest due first."""
    bound = ProgrammeItem.gsi1sk < f"{moment.isoformat()}$"  # the character that follows the key's "#"
    found = ProgrammeItem.gsi1.query(keys.asked(network), bound)
    return [(item.pk.removeprefix("POST#"), item.view1.as_dict()["server"]) for item in found]


def servers_of(network: str) -> list[AskedServer]:
    """Return the servers of a network that were asked, by name."""
    found = AskedServerItem.query(keys.asked(network), consistent_read=True)
    return [_to_server(network, item) for item in found]


def find_server(network: str, server: str) -> AskedServer | None:
    """Return how a server answered last, or None where it was never asked."""
    item = AskedServerItem.find(keys.asked(network), server, consistent=True)
    return _to_server(network, item) if item is not None else None


def save_server(asked: AskedServer) -> bool:
    """Store how a server answered over what was read; return False where another run came first."""
    item = AskedServerItem(
        keys.asked(asked.network),
        asked.server,
        server=asked.server,
        asked=asked.asked,
        due=asked.due,
        failures=asked.failures,
        reason=asked.reason,
        detail=asked.detail,
        failing_since=asked.failing_since,
        version=asked.version or None,
    )
    return transactions.save_if_current(item)


def _to_post(item: PostItem) -> FollowedPost:
    return FollowedPost(
        code=item.code,
        person=(item.gsi2pk or "").removeprefix("PERSON#"),
        network=item.network,
        post=NetworkPost(item.server, item.name, item.url),
        followed=item.followed,
        changed=item.changed,
        due=item.due,
        reactions=_reactions(item.counts.as_dict()),
        gained={day: int(number) for day, number in (item.gained.as_dict() if item.gained else {}).items()},
        version=int(item.version or 0),
    )


def _from_post(post: FollowedPost) -> PostItem:
    counts = asdict(post.reactions)
    return PostItem(
        keys.post(post.code),
        "POST",
        gsi1pk=keys.asked(post.network) if post.due else None,
        gsi1sk=f"{post.due.isoformat()}#{post.code}" if post.due else None,
        view1={"server": post.post.server},
        gsi2pk=keys.person(post.person),
        gsi2sk=f"POST#{post.code}",
        view2={"url": post.post.url, **counts, "changed": post.changed.isoformat()},
        code=post.code,
        network=post.network,
        server=post.post.server,
        name=post.post.name,
        url=post.post.url,
        counts=counts,
        gained=dict(post.gained) or None,
        followed=post.followed,
        changed=post.changed,
        due=post.due,
        version=post.version or None,
    )


def _to_row(shown: Mapping[str, Any]) -> PostRow:
    return PostRow(shown["url"], _reactions(shown), datetime.fromisoformat(shown["changed"]))


def _reactions(counts: Mapping[str, Any]) -> Reactions:
    return Reactions(**{name: int(counts[name]) for name in asdict(Reactions())})


def _to_server(network: str, item: AskedServerItem) -> AskedServer:
    return AskedServer(
        network=network,
        server=item.server,
        asked=item.asked,
        due=item.due,
        failures=int(item.failures),
        reason=item.reason,
        detail=item.detail,
        failing_since=item.failing_since,
        version=int(item.version or 0),
    )

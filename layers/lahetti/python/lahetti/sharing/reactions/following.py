"""The post of a confirmed share: followed where its owner says so, forgotten when they wish; how networks answer."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from lahetti.core.errors import Busy, Conflict, Invalid
from lahetti.dynamodb import keys, transactions
from lahetti.networks.networks import COLLECTORS, Network
from lahetti.networks.reactions import Collector, NetworkPost, Reactions
from lahetti.sharing import own_shares
from lahetti.sharing.model import ShareState
from lahetti.sharing.reactions import items
from lahetti.sharing.reactions.due_times import next_due

LONGEST_ADDRESS = 500


class NotConfirmed(Conflict):
    """Only the post of a confirmed share can be followed."""

    code = "not_confirmed"


class CannotFollow(Invalid):
    """The address is not that of a post whose network tells its counts."""

    code = "cannot_follow"


@dataclass(frozen=True)
class FollowedPost:
    """A post and its counts; `changed` is when they last did, or when it was first followed."""

    address: str
    reactions: Reactions
    changed: datetime


@dataclass(frozen=True)
class ServerHealth:
    """How a network's server answers: `reason` is a code of `lahetti.networks`, None while it is well."""

    network: str
    server: str
    asked: datetime | None
    reason: str | None
    detail: str | None
    failing_since: datetime | None
    due: datetime | None


def post_at(address: str, network: str, collectors: Mapping[str, Collector] = COLLECTORS) -> tuple[str, NetworkPost]:
    """Return whose and which post an address names; raise CannotFollow.

    What was shared on a network is posted there; a copied link may be on any of them.
    """
    possible = [*collectors] if network == Network.LINK else [network]
    if len(address) <= LONGEST_ADDRESS and address.isprintable() and " " not in address:
        for name in possible:
            try:
                post = collectors[name].post(address) if name in collectors else None
            except ValueError:  # what cannot be taken apart at all
                continue
            if post is not None:
                return name, post
    allowed = [name for name in possible if name in collectors]
    raise CannotFollow(
        f"This is not the https address of a post on {' or '.join(allowed)}."
        if allowed
        else f"Posts on {network} tell their reactions to nobody who is not signed in.",
        field="address",
        value=address[:200],
        limit=allowed or sorted(collectors),
    )


def follow_post(
    person: str, code: str, address: str, now: datetime, collectors: Mapping[str, Collector] = COLLECTORS
) -> FollowedPost:
    """Follow the post of a person's share from now on; another address takes the place of the one before.

    The same address again changes nothing. Raise NotFound, NotConfirmed, CannotFollow, or Busy.
    """
    share = own_shares.own_share(person, code, consistent=True)
    network, post = post_at(address, share.network, collectors)
    if share.state is not ShareState.CONFIRMED:
        raise NotConfirmed("Say first that this share is posted.", see=f"/api/v1/shares/{code}/confirmation")
    for _ in range(5):
        item = items.find_post(code) or items.FollowedPost(keys.post(code), "POST", code=code)
        if item.address == post.url:
            return _shown(item.view2.as_dict())
        item.network, item.server, item.name, item.address = network, post.server, post.name, post.url
        item.gsi2pk, item.gsi2sk = keys.person(person), f"POST#{code}"
        item.counts, item.followed, item.changed = asdict(Reactions()), now, now
        show(item, due=now)
        if transactions.save_if_current(item):
            return _shown(item.view2.as_dict())
    raise Busy("The post of this share is being changed again and again.", retry_after=1)


def forget_post(person: str, code: str) -> None:
    """Forget the post of a person's share, and its counts; raise NotFound where the share is nobody's of theirs."""
    own_shares.own_share(person, code)
    items.forget_post(code)


def posts_of(person: str) -> dict[str, FollowedPost]:
    """Return the posts of a person that are or were followed, by the code of the share."""
    return {code: _shown(shown) for code, shown in items.posts_of(person).items()}


def reactions_of(code: str) -> FollowedPost | None:
    """Return the followed post of a share, or None."""
    item = items.find_post(code)
    return None if item is None else _shown(item.view2.as_dict())


def servers(collectors: Mapping[str, Collector] = COLLECTORS) -> dict[str, list[ServerHealth]]:
    """Return how the servers of each network answer."""
    return {
        network: [
            ServerHealth(
                network=network,
                server=item.server,
                asked=item.asked,
                reason=item.reason,
                detail=item.detail,
                failing_since=item.failing_since,
                due=item.due,
            )
            for item in items.servers_of(network)
        ]
        for network in collectors
    }


def show(item: items.FollowedPost, due: datetime | None) -> None:
    """Bring the places of a post in the indexes up to date; without `due` the job does not find it any more."""
    item.gsi1pk = keys.asked(item.network) if due else None
    item.gsi1sk = f"{due.isoformat()}#{item.code}" if due else None
    item.view1 = {"server": item.server}
    item.view2 = {"address": item.address, **item.counts.as_dict(), "changed": item.changed.isoformat()}


def take(item: items.FollowedPost, found: Reactions | None, now: datetime) -> None:
    """Write what was found of a post; None: nothing could be, so what is known of it stays."""
    if found is not None and asdict(found) != _counts(item.counts.as_dict()):
        item.counts, item.changed = asdict(found), now
    show(item, next_due(now, item.followed, item.changed))


def _shown(shown: Mapping[str, Any]) -> FollowedPost:
    return FollowedPost(shown["address"], Reactions(**_counts(shown)), datetime.fromisoformat(shown["changed"]))


def _counts(shown: Mapping[str, Any]) -> dict[str, int]:
    return {name: int(shown[name]) for name in asdict(Reactions())}

"""The post of a confirmed share: followed where its owner says so, forgotten when they wish; how networks answer."""

from collections.abc import Mapping
from datetime import datetime

from lahetti.dynamodb.transactions import retry_on_conflict
from lahetti.networks.networks import COLLECTORS, Network
from lahetti.networks.reactions import Collector, NetworkPost
from lahetti.sharing import own_shares
from lahetti.sharing.model import ShareState
from lahetti.sharing.reactions import items
from lahetti.sharing.reactions.model import AskedServer, CannotFollow, FollowedPost, NotConfirmed, PostRow

LONGEST_ADDRESS = 500


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
) -> PostRow:
    """Follow the post of a person's share from now on; another address takes the place of the one before.

    The same address again changes nothing. Raise NotFound, NotConfirmed, CannotFollow, or Busy.
    """
    share = own_shares.own_share(person, code, consistent=True)
    network, post = post_at(address, share.network, collectors)
    if share.state is not ShareState.CONFIRMED:
        raise NotConfirmed("Say first that this share is posted.", see=f"/api/v1/me/shares/{code}/confirm")

    def attempt(_: bool) -> FollowedPost | None:
        known = items.find_post(code)
        if known is not None and known.post.url == post.url:
            return known
        version = 0 if known is None else known.version
        followed = FollowedPost(code, person, network, post, now, now, due=now, version=version)
        return followed if items.save_post(followed) else None

    return row_of(retry_on_conflict(attempt))


def forget_post(person: str, code: str) -> None:
    """Forget the post of a person's share, and its counts; raise NotFound where the share is nobody's of theirs."""
    own_shares.own_share(person, code)
    items.forget_post(code)


def posts_of(person: str) -> dict[str, PostRow]:
    """Return the posts of a person that are or were followed, by the code of the share."""
    return items.posts_of(person)


def reactions_of(code: str) -> PostRow | None:
    """Return what is shown of the followed post of a share, or None."""
    found = items.find_post(code)
    return None if found is None else row_of(found)


def row_of(post: FollowedPost) -> PostRow:
    """Return what its owner's list shows of a post."""
    return PostRow(post.post.url, post.reactions, post.changed)


def servers(collectors: Mapping[str, Collector] = COLLECTORS) -> dict[str, list[AskedServer]]:
    """Return how the servers of each network answer."""
    return {network: items.servers_of(network) for network in collectors}

"""Reactions to posts: which post belongs to a share, and how the networks answer."""

from datetime import datetime
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path
from aws_lambda_powertools.event_handler.router import APIGatewayRouter
from pydantic import Field

from api.application import answer, caller, representation
from api.models import Input, Output, Url
from api.paging import USUAL, Cursor, Limit, Page, page_of
from api.problems import changes, reads
from lahetti.core import clock
from lahetti.networks.networks import Network
from lahetti.people.model import Role
from lahetti.sharing.reactions import following
from lahetti.sharing.reactions.model import AskedServer, PostRow

router = APIGatewayRouter()
Code = Annotated[str, Path(max_length=20)]


class PostIn(Input):
    """The address of the post, as the network's own page has it."""

    url: str = Field(min_length=1, max_length=following.LONGEST_ADDRESS)


class PostOut(Output):
    """A followed post: counts of reactions, and when they last changed, or when the address was given."""

    url: Url
    likes: int
    reposts: int
    replies: int
    quotes: int
    changed_at: datetime


class ForgottenOut(Output):
    """The share that has no followed post any more."""

    code: str


class ServerOut(Output):
    """A server of a network that is asked; `reason` is why it is not answering as it should."""

    network: Network
    server: str
    asked_at: datetime | None
    reason: str | None
    detail: str | None
    failed_at: datetime | None
    due_at: datetime | None


class ServerPageOut(Page):
    """Servers that were asked for reactions, by network."""

    items: list[ServerOut]


@router.put("/me/shares/<code>/post", responses=changes("Followed", 404, 409))
def follow_post(code: Code, post: PostIn) -> Response[PostOut]:
    """Follow the post of one of the caller's confirmed shares. The same address again changes nothing."""
    return answer(post_out(following.follow_post(caller().id, code, post.url, clock.now())))


@router.delete("/me/shares/<code>/post", responses=changes("Forgotten", 404))
def forget_post(code: Code) -> Response[ForgottenOut]:
    """Forget the post of one of the caller's shares, with its counts."""
    following.forget_post(caller().id, code)
    return answer(ForgottenOut(code=code))  # no 204: the local cloud turns an answer without a body into a 500


@router.get("/networks/servers", responses=reads("A page of servers"))
def list_network_servers(limit: Limit = USUAL, cursor: Cursor = None) -> Response[ServerPageOut]:
    """Return how the servers of the networks answer that are asked for reactions."""
    caller(Role.ADMIN)
    found = [server for of_network in following.servers().values() for server in of_network]
    page, after = page_of(found, lambda server: f"{server.network}#{server.server}", limit, cursor)
    return representation(ServerPageOut(items=[_server(server) for server in page], next=after))


def post_out(post: PostRow) -> PostOut:
    """Show a followed post."""
    counts = post.reactions
    return PostOut(
        url=post.url,
        likes=counts.likes,
        reposts=counts.reposts,
        replies=counts.replies,
        quotes=counts.quotes,
        changed_at=post.changed,
    )


def _server(health: AskedServer) -> ServerOut:
    return ServerOut(
        network=Network(health.network),
        server=health.server,
        asked_at=health.asked,
        reason=health.reason,
        detail=health.detail,
        failed_at=health.failing_since,
        due_at=health.due,
    )

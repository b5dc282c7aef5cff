"""Reactions to posts: which post belongs to a share, and how the networks answer."""

from datetime import datetime
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path
from aws_lambda_powertools.event_handler.router import APIGatewayRouter
from pydantic import Field

from api.application import answer, caller, representation
from api.models import Input, Output
from api.problems import UNCHANGED, problems
from lahetti.core import clock
from lahetti.people.model import Role
from lahetti.sharing.reactions import following
from lahetti.sharing.reactions.model import PostRow

router = APIGatewayRouter()
Code = Annotated[str, Path(max_length=20)]


class PostIn(Input):
    """The address of the post, as the network's own page has it."""

    address: str = Field(min_length=1, max_length=following.LONGEST_ADDRESS)


class PostOut(Output):
    """A followed post: counts of reactions, and when they last changed, or when the address was given."""

    address: str
    likes: int
    reposts: int
    replies: int
    quotes: int
    changed: datetime


class ForgottenOut(Output):
    """The share that has no followed post any more."""

    code: str


class ServerOut(Output):
    """A server that is asked; `reason` is why it is not answering as it should, `due` when it is asked again."""

    server: str
    asked: datetime | None
    reason: str | None
    detail: str | None
    failing_since: datetime | None
    due: datetime | None


class NetworkOut(Output):
    """A network whose posts can be followed, with those of its servers that were asked."""

    network: str
    servers: list[ServerOut]


class NetworksOut(Output):
    """All networks whose posts can be followed."""

    networks: list[NetworkOut]


@router.put("/shares/<code>/post", responses={200: {"description": "Followed"}, **problems(404, 409, 415)})
def follow_post(code: Code, post: PostIn) -> Response[PostOut]:
    """Follow the post of one of the caller's confirmed shares. The same address again changes nothing."""
    return answer(post_out(following.follow_post(caller().id, code, post.address, clock.now())))


@router.delete("/shares/<code>/post", responses={200: {"description": "Forgotten"}, **problems(404)})
def forget_post(code: Code) -> Response[ForgottenOut]:
    """Forget the post of one of the caller's shares, with its counts."""
    following.forget_post(caller().id, code)
    return answer(ForgottenOut(code=code))  # no 204: the local cloud turns an answer without a body into a 500


@router.get("/metrics/networks", responses={200: {"description": "How networks answer"}, 304: UNCHANGED, **problems()})
def list_network_servers() -> Response[NetworksOut]:
    """Return how the networks answer that are asked for reactions."""
    caller(Role.ADMIN)
    found = [
        NetworkOut(
            network=network,
            servers=[ServerOut(**{name: getattr(one, name) for name in ServerOut.model_fields}) for one in of_network],
        )
        for network, of_network in following.servers().items()
    ]
    return representation(NetworksOut(networks=found))


def post_out(post: PostRow) -> PostOut:
    """Show a followed post."""
    counts = post.reactions
    return PostOut(
        address=post.url,
        likes=counts.likes,
        reposts=counts.reposts,
        replies=counts.replies,
        quotes=counts.quotes,
        changed=post.changed,
    )

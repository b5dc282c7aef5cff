"""Reactions to posts of confirmed shares: what an ambassador lets us follow, when networks are asked, how they fare.

`due_times` says when, `following` is what people do, `collecting` asks the networks; only the job imports that, as it
carries the client that fetches.
"""

from lahetti.reactions.following import (
    LONGEST_ADDRESS,
    CannotFollow,
    FollowedPost,
    NotConfirmed,
    ServerHealth,
    follow_post,
    forget_post,
    posts_of,
    reactions_of,
    servers,
)

__all__ = [
    "LONGEST_ADDRESS",
    "CannotFollow",
    "FollowedPost",
    "NotConfirmed",
    "ServerHealth",
    "follow_post",
    "forget_post",
    "posts_of",
    "reactions_of",
    "servers",
]

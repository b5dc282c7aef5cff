"""Reactions as they are collected: every server that is well is asked for its due posts, within its rate limits.

A server that fails is not asked again before its pause is over, which is stored, and holds no other up. Counts are
absolute and a post's next time is written with them: killed anywhere and run again, nothing is counted twice.
"""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from lahetti.core.days import day_of, with_day
from lahetti.networks.model import CannotFetch
from lahetti.networks.networks import COLLECTORS
from lahetti.networks.reactions import Collector, Fetch, NetworkPost, Reactions
from lahetti.networks.safe_fetch import fetch
from lahetti.sharing.reactions import items
from lahetti.sharing.reactions.due_times import TOLERANCE, next_due, next_try
from lahetti.sharing.reactions.model import AskedServer, FollowedPost

_WORKERS = 8
"""Servers that are waited for at a time."""


@dataclass(frozen=True)
class ServerOutcome:
    """What became of one server in a run: `gone` posts were deleted, `reason` says why it was not asked further."""

    network: str
    server: str
    asked: int = 0
    gone: int = 0
    later: int = 0
    reason: str | None = None


@dataclass(frozen=True)
class CollectorRun:
    """One run of the job: when, in which zone a day is one, how things are fetched, when it has to come to its end."""

    now: datetime
    zone: ZoneInfo
    fetch: Fetch = fetch
    is_over: Callable[[], bool] = lambda: False
    collectors: Mapping[str, Collector] = field(default_factory=lambda: COLLECTORS)


def collect_reactions(run: CollectorRun) -> list[ServerOutcome]:
    """Ask every server with due posts; raise ExceptionGroup in the end if any failed by a bug."""
    due: dict[tuple[str, str], list[str]] = {}
    for network in run.collectors:
        for code, server in items.posts_due(network, run.now + TOLERANCE):
            due.setdefault((network, server), []).append(code)
    with ThreadPoolExecutor(_WORKERS) as workers:
        under_way = [workers.submit(ask_server, *place, codes, run) for place, codes in due.items()]
    errors = [error for error in (done.exception() for done in under_way) if isinstance(error, Exception)]
    if errors:
        raise ExceptionGroup("servers whose reactions could not be collected", errors)
    return [outcome for outcome in (done.result() for done in under_way) if outcome is not None]


def ask_server(network: str, server: str, codes: Sequence[str], run: CollectorRun) -> ServerOutcome | None:
    """Ask one server for due posts, the first ones first. None: it is in its pause, or another run is at it."""
    collector = run.collectors[network]
    known = items.find_server(network, server) or AskedServer(network, server)
    if known.due is not None and known.due > run.now + TOLERANCE:
        return None
    wanted = codes[: collector.requests * collector.posts_a_request]
    found = items.find_posts(wanted)
    posts = [found[code] for code in wanted if code in found]
    asked = gone = 0
    failure: CannotFetch | None = None
    for start in range(0, len(posts), collector.posts_a_request):
        if failure is not None or run.is_over():
            break
        request = posts[start : start + collector.posts_a_request]
        counted: Mapping[NetworkPost, Reactions] = {}
        try:
            counted = collector.counts([one.post for one in request], run.fetch)
            gone += len({one.post for one in request} - set(counted))
        except CannotFetch as error:
            failure = error
        # Also those of a request that failed: one answer that cannot be read must not stand first in every run.
        for one in request:
            # Refused where its owner gave another URL meanwhile, or forgot it.
            items.save_post(with_reactions(one, counted.get(one.post), run.now, run.zone))
        asked += len(request)
    if not items.save_server(answered(known, failure, run.now)):
        return None
    return ServerOutcome(network, server, asked, gone, len(codes) - asked, None if failure is None else failure.code)


def with_reactions(post: FollowedPost, found: Reactions | None, now: datetime, zone: ZoneInfo) -> FollowedPost:
    """Return a post with what was found of it; None: nothing could be, so what is known of it stays."""
    changed = post
    if found is not None and found != post.reactions:
        gained = with_day(post.gained, day_of(now, zone), found.total - post.reactions.total)
        changed = replace(post, reactions=found, gained=gained, changed=now)
    return replace(changed, due=next_due(now, changed.followed, changed.changed))


def answered(server: AskedServer, failure: CannotFetch | None, now: datetime) -> AskedServer:
    """Return how a server answered, and until when it is left alone."""
    if failure is None:
        return AskedServer(server.network, server.server, asked=now, version=server.version)
    failures = server.failures + 1
    return replace(
        server,
        asked=now,
        failures=failures,
        due=next_try(now, failures, failure.retry_after),
        reason=failure.code,
        detail=failure.message,
        failing_since=server.failing_since or now,
    )

"""Reactions as they are collected: every server that is well is asked for its due posts, within its rate limits.

A server that fails is not asked again before its pause is over, which is stored, and holds no other up. Counts are
absolute and a post's next time is written with them: killed anywhere and run again, nothing is counted twice.
"""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime

from lahetti.dynamodb import transactions
from lahetti.networks.model import CannotFetch
from lahetti.networks.networks import COLLECTORS
from lahetti.networks.reactions import Collector, Fetch, NetworkPost, Reactions
from lahetti.networks.safe_fetch import fetch
from lahetti.sharing.reactions import items as reactions_items
from lahetti.sharing.reactions.due_times import TOLERANCE, next_try
from lahetti.sharing.reactions.following import take

_HANDS = 8
"""Servers that are waited for at a time."""


@dataclass(frozen=True)
class Outcome:
    """What became of one server in a run: `gone` posts were deleted, `reason` says why it was not asked further."""

    network: str
    server: str
    asked: int = 0
    gone: int = 0
    later: int = 0
    reason: str | None = None


@dataclass(frozen=True)
class Run:
    """One run of the job: when, how things are fetched, when it has to come to its end."""

    now: datetime
    fetch: Fetch = fetch
    is_over: Callable[[], bool] = lambda: False
    collectors: Mapping[str, Collector] = field(default_factory=lambda: COLLECTORS)


def collect_reactions(run: Run) -> list[Outcome]:
    """Ask every server with due posts; raise ExceptionGroup in the end if any failed by a bug."""
    due: dict[tuple[str, str], list[str]] = {}
    for network in run.collectors:
        for code, server in reactions_items.posts_due(network, run.now + TOLERANCE):
            due.setdefault((network, server), []).append(code)
    with ThreadPoolExecutor(_HANDS) as hands:
        under_way = [hands.submit(ask_server, *place, codes, run) for place, codes in due.items()]
    errors = [error for error in (done.exception() for done in under_way) if isinstance(error, Exception)]
    if errors:
        raise ExceptionGroup("servers whose reactions could not be collected", errors)
    return [outcome for outcome in (done.result() for done in under_way) if outcome is not None]


def ask_server(network: str, server: str, codes: Sequence[str], run: Run) -> Outcome | None:
    """Ask one server for due posts, the first ones first. None: it is in its pause, or another run is at it."""
    collector = run.collectors[network]
    state = reactions_items.find_server(network, server) or reactions_items.new_server(network, server)
    if state.due is not None and state.due > run.now + TOLERANCE:
        return None
    wanted = codes[: collector.requests * collector.posts_a_request]
    found = reactions_items.posts_by_code(wanted)
    items = [found[code] for code in wanted if code in found]
    asked = gone = 0
    failure: CannotFetch | None = None
    for start in range(0, len(items), collector.posts_a_request):
        if failure is not None or run.is_over():
            break
        request = items[start : start + collector.posts_a_request]
        counted: Mapping[NetworkPost, Reactions] = {}
        try:
            counted = collector.counts([_post(item) for item in request], run.fetch)
            gone += len({_post(item) for item in request} - set(counted))
        except CannotFetch as error:
            failure = error
        # Also those of a request that failed: one answer that cannot be read must not stand first in every run.
        for item in request:
            take(item, counted.get(_post(item)), run.now)
            transactions.save_if_current(item)  # refused where its owner gave another address meanwhile, or forgot it
        asked += len(request)
    _told(state, failure, run.now)
    if not transactions.save_if_current(state):
        return None
    return Outcome(network, server, asked, gone, len(codes) - asked, None if failure is None else failure.code)


def _post(item: reactions_items.FollowedPost) -> NetworkPost:
    return NetworkPost(item.server, item.name, item.address)


def _told(state: reactions_items.AskedServer, failure: CannotFetch | None, now: datetime) -> None:
    """Note how a server answered, and until when it is left alone."""
    state.asked = now
    if failure is None:
        state.failures, state.due, state.reason, state.detail, state.failing_since = 0, None, None, None, None
        return
    state.failures = int(state.failures) + 1
    state.due = next_try(now, int(state.failures), failure.retry_after)
    state.reason, state.detail = failure.code, failure.message
    state.failing_since = state.failing_since or now

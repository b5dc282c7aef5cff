"""Reactions from the address of a post to the list of shares; Mastodon's server is on loopback, Bluesky is a fake."""

import json
import os
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest

from lahetti.content import items as content_items
from lahetti.content import urls
from lahetti.content.channels import catalogue
from lahetti.content.channels.model import Channel
from lahetti.content.counts import items as counts_items
from lahetti.content.feeds import settings as feed_settings
from lahetti.content.feeds.importing import ImportRun as FeedRun
from lahetti.content.feeds.importing import import_feed
from lahetti.core import clock
from lahetti.networks.bluesky import SERVER
from lahetti.networks.networks import COLLECTORS
from lahetti.networks.reactions import Collector, Fetch, NetworkPost, Reactions, answer_of
from lahetti.networks.safe_fetch import fetch
from lahetti.people.model import Person
from lahetti.settings.model import Settings
from lahetti.sharing.reactions import following
from lahetti.sharing.reactions import items as reactions_items
from lahetti.sharing.reactions.collecting import CollectorRun, ServerOutcome, collect_reactions
from lahetti.sharing.reactions.model import AskedServer
from tests.integration.api_client import Api
from tests.integration.functions import invoke
from tests.network_answers import DID, FakeFetch, post_view, status
from tools.web_host import WebHost, answering, web_host

HOUR = timedelta(hours=1)
NOW = clock.now() + HOUR
HELSINKI = ZoneInfo("Europe/Helsinki")
"""After whatever the suite has done when these tests run: what was followed through the API is due."""
Publish = Callable[..., str]


@pytest.fixture(scope="module")
def host() -> Iterator[WebHost]:
    """The host that the deployment takes for Mastodon's servers."""
    port = int(os.environ["LAHETTI_FETCH_ALLOWED_HOST"].rpartition(":")[2])
    with web_host(port) as running:
        yield running


def by_network(admin: Api) -> dict[str, list[dict[str, Any]]]:
    """Return the servers that were asked, as admins see them, by their networks."""
    found: dict[str, list[dict[str, Any]]] = {}
    cursor = ""
    while True:
        page = admin.get(f"/networks/servers?limit=200{cursor}").json()
        for server in page["items"]:
            found.setdefault(server["network"], []).append(server)
        if page["next"] is None:
            return found
        cursor = f"&cursor={page['next']}"


@dataclass
class Shared:
    """A confirmed share of a copied link, whose post is on a Mastodon server of its own."""

    api: Api
    code: str
    host: WebHost
    server: str

    @property
    def number(self) -> str:
        return str(int(self.code, 36))

    @property
    def address(self) -> str:
        return f"https://{self.server}/@aino/{self.number}"

    @property
    def path(self) -> str:
        return f"/me/shares/{self.code}/post"

    def follow(self) -> Any:
        return self.api.put(self.path, {"url": self.address})

    def serve(self, **counts: int) -> None:
        body = json.dumps(status(**counts)).encode()
        self.host.serve(f"/api/v1/statuses/{self.number}", body, "application/json; charset=utf-8")

    def fail(self, answered: int, headers: dict[str, str] | None = None) -> None:
        self.host.answers[f"/api/v1/statuses/{self.number}"] = answering(answered, headers=headers)

    def run(self, after: timedelta = timedelta(), **more: Any) -> ServerOutcome | None:
        """Collect as the job does, so long after now; return what became of this share's server."""
        outcomes = collect_reactions(CollectorRun(NOW + after, HELSINKI, **more))
        return next((outcome for outcome in outcomes if outcome.server == self.server), None)

    @property
    def asked(self) -> int:
        return sum(path.endswith(f"/{self.number}") for path, _ in self.host.requests)

    @property
    def shown(self) -> Any:
        """What the share's owner sees of the post."""
        (listed,) = [share for share in self.api.get("/me/shares").json()["items"] if share["code"] == self.code]
        assert self.api.get(f"/me/shares/{self.code}").json() == listed
        return listed["post"]


@pytest.fixture
def share(host: WebHost, sharer: Api, publish: Publish) -> Iterator[Callable[[], Shared]]:
    """Open and confirm a share; its post is not followed any more when the test is over."""
    made = []

    def confirmed(network: str = "link") -> Shared:
        code = sharer.post("/me/shares", {"content": publish(), "network": network}).json()["code"]
        sharer.post(f"/me/shares/{code}/confirm", None)
        made.append(Shared(sharer, code, host, f"m{uuid.uuid4().hex[:12]}.virasto.example"))
        return made[-1]

    yield confirmed
    for shared in made:
        reactions_items.forget_post(shared.code)


@pytest.fixture
def shared(share: Callable[[], Shared]) -> Shared:
    return share()


def test_the_job_brings_a_posts_reactions_into_its_owners_list(shared: Shared, admin: Api) -> None:
    shared.serve(likes=12, reposts=5, replies=2)

    followed = shared.follow().json()
    said = invoke("CollectMetricsFunction", {"time": clock.now().isoformat()})
    networks = by_network(admin)

    assert (followed["url"], followed["likes"]) == (shared.address, 0)
    assert {"network": "mastodon", "asked": 1, "reason": None} in said["servers"]
    assert {name: shared.shown[name] for name in ("likes", "reposts", "replies", "quotes")} == {
        "likes": 12,
        "reposts": 5,
        "replies": 2,
        "quotes": 0,
    }
    assert [found["reason"] for found in networks["mastodon"] if found["server"] == shared.server] == [None]


def test_a_post_is_asked_for_hourly_then_daily_and_a_fortnight_after_its_last_change_no_more(shared: Shared) -> None:
    shared.serve()
    shared.follow()
    start = timedelta(minutes=1)
    quarters = [start + timedelta(minutes=15 * n) for n in range(4 * 4)]
    for after in quarters:
        shared.run(after)
    in_four_hours = shared.asked
    for day in range(1, 40):
        shared.run(start + timedelta(days=day))

    assert in_four_hours == 4
    assert shared.asked == 4 + 14
    assert shared.shown["likes"] == 3


def test_the_same_address_again_changes_nothing_and_another_begins_anew(shared: Shared) -> None:
    shared.serve(likes=7)
    first = shared.follow().json()
    shared.run()

    again = shared.follow().json()
    other = shared.api.put(shared.path, {"url": f"https://{shared.server}/@aino/1"}).json()

    assert (first["likes"], again["likes"], other["likes"]) == (0, 7, 0)
    assert shared.shown["url"].endswith("/@aino/1")


def test_what_is_forgotten_is_not_asked_for_any_more(shared: Shared) -> None:
    shared.serve()
    shared.follow()

    forgotten = [shared.api.send("DELETE", shared.path).status_code for _ in range(2)]

    assert forgotten == [200, 200]
    assert shared.shown is None
    assert shared.run() is None
    assert shared.asked == 0


def test_a_post_that_is_forgotten_or_changed_while_it_is_asked_for_stays_so(share: Callable[[], Shared]) -> None:
    gone, other = share(), share()
    for shared in (gone, other):
        shared.serve(likes=9)
        shared.follow()
    elsewhere = f"https://{other.server}/@aino/2"

    def meanwhile(address: str, limits: Any) -> Any:
        answer = fetch(address, limits)
        if gone.server in address:
            gone.api.send("DELETE", gone.path)
        if other.server in address:
            other.api.put(other.path, {"url": elsewhere})
        return answer

    collect_reactions(CollectorRun(NOW + timedelta(minutes=1), HELSINKI, fetch=meanwhile))

    assert gone.shown is None
    assert (other.shown["url"], other.shown["likes"]) == (elsewhere, 0)


def test_a_server_that_says_how_long_to_wait_is_left_alone_so_long_by_every_run(shared: Shared, admin: Api) -> None:
    shared.fail(429, {"Retry-After": "7200"})
    shared.follow()

    first = shared.run()
    shared.serve(likes=4)
    within = [shared.run(timedelta(minutes=minutes)) for minutes in (15, 60, 118)]
    networks = by_network(admin)
    (told,) = [found for found in networks["mastodon"] if found["server"] == shared.server]
    after = shared.run(timedelta(minutes=120))

    assert first is not None
    assert first.reason == "refused"
    assert within == [None, None, None]
    assert (told["reason"], told["detail"]) == ("refused", "The server answered 429.")
    assert datetime.fromisoformat(told["due_at"]) == NOW + 2 * HOUR
    assert after is not None
    assert (after.reason, shared.shown["likes"]) == (None, 4)
    (health,) = [found for found in following.servers()["mastodon"] if found.server == shared.server]
    assert (health.reason, health.failing_since, health.due) == (None, None, None)


def test_a_server_that_is_down_or_changed_and_a_bug_stop_no_other(share: Callable[[], Shared]) -> None:
    down, changed, well, bug = (share() for _ in range(4))
    for shared in (down, changed, well, bug):
        shared.serve(likes=8)
        shared.follow()
    down.host.answers[f"/api/v1/statuses/{down.number}"] = lambda request: request.connection.close()
    changed.host.serve(f"/api/v1/statuses/{changed.number}", b'{"favourites": 8}', "application/json")

    def with_bug(address: str, limits: Any) -> Any:
        if bug.server in address:
            raise ZeroDivisionError
        return fetch(address, limits)

    with pytest.raises(ExceptionGroup):
        collect_reactions(CollectorRun(NOW, HELSINKI, fetch=with_bug))
    reasons = {found.server: found.reason for found in following.servers()["mastodon"]}

    assert (reasons[down.server], reasons[changed.server]) == ("unreachable", "changed_answer")
    assert (well.shown["likes"], down.shown["likes"], changed.shown["likes"]) == (8, 0, 0)


def test_a_post_that_is_gone_keeps_its_counts_and_its_server_is_well(shared: Shared) -> None:
    shared.serve(likes=6)
    shared.follow()
    shared.run()
    shared.fail(404)

    outcome = shared.run(HOUR)

    assert outcome is not None
    assert (outcome.gone, outcome.reason, shared.shown["likes"]) == (1, None, 6)


def test_what_is_over_a_runs_requests_or_time_comes_with_the_next_run(share: Callable[[], Shared]) -> None:
    first, second = share(), share()
    second.server = first.server
    for shared in (first, second):
        shared.serve(likes=5)
        shared.follow()
    mastodon = COLLECTORS["mastodon"]
    one = {"mastodon": Collector(mastodon.post, mastodon.counts, requests=1)}

    none = first.run(is_over=lambda: True)
    once, twice = (first.run(timedelta(minutes=after), collectors=one) for after in (0, 15))

    assert none is not None
    assert once is not None
    assert twice is not None
    assert [(found.asked, found.later) for found in (none, once, twice)] == [(0, 2), (1, 1), (1, 0)]
    assert (first.shown["likes"], second.shown["likes"]) == (5, 5)


def test_blueskys_posts_are_asked_for_together(share: Callable[..., Shared]) -> None:
    both = [share("bluesky"), share("bluesky")]
    for shared, author in zip(both, ("aino.example", DID), strict=True):
        address = f"https://bsky.app/profile/{author}/post/{shared.code}"
        assert shared.api.put(shared.path, {"url": address}).json()["url"] == address
        shared.server = SERVER
    views = [post_view(shared.code, likes=likes, quotes=1) for shared, likes in zip(both, (3, 4), strict=True)]
    fake = FakeFetch(
        {f"https://{SERVER}/xrpc/com": {"did": DID}, f"https://{SERVER}/xrpc/app.bsky.feed.getPosts": {"posts": views}}
    )

    paused = reactions_items.find_server("bluesky", SERVER)
    if paused is not None:  # the deployed job has met another test's post meanwhile, and no network
        assert reactions_items.save_server(AskedServer("bluesky", SERVER, version=paused.version))

    outcome = both[0].run(fetch=fake, collectors={"bluesky": COLLECTORS["bluesky"]})

    assert outcome is not None
    assert (outcome.asked, outcome.reason, len(fake.asked)) == (2, None, 2)
    assert [(shared.shown["likes"], shared.shown["quotes"]) for shared in both] == [(3, 1), (4, 1)]


def test_a_new_network_is_a_collector_and_an_entry(shared: Shared) -> None:
    def post(address: str) -> NetworkPost | None:
        parts = urlsplit(address)
        return NetworkPost(parts.netloc, parts.path, address) if parts.netloc == "kuvatori.virasto.example" else None

    def counts(posts: Sequence[NetworkPost], fetch: Fetch) -> Mapping[NetworkPost, Reactions]:
        return {one: Reactions(likes=answer_of(fetch, f"{one.url}.json")["hearts"]) for one in posts}

    networks = {**COLLECTORS, "kuvatori": Collector(post, counts)}
    shared.host.serve(f"/{shared.code}.json", b'{"hearts": 41}', "application/json")
    address = shared.host.address(f"/{shared.code}", "kuvatori.virasto.example")

    following.follow_post(shared.api.person, shared.code, address, NOW, networks)
    shared.run(collectors={"kuvatori": networks["kuvatori"]})

    assert (shared.shown["url"], shared.shown["likes"]) == (address, 41)
    assert [server.reason for server in following.servers(networks)["kuvatori"]] == [None]


@pytest.mark.parametrize(
    ("body", "answered", "code"),
    [
        ({"url": "http://mastodon.virasto.example/@aino/1"}, 422, "cannot_follow"),
        ({"url": "https://vero.example/"}, 422, "cannot_follow"),
        ({"url": "https://127.0.0.1/@aino/1"}, 422, "cannot_follow"),
        ({"url": "https://bsky.app/profile/aino.example"}, 422, "cannot_follow"),
        ({"url": ""}, 422, "invalid"),
        ({"url": "x" * 501}, 422, "invalid"),
        ({"url": None}, 422, "invalid"),
        ({}, 422, "invalid"),
        ({"url": "https://mastodon.virasto.example/@aino/1", "likes": 9}, 422, "invalid"),
    ],
)
def test_only_the_address_of_a_post_is_followed(shared: Shared, body: Any, answered: int, code: str) -> None:
    refused = shared.api.put(shared.path, body)

    assert (refused.status_code, refused.json()["code"]) == (answered, code)
    assert shared.shown is None


def test_a_body_of_another_kind_is_refused(shared: Shared) -> None:
    assert shared.api.send("PUT", shared.path, b"url=x", {"Content-Type": "text/plain"}).status_code == 415


def test_a_share_is_confirmed_first_and_its_network_is_one_that_tells(sharer: Api, publish: Publish) -> None:
    wanted = {"url": "https://mastodon.virasto.example/@aino/1"}
    opened, told = (
        sharer.post("/me/shares", {"content": publish(), "network": n}).json()["code"] for n in ("link", "x")
    )

    early, untold = (sharer.put(f"/me/shares/{code}/post", wanted) for code in (opened, told))

    assert (early.status_code, early.json()["see"]) == (409, f"/api/v1/me/shares/{opened}/confirm")
    assert (untold.status_code, untold.json()["limits"]) == (422, ["bluesky", "mastodon"])


def test_another_persons_share_is_nobodys(shared: Shared, ambassador: Api) -> None:
    shared.follow()

    assert ambassador.put(shared.path, {"url": shared.address}).status_code == 404
    assert ambassador.send("DELETE", shared.path).status_code == 404
    assert shared.shown["url"] == shared.address
    assert ambassador.send("DELETE", f"/me/shares/{'0' * 21}/post").status_code == 422


def test_views_of_a_channels_videos_come_with_its_feed(host: WebHost, admin_person: Person) -> None:
    channel = f"v{uuid.uuid4().hex[:12]}"
    catalogue.add_channel(
        Channel(channel, channel, "video", "fi", "https://www.youtube.com/@vero"), admin_person.id, NOW
    )
    feed_settings.set_feed(channel, host.address(f"/{channel}"), admin_person.id, NOW)
    videos = [f"https://www.youtube.com/watch?v={channel}{number}" for number in range(5)]

    noon = NOW.replace(hour=10, minute=0)  # both runs are of one day, of which three videos are taken

    def take(first: int, after: timedelta) -> list[int | None]:
        host.serve(f"/{channel}", youtube({video: first + n for n, video in enumerate(videos)}, noon))
        import_feed(channel, FeedRun(Settings(), ZoneInfo("Europe/Helsinki"), noon + after))
        found = content_items.contents_at([urls.canonical_key(video) for video in videos])
        counts = counts_items.counts_of([*found.values()])
        return [counts[found[key]].views if (key := urls.canonical_key(video)) in found else None for video in videos]

    first, then = take(100, timedelta()), take(200, timedelta(minutes=30))
    feed_settings.set_feed(channel, None, admin_person.id, NOW)

    assert first == [100, 101, 102, None, None]
    assert then == [200, 201, 202, None, None]


def youtube(videos: Mapping[str, int], now: datetime) -> bytes:
    """Write a channel's feed as YouTube does."""
    entries = "".join(
        f"<entry><id>yt:video:{number}</id><title>Video {number}</title><link rel='alternate' href='{address}'/>"
        f"<published>{now.isoformat()}</published><media:group><media:title>Video</media:title><media:community>"
        f"<media:starRating count='5' average='5.00' min='1' max='5'/><media:statistics views='{views}'/>"
        "</media:community></media:group></entry>"
        for number, (address, views) in enumerate(videos.items())
    )
    spaces = "xmlns:media='http://search.yahoo.com/mrss/' xmlns='http://www.w3.org/2005/Atom'"
    return f"<?xml version='1.0' encoding='UTF-8'?><feed {spaces}><title>Vero</title>{entries}</feed>".encode()

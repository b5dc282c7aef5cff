"""What comes by schedules: a feed's items, reactions to a post, the digest. The jobs are called with the present time.

The schedules run meanwhile, too; so what a job has done is looked at, not what this call of it answers.
"""

import json
import time
from datetime import datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from string import Template
from typing import Any

from lahetti.core import clock
from lahetti.mail.digests.turns import CUT_OFF
from tools.walk.expectations import answered, same
from tools.walk.spine import open_share
from tools.walk.state import Walk

_FEED = Path(__file__).with_name("feed.xml")
_CAPTIONS = {"linkedin": ["Kesätyöt alkavat, ja verokortti on syytä katsoa läpi ennen ensimmäistä palkkaa. #kesätyö"]}
_COUNTS = {"favourites_count": 12, "reblogs_count": 5, "replies_count": 2}


def feed_is_imported(walk: Walk) -> str:
    """Give a channel a feed for as long as its items are fetched; it had none and has none afterwards."""
    channel = walk.channel
    same(f"feed that {channel['name']} has of its own", channel["feed"], None)
    items = walk.host.serve(f"/{walk.id}/feed.xml", _feed(walk.id, clock.now()), "application/rss+xml")
    path = f"/channels/{channel['channel']}/feed"
    answered(walk.admin.api("PUT", path, {"url": items}), 200)
    try:
        walk.inside.invoke("LAHETTI_IMPORT_FEEDS_FUNCTION", {"time": clock.now().isoformat()})
        drafts = [draft for draft in _drafts(walk) if f"/{walk.id}/" in draft["url"]]
    finally:
        answered(walk.admin.api("DELETE", path), 200)
    walk.contents += [draft["content"] for draft in drafts]
    same(
        "drafts of the feed, newest first",
        [draft["url"].rpartition("/")[2] for draft in drafts],
        ["kesatyo", "remontti"],
    )
    same("summary", drafts[0]["summary"], "Tulorajan näkee kortista, ja sitä voi muuttaa kesken kesän.")
    walk.news = drafts[0]["content"]
    walk.publish(walk.news, _CAPTIONS)
    walk.news_published = clock.now()
    return (
        f"A feed is imported into {channel['name']}: two of its three items become drafts (the third is too old), "
        "the newer one is captioned and published."
    )


def reactions_come_in(walk: Walk) -> str:
    """Follow a post on a server that the stand-in host plays."""
    browser = walk.ambassador.browser
    code = open_share(walk, "link", None, 201)["code"]
    answered(browser.api("POST", f"/me/shares/{code}/confirm"), 200)
    number = str(int(walk.id, 16))
    walk.host.serve(f"/api/v1/statuses/{number}", json.dumps({"id": number, **_COUNTS}).encode(), "application/json")
    server = f"some-{walk.id}.virasto.example"
    walk.post = f"/me/shares/{code}/post"
    answered(browser.api("PUT", walk.post, {"url": f"https://{server}/@kavelija/{number}"}), 200)
    walk.inside.invoke("LAHETTI_COLLECT_METRICS_FUNCTION", {"time": clock.now().isoformat()})
    post = answered(browser.api("GET", f"/me/shares/{code}"), 200)["post"]
    seen = {name: post[name] for name in ("likes", "reposts", "replies")}
    same("reactions", seen, {"likes": 12, "reposts": 5, "replies": 2})
    return (
        f"A copied link is posted elsewhere and confirmed; asked for it, the server tells of {post['likes']} likes, "
        f"{post['reposts']} reposts and {post['replies']} replies."
    )


def digest_arrives(walk: Walk) -> str:
    """Wait until what was published is old enough to be told of, and have it told."""
    walk.let_mail_come(walk.ambassador, digest="instant")
    old_enough = walk.news_published + CUT_OFF + timedelta(seconds=1)
    time.sleep(max(0.0, (old_enough - clock.now()).total_seconds()))
    walk.inside.invoke("LAHETTI_SEND_DIGESTS_FUNCTION", {"time": clock.now().isoformat()})
    path = f"/share/{walk.news}"
    digest = walk.letter(walk.ambassador, path)
    title = answered(walk.ambassador.browser.api("GET", f"/contents/{walk.news}"), 200)["title"]
    same("title in the digest", title in digest.text, True)
    same("address in its HTML", f'href="{walk.web.origin}{path}?network=' in digest.html, True)
    page = walk.web.request("GET", path)
    same("where it leads", (page.status_code, page.headers["Content-Type"].partition(";")[0]), (200, "text/html"))
    return f"A digest wished for at once comes by mail: “{digest.subject}”, leading to the share page."


def _feed(walk: str, now: datetime) -> bytes:
    days = {"today": 0, "yesterday": 1, "last_month": 30}
    moments = {name: format_datetime(now - timedelta(days=back, hours=1)) for name, back in days.items()}
    return Template(_FEED.read_text(encoding="utf-8")).substitute(walk=walk, **moments).encode()


def _drafts(walk: Walk) -> list[dict[str, Any]]:
    """Return the newest drafts whole."""
    rows = answered(walk.admin.api("GET", "/contents?state=draft"), 200)["items"][:5]
    return [answered(walk.admin.api("GET", f"/contents/{row['content']}"), 200) for row in rows]

"""From a draft to the clicks: contents, people, guidelines, shares, links."""

import time
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from lahetti.core import clock
from lahetti.core.days import day_of, end_of
from lahetti.sharing import items as sharing_items
from tools.local_requests import PATIENCE
from tools.walk.expectations import Different, answered, same, within
from tools.walk.state import Walk

_READERS = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Safari/604.1",
    "Mozilla/5.0 (Linux; Android 16; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Mobile Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Safari/605.1",
)
_CRAWLER = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
_PREVIEW = "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)"
_CAPTIONS = {
    "linkedin": [
        "Veropalvelujen arkea voi katsoa läheltä: tässä jutussa kierretään talo ovelta ovelle. #työelämä",
        "Mitä kaikkea ehtii yhden aamupäivän aikana? Luin tämän kahvilla ja opin kaksi uutta asiaa. #työelämä",
    ],
    "x": ["Kierros talossa, ovelta ovelle. Suosittelen! #työelämä", "Aamupäivä verotalossa, hyvin kuvattu. #vero"],
}
_OWN_WORDS = "Kävelin tämän reitin itse viime viikolla, ja yllätyin siitä, kuinka moni asia oli muuttunut."


def admin_signs_in(walk: Walk) -> str:
    _wait_for_a_day_with_time_left(walk)
    walk.admin.sign_in(walk.environment["LAHETTI_FIRST_ADMIN"])
    me = answered(walk.admin.api("GET", "/me"), 200)
    same("role", me["role"], "admin")
    walk.admin_person = me["person"]
    walk.programme = answered(walk.admin.api("GET", "/programme"), 200)
    return f"The admin signs in by a mailed code: {me['role']}."


def content_is_published(walk: Walk) -> str:
    channels = {found["channel"]: found for found in answered(walk.admin.api("GET", "/channels"), 200)["items"]}
    if not channels:
        raise Different("channels: expected at least one, saw none")
    channel = channels.get("verona") or next(iter(channels.values()))
    walk.channel = channel
    walk.address = f"{channel['url'].rstrip('/')}/kavely-{walk.id}"
    draft = {
        "channel": channel["channel"],
        "url": walk.address,
        "title": f"Kävely talossa {walk.id}",
        "summary": "Kierros, jonka jokainen voi tehdä.",
        "language": "fi",
    }
    made = answered(walk.admin.api("POST", "/contents", draft), 201)
    same("state of the draft", made["state"], "draft")
    walk.content = made["content"]
    walk.contents.append(walk.content)
    walk.publish(walk.content, _CAPTIONS)
    newest = answered(walk.admin.api("GET", "/contents"), 200)["items"][0]
    same("newest on offer", newest["content"], walk.content)
    return f"A draft for {channel['name']} is written, captioned for {' and '.join(_CAPTIONS)}, and published."


def ambassador_is_invited(walk: Walk) -> str:
    team = next((team["team"] for team in walk.programme["teams"]), None)
    walk.ambassador = walk.invite("Kävelijä", teams=(team,) if team else ())
    me = answered(walk.ambassador.browser.api("GET", "/me"), 200)
    same("who is signed in", (me["person"], me["role"]), (walk.ambassador.person, "ambassador"))
    return "An ambassador of the walk's own is invited and signs in."


def guidelines_come_first(walk: Walk) -> str:
    wanted = {"content": walk.content, "network": "linkedin", "words": _OWN_WORDS}
    refusal = answered(walk.ambassador.browser.api("POST", "/me/shares", wanted), 403)
    same("refusal", (refusal["code"], refusal["see"]), ("guidelines_first", "/api/v1/guidelines"))
    shown = answered(walk.ambassador.browser.api("GET", refusal["see"].removeprefix("/api/v1")), 200)
    path = f"/guidelines/{shown['version']}/accept"
    accepted = answered(walk.ambassador.browser.api("POST", path), 200)
    same("accepted version", accepted["guidelines_accepted"], shown["version"])
    return f"A share is refused ({refusal['code']}, see {refusal['see']}); version {shown['version']} is accepted."


def shares_are_opened(walk: Walk) -> str:
    linkedin = open_share(walk, "linkedin", _OWN_WORDS, 201)
    same("own wording", linkedin["own_wording"], True)
    same("text", linkedin["text"], _OWN_WORDS)
    x = open_share(walk, "x", None, 201)
    same("caption is one of those offered", x["caption"] in _CAPTIONS["x"], True)
    same("X's window gets the caption", x["caption"] in str(parse_qs(urlsplit(x["dialog_url"]).query)), True)
    same("the same share again", open_share(walk, "x", None, 200)["code"], x["code"])
    walk.codes = {share["network"]: share["code"] for share in (linkedin, x)}
    return f"Shares are opened: LinkedIn in own words {linkedin['link_url']}, X with a caption by lot {x['link_url']}."


def share_is_confirmed(walk: Walk) -> str:
    right = walk.programme["share_points"] + walk.programme["own_wording_points"]
    path = f"/me/shares/{walk.codes['linkedin']}/confirm"
    for time_of in ("confirmation", "repeated confirmation"):
        same(f"points of the {time_of}", answered(walk.ambassador.browser.api("POST", path), 200)["points"], right)
    walk.images.append(walk.inside.card_image(walk.ambassador.person))
    _wake_consumers(walk, right)
    return f"The LinkedIn share is confirmed, twice: {right} points, once."


def links_are_visited(walk: Walk) -> str:
    linkedin, x = walk.codes["linkedin"], walk.codes["x"]
    first, second, third = _READERS
    visits = [
        ("GET", linkedin, first),
        ("GET", linkedin, first),
        ("GET", linkedin, walk.ambassador.browser.agent),
        ("GET", linkedin, _CRAWLER),
        ("GET", x, _PREVIEW),
        ("HEAD", x, first),
        ("GET", x, second),
        ("GET", x, third),
    ]
    for method, code, agent in visits:
        answer = walk.links.request(method, f"/{code}", headers={"User-Agent": agent})
        same(f"{method} /{code}", answer.status_code, 302)
        target = urlsplit(answer.headers["Location"])
        same("target", target._replace(query="").geturl(), walk.address)
        same("what it tells of the ambassador", parse_qs(target.query)["utm_medium"], ["ambassador"])
    walk.last_click = time.monotonic()
    day = day_of(clock.now(), walk.zone)
    person = walk.ambassador.person
    own_devices = sharing_items.own_devices_of([(person, day)])[person, day]
    walk.marks = {
        (code, day, mark.visitor): (mark.visitor in own_devices, mark.hits)
        for code in (linkedin, x)
        for mark in sharing_items.marks_of(code, day)
    }
    people = sorted(hits for own, hits in walk.marks.values() if not own)
    same("visits of each reader", people, [1, 1, 2])
    same("visits of the ambassador's own device", [h for own, h in walk.marks.values() if own], [1])
    return "Eight requests come to the links: three readers (one twice), an own visit, a crawler, a preview, a HEAD."


def _wait_for_a_day_with_time_left(walk: Walk) -> None:
    """An own device is known for a day: a walk over midnight would count its own visit."""
    now = clock.now()
    left = end_of(day_of(now, walk.zone), walk.zone) - now
    if left < timedelta(minutes=1):
        time.sleep(left.total_seconds() + 1)


def _wake_consumers(walk: Walk, points: int) -> None:
    """Let both consumers take their first batch: a function's first call starts a process on the local cloud."""
    within(PATIENCE, "own row", lambda: walk.inside.rows(walk.ambassador.person)[0][2], points)
    walk.inside.invoke("LAHETTI_CLICKS_FUNCTION", {"Records": []})


def open_share(walk: Walk, network: str, words: str | None, status: int) -> Any:
    wanted = {"content": walk.content, "network": network, **({"words": words} if words else {})}
    return answered(walk.ambassador.browser.api("POST", "/me/shares", wanted), status)

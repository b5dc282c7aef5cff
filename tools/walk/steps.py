"""The steps of the walk, in their order: each does one thing, holds what it sees against what is right, and tells it.

Every walk has an ambassador and a content of its own and takes both out again, so it can be walked any number of times
on a cloud that others are using.
"""

import time
import uuid
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from typing import Any
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

from lahetti import clock, periods, races, store
from lahetti.points import accounts, rules
from lahetti.reconciliation import everybody
from tools.events import cards_event, marks_event
from tools.local_requests import PATIENCE, Site
from tools.walk.browser import Browser
from tools.walk.expectations import Different, answered, same, within
from tools.walk.inside import Inside

LIVE_SECONDS = 5
"""Within this a click shows in the top ten (product.md, Races and rewards)."""
_FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0"
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


class Walk:
    """One walk: who takes part in it, and what is known so far."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = environment
        self.zone = ZoneInfo(environment["LAHETTI_TIME_ZONE"])
        self.links = Site(environment["LAHETTI_LINK_ORIGIN"])
        self.inside = Inside(environment, self.zone)
        self.id = uuid.uuid4().hex[:8]
        self.email = f"kavelija.{self.id}@virasto.example"
        self.admin = self._browser(_FIREFOX)
        self.ambassador = self._browser(f"{_FIREFOX} Walk/{self.id}")
        self.codes: dict[str, str] = {}
        self.images: list[dict[str, Any]] = []
        self.steps: tuple[Callable[[], str], ...] = (
            self.admin_signs_in,
            self.content_is_published,
            self.ambassador_is_invited,
            self.guidelines_come_first,
            self.shares_are_opened,
            self.share_is_confirmed,
            self.links_are_visited,
            self.points_are_right,
            self.race_is_right,
            self.events_come_again,
            self.everything_adds_up,
            self.ten_are_a_fold_of_the_ledgers,
            self.walk_is_cleared_away,
        )

    def admin_signs_in(self) -> str:
        self._wait_for_a_day_with_time_left()
        self.admin.sign_in(self.environment["LAHETTI_FIRST_ADMIN"])
        me = answered(self.admin.api("GET", "/me"), 200)
        same("role", me["role"], "admin")
        self.programme = answered(self.admin.api("GET", "/programme"), 200)
        return f"The admin signs in through the hosted page: {me['role']}."

    def content_is_published(self) -> str:
        channels = {found["channel"]: found for found in answered(self.admin.api("GET", "/channels"), 200)["channels"]}
        if not channels:
            raise Different("channels: expected at least one, saw none")
        channel = channels.get("verona") or next(iter(channels.values()))
        self.address = f"{channel['address'].rstrip('/')}/kavely-{self.id}"
        draft = {
            "channel": channel["channel"],
            "address": self.address,
            "title": f"Kävely talossa {self.id}",
            "summary": "Kierros, jonka jokainen voi tehdä.",
            "language": "fi",
        }
        made = answered(self.admin.api("POST", "/contents", draft), 201)
        same("state of the draft", made["state"], "draft")
        self.content = made["content"]
        for network, texts in _CAPTIONS.items():
            answered(self.admin.api("PUT", f"/contents/{self.content}/captions/{network}/fi", {"texts": texts}), 200)
        state = answered(self.admin.api("PUT", f"/contents/{self.content}/publication", {}), 200)["state"]
        same("state", state, "published")
        newest = answered(self.admin.api("GET", "/contents"), 200)["contents"][0]
        same("newest on offer", newest["content"], self.content)
        return f"A draft for {channel['name']} is written, captioned for {' and '.join(_CAPTIONS)}, and published."

    def ambassador_is_invited(self) -> str:
        team = next((team["team"] for team in self.programme["teams"]), None)
        invitation = {"email": self.email, "name": f"Kävelijä {self.id}", "teams": [team] if team else []}
        self.person = answered(self.admin.api("POST", "/people", invitation), 201)["person"]
        self.ambassador.sign_in(self.email)
        me = answered(self.ambassador.api("GET", "/me"), 200)
        same("who is signed in", (me["person"], me["role"]), (self.person, "ambassador"))
        return "An ambassador of the walk's own is invited and signs in."

    def guidelines_come_first(self) -> str:
        wanted = {"content": self.content, "network": "linkedin", "words": _OWN_WORDS}
        refusal = answered(self.ambassador.api("POST", "/shares", wanted), 403)
        same("refusal", (refusal["code"], refusal["see"]), ("guidelines_first", "/api/v1/guidelines"))
        shown = answered(self.ambassador.api("GET", refusal["see"].removeprefix("/api/v1")), 200)
        version = {"version": shown["version"]}
        accepted = answered(self.ambassador.api("POST", "/guidelines/acceptance", version), 200)
        same("accepted version", accepted["guidelines_accepted"], shown["version"])
        return f"A share is refused ({refusal['code']}, see {refusal['see']}); version {shown['version']} is accepted."

    def shares_are_opened(self) -> str:
        linkedin = self._open("linkedin", _OWN_WORDS, 201)
        same("own wording", linkedin["own_wording"], True)
        same("text", linkedin["text"], _OWN_WORDS)
        x = self._open("x", None, 201)
        same("caption is one of those offered", x["caption"] in _CAPTIONS["x"], True)
        same("X's window gets the caption", x["caption"] in str(parse_qs(urlsplit(x["share_address"]).query)), True)
        same("the same share again", self._open("x", None, 200)["code"], x["code"])
        self.codes = {share["network"]: share["code"] for share in (linkedin, x)}
        return f"Shares are opened: LinkedIn in own words {linkedin['link']}, X with a caption by lot {x['link']}."

    def share_is_confirmed(self) -> str:
        right = self.programme["share_points"] + self.programme["own_wording_points"]
        path = f"/shares/{self.codes['linkedin']}/confirmation"
        for time_of in ("confirmation", "repeated confirmation"):
            same(f"points of the {time_of}", answered(self.ambassador.api("PUT", path), 200)["points"], right)
        self.images.append(self.inside.card_image(self.person))
        self._wake_consumers(right)
        return f"The LinkedIn share is confirmed, twice: {right} points, once."

    def links_are_visited(self) -> str:
        linkedin, x = self.codes["linkedin"], self.codes["x"]
        first, second, third = _READERS
        visits = [
            ("GET", linkedin, first),
            ("GET", linkedin, first),
            ("GET", linkedin, self.ambassador.agent),
            ("GET", linkedin, _CRAWLER),
            ("GET", x, _PREVIEW),
            ("HEAD", x, first),
            ("GET", x, second),
            ("GET", x, third),
        ]
        for method, code, agent in visits:
            answer = self.links.request(method, f"/{code}", headers={"User-Agent": agent})
            same(f"{method} /{code}", answer.status_code, 302)
            target = urlsplit(answer.headers["Location"])
            same("target", target._replace(query="").geturl(), self.address)
            same("what it tells of the ambassador", parse_qs(target.query)["utm_medium"], ["ambassador"])
        self.last_click = time.monotonic()
        day = periods.day_of(clock.now(), self.zone)
        self.marks = {
            (code, day, mark.sk): (mark.own, int(mark.hits))
            for code in (linkedin, x)
            for mark in store.traffic.marks_of(code, day)
        }
        people = sorted(hits for own, hits in self.marks.values() if not own)
        same("visits of each reader", people, [1, 1, 2])
        same("visits of the ambassador's own device", sorted(h for own, h in self.marks.values() if own), [0, 1])
        return (
            "Eight requests come to the links: three readers (one twice), an own visit, a crawler, a preview, a HEAD."
        )

    def points_are_right(self) -> str:
        points = self.programme
        right = [
            ("clicks", "linkedin", points["click_points"], 1),
            ("clicks", "x", 2 * points["click_points"], 2),
            ("own_wording", "linkedin", points["own_wording_points"], 0),
            ("share_confirmed", "linkedin", points["share_points"], 0),
            ("share_confirmed", "x", points["share_points"], 0),
        ]
        self.total = sum(entry[2] for entry in right)
        seconds = self._within_live_seconds("ledger", self._entries, right)
        seen = answered(self.ambassador.api("GET", "/points"), 200)
        same("balances", (seen["spendable"], seen["lifetime"]), (self.total, self.total))
        for network, clicks in (("linkedin", 1), ("x", 2)):
            share = answered(self.ambassador.api("GET", f"/shares/{self.codes[network]}"), 200)
            same(f"share on {network}", (share["state"], share["clicks"]), ("confirmed", clicks))
        return (
            f"Exactly three clicks are counted, and X's first one confirmed its share: "
            f"{self.total} points, {seconds:.1f} s after the last click."
        )

    def race_is_right(self) -> str:
        running = answered(self.ambassador.api("GET", "/races"), 200)["races"]
        self.week = next(race["race"] for race in running if race["race"].startswith("W"))
        right = (self.total, 2, 3)
        slowest = max(
            self._within_live_seconds(race["race"], partial(self._own, race["race"]), right) for race in running
        )
        own = answered(self.ambassador.api("GET", f"/races/{self.week}/place"), 200)
        ten = answered(self.ambassador.api("GET", f"/races/{self.week}"), 200)["places"]
        mine = [place for place in ten if place["you"]]
        if mine:
            same("own line of the ten", (mine[0]["points"], mine[0]["shares"], mine[0]["clicks"]), right)
            where = f"place {mine[0]['place']} of the week's ten"
        else:
            same("ten who stand above", [p["points"] >= self.total for p in ten], [True] * races.TOP)
            where = f"place {own['place']} of the week"
        self.images.append(self.inside.card_image(self.person))
        return f"The races follow: {where}, right in all {len(running)} races {slowest:.1f} s after the last click."

    def events_come_again(self) -> str:
        before = (self._entries(), self.inside.card_image(self.person), self.inside.rows(self.person))
        marks = list(self.marks)
        for batch in (marks, marks[::-1], marks[:1], marks + marks):
            self.inside.invoke("LAHETTI_CLICKS_FUNCTION", marks_event(batch))
        for images in (self.images, self.images[::-1], self.images[:1]):
            self.inside.invoke("LAHETTI_STANDINGS_FUNCTION", cards_event(images))
        same(
            "after the same events again",
            (self._entries(), self.inside.card_image(self.person), self.inside.rows(self.person)),
            before,
        )
        return "The same events are delivered again, in other orders and batches: nothing changes."

    def everything_adds_up(self) -> str:
        found = self.inside.invoke("LAHETTI_RECONCILE_FUNCTION", {})
        same("differences that reconcile found", found["differences"], [])
        return "Reconcile holds ledgers, cards and standings against one another: no difference."

    def ten_are_a_fold_of_the_ledgers(self) -> str:
        people = 0
        folded = []
        for person in everybody():
            people += 1
            card = store.people.find_card(person, consistent=True)
            score = rules.fold(accounts.ledger(person)).races.get(self.week)
            if card is not None and score is not None and score.points > 0 and not card.left_out:
                folded.append((races.place_key(person, score), score.points, score.shares, score.clicks))
        right = [line[1:] for line in sorted(folded, reverse=True)[: races.TOP]]
        ten = answered(self.ambassador.api("GET", f"/races/{self.week}"), 200)["places"]
        same("the week's ten", [(p["points"], p["shares"], p["clicks"]) for p in ten], right)
        return (
            f"The week's ten equal a fold of all {people} ledgers: {', '.join(str(line[0]) for line in right)} points."
        )

    def walk_is_cleared_away(self) -> str:
        paused = answered(self.admin.api("PATCH", f"/people/{self.person}", {"state": "paused"}), 200)
        same("state of the ambassador", paused["state"], "paused")
        same("what they may do now", self.ambassador.api("GET", "/me").status_code, 403)
        archived = answered(self.admin.api("PUT", f"/contents/{self.content}/archiving"), 200)
        same("state of the content", archived["state"], "archived")
        gone = within(LIVE_SECONDS, "own row has left the ten", lambda: self.inside.rows(self.person)[0][1], None)
        return f"The walk's ambassador is paused ({gone:.1f} s later out of the race), its content archived."

    def _browser(self, agent: str) -> Browser:
        return Browser(self.environment["LAHETTI_WEB_ORIGIN"], self.environment["LAHETTI_SIGN_IN_ORIGIN"], agent)

    def _wait_for_a_day_with_time_left(self) -> None:
        """An own device is known for a day: a walk over midnight would count its own visit."""
        now = clock.now()
        left = periods.end_of(periods.day_of(now, self.zone), self.zone) - now
        if left < timedelta(minutes=1):
            time.sleep(left.total_seconds() + 1)

    def _wake_consumers(self, points: int) -> None:
        """Let both consumers take their first batch: a function's first call starts a process on the local cloud."""
        within(PATIENCE, "own row", lambda: self.inside.rows(self.person)[0][2], points)
        self.inside.invoke("LAHETTI_CLICKS_FUNCTION", {"Records": []})

    def _open(self, network: str, words: str | None, status: int) -> Any:
        wanted = {"content": self.content, "network": network, **({"words": words} if words else {})}
        return answered(self.ambassador.api("POST", "/shares", wanted), status)

    def _entries(self) -> list[tuple[str, str, int, int]]:
        """Return the ledger by deed and network: a link's clicks make one entry or more, as the stream cuts batches."""
        sums: dict[tuple[str, str], tuple[int, int]] = {}
        for entry in answered(self.ambassador.api("GET", "/points"), 200)["entries"]:
            points, clicks = sums.get((entry["deed"], entry["network"]), (0, 0))
            sums[entry["deed"], entry["network"]] = points + entry["points"], clicks + entry["clicks"]
        return sorted((deed, network, points, clicks) for (deed, network), (points, clicks) in sums.items())

    def _own(self, race: str) -> tuple[int, int, int]:
        own = answered(self.ambassador.api("GET", f"/races/{race}/place"), 200)
        return own["points"], own["shares"], own["clicks"]

    def _within_live_seconds(self, what: str, look: Callable[[], object], right: object) -> float:
        within(LIVE_SECONDS, what, look, right, since=self.last_click)
        return time.monotonic() - self.last_click

"""What the steps of one walk share: the addresses, who takes part in it, and what is known so far."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from tools.local_requests import Site
from tools.walk.browser import Browser
from tools.walk.expectations import answered, same
from tools.walk.inside import Inside
from tools.walk.letterbox import Letter, await_letter
from tools.web_host import WebHost

_FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0"
_NEVER_QUIET = {"begins": "00:00", "ends": "00:00", "weekends": False}


@dataclass(frozen=True)
class Guest:
    """Somebody whom the walk has invited, with their browser."""

    person: str
    name: str
    email: str
    browser: Browser


class Walk:
    """One walk. What a step learns and a later one needs stands here; a step sets it before anybody reads it."""

    def __init__(self, environment: Mapping[str, str], host: WebHost) -> None:
        self.id = uuid.uuid4().hex[:8]
        self.environment = environment
        self.host = host
        self.zone = ZoneInfo(environment["LAHETTI_TIME_ZONE"])
        self.web = Site(environment["LAHETTI_WEB_ORIGIN"])
        self.links = Site(environment["LAHETTI_LINK_ORIGIN"])
        self.inside = Inside(environment, self.zone)
        self.admin = Browser(self.web.origin, environment["AWS_ENDPOINT_URL"], _FIREFOX)
        self.guests: list[Guest] = []
        self.contents: list[str] = []
        """All that the walk has made, to be archived in the end."""
        self.images: list[dict[str, Any]] = []

    admin_person: str
    channel: dict[str, Any]
    programme: dict[str, Any]
    ambassador: Guest
    content: str
    address: str
    codes: dict[str, str]
    marks: dict[tuple[str, str, str], tuple[bool, int]]
    last_click: float
    total: int
    week: str
    news: str
    news_published: datetime
    post: str
    past_race: str
    winners: list[Guest]
    vouchers: dict[str, list[str]]

    def invite(self, name: str, role: str = "ambassador", teams: tuple[str, ...] = ()) -> Guest:
        """Invite somebody of the walk's own and sign them in."""
        number = len(self.guests) + 1
        email = f"kavelija-{number}.{self.id}@virasto.example"
        full_name = f"{name} {self.id}"
        invitation = {"email": email, "name": full_name, "role": role, "teams": teams}
        person = answered(self.admin.api("POST", "/people", invitation), 201)["person"]
        browser = Browser(self.web.origin, self.environment["AWS_ENDPOINT_URL"], f"{_FIREFOX} Walk/{person}")
        guest = Guest(person, full_name, email, browser)
        self.guests.append(guest)
        browser.sign_in(email)
        return guest

    def publish(self, content: str, captions: Mapping[str, list[str]]) -> None:
        """Give a draft its captions in Finnish by network, and publish it."""
        for network, texts in captions.items():
            answered(self.admin.api("PUT", f"/contents/{content}/captions/{network}/fi", {"texts": texts}), 200)
        state = answered(self.admin.api("POST", f"/contents/{content}/publish", {}), 200)["state"]
        same("state", state, "published")

    def let_mail_come(self, guest: Guest, **wishes: str) -> None:
        """Give a guest no quiet hours, so that mail comes on whatever day and at whatever hour the walk is walked."""
        answered(guest.browser.api("PATCH", "/me", {"quiet": _NEVER_QUIET, **wishes}), 200)

    def letter(self, guest: Guest, holding: str) -> Letter:
        """Wait for a mail to a guest whose text holds this."""
        return await_letter(self.environment["AWS_ENDPOINT_URL"], guest.email, holding)

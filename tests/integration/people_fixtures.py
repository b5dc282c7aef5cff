"""Who acts in the tests: real people of the deployed programme, signed in as the web does it, once a session.

Settings are changed before the first request, because a function keeps those it has read for half a minute.
"""

import itertools
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Protocol

import pytest

from lahetti.content import drafting, publishing, revising
from lahetti.content.channels import catalogue
from lahetti.content.channels.model import Channel
from lahetti.content.model import Draft
from lahetti.core import clock
from lahetti.core.errors import NotSignedIn
from lahetti.dynamodb import transactions
from lahetti.networks.networks import Network
from lahetti.people import inviting, members, own_sessions
from lahetti.people import items as people_items
from lahetti.people.guidelines import accepting as guidelines_accepting
from lahetti.people.guidelines import publishing as guidelines_publishing
from lahetti.people.model import ALWAYS, Home, Invitation, Person, Role
from lahetti.security import identity
from lahetti.security.sign_ins import Method, SignIn
from lahetti.settings import versions as settings_versions
from lahetti.settings.model import Settings
from tests.integration.api_client import Api
from tests.names import named
from tests.topics import library, topic
from tools.local_requests import Site
from tools.mailed_codes import SignInRefused

BLOG, VIDEO = "api-blog", "api-video"
TEAM, SMALL_TEAM, TINY_TEAM = "api-team", "api-small-team", "api-tiny-team"
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0"
BLOCKED_WORD = "kilpailija"
TOPICS = (
    *library("vero", "muu", "verokortit", "vähennykset", "perintä", "tulorekisteri", "parilliset", "parittomat"),
    *(topic(f"aihe-{number}", named(f"Aihe numero {number}")) for number in range(9)),
    topic("markup", named("<b>aihe</b>", "<i>ämne</i>"), named("#aihe_b")),
)
"""The library, whose names begin with a capital letter."""
GUIDELINES = {"fi": "Jaa vain mitä tahdot.", "sv": "Dela bara det du vill.", "en": "Share only what you want to."}


class Cloud(Protocol):
    """What these fixtures need to know of the running cloud."""

    web_origin: str
    first_admin: str


@dataclass(frozen=True)
class Tokens:
    """What the pool gives to somebody who has signed in."""

    id: str
    refresh: str
    """What the web keeps in its cookie, and what the API renews a session by."""


class Cast:
    """Invites people and signs them in."""

    def __init__(self, cloud: Cloud) -> None:
        self.cloud = cloud
        self.site = Site(cloud.web_origin)
        self._sessions: dict[tuple[str, Method], str] = {}

    def tokens(self, email: str) -> Tokens:
        """Sign in whoever has an address; raise SignInRefused."""
        person = members.known_email(email)
        if person is None:
            raise SignInRefused(f"Nobody has the address {email}.")
        return self.tokens_of(person.id)

    def tokens_of(self, person: str, method: Method = Method.PASSKEY) -> Tokens:
        """Sign a person in as the web does it once they have proven who they are; raise SignInRefused.

        Whoever has a session that goes on gets other tokens of it: the eleventh one would end the first.
        """
        with suppress(NotSignedIn):
            renewed = own_sessions.renew(self._sessions.get((person, method)), clock.now())
            return Tokens(renewed.id_token, renewed.refresh_token)
        begun = self.begin_session(person, method)
        self._sessions[person, method] = begun.refresh
        return begun

    def begin_session(self, person: str, method: Method = Method.PASSKEY) -> Tokens:
        """Sign a person in on one more device; raise SignInRefused."""
        now = clock.now()
        try:
            _, tokens = own_sessions.begin(SignIn(person, now, method), "tests", BROWSER, now)
        except NotSignedIn as refused:
            raise SignInRefused(f"The pool has no {person}.") from refused
        return Tokens(tokens.id_token, tokens.refresh_token)

    def api(self, person: Person) -> Api:
        """Sign a person in and give their way to call the API."""
        return Api(self.site, self.tokens(person.email).id, person.id, person.email, device=f"{BROWSER} {person.id}")

    def invite(self, name: str = "Aino Testinen", role: Role = Role.AMBASSADOR, **more: Any) -> Person:
        """Invite a new person by the same use case as the API, in process.

        They stand in races as if they had been in their team since ever: races of tests lie long ago.
        """
        invitation = Invitation(f"{uuid.uuid4().hex[:12]}@virasto.example", name, role, **more)
        person, _ = inviting.invite(invitation, "tests", clock.now())
        card = people_items.find_card(person.id, consistent=True)
        assert card is not None
        transactions.transact(people_items.put_card(replace(card, homes=(Home(ALWAYS, person.home_team),))))
        return person


@pytest.fixture(scope="session")
def programme(cloud: Cloud) -> None:
    """Teams, a blocked word, two channels and guidelines, beside whatever stands there already."""
    now, by = clock.now(), "tests"
    before = settings_versions.read_settings()
    teams = dict(before.teams) | {
        TEAM: named("Testitiimi"),
        SMALL_TEAM: named("Pieni tiimi"),
        TINY_TEAM: named("Pikkutiimi"),
    }
    words = {*before.blocked_words, BLOCKED_WORD}
    changes = {
        "topics": tuple({one.topic: one for one in (*before.topics, *TOPICS)}.values()),
        "teams": tuple(teams.items()),
        "blocked_words": tuple(sorted(words)),
        "quiet_hours": "00:00-00:00",  # mails go out whenever the tests run
        "front_page": "https://verona.virasto.example/",
        "clicks_an_ip": 1000,  # on one machine all visitors have one address
        "strong_sign_in": False,  # most editors of tests sign in by a code; tests/browser/test_passkeys.py has it on
    }
    if any(getattr(before, name) != value for name, value in changes.items()):
        settings_versions.change_settings(changes, by, now)
    if guidelines_publishing.current().version == 0:
        guidelines_publishing.publish(GUIDELINES, by, now)
    for channel in (BLOG, VIDEO):
        catalogue.add_channel(
            Channel(channel, channel.title(), "blog", "fi", "https://blogi.virasto.example/"), by, now
        )


@pytest.fixture(scope="session")
def cast(cloud: Cloud, programme: None) -> Cast:
    """Invites and signs in whomever a test needs for itself."""
    return Cast(cloud)


@pytest.fixture(scope="session")
def admin_person(cloud: Cloud, programme: None) -> Person:
    """The first admin, invited at the deployment or here."""
    invitation = Invitation(cloud.first_admin, "Maarit Lehtovaara", Role.ADMIN)
    return inviting.invite(invitation, "deployment", clock.now())[0]


@pytest.fixture(scope="session")
def admin(cast: Cast, admin_person: Person) -> Api:
    """The API as the first admin calls it."""
    return cast.api(admin_person)


@pytest.fixture(scope="session")
def editor_person(cast: Cast) -> Person:
    """An editor of the channel BLOG."""
    return cast.invite("Eeva Toimittaja", Role.EDITOR, channels=(BLOG,))


@pytest.fixture(scope="session")
def editor(cast: Cast, editor_person: Person) -> Api:
    """The API as the editor of BLOG calls it."""
    return cast.api(editor_person)


@pytest.fixture(scope="session")
def other_editor(cast: Cast) -> Api:
    """The API as an editor of VIDEO alone calls it."""
    return cast.api(cast.invite("Oskar Redaktör", Role.EDITOR, channels=(VIDEO,), language="sv"))


@pytest.fixture(scope="session")
def ambassador(cast: Cast) -> Api:
    """The API as an ambassador calls it who never shares anything."""
    return cast.api(cast.invite("Aino Lähettiläs"))


@pytest.fixture
def sharer(cast: Cast) -> Api:
    """A new ambassador of TEAM who has accepted the guidelines."""
    return cast.api(accepted(cast.invite("Salla Jakaja", teams=(TEAM,))))


@pytest.fixture(scope="session")
def stranger(cast: Cast) -> Api:
    """Somebody whom Cognito knows, and the programme does not."""
    return Api(cast.site, strangers_tokens(cast)[1].id)


@pytest.fixture(scope="session")
def publish(editor_person: Person) -> Callable[..., str]:
    """Publish a new content in process and give its id."""
    numbers = itertools.count()

    def new_content(captions: dict[tuple[str, str], tuple[str, ...]] | None = None, **fields: Any) -> str:
        return published(editor_person, f"Sisältö {next(numbers)}", captions, **fields)

    return new_content


def strangers_tokens(cast: Cast) -> tuple[str, Tokens]:
    """Return id and tokens of a sign-in without a person behind it, as of somebody who was erased a moment ago."""
    person = str(uuid.uuid4())
    identity.create_sign_in(person, f"{uuid.uuid4().hex[:12]}@muualla.example")
    return person, cast.tokens_of(person)


def accepted(person: Person) -> Person:
    """Let a person accept the current guidelines."""
    return guidelines_accepting.accept(person.id, guidelines_publishing.current().version, clock.now())


def fresh_address() -> str:
    """Return an address that no content has."""
    return f"https://blogi.virasto.example/{uuid.uuid4().hex}"


def draft(**fields: Any) -> dict[str, Any]:
    """Return the body of a draft for BLOG that can be stored."""
    return {"channel": BLOG, "url": fresh_address(), "title": "Tarkista tilinumerosi", "language": "fi", **fields}


def content_draft(**fields: Any) -> Draft:
    """Return the same draft as the use cases take it."""
    return Draft(**draft(**fields))


def published(
    editor: Person, title: str, captions: dict[tuple[str, str], tuple[str, ...]] | None = None, **fields: Any
) -> str:
    """Write, caption and publish a content by the use cases of the API, in process; return its id."""
    now, judged = clock.now(), current()
    wanted = content_draft(title=title, **fields)
    made = drafting.create_draft(wanted, editor, judged, now).row.content
    for (network, language), texts in (captions or {}).items():
        revising.set_captions(made, Network(network), language, texts, editor, judged, now)
    publishing.publish(made, editor, judged, clock.now())
    return made


@cache
def current() -> Settings:
    """The settings that the fixture `programme` left."""
    return settings_versions.read_settings()

"""A programme of some weeks on the store in memory, played by the use cases, and every reading of it by HTTP.

Two of them that differ in one person's activity alone are told apart by nobody else (docs/privacy.md).
"""

import copy
import html
import json
import re
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import Enum
from functools import partial
from itertools import product
from typing import Any, Literal, get_args, get_origin
from urllib.parse import parse_qsl, urlencode, urlsplit
from zoneinfo import ZoneInfo

import pytest
import uuid_utils.compat

from api import (  # noqa: F401 (add routes)
    application,
    handler_analytics,
    handler_contents,
    handler_people,
    handler_races,
    handler_shares,
)
from api.routes_rewards import _claim_id
from console.framework.export import FORMATS
from lahetti.analytics import seen
from lahetti.analytics.facts import counting
from lahetti.analytics.facts.people import PeopleCounting
from lahetti.analytics.query import OF_PEOPLE, Metric, ToldApartBy
from lahetti.campaigns import planning
from lahetti.content import caption_keys, drafting, publishing, revising
from lahetti.content.channels import catalogue as channels
from lahetti.content.channels.model import Channel
from lahetti.content.model import Draft
from lahetti.content.notes import writing as notes
from lahetti.content.notes.model import About
from lahetti.core import clock
from lahetti.core.days import day_of
from lahetti.core.names import LocalisedName
from lahetti.dynamodb import keys
from lahetti.mail import fanouts
from lahetti.networks.networks import Network
from lahetti.people import changing, inviting, members
from lahetti.people import items as people_items
from lahetti.people.guidelines import accepting
from lahetti.people.guidelines import publishing as guidelines
from lahetti.people.model import Invitation, Person, Role
from lahetti.periods import challenges
from lahetti.points import clicks, confirming
from lahetti.points.model import Programme
from lahetti.races import standings
from lahetti.races.closing import steps
from lahetti.races.reconciliation import reconcile
from lahetti.reports import promising, writing
from lahetti.reports.model import Choice
from lahetti.rewards import awards, catalogue, claims, terms
from lahetti.rewards.model import Offer, Way
from lahetti.security import encryption, identity, secrets
from lahetti.settings import versions
from lahetti.sharing import items as sharing_items
from lahetti.sharing import links, opening, own_devices
from lahetti.sharing.model import Mark
from lahetti.suggestions import suggesting
from lahetti.surveys import answering as surveys
from lahetti.surveys import collecting, conducting, tokens
from lahetti.surveys.model import STATEMENTS, SurveyKind
from tests import console_pages
from tests.campaigns import plan as campaign_plan
from tests.events import Context, rest_event
from tests.memory_dynamodb.client import MemoryDynamoDb
from tests.names import named
from tests.sign_ins import claims as claims_of
from tests.sign_ins import console_cookie
from tests.topics import topic

ZONE = ZoneInfo("Europe/Helsinki")
FIRST_DAY = datetime(2026, 9, 28, 8, tzinfo=ZONE)
CLOSED_RACE = "W2026-47"
RUNNING_RACES = ("W2026-48", "M2026-11", "Q2026-4", "ALL")
VIRASTO = LocalisedName.of({"fi": "Virasto"})
TOPICS = (topic("vero", named("Verotus", "Beskattning", "Taxes"), named("#vero", "#skatt", "#tax")),)
TEAMS = (("ita", named("Itä")), ("lansi", named("Länsi")), ("pohjoinen", named("Pohjoinen")))


@dataclass
class WholeProgramme:
    """A programme at a moment; `now` is what the clock says to everybody."""

    memory: MemoryDynamoDb
    now: datetime = FIRST_DAY
    people: dict[str, Person] = field(default_factory=dict)
    contents: dict[str, str] = field(default_factory=dict)
    codes: dict[tuple[str, str], str] = field(default_factory=dict)
    rewards: list[str] = field(default_factory=list)
    others: dict[str, str] = field(default_factory=dict)
    named: dict[str, list[str]] = field(default_factory=dict)
    """What paths can name, by parameter."""
    _delivered: int = 0
    _numbers: int = 0

    def copied(self) -> "WholeProgramme":
        """Return another programme that has come just as far, and goes its own way from now on."""
        memory = replace(self.memory, tables=copy.deepcopy(self.memory.tables), calls=[], written=[])
        return replace(
            self,
            memory=memory,
            people=dict(self.people),
            contents=dict(self.contents),
            codes=dict(self.codes),
            rewards=list(self.rewards),
            others=dict(self.others),
        )

    @contextmanager
    def lived(self) -> Iterator["WholeProgramme"]:
        """Let this be the programme that code runs in: its tables, its clock, its secrets, its sign-in."""
        with self.memory.installed(), pytest.MonkeyPatch.context() as patch:
            patch.setattr(clock, "now", lambda: self.now)
            patch.setattr(secrets, "link_key", lambda: b"links")
            patch.setattr(secrets, "session_keys", lambda: [b"sessions"])
            patch.setattr(secrets, "survey_key", lambda: b"surveys")
            patch.setattr(encryption, "encrypt", lambda plain, **_: plain)
            patch.setattr(encryption, "decrypt", lambda sealed, **_: sealed)
            patch.setattr(encryption, "random_bytes", lambda: self._next_number().to_bytes(32, "big"))
            patch.setattr(uuid_utils.compat, "uuid7", lambda: uuid.UUID(int=self._next_number()))
            patch.setattr(caption_keys.secrets, "choice", lambda signs: signs[self._next_number() % len(signs)])
            patch.setattr(identity, "create_sign_in", lambda *_: None)
            patch.setattr(own_devices, "_keys", {})
            patch.setattr(own_devices, "_known", set())
            self._forget()
            yield self
        self._forget()

    def at(self, day: str, time: str = "10:00") -> None:
        """Let it be this time of a day."""
        self.now = datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=ZONE).astimezone(UTC)
        self._forget()

    def _next_number(self) -> int:
        self._numbers += 1
        return self._numbers

    def _forget(self) -> None:
        versions._CURRENT.clear()
        challenges._OPEN.clear()
        challenges._shown_in(ZONE).clear()

    # --- what people do

    @property
    def judged(self) -> Programme:
        return Programme(versions.current_settings(), ZONE)

    def invite(self, name: str, role: Role = Role.AMBASSADOR, team: str = "", channel: str = "") -> Person:
        """Let somebody join; `name` is what they are known by here."""
        wanted = Invitation(
            f"{name}@virasto.example",
            name.title(),
            role,
            teams=(team,) if team else (),
            channels=(channel,) if channel else (),
        )
        admin = self.people["anni"].id if "anni" in self.people else "tests"
        self.people[name], _ = inviting.invite(wanted, admin, self.now)
        return self.people[name]

    def begin(self, name: str) -> None:
        """Let somebody accept the guidelines."""
        self.people[name] = accepting.accept(self.people[name].id, versions.current_settings().guidelines, self.now)

    def change(self, name: str, **changes: Any) -> None:
        """Let somebody change what they may change of themselves."""
        self.people[name] = changing.change_oneself(self.person(name), changes, self.now)

    def person(self, name: str) -> Person:
        return members.find_person(self.people[name].id)

    def publish(self, name: str, editor: str, audience: tuple[str, ...] = ()) -> None:
        """Publish a content in the blog."""
        draft = Draft(
            "blogi", f"https://blogi.virasto.example/{name.replace(' ', '-')}", name.title(), "fi", audience=audience
        )
        who, settings = self.person(editor), versions.current_settings()
        made = drafting.create_draft(draft, who, settings, self.now).row.content
        revising.set_captions(made, Network.X, "fi", (f"Lue tämä: {name}.",), who, settings, self.now)
        publishing.publish(made, who, settings, self.now)
        self.contents[name] = made

    def open(self, name: str, content: str, words: str | None = None, network: Network = Network.LINKEDIN) -> str:
        """Let somebody open a share; return its link's code."""
        opened, _ = opening.open_share(
            self.person(name),
            self.contents[content],
            network,
            versions.current_settings(),
            self.now,
            words=words,
        )
        self.codes[name, content] = opened.code
        return opened.code

    def share(self, name: str, content: str) -> None:
        """Let somebody share a content and say so."""
        confirming.confirm_share(self.people[name].id, self.open(name, content), self.judged, self.now)

    def visit(self, name: str, content: str, visitors: int) -> None:
        """Let so many people follow a link, and have them counted."""
        day, code = day_of(self.now, ZONE), self.codes[name, content]
        second = int(self.now.timestamp())
        marks = [(code, day, Mark(f"visitor {number}", 1, second, f"ip {number}")) for number in range(visitors)]
        sharing_items.put_marks(marks, self.now + links.MARK_KEPT)
        clicks.tally_clicks([(code, day)], self.judged, self.now)

    def see(self, name: str, *contents: str) -> None:
        """Let somebody's device report what they saw."""
        seen.report_seen(self.person(name), [self.contents[content] for content in contents], self.now, ZONE)

    def survey(self, kind: SurveyKind, answering: Iterable[str]) -> str:
        """Ask everybody, let people answer, and close the survey; the night brings what it has brought."""
        admin, survey = self.people["anni"].id, str(uuid.UUID(int=self._next_number()))
        conducting.create(survey, f"Kysely {kind}", kind, 14, admin, self.now)
        conducting.start(survey, admin, self.now, ZONE)
        fanouts.expand(f"survey_started#{survey}", versions.current_settings(), self.now)
        for place, name in enumerate(answering):
            ratings = {statement: str(1 + (place + number) % 5) for number, statement in enumerate(STATEMENTS)}
            surveys.answer(tokens.token_of(survey, self.people[name].id), ratings, "", self.now)
        conducting.close(survey, admin, self.now)
        return survey

    def deliver(self) -> None:
        """Bring the stream's images of score cards to the standings."""
        stream = self.memory.programme.stream
        images = [change.image for change in stream if change.keys["sk"]["S"] == keys.CARD and change.image]
        cards = [people_items.card_of_image(image) for image in images[self._delivered :]]
        standings.take_cards(cards, lambda race: steps.takes_rows(race, self.now, ZONE))
        self._delivered = len(images)

    def night(self, day: str) -> None:
        """Let the jobs of a night and its hours run."""
        self.at(day, "00:20")
        self.deliver()
        self._races()
        self.at(day, "04:45")
        counting.count_seen([person.id for person in self.people.values()], self.now, ZONE)
        reconcile(self.now, ZONE, lambda _: self.deliver(), partial(PeopleCounting, zone=ZONE))
        self.deliver()
        collecting.run_surveys(self.now, [team for team, _ in TEAMS])
        counting.count_contents(self.now, ZONE)

    def _races(self) -> None:
        steps.open_ahead(self.now, ZONE)
        terms.fix_due(self.now, ZONE)
        for race in steps.due(self.now, ZONE):
            awards.close_race(race, self.now, ZONE)


def some_weeks(meanwhile: Callable[[WholeProgramme], None] = lambda _: None) -> WholeProgramme:
    """Return a programme on a Monday evening in which `sulo` has not begun; `meanwhile` happens in the week before.

    16 people could stand in the races, and at least twelve of them have points in each; of Sulo's team three have any.
    """
    programme = WholeProgramme(MemoryDynamoDb())
    with programme.lived():
        programme.invite("anni", Role.ADMIN)
        admin = programme.people["anni"].id
        changes = {
            "organisation": VIRASTO,
            "front_page": "https://virasto.example/",
            "teams": TEAMS,
            "topics": TOPICS,
        }
        versions.change_settings(changes, admin, programme.now)
        guidelines.publish({"fi": "Jaa vapaasti.", "sv": "Dela fritt.", "en": "Share freely."}, admin, programme.now)
        channels.add_channel(
            Channel("blogi", "Blogi", "blog", "fi", "https://blogi.virasto.example/"), admin, programme.now
        )
        programme.invite("eeva", Role.EDITOR, channel="blogi")
        for team, members_of in (("ita", 5), ("lansi", 5), ("pohjoinen", 3)):
            for number in range(members_of):
                programme.invite(f"{team}{number}", team=team)
        programme.invite("sulo", team="pohjoinen")
        ambassadors = [name for name in programme.people if name not in ("anni", "eeva", "sulo")]
        for name in ("anni", "eeva", *ambassadors):
            programme.begin(name)
        programme.night("2026-11-15")
        programme.at("2026-11-15")
        programme.rewards += [
            catalogue.create_reward(
                Offer(Way.TOP, named("Leffalippu"), 1200, 2, CLOSED_RACE, vouchers=False, collect="Annilta."),
                admin, programme.now, ZONE,
            ).reward,
            catalogue.create_reward(
                Offer(Way.CLAIM, named("Muki"), 800, 5, cost=5, vouchers=False, collect="Annilta."),
                admin, programme.now, ZONE,
            ).reward,
            catalogue.create_reward(
                Offer(Way.CLAIM, named("Lahjakortti"), 1500, 5, cost=5000), admin, programme.now, ZONE,
            ).reward,
        ]  # fmt: skip
        for week in (16, 23):
            programme.night(f"2026-11-{week}")
            for number in range(5):
                programme.at(f"2026-11-{week}", "09:00")
                programme.publish(f"uutinen {week} {number}", "eeva")
            programme.publish(f"tiimille {week}", "eeva", audience=("pohjoinen",))
            programme.publish(f"hiljainen {week}", "eeva")
            programme.at(f"2026-11-{week}")
            for place, name in enumerate(ambassadors):
                for number in range(2 + place % 3):
                    programme.share(name, f"uutinen {week} {number}")
                programme.visit(name, f"uutinen {week} 0", place % 6)
                programme.see(name, f"uutinen {week} 0", f"uutinen {week} 1")
            surveyed = SurveyKind.BEFORE if week == 16 else SurveyKind.AFTER
            programme.others[f"survey {surveyed}"] = programme.survey(surveyed, ambassadors[: week - 8])
            if week == 16:
                programme.at("2026-11-18")
                meanwhile(programme)
                programme.deliver()
        quiet = tuple(content for name, content in programme.contents.items() if name.startswith("hiljainen"))
        planned = campaign_plan(owner=programme.people["eeva"].id, contents=quiet)
        programme.others["campaign"] = planning.create(planned, admin, programme.now).campaign
        _put_reports(programme, admin)
        suggested = Draft("blogi", "https://muu.example/vinkki", "Vinkki", "fi")
        programme.others["suggestion_id"] = suggesting.suggest(
            suggested, programme.person("ita0"), versions.current_settings(), programme.now
        ).row.content
        line, _ = notes.write(programme.person("ita1"), About.WALK_THROUGH, None, "Kiitos.", programme.now)
        programme.others["note_id"] = line.note
        claimed = claims.claim(programme.rewards[1], programme.person("ita0"), programme.judged, programme.now)
        programme.others["claim_id"] = _claim_id(claimed) or ""
        programme.deliver()
        programme.named = _known(programme)
    return programme


def _put_reports(programme: WholeProgramme, admin: str) -> None:
    """Plan two reports, and write that of a period with nothing in it."""
    for name, period in (("planned", "M2027-01"), ("written", "M2026-02")):
        made = promising.plan(promising.new_id(), name, period, {}, admin, programme.now, ZONE)
        programme.others[f"report {name}"] = made.id
    writing.write(programme.others["report written"], Choice(), admin, programme.now, ZONE)


# --- what there is to read


Reading = tuple[str, Mapping[str, str], Mapping[str, str]]
"""A route as the template writes it, the values in its path, and its query."""


def api_readings(programme: WholeProgramme) -> Iterator[Reading]:
    """Yield all that can be read by the API: every GET route with everything its path can name, and its choices."""
    routes = [*application.app._static_routes, *application.app._dynamic_routes]
    for route in routes:
        if route.method != "GET" or not route.path.startswith("/api/v1"):
            continue
        path = re.sub(r"<([a-z_]+)>", r"{\1}", route.path)
        for parameters in _named(path, programme):
            for query in _queries(route.dependant.query_params):
                yield path, parameters, query


def _named(path: str, programme: WholeProgramme) -> Iterator[dict[str, str]]:
    """Yield what a path can name."""
    names = re.findall(r"{([a-z_]+)}", path)
    for values in product(*(programme.named[name] for name in names)):
        yield dict(zip(names, values, strict=True))


def _known(programme: WholeProgramme) -> dict[str, list[str]]:
    """Return the values of the parameters of paths; those of a new parameter are to be added here."""
    people = [programme.people[name].id for name in ("sulo", "pohjoinen0", "ita0")]
    contents = [programme.contents[name] for name in ("hiljainen 23", "uutinen 23 0", "tiimille 16")]
    return {
        "campaign": [programme.others["campaign"]],
        "channel_id": ["blogi"],
        "claim_id": [programme.others["claim_id"]],
        "code": [
            links.code_of(b"links", programme.people[name].id, content, network)
            for name, network in (("sulo", Network.LINKEDIN), ("sulo", Network.X), ("ita0", Network.LINKEDIN))
            for content in contents
        ],
        "content_id": contents,
        "note_id": [programme.others["note_id"], *(f"walk-through.{person}" for person in people)],
        "person_id": people,
        "person": people,
        "race_id": [CLOSED_RACE, *RUNNING_RACES],
        "race": [CLOSED_RACE, *RUNNING_RACES],
        "report": [programme.others["report planned"], programme.others["report written"]],
        "reward_id": programme.rewards,
        "reward": programme.rewards,
        "suggestion_id": [programme.others["suggestion_id"]],
        "survey": [programme.others[f"survey {kind}"] for kind in (SurveyKind.BEFORE, SurveyKind.AFTER)],
        "team_id": [team for team, _ in TEAMS],
        "version": ["1"],
    }


def _queries(parameters: Iterable[Any]) -> Iterator[dict[str, str]]:
    """Yield no query, and one with each choice that a parameter offers."""
    yield {}
    for parameter in parameters:
        for value in _choices(parameter.field_info.annotation):
            yield {parameter.alias: value}


def _choices(kind: Any) -> list[str]:
    if kind is bool:
        return ["true", "false"]
    if isinstance(kind, type) and issubclass(kind, Enum):
        return [str(member.value) for member in kind]
    if get_origin(kind) is Literal:
        return [str(value) for value in get_args(kind)]
    return [choice for part in get_args(kind) for choice in _choices(part)]


QUESTION = "POST /api/v1/analytics/query"


def questions(programme: WholeProgramme) -> Iterator[dict[str, Any]]:
    """Yield what a reader's own tool may ask: every dimension, each kind of filter, whole periods and days."""
    of_contents, of_people = ([one.value for one in Metric if (one in OF_PEOPLE) == people] for people in (False, True))
    week, days = {"period": "W2026-48"}, {"first_on": "2026-11-17", "last_on": "2026-11-24"}
    for by in ToldApartBy:
        metrics = of_people if by is ToldApartBy.TEAM else of_contents
        if by is not ToldApartBy.CAPTION:
            yield {"metrics": metrics, "dimensions": [by.value], **week}
            yield {"metrics": metrics, "dimensions": [by.value], **days}
    quiet, busy = ({"content": programme.contents[name]} for name in ("hiljainen 23", "uutinen 23 0"))
    others: list[dict[str, str]] = [{"channel": "blogi"}, {"network": "x"}, {"team": "pohjoinen"}]
    for filters in ({}, *others, {"campaign": programme.others["campaign"]}, quiet, busy):
        yield {"metrics": of_contents + of_people, "filters": filters, **week}
    for filters in (quiet, busy):
        yield {"metrics": of_contents, "dimensions": ["caption"], "filters": filters, **days}


def question_answer(reader: str, question: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a person's question about figures is answered."""
    event = rest_event("POST", QUESTION.partition(" ")[2], body=json.dumps(question))
    return _resolved(event, reader)


def api_answer(reader: str, reading: Reading) -> dict[str, Any]:
    """Return what a person's request by the API is answered."""
    path, parameters, query = reading
    event = rest_event("GET", path, parameters=parameters, query=query, headers={"Accept-Language": "fi"})
    return _resolved(event, reader)


def _resolved(event: dict[str, Any], reader: str) -> dict[str, Any]:
    event["requestContext"]["authorizer"] = {"claims": claims_of(reader, clock.now())}
    return application.resolve(event, Context())


def console_readings(programme: WholeProgramme) -> list[Reading]:
    """Return all pages of the console with everything their paths can name, and as files of both kinds."""
    return [
        (path, parameters, query)
        for path, parameters in _pages(programme)
        for query in ({}, *({"format": kind} for kind in FORMATS if console_pages.PAGES[path].lines is not None))
    ]


def console_answer(reader: str, reading: Reading) -> dict[str, Any]:
    """Return what the console answers a person."""
    path, parameters, query = reading
    cookie = console_cookie(reader, clock.now())
    event = rest_event("GET", path, parameters=parameters, query=query, cookies={"console": cookie})
    return console_pages.answer(event)


def linked(answer: Mapping[str, Any], programme: WholeProgramme) -> Iterator[Reading]:
    """Yield the readings that a page of the console links to: tabs, filters, next pages, files."""
    pages = {path.format(**parameters): (path, parameters) for path, parameters in _pages(programme)}
    for address in set(re.findall(r'href="(/console[^"#]*)', str(answer["body"]))):
        url = urlsplit(html.unescape(address))
        if url.path in pages:
            yield *pages[url.path], dict(parse_qsl(url.query))


def _pages(programme: WholeProgramme) -> list[tuple[str, dict[str, str]]]:
    return [(path, parameters) for path in console_pages.PAGES for parameters in _named(path, programme)]


def everything_read(programme: WholeProgramme, reader: str) -> dict[str, Any]:
    """Return every answer that a person gets, by what they asked for; of the console also what its links lead to."""
    found = {f"API {asked(reading)}": api_answer(reader, reading) for reading in api_readings(programme)}
    pages = {asked(reading): console_answer(reader, reading) for reading in console_readings(programme)}
    behind = {asked(one): one for page in pages.values() for one in linked(page, programme)}
    found |= {f"{QUESTION} {json.dumps(one)}": question_answer(reader, one) for one in questions(programme)}
    found |= pages
    found |= {name: console_answer(reader, one) for name, one in behind.items() if name not in pages}
    return found


def reachable(programme: WholeProgramme) -> list[tuple[str, str]]:
    """Return every route and page, each with all that can be asked of it."""
    found = [(reading[0], f"API {asked(reading)}") for reading in api_readings(programme)]
    found += [(QUESTION, f"{QUESTION} {json.dumps(one)}") for one in questions(programme)]
    return found + [(reading[0], asked(reading)) for reading in console_readings(programme)]


def asked(reading: Reading) -> str:
    """Return a reading as an address."""
    path, parameters, query = reading
    return path.format(**parameters) + (f"?{urlencode(sorted(query.items()))}" if query else "")

"""A survey on the store in memory: who is asked, what they answer, and the nights between."""

import random
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import pytest

from lahetti.core import clock
from lahetti.dynamodb.transactions import transact
from lahetti.mail import fanouts
from lahetti.people import items as people_items
from lahetti.people.model import MailState, Person, PersonState, Role
from lahetti.security import encryption, secrets
from lahetti.settings.model import Settings
from lahetti.surveys import collecting, conducting, items, tokens
from lahetti.surveys.model import MOST, STATEMENTS, Survey, SurveyKind
from tests.events import Context, rest_event
from tests.memory_dynamodb.client import MemoryDynamoDb
from web import handler as web

ZONE = ZoneInfo("Europe/Helsinki")
START = datetime(2026, 11, 2, 8, tzinfo=UTC)
SURVEY = "0b0e8a52-3f4f-4b57-9d4c-6a5a3b1f0c11"
TEAMS = ("ita", "lansi")
GOOD = dict.fromkeys(STATEMENTS, "4")


@dataclass
class SealingKey:
    """KMS in memory: a ciphertext tells nothing but the size of what is in it, and opens in its context alone."""

    sealed: dict[bytes, tuple[bytes, dict[str, str]]] = field(default_factory=dict)

    def encrypt(self, plain: bytes, **context: str) -> bytes:
        assert len(plain) <= 4096
        ciphertext = f"{len(self.sealed):08d}".encode().ljust(len(plain) + 150, b"*")
        self.sealed[ciphertext] = plain, context
        return ciphertext

    def decrypt(self, ciphertext: bytes, **context: str) -> bytes:
        plain, bound = self.sealed[bytes(ciphertext)]
        assert bound == context
        return plain


@dataclass
class SurveyWorld:
    """One survey and the people who are asked; `now` is what the clock says."""

    memory: MemoryDynamoDb
    now: datetime = START
    people: list[Person] = field(default_factory=list)

    def join(self, number: int, team: str = "", **more: Any) -> None:
        """Let so many people be in the programme."""
        for _ in range(number):
            name = f"person-{len(self.people)}"
            known: dict[str, Any] = {"state": PersonState.ACTIVE, "mail_state": MailState.WORKS, **more}
            person = Person(
                id=name,
                email=f"{name}@virasto.example",
                name=name.title(),
                role=Role.AMBASSADOR,
                language="fi",
                joined=START - timedelta(days=30),
                teams=(team,) if team else (),
                **known,
            )
            transact(people_items.put_person(person))
            self.people.append(person)

    def pause(self, numbers: Iterable[int]) -> None:
        """Let people pause."""
        for number in numbers:
            found = people_items.find_person(self.people[number].id, consistent=True)
            assert found is not None
            transact(people_items.put_person(replace(found, state=PersonState.PAUSED)))

    def draft(self, kind: SurveyKind = SurveyKind.BEFORE, survey: str = SURVEY) -> None:
        conducting.create(survey, "Ennen pilottia", kind, 14, "admin", self.now)

    def start(self, survey: str = SURVEY) -> None:
        """Start it and let its fan-out be expanded, both times."""
        conducting.start(survey, "admin", self.now, ZONE)
        self.expand(f"survey_started#{survey}")
        self.expand(f"survey_started#{survey}")

    def expand(self, key: str) -> int:
        return fanouts.expand(key, Settings(), self.now)

    def night(self) -> collecting.NightsWork:
        """Let the job of the next night run."""
        self.now = (self.now + timedelta(days=1)).replace(hour=2, minute=30)
        return collecting.run_surveys(self.now, TEAMS)

    def survey(self, survey: str = SURVEY) -> Survey:
        return conducting.find(survey)

    def token(self, person: int, survey: str = SURVEY) -> str:
        return tokens.token_of(survey, self.people[person].id)

    def get(self, token: str, **query: str) -> dict[str, Any]:
        return self._asked("GET", token, query, None)

    def post(self, token: str, form: dict[str, str], origin: str | None = "web_origin") -> dict[str, Any]:
        return self._asked("POST", token, {"lang": "fi"}, form, origin)

    def _asked(
        self, method: str, token: str, query: dict[str, str], form: dict[str, str] | None, origin: str | None = None
    ) -> dict[str, Any]:
        headers = {"Accept-Language": "fi"} | ({"Origin": origin} if origin else {})
        body = None if form is None else urlencode(form)
        event = rest_event(
            method, "/survey/{token}", parameters={"token": token}, query=query, headers=headers, body=body
        )
        return web.lambda_handler(event, Context())

    def answer(self, *people: int, text: str = "") -> None:
        """Let people answer, each in their own way."""
        for person in people:
            self.now += timedelta(minutes=7)
            chance = random.Random(person)
            ratings = {statement: str(chance.randint(1, MOST)) for statement in STATEMENTS}
            answer = self.post(self.token(person), ratings | ({"text": f"{text} {person}"} if text else {}))
            assert answer["statusCode"] == 200, answer["body"]

    def end(self) -> None:
        """Close the survey and let the night after it run."""
        conducting.close(SURVEY, "admin", self.now)
        self.night()

    def waiting(self) -> int:
        return len(items.waiting_answers(SURVEY, 1000))

    def moved(self) -> int:
        return len(items.answers(SURVEY))


@contextmanager
def survey_world(memory: MemoryDynamoDb) -> Iterator[SurveyWorld]:
    """Let a survey's world run on tables in memory."""
    world = SurveyWorld(memory)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(secrets, "survey_key", lambda: b"surveys")
        key = SealingKey()
        patch.setattr(encryption, "encrypt", key.encrypt)
        patch.setattr(encryption, "decrypt", key.decrypt)
        patch.setattr(clock, "now", lambda: world.now)
        yield world

"""SES's events, published to the topic as SES would: bounces and complaints end the mail to an address."""

import json
import os
from typing import Any

import boto3
import pytest

from consumers import mail_events
from lahetti.core import clock
from lahetti.people import changing, members
from lahetti.people import items as people_items
from lahetti.people.model import DigestMode, MailState, Person, PersonState
from tests.integration.api_client import Api
from tests.integration.inbox import await_mail
from tests.integration.people_fixtures import Cast
from tests.integration.waiting import until
from tests.ses_events import bounced, complained


def publish(event: dict[str, Any], topic: str) -> None:
    boto3.client("sns").publish(TopicArn=topic, Message=json.dumps(event))


@pytest.fixture
def topic() -> str:
    return os.environ["LAHETTI_MAIL_EVENTS_TOPIC"]


def await_state(person: Person, state: MailState) -> Person:
    return until(lambda: members.find_person(person.id), lambda found: found.mail_state is state)


def test_a_bounce_stops_mail_shows_on_the_person_and_is_told_to_the_admins(cast: Cast, admin: Api, topic: str) -> None:
    gone = cast.invite("Seppo Siirtynyt")

    for _ in range(2):
        publish(bounced(gone.email), topic)

    await_state(gone, MailState.BOUNCED)
    await_mail(admin.email, "Sähköposti ei mene perille: Seppo Siirtynyt")
    assert admin.get(f"/people/{gone.id}").json()["bounced"] is True
    assert admin.patch(f"/people/{gone.id}", {"mail_state": "works"}).json()["bounced"] is False


def test_a_complaint_also_ends_the_digest(cast: Cast, topic: str) -> None:
    annoyed = cast.invite("Ärja Ärtynyt")

    publish(complained(annoyed.email), topic)

    assert await_state(annoyed, MailState.COMPLAINED).notifications.digest is DigestMode.OFF


def test_a_passing_bounce_and_an_unknown_address_change_nothing(cast: Cast) -> None:
    full = cast.invite("Postilaatikko Täynnä")
    events = [bounced(full.email, kind="Transient"), bounced("ei.ketaan@muualla.example")]

    for event in events:
        mail_events.take(event)

    assert members.find_person(full.id).mail_state is MailState.WORKS


def test_whoever_has_no_working_address_gets_no_digest_row(cast: Cast) -> None:
    gone = cast.invite("Seppo Siirtynyt")
    changing.stop_mail(gone.email.upper(), MailState.BOUNCED, clock.now())

    (row,) = (row for row in people_items.rows_in(PersonState.ACTIVE) if row.id == gone.id)

    assert row.mail_state is MailState.BOUNCED

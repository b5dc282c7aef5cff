"""Conversions as a site reports them: signed with its secret, by the deployed function, without an id token."""

import json
import secrets
import uuid
from collections.abc import Iterator
from datetime import timedelta

import pytest
import requests
from standardwebhooks.webhooks import Webhook

from lahetti.campaigns import items, sites
from lahetti.campaigns.model import Member
from lahetti.core import clock
from lahetti.dynamodb.transactions import transact
from lahetti.people.model import Person
from tests.campaigns import campaign, put_campaigns
from tests.integration.api_client import Api
from tests.integration.people_fixtures import Cast
from tests.integration.races_fixtures import ZONE
from tests.integration.waiting import until

SECRETS_ARE_OLD_AT_MOST = 70


@pytest.fixture
def secret(programme: None) -> Iterator[str]:
    """The secret of a site."""
    site, shown = sites.add("Verkkopankki", "tests", clock.now(), sites.new_id())
    assert shown is not None
    yield shown
    sites.remove(site.site, "tests", clock.now())


def reported(site: Api, secret: str, click: str, happened_after: timedelta = timedelta()) -> requests.Response:
    """Report that a click was followed by a deed at a moment after now."""
    now, message = clock.now(), f"msg_{uuid.uuid4().hex}"
    said = {"click_id": click, "goal": "account", "happened_at": (now + happened_after).isoformat()}
    body = json.dumps(said)
    signed = {
        "webhook-id": message,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(secret).sign(message, now.replace(tzinfo=None), body),
    }
    return site.send("POST", "/conversions", body.encode(), headers=signed)


def test_a_site_reports_a_conversion_once_and_is_told_what_is_wrong(
    cast: Cast, admin_person: Person, secret: str
) -> None:
    ref, number, other = (secrets.token_hex(4) for _ in range(3))
    today = clock.now().astimezone(ZONE).date()
    last = today + timedelta(days=6)
    put_campaigns(campaign(number, first=today, last=last, by=last, utm_campaign=number, owner=admin_person.id))
    transact(*items.put_refs(Member(number, "content", {"facebook": ref})))
    click = f"{ref}.{today:%y%m%d}.9bQwErTy01"
    site = Api(cast.site)

    first = until(
        lambda: reported(site, secret, click), lambda answer: answer.status_code != 401, SECRETS_ARE_OLD_AT_MOST, 1
    )
    again = reported(site, secret, click)
    unknown = reported(site, secret, f"{other}.{today:%y%m%d}.9bQwErTy01")
    to_come = reported(site, secret, click, timedelta(hours=1))
    foreign = reported(site, f"{secret[:-8]}AAAAAAA=", click)

    assert [(answer.status_code, answer.json()) for answer in (first, again)] == [
        (200, {"counted": True}),
        (200, {"counted": False}),
    ]
    assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown_click")
    assert (to_come.status_code, to_come.json()["field"]) == (422, "happened_at")
    assert (foreign.status_code, foreign.json()["reason"]) == (401, "wrong")
    assert [found.on for found in items.conversions_of(number, today, today)] == [today]

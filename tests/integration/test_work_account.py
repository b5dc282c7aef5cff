"""Signing in with the work account, from the address on the first screen by the provider to a token of the person."""

import base64
import json
import uuid
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from lahetti.core import aws, clock
from lahetti.core.configuration import configuration
from lahetti.people import members
from lahetti.people.model import Person, WayIn
from lahetti.people.waiting_list import queueing
from lahetti.security import federation
from lahetti.settings import versions as settings_versions
from lahetti.settings.model import WorkJoining
from tests.integration.conftest import RunningCloud
from tests.integration.work_account_fixtures import (
    OIDC,
    SAML,
    address,
    declared,
    delete_provider,
    known,
    make_provider,
    provider,
)
from tests.work_provider import WorkProvider

__all__ = ["address", "known", "provider"]
from tools.local_requests import PATIENCE, Site
from tools.repair_sign_ins import repair_sign_ins


class Browser:
    """Walks through a sign-in as a browser does, cookies among it."""

    def __init__(self, cloud: RunningCloud) -> None:
        self.site = Site(cloud.web_origin)
        self.origin = cloud.web_origin
        self.cookies: dict[str, str] = {}

    def give(self, email: str) -> str:
        """Give an address on the first screen; return where the provider is, as the pool leads there."""
        answer = self.ask("POST", "/signin", {"email": email, "to": "/race", "form": uuid.uuid4().hex})
        assert answer.status_code == 200, answer.text
        return _led(answer.headers["Refresh"].removeprefix("0; url="))

    def come_back(self, to: str) -> str:
        """Follow the provider's answer through the pool; return where we lead then."""
        ours = urlsplit(_led(to))
        return self.ask("GET", f"{ours.path}?{ours.query}").headers["Location"]

    def claims(self) -> dict[str, Any]:
        """Take an id token as the client does; return what it says."""
        answer = self.ask("POST", "/session")
        assert answer.status_code == 200, answer.text
        payload = answer.json()["id_token"].split(".")[1]
        found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        return found

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> requests.Response:
        sent = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), "Origin": self.origin}
        answer = self.site.request(method, path, data=form, headers=sent)
        self.cookies |= answer.cookies.get_dict()
        return answer


def _led(to: str) -> str:
    answer = requests.get(to, timeout=PATIENCE, allow_redirects=False)
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"]


def signed_in(browser: Browser, provider: WorkProvider, email: str, subject: str) -> str:
    return browser.come_back(provider.sign_in(browser.give(email), subject))


def profiles(subject: str) -> list[str]:
    """Return what the pool keeps of an account."""
    found = aws.client("cognito-idp").list_users(UserPoolId=configuration().user_pool, Limit=60)
    names = [user["Username"] for user in found["Users"]]
    return [name for name in names if name == f"{federation.PROVIDER}_{subject}"]


def test_a_work_account_is_the_person_with_its_address_and_stays_so(
    cloud: RunningCloud, provider: WorkProvider, known: Person
) -> None:
    subject = uuid.uuid4().hex
    provider.knows(subject, email=known.email.upper(), name="Tyyne Työtili")
    browser = Browser(cloud)

    assert signed_in(browser, provider, known.email, subject) == "/race"

    claims = browser.claims()
    assert (claims["cognito:username"], claims["method"]) == (known.id, "work")
    assert claims["aud"] == cloud.user_pool_client
    provider.knows(subject, email=f"uusi.{known.email}")
    another = Browser(cloud)
    assert signed_in(another, provider, f"uusi.{known.email}", subject) == "/race"
    assert another.claims()["cognito:username"] == known.id


def test_the_link_outlives_a_lost_pool(cloud: RunningCloud, provider: WorkProvider, known: Person) -> None:
    subject = uuid.uuid4().hex
    provider.knows(subject, email=known.email)
    signed_in(Browser(cloud), provider, known.email, subject)
    aws.client("cognito-idp").admin_delete_user(UserPoolId=cloud.user_pool, Username=known.id)
    federation.delete_profile(subject)
    assert signed_in(Browser(cloud), provider, known.email, subject) == "/signin?to=/race&reason=failed"

    assert repair_sign_ins() >= 1

    provider.knows(subject, email=f"uusi.{known.email}")
    browser = Browser(cloud)
    assert signed_in(browser, provider, f"uusi.{known.email}", subject) == "/race"
    assert browser.claims()["cognito:username"] == known.id


@pytest.mark.parametrize(
    ("says", "why"),
    [
        ({"email_verified": False}, "unverified"),
        ({"email": "tyyne@muualla.example"}, "other_address"),
        ({"email": ""}, "other_address"),
    ],
)
def test_what_the_provider_does_not_prove_leaves_nothing(
    cloud: RunningCloud, provider: WorkProvider, known: Person, says: dict[str, Any], why: str
) -> None:
    subject = uuid.uuid4().hex
    provider.knows(subject, **{"email": known.email, **says})
    browser = Browser(cloud)

    led = signed_in(browser, provider, known.email, subject)
    if why == "other_address":  # the provider is asked to have them sign in anew
        assert parse_qs(urlsplit(led).query)["prompt"] == ["login"]
        led = browser.come_back(provider.sign_in(_led(led), subject))

    assert led == f"/signin?to=/race&reason=work_{why}"
    assert profiles(subject) == []
    assert "refresh" not in browser.cookies


def test_whoever_is_not_known_waits_or_comes_in_as_the_programme_says(
    cloud: RunningCloud, provider: WorkProvider, address: str
) -> None:
    subject = uuid.uuid4().hex
    provider.knows(subject, email=address, name="Uuno Uusi")
    before = settings_versions.read_settings().work_joining

    def joining(how: WorkJoining) -> None:
        if settings_versions.read_settings().work_joining != how:
            settings_versions.change_settings({"work_joining": how.value}, "tests", clock.now())

    try:
        joining(WorkJoining.OFF)
        assert signed_in(Browser(cloud), provider, address, subject) == "/signin?to=/race&reason=work_unknown"
        joining(WorkJoining.WAITING_LIST)
        assert signed_in(Browser(cloud), provider, address, subject) == "/signin?to=/race&reason=work_waiting"
        waiting = next(place.waiting for place in queueing.queue(0, 5000)[0] if place.email == address)
        queueing.take_off(waiting, "Testi", "tests", clock.now())
        joining(WorkJoining.AT_ONCE)
        browser = Browser(cloud)
        assert signed_in(browser, provider, address, subject) == "/race"
    finally:
        joining(before)

    found = members.known_email(address)
    assert found is not None
    assert browser.claims()["cognito:username"] == found.id
    assert (found.name, found.came_by) == ("Uuno Uusi", WayIn.WORK_ACCOUNT)


def test_an_answer_of_the_provider_counts_once_and_in_the_browser_that_asked(
    cloud: RunningCloud, provider: WorkProvider, known: Person
) -> None:
    subject = uuid.uuid4().hex
    provider.knows(subject, email=known.email)
    browser = Browser(cloud)
    ours = urlsplit(_led(provider.sign_in(browser.give(known.email), subject)))
    back = f"{ours.path}?{ours.query}"

    assert Browser(cloud).ask("GET", back).headers["Location"] == "/signin?reason=failed"
    kept = dict(browser.cookies)
    assert browser.ask("GET", back).headers["Location"] == "/race"
    browser.cookies = kept
    assert browser.ask("GET", back).headers["Location"] == "/signin?to=/race&reason=failed"


ASSERTION = """<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"
 xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"><saml:Assertion><saml:Subject><saml:NameID>{subject}</saml:NameID>
</saml:Subject><saml:AttributeStatement>{attributes}</saml:AttributeStatement></saml:Assertion></samlp:Response>"""
ATTRIBUTE = '<saml:Attribute Name="{name}"><saml:AttributeValue>{value}</saml:AttributeValue></saml:Attribute>'


def test_an_assertion_of_saml_is_read_as_the_foundation_maps_it(
    cloud: RunningCloud, provider: WorkProvider, known: Person
) -> None:
    mapped = declared("AttributeMapping", SAML)
    said = {mapped["email"]: known.email, mapped["given_name"]: "Tyyne", mapped["family_name"]: "Työtili"}
    attributes = "".join(ATTRIBUTE.format(name=name, value=value) for name, value in said.items())
    assertion = ASSERTION.format(subject=uuid.uuid4().hex, attributes=attributes)
    delete_provider()
    make_provider(SAML, MetadataURL="http://localhost:1/saml")
    try:
        browser = Browser(cloud)
        asked = parse_qs(urlsplit(browser.give(known.email)).query)
        answer = requests.post(
            f"{cloud.endpoint}/saml2/idpresponse",
            data={
                "SAMLResponse": base64.b64encode(assertion.encode()).decode(),
                "RelayState": asked["RelayState"][0],
            },
            timeout=PATIENCE,
            allow_redirects=False,
        )
        ours = urlsplit(answer.headers["Location"])

        assert browser.ask("GET", f"{ours.path}?{ours.query}").headers["Location"] == "/race"
        assert browser.claims()["cognito:username"] == known.id
    finally:
        delete_provider()
        make_provider(OIDC, oidc_issuer=provider.issuer, client_id=provider.client, client_secret="secret")

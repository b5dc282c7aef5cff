import base64
import hashlib
import json
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from http_adapter import even_times
from lahetti.core import clock
from lahetti.core.configuration import configuration
from lahetti.core.errors import Busy, NotSignedIn
from lahetti.core.texts import LANGUAGES, Texts
from lahetti.people import inviting
from lahetti.people import items as people_items
from lahetti.people.model import Invitation, Person, WayIn
from lahetti.people.waiting_list import queueing
from lahetti.people.work_accounts import items
from lahetti.people.work_accounts.model import Refusal
from lahetti.security import federation, identity, secrets, sessions
from lahetti.security.sessions import Purpose
from lahetti.security.sign_ins import Method, SignIn
from lahetti.settings import versions as settings_versions
from lahetti.settings.model import WorkJoining
from tests.events import Context, rest_event
from tests.memory_dynamodb.client import MemoryDynamoDb
from tests.sign_ins import id_token
from web import handler

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
ISSUER = "https://cognito-idp.eu-north-1.amazonaws.com/eu-north-1_pool"
EMAIL = "aino@virasto.example"
PROVIDER = "https://login.example/v2.0 lahetti"
OWN = {"Origin": "https://lahetti.example", "Accept-Language": "fi"}
ATTRIBUTES = {"HttpOnly", "Secure", "SameSite=Lax"}


class Cognito:
    """Gives the token of a work account for one code, tokens to whom the web has proven, and remembers all of it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.nonce = ""
        self.claims: dict[str, Any] = {}
        self.exchanged: list[tuple[str, str]] = []
        self.proven: list[SignIn] = []
        self.deleted: list[str] = []
        self.trouble: Exception | None = None
        monkeypatch.setattr(federation, "exchange_code", self.exchange_code)
        monkeypatch.setattr(federation, "delete_profile", self.deleted.append)
        monkeypatch.setattr(identity, "sign_in", self.sign_in)
        monkeypatch.setattr(identity, "create_sign_in", lambda *_: None)

    def exchange_code(self, code: str, verifier: str) -> dict[str, Any]:
        self.exchanged.append((code, verifier))
        if self.trouble:
            raise self.trouble
        claims = {
            "iss": ISSUER,
            "aud": "work",
            "token_use": "id",
            "cognito:username": "WorkAccount_subject",
            "exp": NOW.timestamp() + 300,
            "nonce": self.nonce,
            "identities": [{"providerName": "WorkAccount", "userId": "subject"}],
            "email": EMAIL,
            "name": "Aino Virtanen",
            **self.claims,
        }
        payload = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
        return {"id_token": f"header.{payload}.signature"}

    def sign_in(self, proven: SignIn, attempt: str, now: datetime) -> dict[str, Any]:
        assert len(attempt) >= 32
        self.proven.append(proven)
        return {"id_token": id_token(proven, now), "refresh_token": "refresh", "expires_in": 3600}


@pytest.fixture
def cognito(monkeypatch: pytest.MonkeyPatch, database: MemoryDynamoDb) -> Cognito:
    monkeypatch.setattr(secrets, "waiting_key", lambda: b"waiting")
    return Cognito(monkeypatch)


@pytest.fixture
def aino(cognito: Cognito) -> Person:
    return inviting.invite(Invitation(EMAIL, "Aino"), "admin", NOW)[0]


def answered(method: str, resource: str, **more: Any) -> dict[str, Any]:
    answer: dict[str, Any] = handler.lambda_handler(rest_event(method, resource, **more), Context())
    return answer


def location(answer: dict[str, Any]) -> str:
    [to] = answer["multiValueHeaders"]["Location"]
    return str(to)


def cookies(answer: dict[str, Any]) -> dict[tuple[str, str], tuple[str, set[str]]]:
    """Return {(name, path): (value, the other attributes)}."""
    found = {}
    for written in answer["multiValueHeaders"].get("Set-Cookie", []):
        (name, value), *attributes = [part.split("=", 1) for part in written.split("; ")]
        path = next(attribute[1] for attribute in attributes if attribute[0] == "Path")
        found[name, path] = (value, {"=".join(attribute) for attribute in attributes if attribute[0] != "Path"})
    return found


def give(email: str = EMAIL, to: str = "/race?period=week", lang: str | None = None) -> dict[str, Any]:
    """Give an address on the first screen."""
    form = urlencode({"email": email, "to": to, "form": "form"})
    return answered("POST", "/signin", body=form, headers=OWN, query={"lang": lang} if lang else {})


def question(answer: dict[str, Any]) -> dict[str, str]:
    """Return what the provider is asked, by the page that leads there or the redirect."""
    headers = answer["multiValueHeaders"]
    [to] = headers.get("Location") or [headers["Refresh"][0].removeprefix("0; url=")]
    asked = urlsplit(to)
    assert f"{asked.scheme}://{asked.netloc}{asked.path}" == "https://signin.example/oauth2/authorize"
    return {name: values[0] for name, values in parse_qs(asked.query).items()}


def begun(cognito: Cognito, answer: dict[str, Any] | None = None, **given: Any) -> tuple[str, str]:
    """Begin a sign-in; return the cookie and the state that the provider will send back."""
    answer = answer or give(**given)
    asked = question(answer)
    cognito.nonce = asked["nonce"]
    return cookies(answer)["signing-in", "/signed-in"][0], asked["state"]


def back(kept: str, state: str, **query: str) -> dict[str, Any]:
    """Come back from the provider."""
    return answered("GET", "/signed-in", query={"code": "code", "state": state, **query}, cookies={"signing-in": kept})


def enter(cognito: Cognito, **given: Any) -> dict[str, Any]:
    return back(*begun(cognito, **given))


def refused(answer: dict[str, Any]) -> str:
    """Return why somebody is on the first screen again; nothing of a session was given to them."""
    assert answer["statusCode"] == 302
    to = urlsplit(location(answer))
    assert to.path == "/signin"
    reason = parse_qs(to.query)["reason"][0]
    anew = {("anew", "/signin"): ("1", {"Max-Age=3600", *ATTRIBUTES})} if reason != "failed" else {}
    assert cookies(answer) == {("signing-in", "/signed-in"): ("", {"Max-Age=0", *ATTRIBUTES}), **anew}
    return reason


def test_an_address_of_the_providers_domains_is_led_straight_to_it(cognito: Cognito) -> None:
    answer = give("  Aino@Laitos.example ")

    asked = question(answer)
    assert answer["statusCode"] == 200
    assert asked["client_id"] == "work"
    assert asked["identity_provider"] == "WorkAccount"
    assert asked["response_type"] == "code"
    assert asked["scope"] == "openid email profile"
    assert asked["redirect_uri"] == "https://lahetti.example/signed-in"
    assert asked["login_hint"] == "aino@laitos.example"
    assert asked["code_challenge_method"] == "S256"
    assert "prompt" not in asked
    assert len(asked["state"]) >= 32
    assert len(asked["nonce"]) >= 32
    assert f'href="{answer["multiValueHeaders"]["Refresh"][0].removeprefix("0; url=")}"' in unescape(answer["body"])
    assert "Max-Age=600" in cookies(answer)["signing-in", "/signed-in"][1]


@pytest.mark.parametrize("email", ["aino@muualla.example", "aino@x.virasto.example", "virasto.example", ""])
def test_any_other_address_is_not(cognito: Cognito, monkeypatch: pytest.MonkeyPatch, email: str) -> None:
    from web import sign_in

    taken: list[str] = []
    monkeypatch.setattr(sign_in, "_begin", lambda _, email, __: taken.append(email) or "attempt")
    monkeypatch.setattr(even_times, "ANSWERED_AFTER", 0)

    answer = give(email)

    assert "Refresh" not in answer["multiValueHeaders"]
    assert taken == [email]


def test_without_a_provider_every_address_gets_a_code(cognito: Cognito, monkeypatch: pytest.MonkeyPatch) -> None:
    from web import sign_in

    monkeypatch.delenv("LAHETTI_WORK_CLIENT")
    configuration.cache_clear()
    monkeypatch.setattr(sign_in, "_begin", lambda *_: "attempt")
    monkeypatch.setattr(even_times, "ANSWERED_AFTER", 0)

    assert give()["statusCode"] == 303
    assert answered("GET", "/signed-in", query={"code": "code", "state": "state"})["statusCode"] == 404


def test_another_site_leads_nobody_to_the_provider(cognito: Cognito) -> None:
    body = urlencode({"email": EMAIL, "to": "/", "form": "form"})

    answer = answered("POST", "/signin", body=body, headers={"Origin": "https://muualla.example"})

    assert answer["statusCode"] == 403
    assert "Set-Cookie" not in answer["multiValueHeaders"]


def test_the_challenge_is_that_of_the_verifier_in_the_cookie(cognito: Cognito) -> None:
    answer = give()

    kept = sessions.verify(Purpose.SIGNING_IN, cookies(answer)["signing-in", "/signed-in"][0], NOW)
    assert kept is not None
    digest = hashlib.sha256(kept["verifier"].encode()).digest()
    assert question(answer)["code_challenge"] == base64.urlsafe_b64encode(digest).decode().rstrip("=")
    assert len(kept["verifier"]) >= 43


def test_two_sign_ins_share_no_secret(cognito: Cognito) -> None:
    first, second = question(give()), question(give())

    for name in ("state", "nonce", "code_challenge"):
        assert first[name] != second[name]


def test_whoever_comes_back_is_the_person_with_that_address_where_they_wanted_to_be(
    cognito: Cognito, aino: Person
) -> None:
    answer = enter(cognito)

    assert (answer["statusCode"], location(answer)) == (302, "/race?period=week")
    (proven,) = cognito.proven
    assert proven == SignIn(aino.id, NOW, Method.WORK, proven.session)
    written = cookies(answer)
    kept = sessions.verify(Purpose.REFRESH, written["refresh", "/session"][0], NOW)
    assert kept == {"token": "refresh", **proven.as_kept()}
    assert sessions.verify(Purpose.CONSOLE, written["console", "/console"][0], NOW) == proven.as_kept()
    assert written["signing-in", "/signed-in"][0] == ""
    [(code, verifier)] = cognito.exchanged
    assert (code, len(verifier)) == ("code", 64)
    assert not cognito.deleted
    assert items.find_owner(PROVIDER, "subject") == aino.id


def test_a_changed_address_at_the_provider_leads_to_the_same_person(cognito: Cognito, aino: Person) -> None:
    enter(cognito)
    cognito.claims = {"email": "aino.uusi@virasto.example"}

    enter(cognito, email="aino.uusi@virasto.example")
    enter(cognito, email=EMAIL)

    assert {proven.person for proven in cognito.proven} == {aino.id}
    assert len(cognito.proven) == 3


def test_no_log_tells_who_signed_in(cognito: Cognito, aino: Person, caplog: pytest.LogCaptureFixture) -> None:
    enter(cognito)

    said = {str(value) for record in caplog.records for value in (*vars(record).values(), record.getMessage())}
    assert not {text for text in said if aino.id in text or EMAIL in text or "subject" in text}


def test_a_language_that_was_chosen_on_the_way_is_the_persons_from_then_on(cognito: Cognito, aino: Person) -> None:
    answer = enter(cognito, lang="sv")

    found = people_items.find_person(aino.id)
    assert found is not None
    assert found.language == "sv"
    assert cookies(answer)["language", "/"][0] == "sv"


@pytest.mark.parametrize(
    ("claims", "refusal"),
    [
        ({"custom:work_verified": "false"}, Refusal.UNVERIFIED),
        ({"identities": [{"providerName": "WorkAccount", "userId": "another"}]}, Refusal.OTHER_ACCOUNT),
    ],
)
def test_what_the_provider_does_not_prove_lets_nobody_in_and_leaves_nothing_in_the_pool(
    cognito: Cognito, aino: Person, claims: dict[str, Any], refusal: Refusal
) -> None:
    if refusal is Refusal.OTHER_ACCOUNT:
        enter(cognito)
        cognito.proven.clear()
    cognito.claims = claims

    assert refused(enter(cognito)) == f"work_{refusal}"

    assert cognito.proven == []
    assert cognito.deleted == ["another" if refusal is Refusal.OTHER_ACCOUNT else "subject"]


def test_after_a_refusal_the_provider_has_them_sign_in_anew_as_the_pool_has_forgotten_them(
    cognito: Cognito, aino: Person
) -> None:
    body = urlencode({"email": EMAIL, "to": "/", "form": "form"})

    again = answered("POST", "/signin", body=body, headers=OWN, cookies={"anew": "1"})

    assert question(again)["prompt"] == "login"
    answer = back(*begun(cognito, again))
    assert (location(answer), cookies(answer)["anew", "/signin"][0]) == ("/", "")


def test_who_is_in_no_programme_is_told_so_waits_or_comes_in(cognito: Cognito) -> None:
    assert refused(enter(cognito)) == "work_unknown"
    settings_versions.change_settings({"work_joining": WorkJoining.WAITING_LIST.value}, "admin", NOW)
    assert refused(enter(cognito)) == "work_waiting"
    assert [place.email for place in queueing.queue()[0]] == [EMAIL]
    assert cognito.deleted == ["subject", "subject"]
    settings_versions.change_settings({"work_joining": WorkJoining.AT_ONCE.value, "seats": 1}, "admin", NOW)
    cognito.claims = {"email": "ville@virasto.example", "name": "Ville"}

    assert refused(enter(cognito, email="ville@virasto.example")) == "work_waiting", "nobody overtakes who waits"

    found = queueing.queue()[0]
    assert [place.email for place in found] == [EMAIL, "ville@virasto.example"]


def test_a_newcomer_comes_in_at_once_in_the_language_of_their_browser(cognito: Cognito) -> None:
    settings_versions.change_settings({"work_joining": WorkJoining.AT_ONCE.value}, "admin", NOW)
    kept, state = begun(cognito)

    query = {"code": "code", "state": state}
    answered("GET", "/signed-in", query=query, cookies={"signing-in": kept}, headers={"Accept-Language": "sv"})

    found = people_items.find_person_by_email(EMAIL)
    assert found is not None
    assert (found.name, found.language, found.came_by) == ("Aino Virtanen", "sv", WayIn.WORK_ACCOUNT)
    assert [(one.person, one.method) for one in cognito.proven] == [(found.id, Method.WORK)]


def test_whoever_is_still_signed_in_there_from_before_does_not_come_in_for_the_next(
    cognito: Cognito, aino: Person
) -> None:
    inviting.invite(Invitation("ville@virasto.example", "Ville"), "admin", NOW)

    once_more = enter(cognito, email="ville@virasto.example")

    asked = question(once_more)
    assert (asked["prompt"], asked["login_hint"]) == ("login", "ville@virasto.example")
    assert items.find_owner(PROVIDER, "subject") is None, "the one before is linked to nobody by it"
    assert cognito.deleted == ["subject"]
    assert refused(back(*begun(cognito, once_more))) == "work_other_address"
    assert cognito.proven == []

    cognito.claims = {"email": "ville@virasto.example", "identities": [{"providerName": "WorkAccount", "userId": "v"}]}
    answer = back(*begun(cognito, once_more))
    assert location(answer) == "/race?period=week"


@pytest.mark.parametrize(
    ("wanted", "shown"),
    [
        ("/", "/signin?reason=failed"),
        ("/me#settings", "/signin?to=/me%23settings&reason=failed"),
        ("/race?period=week", "/signin?to=/race%3Fperiod%3Dweek&reason=failed"),
        ("/console/contents", "/signin?to=/console/contents&reason=failed"),
        ("https://elsewhere.example/", "/signin?reason=failed"),
    ],
)
def test_a_sign_in_that_failed_is_told_where_the_person_wanted_to_go(cognito: Cognito, wanted: str, shown: str) -> None:
    kept, state = begun(cognito, to=wanted)

    query = {"error": "access_denied", "state": state}
    answer = answered("GET", "/signed-in", query=query, cookies={"signing-in": kept})

    assert location(answer) == shown


def test_an_address_that_is_no_screen_is_not_led_to(cognito: Cognito, aino: Person) -> None:
    assert location(enter(cognito, to="https://elsewhere.example/")) == "/"


def test_an_answer_with_another_state_or_without_our_cookie_is_refused_before_the_code_is_used(
    cognito: Cognito, aino: Person
) -> None:
    kept, state = begun(cognito)

    assert refused(back(kept, "another")) == "failed"
    assert refused(answered("GET", "/signed-in", query={"code": "code", "state": state})) == "failed"
    assert refused(answered("GET", "/signed-in")) == "failed"
    assert not cognito.exchanged


def test_a_console_cookie_does_not_pass_for_a_sign_in(cognito: Cognito, aino: Person) -> None:
    _, state = begun(cognito)
    kept = {"state": state, "nonce": "", "verifier": "v", "to": "/", "email": EMAIL, "language": None, "again": False}

    assert refused(back(sessions.signed(Purpose.CONSOLE, kept, NOW), state)) == "failed"


def test_a_sign_in_is_over_after_ten_minutes(cognito: Cognito, aino: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    kept, state = begun(cognito)
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=10))

    assert refused(back(kept, state)) == "failed"


@pytest.mark.parametrize("trouble", [NotSignedIn("refused"), Busy("Cognito does not answer")])
def test_a_refused_code_leads_back_to_the_first_screen(cognito: Cognito, aino: Person, trouble: Exception) -> None:
    cognito.trouble = trouble

    assert refused(enter(cognito)) == "failed"


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://login.example/v2.0"},
        {"aud": "client"},
        {"token_use": "access"},
        {"nonce": "another"},
        {"exp": NOW.timestamp()},
        {"identities": [{"providerName": "Another", "userId": "subject"}]},
        {"identities": []},
    ],
)
def test_a_token_of_another_issuer_client_sign_in_or_provider_is_refused(
    cognito: Cognito, aino: Person, claims: dict[str, Any]
) -> None:
    cognito.claims = claims

    assert refused(enter(cognito)) == "failed"
    assert items.find_owner(PROVIDER, "subject") is None


def test_a_session_that_cannot_begin_now_is_begun_by_the_next_try(
    cognito: Cognito, aino: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(identity, "sign_in", lambda *_: (_ for _ in ()).throw(Busy("busy")))
        assert refused(enter(cognito)) == "failed"

    assert location(enter(cognito)) == "/race?period=week"


def test_a_pool_that_forgets_later_holds_up_no_refusal(cognito: Cognito, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(federation, "delete_profile", lambda _: (_ for _ in ()).throw(Busy("busy")))

    assert refused(enter(cognito)) == "work_unknown"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("refusal", Refusal)
def test_every_refusal_is_said_on_the_first_screen(language: str, refusal: Refusal) -> None:
    answer = answered("GET", "/signin", query={"reason": f"work_{refusal}", "lang": language})

    assert Texts("sign_in", language)(f"notice.work_{refusal}") in unescape(answer["body"])


def test_who_pauses_is_let_in_to_be_told_so(cognito: Cognito, aino: Person) -> None:
    from lahetti.people import changing

    changing.change_person(aino.id, {"state": "paused"}, "admin", NOW - timedelta(minutes=5))

    assert location(enter(cognito)) == "/race?period=week"
    assert [(one.person, one.method) for one in cognito.proven] == [(aino.id, Method.WORK)]

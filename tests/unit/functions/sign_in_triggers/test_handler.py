"""The triggers as Cognito asks them (user-pool-lambda-challenge.html of its developer guide)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from lahetti.core import clock
from lahetti.security import proofs, secrets
from lahetti.security.sign_ins import Method, SignIn
from sign_in_triggers.handler import lambda_handler
from tests.memory_dynamodb.client import MemoryDynamoDb

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
AINO = SignIn("aino", NOW, Method.CODE)
PROVEN = {"challengeName": "CUSTOM_CHALLENGE", "challengeResult": True, "challengeMetadata": "PROOF"}
WRONG = {**PROVEN, "challengeResult": False}


@pytest.fixture(autouse=True)
def deployment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secrets, "session_keys", lambda: [b"a session key"])
    monkeypatch.setattr(clock, "now", lambda: NOW)


def answered(source: str, response: dict[str, Any] | None = None, **request: Any) -> dict[str, Any]:
    event = {
        "version": "1",
        "triggerSource": source,
        "region": "eu-north-1",
        "userPoolId": "eu-north-1_pool",
        "userName": "aino",
        "callerContext": {"awsSdkVersion": "", "clientId": "client"},
        "request": {"userAttributes": {"email": "aino@vero.fi"}, **request},
        "response": response or {},
    }
    answer = lambda_handler(event, None)
    assert {name: answer[name] for name in event if name != "response"} == {
        name: event[name] for name in event if name != "response"
    }
    given: dict[str, Any] = answer["response"]
    return given


def decided(session: list[dict[str, Any]], **request: Any) -> str:
    answer = answered("DefineAuthChallenge_Authentication", session=session, **request)
    asks, gives, fails = answer["challengeName"], answer["issueTokens"], answer["failAuthentication"]
    assert [bool(asks), gives, fails].count(True) == 1
    return "tokens" if gives else "refused" if fails else asks


@pytest.mark.parametrize(
    ("session", "then"),
    [
        ([], "CUSTOM_CHALLENGE"),
        ([PROVEN], "tokens"),
        ([WRONG], "refused"),
        ([WRONG, PROVEN], "refused"),
        ([PROVEN, PROVEN], "refused"),
        ([{"challengeName": "SRP_A", "challengeResult": True}], "refused"),
        ([{"challengeName": "PASSWORD_VERIFIER", "challengeResult": True}], "refused"),
        ([{"challengeName": "EMAIL_OTP", "challengeResult": True}], "refused"),
        ([{"challengeName": "CUSTOM_CHALLENGE", "challengeResult": None}], "refused"),
        ([{"challengeName": "CUSTOM_CHALLENGE"}], "refused"),
    ],
)
def test_one_proof_brings_tokens_and_anything_else_ends_the_attempt(session: list[dict[str, Any]], then: str) -> None:
    assert decided(session) == then


@pytest.mark.parametrize("session", [[], [PROVEN]])
def test_somebody_whom_the_pool_does_not_know_gets_nothing(session: list[dict[str, Any]]) -> None:
    assert decided(session, userNotFound=True) == "refused"
    proof = proofs.proof_of(AINO, "attempt", NOW)
    verified = answered(
        "VerifyAuthChallengeResponse_Authentication", session=[], challengeAnswer=proof, userNotFound=True
    )
    assert verified["answerCorrect"] is False


def test_the_challenge_holds_no_secret_and_mails_nothing(database: MemoryDynamoDb) -> None:
    made = answered("CreateAuthChallenge_Authentication", session=[], challengeName="CUSTOM_CHALLENGE")

    assert made["publicChallengeParameters"] == made["privateChallengeParameters"] == {"kind": "proof"}


@pytest.mark.parametrize(
    ("answer", "correct"),
    [
        (proofs.proof_of, True),
        (lambda _, __, ___: "482915", False),
        (lambda _, __, ___: None, False),
        (lambda _, attempt, now: proofs.proof_of(SignIn("boss", now), attempt, now), False),
        (lambda sign_in, attempt, now: proofs.proof_of(sign_in, attempt, now - timedelta(minutes=2)), False),
    ],
)
def test_only_what_the_web_has_signed_is_the_answer(answer: Any, correct: bool) -> None:
    sent = answer(AINO, "attempt", NOW)

    for _ in range(2):  # Cognito asks again after five seconds
        verified = answered("VerifyAuthChallengeResponse_Authentication", session=[], challengeAnswer=sent)
        assert verified["answerCorrect"] is correct


@pytest.mark.parametrize("source", ["TokenGeneration_Authentication", "TokenGeneration_RefreshTokens"])
def test_a_token_says_how_and_when_somebody_signed_in(source: str) -> None:
    metadata = {proofs.STATEMENT: proofs.statement_of(AINO, NOW)}

    given = answered(source, {"claimsOverrideDetails": None}, clientMetadata=metadata)

    milliseconds = str(int(NOW.timestamp()) * 1000)
    assert given == {"claimsOverrideDetails": {"claimsToAddOrOverride": {"method": "code", "signed_in": milliseconds}}}


@pytest.mark.parametrize(
    "source", ["TokenGeneration_Authentication", "TokenGeneration_RefreshTokens", "TokenGeneration_HostedAuth"]
)
@pytest.mark.parametrize("metadata", [None, {}, {"method": "passkey"}, {"statement": "passkey"}])
def test_metadata_that_we_have_not_signed_says_nothing(source: str, metadata: dict[str, str] | None) -> None:
    sent = {} if metadata is None else {"clientMetadata": metadata}

    assert answered(source, {"claimsOverrideDetails": None}, **sent) == {"claimsOverrideDetails": None}


def test_a_trigger_that_is_not_ours_is_an_error() -> None:
    with pytest.raises(KeyError):
        answered("PreSignUp_SignUp")

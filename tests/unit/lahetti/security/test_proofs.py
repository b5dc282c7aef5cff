"""What the triggers believe: a signature of ours, for this person, of a moment ago; and nothing else."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from lahetti.security import proofs, secrets, sessions
from lahetti.security.sessions import Purpose
from lahetti.security.sign_ins import Method, SignIn

NOW = datetime(2026, 11, 25, 10, 0, 0, 123_456, UTC)
AINO = SignIn("aino", NOW, Method.CODE)


@pytest.fixture(autouse=True)
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secrets, "session_keys", lambda: [b"a session key"])


def test_a_proof_of_ours_is_believed_for_a_minute() -> None:
    proof = proofs.proof_of(AINO, "attempt", NOW)

    assert proofs.is_proven(proof, "aino", NOW)
    assert proofs.is_proven(proof, "aino", NOW + timedelta(seconds=59))
    assert not proofs.is_proven(proof, "aino", NOW + timedelta(seconds=61))


@pytest.mark.parametrize("seconds", [-300, -30, 30])
def test_clocks_that_differ_by_less_than_a_minute_keep_nobody_out(seconds: int) -> None:
    proof = proofs.proof_of(AINO, "attempt", NOW)

    assert proofs.is_proven(proof, "aino", NOW + timedelta(seconds=seconds))


def test_a_check_can_be_repeated() -> None:
    proof = proofs.proof_of(AINO, "attempt", NOW)

    assert [proofs.is_proven(proof, "aino", NOW) for _ in range(3)] == [True] * 3


ANSWERS: dict[str, Callable[[], object]] = {
    "nothing": lambda: None,
    "empty": lambda: "",
    "a code": lambda: "482915",
    "a number": lambda: 482915,
    "garbage": lambda: "eyJ2YWx1ZSI6e319.c2lnbmF0dXJl",
    "somebody else's proof": lambda: proofs.proof_of(SignIn("boss", NOW, Method.CODE), "attempt", NOW),
    "a statement": lambda: proofs.statement_of(AINO, NOW),
    "the console's cookie": lambda: sessions.signed(Purpose.CONSOLE, AINO.as_kept(), NOW),
    "the cookie of an attempt": lambda: sessions.signed(Purpose.ATTEMPT, AINO.as_kept(), NOW),
    "the cookie of a session": lambda: sessions.signed(Purpose.REFRESH, {"token": "t", **AINO.as_kept()}, NOW),
}


@pytest.mark.parametrize("answer", ANSWERS)
def test_nothing_else_is_a_proof(answer: str) -> None:
    assert not proofs.is_proven(ANSWERS[answer](), "aino", NOW)


def test_a_proof_of_another_key_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    proof = proofs.proof_of(AINO, "attempt", NOW)
    monkeypatch.setattr(secrets, "session_keys", lambda: [b"another key"])

    assert not proofs.is_proven(proof, "aino", NOW)


@pytest.mark.parametrize("method", Method)
def test_a_statement_says_when_and_how_a_session_began(method: Method) -> None:
    metadata = {proofs.STATEMENT: proofs.statement_of(SignIn("aino", NOW, method, "s1"), NOW)}

    milliseconds = int(NOW.timestamp()) * 1000 + 123
    assert proofs.claims_of(metadata, "aino", NOW) == {
        "method": method.value,
        "session": "s1",
        "signed_in": str(milliseconds),
    }


METADATA: dict[str, Callable[[], dict[str, object] | None]] = {
    "none": lambda: None,
    "empty": dict,
    "unsigned": lambda: {"method": "passkey", "signed_in": "0"},
    "unsigned under our key": lambda: {proofs.STATEMENT: '{"method": "passkey"}'},
    "somebody else's": lambda: {proofs.STATEMENT: proofs.statement_of(SignIn("boss", NOW, Method.PASSKEY), NOW)},
    "a proof": lambda: {proofs.STATEMENT: proofs.proof_of(AINO, "attempt", NOW)},
    "an old one": lambda: {proofs.STATEMENT: proofs.statement_of(AINO, NOW - timedelta(minutes=2))},
    "a number": lambda: {proofs.STATEMENT: 1},
}


@pytest.mark.parametrize("metadata", METADATA)
def test_nothing_else_says_how_somebody_signed_in(metadata: str) -> None:
    assert proofs.claims_of(METADATA[metadata](), "aino", NOW) == {}


def test_without_a_method_a_statement_says_the_moment_alone() -> None:
    metadata = {proofs.STATEMENT: proofs.statement_of(SignIn("aino", NOW), NOW)}

    assert set(proofs.claims_of(metadata, "aino", NOW)) == {"signed_in"}

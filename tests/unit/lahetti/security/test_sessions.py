from datetime import UTC, datetime, timedelta

import pytest

from lahetti.security import secrets, sessions
from lahetti.security.sessions import LIFETIMES, Purpose

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
VALUE = {"person": "p1"}


@pytest.fixture(autouse=True)
def keys(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    present = [b"first"]
    monkeypatch.setattr(secrets, "session_keys", lambda: present)
    return present


@pytest.mark.parametrize("purpose", Purpose)
def test_a_cookie_vouches_until_its_lifetime_is_over(purpose: Purpose) -> None:
    cookie = sessions.signed(purpose, VALUE, NOW)

    assert sessions.verify(purpose, cookie, NOW) == VALUE
    assert sessions.verify(purpose, cookie, NOW + LIFETIMES[purpose] - timedelta(seconds=1)) == VALUE
    assert sessions.verify(purpose, cookie, NOW + LIFETIMES[purpose]) is None


def test_a_cookie_of_one_purpose_is_worth_nothing_for_another() -> None:
    cookie = sessions.signed(Purpose.SIGNING_IN, VALUE, NOW)

    assert sessions.verify(Purpose.CONSOLE, cookie, NOW) is None


def test_a_change_anywhere_makes_a_cookie_worthless() -> None:
    cookie = sessions.signed(Purpose.CONSOLE, VALUE, NOW)

    for place in range(len(cookie) - 1):  # the last character's lowest bits are padding
        other = "A" if cookie[place] != "A" else "B"
        assert sessions.verify(Purpose.CONSOLE, cookie[:place] + other + cookie[place + 1 :], NOW) is None


@pytest.mark.parametrize("cookie", [None, "", ".", "..", "a", "å.ä.ö", "e30.", "W10.AAAA"])
def test_what_is_no_cookie_vouches_for_nothing(cookie: str | None) -> None:
    assert sessions.verify(Purpose.CONSOLE, cookie, NOW) is None


def test_a_rotated_key_signs_anew_and_the_former_one_is_still_read(keys: list[bytes]) -> None:
    before = sessions.signed(Purpose.CONSOLE, VALUE, NOW)

    keys.append(b"second")
    after = sessions.signed(Purpose.CONSOLE, VALUE, NOW)

    assert sessions.verify(Purpose.CONSOLE, before, NOW) == VALUE
    assert before != after
    keys.remove(b"first")
    assert sessions.verify(Purpose.CONSOLE, before, NOW) is None
    assert sessions.verify(Purpose.CONSOLE, after, NOW) == VALUE


def test_a_cookie_holds_no_sign_that_a_header_would_stumble_over() -> None:
    cookie = sessions.signed(Purpose.SIGNING_IN, {"to": "/share/ä;,\r\n " + "x" * 300}, NOW)

    assert all(sign.isalnum() or sign in "._-" for sign in cookie)
    assert len(cookie) < 4000

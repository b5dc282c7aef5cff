"""Reads sign-in codes from the mails that the local cloud captured, as their reader does from the inbox."""

import re

from tools import inbox

_CODE = re.compile(r"^\d{6}$", re.MULTILINE)


class SignInRefused(Exception):
    """Somebody was not let in."""


class Letterbox:
    """The codes that come to one address from now on: those that were there before are of other sign-ins."""

    def __init__(self, endpoint: str, email: str) -> None:
        self._endpoint, self._email = endpoint, email
        self._before = len(self._codes())

    def newest(self) -> str:
        """Return the code that came last; raise SignInRefused where none did: it is mailed before it is asked for."""
        codes = self._codes()
        if len(codes) <= self._before:
            raise SignInRefused(f"No code was mailed to {self._email}.")
        return codes[-1]

    def _codes(self) -> list[str]:
        mails = (mail for mail in inbox.captured(self._endpoint) if self._email in inbox.recipients(mail))
        found = (_CODE.search(inbox.bodies(mail)[0].replace("\r\n", "\n")) for mail in mails)
        return [code[0] for code in found if code is not None]

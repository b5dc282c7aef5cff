"""The mails that the local cloud captured, as the one they were sent to opens them."""

import time
from dataclasses import dataclass
from typing import Any

from tools import inbox
from tools.local_requests import PATIENCE
from tools.walk.expectations import Different


@dataclass(frozen=True)
class Letter:
    """A mail as it is read."""

    subject: str
    text: str
    html: str


def await_letter(endpoint: str, email: str, holding: str) -> Letter:
    """Wait for a mail to an address whose text holds this, and open it; raise Different when none comes."""
    deadline = time.monotonic() + PATIENCE
    while True:
        letters = [_opened(mail) for mail in inbox.captured(endpoint) if email in inbox.recipients(mail)]
        for letter in reversed(letters):
            if holding in letter.text:
                return letter
        if time.monotonic() > deadline:
            subjects = [letter.subject for letter in letters]
            raise Different(f"mail to {email} after {PATIENCE} s: expected one that holds {holding!r}, saw {subjects}")
        time.sleep(0.2)


def _opened(mail: dict[str, Any]) -> Letter:
    text, html = inbox.bodies(mail)
    return Letter(inbox.subject(mail), text.replace("\r\n", "\n"), html)

"""The mails that the local cloud captured."""

import os
import time
from typing import Any

from tools import inbox

_PATIENCE = 60
"""Seconds: the first mail meets a cold function."""


def mails_to(email: str) -> list[dict[str, Any]]:
    """Return all mails to an address so far, oldest first."""
    return [mail for mail in inbox.captured(os.environ["AWS_ENDPOINT_URL"]) if email in inbox.recipients(mail)]


def await_mail(email: str, subject: str) -> dict[str, Any]:
    """Wait for a mail to an address whose subject begins so, and return it."""
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        found = [mail for mail in mails_to(email) if inbox.subject(mail).startswith(subject)]
        if found:
            return found[-1]
        time.sleep(0.1)
    subjects = [inbox.subject(mail) for mail in mails_to(email)]
    raise AssertionError(f"no mail {subject!r} to {email} within {_PATIENCE} s, but {subjects}")

"""Single mails at the account's rate: a process sends no faster, however many threads it has.

Other processes send at the same time; what is too much for all together, SES says, and the mail waits a minute.
"""

import time
from threading import Lock

from lahetti.mail import ses
from lahetti.mail.messages import Message


class Pace:
    """Gives each caller a moment of its own, so many a second."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._next = 0.0

    def wait(self, rate: float) -> None:
        """Wait until it is the caller's moment."""
        with self._lock:
            moment = max(self._next, time.monotonic())
            self._next = moment + 1 / max(rate, 1.0)
        if (left := moment - time.monotonic()) > 0:
            time.sleep(left)


_PACE = Pace()


def send(message: Message) -> str:
    """Send one mail when it is its moment, and return SES's id for it. Raise NotSent, Refused or Unknown."""
    _PACE.wait(ses.send_rate())
    return ses.send(message)

"""Mail that the account holds up: how long it waits, and that somebody hears of it, once an hour.

A new account sends to verified addresses alone, 200 mails a day and one a second; an old one may be paused. Mails wait
as long as it takes. Who runs the account is called (the alarm), and admins read it where the console opens: a mail to
them would be held up as well.
"""

from datetime import datetime, timedelta

from lahetti.core.alarms import Ring
from lahetti.mail.ses import AccountFault
from lahetti.records.ringing import rang_lately, ring_hourly

WAITS = {
    AccountFault.RATE: timedelta(minutes=1),
    AccountFault.DAILY_QUOTA: timedelta(hours=1),
    AccountFault.SANDBOX: timedelta(minutes=30),
    AccountFault.PAUSED: timedelta(minutes=30),
    AccountFault.SENDER: timedelta(minutes=10),
    AccountFault.OTHER: timedelta(minutes=10),
}
"""How long a mail waits until it is tried again. The day's quota is of the last 24 hours, so it frees bit by bit."""


def note(fault: AccountFault, code: str, now: datetime) -> None:
    """Ring for a fault of the account, once an hour; the rate alone passes by itself."""
    if fault is AccountFault.RATE:
        return
    ring_hourly(Ring.MAIL_HELD_UP, now, fault=fault.value, code=code)


def faults_now(now: datetime) -> list[AccountFault]:
    """Return why mails wait, as far as it was met within the last hour."""
    return [fault for fault in WAITS if fault is not AccountFault.RATE and rang_lately(Ring.MAIL_HELD_UP, fault, now)]

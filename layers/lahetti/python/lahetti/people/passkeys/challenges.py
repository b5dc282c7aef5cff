"""Challenges that browsers answer: a ticket of ours carries one there and back, and it is answered once.

Nothing is stored for who only opens a screen; an answer that proves something leaves its challenge in Transient.
"""

from datetime import datetime

from lahetti.people.passkeys import items
from lahetti.security import sessions
from lahetti.security.ceremonies import NotProven
from lahetti.security.sessions import LIFETIMES, Purpose


def ticket(challenge: str, now: datetime, person: str = "") -> str:
    """Return a ticket of a challenge: for making a passkey of a person's, or for whoever proves one."""
    return sessions.signed(Purpose.PASSKEY, {"challenge": challenge, "person": person}, now)


def challenge_of(ticket: str | None, now: datetime, person: str = "") -> str:
    """Return the challenge of a ticket that was given for the same; raise NotProven."""
    kept = sessions.verify(Purpose.PASSKEY, ticket, now)
    if kept is None or kept["person"] != person:
        raise NotProven("The passkey took longer than ten minutes, or was asked for elsewhere.")
    challenge: str = kept["challenge"]
    return challenge


def take(challenge: str, now: datetime) -> None:
    """Let a challenge be answered by this; raise NotProven where it was before. Of two at once the database takes one.

    It is remembered for as long as a ticket of it may still come.
    """
    if not items.take_answer(challenge, now + LIFETIMES[Purpose.PASSKEY]):
        raise NotProven("This challenge was answered before.")

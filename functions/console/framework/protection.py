"""That a form was sent by one of our own pages, to the person who has it before them.

The console's cookie is sent with no form of another site (SameSite=Lax); origin and token hold where that fails. A
token is bound to the person and not to the cookie, which the client renews while a form lies open in another tab.
"""

from datetime import datetime

from lahetti.security import sessions
from lahetti.security.sessions import Purpose


def token(person: str, now: datetime) -> str:
    """Return what a form of this person carries."""
    return sessions.signed(Purpose.FORM, {"person": person}, now)


def is_own(sent: str, person: str, now: datetime) -> bool:
    """Return whether a token was given to this person, and not long ago."""
    verified = sessions.verify(Purpose.FORM, sent, now)
    return verified is not None and verified.get("person") == person

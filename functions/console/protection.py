"""That a form was sent by one of our own pages, to the person who has it before them.

The console's cookie is sent with no form of another site (SameSite=Lax); origin and token hold where that fails. A
token is bound to the person and not to the cookie, which the client renews while a form lies open in another tab.
"""

from collections.abc import Mapping
from datetime import datetime

from lahetti import sessions
from lahetti.configuration import configuration
from lahetti.errors import NotAllowed
from lahetti.sessions import Purpose


def token(person: str, now: datetime) -> str:
    """Return what a form of this person carries."""
    return sessions.signed(Purpose.FORM, {"person": person}, now)


def is_own(sent: str, person: str, now: datetime) -> bool:
    """Tell whether a token was given to this person, and not long ago."""
    vouched = sessions.vouched(Purpose.FORM, sent, now)
    return vouched is not None and vouched.get("person") == person


def require_own_origin(headers: Mapping[str, str]) -> None:
    """Raise NotAllowed where a browser says that the form stands on another site's page."""
    origin, site = headers.get("origin"), headers.get("sec-fetch-site")
    if origin != configuration().web_origin or site not in (None, "same-origin"):
        raise NotAllowed("Only pages of this service may send this form.")

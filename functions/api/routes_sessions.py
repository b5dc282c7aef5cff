"""The caller's own sessions: where they are signed in, ended one by one; all at once is `POST /me/sign-out`."""

from datetime import date
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path
from aws_lambda_powertools.event_handler.router import APIGatewayRouter
from pydantic import Field

from api.application import answer, known_caller, representation, sign_in
from api.models import Output
from api.problems import changes, reads
from lahetti.core import clock
from lahetti.people import own_sessions
from lahetti.people.devices import BrowserKind, System
from lahetti.people.model import MOST_SESSIONS, Session
from lahetti.security.sign_ins import Method

router = APIGatewayRouter()
SessionId = Annotated[str, Path(max_length=64)]


class SessionOut(Output):
    """A session of the caller's, on a device of some system and browser (`other` where neither was told).

    `used_on`: the last day on which it was renewed; `current`: it is the one that asks.
    """

    session: str
    system: System
    browser: BrowserKind
    method: Method | None
    used_on: date
    current: bool


class SessionsOut(Output):
    """The caller's sessions, which was used last first."""

    items: list[SessionOut] = Field(max_length=MOST_SESSIONS)


@router.get("/me/sessions", responses=reads("The caller's sessions"))
def get_my_sessions() -> Response[SessionsOut]:
    """Return where the caller is signed in, also while they pause. Nobody else sees it, and no log tells of it."""
    return representation(_out(own_sessions.sessions_of(known_caller(), clock.now())))


@router.delete("/me/sessions/<session_id>", responses=changes("The sessions that are left", 404))
def end_session(session_id: SessionId) -> Response[SessionsOut]:
    """End a session of the caller's: its tokens are refused (401), and renewed no more. Others go on."""
    return answer(_out(own_sessions.end(known_caller().id, session_id, clock.now())))


def _out(held: list[Session]) -> SessionsOut:
    own = sign_in().session
    return SessionsOut(
        items=[
            SessionOut(
                session=one.id,
                system=one.device.system,
                browser=one.device.browser,
                method=one.method,
                used_on=one.used,
                current=one.id == own,
            )
            for one in held
        ]
    )

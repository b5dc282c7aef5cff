"""What the web signs so that the pool gives tokens, and what the pool's triggers believe.

Anybody may begin a sign-in with the pool's public client id. The only answer that the triggers take is a *proof*: the
web signs it once it has proven a person by its own rules (a mailed code, a passkey), for this one person, and for a
minute. A *statement* goes beside each request for tokens, at a sign-in and at every renewal: it says when and how the
session began, and which session it is, which become claims of the id token. A statement opens nothing by itself.

Both are checked without any store and may be checked as often as one likes: Cognito calls a trigger again that has not
answered within five seconds. That a code or a challenge is used once, the web sees to before it signs.
"""

from collections.abc import Mapping
from datetime import datetime

from lahetti.security import sessions
from lahetti.security.sessions import Purpose
from lahetti.security.sign_ins import SignIn, in_milliseconds

STATEMENT = "statement"
"""The key of the statement among Cognito's client metadata."""


def proof_of(sign_in: SignIn, attempt: str, now: datetime) -> str:
    """Return the answer to the pool's challenge: we have proven who this is, in this attempt to sign in."""
    return sessions.signed(Purpose.PROOF, {**sign_in.as_kept(), "attempt": attempt}, now)


def is_proven(answer: object, person: str, now: datetime) -> bool:
    """Return whether an answer is a proof of ours, for this person, and fresh."""
    proven = sessions.verify(Purpose.PROOF, answer if isinstance(answer, str) else None, now)
    return proven is not None and proven["person"] == person


def statement_of(sign_in: SignIn, now: datetime) -> str:
    """Return what tells the pool, at a sign-in or a renewal, when and how a session began."""
    return sessions.signed(Purpose.STATEMENT, sign_in.as_kept(), now)


def claims_of(metadata: Mapping[str, object] | None, person: str, now: datetime) -> dict[str, str]:
    """Return the claims that a token gets by a statement of ours; none where there is no good one for this person.

    `signed_in` is in milliseconds since the epoch. Cognito takes texts alone as values.
    """
    statement = (metadata or {}).get(STATEMENT)
    stated = sessions.verify(Purpose.STATEMENT, statement if isinstance(statement, str) else None, now)
    if stated is None or stated["person"] != person:
        return {}
    sign_in = SignIn.of_kept(stated)
    how = {} if sign_in.method is None else {"method": sign_in.method.value}
    which = {} if sign_in.session is None else {"session": sign_in.session}
    return {**how, **which, "signed_in": str(in_milliseconds(sign_in.at))}

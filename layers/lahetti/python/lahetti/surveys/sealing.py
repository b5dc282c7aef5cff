"""Sealing an answer until its survey is over: whoever reads the tables meanwhile, reads no answer.

While one person alone has answered, time would tell whose answer it is. So it waits encrypted (KMS, bound to its
survey) and all of one size; the job of the night alone may open it, and does so once nobody can answer any more.
"""

from lahetti.security import encryption
from lahetti.surveys.model import NO_TEAM, STATEMENTS, SurveyAnswer

_SIZE = 4096
"""Bytes: what KMS takes at most, and more than a longest text with ratings and team."""
_LONGEST_TEAM = 80


def seal(survey: str, answer: SurveyAnswer, team: str) -> bytes:
    """Return an answer with its team as only the job of the night can read it."""
    named = team if len(team.encode()) <= _LONGEST_TEAM else NO_TEAM
    ratings = "".join(str(answer.ratings[statement]) for statement in STATEMENTS)
    return encryption.encrypt(f"{ratings}{named}\n{answer.text}".encode().ljust(_SIZE, b"\0"), survey=survey)


def unseal(survey: str, sealed: bytes) -> tuple[SurveyAnswer, str]:
    """Return a sealed answer and its team."""
    head, _, text = encryption.decrypt(sealed, survey=survey).rstrip(b"\0").decode().partition("\n")
    ratings, team = head[: len(STATEMENTS)], head[len(STATEMENTS) :]
    return SurveyAnswer({name: int(rating) for name, rating in zip(STATEMENTS, ratings, strict=True)}, text), team

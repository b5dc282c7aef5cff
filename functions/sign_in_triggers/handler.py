"""Answers the user pool's triggers: who may have tokens, and what the tokens say of how they signed in.

It mails nothing and reads no table: the web has proven the person, and what is checked here is the web's signature
(`lahetti.security.proofs`). One challenge, one answer: the web sends none that is wrong; whoever does is not the web.
Each answer follows from the event alone, so it may be asked for again, which Cognito does after five seconds.
https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-challenge.html
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import cold_start
from lahetti.core import clock
from lahetti.security import proofs

_CHALLENGE = "CUSTOM_CHALLENGE"
_PROOF = {"kind": "proof"}
"""What the challenge says of itself; it holds no secret, as the answer is a signature."""
_TOKENS = "TokenGeneration_"

Trigger = Callable[[Mapping[str, Any], datetime], dict[str, Any]]


def lambda_handler(event: dict[str, Any], context: object) -> dict[str, Any]:  # noqa: ARG001
    """Return the event with the trigger's response."""
    source: str = event["triggerSource"]
    trigger = _claims if source.startswith(_TOKENS) else _CHALLENGES[source]
    return {**event, "response": {**event["response"], **trigger(event, clock.now())}}


def _define(event: Mapping[str, Any], _: datetime) -> dict[str, Any]:
    """Ask for a proof, give tokens for a good one, and end the attempt at anything else."""
    request = event["request"]
    if request.get("userNotFound"):
        return _decided(fails=True)
    match request["session"]:
        case []:
            return _decided(asks=True)
        case [{"challengeName": name, "challengeResult": True}] if name == _CHALLENGE:
            return _decided(gives=True)
    return _decided(fails=True)


def _decided(*, asks: bool = False, gives: bool = False, fails: bool = False) -> dict[str, Any]:
    return {"challengeName": _CHALLENGE if asks else None, "issueTokens": gives, "failAuthentication": fails}


def _create(_: Mapping[str, Any], __: datetime) -> dict[str, Any]:
    return {"publicChallengeParameters": _PROOF, "privateChallengeParameters": _PROOF, "challengeMetadata": "PROOF"}


def _verify(event: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    request = event["request"]
    known = not request.get("userNotFound")
    return {"answerCorrect": known and proofs.is_proven(request.get("challengeAnswer"), event["userName"], now)}


def _claims(event: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """Return what a token says beside what the pool knows; without a statement of ours, nothing."""
    claims = proofs.claims_of(event["request"].get("clientMetadata"), event["userName"], now)
    return {"claimsOverrideDetails": {"claimsToAddOrOverride": claims} if claims else None}


_CHALLENGES: Mapping[str, Trigger] = {
    "DefineAuthChallenge_Authentication": _define,
    "CreateAuthChallenge_Authentication": _create,
    "VerifyAuthChallengeResponse_Authentication": _verify,
}

cold_start.keep_imports()

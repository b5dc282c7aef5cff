"""Rewards, claims, and what was won. A voucher's code is answered to its winner alone, at /me/awards."""

from datetime import date, datetime, timedelta
from typing import Annotated, Any, Literal

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path, Query
from aws_lambda_powertools.event_handler.router import APIGatewayRouter
from pydantic import Field

from api import idempotency
from api.application import answer, caller, created, programme, representation
from api.models import Input, Output
from api.problems import UNCHANGED, problems
from lahetti.core import clock
from lahetti.core.days import day_of, end_of
from lahetti.core.errors import Invalid
from lahetti.people import members
from lahetti.people.model import Role
from lahetti.rewards import catalogue
from lahetti.rewards import claims as rewards_claims
from lahetti.rewards import register as rewards_register
from lahetti.rewards import vouchers as rewards_vouchers
from lahetti.rewards.model import Award, AwardState, Offer, Reward, Way

router = APIGatewayRouter()
_FIRST_DAY, _LAST_DAY = date(2000, 1, 1), date(2999, 12, 31)
"""A calendar has no day before its first nor after its last, and a period's ends need one."""
RewardId = Annotated[str, Path(max_length=64)]


class RewardIn(Input):
    """A reward on offer: for the first places of a race, drawn among those with enough points in it, or for points.

    `value_cents` is one prize's value in euro cents. Without vouchers, `collect` says how it is come by.
    """

    way: Way
    name: str = Field(max_length=80)
    value_cents: int = Field(ge=0, le=1_000_000)
    stock: int = Field(ge=1, le=100_000)
    race: str | None = Field(default=None, max_length=40)
    cost: int = Field(default=0, ge=0, le=1_000_000)
    per_person: int = Field(default=1, ge=1, le=100)
    vouchers: bool = True
    collect: str = Field(default="", max_length=200)


class RewardOut(RewardIn):
    """A reward; `left` are those that can still be given."""

    reward: str
    left: int


class RewardsOut(Output):
    """All rewards by race and age."""

    rewards: list[RewardOut]


class VouchersIn(Input):
    """The text of a file of codes, one a line, at most 1,000."""

    codes: str = Field(min_length=1, max_length=200_000)


class LineProblemOut(Output):
    """A line that brought no voucher, and why."""

    line: int
    problem: str


class VouchersOut(Output):
    """What came of an upload; the codes themselves are never answered."""

    reward: str
    added: int
    uploaded: int
    problems: list[LineProblemOut]


class AwardOut(Output):
    """One prize of one person. Of a claim, `number` tells it apart from the person's others."""

    reward: str
    name: str
    way: Way
    state: AwardState
    value_cents: int
    cost: int
    at: datetime
    race: str | None
    place: int | None
    number: int | None
    reason: str


class OwnAwardOut(AwardOut):
    """What the caller has won; `code` is their voucher's."""

    code: str | None
    collect: str


class OwnAwardsOut(Output):
    """What the caller has won or claimed, newest first."""

    awards: list[OwnAwardOut]


class RegisteredAwardOut(AwardOut):
    """A line of the register; a person who has left the programme has neither name nor address."""

    person: str
    person_name: str | None
    email: str | None


class RegisterOut(Output):
    """What was given from the first day to the last, for payroll; a person has to judge what of it is taxable."""

    first: date
    last: date
    value_cents: int
    awards: list[RegisteredAwardOut]


class ClaimsOut(Output):
    """Claims that wait for an admin, the longest waiting first."""

    claims: list[RegisteredAwardOut]


class ClaimDecisionIn(Input):
    """Approved, or refused with a reason: then points and voucher go back."""

    decision: Literal["approve", "refuse"]
    reason: str = Field(default="", max_length=500)


@router.get("/rewards", responses={200: {"description": "All rewards"}, 304: UNCHANGED, **problems()})
def list_rewards() -> Response[RewardsOut]:
    """Return all rewards."""
    caller()
    return representation(RewardsOut(rewards=[_reward(found) for found in catalogue.rewards()]))


@router.post("/rewards", responses={201: {"description": "On offer"}, **problems(409, 415)})
def offer_reward(wanted: RewardIn) -> Response[RewardOut]:
    """Offer a reward. The same Idempotency-Key answers the same reward again."""
    admin, fields = caller(Role.ADMIN), wanted.model_dump()

    def offer_once() -> dict[str, Any]:
        made = catalogue.create_reward(Offer(**fields), admin.id, clock.now(), programme().zone)
        return _reward(made).model_dump(mode="json")

    body = idempotency.once(admin.id, "POST /rewards", wanted.model_dump(mode="json"), offer_once)
    return created(RewardOut(**body), f"/rewards/{body['reward']}")


@router.post("/rewards/<reward>/vouchers", responses={200: {"description": "Taken in"}, **problems(404, 409, 415)})
def upload_vouchers(reward: RewardId, wanted: VouchersIn) -> Response[VouchersOut]:
    """Take in the codes of a file; what is wrong is told line by line. The same file again adds nothing."""
    admin = caller(Role.ADMIN)
    upload = rewards_vouchers.upload_vouchers(reward, wanted.codes, admin.id, clock.now())
    found = [LineProblemOut(line=problem.line, problem=problem.problem) for problem in upload.problems]
    return answer(VouchersOut(reward=reward, added=upload.added, uploaded=upload.uploaded, problems=found))


@router.post("/rewards/<reward>/claims", responses={201: {"description": "Claimed"}, **problems(404, 409)})
def claim_reward(reward: RewardId) -> Response[OwnAwardOut]:
    """Claim a reward for points. The same Idempotency-Key claims once; a person's first claim waits for an admin."""
    person = caller()

    def claim_once() -> dict[str, Any]:
        made = rewards_claims.claim(reward, person, programme(), clock.now())
        # Without the code: what is answered here is kept for a day, to be answered again.
        return OwnAwardOut(**_award(made), code=None, collect=made.collect).model_dump(mode="json")

    body = idempotency.once(person.id, f"POST /rewards/{reward}/claims", {}, claim_once)
    return created(OwnAwardOut(**body), "/me/awards")


@router.get("/me/awards", responses={200: {"description": "The caller's awards"}, 304: UNCHANGED, **problems()})
def list_my_awards() -> Response[OwnAwardsOut]:
    """Return what the caller has won, with the codes of their vouchers."""
    found = rewards_register.own_awards(caller().id)
    return representation(
        OwnAwardsOut(
            awards=[
                OwnAwardOut(**_award(award), code=rewards_register.voucher_for(award), collect=award.collect)
                for award in found
            ]
        )
    )


@router.get("/awards", responses={200: {"description": "The register"}, 304: UNCHANGED, **problems()})
def list_awards(
    first: Annotated[date | None, Query()] = None, last: Annotated[date | None, Query()] = None
) -> Response[RegisterOut]:
    """Return the register of awards of some days, this year's where none are named."""
    caller(Role.ADMIN)
    zone = programme().zone
    today = date.fromisoformat(day_of(clock.now(), zone))
    since, until = first or today.replace(month=1, day=1), last or today
    for field, day in (("first", since), ("last", until)):
        if not _FIRST_DAY <= day <= _LAST_DAY:
            span = [_FIRST_DAY.isoformat(), _LAST_DAY.isoformat()]
            raise Invalid("The register has no such day.", field=field, value=day.isoformat(), limit=span)
    start = end_of((since - timedelta(days=1)).isoformat(), zone)
    found = list(rewards_register.register(start, end_of(until.isoformat(), zone)))
    value = sum(award.value_cents for award in found)
    return representation(RegisterOut(first=since, last=until, value_cents=value, awards=_registered(found)))


@router.get("/claims", responses={200: {"description": "Waiting claims"}, 304: UNCHANGED, **problems()})
def list_claims() -> Response[ClaimsOut]:
    """Return the claims that wait for an admin."""
    caller(Role.ADMIN)
    return representation(ClaimsOut(claims=_registered(rewards_claims.waiting_claims())))


@router.put(
    "/claims/<reward>/<person>/<number>/decision",
    responses={200: {"description": "Decided"}, **problems(404, 409, 415)},
)
def decide_claim(
    reward: RewardId,
    person: Annotated[str, Path(max_length=64)],
    number: Annotated[int, Path(ge=1, le=9999)],
    decision: ClaimDecisionIn,
) -> Response[AwardOut]:
    """Approve or refuse a claim that waits. Deciding alike again changes nothing."""
    admin, now = caller(Role.ADMIN), clock.now()
    if decision.decision == "approve":
        award = rewards_claims.approve(reward, person, number, admin, now)
    else:
        award = rewards_claims.refuse(reward, person, number, decision.reason, admin, programme(), now)
    return answer(AwardOut(**_award(award)))


def _reward(found: Reward) -> RewardOut:
    return RewardOut(**vars(found.offer), reward=found.reward, left=found.supply.left)


def _award(award: Award) -> dict[str, Any]:
    fields = {name: getattr(award, name) for name in AwardOut.model_fields if name != "number"}
    return {**fields, "number": award.claim_number}


def _registered(awards: list[Award]) -> list[RegisteredAwardOut]:
    names = members.names_of(award.person for award in awards)
    return [
        RegisteredAwardOut(
            **_award(award),
            person=award.person,
            person_name=names.get(award.person, (None, None))[0],
            email=names.get(award.person, (None, None))[1],
        )
        for award in awards
    ]

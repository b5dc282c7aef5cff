"""Rewards, claims, and what was won. A voucher's code is answered to its winner alone, at /me/awards."""

import base64
from datetime import date, datetime
from typing import Annotated, Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path, Query
from aws_lambda_powertools.event_handler.router import APIGatewayRouter
from pydantic import Field

from api import idempotency
from api.application import answer, caller, created, programme, representation
from api.models import Input, NameTexts, Output
from api.paging import USUAL, Cursor, Limit, Page, page_of
from api.problems import changes, creates, reads
from lahetti.core import clock
from lahetti.core.days import day_of
from lahetti.core.errors import NotFound
from lahetti.core.names import LocalisedName
from lahetti.people.model import Role
from lahetti.rewards import catalogue, claims, register, vouchers
from lahetti.rewards.model import Award, AwardState, Offer, Reward, Way
from lahetti.rewards.rules import LONGEST_COLLECT, MOST_CENTS, MOST_EACH, MOST_POINTS, MOST_STOCK

router = APIGatewayRouter()
RewardId = Annotated[str, Path(max_length=64)]
ClaimId = Annotated[str, Path(max_length=300)]


class RewardIn(Input):
    """A reward on offer: for the first places of a race, drawn among those with enough points in it, or for points.

    `value_cents` is one prize's value in euro cents. Without vouchers, `collect` says how it is come by.
    """

    way: Way
    name_texts: NameTexts
    value_cents: int = Field(ge=0, le=MOST_CENTS)
    stock: int = Field(ge=1, le=MOST_STOCK)
    race: str | None = Field(default=None, max_length=40)
    cost: int = Field(default=0, ge=0, le=MOST_POINTS)
    per_person: int = Field(default=1, ge=1, le=MOST_EACH)
    vouchers: bool = True
    collect: str = Field(default="", max_length=LONGEST_COLLECT)


class RewardOut(RewardIn):
    """A reward, its `name` in the caller's language; `left` are those that can still be given."""

    reward: str
    name: str
    left: int


class RewardPageOut(Page):
    """Rewards by race and age."""

    items: list[RewardOut]


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
    """One prize of one person; `claim` is the id of the claim that it was asked for by."""

    reward: str
    name: str
    way: Way
    state: AwardState
    value_cents: int
    cost: int
    awarded_at: datetime
    race: str | None
    place: int | None
    claim: str | None
    reason: str


class OwnAwardOut(AwardOut):
    """What the caller has won; `code` is their voucher's."""

    code: str | None
    collect: str


class OwnAwardPageOut(Page):
    """What the caller has won or claimed, newest first."""

    items: list[OwnAwardOut]


class RegisteredAwardOut(AwardOut):
    """A line of the register; a person who has left the programme has neither name nor address."""

    person: str
    person_name: str | None
    email: str | None


class RegisterOut(Page):
    """What was given from the first day to the last, for payroll; a person has to judge what of it is taxable.

    `value_cents` is the sum of all pages.
    """

    first_on: date
    last_on: date
    value_cents: int
    items: list[RegisteredAwardOut]


class ClaimIn(Input):
    """Which reward is claimed."""

    reward: str = Field(min_length=1, max_length=64)


class ClaimPageOut(Page):
    """Claims that wait for an admin, the longest waiting first."""

    items: list[RegisteredAwardOut]


class RefusalIn(Input):
    """Why a claim is refused: the person reads it."""

    reason: str = Field(min_length=1, max_length=claims.LONGEST_REASON)


@router.get("/rewards", responses=reads("A page of rewards"))
def list_rewards(limit: Limit = USUAL, cursor: Cursor = None) -> Response[RewardPageOut]:
    """Return the rewards by race and age, those that cost points last."""
    language = caller().language
    page, following = page_of(catalogue.rewards(), lambda found: found.reward, limit, cursor)
    return representation(RewardPageOut(items=[_reward(found, language) for found in page], next=following))


@router.post("/rewards", responses=creates("On offer", 409))
def offer_reward(wanted: RewardIn) -> Response[RewardOut]:
    """Offer a reward. The same Idempotency-Key answers the same reward again."""
    admin, fields = caller(Role.ADMIN), wanted.model_dump()
    offer = Offer(name=LocalisedName.of(fields.pop("name_texts")), **fields)

    def offer_once() -> dict[str, Any]:
        made = catalogue.create_reward(offer, admin.id, clock.now(), programme().zone)
        return _reward(made, admin.language).model_dump(mode="json")

    body = idempotency.once(admin.id, "POST /rewards", wanted.model_dump(mode="json"), offer_once)
    return created(RewardOut(**body), f"/rewards/{body['reward']}")


@router.get("/rewards/<reward_id>", responses=reads("The reward", 404))
def get_reward(reward_id: RewardId) -> Response[RewardOut]:
    """Return a reward, and how many of it are left."""
    language = caller().language
    return representation(_reward(catalogue.find_reward(reward_id), language))


@router.post("/rewards/<reward_id>/vouchers", responses=changes("Taken in", 404, 409))
def upload_vouchers(reward_id: RewardId, wanted: VouchersIn) -> Response[VouchersOut]:
    """Take in the codes of a file; what is wrong is told line by line. The same file again adds nothing."""
    admin = caller(Role.ADMIN)
    upload = vouchers.upload_vouchers(reward_id, wanted.codes, admin.id, clock.now())
    found = [LineProblemOut(line=problem.line, problem=problem.problem) for problem in upload.problems]
    return answer(VouchersOut(reward=reward_id, added=upload.added, uploaded=upload.uploaded, problems=found))


@router.get("/me/awards", responses=reads("A page of the caller's awards"))
def list_my_awards(limit: Limit = USUAL, cursor: Cursor = None) -> Response[OwnAwardPageOut]:
    """Return what the caller has won or claimed, newest first, with the codes of their vouchers."""
    person = caller()
    page, following = page_of(register.own_awards(person.id), register.key_of, limit, cursor)
    language = person.language
    found = [
        OwnAwardOut(**_award(award, language), code=register.voucher_for(award), collect=award.collect)
        for award in page
    ]
    return representation(OwnAwardPageOut(items=found, next=following))


@router.get("/awards", responses=reads("A page of the register"))
def list_awards(
    first_on: Annotated[date | None, Query()] = None,
    last_on: Annotated[date | None, Query()] = None,
    limit: Limit = USUAL,
    cursor: Cursor = None,
) -> Response[RegisterOut]:
    """Return the register of awards of some days, the oldest first; this year's where no days are named."""
    language = caller(Role.ADMIN).language
    zone = programme().zone
    today = date.fromisoformat(day_of(clock.now(), zone))
    since, until = first_on or today.replace(month=1, day=1), last_on or today
    found = list(register.register_of_days(since, until, zone, clock.now()))
    page, following = page_of(found, register.key_of, limit, cursor)
    value = sum(award.value_cents for award in found)
    return representation(
        RegisterOut(first_on=since, last_on=until, value_cents=value, items=_registered(page, language), next=following)
    )


@router.get("/claims", responses=reads("A page of waiting claims"))
def list_claims(limit: Limit = USUAL, cursor: Cursor = None) -> Response[ClaimPageOut]:
    """Return the claims that wait for an admin, the longest waiting first."""
    language = caller(Role.ADMIN).language
    page, following = page_of(register.waiting_claims(), register.key_of, limit, cursor)
    return representation(ClaimPageOut(items=_registered(page, language), next=following))


@router.post("/claims", responses=creates("Claimed", 404, 409))
def claim_reward(wanted: ClaimIn) -> Response[OwnAwardOut]:
    """Claim a reward for points. The same Idempotency-Key claims once; a person's first claim waits for an admin."""
    person = caller()

    def claim_once() -> dict[str, Any]:
        made = claims.claim(wanted.reward, person, programme(), clock.now())
        # Without the code: what is answered here is kept for a day, to be answered again.
        return OwnAwardOut(**_award(made, person.language), code=None, collect=made.collect).model_dump(mode="json")

    body = idempotency.once(person.id, "POST /claims", wanted.model_dump(), claim_once)
    return created(OwnAwardOut(**body), f"/claims/{body['claim']}")


@router.get("/claims/<claim_id>", responses=reads("The claim", 404))
def get_claim(claim_id: ClaimId) -> Response[AwardOut]:
    """Return a claim: one of the caller's own, or, to admins, anybody's."""
    person, claim = caller(), register.find_claim(*_parts(claim_id))
    if claim.person != person.id:
        caller(Role.ADMIN)
    return representation(AwardOut(**_award(claim, person.language)))


@router.post("/claims/<claim_id>/approve", responses=changes("Approved", 404, 409))
def approve_claim(claim_id: ClaimId) -> Response[AwardOut]:
    """Approve a claim that waits; later ones of this person need no approval. Approving again changes nothing."""
    admin = caller(Role.ADMIN)
    return answer(AwardOut(**_award(claims.approve(*_parts(claim_id), admin, clock.now()), admin.language)))


@router.post("/claims/<claim_id>/refuse", responses=changes("Refused", 404, 409))
def refuse_claim(claim_id: ClaimId, refusal: RefusalIn) -> Response[AwardOut]:
    """Refuse a claim that waits: points and voucher go back. Refusing again changes nothing."""
    admin = caller(Role.ADMIN)
    award = claims.refuse(*_parts(claim_id), refusal.reason, admin, programme(), clock.now())
    return answer(AwardOut(**_award(award, admin.language)))


def _reward(found: Reward, language: str) -> RewardOut:
    name = found.offer.name
    fields = {**vars(found.offer), "name": name.in_language(language), "name_texts": name.as_map()}
    return RewardOut(**fields, reward=found.reward, left=found.supply.left)


def _award(award: Award, language: str) -> dict[str, Any]:
    own = ("name", "claim", "awarded_at")
    fields = {name: getattr(award, name) for name in AwardOut.model_fields if name not in own}
    named = award.name.in_language(language)
    return {**fields, "name": named, "awarded_at": award.at, "claim": _claim_id(award)}


def _claim_id(award: Award) -> str | None:
    if award.claim_number is None:
        return None
    return base64.urlsafe_b64encode(f"{award.claim_number}~{award.reward}~{award.person}".encode()).decode().rstrip("=")


def _parts(claim_id: str) -> tuple[str, str, int]:
    """Return (reward, person, number) of a claim's id; raise NotFound."""
    try:
        padded = claim_id + "=" * (-len(claim_id) % 4)
        number, reward, person = base64.b64decode(padded, altchars=b"-_", validate=True).decode().split("~")
        return reward, person, int(number)
    except ValueError as error:  # no base64, no UTF-8, not three parts, no number
        raise NotFound("There is no such claim.", field="claim_id", value=claim_id[:40]) from error


def _registered(awards: list[Award], language: str) -> list[RegisteredAwardOut]:
    names = register.names_of(awards)
    return [
        RegisteredAwardOut(
            **_award(award, language),
            person=award.person,
            person_name=names.get(award.person, (None, None))[0],
            email=names.get(award.person, (None, None))[1],
        )
        for award in awards
    ]

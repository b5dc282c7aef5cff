"""Claims that wait: a person's first is approved by an admin, or refused with a reason."""

from collections.abc import Iterator

from console.framework.context import PageContext
from console.framework.export import Line
from console.framework.notice import Redirect
from console.framework.page import page
from console.framework.paging import paged
from console.framework.rendering import Values
from lahetti.core.errors import NotFound
from lahetti.people import members
from lahetti.people.model import Role
from lahetti.points.model import Programme
from lahetti.rewards import claims as rewards_claims
from lahetti.rewards import register
from lahetti.rewards.model import Award
from lahetti.settings.versions import current_settings

_PATH = "/console/rewards/claims"


@page("rewards/claims.html", Role.ADMIN)
def claims(context: PageContext) -> Values:
    """Return a page of the claims that wait, and the one that is about to be refused."""
    waiting = register.waiting_claims()
    found, following = paged(waiting, context.cursor)
    wanted = context.query.get("refuse")
    refused = next((claim for claim in waiting if key_of(claim) == wanted), None)
    return {
        "claims": [(key_of(claim), claim) for claim in found],
        "refused": refused,
        "names": members.names_of({claim.person for claim in waiting}),
        "next": following,
    }


@claims.action("approve")
def approve(context: PageContext) -> Redirect:
    """Give a claim to its person."""
    reward, person, number = _read(context.form.text("claim"))
    rewards_claims.approve(reward, person, number, context.person, context.now)
    return Redirect("done.claim_approved", _PATH)


@claims.action("refuse")
def refuse(context: PageContext) -> Redirect:
    """Refuse a claim; points and voucher go back, and the person is told why."""
    reward, person, number = _read(context.form.text("claim"))
    judged = Programme(current_settings(), context.zone)
    rewards_claims.refuse(reward, person, number, context.form.text("reason"), context.person, judged, context.now)
    return Redirect("done.claim_refused", _PATH)


@claims.export("claims")
def exported(context: PageContext) -> Iterator[Line]:
    """Yield all claims that wait."""
    waiting = register.waiting_claims()
    names = members.names_of({claim.person for claim in waiting})
    for claim in waiting:
        yield {
            "at": claim.at,
            "name": names.get(claim.person, ("", ""))[0],
            "reward": claim.name.in_language(context.texts.language),
            "cost": claim.cost,
            "value_euros": claim.value_cents / 100,
        }


def key_of(claim: Award) -> str:
    """Return what names a claim in a form."""
    return f"{claim.reward}.{claim.person}.{claim.claim_number}"


def _read(key: str) -> tuple[str, str, int]:
    parts = key.split(".")
    if len(parts) != 3 or not (parts[2].isascii() and parts[2].isdigit()):
        raise NotFound("There is no such claim.", field="claim", value=key[:100])
    return parts[0], parts[1], int(parts[2])

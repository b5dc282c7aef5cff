"""The caller's own passkeys: made in their browser, named, removed. Signing in with one is the web function's."""

from datetime import date, datetime
from typing import Annotated, Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path
from aws_lambda_powertools.event_handler.router import APIGatewayRouter
from pydantic import Field

from api.application import answer, caller, created, representation, sign_in
from api.models import Input, Output
from api.problems import changes, creates, reads
from lahetti.core import clock
from lahetti.people.passkeys import managing
from lahetti.people.passkeys.model import MOST_PASSKEYS, Passkey

router = APIGatewayRouter()
PasskeyId = Annotated[str, Path(max_length=64)]


class PasskeyOut(Output):
    """A passkey of the caller's. `used_on`: the last day on which it signed in; `synced`: it may be on more."""

    passkey: str
    name: str
    made_at: datetime
    used_on: date | None
    synced: bool


class PasskeysOut(Output):
    """The caller's passkeys, the eldest first."""

    items: list[PasskeyOut] = Field(max_length=MOST_PASSKEYS)


class PasskeyOptionsOut(Output):
    """What the browser is asked, and a ticket that goes with its answer within ten minutes.

    `options` are WebAuthn's PublicKeyCredentialCreationOptionsJSON.
    """

    options: dict[str, Any]
    ticket: str


class PasskeyIn(Input):
    """What the browser has made: WebAuthn's RegistrationResponseJSON, with the ticket that it was asked with."""

    ticket: str = Field(max_length=2000)
    answer: dict[str, Any]
    name: str


class PasskeyPatch(Input):
    """What a passkey is called from now on: 1 to 60 characters."""

    name: str


@router.get("/me/passkeys", responses=reads("The caller's passkeys"))
def get_my_passkeys() -> Response[PasskeysOut]:
    """Return what the caller can sign in with instead of a code."""
    return representation(PasskeysOut(items=[_out(one) for one in managing.passkeys_of(caller().id)]))


@router.post("/me/passkeys/options", responses=changes("What the browser is asked", 409))
def offer_passkey() -> Response[PasskeyOptionsOut]:
    """Begin a passkey, within an hour of signing in (403 `sign_in_again`). Nothing is kept yet.

    Editors and admins who have one have signed in with it, or by their work account (403 `stronger_sign_in`).
    """
    options, ticket = managing.begin(caller(), sign_in(), clock.now())
    return answer(PasskeyOptionsOut(options=options, ticket=ticket))


@router.post("/me/passkeys", responses=creates("Kept", 409))
def add_passkey(wanted: PasskeyIn) -> Response[PasskeyOut]:
    """Keep a passkey that the browser has made. A ticket is taken once."""
    made = managing.make(caller(), wanted.ticket, wanted.answer, wanted.name, clock.now())
    return created(_out(made), f"/me/passkeys/{made.id}", new=True)


@router.patch("/me/passkeys/<passkey_id>", responses=changes("The passkey", 404))
def update_passkey(passkey_id: PasskeyId, patch: PasskeyPatch) -> Response[PasskeyOut]:
    """Call a passkey something else."""
    return answer(_out(managing.rename(caller().id, passkey_id, patch.name)))


@router.delete("/me/passkeys/<passkey_id>", responses=changes("The passkeys that are left", 404))
def remove_passkey(passkey_id: PasskeyId) -> Response[PasskeysOut]:
    """Remove a passkey: nobody signs in with it from now on. Sessions that it began go on.

    Editors and admins have signed in with one, or by their work account (403 `stronger_sign_in`).
    """
    person = caller()
    managing.remove(person, passkey_id, sign_in())
    return answer(PasskeysOut(items=[_out(one) for one in managing.passkeys_of(person.id)]))


def _out(passkey: Passkey) -> PasskeyOut:
    return PasskeyOut(
        passkey=passkey.id,
        name=passkey.name,
        made_at=passkey.made,
        used_on=passkey.used,
        synced=passkey.credential.synced,
    )

"""Conversions that sites report: signed by the site as Standard Webhooks says, so nobody signs in for them."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.router import APIGatewayRouter
from pydantic import AwareDatetime, Field
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from api.application import answer, app, header
from api.models import Input, Output
from api.problems import changes
from http_adapter import requests
from lahetti.campaigns import converting, signatures
from lahetti.campaigns.model import Unsigned
from lahetti.core import clock
from lahetti.core.configuration import configuration

SIGNED_BY_SITES = True
"""No route of this module asks for an id token: `tools/openapi.py` reads it."""
SIGNATURE_HEADERS = ("webhook-id", "webhook-timestamp", "webhook-signature")
_TOLERANCE = timedelta(minutes=5)
"""The library holds the same (https://github.com/standard-webhooks/standard-webhooks); here it is told apart."""

_ANSWERS = {status: said for status, said in changes("Counted, once", 404).items() if status != 403}
"""Without 403: a site has no role that could be too little."""

router = APIGatewayRouter()


class ConversionIn(Input):
    """A wanted deed that followed a click: the click's id, what the site calls the deed, and when it was done."""

    click_id: str = Field(max_length=40)
    goal: str = Field(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")
    happened_at: AwareDatetime


class ConversionOut(Output):
    """Whether the conversion was new; the same one again is not."""

    counted: bool


@router.post("/conversions", responses=_ANSWERS)
def report_conversion(wanted: ConversionIn) -> Response[ConversionOut]:
    """Report that a click was followed by a wanted deed. Again changes nothing.

    Signed as Standard Webhooks says, with a secret of the site's; a signature is taken for five minutes, a click id for
    30 days.
    """
    _require_signature({name: header(name) for name in SIGNATURE_HEADERS})
    zone = ZoneInfo(configuration().time_zone)
    new = converting.receive(wanted.click_id, wanted.goal, wanted.happened_at, clock.now(), zone)
    return answer(ConversionOut(counted=new))


def _require_signature(headers: dict[str, str]) -> None:
    """Raise Unsigned unless one of the sites' secrets has signed this very body just now."""
    for name, value in headers.items():
        if not value:
            raise Unsigned(f"The header {name} is missing.", field=name, value=name, reason="missing")
    try:
        signed_at = float(headers["webhook-timestamp"])
    except ValueError:
        signed_at = 0.0
    if not abs(clock.now().timestamp() - signed_at) <= _TOLERANCE.total_seconds():
        raise Unsigned(
            "The signature is over five minutes from now.",
            field="webhook-timestamp",
            value=headers["webhook-timestamp"][:40],
            limit=int(_TOLERANCE.total_seconds()),
            reason="old",
        )
    body = requests.body_of(app.current_event.raw_event)
    for secret in signatures.secrets():
        try:
            Webhook(secret).verify(body, headers, json_parse=False)
        except (WebhookVerificationError, ValueError):  # what is no base64, or has no version, is a ValueError
            continue
        return
    raise Unsigned("No secret of a site has signed this body.", field="webhook-signature", reason="wrong")

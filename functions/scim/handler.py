"""Answers the organisation's directory: proves its token, has the SCIM server answer, and tells errors in its shape.

scim2-server knows the protocol (paths, bodies, filters, patches, discovery), `storage` what it means here.
"""

import json
from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext
from scim2_models import (
    InvalidFilterException,
    InvalidValueException,
    NotFoundException,
    PatchOp,
    PatchOperation,
    PayloadTooLargeException,
    Resource,
    ResponseParameters,
    SCIMException,
    UnauthorizedException,
    UniquenessException,
)
from scim2_server.conditions import Conditions
from scim2_server.handler import ScimHandler
from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse
from scim2_server.service import ScimService

import cold_start
from http_adapter.requests import body_of, headers_of
from http_adapter.security_headers import DATA_HEADERS
from lahetti.core import clock
from lahetti.core.configuration import configuration
from lahetti.core.errors import Conflict, Invalid, LahettiError, NotFound, NotSignedIn
from lahetti.core.observability import logger
from lahetti.people.directory import tokens
from scim.resources import Group, provider
from scim.storage import DirectoryStorage

LARGEST_BODY = 256 * 1024
"""Bytes, as for the JSON API: a group of some 2,000 people at once; more come in several requests."""
LONGEST_FILTER = 1000
"""Characters; what directories ask for has less than 200."""
_TAKEN = ("taken", "team_taken")
"""Reasons of conflicts that another holder of the same value is."""


class Service(ScimService):
    """The protocol as directories speak it.

    The answer to a patch holds the changed resource, as some read it there. Members that are removed by a list, as
    Entra does, are known by their values alone, whatever stands beside these (`"$ref": null`), and at once: the
    library would hold each entry of the list against each member.
    """

    def apply_patch(
        self, current: Resource[Any], patch_op: "PatchOp[Any]", conditions: Conditions
    ) -> Resource[Any] | None:
        """Apply a patch; return None where it changes nothing."""
        if not isinstance(current, Group):
            return super().apply_patch(current, patch_op, conditions)
        changed = False
        for operation in patch_op.operations or []:
            gone = _removed_members(operation)
            if gone is None:
                changed |= patch_op.model_copy(update={"operations": [operation]}).patch(current)
                continue
            stays = [member for member in current.members or [] if member.value not in gone]
            changed |= len(stays) != len(current.members or [])
            current.members = stays or None
        return current if changed else None

    def patch_response(
        self, base_url: str, resource: Resource[Any], response_parameters: ResponseParameters[Any]
    ) -> ScimResponse:
        """Return the response to a patch."""
        return self.replacement_response(base_url, resource, response_parameters)


SERVICE = Service(provider())


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:  # noqa: ARG001
    """Answer an event of the REST API (payload 1.0)."""
    response = answer(_request(event))
    headers = {**DATA_HEADERS, "Cache-Control": "no-store", **response.headers}
    return {
        "statusCode": int(response.status),
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "body": "" if response.body is None else json.dumps(response.body, ensure_ascii=False),
        "isBase64Encoded": False,
    }


def answer(request: ScimRequest) -> ScimResponse:
    """Answer a request; every refusal is an error as RFC 7644 (3.12) writes it."""
    try:
        return _answered(request)
    except SCIMException as refused:
        return SERVICE.error_response(refused)
    except LahettiError as refused:
        response = SERVICE.error_response(_as_scim(refused))
        if refused.retry_after is not None:
            response.headers["Retry-After"] = str(refused.retry_after)
        return response
    except Exception as error:  # noqa: BLE001 (the outermost one: a bug is told as one, and logged)
        logger.exception("unexpected", exc_info=error)
        return SERVICE.error_response(error)


def _removed_members(operation: "PatchOperation[Any]") -> set[str] | None:
    """Return the ids that an operation lists to be removed from a group, None for any other operation."""
    entries = operation.value
    if operation.op is not PatchOperation.Op.remove or str(operation.path).lower().rpartition(":")[2] != "members":
        return None
    if not isinstance(entries, list) or not all(isinstance(one, dict) and one.get("value") for one in entries):
        return None
    return {str(one["value"]) for one in entries}


def _answered(request: ScimRequest) -> ScimResponse:
    now = clock.now()
    scheme, _, token = (request.header("authorization") or "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise NotSignedIn("The request carries no bearer token.")
    tokens.require_token(token.strip(), now)
    if len(request.body) > LARGEST_BODY:
        detail = f"The body has {len(request.body)} bytes; at most {LARGEST_BODY} are taken."
        raise PayloadTooLargeException(detail=detail)
    if len(request.query.get("filter", "")) > LONGEST_FILTER:
        raise InvalidFilterException(detail=f"A filter has at most {LONGEST_FILTER} characters.")
    return ScimHandler(SERVICE, DirectoryStorage(now)).handle(request)


def _request(event: dict[str, Any]) -> ScimRequest:
    parameters = event.get("pathParameters") or {}
    path = "/".join(parameters[name] for name in ("endpoint", "id") if name in parameters)
    return ScimRequest(
        method=event["httpMethod"],
        base_url=f"{configuration().web_origin}/scim/v2",
        path=f"/{path}",
        query=event.get("queryStringParameters") or {},
        headers=headers_of(event),
        body=body_of(event),
    )


def _as_scim(refused: LahettiError) -> SCIMException:
    """Return what a rule refused, as the protocol says it."""
    detail = refused.message
    match refused:
        case NotSignedIn():
            return UnauthorizedException(detail=detail)
        case NotFound():
            return NotFoundException(detail=detail)
        case Conflict() if refused.reason in _TAKEN:
            return UniquenessException(detail=detail)
        case Invalid():
            return InvalidValueException(detail=f"{refused.field}: {detail}" if refused.field else detail)
    other = SCIMException(detail=detail)
    other.status = HTTPStatus(refused.status)
    return other


cold_start.keep_imports()

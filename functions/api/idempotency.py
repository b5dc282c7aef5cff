"""Idempotency keys: a create that is sent again gives the first answer again, for a day, per person and route.

Every POST takes a key. It is kept only where no natural key makes the request the same however often it is sent.
"""

from collections.abc import Callable
from typing import Any

from api.application import app, header
from lahetti.core.configuration import configuration
from lahetti.core.errors import Conflict, Invalid

_KEPT_SECONDS = 24 * 3600


def once(person: str, route: str, body: dict[str, Any], create: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Return what `create` returns, at the first call of this person, route and key; without a key, always call it.

    Raise Invalid for the same key with another body, Conflict while the first call is still under way.
    """
    key = header("idempotency-key")
    if not key:
        return create()
    # late: only a create needs it
    from aws_lambda_powertools.utilities.idempotency import (
        DynamoDBPersistenceLayer,
        IdempotencyConfig,
        idempotent_function,
    )
    from aws_lambda_powertools.utilities.idempotency.exceptions import (
        IdempotencyAlreadyInProgressError,
        IdempotencyValidationError,
    )

    records = DynamoDBPersistenceLayer(configuration().transient_table, key_attr="pk", expiry_attr="expires")
    config = IdempotencyConfig(
        event_key_jmespath="[person, route, key]",
        payload_validation_jmespath="body",
        expires_after_seconds=_KEPT_SECONDS,
    )
    # A function that is killed in mid-create leaves its key for as long as it could have run, not for a day.
    config.register_lambda_context(app.lambda_context)

    @idempotent_function(
        data_keyword_argument="request", persistence_store=records, config=config, key_prefix="IDEMPOTENCY"
    )
    def guarded(request: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG001 (Powertools reads it by its name)
        return create()

    request = {"person": person, "route": route, "key": key, "body": body}
    try:
        result: dict[str, Any] = guarded(request=request)
    except IdempotencyValidationError as error:
        raise Invalid(
            "This Idempotency-Key came with another body before.", field="Idempotency-Key", reason="other_body"
        ) from error
    except IdempotencyAlreadyInProgressError as error:
        raise Conflict(
            "The same request is still under way.", field="Idempotency-Key", reason="under_way", retry_after=1
        ) from error
    return result

"""What rings: lines of the log that the template counts (MetricFilter `WhatRings`), so that somebody is called."""

from enum import StrEnum

from lahetti.core.observability import logger

FIELD = "rings"
"""The field by which the template knows such a line."""


class Ring(StrEnum):
    """Why somebody is called; docs/operations.md says what to do."""

    MAIL_HELD_UP = "mail_held_up"
    DIGEST_MISSED = "digest_missed"
    CLOSING_MISSED = "closing_missed"
    DIFFERENCES_FOUND = "differences_found"


def ring(why: Ring, **fields: str | int) -> None:
    """Log a line that rings; `fields` are ids and numbers, never what is personal."""
    logger.error("this rings", extra={FIELD: why.value, **fields})

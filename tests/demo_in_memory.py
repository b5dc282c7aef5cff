"""The demo programme on the store in memory: loaded by its own loader, without pictures, at a moment of its own."""

from collections.abc import Iterable
from contextlib import nullcontext
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest

from lahetti.core.days import day_of
from lahetti.points import clicks
from lahetti.races import reconciliation
from lahetti.races.reconciliation import Difference
from lahetti.security import secrets
from tests.memory_dynamodb.client import MemoryDynamoDb
from tests.whole_programme import ZONE, WholeProgramme
from tools.programme import loader
from tools.programme.cast import Cast


def demo_programme(cast: Cast, now: datetime) -> WholeProgramme:
    """Load the demo programme as if its eight weeks ended at a moment; code runs in it while it is `lived`."""
    programme = WholeProgramme(MemoryDynamoDb(), now)

    def take_last_visit(code: str, _: Iterable[str]) -> None:
        """Do what the consumers of the streams do meanwhile."""
        clicks.tally_clicks([(code, day_of(now, ZONE))], programme.judged, now)
        programme.deliver()

    def reconcile(*arguments: Any, **named: Any) -> list[Difference]:
        """Let the standings catch up while it waits for them."""
        return reconciliation.reconcile(*arguments, **named, wait=lambda _: programme.deliver())

    with programme.lived(), pytest.MonkeyPatch.context() as patch:
        patch.setenv("LAHETTI_FIRST_ADMIN", cast.admin.email)
        patch.setattr(secrets, "voucher_key", lambda: b"vouchers")
        patch.setattr(loader, "_HANDS", 1)
        patch.setattr(loader, "clicks_consumer_off", nullcontext)
        patch.setattr(loader, "wait_for_consumers", take_last_visit)
        patch.setattr(loader, "copy_pictures", lambda *_: None)
        patch.setattr(loader, "reconciliation", SimpleNamespace(reconcile=reconcile))
        loader.load(cast, now)
    return programme

from datetime import UTC, datetime

import pytest

from lahetti.dynamodb.paging import Span
from lahetti.dynamodb.transactions import transact
from lahetti.records import audit, items
from lahetti.records.audit import AuditAction

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.mark.usefixtures("database")
def test_a_change_of_values_within_values_is_logged() -> None:
    teams = (("itä", "Itä"), ("etelä", "Etelä"))
    transact(
        audit.entry("p1", AuditAction.SETTINGS_CHANGED, "SETTINGS", NOW, before={"teams": ()}, after={"teams": teams})
    )

    ((entry,), following) = items.audit_in("2026-11", Span())

    assert (entry.who, entry.what, entry.at, following) == ("p1", AuditAction.SETTINGS_CHANGED, NOW, None)
    assert (entry.before, entry.after) == ({"teams": []}, {"teams": [["itä", "Itä"], ["etelä", "Etelä"]]})

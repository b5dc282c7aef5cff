"""The jobs of figures as they are deployed, with the rights that they have: no test of units sees what a role lacks."""

from datetime import UTC, datetime, timedelta

import pytest

from lahetti.people.model import Person
from lahetti.records import items as records_items
from tests.integration.functions import invoke

BY_DAY, BY_NIGHT = ("CountContentsFunction",), ("CountSeenFunction", "ReconcileFunction", "RunSurveysFunction")


def last_monday() -> datetime:
    """Return the time of the mail of the Monday that was last: 10 o'clock in UTC is past half past eight there."""
    now = datetime.now(UTC)
    monday = (now - timedelta(days=now.weekday())).replace(hour=10, minute=0, second=0, microsecond=0)
    return monday if monday <= now else monday - timedelta(days=7)


def test_mondays_mail_is_written_once_to_those_who_edit(editor_person: Person, admin_person: Person) -> None:
    monday = last_monday()

    first, second = (invoke("WriteMondayMailsFunction", {"time": monday.isoformat()}) for _ in range(2))

    assert first["written"] >= 2
    assert second == {"written": 0}
    for reader in (editor_person, admin_person):
        assert records_items.find_mail(f"monday#{monday.date().isoformat()}#{reader.id}") is not None


@pytest.mark.parametrize("job", [*BY_DAY, *BY_NIGHT])
def test_a_job_of_figures_runs_twice_with_the_rights_it_has(job: str, admin_person: Person) -> None:
    now = datetime.now(UTC).replace(microsecond=0)

    for _ in range(2):
        invoke(job, {"time": now.isoformat()})  # a job that fails is an error here

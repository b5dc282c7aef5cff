import json
import re
from dataclasses import replace
from datetime import UTC, datetime

from lahetti.content.notes import writing
from lahetti.content.notes.model import About
from lahetti.dynamodb.transactions import transact
from lahetti.people import items as people_items
from lahetti.people.model import ScoreCard
from lahetti.personal_data.exports import data_of
from lahetti.points.model import Activity, Entry
from lahetti.points.rules import with_entries
from lahetti.records import outbox
from lahetti.records.model import MailKind
from tests.memory_dynamodb.client import MemoryDynamoDb
from tests.sequences import ZONE
from tests.unit.lahetti.people.test_members import AINO

NOW = datetime(2026, 11, 25, 10, 0, 5, tzinfo=UTC)


def test_every_moment_of_ones_own_data_is_written_alike(database: MemoryDynamoDb) -> None:
    entry = Entry("SHARE#1", Activity.SHARE_CONFIRMED, 5, "2026-11-25", ("ALL",), NOW, 1)
    card = with_entries(ScoreCard("aino", "Aino"), [entry], ZONE, NOW)
    mail = outbox.mail(MailKind.SHARE_REMINDER, "aino", "c1", NOW, title="x", at=NOW.isoformat())
    aino = replace(AINO, joined=NOW)
    transact(people_items.put_person(aino), people_items.put_card(card), mail)
    writing.write(AINO, About.WALK_THROUGH, None, "Torstaisin sopii.", NOW)

    data = data_of(aino, NOW)

    assert data["profile"][0]["joined"] == "2026-11-25T10:00:05+00:00"
    assert data["points"][0]["races"]["ALL"]["last_entry"] == "2026-11-25T10:00:05+00:00"
    written = json.dumps(data)
    moments = re.findall(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[^\"]*", written)
    assert len(moments) >= 5
    assert all(re.fullmatch(r"[-0-9]{10}T[:0-9]{8}([.][0-9]{6})?[+]00:00", moment) for moment in moments), moments
    assert not re.search(r"\b1[0-9]{9}\b", written)

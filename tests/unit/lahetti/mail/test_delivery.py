"""A mail of the outbox on its way: claimed, sent, postponed or settled, each step over what was read."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from lahetti.content.model import ContentHead, ContentState
from lahetti.dynamodb import transactions
from lahetti.mail import delivery, held_up, pace
from lahetti.mail.delivery import CLAIM_SETTLES, MailContext
from lahetti.mail.messages import Message, mime
from lahetti.mail.ses import AccountFault, HeldUp, NotSent, Refused, Unknown
from lahetti.networks.networks import Network
from lahetti.people import items as people_items
from lahetti.people.model import WayIn
from lahetti.records import items as records_items
from lahetti.records import outbox, ringing
from lahetti.records.model import Mail, MailKind, MailStep
from lahetti.settings.model import Settings
from lahetti.sharing import items as sharing_items
from lahetti.sharing.model import Share
from tests.contents import content_head, put_heads
from tests.memory_dynamodb.client import MemoryDynamoDb
from tests.unit.lahetti.people.test_members import AINO

NOW = datetime(2026, 11, 25, 10, tzinfo=UTC)
KEY = f"guidelines_changed#9#{AINO.id}"


class Ses:
    """Takes mails, or fails as it is told to."""

    def __init__(self, *failures: Exception) -> None:
        self.failures = list(failures)
        self.taken: list[Message] = []

    def send(self, message: Message) -> str:
        if self.failures:
            raise self.failures.pop(0)
        self.taken.append(message)
        return f"m{len(self.taken)}"


@pytest.fixture(autouse=True)
def _waiting(database: MemoryDynamoDb) -> None:
    transactions.transact(
        people_items.put_person(replace(AINO, guidelines=1, version=0)),
        outbox.mail(MailKind.GUIDELINES_CHANGED, AINO.id, "9", NOW, version=9),
    )


def deliver(ses: Ses, now: datetime = NOW, **settings: str) -> MailStep | None:
    context = MailContext(Settings(quiet_hours=settings.get("quiet", "00:00-00:00")), ZoneInfo("UTC"), ses.send)
    return delivery.deliver(KEY, context, now)


def mail() -> Mail:
    found = records_items.find_mail(KEY)
    assert found is not None
    return found


def test_a_mail_is_sent_once_however_often_it_is_delivered() -> None:
    ses = Ses()

    assert [deliver(ses), deliver(ses)] == [MailStep.SENT] * 2

    assert (len(ses.taken), mail().message, mail().sent) == (1, "m1", NOW)
    assert list(records_items.mails_due(NOW + timedelta(days=1))) == []


def test_what_ses_does_not_take_now_waits_ever_longer() -> None:
    ses = Ses(NotSent("throttled"), NotSent("throttled"))

    assert deliver(ses) is MailStep.WAITING
    assert mail().due == NOW + timedelta(minutes=2)
    assert deliver(ses, NOW + timedelta(minutes=2)) is MailStep.WAITING
    assert (mail().tries, mail().due) == (2, NOW + timedelta(minutes=6))
    assert deliver(ses, NOW + timedelta(minutes=6)) is MailStep.SENT


def test_a_new_account_loses_no_mail_however_long_it_stays_new() -> None:
    """A hundred days in the sandbox: no try is counted, nothing expires, and it goes once the account may send."""
    now = NOW
    for _ in range(100):
        assert deliver(Ses(HeldUp(AccountFault.SANDBOX, "MessageRejected")), now) is MailStep.WAITING
        now = max(now + timedelta(days=1), mail().due)

    assert mail().tries == 0
    assert mail().first_due >= now - timedelta(days=2)
    assert deliver(Ses(), now) is MailStep.SENT


@pytest.mark.parametrize("fault", AccountFault)
def test_a_fault_of_the_account_rings_once_an_hour_and_the_rate_never(
    fault: AccountFault, monkeypatch: pytest.MonkeyPatch
) -> None:
    rung: list[str] = []
    monkeypatch.setattr(ringing, "ring", lambda why, **fields: rung.append(f"{why.value} {fields['fault']}"))
    held = Ses(*(HeldUp(fault, "code") for _ in range(3)))

    for now in (NOW, NOW + timedelta(minutes=61), NOW + timedelta(minutes=122)):
        assert deliver(held, now) is MailStep.WAITING
    for _ in range(3):
        held_up.note(fault, "code", NOW + timedelta(minutes=122))

    assert rung == [] if fault is AccountFault.RATE else [f"mail_held_up {fault.value}"] * 3


def test_the_first_admins_invitation_waits_for_no_quiet_hours(database: MemoryDynamoDb) -> None:
    first = replace(AINO, id="first", email="maarit@virasto.example", came_by=WayIn.INSTALLATION, version=0)
    other = replace(AINO, id="other", email="eetu@virasto.example", came_by=WayIn.ADMIN, version=0)
    ses = Ses()
    context = MailContext(Settings(quiet_hours="00:00-23:59"), ZoneInfo("UTC"), ses.send)
    for person in (first, other):
        transactions.transact(
            people_items.put_person(person), outbox.mail(MailKind.INVITATION, person.id, "joined", NOW)
        )

    steps = [delivery.deliver(f"invitation#joined#{person}", context, NOW) for person in ("first", "other")]

    assert steps == [MailStep.SENT, MailStep.WAITING]
    assert [message.to for message in ses.taken] == ["maarit@virasto.example"]


def test_many_threads_keep_to_the_rate_of_the_account(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, slept = [100.0], list[float]()
    monkeypatch.setattr(pace.time, "monotonic", lambda: clock[0])
    monkeypatch.setattr(pace.time, "sleep", slept.append)
    kept = pace.Pace()

    for _ in range(4):
        kept.wait(2.0)

    assert slept == [0.5, 1.0, 1.5]


def test_what_ses_will_never_take_has_failed() -> None:
    assert deliver(Ses(Refused("not an address"))) is MailStep.FAILED
    assert (mail().reason, mail().is_settled) == ("not an address", True)


@pytest.mark.parametrize(("reported", "taken"), [(True, 0), (False, 1)])
def test_a_lost_answer_is_settled_by_whether_ses_reports_the_mail(reported: bool, taken: int) -> None:
    ses, later = Ses(Unknown("timeout")), NOW + CLAIM_SETTLES
    assert deliver(ses) is MailStep.CLAIMED
    assert deliver(ses, later - timedelta(seconds=1)) is MailStep.CLAIMED
    if reported:
        delivery.note_reported(KEY, NOW + timedelta(seconds=5))

    assert list(records_items.mails_due(later)) == [KEY]
    assert deliver(ses, later) is MailStep.SENT
    assert len(ses.taken) == taken


def test_a_mail_waits_for_the_end_of_quiet_hours() -> None:
    assert deliver(Ses(), quiet="09:00-12:30") is MailStep.WAITING
    assert mail().due == NOW.replace(hour=12, minute=30)


def test_the_place_of_a_mail_in_a_persons_list_stays_when_it_is_postponed() -> None:
    before = mail().first_due

    deliver(Ses(NotSent("throttled")))

    assert mail().first_due == before
    (listed,) = records_items.mails_of_person(AINO.id)
    assert listed.key == KEY


def test_of_two_senders_one_has_the_mail() -> None:
    stale = mail()
    deliver(Ses())

    assert not records_items.save_mail(stale.with_claim(NOW, NOW + CLAIM_SETTLES))


def test_a_mail_that_cannot_be_composed_counts_its_tries_and_fails_with_its_reason(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ses, now = Ses(), NOW
    monkeypatch.setattr(delivery, "compose", lambda *_: 1 / 0)

    for tried in range(1, 8):
        assert deliver(ses, now) is MailStep.WAITING
        assert mail().tries == tried
        now = mail().due
    assert deliver(ses, now) is MailStep.FAILED

    assert (mail().reason, mail().tries, mail().is_settled) == ("cannot be built", 8, True)
    assert list(records_items.mails_due(now + timedelta(days=1))) == []


@pytest.mark.parametrize("at", ["9999-12-31T23:30:00+00:00", "no moment", None])
def test_a_mail_whose_fields_no_letter_can_be_made_of_holds_up_no_other(at: str | None) -> None:
    ses = Ses()
    fields = {"title": "Otsikko", "content": "c1", "state": "scheduled", **({} if at is None else {"at": at})}
    broken = outbox.mail(MailKind.SUGGESTION_ACCEPTED, AINO.id, "c1", NOW, **({"title": "x"} if at is None else fields))
    transactions.transact(broken)
    key = f"suggestion_accepted#c1#{AINO.id}"
    context = MailContext(Settings(quiet_hours="00:00-00:00"), ZoneInfo("Europe/Helsinki"), ses.send)

    steps = delivery.deliver_all([key, KEY], context, NOW)

    assert steps == {MailStep.WAITING: 1, MailStep.SENT: 1}
    found = records_items.find_mail(key)
    assert found is not None
    assert (found.tries, found.due) == (1, NOW + timedelta(minutes=2))


def test_a_title_of_several_lines_makes_a_subject_of_one(monkeypatch: pytest.MonkeyPatch) -> None:
    title = "Kortti\r\nBcc: muut@virasto.example\nVielä"
    recalled = outbox.mail(MailKind.CONTENT_RECALLED, AINO.id, "c1", NOW, title=title, links="keep")
    transactions.transact(recalled)
    ses = Ses()
    context = MailContext(Settings(quiet_hours="00:00-00:00"), ZoneInfo("UTC"), ses.send)

    delivery.deliver(f"content_recalled#c1#{AINO.id}", context, NOW)

    (message,) = ses.taken
    assert "Kortti Bcc: muut@virasto.example Vielä" in message.subject
    head, _, _ = mime(message, "lahetti@virasto.example").partition(b"\r\n\r\n")
    assert b"\nBcc:" not in head


@pytest.mark.parametrize(
    ("replacement", "is_offered"),
    [
        (content_head("c2"), True),
        (content_head("c2", state=ContentState.RECALLED), False),
        (content_head("c2", audience=("muu",)), False),
        (content_head("c2", expiry=NOW - timedelta(days=1)), False),
        (None, False),
    ],
    ids=["on offer", "recalled, too", "for others", "expired", "gone"],
)
def test_a_recall_offers_instead_only_what_its_reader_can_share(
    replacement: ContentHead | None, is_offered: bool
) -> None:
    fields = {"title": "Kortti", "links": "keep", "reason": "Väärä.", "replacement": "c2", "replacement_title": "Uusi"}
    transactions.transact(outbox.mail(MailKind.CONTENT_RECALLED, AINO.id, "c1", NOW, **fields))
    if replacement is not None:
        put_heads([replacement])
    ses = Ses()
    context = MailContext(Settings(quiet_hours="00:00-00:00"), ZoneInfo("UTC"), ses.send)

    delivery.deliver(f"content_recalled#c1#{AINO.id}", context, NOW)

    (message,) = ses.taken
    assert "Väärä." in message.text
    assert ("/share/c2" in message.text) is is_offered


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (MailKind.CONTENT_RECALLED, {"links": "keep", "replacement": "c2", "replacement_title": "Uusi"}),
        (MailKind.SUGGESTION_ACCEPTED, {"content": "c2", "state": "published"}),
    ],
)
def test_a_link_to_share_begins_on_the_readers_last_network_that_is_ready(
    kind: MailKind, fields: dict[str, str]
) -> None:
    transactions.transact(outbox.mail(kind, AINO.id, "c1", NOW, title="Kortti", **fields))
    put_heads([content_head("c2", captioned=("facebook#fi", "linkedin#fi", "x#fi"))])
    shared = [("c1", Network.FACEBOOK, 3), ("c2", Network.X, 1), ("c1", Network.BLUESKY, 2)]
    for content, network, hours in shared:
        code, opened = f"{network:0<10}"[:10], NOW - timedelta(hours=hours)
        share = Share(code, AINO.id, content, network, "", "https://www.vero.fi", opened)
        transactions.transact(sharing_items.put_share(share))
    ses = Ses()
    context = MailContext(Settings(quiet_hours="00:00-00:00"), ZoneInfo("UTC"), ses.send)

    delivery.deliver(f"{kind.value}#c1#{AINO.id}", context, NOW)

    (message,) = ses.taken
    assert "/share/c2?network=facebook\n" in message.text

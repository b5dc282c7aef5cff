"""Single mails from the deed to the inbox, on the local cloud: nobody is missed, nobody is told twice."""

import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from lahetti.content import drafting
from lahetti.content import items as content_items
from lahetti.core import clock
from lahetti.dynamodb import transactions
from lahetti.mail import delivery, fanouts
from lahetti.mail.delivery import MailContext
from lahetti.mail.messages import Message
from lahetti.mail.ses import NotSent, Refused, Unknown
from lahetti.people import changing, inviting, members
from lahetti.people.guidelines import publishing as guidelines_publishing
from lahetti.people.model import Person
from lahetti.records import items as records_items
from lahetti.records import outbox
from lahetti.records.model import FanOutKind, MailKind, MailStep
from lahetti.settings import versions as settings_versions
from lahetti.settings.model import Settings
from lahetti.sharing import items as sharing_items
from tests.integration.api_client import Api
from tests.integration.inbox import await_mail, mails_to
from tests.integration.people_fixtures import Cast, accepted, content_draft, current
from tests.integration.waiting import until
from tools import inbox

ZONE = ZoneInfo("Europe/Helsinki")
TUESDAY = datetime(2037, 11, 24, 8, tzinfo=UTC)
"""10:00 in Helsinki, in a future in which the deployed functions do not deliver yet."""


class Outside:
    """SES as a test wants it: remembers what it took, and fails as it is told."""

    def __init__(self, *failures: Exception | None, takes_before_failing: bool = False) -> None:
        self.failures = list(failures)
        self.takes_before_failing = takes_before_failing
        self.taken: list[Message] = []

    def send(self, message: Message) -> str:
        failure = self.failures.pop(0) if self.failures else None
        if failure is None or self.takes_before_failing:
            self.taken.append(message)
        if failure is not None:
            raise failure
        return "m1"


def waiting_mail(person: Person, due: datetime, kind: MailKind = MailKind.SUGGESTION_REJECTED) -> str:
    """Put a mail into the outbox as the stream's consumer never saw it: due in a time that is not now."""
    cause = uuid.uuid4().hex
    write = outbox.mail(kind, person.id, cause, due, title="Juttu")
    write.item.save(condition=write.condition)
    return f"{kind.value}#{cause}#{person.id}"


def post(outside: Outside, **changes: str) -> MailContext:
    return MailContext(replace(Settings(), **changes), ZONE, outside.send)


@pytest.fixture
def person(cast: Cast) -> Person:
    return cast.invite("Riikka Salminen")


def test_an_invitation_comes_by_itself_and_its_reminder_waits_two_days(cast: Cast, cloud: object) -> None:
    invited = cast.invite("Jonas Ekholm", language="sv")

    found = await_mail(invited.email, "Välkommen till Lähetti")

    text, html = inbox.bodies(found)
    assert "Hej Jonas!" in text
    assert "<table role=" in html
    reminder = records_items.find_mail(f"invitation_reminder#joined#{invited.id}")
    assert reminder is not None
    assert reminder.step is MailStep.WAITING
    assert reminder.due - invited_at(invited) == inviting.REMINDER_AFTER


def invited_at(person: Person) -> datetime:
    return members.find_person(person.id).joined


def test_a_mail_is_sent_once_however_often_it_is_delivered(person: Person) -> None:
    outside, key = Outside(), waiting_mail(person, TUESDAY)

    steps = [delivery.deliver(key, post(outside), TUESDAY + timedelta(minutes=n)) for n in range(3)]

    assert steps == [MailStep.SENT] * 3
    assert [message.to for message in outside.taken] == [person.email]
    assert delivery.key_of(outside.taken[0].tags["mail"]) == key


def test_several_at_once_send_a_mail_once(person: Person) -> None:
    outside, key = Outside(), waiting_mail(person, TUESDAY)

    steps = delivery.deliver_all([key] * 8, post(outside), TUESDAY)

    assert set(steps) <= {MailStep.SENT, MailStep.CLAIMED}
    assert len(outside.taken) == 1


def test_a_mail_waits_through_quiet_hours_and_a_recall_does_not(person: Person) -> None:
    evening = datetime(2037, 11, 24, 17, tzinfo=UTC)  # 19:00 in Helsinki
    outside, key = Outside(), waiting_mail(person, evening)
    recalled = outbox.mail(MailKind.CONTENT_RECALLED, person.id, uuid.uuid4().hex, evening, title="Juttu", links="keep")
    recalled.item.save(condition=recalled.condition)

    assert delivery.deliver(key, post(outside), evening) is MailStep.WAITING
    assert delivery.deliver(recalled.item.pk.removeprefix("MAIL#"), post(outside), evening) is MailStep.SENT
    assert [message.subject for message in outside.taken] == ["Älä jaa enää: Juttu"]
    morning = datetime(2037, 11, 25, 5, 30, tzinfo=UTC)
    assert delivery.deliver(key, post(outside), morning - timedelta(minutes=1)) is MailStep.WAITING
    assert key in delivery.mails_due(morning)
    assert delivery.deliver(key, post(outside), morning) is MailStep.SENT


@pytest.mark.parametrize("reported", [True, False])
def test_a_claim_left_open_is_settled_by_what_ses_reported(person: Person, reported: bool) -> None:
    """SES took the mail, its answer was lost."""
    outside, key = Outside(Unknown("timeout"), takes_before_failing=True), waiting_mail(person, TUESDAY)
    assert delivery.deliver(key, post(outside), TUESDAY) is MailStep.CLAIMED
    if reported:
        delivery.note_reported(key, TUESDAY + timedelta(seconds=5))

    soon = delivery.deliver(key, post(outside), TUESDAY + timedelta(minutes=1))
    later = delivery.deliver(key, post(outside), TUESDAY + delivery.CLAIM_SETTLES)

    assert (soon, later) == (MailStep.CLAIMED, MailStep.SENT)
    assert len(outside.taken) == (1 if reported else 2)


def test_a_mail_that_ses_does_not_take_now_is_tried_again_and_one_it_refuses_is_not(person: Person) -> None:
    throttled, refused = waiting_mail(person, TUESDAY), waiting_mail(person, TUESDAY)
    outside = Outside(NotSent("TooManyRequestsException"))
    assert delivery.deliver(throttled, post(outside), TUESDAY) is MailStep.WAITING
    assert delivery.deliver(throttled, post(outside), TUESDAY + timedelta(minutes=3)) is MailStep.SENT

    assert delivery.deliver(refused, post(Outside(Refused("MessageRejected"))), TUESDAY) is MailStep.FAILED
    assert delivery.deliver(refused, post(outside), TUESDAY + timedelta(hours=1)) is MailStep.FAILED


def test_a_mail_nobody_could_send_for_a_week_is_not_sent(person: Person) -> None:
    outside, key = Outside(), waiting_mail(person, TUESDAY)

    assert delivery.deliver(key, post(outside), TUESDAY + timedelta(days=8)) is MailStep.DROPPED
    assert outside.taken == []


def test_the_paused_and_those_who_have_begun_get_no_reminder(cast: Cast) -> None:
    outside = Outside()
    begun, paused = accepted(cast.invite("Aino Alku")), cast.invite("Pekka Tauolla")
    changing.change_person(paused.id, {"state": "paused"}, "tests", clock.now())
    later = clock.now() + inviting.REMINDER_AFTER

    steps = [
        delivery.deliver(f"invitation_reminder#joined#{somebody.id}", post(outside), later)
        for somebody in (begun, paused)
    ]

    assert steps == [MailStep.DROPPED, MailStep.DROPPED]
    assert outside.taken == []


def test_a_bug_with_one_mail_does_not_keep_the_others(person: Person) -> None:
    outside, good = Outside(), waiting_mail(person, TUESDAY)
    bad = waiting_mail(person, TUESDAY, MailKind.FEED_BROKEN)  # lacks every field that its text needs

    steps = delivery.deliver_all([bad, good], post(outside), TUESDAY)

    assert steps[MailStep.SENT] == len(outside.taken) == 1
    tried = records_items.find_mail(bad)
    assert tried is not None
    assert (tried.step, tried.tries) == (MailStep.WAITING, 1)


def test_a_reminder_comes_at_the_chosen_time_unless_the_share_was_posted_or_put_off_again(
    sharer: Api, publish: Callable[..., str]
) -> None:
    outside = Outside()
    code = sharer.post("/me/shares", {"content": publish(), "network": "linkedin"}).json()["code"]
    first, second = (datetime.now(UTC) + timedelta(days=days) for days in (1, 2))

    assert sharer.put(f"/me/shares/{code}/reminder", {"remind_at": first.isoformat()}).status_code == 200
    told = sharer.put(f"/me/shares/{code}/reminder", {"remind_at": second.isoformat()}).json()["remind_at"]

    reminder = f"share_reminder#{code}#{sharer.person}"
    assert datetime.fromisoformat(told) == second
    assert delivery.deliver(reminder, post(outside, quiet_hours="00:00-00:00"), first) is not MailStep.SENT
    assert delivery.deliver(reminder, post(outside, quiet_hours="00:00-00:00"), second) is MailStep.SENT
    assert f"/share/{sharer.get(f'/me/shares/{code}').json()['content']}" in outside.taken[0].html


def test_a_share_that_was_declined_is_reminded_of_no_more(sharer: Api, publish: Callable[..., str]) -> None:
    outside, at = Outside(), datetime.now(UTC) + timedelta(days=1)
    code = sharer.post("/me/shares", {"content": publish(), "network": "linkedin"}).json()["code"]
    sharer.put(f"/me/shares/{code}/reminder", {"remind_at": at.isoformat()})

    declined = sharer.post(f"/me/shares/{code}/decline", None).json()

    assert (declined["state"], declined["remind_at"]) == ("declined", None)
    assert code not in [share["code"] for share in sharer.get("/me/shares").json()["items"]]
    late = post(outside, quiet_hours="00:00-00:00")
    assert delivery.deliver(f"share_reminder#{code}#{sharer.person}", late, at) is MailStep.DROPPED
    assert not outside.taken


def test_a_reminder_is_refused_for_what_is_past_too_far_or_confirmed(sharer: Api, publish: Callable[..., str]) -> None:
    code = sharer.post("/me/shares", {"content": publish(), "network": "linkedin"}).json()["code"]
    now = datetime.now(UTC)

    for at in (now - timedelta(minutes=1), now + timedelta(days=32)):
        assert sharer.put(f"/me/shares/{code}/reminder", {"remind_at": at.isoformat()}).status_code == 422
    assert sharer.send("DELETE", f"/me/shares/{code}/reminder").json()["remind_at"] is None
    sharer.post(f"/me/shares/{code}/confirm", None)
    later = {"remind_at": (now + timedelta(days=1)).isoformat()}
    assert sharer.put(f"/me/shares/{code}/reminder", later).status_code == 409


def test_a_recall_leads_links_elsewhere_and_tells_everybody_who_shared(
    sharer: Api, cast: Cast, editor: Api, publish: Callable[..., str]
) -> None:
    other = cast.api(accepted(cast.invite("Maija Toinen", language="en")))
    recalled = publish()
    codes = [
        who.post("/me/shares", {"content": recalled, "network": network}).json()["code"]
        for who, network in ((sharer, "linkedin"), (sharer, "facebook"), (other, "x"))
    ]

    answers = [
        editor.post(f"/contents/{recalled}/recall", {"links": "front_page", "reason": "Luku oli väärä."})
        for _ in range(2)
    ]

    assert [answer.json()["state"] for answer in answers] == ["recalled", "recalled"]
    await_mail(sharer.email, "Älä jaa enää")
    await_mail(other.email, "Please do not share any more")
    targets = [found.target for code in codes if (found := sharing_items.find_share(code, consistent=True))]
    assert targets == ["https://verona.virasto.example/"] * 3
    assert sharer.post("/me/shares", {"content": recalled, "network": "threads"}).status_code == 409
    assert sharer.get(f"/contents/{recalled}").status_code == 404
    later = clock.now() + timedelta(minutes=2)
    assert fanouts.expand(f"content_recalled#{recalled}", settings_versions.read_settings(), later) == 0
    assert Counter(inbox.subject(found) for found in mails_to(sharer.email))["Älä jaa enää: " + title(recalled)] == 1


def title(of_content: str) -> str:
    head = content_items.find_head(of_content)
    assert head is not None
    return head.title


def test_only_what_was_on_offer_is_recalled_and_links_may_be_kept(editor: Api, editor_person: Person) -> None:
    made = drafting.create_draft(content_draft(), editor_person, current(), clock.now()).row.content

    assert editor.post("/contents/0000000000/recall", {"links": "keep", "reason": "Luku oli väärä."}).status_code == 404
    assert editor.post(f"/contents/{made}/recall", {"links": "keep", "reason": "Luku oli väärä."}).status_code == 409
    editor.post(f"/contents/{made}/publish", {})
    assert (
        editor.post(f"/contents/{made}/recall", {"links": "keep", "reason": "Luku oli väärä."}).json()["state"]
        == "recalled"
    )
    assert editor.post(f"/contents/{made}/publish", {}).status_code == 409
    assert editor.post(f"/contents/{made}/archive", None).json()["state"] == "recalled"


def test_new_guidelines_are_told_to_those_who_had_accepted_older_ones(cast: Cast) -> None:
    knows, new = accepted(cast.invite("Aino Tuntee")), cast.invite("Uusi Tulija")
    version = guidelines_publishing.current().version + 1000
    key = f"guidelines_changed#{version}"
    now = clock.now()
    transactions.transact(outbox.fan_out(FanOutKind.GUIDELINES_CHANGED, f"{version}", now, version=version))

    fanouts.expand(key, Settings(), now)
    again = fanouts.expand(key, Settings(), now)

    def told() -> list[MailStep]:
        never_quiet = post(Outside(), quiet_hours="00:00-00:00")
        return [delivery.deliver(f"{key}#{who.id}", never_quiet, clock.now()) for who in (knows, new)]

    # The deployed functions are at the same mails: whoever comes second finds them sent.
    assert again == 0
    assert until(told, lambda steps: MailStep.CLAIMED not in steps) == [MailStep.SENT, MailStep.DROPPED]

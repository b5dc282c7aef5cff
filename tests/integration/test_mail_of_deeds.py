"""From a deed to its mail, for every kind: what the deed puts into the outbox is what the mail's text needs.

A code is in the delivered mail alone, and in no row of the outbox.
"""

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from lahetti.analytics import periods
from lahetti.content import recalling
from lahetti.content.channels import catalogue as channels_catalogue
from lahetti.content.channels.model import Channel
from lahetti.content.feeds import settings as feed_settings
from lahetti.content.feeds.importing import ImportRun, import_feed
from lahetti.content.model import Links, Recall
from lahetti.core import clock
from lahetti.core.texts import LANGUAGES
from lahetti.dynamodb import keys, transactions
from lahetti.mail import delivery, fanouts, monday
from lahetti.mail.delivery import MailContext
from lahetti.networks.model import Fetched, FetchRefused, Limits, TooSlow
from lahetti.networks.networks import Network
from lahetti.people import changing
from lahetti.people import items as people_items
from lahetti.people.guidelines import publishing as guidelines_publishing
from lahetti.people.model import MailState, Person
from lahetti.people.waiting_list import admitting, queueing
from lahetti.periods.calendar import PeriodKind
from lahetti.personal_data import erasing, leaving
from lahetti.records import items as records_items
from lahetti.records import outbox
from lahetti.records.model import FanOutKind, Mail, MailKind, MailStep
from lahetti.rewards import awards, catalogue, claims, vouchers
from lahetti.rewards.model import Award, AwardState, Offer, VouchersMissing, Way
from lahetti.settings import versions as settings_versions
from lahetti.sharing import opening, own_shares
from lahetti.suggestions import suggesting
from tests.integration.inbox import await_mail, mails_to
from tests.integration.people_fixtures import GUIDELINES, Cast, accepted, content_draft, current, published
from tests.integration.races_fixtures import ZONE, Week
from tests.integration.waiting import until
from tests.names import named
from tools import inbox

if TYPE_CHECKING:
    from lahetti.dynamodb.transactions import Put

AHEAD = datetime(2032, 3, 1, 9, tzinfo=UTC)
"""A Monday in a future in which the deployed functions do not deliver yet."""


@dataclass(frozen=True)
class Told:
    """Whom a deed is told, under which cause, and words that the mail has in every language."""

    person: Person
    cause: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Stage:
    """Where deeds are done."""

    cast: Cast
    admin: Person
    week: Week
    patch: pytest.MonkeyPatch

    @property
    def now(self) -> datetime:
        return clock.now()


@pytest.fixture
def stage(cast: Cast, admin_person: Person, week: Week, monkeypatch: pytest.MonkeyPatch) -> Stage:
    return Stage(cast, admin_person, week, monkeypatch)


def invited(stage: Stage) -> Told:
    return Told(stage.cast.invite("Tuulikki Tulija"), "joined", ("Tuulikki",))


def place_given(stage: Stage) -> Told:
    address = f"{uuid.uuid4().hex}@virasto.example"
    queueing.join(address, "Jaana Jonottaja", "fi", stage.now)
    (waiting,) = [place.waiting for place in queueing.queue(most=1000)[0] if place.email == address]
    return Told(admitting.admit_from_waiting_list(waiting, stage.admin.id, stage.now), "joined", ("Jaana",))


def place_asked_for(stage: Stage) -> Told:
    address = f"{uuid.uuid4().hex}@virasto.example"
    queueing.ask(address, "Jaana Jonottaja", "fi", uuid.uuid4().hex, AHEAD)
    (asked,) = records_items.mails_of_person(f"waiting-{queueing._id_of(address)}")
    return Told(queueing.asker(asked), "", ("Jaana", "/waiting-list?token="))


def suggestion_accepted(stage: Stage) -> Told:
    suggester = stage.cast.invite("Ilona Idea")
    made = suggesting.suggest(content_draft(title="Hyvä juttu"), suggester, current(), stage.now).row.content
    suggesting.accept(made, stage.admin, stage.week.programme, stage.now, publish=True)
    return Told(suggester, made, ("Hyvä juttu", "15", f"/share/{made}"))


def suggestion_rejected(stage: Stage) -> Told:
    suggester = stage.cast.invite("Ilona Idea")
    made = suggesting.suggest(content_draft(title="Eri juttu"), suggester, current(), stage.now).row.content
    suggesting.reject(made, stage.admin, "Ei nyt.", stage.now)
    return Told(suggester, made, ("Eri juttu", "Ei nyt."))


def shared(stage: Stage, title: str) -> tuple[Person, str, str]:
    """Let somebody open a share; return them, the content and the share's code."""
    person = accepted(stage.cast.invite("Salla Jakaja"))
    made = published(stage.admin, title)
    opened, _ = opening.open_share(person, made, Network.LINKEDIN, current(), stage.now)
    return person, made, opened.code


def share_put_off(stage: Stage) -> Told:
    person, made, code = shared(stage, "Myöhemmin jaettava")
    own_shares.remind_later(person, code, stage.now + timedelta(days=1), current(), ZONE, stage.now)
    return Told(person, code, ("Myöhemmin jaettava", f"/share/{made}", f"/{code}"))


def content_recalled(stage: Stage) -> Told:
    person, made, _ = shared(stage, "Väärä luku")
    recalling.recall(made, Recall(Links.KEEP, "Luku oli väärä."), stage.admin, current(), stage.now)
    fanouts.expand(f"content_recalled#{made}", current(), stage.now)
    return Told(person, made, ("Väärä luku",))


def guidelines_changed(stage: Stage) -> Told:
    """Under a key of its own and not stored as the programme's: others have accepted the current version."""
    person = accepted(stage.cast.invite("Lauri Lukija"))
    writes: list[Put] = []
    stage.patch.setattr(settings_versions, "write_version", lambda _, *some: writes.extend(some))
    guidelines_publishing.publish(GUIDELINES, "tests", stage.now)
    (item,) = [write.item for write in writes if isinstance(write.item, records_items.FanOutItem)]
    cause = uuid.uuid4().hex
    transactions.transact(outbox.fan_out(FanOutKind(item.what), cause, stage.now, **item.fields.as_dict()))
    fanouts.expand(f"{item.what}#{cause}", current(), stage.now)
    return Told(person, cause, (str(guidelines_publishing.current().version + 1),))


def offered(stage: Stage, way: Way, stock: int = 1, **more: Any) -> str:
    """Put a reward with one code on offer; return its id."""
    offer = Offer(way, named("Leffalippu"), 1250, stock, race=None if way is Way.CLAIM else stage.week.race, **more)
    made = catalogue.create_reward(offer, stage.admin.id, stage.week.before, ZONE).reward
    vouchers.upload_vouchers(made, f"KOODI-{made[-6:]}", stage.admin.id, stage.now)
    return made


def race_won(stage: Stage) -> tuple[Person, str]:
    """Let somebody win a race; return them and the reward."""
    winner = stage.cast.invite("Venla Voittaja")
    stage.week.earn(winner, 15)
    reward = offered(stage, Way.TOP, collect="Lippu käy myös Tampereella.")
    stage.week.close()
    awards.close_race(stage.week.race, stage.week.after, ZONE)
    return winner, reward


def prize_won(stage: Stage) -> Told:
    winner, reward = race_won(stage)
    words = ("Leffalippu", f"KOODI-{reward[-6:]}", "Lippu käy myös Tampereella.", "1")
    return Told(winner, f"{reward}#{stage.week.race}", words)


def winners_listed(stage: Stage) -> Told:
    _, reward = race_won(stage)
    return Told(stage.admin, f"{stage.week.race}#{reward}", ("Leffalippu", "Venla Voittaja"))


def codes_lacking(stage: Stage) -> Told:
    """Let two win a race whose prize has one code."""
    for name in ("Venla Voittaja", "Kaisa Kakkonen"):
        stage.week.earn(stage.cast.invite(name), 15)
    reward = offered(stage, Way.TOP, stock=2)
    stage.week.close()
    with pytest.raises(VouchersMissing):
        awards.close_race(stage.week.race, stage.week.after, ZONE)
    return Told(stage.admin, f"{stage.week.race}#{reward}", ("Leffalippu", "1"))


def person_removed(stage: Stage) -> Told:
    person = stage.cast.invite("Lauri Lähtevä")
    leaving.remove(person.id, "Työsuhde päättyi.", stage.admin, AHEAD)
    erasing.erase(person.id, current(), AHEAD + erasing.SECOND_LOOK, erasing.Outside())
    return Told(person, "", ("Työsuhde päättyi.",))


def claimed(stage: Stage, *, approved: bool = False) -> tuple[Person, str, Award]:
    """Let somebody claim a reward; return them, the reward and what they have got."""
    person = stage.cast.invite("Veikko Varakas")
    stage.week.earn(person, 60)
    if approved:
        card = people_items.find_card(person.id, consistent=True)
        assert card is not None
        transactions.transact(people_items.put_card(replace(card, claims_approved=True)))
    reward = offered(stage, Way.CLAIM, cost=50)
    return person, reward, claims.claim(reward, person, stage.week.programme, stage.now)


def claim_made(stage: Stage) -> Told:
    person, reward, award = claimed(stage)
    assert award.state is AwardState.WAITING
    return Told(stage.admin, f"{reward}#{person.id}#", ("Leffalippu", "Veikko Varakas"))


def claim_refused(stage: Stage) -> Told:
    person, reward, _ = claimed(stage)
    claims.refuse(reward, person.id, 1, "Vain esiintyjille.", stage.admin, stage.week.programme, stage.now)
    return Told(person, f"{reward}#1", ("Leffalippu", "50", "Vain esiintyjille."))


def mail_bounced(stage: Stage) -> Told:
    gone = stage.cast.invite("Seppo Siirtynyt")
    changing.stop_mail(gone.email, MailState.BOUNCED, stage.now)
    return Told(stage.admin, gone.id, ("Seppo Siirtynyt",))


def feed_broken(stage: Stage) -> Told:
    channel = channel_with_feed(stage)
    for hours in (6, 0):
        import_feed(channel, ImportRun(current(), ZONE, stage.now - timedelta(hours=hours), refused))
    return Told(stage.admin, channel, (f"Blogi {channel}", "503"))


def channel_with_feed(stage: Stage) -> str:
    """Add a channel with a feed that the deployed job fetches no more that day."""
    channel = f"m{uuid.uuid4().hex[:12]}"
    front_page = "https://verona.virasto.example/"
    channels_catalogue.add_channel(
        Channel(channel, f"Blogi {channel}", "blog", "fi", front_page), stage.admin.id, stage.now
    )
    feed_settings.set_feed(channel, f"https://www.virasto.example/{channel}", stage.admin.id, stage.now)
    return channel


def refused(address: str, limits: Limits, headers: Any) -> Fetched:
    raise FetchRefused(503, retry_after=3600, value=address)


def last_week_told(stage: Stage) -> Told:
    """Write Monday's mail of the Monday that was last: who is told already is not told again."""
    today = stage.now.astimezone(ZONE)
    monday_noon = (today - timedelta(days=today.weekday())).replace(hour=12)
    if monday_noon > today:
        monday_noon -= timedelta(days=7)
    monday.write_mails(current, ZONE, monday_noon)
    week = periods.before(periods.current(PeriodKind.WEEK, monday_noon.date()))
    return Told(stage.admin, monday_noon.date().isoformat(), (f"/console/works?period={week.id}",))


TRIED_ELSEWHERE = {MailKind.SURVEY_INVITATION, MailKind.SURVEY_REMINDER, MailKind.SIGN_IN_CODE}
"""Surveys ask everybody who takes part: tests/browser/test_surveys.py has a programme of its own for them. A code lies
in no outbox: every sign-in of the browser tests reads one."""
DEEDS: dict[MailKind, Callable[[Stage], Told]] = {
    MailKind.INVITATION: invited,
    MailKind.INVITATION_REMINDER: invited,
    MailKind.PLACE_FREE: place_given,
    MailKind.WAITING_CONFIRMATION: place_asked_for,
    MailKind.SUGGESTION_ACCEPTED: suggestion_accepted,
    MailKind.SUGGESTION_REJECTED: suggestion_rejected,
    MailKind.SHARE_REMINDER: share_put_off,
    MailKind.CONTENT_RECALLED: content_recalled,
    MailKind.GUIDELINES_CHANGED: guidelines_changed,
    MailKind.WINNER: prize_won,
    MailKind.WINNERS_LIST: winners_listed,
    MailKind.CLAIM_WAITING: claim_made,
    MailKind.CLAIM_REFUSED: claim_refused,
    MailKind.MAIL_BOUNCED: mail_bounced,
    MailKind.FEED_BROKEN: feed_broken,
    MailKind.CODES_MISSING: codes_lacking,
    MailKind.DATA_ERASED: person_removed,
    MailKind.MONDAY: last_week_told,
}


def rows_of(person: str, kind: MailKind, cause: str = "") -> list[Mail]:
    """Return the outbox's mails of a kind for somebody whose cause begins so."""
    mails = records_items.mails_of_person(person)
    return [mail for mail in mails if mail.key.startswith(f"{kind.value}#{cause}")]


@pytest.mark.parametrize("kind", [kind for kind in MailKind if kind not in TRIED_ELSEWHERE])
def test_a_mail_says_what_its_deed_put_into_the_outbox(kind: MailKind, stage: Stage) -> None:
    told = DEEDS[kind](stage)

    (row,) = rows_of(told.person.id, kind, told.cause)
    for language in LANGUAGES:
        reader = replace(told.person, language=language)
        message = delivery.compose(kind, reader, row.fields, MailContext(current(), ZONE))
        for word in told.words:
            assert word in message.text
            assert word in message.html
        assert "{" not in message.subject + message.text
        assert told.person.name.split()[0] in message.text


# --- vouchers


def test_a_race_that_closes_brings_its_winner_the_code_and_no_row_holds_it(stage: Stage) -> None:
    ahead = replace(stage, week=Week(stage.admin, AHEAD))
    winner, reward = race_won(ahead)
    (row,) = rows_of(winner.id, MailKind.WINNER)

    steps = [delivery.deliver(row.key, MailContext(current(), ZONE), ahead.week.after) for _ in range(2)]

    assert steps == [MailStep.SENT] * 2
    sent = [found for found in mails_to(winner.email) if f"KOODI-{reward[-6:]}" in inbox.bodies(found)[0]]
    assert len(sent) == 1
    assert f"KOODI-{reward[-6:]}" in inbox.bodies(sent[0])[1]
    assert "KOODI" not in everything_waiting_or_sent(winner, stage.admin)


def test_a_claim_that_is_granted_brings_the_code_by_itself(stage: Stage) -> None:
    person, reward, award = claimed(stage, approved=True)

    assert award.state is AwardState.GIVEN
    found = await_mail(person.email, "Lunastamasi palkinto: Leffalippu")
    assert f"KOODI-{reward[-6:]}" in inbox.bodies(found)[0]
    assert "KOODI" not in everything_waiting_or_sent(person, stage.admin)


def everything_waiting_or_sent(*some: Person) -> str:
    """Return all that the outbox's rows and their copies in indexes hold of people, as text."""
    found = [item for person in some for item in records_items.MailItem.gsi2.query(keys.person(person.id))]
    rows = [
        records_items.MailItem.get(item.pk, "MAIL").to_dynamodb_dict() for item in found if item.pk.startswith("MAIL#")
    ]
    return json.dumps([*rows, *(item.to_dynamodb_dict() for item in found)], default=str)


# --- mails that have become needless


def test_the_admins_are_told_once_that_a_feed_has_broken_until_it_was_well_again(stage: Stage) -> None:
    channel = channel_with_feed(stage)
    begun = stage.now - timedelta(hours=7)

    def run(after: timedelta, reason: type[Exception] | None) -> None:
        def fetch(address: str, limits: Limits, headers: Any) -> Fetched:
            if reason is TooSlow:
                raise TooSlow("Too slow.")
            return refused(address, limits, headers) if reason else Fetched(address, "text/xml", FEED)

        import_feed(channel, ImportRun(current(), ZONE, begun + after, fetch))

    run(timedelta(), FetchRefused)
    run(timedelta(hours=2), FetchRefused)
    early = rows_of(stage.admin.id, MailKind.FEED_BROKEN, channel)
    run(timedelta(hours=7), FetchRefused)
    # Before the feed is well again: a mail that is slower than that is rightly dropped.
    told = await_mail(stage.admin.email, f"Kanavan Blogi {channel}")
    run(timedelta(days=1), TooSlow)
    once = rows_of(stage.admin.id, MailKind.FEED_BROKEN, channel)
    run(timedelta(days=2), None)
    run(timedelta(days=3), TooSlow)
    run(timedelta(days=3, hours=7), TooSlow)
    twice = rows_of(stage.admin.id, MailKind.FEED_BROKEN, channel)

    assert [len(early), len(once), len(twice)] == [0, 1, 2]
    first, second = sorted(twice, key=lambda row: row.due)
    assert (first.fields["reason"], second.fields["reason"]) == ("refused", "answer_too_slow")
    assert "503" in inbox.bodies(told)[0]


FEED = b'<rss version="2.0"><channel><title>B</title><link>https://verona.virasto.example/</link></channel></rss>'


def test_a_feed_that_is_well_when_its_mail_could_go_out_is_not_told(stage: Stage) -> None:
    channel = channel_with_feed(stage)
    import_feed(channel, ImportRun(current(), ZONE, AHEAD - timedelta(hours=6), refused))
    import_feed(channel, ImportRun(current(), ZONE, AHEAD, refused))
    (row,) = rows_of(stage.admin.id, MailKind.FEED_BROKEN, channel)
    again = AHEAD + timedelta(hours=3)
    import_feed(channel, ImportRun(current(), ZONE, again, lambda address, *_: Fetched(address, "text/xml", FEED)))

    assert delivery.deliver(row.key, MailContext(current(), ZONE), again) is MailStep.DROPPED


def test_a_feeds_mail_says_when_it_is_tried_next_though_it_waited_overnight(stage: Stage) -> None:
    channel = channel_with_feed(stage)
    import_feed(channel, ImportRun(current(), ZONE, AHEAD - timedelta(hours=6), refused))
    import_feed(channel, ImportRun(current(), ZONE, AHEAD, refused))
    (row,) = rows_of(stage.admin.id, MailKind.FEED_BROKEN, channel)
    later = AHEAD + timedelta(hours=13)
    import_feed(channel, ImportRun(current(), ZONE, later, refused))

    told = delivery.compose(MailKind.FEED_BROKEN, stage.admin, row.fields, MailContext(current(), ZONE))

    assert "Yritämme uudelleen ti 2.3. klo 2.00." in told.text


def test_a_claim_that_is_decided_is_not_announced_to_admins_any_more(stage: Stage) -> None:
    person, reward, _ = claimed(stage)
    (row,) = rows_of(stage.admin.id, MailKind.CLAIM_WAITING, f"{reward}#{person.id}")
    # As if it had waited through quiet hours; the deployed function may be writing to it at this moment.
    until(lambda: records_items.save_mail(_found(row.key).postponed(AHEAD)), bool)

    claims.approve(reward, person.id, 1, stage.admin, stage.now)

    assert delivery.deliver(row.key, MailContext(current(), ZONE), AHEAD) is MailStep.DROPPED


def _found(key: str) -> Mail:
    mail = records_items.find_mail(key)
    assert mail is not None
    return mail


def test_an_address_that_bounces_again_after_it_was_allowed_is_stopped_and_told_again(stage: Stage) -> None:
    gone = stage.cast.invite("Seppo Siirtynyt")

    for _ in range(2):
        changing.stop_mail(gone.email, MailState.BOUNCED, stage.now)
        changing.stop_mail(gone.email, MailState.BOUNCED, stage.now)
        changing.change_person(gone.id, {"mail_state": None}, stage.admin.id, stage.now)

    assert len(rows_of(stage.admin.id, MailKind.MAIL_BOUNCED, gone.id)) == 2

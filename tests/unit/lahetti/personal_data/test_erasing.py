"""Somebody who leaves is gone from everywhere, wherever the work is killed; what stays is counts under a random id."""

import json
import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import pytest

from lahetti.analytics.items import add_seen, keep_clicks_told
from lahetti.analytics.model import ScoredClicks
from lahetti.campaigns import items as campaign_items
from lahetti.content import items as content_items
from lahetti.content.calendar import items as calendar_items
from lahetti.content.calendar.model import CalendarAddress
from lahetti.content.choices import items as choices_items
from lahetti.content.choices.model import Choice, Choices
from lahetti.content.comments import items as comments_items
from lahetti.content.comments.model import Comment
from lahetti.content.filters import saving
from lahetti.content.model import ContentState, ContentTexts, Review
from lahetti.content.model import Waiting as ContentWaiting
from lahetti.content.notes import items as notes_items
from lahetti.content.notes.model import About, Note, NoteState, note_id
from lahetti.content.urls import canonical_key
from lahetti.core.errors import Invalid, NotAllowed
from lahetti.dynamodb import keys
from lahetti.dynamodb.paging import Span
from lahetti.dynamodb.transactions import transact
from lahetti.mail import delivery
from lahetti.mail.delivery import MailContext
from lahetti.mail.digests import items as digests_items
from lahetti.mail.digests.model import DigestState
from lahetti.mail.messages import Message
from lahetti.mail.ses import NotSent
from lahetti.networks.networks import Network
from lahetti.networks.reactions import NetworkPost
from lahetti.people import inviting, members
from lahetti.people import items as people_items
from lahetti.people.directory import items as directory_items
from lahetti.people.directory.model import Departure, DirectoryEmail, DirectoryToken, DirectoryUser
from lahetti.people.erasures import items as erasures
from lahetti.people.guidelines import items as guidelines_items
from lahetti.people.guidelines.model import Guidelines, GuidelinesDraft
from lahetti.people.model import ColleagueInvitation, Invitation, LastAdmin, Person, PersonState, Role, ScoreCard
from lahetti.people.passkeys import items as passkey_items
from lahetti.people.passkeys.model import Passkey
from lahetti.people.rules import card_of
from lahetti.people.waiting_list import items as waiting_items
from lahetti.people.waiting_list.model import Waiting
from lahetti.people.walks.walking import everybody
from lahetti.people.work_accounts import items as work_accounts_items
from lahetti.people.work_accounts.model import WorkAccount
from lahetti.personal_data import erasing, exports, leaving
from lahetti.personal_data.erasing import Outside
from lahetti.personal_data.kinds import OF_PEOPLE
from lahetti.points import clicks, confirming
from lahetti.points import items as points_items
from lahetti.points import ledger as accounts
from lahetti.points.model import LedgerOpening, OpeningCause
from lahetti.races import items as races_items
from lahetti.races.model import TeamTable
from lahetti.records import audit, ceilings, outbox
from lahetti.records import items as records_items
from lahetti.records.audit import AuditAction
from lahetti.records.model import MailKind
from lahetti.rewards import items as rewards_items
from lahetti.rewards import register
from lahetti.rewards.model import Award, AwardState, Offer, Reward, Supply, Voucher, Way
from lahetti.security import identity
from lahetti.security.ceremonies import Credential
from lahetti.security.sign_ins import SignIn
from lahetti.settings import items as settings_items
from lahetti.settings.model import SettingsVersion
from lahetti.sharing import items as sharing_items
from lahetti.sharing import opening, own_devices
from lahetti.sharing.model import Share
from lahetti.sharing.reactions import items as reactions_items
from lahetti.sharing.reactions.model import FollowedPost
from lahetti.suggestions import items as suggestions_items
from lahetti.suggestions.model import Suggestion
from lahetti.surveys import items as surveys_items
from lahetti.surveys.model import SurveyInvitation
from tests.campaigns import campaign
from tests.contents import content_head
from tests.memory_world import MemoryWorld
from tests.names import named
from tests.sequences import OWN_WORDS, PROGRAMME, SETTINGS, ZONE

NOW = datetime(2026, 3, 25, 12, tzinfo=UTC)
DAY = "2026-03-25"
WHO = Person(
    id="0199c0de-1111-7000-8000-000000000001",
    email="lahtija.lehtonen@vero.fi",
    name="Lähtijä Lehtonen",
    role=Role.EDITOR,
    state=PersonState.ACTIVE,
    language="fi",
    joined=NOW - timedelta(days=70),
    teams=("viestinta",),
    directory="record",
)
ADMIN = replace(
    WHO,
    id="0199c0de-2222-7000-8000-000000000002",
    email="aada@vero.fi",
    name="Aada Admin",
    role=Role.ADMIN,
    directory=None,
)
RECORD = DirectoryUser(
    id="record",
    user_name=WHO.email,
    active=True,
    created=NOW,
    modified=NOW,
    display_name=WHO.name,
    emails=(DirectoryEmail(WHO.email, "work"),),
    groups=("group",),
    person=WHO.id,
)
ALIAS = "5b1f7a52-3333-4000-8000-000000000003"
NETWORK = Network.LINKEDIN


@dataclass
class Elsewhere:
    """What lies outside the tables: the list of erasures, exports, sign-ins, mails that were sent."""

    world: MemoryWorld
    listed: set[str] = field(default_factory=set)
    exports: set[str] = field(default_factory=lambda: {WHO.id})
    sign_ins: set[str] = field(default_factory=lambda: {WHO.id, ADMIN.id})
    work_profiles: set[str] = field(default_factory=lambda: {"subject", "of somebody else"})
    sent: list[Message] = field(default_factory=list)

    def outside(self) -> Outside:
        return Outside(
            self._step(self.listed.add),
            self._step(self.exports.discard),
            self._step(self.sign_ins.discard),
            self._step(self.work_profiles.discard),
        )

    def send(self, message: Message) -> str:
        self.sent.append(message)
        return f"ses-{len(self.sent)}"

    def last_mails(self, now: datetime) -> list[str]:
        return [key for key in delivery.mails_due(now) if key.startswith("data_erased")]

    def _step(self, do: Callable[[str], None]) -> Callable[[str], None]:
        def step(person: str) -> None:
            self.world.memory._step()
            do(person)
            self.world.memory._step()

        return step


@contextmanager
def someone_with_everything(chance: random.Random | None = None) -> Iterator[tuple[MemoryWorld, Elsewhere]]:
    """Let somebody have, or be named by, an item of every kind that can be of a person."""
    with MemoryWorld.begun() as world:
        for person in (WHO, ADMIN):
            card = card_of(person, ScoreCard(person.id, person.name))
            world.put(people_items.put_person(person), people_items.put_card(card))
            people_items.claim_email(person.email, person.id)
        _share_and_earn(world)
        _win(world)
        _say(world)
        _be_named(world)
        world.memory.settle()
        world.memory.chance = chance
        yield world, Elsewhere(world)


def _share_and_earn(world: MemoryWorld) -> None:
    for content in ("c1", "c2", "c3"):
        opened, _ = opening.open_share(WHO, content, NETWORK, SETTINGS, NOW, words=OWN_WORDS)
        confirming.confirm_share(WHO.id, opened.code, PROGRAMME, NOW)
        for visitor in range(5):
            world.mark(opened.code, f"visitor {visitor}", NOW)
    opening.open_share(WHO, "c4", NETWORK, SETTINGS, NOW)
    own_devices.mark(WHO.id, ("192.0.2.1", "own device"), NOW)
    clicks.tally_clicks(world.records(), PROGRAMME, NOW)
    world.memory.settle()
    assert points_items.all_held()
    shares = sharing_items.shares_of(WHO.id)
    waiting = sharing_items.find_share(shares[-1].code, consistent=True)
    assert waiting is not None
    assert sharing_items.save_share(replace(waiting, remind_at=NOW + timedelta(days=1)))
    post = NetworkPost("mastodon.example", "lahtija", "https://mastodon.example/@lahtija/1")
    assert reactions_items.save_post(FollowedPost(shares[0].code, WHO.id, "mastodon", post, NOW, NOW, NOW))
    ceilings.pause(ceilings.OWN_DATA, WHO.id, NOW)
    add_seen(DAY, WHO.id, {"c1", "c2"}, NOW + timedelta(days=2))
    keep_clicks_told(WHO.id, ScoredClicks(4, 8))
    world.show(random.Random(0), all_of_them=True)
    races_items.save_team_tables("ALL", {"viestinta": TeamTable(1.0, (WHO.id,))})


def _award(way: Way, award: str, state: AwardState, number: int, **more: Any) -> Award:
    return Award("r1", award, WHO.id, way, named("Elokuvalippu"), 1500, state, NOW, number, voucher=True, **more)


def _win(world: MemoryWorld) -> None:
    offer = Offer(Way.CLAIM, named("Elokuvalippu"), 1500, 5, cost=5, per_person=3)
    reward = Reward("r1", offer, Supply(5, 5, given=3))
    won = _award(Way.TOP, keys.award("W2026-12", WHO.id), AwardState.GIVEN, 1, race="W2026-12", place=1)
    waits = _award(Way.CLAIM, keys.claim(WHO.id, 1), AwardState.WAITING, 2, cost=5)
    refused = _award(Way.CLAIM, keys.claim(WHO.id, 2), AwardState.REFUSED, 3, cost=5, reason="ei")
    world.put(rewards_items.put_reward(reward), *(rewards_items.put_award(one) for one in (won, waits, refused)))
    vouchers = [
        Voucher(1, b"1", "d1", won.award), Voucher(2, b"2", "d2", waits.award), Voucher(3, b"3", "d3")
    ]  # fmt: skip
    for voucher, put in zip(vouchers, rewards_items.put_vouchers("r1", vouchers), strict=False):
        world.put(put)
        if voucher.award is not None:
            world.put(*[_given(put.item, voucher.award)])
    races_items.put_tickets([("W2026-12", WHO.id, "ticket", 1)])
    races_items.put_team_tickets("W2026-12", "viestinta", [(1, WHO.id)])
    world.put(
        outbox.mail(MailKind.WINNER, WHO.id, "r1#W2026-12", NOW, reward="r1", award=won.award),
        outbox.mail(MailKind.CLAIM_WAITING, ADMIN.id, f"r1#{WHO.id}#1", NOW, reward="r1", award=waits.award),
        outbox.mail(MailKind.MAIL_BOUNCED, ADMIN.id, f"{WHO.id}#then", NOW, bounced=WHO.id, why="bounced"),
    )


def _given(item: Any, award: str) -> Any:
    item.award = award
    return rewards_items.Put(item)


def _say(world: MemoryWorld) -> None:
    id_ = note_id(About.CONTENT, WHO.id, "c1")
    note = Note(id_, WHO.id, About.CONTENT, "c1", "verona", "ei", NoteState.OPEN, NOW, NOW)
    suggested = content_head("s1", title="Ehdotus", state=ContentState.SUGGESTED, created_by=WHO.id, chosen_by=WHO.name)
    url = "https://www.vero.fi/s1"
    suggestion = Suggestion(WHO.id, "s1", "verona", "Ehdotus", url, NOW)
    world.put(
        notes_items.put_note(note),
        choices_items.put_choices(Choices(WHO.id, {"c1": Choice.OBJECTED})),
        content_items.put_head(suggested),
        content_items.put_texts(ContentTexts("s1", url)),
        content_items.put_url(canonical_key(url), "s1"),
        suggestions_items.put_new(suggestion),
        surveys_items.put_new_invitation(SurveyInvitation("survey", "hash", WHO.id, "viestinta")),
    )
    credential = Credential("credential", b"public", count=2, synced=True, transports=("internal",))
    world.put(passkey_items.put_passkey(Passkey("hash", WHO.id, credential, "Puhelin", NOW, used=NOW.date())))
    address = CalendarAddress(WHO.id, NOW)
    world.put(calendar_items.put_address(address, 0), calendar_items.put_token("hash", address))
    world.put(
        people_items.put_invited_by(ColleagueInvitation(WHO.id, "aino", "token1")),
        people_items.put_invited_by(ColleagueInvitation("eero", WHO.id, "token2")),
    )
    world.put(*directory_items.put_user(RECORD), directory_items.put_member("group", RECORD.id))
    world.put(directory_items.put_departure(Departure(WHO.id, NOW)))
    account = WorkAccount(WHO.id, "https://login.example/ client", "subject", NOW)
    world.put(work_accounts_items.put_account(account, None), work_accounts_items.put_owner(account, None))
    saving.save_filter(WHO, "Omat", {"channel": "verona"})
    transact(suggestions_items.count_waiting(suggestion, 5))
    assert digests_items.save_state(DigestState(WHO.id, until=NOW))


def _be_named(world: MemoryWorld) -> None:
    opening = LedgerOpening(OpeningCause.OWN_WISH, "Pyysi apua", NOW, ADMIN.id)
    world.put(points_items.put_opening(WHO.id, opening), points_items.put_opening("aino", replace(opening, by=WHO.id)))
    world.put(audit.entry(WHO.id, AuditAction.LEDGER_OPENED, keys.person("aino"), NOW))
    chosen = content_head("own", title="Oma", created_by=WHO.id, chosen_by=WHO.name)
    read = content_head("read", state=ContentState.DRAFT, changed=NOW, changed_by=WHO.id, review=Review(WHO.id, NOW))
    reason = f"{WHO.name} pyysi"
    waiting = Waiting("hash", "jono@vero.fi", "Joni Jono", "fi", NOW, NOW, reason, WHO.id, WHO.id)
    long_ago = WHO.joined
    world.put(
        content_items.put_head(chosen),
        content_items.put_head(replace(read, comments=2)),
        comments_items.put_comment(Comment("read", 1, WHO.id, "Luku on oikein.", NOW)),
        comments_items.put_comment(Comment("read", 2, ADMIN.id, f"Kiitos, {WHO.name}!", NOW)),
        waiting_items.put_waiting(waiting),
        campaign_items.put_campaign(campaign(owner=WHO.id)),
        directory_items.put_token(DirectoryToken(1, "Entra", "hash", WHO.id, NOW)),
        settings_items.put_version(SettingsVersion(replace(SETTINGS, version=1), WHO.id, NOW)),
        guidelines_items.put_guidelines(Guidelines(1, {"fi": "Ohje"}, {}, NOW, WHO.id)),
        guidelines_items.put_draft(GuidelinesDraft({"fi": "Uusi"}, {}, NOW, WHO.id)),
        audit.entry(ADMIN.id, AuditAction.PERSON_INVITED, keys.person(WHO.id), long_ago, after={"role": "editor"}),
        audit.entry(
            ADMIN.id, AuditAction.PERSON_CHANGED, keys.person(WHO.id), NOW,
            before={"name": "Lähtijä Virta"}, after={"name": WHO.name, "teams": ["viestinta"]},
        ),
        audit.entry(WHO.id, AuditAction.CONTENT_CHANGED, keys.content("own"), NOW, after={"why": WHO.email}),
        audit.entry(ADMIN.id, AuditAction.CLAIM_APPROVED, "REWARD#r1", NOW, after={"award": keys.claim(WHO.id, 1)}),
        audit.entry(ADMIN.id, AuditAction.NOTE_SETTLED, keys.note(note_id(About.CONTENT, WHO.id, "c1")), NOW),
    )  # fmt: skip


def codes() -> list[str]:
    """Return the codes of the person's shares, the newest first."""
    return [share.code for share in sharing_items.shares_of(WHO.id)]


def stored_share(code: str) -> Share:
    found = sharing_items.find_share(code, consistent=True)
    assert found is not None
    return found


def leave(reason: str | None = None) -> None:
    by = None if reason is None else ADMIN.id
    leaving._begin(WHO.id, NOW, by=by, reason=reason, random_id=lambda: ALIAS)


def go_on(elsewhere: Elsewhere, now: datetime = NOW) -> int:
    """Run the job of a minute, and deliver what is due behind it."""
    done = erasing.erase_all(SETTINGS, now, elsewhere.outside())
    elsewhere.world.memory.settle()
    context = MailContext(SETTINGS, ZONE, send=elsewhere.send)
    delivery.deliver_all(elsewhere.last_mails(now), context, now)
    elsewhere.world.memory.settle()
    return done


def finish(elsewhere: Elsewhere) -> None:
    assert [go_on(elsewhere, NOW + timedelta(minutes=minute)) for minute in range(3)] == [0, 0, 1]


def dump(world: MemoryWorld) -> dict[str, Any]:
    """Return all items of all tables as they are now."""
    return {
        f"{table.name} {pk} {sk}": states[-1]
        for table in world.memory.tables.values()
        for (pk, sk), states in table.states.items()
        if states and states[-1] is not None
    }


def traces(found: Any) -> list[str]:
    """Return what in some items names the person who has left."""
    text = json.dumps(found, ensure_ascii=False, default=str).casefold()
    return [word for word in (WHO.id, WHO.email, WHO.name) if word.casefold() in text]


def without_the_register(found: dict[str, Any]) -> dict[str, Any]:
    """Leave out whom the register of prizes names, and the record that is the directory's own."""
    return {
        key: {name: value for name, value in item.items() if name != "recipient"} if "AWARD#" in key else item
        for key, item in found.items()
        if item["kind"] != {"S": "directory_user"} or "person" in item
    }


def test_there_is_something_of_every_kind_that_can_be_of_a_person() -> None:
    with someone_with_everything() as (world, _):
        before = dump(world)
        leave()
        there = {item["kind"]["S"] for item in (*before.values(), *dump(world).values())}

        kinds = {kind: kind.get_attributes()["kind"].get_discriminator(kind) for kind in OF_PEOPLE}
        assert {kind.__name__ for kind, name in kinds.items() if name not in there} == set()
        assert traces(before) == [WHO.id, WHO.email, WHO.name]


def test_whoever_leaves_is_gone_from_every_table_and_the_register_alone_has_the_name() -> None:
    with someone_with_everything() as (world, elsewhere):
        leave()
        finish(elsewhere)

        after = dump(world)
        assert traces(without_the_register(after)) == []
        assert [item["recipient"]["S"] for item in after.values() if "recipient" in item] == [WHO.name]
        assert directory_items.find_user(RECORD.id) == replace(RECORD, person=None, left=True)
        assert elsewhere.listed == {WHO.id}
        assert (elsewhere.exports, elsewhere.sign_ins) == (set(), {ADMIN.id})
        assert elsewhere.work_profiles == {"of somebody else"}
        assert erasures.find_erasure(WHO.id) is None


def test_ledger_and_shares_stay_as_counts_and_links_lead_on() -> None:
    with someone_with_everything() as (_world, elsewhere):
        ledger = accounts.ledger(WHO.id, consistent=True)
        shares = {share.code: share for share in map(stored_share, codes())}
        leave()
        finish(elsewhere)

        assert accounts.ledger(ALIAS, consistent=True) == ledger
        for code, before in shares.items():
            assert stored_share(code) == replace(before, person=ALIAS, remind_at=None)
        assert len(list(sharing_items.shares_of_content("c1"))) == 1


def test_clicks_after_that_harm_nobody_and_bring_no_card_back() -> None:
    with someone_with_everything() as (world, elsewhere):
        code = codes()[0]
        leave()
        finish(elsewhere)
        world.mark(code, "a late visitor", NOW + timedelta(minutes=3))

        world.deliver(world.records(), NOW + timedelta(minutes=3))

        assert people_items.find_card(ALIAS, consistent=True) is None
        assert people_items.find_card(WHO.id, consistent=True) is None


def test_a_prize_that_was_paid_stays_in_the_register_for_as_long_as_is_set() -> None:
    with someone_with_everything() as (_world, elsewhere):
        leave()
        finish(elsewhere)

        (kept,) = register.register(NOW - timedelta(days=1), NOW + timedelta(days=1), NOW)
        assert (kept.recipient, kept.person, kept.value_cents) == (WHO.name, ALIAS, 1500)
        assert kept.kept_until == datetime(2033, 1, 1, tzinfo=UTC)
        voucher = rewards_items.find_voucher("r1", kept.number)
        assert voucher is not None
        assert voucher.award == kept.award
        assert not list(register.register(NOW - timedelta(days=1), NOW + timedelta(days=1), kept.kept_until))


def test_a_claim_that_waits_gives_number_and_voucher_back_and_is_nobodys() -> None:
    with someone_with_everything() as (_world, elsewhere):
        leave()
        finish(elsewhere)

        assert rewards_items.waiting_claims() == []
        reward = rewards_items.find_reward("r1", consistent=True)
        assert reward is not None
        assert reward.supply.free == (2,)
        assert [award.number for award in rewards_items.all_awards("r1")] == [1]
        freed = rewards_items.find_voucher("r1", 2)
        assert freed is not None
        assert freed.award is None


def test_a_suggestion_that_waits_is_withdrawn_and_its_address_free() -> None:
    with someone_with_everything() as (_world, elsewhere):
        leave()
        finish(elsewhere)

        head = content_items.find_head("s1", consistent=True)
        assert head is not None
        assert (head.state, head.created_by, head.chosen_by) == (ContentState.ARCHIVED, ALIAS, "–")
        assert content_items.contents_at([canonical_key("https://www.vero.fi/s1")]) == {}


def test_comments_stay_and_name_nobody_and_a_submission_stays_somebodys_own() -> None:
    with someone_with_everything() as (_world, elsewhere):
        leave()
        finish(elsewhere)

        first, second = comments_items.comments_of("read")
        assert (first.person, first.text, second.text) == (ALIAS, "Luku on oikein.", "Kiitos, –!")
        head = content_items.find_head("read", consistent=True)
        assert head is not None
        assert head.review == Review(ALIAS, NOW)
        assert head.waiting == ContentWaiting(NOW, (ALIAS,))


def test_audit_lines_keep_the_random_id() -> None:
    with someone_with_everything() as (world, elsewhere):
        leave("Siirtyi toiseen virastoon")
        finish(elsewhere)

        lines = [item for item in dump(world).values() if item["kind"]["S"] == "audit"]
        assert len(lines) == 7
        assert sum(ALIAS in json.dumps(line) for line in lines) == 7
        about, _ = records_items.audit_about(keys.person(ALIAS), Span())
        assert {entry.what for entry in about} == {"person invited", "person changed", "person removed"}


def test_the_last_mail_waits_for_no_quiet_hours_and_goes_with_everything_else() -> None:
    at_night = NOW.replace(hour=22)
    with someone_with_everything() as (world, elsewhere):
        leaving._begin(WHO.id, at_night, random_id=lambda: ALIAS)

        for minute in range(3):
            go_on(elsewhere, at_night + timedelta(minutes=minute))

        assert [(mail.to, mail.subject) for mail in elsewhere.sent] == [(WHO.email, "Tietosi on poistettu")]
        assert traces(without_the_register(dump(world))) == []


def test_whoever_was_removed_reads_why() -> None:
    with someone_with_everything() as (_world, elsewhere):
        leave("Siirtyi toiseen virastoon")
        finish(elsewhere)

        assert "Siirtyi toiseen virastoon" in elsewhere.sent[0].text


def test_a_mail_that_cannot_be_sent_is_tried_again_and_holds_back_nothing_else() -> None:
    with someone_with_everything() as (world, elsewhere):
        leave()
        go_on(elsewhere)

        def refuse(message: Message) -> str:
            raise NotSent("later")

        later = NOW + timedelta(minutes=1)
        assert erasing.erase_all(SETTINGS, later, elsewhere.outside()) == 0
        world.memory.settle()
        delivery.deliver_all(elsewhere.last_mails(later), MailContext(SETTINGS, ZONE, send=refuse), later)
        assert elsewhere.sign_ins == {ADMIN.id}
        assert sum(traces([item]) != [] for item in without_the_register(dump(world)).values()) == 2

        for minute in range(2, 8):
            go_on(elsewhere, NOW + timedelta(minutes=minute))
        assert len(elsewhere.sent) == 1
        assert traces(without_the_register(dump(world))) == []


def test_from_the_first_moment_nothing_is_theirs_any_more() -> None:
    with someone_with_everything() as (world, _):
        leave()
        world.memory.settle()

        with pytest.raises(NotAllowed):
            members.known_here(SignIn(WHO.id, NOW))
        assert people_items.find_person_by_email(WHO.email) is None
        assert WHO.id not in set(everybody())


def test_who_asks_twice_leaves_once() -> None:
    with someone_with_everything():
        leaving.leave(WHO.id, NOW)
        first = erasures.find_erasure(WHO.id)

        leaving.leave(WHO.id, NOW + timedelta(seconds=5))

        assert erasures.find_erasure(WHO.id) == first


def test_the_last_admin_cannot_leave() -> None:
    with someone_with_everything():
        with pytest.raises(LastAdmin):
            leaving.leave(ADMIN.id, NOW)
        with pytest.raises(LastAdmin):
            leaving.remove(ADMIN.id, "pois", ADMIN, NOW)


@pytest.mark.parametrize("reason", ["", "  ", "x" * 501])
def test_a_removal_has_a_reason(reason: str) -> None:
    with someone_with_everything(), pytest.raises(Invalid) as refused:
        leaving.remove(WHO.id, reason, ADMIN, NOW)

    assert refused.value.field == "reason"


def test_whoever_left_can_be_invited_anew_meanwhile_as_somebody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identity, "create_sign_in", lambda *_: None)
    with someone_with_everything() as (world, elsewhere):
        leave()

        again, is_new = inviting.invite(Invitation(WHO.email, WHO.name), ADMIN.id, NOW)
        world.memory.settle()
        finish(elsewhere)

        assert is_new
        assert again.id != WHO.id
        assert people_items.find_person_by_email(WHO.email) == again


# --- crashes


def ended(kills: Sequence[int], chance: random.Random | None = None) -> tuple[dict[str, Any], Elsewhere]:
    """Return how an erasure ends whose work is killed at each of some accesses, and begun again each time."""
    with someone_with_everything(chance) as (world, elsewhere):
        moment = NOW
        for after in kills:
            world.killed(leave_if_there, after)
            world.killed(lambda: finish_once(elsewhere, moment), after)
        world.memory.chance = None
        world.memory.settle()
        leave_if_there()
        for minute in range(15):  # a claim that was left open is settled after ten
            go_on(elsewhere, NOW + timedelta(minutes=minute))
            world.memory.settle()
        return dump(world), elsewhere


def leave_if_there() -> None:
    if people_items.find_person(WHO.id, consistent=True) is not None:
        leave()


def finish_once(elsewhere: Elsewhere, moment: datetime) -> None:
    for minute in range(3):
        go_on(elsewhere, moment + timedelta(minutes=minute))


def accesses() -> int:
    """Return how many accesses an erasure that nothing disturbs has."""
    with someone_with_everything() as (world, elsewhere):
        world.memory.kill_in = begun = 10**6
        leave()
        finish_once(elsewhere, NOW)
        left = world.memory.kill_in
        world.memory.kill_in = None
        assert left is not None
        return begun - left


def comparable(found: dict[str, Any]) -> list[str]:
    """Return all items as they can be compared: without what is random (a day's key, its hashes), and versions."""
    left_out = {"audit": ("sk", "version"), "mark": ("sk", "ip_hash"), "key": ("key",), "share": ("number", "version")}
    kinds = {key: item["kind"]["S"] for key, item in found.items()}
    return sorted(
        json.dumps({n: v for n, v in item.items() if n not in left_out.get(kinds[key], ("version",))}, default=str)
        for key, item in found.items()
    )


def check_kills(kills: Sequence[int], chance: random.Random | None = None) -> None:
    found, elsewhere = ended(kills, chance)
    assert set(comparable(found)) ^ set(undisturbed()) == set()
    assert traces(without_the_register(found)) == []
    assert len(elsewhere.sent) in (1, 2)  # twice where nobody can know whether it was sent
    assert (elsewhere.exports, elsewhere.sign_ins, elsewhere.listed) == (set(), {ADMIN.id}, {WHO.id})
    assert elsewhere.work_profiles == {"of somebody else"}


@cache
def undisturbed() -> list[str]:
    return comparable(ended([])[0])


@pytest.fixture
def one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(erasing, "_WORKERS", 1)


@pytest.mark.usefixtures("one_at_a_time")
def test_killed_at_any_step_and_begun_again_it_ends_the_same() -> None:
    number = accesses()
    assert number > 100

    for after in range(0, number, 13):
        check_kills([after])


@pytest.mark.usefixtures("one_at_a_time")
@pytest.mark.parametrize("seed", range(8))
def test_killed_several_times_on_old_reads_it_ends_the_same(seed: int) -> None:
    chance = random.Random(seed)
    check_kills([chance.randint(0, 150) for _ in range(chance.randint(1, 4))], chance)


@pytest.mark.soak
@pytest.mark.usefixtures("one_at_a_time")
def test_for_long_killed_at_every_step_it_ends_the_same() -> None:
    for after in range(accesses()):
        check_kills([after])


@pytest.mark.soak
@pytest.mark.usefixtures("one_at_a_time")
@pytest.mark.parametrize("seed", range(1000, 1500))
def test_for_long_killed_several_times_on_old_reads_it_ends_the_same(seed: int) -> None:
    chance = random.Random(seed)
    check_kills([chance.randint(0, 150) for _ in range(chance.randint(1, 6))], chance)


@pytest.fixture
def one_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports.register, "voucher_for", lambda award: "ABC-1" if award.voucher else None)


@pytest.mark.usefixtures("one_code")
def test_an_export_holds_everything_that_an_erasure_would_find() -> None:
    with someone_with_everything():
        data = json.loads(json.dumps(exports.data_of(WHO, NOW)))

    assert {name for name, found in data.items() if not found} == set()
    assert data["seen"] == [{"contents": ["c1", "c2"], "day": DAY}]
    assert data["counted_today"] == [{"day": DAY, "number": 4, "what": "shares"}]
    assert {row["race"] for row in data["standings"]} == {"ALL", "M2026-03", "Q2026-1", "W2026-13"}


@pytest.mark.usefixtures("one_code")
def test_an_export_leaves_out_what_is_of_others_as_well() -> None:
    with someone_with_everything():
        races_items.save_team_tables("ALL", {"viestinta": TeamTable(1.0, (WHO.id, "a-colleague"))})
        data = exports.data_of(WHO, NOW)

    assert set(data) == {kind.exported_as for kind in OF_PEOPLE.values() if kind.exported_as}
    assert "a-colleague" not in json.dumps(data)

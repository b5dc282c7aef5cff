"""What a race pays for is fixed at its first midnight, and nothing that an admin does later alters it."""

import hashlib
import itertools
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from console.framework.context import PageContext
from console.framework.form import Form
from console.pages.rewards import reward as reward_page
from jobs import close_races
from lahetti.core import invocations
from lahetti.core.errors import Conflict, Invalid
from lahetti.dynamodb import transactions
from lahetti.mail import delivery
from lahetti.people import changing
from lahetti.people import items as people_items
from lahetti.people.model import Person, PersonState, RaceScore, Role, ScoreCard, Totals
from lahetti.people.rules import card_of
from lahetti.periods import calendar
from lahetti.periods import items as periods_items
from lahetti.periods.heads import new_head
from lahetti.periods.model import RaceHead, RaceState
from lahetti.personal_data import leaving
from lahetti.points import items as points_items
from lahetti.points import reversals
from lahetti.points.model import Activity, Entry, Programme
from lahetti.races import draws
from lahetti.races.closing import frozen, steps
from lahetti.races.model import Exclusion
from lahetti.records import items as records_items
from lahetti.records.model import InterventionKind, MailKind
from lahetti.rewards import awards, catalogue, register, terms, vouchers
from lahetti.rewards import items as rewards_items
from lahetti.rewards.model import AwardState, Correction, Offer, Terms, TermsFixed, VouchersMissing, Way
from lahetti.security import encryption, secrets
from lahetti.settings import versions as settings_versions
from lahetti.settings.model import Settings
from tests.events import Context
from tests.memory_dynamodb.client import Killed, MemoryDynamoDb
from tests.names import named
from tests.unit.lahetti.people.test_members import AINO

ZONE = ZoneInfo("Europe/Helsinki")
RACE = "W2026-48"


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Return a moment of November 2026 in Helsinki; the race runs from the 23rd to the 29th."""
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE).astimezone(UTC)


BEFORE, JUST_BEGUN, RUNNING = at(20, 12), at(23, 0, 2), at(25, 12)
JUST_ENDED, CLOSES = at(30, 0, 5), at(30, 0, 20)
DRAWN = Offer(Way.DRAW, named("Elokuvaliput"), 1250, 2, race=RACE, vouchers=False, collect="Aulasta.")
FIRST = Offer(Way.TOP, named("Kakku"), 2000, 3, race=RACE, vouchers=False, collect="Kahvilasta.")
CODED = Offer(Way.TOP, named("Lahjakortti"), 1000, 3, race=RACE)


def join(name: str, points: int, joined: datetime = BEFORE, **more: object) -> None:
    """Let somebody take part who has so many points in the race."""
    person: Person = replace(AINO, id=name, name=name, email=f"{name}@virasto.example", joined=joined, **more)
    totals = Totals(points, points, races={RACE: RaceScore(points, 1, 0, int(RUNNING.timestamp()))})
    card = replace(card_of(person, ScoreCard(name, name)), totals=totals)
    entry = Entry(f"SHARE#{name}", Activity.SHARE_CONFIRMED, points, "2026-11-25", (RACE,), RUNNING, 1, shares=1)
    writes = [people_items.put_person(person), people_items.put_card(card)]
    transactions.transact(*writes, *(points_items.put_entries(name, [entry]) if points else ()))


@pytest.fixture(autouse=True)
def programme(database: MemoryDynamoDb, monkeypatch: pytest.MonkeyPatch) -> MemoryDynamoDb:
    """Ten people with 10 to 100 points in the race, one who is left out, an admin without points."""
    monkeypatch.setattr(encryption, "encrypt", lambda plain, **_: plain)
    monkeypatch.setattr(encryption, "decrypt", lambda sealed, **_: sealed)
    monkeypatch.setattr(secrets, "voucher_key", lambda: b"key")
    for number in range(1, 11):
        join(f"p{number}", 10 * number)
    join("left", 500, left_out=True)
    join("boss", 0, role=Role.ADMIN)
    _open(BEFORE)
    return database


def _open(now: datetime) -> None:
    period = calendar.period_of(RACE)
    assert period is not None
    assert period.first is not None
    assert period.last is not None
    periods_items.save_head(new_head(RACE, period.first, period.last, now))


def offered(offer: Offer, now: datetime = BEFORE) -> str:
    return catalogue.create_reward(offer, "boss", now, ZONE).reward


def head() -> RaceHead:
    return frozen.find_head(RACE, consistent=True)


def fixed(now: datetime) -> Terms:
    return terms.fixed_terms(head(), now, ZONE)


def close() -> RaceHead:
    awards.close_race(RACE, CLOSES, ZONE)
    return head()


def drawn_points(closed: RaceHead) -> list[int]:
    tickets = frozen.drawn_tickets(closed)
    return sorted(line.points for line in frozen.frozen_list(closed) if line.ticket in tickets)


FIFTY_AND_MORE = [50, 60, 70, 80, 90, 100]


@pytest.mark.parametrize("moment", [at(23, 0, 0), RUNNING, JUST_ENDED])
def test_another_threshold_holds_for_the_next_race(moment: datetime) -> None:
    settings_versions.change_settings({"draw_points": 100}, "boss", moment)

    assert drawn_points(close()) == FIFTY_AND_MORE


def test_the_threshold_of_before_the_first_midnight_holds() -> None:
    settings_versions.change_settings({"draw_points": 60}, "boss", BEFORE)
    settings_versions.change_settings({"draw_points": 90}, "boss", at(22, 23, 59))
    settings_versions.change_settings({"draw_points": 10}, "boss", at(23, 0, 0))

    assert drawn_points(close()) == [90, 100]
    assert head().minimum == 90


@pytest.mark.parametrize("moment", [at(23, 0, 0), RUNNING, JUST_ENDED])
def test_leaving_people_out_holds_for_the_next_race(moment: datetime) -> None:
    for number in range(6, 11):
        changing.change_person(f"p{number}", {"left_out": True}, "boss", moment)
    changing.change_person("left", {"left_out": False}, "boss", moment)

    assert drawn_points(close()) == FIFTY_AND_MORE


def test_who_is_left_out_before_the_first_midnight_has_no_ticket_and_is_published_by_ticket_alone() -> None:
    changing.change_person("p10", {"left_out": True}, "boss", at(22, 23, 59))

    out = [draws.ticket_of(head().salt, person) for person in ("left", "p10")]
    assert fixed(JUST_BEGUN).left_out == tuple(sorted(out))
    closed = close()
    assert drawn_points(closed) == FIFTY_AND_MORE[:-1]
    assert sorted(frozen.excluded_tickets(closed)[Exclusion.LEFT_OUT]) == sorted(out)
    assert closed.excluded == (("left_out", 2),)


def test_a_pause_during_the_race_excludes_a_ticket_and_one_after_its_end_does_not() -> None:
    changing.change_person("p10", {"state": "paused"}, "boss", RUNNING)
    changing.change_person("p9", {"state": "paused"}, "boss", JUST_ENDED)
    reversals.reverse_entry("p8", "SHARE#p8", "Virhe.", "boss", Programme(Settings(), ZONE), RUNNING)
    reversals.reverse_entry("p7", "SHARE#p7", "Virhe.", "boss", Programme(Settings(), ZONE), JUST_ENDED)

    closed = close()

    assert drawn_points(closed) == [50, 60, 70, 90]
    paused = frozen.excluded_tickets(closed)[Exclusion.PAUSED]
    assert paused == [draws.ticket_of(closed.salt, "p10")]
    assert terms.interventions_in(closed, ZONE) == {InterventionKind.PAUSE: 1, InterventionKind.REVERSAL: 1}


@pytest.mark.parametrize(
    ("moment", "points", "published"),
    [(RUNNING, [50, 60, 70, 80, 90], {InterventionKind.REMOVAL: 1}), (JUST_ENDED, FIFTY_AND_MORE, {})],
)
def test_a_removal_during_the_race_is_published_and_one_after_its_end_changes_no_list(
    moment: datetime, points: list[int], published: dict[InterventionKind, int]
) -> None:
    reward, boss = offered(FIRST), people_items.find_person("boss")
    assert boss is not None

    leaving.remove("p10", "Työsuhde päättyi.", boss, moment)

    closed = close()
    assert drawn_points(closed) == points
    assert terms.interventions_in(closed, ZONE) == published
    assert {award.person for award in register.given(reward)} == (
        {"p9", "p8", "p7"} if moment == RUNNING else {"p9", "p8"}
    )


def test_ones_own_pause_is_no_intervention() -> None:
    changing.change_person("p10", {"state": "paused"}, "p10", RUNNING)

    assert terms.interventions_in(head(), ZONE) == {}


def test_offers_of_a_race_that_has_begun_stay_as_they_are() -> None:
    reward = offered(DRAWN)

    for moment in (at(23, 0, 0), RUNNING, JUST_ENDED, CLOSES):
        with pytest.raises(TermsFixed):
            catalogue.change_reward(
                reward, Correction(named("Elokuvaliput"), 1250, 1, "Aulasta."), 0, "boss", moment, ZONE
            )
        with pytest.raises(TermsFixed):
            catalogue.withdraw_reward(reward, "boss", moment, ZONE)
        with pytest.raises(Invalid) as refused:
            offered(FIRST, moment)
        assert (refused.value.field, refused.value.reason) == ("race", "race_begun")
    close()
    with pytest.raises(Conflict):
        catalogue.change_reward(reward, Correction(named("Elokuvaliput"), 1250, 1, "Aulasta."), 0, "boss", CLOSES, ZONE)
    with pytest.raises(Conflict):
        catalogue.withdraw_reward(reward, "boss", CLOSES, ZONE)

    assert len(rewards_items.all_awards(reward)) == 2


def test_how_a_prize_is_collected_may_be_put_right_during_the_race() -> None:
    reward = offered(DRAWN)

    catalogue.change_reward(reward, Correction(named("Elokuvaliput"), 1250, 2, "Ovelta."), 0, "boss", RUNNING, ZONE)

    close()
    assert {award.collect for award in rewards_items.all_awards(reward)} == {"Ovelta."}


def test_the_form_of_before_midnight_sent_again_after_it_gives_the_same_reward() -> None:
    made = catalogue.create_reward(DRAWN, "boss", BEFORE, ZONE, "r1")

    assert catalogue.create_reward(DRAWN, "boss", RUNNING, ZONE, "r1") == made


def test_terms_taken_late_are_those_of_the_first_midnight(programme: MemoryDynamoDb) -> None:
    offered(FIRST)
    offered(DRAWN)
    timely = terms.terms_of(
        head(), at(23, 0), 50, rewards_items.rewards_of(RACE), [draws.ticket_of(head().salt, "left")], JUST_BEGUN
    )
    settings_versions.change_settings({"draw_points": 70}, "boss", RUNNING)
    for left_out, moment in [(True, at(23, 0)), (False, RUNNING), (True, JUST_ENDED)]:
        changing.change_person("p10", {"left_out": left_out}, "boss", moment)
    changing.change_person("left", {"left_out": False}, "boss", RUNNING)
    join("newcomer", 5, RUNNING, left_out=True)

    late = fixed(CLOSES)

    assert late.text == timely.text
    assert late.hash == hashlib.sha256(late.text.encode()).hexdigest()
    assert [(offer.name.first, offer.number) for offer in late.offers] == [("Kakku", 3), ("Elokuvaliput", 2)]
    assert json.loads(late.text)["seed_hash"] == head().seed_hash
    assert (late.as_of, late.fixed) == (at(23, 0), CLOSES)


def test_who_joins_left_out_while_a_race_runs_is_not_in_it() -> None:
    join("newcomer", 300, RUNNING, left_out=True)

    closed = close()

    assert max(line.points for line in frozen.frozen_list(closed)) == 100
    assert draws.ticket_of(closed.salt, "newcomer") in frozen.excluded_tickets(closed)[Exclusion.LEFT_OUT]


def test_terms_are_fixed_once(programme: MemoryDynamoDb) -> None:
    race, first = head(), fixed(JUST_BEGUN)
    programme.calls.clear()

    assert terms.fixed_terms(race, RUNNING, ZONE) == first
    assert programme.calls == ["GetItem", "Query"]


def test_a_race_that_ran_already_when_it_was_opened_says_so() -> None:
    race = head()
    settings_versions.change_settings({"draw_points": 60}, "boss", at(24, 12))

    late = terms.fixed_terms(replace(race, opened=at(25, 9)), RUNNING, ZONE)

    assert (late.as_of, late.minimum) == (at(25, 9), 60)


def test_a_text_of_many_tickets_is_kept_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rewards_items, "_CHUNK", 100)

    assert rewards_items.find_terms(RACE) is None
    assert fixed(JUST_BEGUN).text == fixed(RUNNING).text
    assert len(fixed(RUNNING).text) > 200


@pytest.mark.parametrize(("moment", "expected"), [(at(22, 23, 59), []), (at(23, 0, 0), []), (at(23, 0, 1), [RACE])])
def test_the_job_fixes_terms_a_minute_after_the_first_midnight(moment: datetime, expected: list[str]) -> None:
    assert terms.fix_due(moment, ZONE) == expected
    assert terms.fix_due(moment, ZONE) == []


@pytest.mark.filterwarnings("ignore:No application metrics")
def test_the_job_opens_fixes_and_closes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(close_races.metrics.provider, "namespace", "Lahetti")
    offered(DRAWN)

    first = close_races.lambda_handler({"time": at(23, 0, 5).isoformat()}, Context())
    last = close_races.lambda_handler({"time": CLOSES.isoformat()}, Context())

    assert RACE in first["fixed"]
    assert last["closed"] == [RACE]
    assert head().state is RaceState.CLOSED


def test_a_race_killed_at_every_access_gives_the_same_prizes_once(programme: MemoryDynamoDb) -> None:
    rewards = [offered(FIRST), offered(DRAWN)]
    promised = None

    kills = 0
    for access in itertools.count(1):
        programme.kill_in = access
        try:
            if promised is None:
                promised = fixed(JUST_BEGUN)
                settings_versions.change_settings({"draw_points": 100}, "boss", RUNNING)
            awards.close_race(RACE, CLOSES, ZONE)
        except Killed:
            kills += 1
            continue
        break
    programme.kill_in = None

    assert kills > 25
    assert head().state is RaceState.CLOSED
    assert rewards_items.find_terms(RACE) == promised
    assert drawn_points(head()) == FIFTY_AND_MORE
    given = [[award.person for award in register.given(reward)] for reward in rewards]
    assert given[0] == ["p10", "p9", "p8"]
    order = draws.draw_order(bytes.fromhex(head().seed or ""), frozen.drawn_tickets(head()))
    assert [draws.ticket_of(head().salt, person) for person in given[1]] == order[:2]
    mails = [key for key in records_items.mails_due(CLOSES) if key.startswith(MailKind.WINNER.value + "#")]
    assert len(mails) == len(set(mails)) == 5


# --- more winners than codes


def mails_of(kind: MailKind) -> list[str]:
    return [key for key in records_items.mails_due(CLOSES + timedelta(days=1)) if key.startswith(f"{kind.value}#")]


def with_two_codes() -> str:
    reward = offered(CODED)
    vouchers.upload_vouchers(reward, "YKSI\nKAKSI", "boss", RUNNING)  # at any time
    return reward


def test_more_winners_than_codes_are_told_to_the_admins_once() -> None:
    reward = with_two_codes()

    for _ in range(3):
        with pytest.raises(VouchersMissing):
            close()

    assert mails_of(MailKind.CODES_MISSING) == [f"codes_missing#{RACE}#{reward}#boss"]
    assert head().state is RaceState.REVEALED
    assert catalogue.can_be_without_codes(rewards_items.find_reward(reward), CLOSES, ZONE)


def test_the_race_closes_without_codes_for_those_who_are_then_told_how_to_collect() -> None:
    reward = with_two_codes()
    with pytest.raises(VouchersMissing):
        close()

    for _ in range(2):
        catalogue.collect_without_codes(reward, " Aulasta. ", "boss", CLOSES, ZONE)
    assert close().state is RaceState.CLOSED

    given = [(award.person, award.voucher, award.collect) for award in register.given(reward)]
    assert given == [("p10", True, ""), ("p9", True, ""), ("p8", False, "Aulasta.")]
    assert [register.voucher_for(award) for award in register.given(reward)] == ["YKSI", "KAKSI", None]
    assert len(mails_of(MailKind.WINNER)) == 3
    with pytest.raises(Conflict):
        vouchers.upload_vouchers(reward, "KOLME", "boss", CLOSES)


def test_an_admin_closes_the_race_without_codes_on_the_prizes_page(monkeypatch: pytest.MonkeyPatch) -> None:
    reward = with_two_codes()
    with pytest.raises(VouchersMissing):
        close()
    boss = people_items.find_person("boss")
    assert boss is not None
    closed: list[str] = []
    monkeypatch.setattr(invocations, "close_race", closed.append)
    context = PageContext(boss, "/console/rewards/{reward}", f"/console/rewards/{reward}", {}, CLOSES)

    with pytest.raises(Invalid) as refused:
        reward_page.replace_codes(replace(context, form=Form({})), reward)
    reward_page.replace_codes(replace(context, form=Form({"collect": ("Aulasta.",)})), reward)

    assert refused.value.field == "collect"
    assert closed == [RACE]
    found = rewards_items.find_reward(reward)
    assert found is not None
    assert found.instead_of_codes == "Aulasta."


def test_a_race_that_lacks_nothing_is_not_closed_without_codes() -> None:
    reward = with_two_codes()

    for moment in (RUNNING, CLOSES):
        with pytest.raises(Conflict):
            catalogue.collect_without_codes(reward, "Aulasta.", "boss", moment, ZONE)


def test_the_mail_about_codes_is_dropped_once_there_are_enough() -> None:
    reward = with_two_codes()
    with pytest.raises(VouchersMissing):
        close()
    (key,) = mails_of(MailKind.CODES_MISSING)
    mail = records_items.find_mail(key)
    assert mail is not None
    boss = people_items.find_person("boss")

    assert delivery._needless(mail.kind, boss, mail.fields, CLOSES) is None
    vouchers.upload_vouchers(reward, "KOLME", "boss", CLOSES)
    assert delivery._needless(mail.kind, boss, mail.fields, CLOSES) == "codes there"


def test_a_winner_whom_an_admin_pauses_is_told_all_the_same() -> None:
    winner = people_items.find_person("p10")
    assert winner is not None
    paused = replace(winner, state=PersonState.PAUSED)

    assert delivery._needless(MailKind.WINNER, paused, {}, CLOSES) is None
    assert delivery._needless(MailKind.GUIDELINES_CHANGED, paused, {}, CLOSES) == "not active"


# --- the rule of half


def test_a_prize_of_first_places_is_for_at_most_half_of_those_who_could_stand() -> None:
    # Eleven could: ten with points and the admin; who is left out and who pauses could not.
    changing.change_person("p1", {"state": "paused"}, "boss", BEFORE)
    reward = offered(replace(FIRST, stock=5))

    with pytest.raises(Invalid) as refused:
        offered(replace(FIRST, stock=6))
    with pytest.raises(Invalid):
        catalogue.change_reward(reward, Correction(named("Kakku"), 2000, 6, "Kahvilasta."), 0, "boss", BEFORE, ZONE)
    assert (refused.value.field, refused.value.limit, refused.value.reason) == ("stock", 5, "half")
    assert offered(replace(DRAWN, stock=50))


def test_awards_of_closed_races_are_given() -> None:
    reward = offered(FIRST)

    close()

    assert {award.state for award in rewards_items.all_awards(reward)} == {AwardState.GIVEN}
    assert steps.due(CLOSES, ZONE) == []

"""Rewards on the local cloud: prizes of races, claims, vouchers; vouchers given = awards, whatever happens."""

import itertools
import random
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from lahetti.core.days import day_of
from lahetti.core.errors import Busy, Conflict, Invalid, LahettiError, NotFound
from lahetti.dynamodb import keys, transactions
from lahetti.people import items as people_items
from lahetti.people import members
from lahetti.people.model import Person
from lahetti.points import ledger as accounts
from lahetti.points import reversals
from lahetti.records import items as records_items
from lahetti.records.model import MailKind
from lahetti.rewards import awards as rewards_awards
from lahetti.rewards import catalogue, claims
from lahetti.rewards import items as rewards_items
from lahetti.rewards import register as rewards_register
from lahetti.rewards import vouchers as rewards_vouchers
from lahetti.rewards.model import (
    Award,
    AwardState,
    Correction,
    LimitReached,
    NotEnoughPoints,
    Offer,
    OfferChanged,
    VouchersMissing,
    Way,
)
from lahetti.security import encryption
from tests.integration.api_client import Api
from tests.integration.people_fixtures import Cast
from tests.integration.races_fixtures import ZONE, Killed, Week, job, killed_at
from tests.names import named

NOW = datetime.now(UTC)


@pytest.fixture(autouse=True, scope="module")
def crowd(cast: Cast) -> None:
    """People enough for three first places, which are for at most half of them."""
    for number in range(4):
        cast.invite(f"Joukkoa {number}")


def offered(week: Week, way: Way, stock: int, codes: int = 0, **fields: Any) -> str:
    """Put a reward on offer, with so many codes; return its id."""
    race = None if way is Way.CLAIM else week.race
    offer = Offer(way, named("Leffalippu"), 1250, stock, race=race, **fields)
    made = catalogue.create_reward(offer, week.editor.id, week.before, ZONE).reward
    if codes:
        text = "\n".join(f"{made[-6:]}-{number}" for number in range(codes))
        rewards_vouchers.upload_vouchers(made, text, week.editor.id, NOW)
    return made


def awards_of(reward: str) -> list[Award]:
    """Return everything that was given or claimed of a reward."""
    return rewards_items.all_awards(reward)


def codes_of(reward: str) -> list[str]:
    """Return the codes of what was given, after holding vouchers, awards and mails against one another."""
    vouchers = rewards_items.VoucherItem.query(
        keys.reward(reward), rewards_items.VoucherItem.sk.startswith("VOUCHER#"), consistent_read=True
    )
    tied = {(int(item.number), item.award) for item in vouchers if item.award is not None}
    awards = awards_of(reward)
    taken = [award for award in awards if award.state is not AwardState.REFUSED]
    assert tied == {(award.number, award.award) for award in taken}
    assert len({award.number for award in taken}) == len(taken)
    given = [award for award in awards if award.state is AwardState.GIVEN]
    mails = [
        mail
        for award in given
        for mail in winners_mails(award.person)
        if (mail["reward"], mail["award"]) == (reward, award.award)
    ]
    assert len(mails) == len(given)
    return [code for award in given if (code := rewards_register.voucher_for(award))]


def winners_mails(person: str) -> list[dict[str, Any]]:
    """Return the fields of the winner's mails of a person."""
    mails = records_items.mails_of_person(person)
    return [dict(mail.fields) for mail in mails if mail.kind is MailKind.WINNER]


def test_first_places_and_a_draw_are_given_by_the_job_and_told_once(
    first_week: Week,
    cast: Cast,
    sharer: Api,
    admin: Api,
) -> None:
    own = members.find_person(sharer.person)
    others = [cast.invite(f"Voittaja {number}") for number in range(3)]
    for person, points in zip([own, *others], (75, 60, 45, 30), strict=True):
        first_week.earn(person, points)
    top, draw = (
        offered(first_week, Way.TOP, 2, codes=3),
        offered(first_week, Way.DRAW, 1, vouchers=False, collect="Aulasta."),
    )

    for _ in range(2):
        job(first_week.after)

    assert sorted((award.person, award.place) for award in awards_of(top)) == sorted([(own.id, 1), (others[0].id, 2)])
    assert len(codes_of(top)) == len(set(codes_of(top))) == 2
    (drawn,) = awards_of(draw)
    public = admin.get(f"/races/{first_week.race}/draw").json()
    assert drawn.person in (own.id, others[0].id)
    assert len(public["tickets"]) == 2
    (mine,) = [award for award in sharer.get("/me/awards").json()["items"] if award["reward"] == top]
    assert mine["code"] == f"{top[-6:]}-0"
    day = day_of(first_week.after, ZONE)
    register = admin.get(f"/awards?first_on={day}&last_on={day}").json()
    assert {line["reward"] for line in register["items"]} >= {top, draw}
    assert mine["code"] not in str(register)
    for reward in (top, draw):
        mail = records_items.find_mail(f"winners_list#{first_week.race}#{reward}#{admin.person}")
        assert mail is not None
        assert mail.fields == {"race": first_week.race, "reward": reward}


@pytest.mark.early
def test_prizes_are_given_once_each_though_their_giving_is_killed_at_every_call(week: Week, cast: Cast) -> None:
    people_there = [cast.invite(f"Sitkeä {number}") for number in range(3)]
    for number, person in enumerate(people_there, 1):
        week.earn(person, 15 * number)
    reward = offered(week, Way.TOP, 3, codes=3)
    week.close()

    for call in itertools.count(1):
        try:
            with killed_at(call):
                rewards_awards.close_race(week.race, week.after, ZONE)
            break
        except Killed:
            continue

    assert call > 15
    assert len(set(codes_of(reward))) == 3


def test_a_race_with_more_winners_than_codes_closes_when_more_are_uploaded(week: Week, cast: Cast) -> None:
    for number in range(3):
        week.earn(cast.invite(f"Odottava {number}"), 15)
    reward = offered(week, Way.TOP, 3, codes=1)

    with pytest.raises(VouchersMissing):
        rewards_awards.close_race(week.race, week.after, ZONE)
    short = codes_of(reward)
    rewards_vouchers.upload_vouchers(reward, "lisää-1\nlisää-2\nlisää-3", week.editor.id, NOW)
    given = rewards_awards.close_race(week.race, week.after, ZONE)

    assert records_items.find_mail(f"codes_missing#{week.race}#{reward}#{week.editor.id}") is not None
    assert (len(short), given, len(set(codes_of(reward)))) == (1, 3, 3)


def rich(week: Week, cast: Cast, points: int = 60, *, approved: bool = True) -> Person:
    """Somebody with points to spend, whose first claim has been approved unless said otherwise."""
    person = cast.invite("Varakas")
    week.earn(person, points)
    if approved:
        card = people_items.find_card(person.id, consistent=True)
        assert card is not None
        transactions.transact(people_items.put_card(replace(card, claims_approved=True)))
    return person


def test_the_last_of_a_stock_goes_to_one_of_many_who_claim_at_once(week: Week, cast: Cast) -> None:
    group = [rich(week, cast) for _ in range(4)]
    reward = offered(week, Way.CLAIM, 1, codes=2, cost=50)

    def try_to_claim(person: Person) -> str:
        for _ in range(5):
            try:
                return claims.claim(reward, person, week.programme, NOW).state.value
            except Busy:
                continue
            except LahettiError as error:
                return error.code
        return "busy"

    with ThreadPoolExecutor(4) as pool:
        outcomes = sorted(pool.map(try_to_claim, group))

    assert outcomes == ["given", "out_of_stock", "out_of_stock", "out_of_stock"]
    assert len(codes_of(reward)) == 1
    assert sorted(accounts.own_totals(person.id).spendable for person in group) == [10, 60, 60, 60]
    assert all(accounts.own_totals(person.id).lifetime == 60 for person in group)


def test_a_first_claim_waits_and_its_refusal_gives_everything_back(
    week: Week,
    cast: Cast,
    admin: Api,
) -> None:
    person = rich(week, cast, approved=False)
    api = cast.api(person)
    reward = offered(week, Way.CLAIM, 1, codes=1, cost=50, per_person=2)
    key = uuid.uuid4().hex

    claimed = [api.post("/claims", {"reward": reward}, key=key) for _ in range(2)]
    poor = api.post("/claims", {"reward": reward})
    waiting = [line for line in admin.get("/claims").json()["items"] if line["reward"] == reward]
    path = f"/claims/{claimed[0].json()['claim']}"
    seen = [one.get(path) for one in (api, admin, cast.api(cast.invite("Utelias Toinen")))]
    refused = [admin.post(f"{path}/refuse", {"reason": "Väärä palkinto."}) for _ in range(2)]
    too_late = admin.post(f"{path}/approve", None)

    assert [answer.json()["state"] for answer in claimed] == ["waiting"] * 2
    assert poor.json()["code"] == "not_enough_points"
    assert claimed[0].headers["Location"] == f"/api/v1{path}"
    assert [answer.status_code for answer in seen] == [200, 200, 403]
    assert seen[0].json()["state"] == "waiting"
    assert [(line["person"], line["person_name"], line["claim"]) for line in waiting] == [
        (person.id, "Varakas", claimed[0].json()["claim"])
    ]
    assert [answer.json()["state"] for answer in refused] == ["refused"] * 2
    assert too_late.status_code == 409
    assert (api.get("/me/points").json()["spendable"], api.get("/me/points").json()["lifetime"]) == (60, 60)
    assert codes_of(reward) == []
    again = api.post("/claims", {"reward": reward}).json()
    assert (again["state"], again["claim"] != claimed[0].json()["claim"], again["code"]) == ("waiting", True, None)
    approved = admin.post(f"/claims/{again['claim']}/approve", None)
    assert approved.json()["state"] == "given"
    assert admin.post(f"/claims/{again['claim']}/refuse", {"reason": "Myöhässä."}).status_code == 409
    assert [award["code"] for award in api.get("/me/awards").json()["items"]] == [f"{reward[-6:]}-0", None]
    assert codes_of(reward) == [f"{reward[-6:]}-0"]


def test_a_claim_of_somebody_below_zero_waits(week: Week, cast: Cast, admin_person: Person) -> None:
    person = rich(week, cast, approved=False)
    reward = offered(week, Way.CLAIM, 1, codes=1, cost=60)
    claims.claim(reward, person, week.programme, NOW)
    cause = next(entry.cause for entry in accounts.ledger(person.id) if entry.points > 0)
    reversals.reverse_entry(person.id, cause, "Kahdesti.", admin_person.id, week.programme, NOW)

    with pytest.raises(NotEnoughPoints):
        claims.approve(reward, person.id, 1, admin_person, NOW)

    week.earn(person, 15)
    assert claims.approve(reward, person.id, 1, admin_person, NOW).state is AwardState.GIVEN
    claim = next(entry.cause for entry in accounts.ledger(person.id) if entry.points == -60)
    with pytest.raises(LahettiError, match="not reversed"):
        reversals.reverse_entry(person.id, claim, "Takaisin.", admin_person.id, week.programme, NOW)


def test_claims_killed_at_every_call_take_points_and_voucher_together(week: Week, cast: Cast) -> None:
    person = rich(week, cast)
    reward = offered(week, Way.CLAIM, 3, codes=3, cost=50)

    for call in itertools.count(1):
        try:
            with killed_at(call):
                claims.claim(reward, person, week.programme, NOW)
            break
        except Killed:
            assert accounts.own_totals(person.id).spendable in (60, 10)
        except LimitReached:
            break

    assert accounts.own_totals(person.id).spendable == 10
    assert len(codes_of(reward)) == 1


# --- uploads


def test_an_upload_tells_line_by_line_what_it_did_not_take(week: Week, admin: Api) -> None:
    reward = offered(week, Way.CLAIM, 9, cost=5)
    text = "AAA-1\r\n\r\n  AAA-2  \nAAA-1\nAAA 3\nAAA-4\n"

    first = admin.post(f"/rewards/{reward}/vouchers", {"codes": text}).json()
    again = admin.post(f"/rewards/{reward}/vouchers", {"codes": text + "AAA-5"}).json()
    long = admin.post(f"/rewards/{reward}/vouchers", {"codes": "\n".join(f"B-{n}" for n in range(1001))})

    assert (first["added"], first["uploaded"]) == (3, 3)
    assert [(found["line"], found["problem"]) for found in first["problems"]] == [
        (2, "empty"),
        (4, "the same as line 1"),
        (5, "a space within the code"),
    ]
    assert (again["added"], again["uploaded"]) == (1, 4)
    assert [found["line"] for found in again["problems"] if found["problem"] == "known already"] == [1, 3, 6]
    assert (long.status_code, long.json()["value"], long.json()["limit"]) == (422, 1001, 1000)
    assert "AAA" not in str(first) + str(again)


def test_a_reward_is_offered_once_a_key_and_one_without_codes_takes_none(admin: Api, ambassador: Api) -> None:
    wanted = {
        "way": "claim",
        "name_texts": {"fi": "Muki"},
        "value_cents": 800,
        "stock": 5,
        "cost": 40,
        "vouchers": False,
    }
    key = uuid.uuid4().hex

    without = admin.post("/rewards", wanted)
    made = [admin.post("/rewards", {**wanted, "collect": "Aulasta."}, key=key) for _ in range(2)]
    refused = admin.post(f"/rewards/{made[0].json()['reward']}/vouchers", {"codes": "A-1"})

    assert (without.status_code, without.json()["field"]) == (422, "collect")
    assert made[0].status_code == 201
    assert made[0].json() == made[1].json()
    assert refused.status_code == 409
    (listed,) = [line for line in ambassador.get("/rewards").json()["items"] if line == made[0].json()]
    assert listed["left"] == 5
    assert ambassador.get(f"/rewards/{listed['reward']}").json() == listed
    assert ambassador.get("/rewards/nothing").status_code == 404


def test_a_thousand_codes_are_taken_in_by_one_request(week: Week, admin: Api) -> None:
    reward = offered(week, Way.CLAIM, 1000, cost=5)

    answer = admin.post(f"/rewards/{reward}/vouchers", {"codes": "\n".join(f"{uuid.uuid4()}" for _ in range(1000))})

    assert (answer.json()["added"], answer.json()["uploaded"]) == (1000, 1000)
    (found,) = [line for line in admin.get("/rewards").json()["items"] if line["reward"] == reward]
    assert found["left"] == 1000


def test_half_an_upload_gives_nothing_out_and_the_same_file_finishes_it(week: Week, cast: Cast) -> None:
    person = rich(week, cast)
    reward = offered(week, Way.CLAIM, 99, cost=5, per_person=99)
    text = "\n".join(f"C-{number}" for number in range(60))

    for call in itertools.count(1):
        try:
            with killed_at(call * 17):
                upload = rewards_vouchers.upload_vouchers(reward, text, "tests", NOW)
            break
        except Killed:
            with pytest.raises(LahettiError, match="nothing left"):
                claims.claim(reward, person, week.programme, NOW)

    assert call > 3
    assert (upload.added, upload.uploaded, upload.problems) == (60, 60, ())
    claims.claim(reward, person, week.programme, NOW)
    assert codes_of(reward) == ["C-0"]


def test_another_file_after_half_an_upload_takes_its_place(week: Week) -> None:
    reward = offered(week, Way.CLAIM, 99, cost=5)
    with pytest.raises(Killed), killed_at(38):
        rewards_vouchers.upload_vouchers(reward, "\n".join(f"D-{number}" for number in range(30)), "tests", NOW)

    other = rewards_vouchers.upload_vouchers(reward, "E-1\nE-2", "tests", NOW)
    first = rewards_vouchers.upload_vouchers(reward, "\n".join(f"D-{number}" for number in range(30)), "tests", NOW)

    assert (other.uploaded, first.added, first.uploaded, first.problems) == (2, 30, 32, ())


def test_two_uploads_at_once_never_mix(week: Week) -> None:
    reward = offered(week, Way.CLAIM, 999, cost=5)
    files = {name: "\n".join(f"{name}-{number}" for number in range(60)) for name in ("F", "G", "H")}

    def upload(text: str) -> int:
        try:
            return rewards_vouchers.upload_vouchers(reward, text, "tests", NOW).added
        except Busy:
            return 0

    with ThreadPoolExecutor(3) as pool:
        added = list(pool.map(upload, files.values()))

    found = rewards_items.find_reward(reward, consistent=True)
    assert found is not None
    codes = [code(reward, number) for number in range(1, (found.supply.uploaded or 0) + 1)]
    assert len(codes) == len(set(codes)) == sum(added)
    assert sum(added) % 60 == 0


def code(reward: str, number: int) -> str:
    """Decrypt a voucher that nobody has won, as only a test may."""
    voucher = rewards_items.find_voucher(reward, number)
    assert voucher is not None
    return encryption.decrypt(voucher.sealed, reward=reward, number=str(number)).decode()


def test_a_code_moved_to_another_number_does_not_decrypt(week: Week) -> None:
    reward = offered(week, Way.CLAIM, 9, codes=2, cost=5)
    voucher = rewards_items.find_voucher(reward, 1)
    assert voucher is not None

    with pytest.raises(Exception, match="InvalidCiphertext"):
        encryption.decrypt(voucher.sealed, reward=reward, number="2")


@pytest.mark.parametrize("seed", range(6))
def test_vouchers_and_awards_agree_after_generated_crashes_repeats_and_claims_at_once(
    week: Week,
    cast: Cast,
    admin_person: Person,
    seed: int,
) -> None:
    lot = random.Random(seed)
    group = [rich(week, cast, 75, approved=lot.random() < 0.7) for _ in range(3)]
    reward = offered(week, Way.CLAIM, 5, codes=4, cost=15, per_person=3)

    for _ in range(14):
        person = lot.choice(group)
        try:
            with killed_at(lot.randrange(1, 16)):
                match lot.randrange(4):
                    case 0:
                        claims.approve(reward, person.id, lot.randrange(1, 4), admin_person, NOW)
                    case 1:
                        claims.refuse(reward, person.id, lot.randrange(1, 4), "Ei.", admin_person, week.programme, NOW)
                    case _:
                        claims.claim(reward, person, week.programme, NOW)
        except (Killed, LahettiError):
            continue

    codes = codes_of(reward)
    assert len(codes) == len(set(codes))
    for person in group:
        card, ledger = accounts.own_totals(person.id), accounts.ledger(person.id)
        open_claims = [a for a in awards_of(reward) if a.person == person.id and a.state is not AwardState.REFUSED]
        assert card.spendable == sum(entry.points for entry in ledger) == 75 - 15 * len(open_claims)
        assert card.lifetime == 75


def test_an_offer_is_corrected_as_long_as_nobody_has_it(week: Week, cast: Cast) -> None:
    reward = offered(week, Way.TOP, 2, codes=1)
    wanted = Correction(named("Elokuvaliput"), 1450, 1, "")

    changed = catalogue.change_reward(reward, wanted, 0, week.editor.id, week.before, ZONE)
    again = catalogue.change_reward(reward, wanted, 0, week.editor.id, week.before, ZONE)

    assert again == changed
    assert (changed.offer.name.first, changed.offer.value_cents, changed.offer.stock, changed.edition) == (
        "Elokuvaliput",
        1450,
        1,
        1,
    )
    with pytest.raises(OfferChanged):
        catalogue.change_reward(
            reward, Correction(named("Leffaliput"), 1450, 1, ""), 0, week.editor.id, week.before, ZONE
        )
    with pytest.raises(Invalid):
        catalogue.change_reward(reward, Correction(named(""), 1450, 1, ""), 1, week.editor.id, week.before, ZONE)
    week.earn(cast.invite("Voittaja"), 15)
    rewards_awards.close_race(week.race, week.after, ZONE)
    with pytest.raises(Conflict):
        catalogue.change_reward(
            reward, Correction(named("Leffaliput"), 1450, 1, ""), 1, week.editor.id, week.before, ZONE
        )
    with pytest.raises(Conflict):
        catalogue.withdraw_reward(reward, week.editor.id, week.before, ZONE)


def test_a_withdrawn_reward_is_won_by_nobody(week: Week, cast: Cast) -> None:
    reward, claimed = offered(week, Way.TOP, 2), offered(week, Way.CLAIM, 2, codes=2, cost=10)
    person = cast.invite("Ilman jäänyt")
    week.earn(person, 15)

    for one in (reward, reward, claimed):
        catalogue.withdraw_reward(one, week.editor.id, week.before, ZONE)

    assert rewards_awards.close_race(week.race, week.after, ZONE) == 0
    assert catalogue.rewards(week.race) == []
    assert catalogue.find_reward(reward).withdrawn
    with pytest.raises(NotFound):
        claims.claim(claimed, person, week.programme, NOW)
    with pytest.raises(Conflict):
        rewards_vouchers.upload_vouchers(claimed, "A-1", week.editor.id, NOW)

"""The console's races, rewards, claims, held clicks and reversals in Chromium: with script, without, for everybody."""

import re
import uuid
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from lahetti.core import clock
from lahetti.dynamodb import transactions
from lahetti.networks.networks import Network
from lahetti.people import changing, members
from lahetti.people import items as people_items
from lahetti.people.model import Person
from lahetti.periods import challenges
from lahetti.periods.model import Plan, Ranking
from lahetti.points import confirming, opening_ledgers
from lahetti.points import items as points_items
from lahetti.points.model import HeldClicks, OpeningCause, Programme
from lahetti.rewards import awards, catalogue, claims, register
from lahetti.rewards.model import Correction, Offer, VouchersMissing, Way
from lahetti.settings import versions as settings_versions
from lahetti.sharing import items as sharing_items
from lahetti.sharing import opening
from lahetti.suggestions import suggesting
from tests.browser.conftest import Troubles
from tests.browser.looks import CONSOLE_LOOKS
from tests.browser.steps import barriers, barriers_in_each, show_heading, sign_in_to_console
from tests.integration.conftest import RunningCloud
from tests.integration.people_fixtures import Cast, accepted, content_draft, published
from tests.integration.races_fixtures import ZONE
from tests.names import named

pytestmark = pytest.mark.browser


def judged() -> Programme:
    return Programme(settings_versions.read_settings(), ZONE)


def name(word: str) -> str:
    return f"{word} {uuid.uuid4().hex[:6]}"


def earn(person: Person, boss: Person, now: datetime, times: int = 1) -> None:
    """Let somebody earn fifteen points so many times, at a moment."""
    challenges._OPEN.clear()  # the page under test creates challenges elsewhere
    for _ in range(times):
        wanted = content_draft(title="Silloin")
        made = suggesting.suggest(wanted, person, judged().settings, now).row.content
        suggesting.accept(made, boss, judged(), now, publish=False)  # published, it would stay ahead of all others


def create_challenge(page: Page, title: str, first: date, last: date) -> str:
    """Create a challenge by its form; return its id."""
    page.goto("/console/races")
    page.get_by_role("link", name="Uusi haaste").click()
    page.get_by_role("group", name="Haasteen nimi").get_by_label("suomi").fill(title)
    page.get_by_label("Ensimmäinen päivä").fill(first.isoformat())
    page.get_by_label("Viimeinen päivä").fill(last.isoformat())
    page.get_by_label(re.compile("Yhteinen tavoite")).fill("100")
    page.get_by_role("button", name="Luo haaste").click()
    show_heading(page, title)
    return page.url.rpartition("/")[2]


def offer(page: Page, prize: str, stock: str, value: str) -> None:
    """Set a prize of the race whose page is open, by its form."""
    page.get_by_role("link", name="Lisää palkinto").click()
    page.get_by_role("group", name="Palkinnon nimi").get_by_label("suomi").fill(prize)
    page.get_by_label("Montako palkintoa").fill(stock)
    page.get_by_label("Yhden palkinnon arvo euroina").fill(value)
    page.get_by_role("button", name="Lisää palkinto").click()
    show_heading(page, prize)


def upload(page: Page, text: str) -> None:
    file = {"name": "koodit.txt", "mimeType": "text/plain", "buffer": text.encode("utf-8-sig")}
    page.get_by_label("Tiedosto").set_input_files([file])
    page.get_by_role("button", name="Tarkista koodit").click()
    show_heading(page, "Tarkista ennen lisäämistä")
    page.get_by_role("button", name="Lisää nämä koodit").click()
    show_heading(page, "Koodien lisäys")


def test_a_race_from_its_creation_to_the_winner(console: Page, cast: Cast, boss: Person) -> None:
    title, prize = name("Joulukuun haaste"), name("Elokuvaliput")
    first = clock.now().astimezone(ZONE).date() + timedelta(days=3)
    during = datetime(first.year, first.month, first.day, 12, tzinfo=ZONE).astimezone(UTC)
    race = create_challenge(console, title, first, first + timedelta(days=6))
    expect(console.get_by_role("status")).to_contain_text("Haaste on luotu.")
    expect(console.get_by_text("Tulossa", exact=True)).to_be_visible()
    for number in range(4):  # two first places are for at most half of those who could stand
        cast.invite(f"Joukkoa {number}")
    offer(console, prize, "2", "14,50")
    upload(console, f"{race}-A\n{race}-A\n\nkaksi sanaa\n")
    rows = console.get_by_role("row")
    expect(rows.filter(has_text="Rivi 2")).to_contain_text("Sama koodi kuin rivillä 1.")
    expect(rows.filter(has_text="Rivi 3")).to_have_count(0)  # a blank line is none
    expect(rows.filter(has_text="Rivi 4")).to_contain_text("Koodissa on välilyönti.")
    expect(console.get_by_text("1 uusi koodi otettiin vastaan.")).to_be_visible()
    console.get_by_role("link", name="Katso kisa").click()
    expect(console.get_by_text(f"Palkinnosta {prize} puuttuu 1 koodi.")).to_be_visible()

    winners = [cast.invite("Aino Kivimäki"), cast.invite("Nimetön Henkilö")]
    for number, person in enumerate(winners):
        earn(person, boss, during, 4 - number)
    changing.change_oneself(winners[1], {"anonymous": True}, during)
    closing_time = during + timedelta(days=8)
    with pytest.raises(VouchersMissing):
        awards.close_race(race, closing_time, ZONE)

    console.reload()
    expect(console.get_by_text(re.compile("enemmän voittajia kuin koodeja: 1 koodi puuttuu"))).to_be_visible()
    console.get_by_role("link", name=re.compile("Lisää koodit")).click()
    upload(console, f"{race}-B\n{race}-A\n")
    expect(console.get_by_text("Koodi on lisätty jo aiemmin.")).to_be_visible()
    awards.close_race(race, closing_time, ZONE)

    console.goto(f"/console/races/{race}")
    expect(console.get_by_text("Jäädytetty", exact=True)).to_be_visible()
    expect(console.get_by_role("row").nth(1)).to_contain_text("Aino Kivimäki")
    expect(console.get_by_role("row").nth(2)).to_contain_text("Nimetön")
    expect(console.get_by_text("Tavoite on 100 pistettä.")).to_be_visible()  # two people have any
    console.get_by_role("link", name="Näin arvonta lasketaan").click()
    expect(console.get_by_text("Siemenluku on se, jonka tiiviste julkaistiin.")).to_be_visible()
    expect(console.get_by_text("Arpojen luettelo vastaa tiivistettä.")).to_be_visible()
    expect(console.get_by_text(f"Kahdelle parhaalle: {prize}")).to_be_visible()
    assert barriers(console) == []
    console.go_back()
    console.get_by_role("link", name=re.compile(prize)).click()
    expect(console.get_by_role("row").nth(1)).to_contain_text("Aino Kivimäki")
    assert f"{race}-A" not in console.content()


def test_a_challenge_that_cannot_be_keeps_what_was_typed(console: Page, troubles: Troubles) -> None:
    troubles.expected.add((422, "/console/races/new"))
    console.goto("/console/races/new")
    console.get_by_role("group", name="Haasteen nimi").get_by_label("suomi").fill("Eilinen")
    console.get_by_label("Ensimmäinen päivä").fill("2026-01-01")
    console.get_by_label("Tiimien kisa").check()

    console.get_by_role("button", name="Luo haaste").click()

    expect(console).to_have_title(re.compile("^Virhe: "))
    expect(console.locator("#form-errors")).to_be_focused()
    expect(console.get_by_role("group", name="Haasteen nimi").get_by_label("suomi")).to_have_value("Eilinen")
    expect(console.get_by_label("Tiimien kisa")).to_be_checked()
    console.get_by_role("link", name=re.compile("Valitse myöhempi päivä")).click()
    expect(console.get_by_label("Ensimmäinen päivä")).to_be_focused()
    assert barriers(console) == []


def test_a_file_of_1001_lines_is_refused_whole(console: Page, boss: Person, troubles: Troubles) -> None:
    troubles.expected.add((422, "/console/rewards/"))
    wanted = Offer(Way.CLAIM, named(name("Kahvikuppi")), 500, 2000, cost=10)
    made = catalogue.create_reward(wanted, boss.id, clock.now(), ZONE).reward
    console.goto(f"/console/rewards/{made}")

    text = "\n".join(f"koodi-{number}" for number in range(1001))
    console.get_by_label("Tiedosto").set_input_files(
        [{"name": "koodit.csv", "mimeType": "text/csv", "buffer": text.encode()}]
    )
    console.get_by_role("button", name="Tarkista koodit").click()

    expect(console.locator("#form-errors")).to_contain_text("Tiedostossa on 1\u00a0001 riviä.")
    assert int(catalogue.find_reward(made).supply.uploaded or 0) == 0


def test_two_admins_who_correct_one_reward_lose_nothing(console: Page, boss: Person, troubles: Troubles) -> None:
    troubles.expected.add((409, "/console/rewards/"))
    first, theirs, own = name("Kahvikupi"), name("Kahvikuppi"), name("Termosmuki")
    wanted = Offer(Way.CLAIM, named(first), 500, 20, cost=10, vouchers=False, collect="Aulasta")
    made = catalogue.create_reward(wanted, boss.id, clock.now(), ZONE).reward
    console.goto(f"/console/rewards/{made}")
    catalogue.change_reward(made, Correction(named(theirs), 500, 20, "Aulasta"), 0, "tests", clock.now(), ZONE)

    console.get_by_role("group", name="Palkinnon nimi").get_by_label("suomi").fill(own)
    console.get_by_role("button", name="Tallenna").click()

    show_heading(console, "Joku muu muutti tätä samaan aikaan")
    expect(console.get_by_text(theirs)).to_be_visible()
    assert barriers(console) == []
    console.get_by_role("button", name="Tallenna oma teksti").click()
    show_heading(console, own)
    expect(console.get_by_role("status")).to_contain_text("Palkinto on tallennettu.")


def test_a_reward_that_nobody_has_is_withdrawn_after_asking(console: Page, boss: Person) -> None:
    prize = name("Turha")
    made = catalogue.create_reward(Offer(Way.CLAIM, named(prize), 500, 20, cost=10), boss.id, clock.now(), ZONE).reward
    console.goto(f"/console/rewards/{made}")

    console.get_by_role("button", name="Poista palkinto").click()
    show_heading(console, f"Poistetaanko palkinto {prize}?")
    assert barriers(console) == []
    console.get_by_role("button", name="Poista palkinto").click()

    show_heading(console, "Palkinnot")
    expect(console.get_by_role("status")).to_contain_text("Palkinto on poistettu.")
    expect(console.get_by_role("link", name=prize)).to_have_count(0)


@pytest.fixture
def claimants(cast: Cast, boss: Person) -> tuple[str, list[Person]]:
    """A reward's name, and two people whose first claims of it wait."""
    prize = name("Museokortti")
    wanted = Offer(Way.CLAIM, named(prize), 7900, 5, cost=10, vouchers=False, collect="Aulasta")
    made = catalogue.create_reward(wanted, boss.id, clock.now(), ZONE).reward
    found = [cast.invite(name("Hyväksyttävä")), cast.invite(name("Hylättävä"))]
    for person in found:
        earn(person, boss, clock.now())
        claims.claim(made, person, judged(), clock.now())
    return prize, found


def test_a_claim_is_approved_and_another_refused_with_a_reason(
    without_script: Page, claimants: tuple[str, list[Person]]
) -> None:
    prize, (first, second) = claimants
    page = without_script
    page.goto("/console/rewards/claims")

    page.get_by_role("button", name=re.compile(f"^Hyväksy.*{first.name}, {prize}")).click()
    expect(page.get_by_role("status")).to_contain_text("Lunastus on hyväksytty.")
    page.get_by_role("link", name=re.compile(f"^Hylkää.*{second.name}, {prize}")).click()
    page.get_by_role("button", name="Hylkää").click()
    expect(page.locator("#form-errors")).to_contain_text("Kirjoita syy")
    page.get_by_label("Syy").fill("Palkinto on tarkoitettu pilottiin.")
    page.get_by_role("button", name="Hylkää").click()

    expect(page.get_by_role("status")).to_contain_text("Lunastus on hylätty.")
    states = {person.name: register.own_awards(person.id)[0].state.value for person in (first, second)}
    assert states == {first.name: "given", second.name: "refused"}
    card = people_items.find_card(second.id, consistent=True)
    assert card is not None
    assert card.totals.spendable == 15


def test_an_entry_is_taken_back_once_after_saying_what_follows(console: Page, cast: Cast, boss: Person) -> None:
    person = cast.invite(name("Erkki Erehtynyt"))
    earn(person, boss, clock.now())
    console.goto("/console/people/ledger")
    console.get_by_label("Työsähköposti").fill(person.email)
    console.get_by_label("Valitus tai oikaisupyyntö").check()
    console.get_by_label("Syy").fill("Ehdotus näkyy kahdesti")
    assert barriers(console) == []
    console.get_by_role("button", name="Avaa pistetapahtumat").click()
    expect(console.get_by_role("status")).to_contain_text("Syy näkyy henkilölle.")

    console.get_by_role("link", name=re.compile("Mitätöi tapahtuma")).click()
    console.get_by_label("Miksi tapahtuma mitätöidään").fill("Sama ehdotus kahdesti")
    console.get_by_role("button", name="Jatka mitätöintiin").click()
    show_heading(console, f"Mitätöidäänkö pistetapahtuma: {person.name}?")
    expect(console.get_by_text("Lähettiläs menettää 15 pistettä.")).to_be_visible()
    assert barriers(console) == []
    console.get_by_role("button", name="Mitätöi tapahtuma").click()

    expect(console.get_by_role("status")).to_contain_text("Tapahtuma on mitätöity.")
    expect(console.get_by_text("Syy: Sama ehdotus kahdesti")).to_be_visible()
    expect(console.get_by_role("link", name=re.compile("Mitätöi tapahtuma"))).to_have_count(0)
    card = people_items.find_card(person.id, consistent=True)
    assert card is not None
    assert (card.totals.spendable, card.totals.lifetime) == (0, 0)


@pytest.fixture
def rushed(cast: Cast, boss: Person) -> Person:
    """Somebody whose link got three clicks too many within a minute."""
    person = accepted(cast.invite(name("Kiire")))
    made = published(boss, name("Ryntäys"))
    now, day = clock.now(), clock.now().astimezone(ZONE).date().isoformat()
    share, _ = opening.open_share(person, made, Network.LINK, judged().settings, now)
    confirming.confirm_share(person.id, share.code, judged(), now)
    stored = sharing_items.find_share(share.code, consistent=True)
    assert stored is not None
    sharing_items.save_share(replace(stored, held=3))
    transactions.transact(points_items.put_held(HeldClicks(share.code, day, clicks=3, lapses=now + timedelta(days=30))))
    return person


def test_held_clicks_are_released_once(console: Page, rushed: Person) -> None:
    console.goto("/console/races")
    console.get_by_role("link", name="Tarkistettavat klikkaukset").click()
    row = console.get_by_role("row").filter(has_text=rushed.name)
    expect(row).to_contain_text("3")
    assert barriers(console) == []

    row.get_by_role("button", name=re.compile("^Vapauta")).click()

    expect(console.get_by_role("status")).to_contain_text("Niistä tuli 6 pistettä.")
    expect(console.get_by_role("row").filter(has_text=rushed.name)).to_have_count(0)


@pytest.fixture(scope="module")
def paths(cast: Cast, boss: Person) -> list[str]:
    """Every page of these subjects that has something to show, and its empty state where it has one."""
    quarter = "Q" + f"{clock.now().astimezone(ZONE):%Y}-{(clock.now().astimezone(ZONE).month + 2) // 3}"
    first = clock.now().astimezone(ZONE).date() + timedelta(days=20)
    plan = Plan(named(name("Katseltava")), first, first + timedelta(days=3), Ranking.TEAM, 1000)
    race = challenges.create(plan, boss.id, clock.now(), ZONE).race
    wanted = Offer(Way.DRAW, named("Museokortti"), 7900, 3, race=race)
    reward = catalogue.create_reward(wanted, boss.id, clock.now(), ZONE).reward
    person = cast.invite("Riku Pisteinen")
    earn(person, boss, clock.now())
    cup = catalogue.create_reward(
        Offer(Way.CLAIM, named("Kahvikuppi"), 500, 9, cost=5, per_person=2, vouchers=False, collect="Aulasta"),
        boss.id,
        clock.now(),
        ZONE,
    ).reward
    claims.claim(cup, person, judged(), clock.now())
    claims.approve(cup, person.id, 1, boss, clock.now())
    waiting = cast.invite("Odottava Oskari")
    earn(waiting, boss, clock.now())
    claim = claims.claim(cup, waiting, judged(), clock.now())
    opening_ledgers.open_ledger(person.id, OpeningCause.CLAIM, "Tarkistan lunastuksen", boss.id, clock.now())
    return [
        "/console/races",
        "/console/races/new",
        "/console/races/held",
        f"/console/races/{race}",
        f"/console/races/{quarter}",
        "/console/races/ALL",
        f"/console/races/{race}/draw",
        "/console/rewards",
        "/console/rewards/new",
        f"/console/rewards/{reward}",
        "/console/rewards/claims",
        f"/console/rewards/claims?refuse={cup}.{waiting.id}.{claim.claim_number}",
        f"/console/rewards/{cup}",
        "/console/rewards/awards",
        "/console/rewards/awards?first_on=2001-01-01&last_on=2001-12-31",
        "/console/people/ledger",
        f"/console/people/{waiting.id}/ledger",
        f"/console/people/{waiting.id}/ledger?cause=claim",
        f"/console/people/{person.id}/ledger",
        f"/console/people/{person.id}/ledger?entry={accounts_cause(person)}",
    ]


def accounts_cause(person: Person) -> str:
    """Return the cause of a person's first entry, as an address has it."""
    return points_items.ledger_of(members.find_person(person.id).id, consistent=True)[0].cause.replace("#", "%23")


def test_no_page_has_a_barrier(browser: Browser, cloud: RunningCloud, boss: Person, paths: list[str]) -> None:
    context = browser.new_context(base_url=cloud.web_origin, locale="fi-FI")
    sign_in_to_console(context, cloud, boss)
    page = context.new_page()

    found = {}
    for path in paths:
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, path
        found[path] = barriers_in_each(page, CONSOLE_LOOKS)

    context.close()
    assert {path: troubles for path, troubles in found.items() if troubles} == {}


@pytest.mark.parametrize("path", ["/console/races", "/console/rewards", "/console/rewards/awards"])
def test_a_list_is_had_as_a_file(console: Page, path: str, paths: list[str]) -> None:
    console.goto(path)

    with console.expect_download() as waited:
        console.get_by_role("link", name="CSV").click()

    assert waited.value.suggested_filename.endswith(".csv")

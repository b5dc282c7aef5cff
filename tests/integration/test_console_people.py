"""The console's pages of people, queue, guidelines, settings and logs, without script."""

import csv
import io
import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from lahetti.core import clock
from lahetti.people import admins, changing, members, seats
from lahetti.people import items as people_items
from lahetti.people import listing as people_listing
from lahetti.people.guidelines import publishing as guidelines_publishing
from lahetti.people.model import MailState, Person, Role
from lahetti.people.waiting_list import queueing
from lahetti.settings import versions as settings_versions
from lahetti.settings.model import SETTINGS, Kind
from tests.integration.console_client import ConsoleVisitor, field_value
from tests.integration.people_fixtures import BLOG, SMALL_TEAM, TEAM, Cast, accepted
from tests.integration.waiting import until


def address() -> str:
    return f"x{uuid.uuid4().hex[:10]}@virasto.example"


@pytest.fixture(scope="module")
def boss(cast: Cast) -> Person:
    """An admin who reads Finnish."""
    return cast.invite("Maarit Päällikkö", Role.ADMIN)


@pytest.fixture(scope="module")
def console(cast: Cast, boss: Person) -> ConsoleVisitor:
    return ConsoleVisitor(cast.site, boss)


def form_of(console: ConsoleVisitor, person: Person, **changes: Any) -> dict[str, Any]:
    """Return the form of a person's page as it is sent unchanged, but for some fields."""
    fields = {
        "original": field_value(console.get(f"/console/people/{person.id}").text, "original"),
        "name": person.name,
        "role": person.role.value,
        "home": person.home_team or "",
        "teams": list(person.teams),
    }
    return {**fields, **({"channels": list(person.channels)} if person.channels else {}), **changes}


def test_somebody_is_invited_found_by_name_and_shown(console: ConsoleVisitor) -> None:
    email, name = address(), f"Uuno {uuid.uuid4().hex[:8]}"

    sent = console.send(
        "/console/people/invite",
        "invite",
        email=email,
        name=name,
        language="sv",
        role="editor",
        channels=BLOG,
        teams=TEAM,
    )
    again = console.send("/console/people/invite", "invite", email=email, name="Toinen", language="fi", role="admin")
    listed = console.get(f"/console/people?q={name.split()[1]}").text
    page = console.get(sent.headers["Location"]).text

    assert (sent.status_code, again.headers["Location"]) == (303, sent.headers["Location"])
    assert "notice=done.invited;" in sent.headers["Set-Cookie"]
    assert "notice=done.known_already;" in again.headers["Set-Cookie"]
    assert name in listed
    assert email in listed
    assert name in page
    person = members.find_person(sent.headers["Location"].rpartition("/")[2])
    assert (person.role, person.language, person.teams, person.channels) == (Role.EDITOR, "sv", (TEAM,), (BLOG,))


def test_what_was_typed_stays_where_an_invitation_is_refused(console: ConsoleVisitor) -> None:
    refused = console.send("/console/people/invite", "invite", email="ei osoite", name="Aino <b>", role="ambassador")

    assert refused.status_code == 422
    assert field_value(refused.text, "email") == "ei osoite"
    assert field_value(refused.text, "name") == "Aino <b>"
    assert "<title>Virhe: " in refused.text
    assert 'href="#email"' in refused.text


def test_a_file_with_mistakes_is_told_line_by_line_and_sent_again_invites_nobody_twice(
    console: ConsoleVisitor,
) -> None:
    emails = [address() for _ in range(3)]
    rows = [
        "Sähköposti;Nimi;Kieli;Rooli;Tiimi",
        f"{emails[0]};Eka Tuotu;fi;lähettiläs;Testitiimi",
        "ei-osoite;Väärä Osoite;fi;;",
        f"{emails[1]};Outo Kieli;klingon;;",
        f"{emails[2]};Outo Tiimi;;;Marsin tiimi",
        f"{emails[0].upper()};Eka Uudestaan;;;",
    ]
    file = "\ufeff".encode() + "\r\n".join(rows).encode()

    preview = console.upload("/console/people/invite", "upload", "file", "kutsut.csv", file)
    before = set(people_items.known_emails(emails))
    people = field_value(preview.text, "people")
    first, again = (console.send("/console/people/invite", "invite_all", people=people) for _ in range(2))

    assert (preview.status_code, first.status_code, again.status_code) == (200, 200, 200)
    assert before == set()
    assert figures(preview.text) == {"Uusi": 1, "Virhe, ei kutsuttu": 3, "Sama osoite kahdesti": 1}
    assert "Kieli ”klingon” ei käy. Sallitut: suomi, ruotsi, englanti." in first.text
    assert "Tiimiä ”Marsin tiimi” ei ole. Tiimit: " in first.text
    assert "Sama osoite on jo rivillä 2." in first.text
    assert "Sähköpostiosoite puuttuu tai on väärin kirjoitettu." in first.text
    assert figures(first.text) == {"Kutsuttu": 1, "Virhe, ei kutsuttu": 3, "Sama osoite kahdesti": 1}
    assert figures(again.text)["Mukana jo ennestään"] == 1
    assert set(people_items.known_emails(emails)) == {emails[0]}


def figures(page: str) -> dict[str, int]:
    return {words: int(n) for words, n in re.findall(r"<dt>([^<]*)</dt><dd class=\"fig\">(\d+)</dd>", page)}


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (b"email\na@b.fi\n", "Otsikkoriviltä puuttuu sarake nimi."),
        (b"email;name\n", "Tiedostossa ei ole yhtään riviä otsikkorivin alla."),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "Tiedosto ei ole CSV- eikä Excel-tiedosto."),
    ],
)
def test_a_file_that_cannot_be_read_says_why(console: ConsoleVisitor, file: bytes, words: str) -> None:
    refused = console.upload("/console/people/invite", "upload", "file", "x.csv", file)

    assert refused.status_code == 422
    assert words in refused.text


def test_role_teams_and_channels_are_changed_and_logged(console: ConsoleVisitor, cast: Cast, boss: Person) -> None:
    person = cast.invite("Rauni Muuttuva", teams=(TEAM,))

    sent = console.send(
        f"/console/people/{person.id}",
        "change",
        **form_of(console, person, role="editor", home=SMALL_TEAM, teams=[TEAM, SMALL_TEAM]),
        channels=[BLOG],
        left_out="yes",
    )

    assert sent.status_code == 303, sent.text
    changed = members.find_person(person.id)
    assert (changed.role, changed.teams, changed.channels, changed.left_out) == (
        Role.EDITOR,
        (SMALL_TEAM, TEAM),
        (BLOG,),
        True,
    )
    page = console.get(f"/console/audit?subject=PERSON%23{person.id}").text
    assert "Henkilön tietoja muutettiin" in page
    assert "Rooli: lähettiläs → sisältövastaava" in page
    assert boss.name in page


def test_of_two_admins_at_one_person_the_second_is_told_and_loses_nothing(console: ConsoleVisitor, cast: Cast) -> None:
    person = cast.invite("Kahden Muokkaama")
    path, form = f"/console/people/{person.id}", form_of(console, person, name="Toisen Kirjoittama", teams=[TEAM])
    changing.change_person(person.id, {"name": "Ensimmäisen Kirjoittama"}, "tests", clock.now())

    told = console.send(path, "change", **form)
    saved = console.send(path, "change", **{**form, "original": field_value(told.text, "original"), "teams": TEAM})

    assert told.status_code == 409
    assert "Ensimmäisen Kirjoittama" in told.text
    assert "Toisen Kirjoittama" in told.text
    assert saved.status_code == 303
    changed = members.find_person(person.id)
    assert (changed.name, changed.teams) == ("Toisen Kirjoittama", (TEAM,))


def test_a_pause_says_what_follows_and_can_be_ended(console: ConsoleVisitor, cast: Cast) -> None:
    person = accepted(cast.invite("Taina Tauolla"))
    path = f"/console/people/{person.id}"

    asked = console.send(path, "pause")
    before = members.find_person(person.id).state
    console.send(path, "pause", confirmed="yes")
    paused = members.find_person(person.id).state
    page = console.get(path).text
    console.send(path, "resume")

    assert asked.status_code == 200
    assert "Asetetaanko Taina Tauolla tauolle?" in asked.text
    assert (before, paused, members.find_person(person.id).state) == ("active", "paused", "active")
    assert "Lopeta tauko" in page


def test_the_last_admin_is_told_why_they_stay_one(cast: Cast, console: ConsoleVisitor, boss: Person) -> None:
    others = [other for other in admins.active_admins() if other != boss.id]
    for other in others:
        changing.change_person(other, {"state": "paused"}, other, clock.now())  # their own, which keeps sessions

    refused = [
        console.send(f"/console/people/{boss.id}", "pause", confirmed="yes"),
        console.send(f"/console/people/{boss.id}", "change", **form_of(console, boss, role="ambassador")),
    ]

    for other in others:
        changing.change_person(other, {"state": "active"}, other, clock.now())
    for answer in refused:
        assert answer.status_code == 409
        assert "Viimeistä pääkäyttäjää ei voi asettaa tauolle" in answer.text
    assert members.find_person(boss.id).may(Role.ADMIN)


@pytest.mark.parametrize("state", [MailState.BOUNCED, MailState.COMPLAINED])
def test_an_address_that_no_mail_reaches_is_shown_without_the_reason_and_takes_mail_again(
    console: ConsoleVisitor, cast: Cast, state: MailState
) -> None:
    person = cast.invite("Pomppu Palautettu")
    changing.stop_mail(person.email, state, clock.now())
    path = f"/console/people/{person.id}"

    page = console.get(path).text
    console.send(path, "mail_works")

    assert "Sähköposti ei mene perille" in page
    assert members.find_person(person.id).mail_state is MailState.WORKS


def test_who_lost_a_device_is_signed_out_everywhere_by_an_admin(console: ConsoleVisitor, cast: Cast) -> None:
    person = accepted(cast.invite("Kalle Kadonnut"))
    api = cast.api(person)
    path = f"/console/people/{person.id}"

    asked = console.send(path, "lost_device")
    assert api.get("/me").status_code == 200
    console.send(path, "lost_device", confirmed="yes")

    assert "Poistetaanko henkilön Kalle Kadonnut pääsyavaimet?" in asked.text
    assert until(lambda: api.get("/me").status_code, lambda status: status == 401)


def test_who_has_not_begun_is_reminded_by_one_action_that_names_nobody(console: ConsoleVisitor) -> None:
    asked = console.send("/console/people", "invite_again")
    done = console.send("/console/people", "invite_again", confirmed="yes")

    assert "Kenellekään ei näytetä, keille muistutus lähtee." in asked.text
    assert done.status_code == 303


@pytest.fixture
def full(boss: Person) -> Iterator[None]:
    settings_versions.change_settings({"seats": seats.seats_taken()}, "tests", clock.now())
    yield
    settings_versions.change_settings({"seats": None}, "tests", clock.now())


def test_full_seats_are_told_and_the_queue_moves_with_a_reason(full: None, console: ConsoleVisitor) -> None:
    email = address()

    refused = console.send("/console/people/invite", "invite", email=email, name="Yli Jäävä", role="ambassador")
    console.send("/console/people/queue", "add", email=email, name="Yli Jäävä", language="fi")
    waiting = next(place for place in queueing.queue(0, 5000)[0] if place.email == email)
    without = console.send("/console/people/queue", "move", waiting=waiting.waiting, place="1", reason=" ")
    moved = console.send("/console/people/queue", "move", waiting=waiting.waiting, place="1", reason="Puhuu saamea")
    page = console.get("/console/people/queue").text
    given = console.send("/console/people/queue", "give", waiting=waiting.waiting)

    assert refused.status_code == 409
    assert "paikkaa ovat käytössä. Nosta paikkojen määrää" in refused.text
    assert (without.status_code, moved.status_code, given.status_code) == (422, 303, 409)
    assert "Siirretty: Puhuu saamea (Maarit Päällikkö)" in page
    settings_versions.change_settings({"seats": None}, "tests", clock.now())
    place = console.send("/console/people/queue", "give", waiting=waiting.waiting)
    assert place.status_code == 303
    assert members.find_person(place.headers["Location"].rpartition("/")[2]).email == email
    settings_versions.change_settings({"seats": seats.seats_taken()}, "tests", clock.now())


def test_taking_somebody_off_the_queue_asks_first(console: ConsoleVisitor) -> None:
    email = address()
    queueing.join(email, "Poistuva Jonottaja", "fi", clock.now())
    waiting = next(place for place in queueing.queue(0, 5000)[0] if place.email == email).waiting

    asked = console.send("/console/people/queue", "take_off", waiting=waiting, reason="Pyysi itse")
    off = console.send("/console/people/queue", "take_off", waiting=waiting, reason="Pyysi itse", confirmed="yes")

    assert "Poistetaanko henkilö jonosta?" in asked.text
    assert off.status_code == 303
    assert not any(place.email == email for place in queueing.queue(0, 5000)[0])


def test_settings_are_changed_with_every_mistake_told_at_once(console: ConsoleVisitor) -> None:
    form = whole_form(console)

    refused = console.send(
        "/console/settings",
        "save",
        **{**form, "share_points": "1001", "daily_shares": "", "seats": "x"},
    )
    saved = console.send("/console/settings", "save", **{**form, "days_on_offer": "45"})
    same = console.send(
        "/console/settings",
        "save",
        **{**whole_form(console), "days_on_offer": "45"},
    )

    assert refused.status_code == 422
    assert all(f'href="#{name}"' in refused.text for name in ("share_points", "daily_shares", "seats"))
    assert field_value(refused.text, "share_points") == "1001"
    assert saved.status_code == 303
    assert settings_versions.read_settings().days_on_offer == 45
    assert "done.settings_same" in same.headers["Set-Cookie"]
    history = console.get("/console/settings/history").text
    assert "Päiviä jaettavana" in history
    assert "Maarit Päällikkö" in history
    settings_versions.change_settings({"days_on_offer": int(form["days_on_offer"])}, "tests", clock.now())


def whole_form(console: ConsoleVisitor) -> dict[str, Any]:
    """Return the settings' form as it is sent unchanged."""
    now = settings_versions.read_settings()
    quiet = now.quiet_hours.split(" ")[0].split("-")
    return {
        "original": field_value(console.get("/console/settings").text, "original"),
        **{name: str(getattr(now, name)) for name, setting in SETTINGS.items() if setting.kind is Kind.NUMBER},
        "seats": "" if now.seats is None else str(now.seats),
        **{f"organisation.{language}": text for language, text in now.organisation.texts},
        "front_page": now.front_page,
        "work_joining": now.work_joining.value,
        "blocked_words": "\n".join(now.blocked_words),
        "mail_domains": "\n".join(now.mail_domains),
        "digest_days": [str(day) for day in now.digest_days],
        "digest_time": now.digest_time,
        "quiet_begins": quiet[0],
        "quiet_ends": quiet[1],
        **({"quiet_weekends": "yes"} if "weekends" in now.quiet_hours else {}),
        **({"utm": "yes"} if now.utm else {}),
    }


def test_two_who_change_different_settings_both_have_their_way_and_the_same_one_is_asked(
    console: ConsoleVisitor,
) -> None:
    form = whole_form(console)
    settings_versions.change_settings({"share_points": 9, "feed_minutes": 60}, "tests", clock.now())

    other = console.send("/console/settings", "save", **{**form, "days_on_offer": "40"})
    now = settings_versions.read_settings()
    same = console.send("/console/settings", "save", **{**form, "share_points": "11"})
    own = {name: field_value(same.text, name) for name in ("original", "share_points")}
    mine = console.send("/console/settings", "save", **{**form, **own})

    assert other.status_code == 303
    assert (now.share_points, now.feed_minutes, now.days_on_offer) == (9, 60, 40)
    assert same.status_code == 409
    assert field_value(same.text, "share_points") == "11"
    assert mine.status_code == 303
    after = settings_versions.read_settings()
    assert (after.share_points, after.feed_minutes, after.days_on_offer) == (11, 60, 40)
    settings_versions.change_settings(
        {"share_points": 5, "feed_minutes": 30, "days_on_offer": 30}, "tests", clock.now()
    )


def test_new_guidelines_are_looked_at_before_everybody_gets_them(console: ConsoleVisitor) -> None:
    before = guidelines_publishing.current()
    texts = {f"texts.{language}": f"{text} {uuid.uuid4().hex[:6]}" for language, text in before.texts.items()}
    news = {"changes.fi": "Lyhyempi.", "changes.sv": "Kortare.", "changes.en": "Shorter."}
    form = {"original": field_value(console.get("/console/guidelines").text, "original"), **texts}

    without = console.send("/console/guidelines", "publish", **form)
    preview = console.send("/console/guidelines", "publish", **form, **news)
    still = guidelines_publishing.current().version
    published = console.send("/console/guidelines", "publish", **form, **news, confirmed="yes")
    late = console.send("/console/guidelines", "publish", **form, **news, confirmed="yes")

    assert without.status_code == 422
    assert all(f'href="#{name}"' in without.text for name in news)
    assert preview.status_code == 200
    assert texts["texts.sv"] in preview.text
    assert still == before.version
    assert (published.status_code, late.status_code) == (303, 422)
    now = guidelines_publishing.current()
    assert (now.version, now.texts["fi"], now.changes["en"]) == (before.version + 1, texts["texts.fi"], "Shorter.")
    older = console.get(f"/console/guidelines?version={before.version}").text
    assert before.texts["fi"] in older


def test_the_log_says_in_words_who_did_what(console: ConsoleVisitor, cast: Cast) -> None:
    person = cast.invite("Lokin Kohde")
    console.send(f"/console/people/{person.id}", "change", **form_of(console, person, name="Lokin Muutos"))

    month = console.get("/console/audit").text
    of_person = console.get(f"/console/audit?subject=PERSON%23{person.id}").text
    file = console.get(f"/console/audit?subject=PERSON%23{person.id}&format=csv")

    assert "Henkilön tietoja muutettiin" in month
    assert f'href="/console/people/{person.id}"' in month
    assert "Nimi: Lokin Kohde → Lokin Muutos" in of_person
    rows = list(csv.reader(io.StringIO(file.text.removeprefix("\ufeff")), delimiter=";"))
    assert [row[2] for row in rows] == ["Mitä", "Henkilön tietoja muutettiin", "Kutsuttiin"]


def test_mails_are_counted_and_single_ones_shown_only_of_an_address_that_is_searched_for(
    console: ConsoleVisitor, cast: Cast
) -> None:
    person = cast.invite("Kirjeen Saaja")

    of_person = console.get(f"/console/mails?q={person.email}").text
    month = console.get("/console/mails").text

    assert "Kutsu" in of_person
    assert "Muistutus kutsusta" not in of_person
    assert "Muistutus kutsusta" in month
    assert person.name not in month


def test_people_are_exported_without_formulas(console: ConsoleVisitor, cast: Cast) -> None:
    person = cast.invite("=HYPERLINK(1)")

    file = console.get("/console/people?format=csv").text

    rows = {row[2]: row for row in csv.reader(io.StringIO(file.removeprefix("\ufeff")), delimiter=";")}
    assert rows[person.email][1] == "'=HYPERLINK(1)"
    assert {one.email for one in people_listing.everybody()} <= set(rows)


def test_a_strange_query_is_no_fault(console: ConsoleVisitor) -> None:
    for path in (
        "/console/people?state=x&q=%00%F0%9F%98%80",
        "/console/guidelines?version=99999999",
        "/console/guidelines?version=-1",
        "/console/audit?month=2026-13",
        "/console/audit?subject=x",
        "/console/mails?month=0000-00&q=%00",
        "/console/people/queue?cursor=x&one=y",
    ):
        assert console.get(path).status_code == 200, path
    assert console.get("/console/people?cursor=abc").status_code == 422

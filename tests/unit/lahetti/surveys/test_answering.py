"""A survey from the draft to the last answer: who is invited, by which link, what is taken, and what is refused."""

import random
import re

import pytest

from lahetti.core.errors import Conflict, Invalid
from lahetti.mail import delivery
from lahetti.mail.delivery import MailContext
from lahetti.people.model import MailState, PersonState
from lahetti.records import items as records_items
from lahetti.records.model import MailKind, MailStep
from lahetti.settings.model import Settings
from lahetti.surveys import conducting, items, sealing
from lahetti.surveys.model import STATEMENTS, SurveyKind, SurveyState
from tests.memory_dynamodb.client import Killed
from tests.surveys import GOOD, SURVEY, ZONE, SurveyWorld


def sent_mails(world: SurveyWorld) -> list[tuple[str, str]]:
    """Deliver what is due; return (address, text) of what was sent."""
    sent: list[tuple[str, str]] = []

    def send(message: object) -> str:
        sent.append((message.to, message.text))  # type: ignore[attr-defined]
        return "id"

    context = MailContext(Settings(), ZONE, send=send)
    for key in delivery.mails_due(world.now):
        delivery.deliver(key, context, world.now)
    return sent


def mails(kind: MailKind) -> list[str]:
    return sorted(
        mail.person
        for person in range(30)
        for mail in records_items.mails_of_person(f"person-{person}")
        if mail.kind is kind
    )


def test_all_who_can_take_part_are_invited_once_each_by_a_link_of_their_own(world: SurveyWorld) -> None:
    world.join(1, state=PersonState.PAUSED)
    world.join(1, mail_state=MailState.BOUNCED)

    world.start()

    assert (world.survey().state, world.survey().invited) == (SurveyState.OPEN, {"ita": 12, "lansi": 8})
    links = {to: re.search(r"web_origin/survey/(\S+)\?lang=fi", text) for to, text in sent_mails(world)}
    assert len(links) == 20
    found = {to: link[1] for to, link in links.items() if link is not None}
    assert found == {person.email: world.token(number) for number, person in enumerate(world.people[:20])}
    assert sent_mails(world) == []


def test_no_item_holds_a_token(world: SurveyWorld) -> None:
    world.start()

    stored = repr(world.memory.programme.states) + repr(world.memory.transient.states)
    assert not any(world.token(person).rpartition(".")[2] in stored for person in range(20))


def test_looking_uses_nothing_up_and_says_nothing_of_the_person(world: SurveyWorld) -> None:
    world.start()

    pages = [world.get(world.token(person), lang=language) for person in (0, 1) for language in ("fi", "sv", "en")]

    assert {page["statusCode"] for page in pages} == {200}
    assert all(f'name="{statement}" value="5"' in pages[0]["body"] for statement in STATEMENTS)
    assert "Person-" not in pages[0]["body"]
    assert pages[0]["body"].replace(world.token(0), "") == pages[3]["body"].replace(world.token(1), "")
    assert '<html lang="sv">' in pages[1]["body"]
    assert len(items.invitations(SURVEY)) == 20


def test_an_answer_is_taken_once(world: SurveyWorld) -> None:
    world.start()

    first = world.post(world.token(3), GOOD | {"text": " Hyvä\r\njuttu. "})
    second = world.post(world.token(3), GOOD)

    assert (first["statusCode"], second["statusCode"]) == (200, 404)
    assert "Kiitos!" in first["body"]
    assert "Jos olet jo vastannut, vastauksesi on tallessa." in second["body"]
    (waiting,) = items.waiting_answers(SURVEY, 100)
    answer, team = sealing.unseal(SURVEY, waiting.sealed)
    assert (answer.text, team) == ("Hyvä\njuttu.", "ita")
    assert answer.ratings == dict.fromkeys(STATEMENTS, 4)
    assert {one.person for one in items.invitations(SURVEY)} == {person.id for person in world.people} - {"person-3"}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"tells_news": "6"}, "Valitse numero 1–5: Tiedän, mitä uutta meillä julkaistaan."),
        ({"tells_news": "0"}, "Valitse numero 1–5: Tiedän, mitä uutta meillä julkaistaan."),
        ({"tells_news": "3.5"}, "Valitse numero 1–5: Tiedän, mitä uutta meillä julkaistaan."),
        ({"experts_visible": ""}, "Valitse numero 1–5: Asiantuntijamme näkyvät julkisuudessa."),
        ({"text": "ä" * 1007}, "Lyhennä tekstiä: siinä on 7 merkkiä liikaa."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_chosen_stays(
    world: SurveyWorld, changes: dict[str, str], words: str
) -> None:
    world.start()

    answer = world.post(world.token(0), GOOD | changes)

    assert answer["statusCode"] == 422
    assert words in answer["body"]
    assert "<title>Virhe: Lähettiläskysely" in answer["body"]
    assert answer["body"].count(" checked>") == sum((GOOD | changes)[statement] == "4" for statement in STATEMENTS)
    assert changes.get("text", "") in answer["body"]
    assert (world.waiting(), len(items.invitations(SURVEY))) == (0, 20)


@pytest.mark.parametrize("sign", ["a", "ä", "€", "🦔", "\n"])
def test_the_longest_text_can_be_sealed_and_is_no_larger_than_none(world: SurveyWorld, sign: str) -> None:
    world.start()
    text = f".{sign * 998}."

    assert world.post(world.token(0), GOOD | {"text": text})["statusCode"] == 200
    assert world.post(world.token(1), GOOD)["statusCode"] == 200
    waiting = items.waiting_answers(SURVEY, 100)
    assert len({len(one.sealed) for one in waiting}) == 1
    assert {sealing.unseal(SURVEY, one.sealed)[0].text for one in waiting} == {text, ""}


@pytest.mark.parametrize("origin", [None, "https://muualla.example", "null"])
def test_only_our_own_page_answers(world: SurveyWorld, origin: str | None) -> None:
    world.start()

    assert world.post(world.token(0), GOOD, origin=origin)["statusCode"] == 403
    assert world.waiting() == 0


@pytest.mark.parametrize("token", ["x", f"{SURVEY}.x", "elsewhere.x", ".", "x" * 5000, f"{SURVEY}.\udcff", "<b>.x"])
def test_a_link_that_never_was_gets_a_kind_page(world: SurveyWorld, token: str) -> None:
    world.start()

    for answer in (world.get(token), world.post(token, GOOD)):
        assert answer["statusCode"] == 404
        assert "Tällä linkillä ei voi enää vastata." in answer["body"]


def test_after_the_close_nothing_is_taken(world: SurveyWorld) -> None:
    world.start()
    conducting.close(SURVEY, "admin", world.now)

    assert world.get(world.token(0))["statusCode"] == 404
    assert world.post(world.token(0), GOOD)["statusCode"] == 404
    assert world.waiting() == 0


def test_after_the_last_day_nothing_is_taken_though_nobody_has_closed_it(world: SurveyWorld) -> None:
    world.start()
    world.now = world.survey().closes or world.now

    assert f"{world.now.astimezone(ZONE):%d.%m. %H:%M}" == "17.11. 00:00"
    assert world.post(world.token(0), GOOD)["statusCode"] == 404


def test_a_crash_takes_the_answer_with_its_token_or_neither(world: SurveyWorld) -> None:
    world.start()
    for number in range(8):
        world.memory.kill_in = number
        try:
            world.post(world.token(number), GOOD)
        except Killed:
            pass
        finally:
            world.memory.kill_in = None

        assert world.waiting() + len(items.invitations(SURVEY)) == 20


def test_two_windows_send_one_answer(world: SurveyWorld) -> None:
    world.start()
    statuses: list[int] = []

    def send() -> None:
        statuses.append(world.post(world.token(0), GOOD)["statusCode"])

    world.memory.together(send, send)

    assert sorted(statuses) == [200, 404]
    assert world.waiting() == 1


def test_an_invitation_that_is_written_again_gives_no_second_answer(world: SurveyWorld) -> None:
    world.start()
    world.answer(0)

    assert world.expand(f"survey_started#{SURVEY}") == 0
    assert world.get(world.token(0))["statusCode"] == 404


def test_whoever_has_not_answered_is_reminded_once(world: SurveyWorld) -> None:
    world.start()
    sent_mails(world)
    world.answer(0, 1, 2)

    reminded = [world.night().reminded for _ in range(10)]
    written = [world.expand(f"survey_reminder#{SURVEY}") for _ in range(3)]

    assert (sum(reminded), reminded[7]) == (1, 1)
    assert written == [17, 0, 0]
    world.now = world.now.replace(hour=9)
    world.answer(3)
    texts = dict(sent_mails(world))
    assert set(texts) == {person.email for person in world.people[4:]}
    assert f"/survey/{world.token(7)}" in texts[world.people[7].email]
    (dropped,) = [mail for mail in records_items.mails_of_person("person-3") if mail.kind is MailKind.SURVEY_REMINDER]
    assert dropped.step is MailStep.DROPPED


def test_nobody_is_reminded_of_a_survey_that_is_over(world: SurveyWorld) -> None:
    world.start()
    conducting.close(SURVEY, "admin", world.now)

    assert [world.night().reminded for _ in range(10)] == [0] * 10


def test_a_survey_of_fewer_than_five_is_not_started(world: SurveyWorld) -> None:
    world.pause(range(4, 20))

    with pytest.raises(Conflict):
        conducting.start(SURVEY, "admin", world.now, ZONE)
    assert world.survey().state is SurveyState.DRAFT


def test_every_step_can_be_repeated_and_none_is_skipped(world: SurveyWorld) -> None:
    world.draft()
    with pytest.raises(Conflict):
        conducting.close(SURVEY, "admin", world.now)
    world.start()
    first = world.survey()
    conducting.start(SURVEY, "admin", world.now, ZONE)
    with pytest.raises(Conflict):
        conducting.discard(SURVEY, "admin", world.now)
    conducting.close(SURVEY, "admin", world.now)
    conducting.close(SURVEY, "admin", world.now)
    with pytest.raises(Conflict):
        conducting.start(SURVEY, "admin", world.now, ZONE)

    assert first.version + 1 == world.survey().version
    logged = [change.image for change in world.memory.programme.stream if change.keys["pk"]["S"].startswith("AUDIT#")]
    assert [entry["what"]["S"] for entry in logged if entry] == ["survey created", "survey started", "survey closed"]


def test_a_draft_that_is_discarded_is_gone(world: SurveyWorld) -> None:
    conducting.discard(SURVEY, "admin", world.now)
    conducting.discard(SURVEY, "admin", world.now)

    assert items.surveys() == []


@pytest.mark.parametrize(
    ("name", "days", "field"),
    [
        ("", 14, "name"),
        ("x" * 81, 14, "name"),
        ("a\nb", 14, "name"),
        ("x", 2, "days"),
        ("x", 61, "days"),
        ("x", None, "days"),
    ],
)
def test_a_draft_has_a_name_and_a_length(world: SurveyWorld, name: str, days: int | None, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        conducting.create("other", name, SurveyKind.ANY, days, "admin", world.now)
    assert refused.value.field == field


def test_nobody_is_invited_who_was_not_stored_with_a_token(world: SurveyWorld) -> None:
    conducting.start(SURVEY, "admin", world.now, ZONE)
    chance = random.Random(1)
    while mails(MailKind.SURVEY_INVITATION) != sorted(person.id for person in world.people):
        world.memory.kill_in = chance.randint(1, 30)
        try:
            world.expand(f"survey_started#{SURVEY}")
        except Killed:
            pass
        finally:
            world.memory.kill_in = None
        assert mails(MailKind.SURVEY_INVITATION) == sorted(one.person for one in items.invitations(SURVEY))

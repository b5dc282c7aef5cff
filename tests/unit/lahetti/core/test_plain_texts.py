from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from lahetti.content.channels import catalogue
from lahetti.content.channels.model import Channel
from lahetti.content.model import Draft
from lahetti.content.rules import checked_draft
from lahetti.core.errors import Invalid
from lahetti.core.names import LocalisedName, require_name
from lahetti.core.plain_texts import in_lines, on_one_line
from lahetti.people.model import Invitation
from lahetti.people.rules import checked_invitation, checked_person
from lahetti.periods.challenges import checked_plan
from lahetti.periods.model import Plan
from lahetti.rewards.model import Offer, Way
from lahetti.rewards.rules import checked_offer
from lahetti.settings import rules as settings_rules
from lahetti.settings.model import Settings
from tests.names import named
from tests.topics import topic
from tests.unit.lahetti.people.test_members import AINO

NOW = datetime(2026, 11, 25, 10, tzinfo=UTC)
DRAFT = Draft("blogi", "https://www.vero.fi/blogi/1", "Otsikko", "fi")
OFFER = Offer(Way.CLAIM, named("Elokuvalippu"), 1450, 10, cost=50)
PLAN = Plan(named("Haaste"), date(2026, 12, 7), date(2026, 12, 13))


def add_channel(name: str) -> None:
    catalogue.add_channel(Channel("blogi", name, "blog", "fi", "https://www.vero.fi/"), "admin", NOW)


def name_of(finnish: str, swedish: str) -> LocalisedName:
    return LocalisedName((("fi", finnish), ("sv", swedish)))


ONE_LINE: dict[str, Callable[[str], object]] = {
    "the title of a content": lambda text: checked_draft(replace(DRAFT, title=text), Settings()),
    "the disclosure of a content": lambda text: checked_draft(replace(DRAFT, disclosure=text), Settings()),
    "the name of a topic": lambda text: settings_rules.checked(Settings(topics=(topic("a", name_of("A", text)),))),
    "the name of somebody invited": lambda text: checked_invitation(Invitation("a@vero.fi", text)),
    "the name of a person": lambda text: checked_person(replace(AINO, name=text)),
    "the name of a channel": add_channel,
    "the name of a challenge": lambda text: checked_plan(
        replace(PLAN, name=name_of("Kisa", text)), NOW, ZoneInfo("Europe/Helsinki")
    ),
    "the name of a reward": lambda text: checked_offer(replace(OFFER, name=name_of("Lippu", text))),
    "a name in two languages": lambda text: require_name("name", name_of("Vero", text), 80),
    "the name of a team": lambda text: settings_rules.checked(Settings(teams=(("a", name_of("A", text)),))),
    "a blocked word": lambda text: settings_rules.checked(Settings(blocked_words=(text,))),
}


@pytest.mark.parametrize("of", ONE_LINE)
@pytest.mark.parametrize(
    "text", ["Yksi\nkaksi", "Yksi\r\nBcc: x@paha.example", "Yksi\u2028kaksi", "Yksi\n", "Y\x00ksi"]
)
def test_where_one_line_is_meant_more_are_refused(of: str, text: str) -> None:
    with pytest.raises(Invalid) as refused:
        ONE_LINE[of](text)

    assert refused.value.reason == "lines"


@pytest.mark.parametrize("of", [name for name in ONE_LINE if name != "the name of a channel"])
def test_one_line_is_taken(of: str) -> None:
    ONE_LINE[of]("Yksi  👩‍👩‍👧 rivi")


@pytest.mark.parametrize("email", ["a\x00b@vero.fi", "a@ve\x07ro.fi", "a\x7f@vero.fi", "a@vero.fi\x85"])
def test_an_address_holds_no_control_character(email: str) -> None:
    with pytest.raises(Invalid) as refused:
        checked_invitation(Invitation(email, "Aino"))

    assert refused.value.field == "email"


def test_texts_of_forms_and_feeds_lose_what_no_text_holds() -> None:
    assert in_lines("a\r\nb\rc\x0bd\u2028e\x00f\tg\x1b") == "a\nb\nc\nd\nef\tg"
    assert on_one_line(" a\r\n b\x00c\u2028d\t\x1be ") == "a b c d e"
